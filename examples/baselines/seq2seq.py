"""A plain autoregressive baseline: a small encoder-decoder transformer, trained on the data directory of a diffusion model.

    python3 seq2seq.py DATA OUT [--tokenizer tokenizer.json] --steps 10000

reads train.jsonl, valid.jsonl and test.jsonl of DATA (src and trg; a source with several references has several rows) and
writes OUT/best.pt, the weights with the lowest loss on the valid split, and for the test split the files that
`dlm evaluate --outputs FILE... --all-references` reads: greedy.jsonl, with --beam B beam.jsonl, and with --samples K
sample-1.jsonl, sample-2.jsonl, ... Needs PyTorch, and with --tokenizer the package `tokenizers`.
"""

import argparse
import json
import math
import os
import random
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pad_sequence


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("data")
    add("out")
    add("--tokenizer", help="a Hugging Face tokenizer.json; without it a word is what stands between white space")
    add("--width", type=int, default=256)
    add("--inner", type=int, default=768, help="width inside the feed-forward layers")
    add("--layers", type=int, default=3, help="of the encoder, and of the decoder")
    add("--heads", type=int, default=4)
    add("--dropout", type=float, default=0.1)
    add("--smoothing", type=float, default=0.1, help="of the labels in training")
    add("--batch", type=int, default=128, help="rows of similar length in a batch")
    add("--lr", type=float, default=1e-3, help="highest rate of Adam; falls to 0 in a straight line")
    add("--warmup", type=int, default=500, help="steps until the highest rate")
    add("--steps", type=int, help="length of the training; 0: write again with OUT/best.pt")
    add("--minutes", type=float, help="another limit; with it a run cannot be repeated exactly")
    add("--valid-every", type=int, default=500)
    add("--bf16", action="store_true", help="multiply in bfloat16 while training")
    add("--beam", type=int, default=0, help="also write with a beam of this width")
    add("--samples", type=int, default=0, help="also write this many sampled outputs for each source")
    add("--temperature", type=float, default=1.0, help="of the samples")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    given = parser.parse_args()
    if given.steps is None and given.minutes is None:
        parser.error("how long to train? Give --steps, --minutes or both")
    return given


def load(data, split):
    path = os.path.join(data, split + ".jsonl")
    try:
        with open(path, encoding="utf-8") as lines:
            rows = []
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                rows.append((row["src"].strip(), row["trg"].strip()))
        return rows or sys.exit(f"{path}: expected at least one row, found none")
    except OSError as e:
        sys.exit(f"{path}: expected a file of JSON lines, found: {e.strerror}")
    except (ValueError, KeyError, TypeError, AttributeError):
        sys.exit(f'{path}:{number}: expected {{"src": "...", "trg": "..."}}, found: {line.strip()}')


def tokens(path, rows):
    """The number of tokens, text to ids and ids to text; without a file the words of the rows, and [UNK] for others."""
    if path:
        from tokenizers import Tokenizer

        pieces = Tokenizer.from_file(path)
        return (pieces.get_vocab_size(), lambda text: pieces.encode(text, add_special_tokens=False).ids,
                lambda ids: pieces.decode(ids, skip_special_tokens=False).strip())
    words = ["[UNK]"] + sorted({word for row in rows for text in row for word in text.split()})
    ids = {word: i for i, word in enumerate(words)}
    return (len(words), lambda text: [ids.get(word, 0) for word in text.split()],
            lambda row: " ".join(words[i] for i in row))


class Model(nn.Module):
    """Attention Is All You Need, with the norms before the layers and one table of embeddings for all three uses."""

    def __init__(self, size, given):
        super().__init__()
        self.pad, self.start, self.end = size, size + 1, size + 2
        self.embedding = nn.Embedding(size + 3, given.width)
        nn.init.normal_(self.embedding.weight, std=given.width**-0.5)
        self.dropout = nn.Dropout(given.dropout)
        layer = (given.width, given.heads, given.inner, given.dropout, "gelu", 1e-5, True, True)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(*layer), given.layers, nn.LayerNorm(given.width), enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(*layer), given.layers, nn.LayerNorm(given.width))

    def padded(self, rows):
        return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=self.pad)

    def embed(self, ids):
        width = self.embedding.embedding_dim
        rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10000) / width))
        angles = torch.arange(ids.shape[1])[:, None] * rates
        return self.dropout(self.embedding(ids) * width**0.5 + torch.cat([angles.sin(), angles.cos()], 1))

    def encode(self, source):
        return self.encoder(self.embed(source), src_key_padding_mask=source == self.pad)

    def decode(self, memory, source, target):
        """Logits of the token after each of the target."""
        later = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).triu(1)
        out = self.decoder(self.embed(target), memory, tgt_mask=later, memory_key_padding_mask=source == self.pad)
        return out @ self.embedding.weight.T

    def loss(self, batch, **how):
        sources = self.padded([source + [self.end] for source, _ in batch])
        targets = self.padded([[self.start] + target + [self.end] for _, target in batch])
        logits = self.decode(self.encode(sources), sources, targets[:, :-1]).float()
        return cross_entropy(logits.transpose(1, 2), targets[:, 1:], ignore_index=self.pad, **how)

    @torch.no_grad()
    def write(self, sources, longest, beam=1, temperature=0.0):
        """Beam search, the best by mean log probability; with a beam of 1 greedy, and with a temperature as well a sample."""
        source = self.padded([source + [self.end] for source in sources])
        memory = self.encode(source).repeat_interleave(beam, 0)
        source = source.repeat_interleave(beam, 0)
        target = torch.full((len(source), 1), self.start)
        scores = torch.full((len(sources), beam), -math.inf)
        scores[:, 0] = 0  # the beams of a source are equal at first
        first = torch.arange(len(sources))[:, None] * beam
        for _ in range(longest + 1):
            logits = self.decode(memory, source, target)[:, -1]
            logits[:, [self.pad, self.start]] = -math.inf
            steps = logits.log_softmax(1)
            if temperature:
                steps = steps / temperature - torch.empty_like(steps).exponential_().log()  # the largest is a draw
            ended = (target == self.end).any(1)
            steps[ended] = -math.inf
            steps[ended, self.pad] = 0
            scores, best = (scores.view(-1, 1) + steps).view(len(sources), -1).topk(beam)
            parents, last = best // steps.shape[1], best % steps.shape[1]
            target = torch.cat([target[(first + parents).view(-1)], last.view(-1, 1)], 1)
            if (target == self.end).any(1).all():
                break
        lengths = (target[:, 1:] != self.pad).sum(1).view(len(sources), beam)
        chosen = target.view(len(sources), beam, -1)[torch.arange(len(sources)), (scores / lengths).argmax(1)]
        return [[i for i in row if i < self.pad] for row in chosen.tolist()]


