"""Texts to the inputs of an exported student, and its tokens to texts. Needs NumPy.

The noise is that of `dlm generate`, bit for bit: Philox 4x32-10 (Salmon et al. 2011) keyed by the seed, counter
(block, row, sample, stream); normal numbers by algorithm AS 241 (Wichura 1988) in float64.
"""
import json
import math
import pathlib

import numpy as np

WORD = np.uint64(0xFFFFFFFF)
HIGH = np.uint64(32)


def words(seed, stream, low, high, n):
    """The first n words of 32 bits of a draw."""
    name = 0x811C9DC5
    for byte in stream.encode():
        name = (name ^ byte) * 0x01000193 & 0xFFFFFFFF
    blocks = (n + 3) // 4
    c = [np.arange(blocks, dtype=np.uint64)] + [np.full(blocks, v, np.uint64) for v in (low, high, name)]
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c[0], np.uint64(0xCD9E8D57) * c[2]
        c = [p1 >> HIGH ^ c[1] ^ np.uint64(k0), p1 & WORD, p0 >> HIGH ^ c[3] ^ np.uint64(k1), p0 & WORD]
        k0, k1 = k0 + 0x9E3779B9 & 0xFFFFFFFF, k1 + 0xBB67AE85 & 0xFFFFFFFF
    return np.stack(c, 1).reshape(-1)[:n]


def horner(coefficients, x):
    value = np.zeros_like(x)
    for c in coefficients:
        value = value * x + c
    return value


CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0))
TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0))


def log(x):
    """The natural logarithm as fdlibm computes it, for numbers from 1e-300 to 1/2."""
    m, e = np.frexp(x)
    low = m < (1 + 0x6A09C / 2 ** 20) / 2
    m, e = np.where(low, 2 * m, m), np.where(low, e - 1, e).astype(np.float64)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01
              + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
    r = t2 + t1
    hx = (m.view(np.int64) >> 32) & 0xFFFFF
    half = 0.5 * f * f
    ln2_high, ln2_low = 6.93147180369123816490e-01, 1.90821492927058770002e-10
    near = e * ln2_high - ((s * (f - r) - e * ln2_low) - f)
    far = e * ln2_high - ((half - (s * (half + r) + e * ln2_low)) - f)
    short = f * f * (0.5 - 0.33333333333333333 * f)
    at_power = e * ln2_high - ((short - e * ln2_low) - f)
    value = np.where(((hx - 0x6147A) | (0x6B851 - hx)) > 0, far, near)
    return np.where((hx + 2 & 0xFFFFF) < 3, np.where(f == 0, e * ln2_high + e * ln2_low, at_power), value)


def gaussians(seed, stream, low, high, n):
    """The first n standard normal numbers of a draw, float32."""
    p = (words(seed, stream, low, high, n).astype(np.float64) + 0.5) * 2.0 ** -32
    q = p - 0.5
    r = 0.180625 - q * q
    value = q * (horner(CENTRE[0], r) / horner(CENTRE[1], r))
    outer = np.abs(q) > 0.425
    t = p[outer]
    r = np.sqrt(-log(np.where(t < 0.5, t, 1 - t))) - 1.6
    z = horner(TAIL[0], r) / horner(TAIL[1], r)
    value[outer] = np.where(t < 0.5, -z, z)
    return value.astype(np.float32)


