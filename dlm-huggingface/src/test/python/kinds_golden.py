"""Makes tokenizers of the kinds that are in use, and tokenizes lines by each.

    python kinds_golden.py LINES BPE OUT

LINES is a JSON list of texts, BPE a tokenizer.json of byte-level BPE. Writes OUT/wordpiece.json, OUT/bytes.json, OUT/unigram.json
and OUT/suffix.json, small tokenizers, unless they are there, and OUT/kinds.json: a list of changes of these, each with the CRC-32 of the ids (32 bits each,
little-endian) of every 100 lines, and of the texts that they become (UTF-8, each followed by a line feed).

src/test/resources/golden/kinds is what tokenizers 0.23.2 made of the first 1,500 lines of ManyScripts, without the special tokens
spelt out in them, which dlm takes for text. KindsTest runs this with the Python that DLM_PYTHON names.
"""
import copy, json, os, struct, sys, zlib
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

WHITE = "".join(map(chr, [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
                          0x2028, 0x2029, 0x202F, 0x205F, 0x3000]))
lines = [line.strip(WHITE) for line in json.load(open(sys.argv[1], encoding="utf-8"))]
out = sys.argv[3]
BYTES = ["<0x%02X>" % b for b in range(256)]
SPACE = {"String": " "}
LINE = "\u2581"


def trained(model, trainer, pre_tokenizer, texts=lines, normalizer=None):
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.train_from_iterator([text for text in texts if text], trainer)
    return json.loads(tokenizer.to_str())


def special(tokens):
    return [{"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
            for i, token in enumerate(tokens)]


bert = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
cased = normalizers.BertNormalizer(lowercase=False)
wordpiece = trained(models.WordPiece(unk_token="[UNK]"), trainers.WordPieceTrainer(
    vocab_size=900, limit_alphabet=300, special_tokens=bert, show_progress=False), pre_tokenizers.BertPreTokenizer(), normalizer=cased)
wordpiece["decoder"] = {"type": "WordPiece", "prefix": "##", "cleanup": True}

llama = ["<unk>", "<s>", "</s>"]
bpe = trained(models.BPE(unk_token="<unk>"), trainers.BpeTrainer(
    vocab_size=700, limit_alphabet=150, special_tokens=["<unk>"], show_progress=False), pre_tokenizers.Metaspace())
tokens = llama + BYTES + sorted(bpe["model"]["vocab"], key=bpe["model"]["vocab"].get)[1:]
bpe["model"].update(vocab={token: i for i, token in enumerate(tokens)}, byte_fallback=True, fuse_unk=True)
replace_space = {"type": "Replace", "pattern": SPACE, "content": LINE}
replace_line = {"type": "Replace", "pattern": {"String": LINE}, "content": " "}
fallback, fuse = {"type": "ByteFallback"}, {"type": "Fuse"}
strip = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
llama_decoder = {"type": "Sequence", "decoders": [replace_line, fallback, fuse, strip]}
bpe.update(added_tokens=special(llama), pre_tokenizer=None, decoder=llama_decoder, normalizer={
    "type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": LINE}, replace_space]})

unigram = trained(models.Unigram(), trainers.UnigramTrainer(vocab_size=600, special_tokens=["<unk>"], unk_token="<unk>", show_progress=False),
                  pre_tokenizers.Metaspace(), [line for line in lines if line.isascii()])
unigram["model"]["vocab"][1:1] = [["<s>", 0.0], ["</s>", 0.0]] + [[token, 0.0] for token in BYTES]
unigram["model"]["byte_fallback"] = True
unigram.update(added_tokens=special(llama), decoder=llama_decoder)

suffix = trained(models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"), trainers.BpeTrainer(
    vocab_size=900, limit_alphabet=200, end_of_word_suffix="</w>", special_tokens=["<|startoftext|>", "<|endoftext|>"],
    show_progress=False), pre_tokenizers.Whitespace(), normalizer=normalizers.Lowercase())
suffix["decoder"] = {"type": "BPEDecoder", "suffix": "</w>"}

