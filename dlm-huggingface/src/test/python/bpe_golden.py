"""Trains a byte-level BPE tokenizer as dlm vocab does and tokenizes the same lines.

    python bpe_golden.py LINES SIZE MIN_COUNT OUT [TOKENIZER]

LINES is a JSON list of texts. Writes OUT/tokenizer.json, and OUT/ids.bin: the CRC-32 of each line's ids (32 bits each, little-endian).
With TOKENIZER it trains nothing and tokenizes by that file.

src/test/resources/golden/bpe is what tokenizers 0.23.2 made of the lines of ManyScripts with SIZE 2000, MIN_COUNT 2.
BpeTokenizerTest runs this with the Python that DLM_PYTHON names.
"""
import json, struct, sys, zlib
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

WHITE = "".join(map(chr, [*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
                          0x2028, 0x2029, 0x202F, 0x205F, 0x3000]))
lines = [line.strip(WHITE) for line in json.load(open(sys.argv[1], encoding="utf-8"))]
if len(sys.argv) > 5:
    tokenizer = Tokenizer.from_file(sys.argv[5])
else:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Strip(" ", 1, 0)])
    tokenizer.train_from_iterator([line for line in lines if line], trainers.BpeTrainer(
        vocab_size=int(sys.argv[2]), min_frequency=int(sys.argv[3]), show_progress=False,
        special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
tokenizer.save(sys.argv[4] + "/tokenizer.json")
tokenizer.encode_special_tokens = True
with open(sys.argv[4] + "/ids.bin", "wb") as out:
    for encoding in tokenizer.encode_batch(lines, add_special_tokens=False) if lines else []:
        out.write(struct.pack("<I", zlib.crc32(struct.pack("<%di" % len(encoding.ids), *encoding.ids))))
same = sum(tokenizer.decode(e.ids, skip_special_tokens=False) == line
           for line, e in zip(lines, tokenizer.encode_batch(lines, add_special_tokens=False)))
print(same, "of", len(lines), "lines come back")
