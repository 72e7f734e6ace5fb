// The student in a thread of its own, by onnxruntime-web in WebAssembly.

import * as ort from "../runtime/ort.wasm.min.js";
import { Student } from "./dlm-student.js";
import { cleaned, wordPieces } from "./word-pieces.js";

const at = path => new URL(`../${path}`, import.meta.url).href;
ort.env.wasm.wasmPaths = { mjs: at("runtime/ort-wasm-simd-threaded.js"), wasm: at("runtime/ort-wasm-simd-threaded.wasm") };
if (!self.crossOriginIsolated) ort.env.wasm.numThreads = 1; // more need memory that threads share

async function fetched(path, as) {
  const response = await fetch(at(path));
  if (!response.ok) throw new Error(`${path}: the host answered with ${response.status}.`);
  return response[as]();
}

async function load() {
  const [config, vocabulary] = await Promise.all([fetched("export.json", "json"), fetched("vocab.txt", "text")]);
  const student = await reader(config, vocabulary);
  const session = await ort.InferenceSession.create(new Uint8Array(await fetched(config.file, "arrayBuffer")), { executionProviders: ["wasm"] });
  await run({ student, session }, "", 1, 0, 0);
  return { student, session };
}

/** The student's inputs and outputs, for its tokenizer. */
async function reader(config, vocabulary) {
  if (config.tokenizer !== "wordpiece") return new Student(config, vocabulary);
  const tables = await fetched("page/bert-characters.txt", "text");
  return new Student(config, vocabulary, wordPieces(vocabulary.split("\n").slice(0, -1), tables, config.unknown));
}

async function run({ student, session }, source, seed, row, sample) {
  const inputs = student.inputs([source], seed, row, sample);
  const feed = Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, new ort.Tensor(v.type, v.data, v.dims)]));
  const { tokens } = await session.run(feed);
  const [text] = student.texts(tokens.data, inputs);
  return student.config.tokenizer === "wordpiece" ? cleaned(text) : text;
}

const loaded = load();

/** A sentence, and the milliseconds from the source to it. */
async function write({ source, seed, row, sample }) {
  const ready = await loaded;
  const { student } = ready;
  const begun = performance.now();
  const text = await run(ready, source, seed, row, sample);
  const ms = performance.now() - begun;
  const unknown = source.split(/\s+/).filter(word => student.tokenize(word).includes(student.config.unknown));
  const cut = Math.max(0, student.tokenize(source).length - student.config.capacity);
  return { text, ms, unknown, cut };
}

self.addEventListener("message", async ({ data }) => {
  try {
    const told = data.what === "load" ? await loaded.then(() => ({})) : await write(data);
    self.postMessage({ id: data.id, ...told });
  } catch (error) {
    self.postMessage({ id: data.id, error: `The student cannot write here. ${error.message}` });
  }
});
loaded.catch(() => {}); // whoever asks is told