bases = {"wordpiece": wordpiece, "bytes": bpe, "unigram": unigram, "suffix": suffix}
for name, made in bases.items():
    file = os.path.join(out, name + ".json")
    if not os.path.exists(file):
        json.dump(made, open(file, "w", encoding="utf-8"), separators=(",", ":"))
    bases[name] = json.load(open(file, encoding="utf-8"))
bases["bpe"] = json.load(open(sys.argv[2], encoding="utf-8"))


def normalizer(**changed):
    return {"normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None,
                           "lowercase": False, **changed}}


def metaspace(scheme, split):
    return {"type": "Metaspace", "replacement": LINE, "prepend_scheme": scheme, "split": split}


def words(pattern):
    return {"pre_tokenizer": {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]},
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}}


PATTERN = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
changes = [
    ("bert cased", "wordpiece", {}),
    ("bert cased, accents kept", "wordpiece", normalizer(strip_accents=False)),
    ("bert cased, accents stripped", "wordpiece", normalizer(strip_accents=True)),
    ("bert uncased, accents kept", "wordpiece", normalizer(strip_accents=False, lowercase=True)),
    ("bert uncased", "wordpiece", normalizer(lowercase=True)),
    ("ideographs in words", "wordpiece", normalizer(handle_chinese_chars=False)),
    ("controls kept", "wordpiece", normalizer(clean_text=False)),
    ("no normalizer, short words", "wordpiece", {"normalizer": None, "model.max_input_chars_per_word": 4}),
    ("spaces before punctuation kept", "wordpiece", {"decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False}}),
    ("no decoder", "wordpiece", {"decoder": None}),
    ("split at white space, composed", "wordpiece", {
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, normalizer()["normalizer"]]},
        "pre_tokenizer": {"type": "WhitespaceSplit"}}),
    ("llama", "bytes", {}),
    ("llama, newer", "bytes", {"normalizer": None, "pre_tokenizer": metaspace("first", False)}),
    ("metaspace", "bytes", {"normalizer": None, "pre_tokenizer": metaspace("always", True),
                            "decoder": {"type": "Sequence", "decoders": [fallback, metaspace("always", True)]}}),
    ("gemma", "bytes", {"normalizer": replace_space, "decoder": {"type": "Sequence", "decoders": [replace_line, fallback, fuse]},
                        "pre_tokenizer": {"type": "Split", "pattern": SPACE, "behavior": "MergedWithPrevious", "invert": False}}),
    ("no bytes", "bytes", {"model.byte_fallback": False}),
    ("no bytes, unknown not fused", "bytes", {"model.byte_fallback": False, "model.fuse_unk": False}),
    ("merges ignored", "bytes", {"model.ignore_merges": True, "normalizer": None, "pre_tokenizer": metaspace("always", True)}),
    ("unigram with bytes", "unigram", {}),
    ("unigram without bytes", "unigram", {"model.byte_fallback": False}),
    ("unigram, runs of spaces", "unigram", {"normalizer": {"type": "Sequence", "normalizers": [
        {"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]}}),
    ("clip", "suffix", {}),
    ("llama 3", "bpe", words(PATTERN % r"\p{N}{1,3}")),
    ("qwen", "bpe", words(PATTERN % r"\p{N}")),
]
kinds = []
for name, base, change in changes:
    made = copy.deepcopy(bases[base])
    for key, value in change.items():
        (made["model"] if key.startswith("model.") else made)[key.split(".")[-1]] = value
    tokenizer = Tokenizer.from_str(json.dumps(made))
    tokenizer.encode_special_tokens = True
    ids = [e.ids for e in tokenizer.encode_batch(lines, add_special_tokens=False)]
    texts = tokenizer.decode_batch(ids, skip_special_tokens=False)
    parts = range(0, len(lines), 100)
    kinds.append({
        "name": name, "base": base, "change": change,
        "ids": [zlib.crc32(b"".join(struct.pack("<%di" % len(row), *row) for row in ids[i:i + 100])) for i in parts],
        "texts": [zlib.crc32("".join(text + "\n" for text in texts[i:i + 100]).encode()) for i in parts]})
    print(name, "|", sum(map(len, ids)), "ids |", lines[7], "|", texts[7], file=sys.stderr)
json.dump(kinds, open(os.path.join(out, "kinds.json"), "w", encoding="utf-8"), indent=1)
