// Whoever writes for the page is a worker of it, with the student's file beside the page.

const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
const waiting = new Map();
let number = 0;
let broken;

export const opening = "Loading the student …";
export const about = "It runs in this browser: what you type stays here.";

worker.addEventListener("message", ({ data: { id, error, ...told } }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  if (error) reject(new Error(error));
  else resolve(told);
});
worker.addEventListener("error", event => {
  broken = new Error(event.message || "The worker of this page could not be loaded.");
  for (const { reject } of waiting.values()) reject(broken);
});

function ask(question) {
  if (broken) return Promise.reject(broken);
  return new Promise((resolve, reject) => {
    waiting.set(++number, { resolve, reject });
    worker.postMessage({ id: number, ...question });
  });
}

/** Loads the student; `calls` is how often its network is called for a sentence. */
export async function open() {
  await ask({ what: "load" });
  return [{ id: "student", role: "student", calls: 1 }];
}

/** One sentence in one call: `{ text, ms, unknown, cut }`; `row` and `sample` say, with the seed, which noise it has. */
export const sentence = (source, seed, row = 0, sample = 0) => ask({ what: "write", source, seed, row, sample });

/** Writes sentences, one call after the other. */
export async function write({ source, seed, count, signal }, onSentence) {
  const times = [];
  let told;
  for (let sample = 0; sample < count; sample++) {
    told = await sentence(source, seed, 0, sample);
    signal.throwIfAborted();
    times.push(told.ms);
    onSentence({ text: told.text, ms: told.ms });
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  return { median, unknown: told.unknown, cut: told.cut };
}