def train(model, rows, valid, given):
    def batches(rows):
        order = sorted(rows, key=lambda row: (len(row[0]) + len(row[1]), random.random()))
        parts = [order[i : i + given.batch] for i in range(0, len(order), given.batch)]
        return random.sample(parts, len(parts))

    def progress():
        return max(step / given.steps if given.steps else 0,
                   (time.monotonic() - began) / 60 / given.minutes if given.minutes else 0)

    parts = batches(valid)
    optimizer = torch.optim.Adam(model.parameters(), given.lr, betas=(0.9, 0.98))
    began, step, lowest, queue, losses = time.monotonic(), 0, math.inf, [], []
    while (done := progress()) < 1:
        queue = queue or batches(rows)
        optimizer.param_groups[0]["lr"] = given.lr * min(1, (step + 1) / given.warmup) * (1 - done)
        with torch.autocast("cpu", torch.bfloat16, enabled=given.bf16):
            loss = model.loss(queue.pop(), label_smoothing=given.smoothing)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step, losses = step + 1, losses + [loss.item()]
        if step % given.valid_every == 0 or progress() >= 1:
            model.eval()
            with torch.no_grad():
                total = sum(model.loss(part, reduction="sum").item() for part in parts)
            model.train()
            now = total / sum(len(target) + 1 for _, target in valid)
            print(json.dumps({"step": step, "loss": sum(losses) / len(losses), "valid": now,
                              "seconds": time.monotonic() - began, "processor": time.process_time()}), flush=True)
            losses = []
            if now < lowest:
                lowest = now
                torch.save(model.state_dict(), os.path.join(given.out, "best.pt"))


def write(model, encode, decode, rows, longest, path, **how):
    """A different source is written once, and stands in a line for each of its references."""
    sources = sorted({source for source, _ in rows}, key=lambda source: (len(source), source))
    texts, began = {}, time.monotonic()
    for i in range(0, len(sources), 50):
        part = sources[i : i + 50]
        texts.update(zip(part, map(decode, model.write(list(map(encode, part)), longest, **how))))
    millis = (time.monotonic() - began) * 1000 / len(sources)
    with open(path, "w", encoding="utf-8") as file:
        for source, reference in rows:
            print(json.dumps({"recover": texts[source], "reference": reference, "source": source}), file=file)
    print(json.dumps({"file": path, "sources": len(sources), "millis": millis}), flush=True)


def main(given):
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    random.seed(given.seed)
    os.makedirs(given.out, exist_ok=True)
    rows, valid, test = (load(given.data, split) for split in ("train", "valid", "test"))
    size, encode, decode = tokens(given.tokenizer, rows)
    rows, valid = ([(encode(source), encode(target)) for source, target in split] for split in (rows, valid))
    longest = max(len(target) for _, target in rows)
    model = Model(size, given)
    print(json.dumps({"parameters": sum(p.numel() for p in model.parameters()), "tokens": size, "rows": len(rows)}), flush=True)
    if given.steps != 0:
        train(model, rows, valid, given)
    model.load_state_dict(torch.load(os.path.join(given.out, "best.pt"), weights_only=True))
    model.eval()
    for name, how in [("greedy", {}), ("beam", {"beam": given.beam})][: 2 if given.beam else 1]:
        write(model, encode, decode, test, longest, os.path.join(given.out, name + ".jsonl"), **how)
    for k in range(1, given.samples + 1):
        torch.manual_seed(1000 * given.seed + k)
        path = os.path.join(given.out, f"sample-{k}.jsonl")
        write(model, encode, decode, test, longest, path, temperature=given.temperature)


if __name__ == "__main__":
    main(arguments())