class Student:
    """What export.json and vocab.txt say of a model. Thread-safe."""

    def __init__(self, folder=".", tokenize=None, detokenize=None):
        """tokenize gives the ids of a text, detokenize the text of ids; by default those of tokenizer.json."""
        folder = pathlib.Path(folder)
        self.config = json.loads((folder / "export.json").read_text("utf-8"))
        self.tokens = (folder / "vocab.txt").read_bytes().decode("utf-8").split("\n")[:-1]
        if tokenize is None and self.config["tokenizer"] == "word":
            ids = {token: i for i, token in enumerate(self.tokens)}
            tokenize = lambda text: [ids.get(word, self.config["unknown"]) for word in text.split()]
        elif tokenize is None:
            from tokenizers import Tokenizer
            library = Tokenizer.from_file(str(folder / "tokenizer.json"))
            if self.config["tokenizer"] != "wordpiece":
                library.encode_special_tokens = True
                library.no_padding()
                library.no_truncation()
                detokenize = detokenize or (lambda ids: library.decode(ids, skip_special_tokens=False).strip())
            tokenize = lambda text: library.encode(text.strip(), add_special_tokens=False).ids
        self.tokenize, self.detokenize = tokenize, detokenize

    def inputs(self, texts, seed=1, first=0, sample=0):
        """The inputs of the model. `first` is the position of the first text among all, `sample` counts from 0."""
        c = self.config
        ids = np.empty((len(texts), c["length"]), np.int64)
        start = np.empty(len(texts), np.int64)
        for i, text in enumerate(texts):
            row = c["before"] + self.tokenize(text)[:c["capacity"]] + c["after"]
            start[i] = len(row)
            ids[i] = (row + c["rest"])[:c["length"]]
        rows = range(first, first + len(texts))
        if c["noise_codebook"]:
            draws = [self.draw(seed, row, sample) for row in rows]
            return {"ids": ids, "start": start, "draw": np.array(draws, np.int64)}
        return {"ids": ids, "start": start, "noise": np.stack([self.noise(seed, row, sample) for row in rows])}

    def sample(self, run, texts, seed=1):
        """Texts by a teacher, one call of `run` a step: from a dict of inputs to a dict of outputs."""
        c, n = self.config, len(texts)
        feed = self.inputs(texts, seed)
        out = {"next": feed["noise"] * np.float32(c["start_scale"]), "clean": np.zeros_like(feed["noise"])}
        random = np.random.default_rng(seed)
        for t, *coefficients in c["plan"]:
            noise = random.standard_normal(out["next"].shape, np.float32)
            while c["top_p"] and (far := np.abs(noise) > c["top_p"]).any():
                noise[far] = random.standard_normal(far.sum(), np.float32)
            feed.update(x=out["next"], before=out["clean"], noise=noise, t=np.full(n, t, c["time"]))
            out = run({**feed, "coefficients": np.tile(np.float32(coefficients), (n, 1))})
        return self.texts(out["tokens"], feed)

    def draw(self, seed, row, sample):
        """Which vectors of the codebook a text is written from."""
        word = int(words(seed, "generate/noise", row, 0, 1)[0])
        return (int((word + 0.5) * 2.0 ** -32 * 0x7FFFFFFF) + sample) % self.config["noise_codebook"]

    def noise(self, seed, row, sample):
        """The noise of a text, [length, width]."""
        c = self.config
        length, width, n, shared = c["length"], c["width"], c["noise_dimensions"], c["noise_shared"]
        own, common = math.sqrt(1 - shared), math.sqrt(shared)
        each = 0 if own == 0 else length * n
        drawn = gaussians(seed, "generate/noise", row, sample, each + (0 if common == 0 else n))
        z = np.zeros((length, n))
        if own != 0:
            z += own * drawn[:each].astype(np.float64).reshape(length, n)
        if common != 0:
            z += common * drawn[each:].astype(np.float64)
        z = z.astype(np.float32)
        if not c["noise_plane"]:
            return z
        plane = np.array(c["noise_plane"], np.float32).astype(np.float64).reshape(n, width)
        placed = np.zeros((length, width))
        for k in range(n):
            placed += z[:, k:k + 1].astype(np.float64) * plane[k]
        return placed.astype(np.float32)

    def texts(self, tokens, inputs):
        """The texts that the model's output holds."""
        return [self.text(row[at:]) for row, at in zip(np.asarray(tokens), inputs["start"])]

    def text(self, ids):
        end = next((i for i, t in enumerate(ids) if t in self.config["ends"]), len(ids))
        words = [int(t) for t in ids[:end] if t not in self.config["special"]]
        if self.detokenize:
            return self.detokenize(words)
        written = [self.tokens[t] for t in words]
        if self.config["tokenizer"] == "word":
            return " ".join(written).replace("__ ", "").replace("@@ ", "")
        return " ".join(written).replace(" ##", "")
