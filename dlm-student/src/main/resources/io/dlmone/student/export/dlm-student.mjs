// Texts to the inputs of an exported student, and its tokens to texts. No dependencies.
//
// The noise is that of `dlm generate`: Philox 4x32-10 (Salmon et al. 2011) keyed by the seed, counter
// (block, row, sample, stream); normal numbers by algorithm AS 241 (Wichura 1988) in float64.

const WHITE = /[\x09-\x0d\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function high(a, b) {
  const al = a & 0xffff, ah = a >>> 16, bl = b & 0xffff, bh = b >>> 16;
  const t = ah * bl + ((al * bl) >>> 16);
  return (ah * bh + Math.floor(t / 65536) + ((al * bh + (t % 65536)) / 65536 >>> 0)) >>> 0;
}

/** The first n words of 32 bits of a draw. */
export function words(seed, stream, row, sample, n) {
  let name = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(stream)) name = Math.imul(name ^ byte, 0x01000193);
  const out = new Uint32Array(n);
  for (let block = 0; 4 * block < n; block++) {
    let c0 = block, c1 = row >>> 0, c2 = sample >>> 0, c3 = name >>> 0;
    let k0 = Number(BigInt.asUintN(32, BigInt(seed))), k1 = Number(BigInt.asUintN(32, BigInt(seed) >> 32n));
    for (let round = 0; round < 10; round++) {
      const h0 = high(0xd2511f53, c0), l0 = Math.imul(0xd2511f53, c0) >>> 0;
      const h1 = high(0xcd9e8d57, c2), l1 = Math.imul(0xcd9e8d57, c2) >>> 0;
      [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
      k0 = (k0 + 0x9e3779b9) >>> 0;
      k1 = (k1 + 0xbb67ae85) >>> 0;
    }
    out.set([c0, c1, c2, c3].slice(0, n - 4 * block), 4 * block);
  }
  return out;
}

const horner = (coefficients, x) => coefficients.reduce((value, c) => value * x + c, 0);

const CENTRE = [
  [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0],
  [5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0]];
const TAIL = [
  [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0],
  [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0]];

function quantile(p) {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return q * (horner(CENTRE[0], r) / horner(CENTRE[1], r));
  }
  const r = Math.sqrt(-Math.log(p < 0.5 ? p : 1 - p)) - 1.6;
  const z = horner(TAIL[0], r) / horner(TAIL[1], r);
  return p < 0.5 ? -z : z;
}

/** The first n standard normal numbers of a draw. */
export function gaussians(seed, stream, row, sample, n) {
  return Float32Array.from(words(seed, stream, row, sample, n), word => quantile((word + 0.5) * 2 ** -32));
}

/** What export.json and vocab.txt say of a model. */
export class Student {
  /** tokenize gives the ids of a text, detokenize the text of ids; needed for other tokenizers than `word`. */
  constructor(config, vocabulary, tokenize, detokenize) {
    this.config = config;
    this.tokens = vocabulary.split("\n").slice(0, -1);
    const ids = new Map(this.tokens.map((token, i) => [token, i]));
    if (!tokenize && config.tokenizer !== "word") throw new Error(`give a function of a ${config.tokenizer} tokenizer`);
    this.detokenize = detokenize;
    this.tokenize = tokenize ?? (text => text.split(WHITE).filter(w => w).map(w => ids.get(w) ?? config.unknown));
  }

  /** The inputs of the model as arrays. `first` is the position of the first text among all, `sample` counts from 0. */
  inputs(texts, seed = 1, first = 0, sample = 0) {
    const c = this.config, n = texts.length;
    const ids = new BigInt64Array(n * c.length), start = new BigInt64Array(n);
    texts.forEach((text, i) => {
      const row = [...c.before, ...this.tokenize(text).slice(0, c.capacity), ...c.after];
      start[i] = BigInt(row.length);
      ids.set([...row, ...c.rest].slice(0, c.length).map(BigInt), i * c.length);
    });
    const all = { ids: { type: "int64", data: ids, dims: [n, c.length] }, start: { type: "int64", data: start, dims: [n] } };
    if (c.noise_codebook) {
      const draw = BigInt64Array.from(texts, (_, i) => BigInt(this.draw(seed, first + i, sample)));
      return { ...all, draw: { type: "int64", data: draw, dims: [n] } };
    }
    const noise = new Float32Array(n * c.length * c.width);
    texts.forEach((_, i) => noise.set(this.noise(seed, first + i, sample), i * c.length * c.width));
    return { ...all, noise: { type: "float32", data: noise, dims: [n, c.length, c.width] } };
  }

  /** Which vectors of the codebook a text is written from. */
  draw(seed, row, sample) {
    const word = words(seed, "generate/noise", row, 0, 1)[0];
    return (Math.floor((word + 0.5) * 2 ** -32 * 0x7fffffff) + sample) % this.config.noise_codebook;
  }

  /** The noise of a text, [length, width]. */
  noise(seed, row, sample) {
    const { length, width, noise_dimensions: n, noise_shared: shared, noise_plane: plane } = this.config;
    const own = Math.sqrt(1 - shared), common = Math.sqrt(shared), each = own === 0 ? 0 : length * n;
    const drawn = gaussians(seed, "generate/noise", row, sample, each + (common === 0 ? 0 : n));
    const z = Float32Array.from({ length: length * n }, (_, i) =>
      (own === 0 ? 0 : own * drawn[i]) + (common === 0 ? 0 : common * drawn[each + i % n]));
    if (plane.length === 0) return z;
    const rounded = Float32Array.from(plane);
    return Float32Array.from({ length: length * width }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += z[Math.floor(i / width) * n + k] * rounded[k * width + i % width];
      return sum;
    });
  }

  /** The texts that the model's output holds. */
  texts(tokens, inputs) {
    const { length, ends, special, tokenizer } = this.config;
    return Array.from(inputs.start.data, (start, i) => {
      const ids = Array.from(tokens.slice(i * length + Number(start), (i + 1) * length), Number);
      const end = ids.findIndex(id => ends.includes(id));
      const words = ids.slice(0, end < 0 ? ids.length : end).filter(id => !special.includes(id));
      if (this.detokenize) return this.detokenize(words);
      const text = words.map(id => this.tokens[id]).join(" ");
      return tokenizer === "word" ? text.replaceAll("__ ", "").replaceAll("@@ ", "") : text.replaceAll(" ##", "");
    });
  }
}
