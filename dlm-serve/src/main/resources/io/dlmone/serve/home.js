// Whoever writes for the page is the server that it came from.

const base = new URL("../", import.meta.url);
let key = "";

/** What the server told instead of an answer. */
class Refused extends Error {
  constructor(status, error) {
    super(error?.problems?.map(p => `${p.where}: expected ${p.expected}, found ${p.found}. ${p.remedy}`).join(" ")
      || error?.message || `The server answered with ${status}.`);
    this.needsKey = status === 401;
    this.busy = status === 429 || status === 503;
  }
}

async function ask(path, body, signal) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(new URL(path, base), {
    method: body ? "POST" : "GET", headers, body, signal, cache: "no-store", credentials: "same-origin" });
  if (!response.ok) throw new Refused(response.status, (await response.json().catch(() => ({}))).error);
  return response;
}

/** JSON whose `seed` is a whole number of any size, which JavaScript's numbers are not. */
const request = (fields, seed) => JSON.stringify(fields).slice(0, -1) + `,"seed":${BigInt(seed)}}`;

/** The server's models; `given` is its key, kept in memory only. */
export async function open(given = "") {
  key = given;
  const { data } = await (await ask("v1/models")).json();
  return data.map(({ id, role, calls }) => ({ id, role, calls }));
}

/** Writes sentences, all of them in one call of the network, or in as many as the model takes. */
export async function write({ model, source, seed, count, signal }, onSentence) {
  const begun = performance.now();
  const response = await ask("v1/generate", request({ model, inputs: [source], samples: count }, seed), signal);
  const { results: [result] } = await response.json();
  result.texts.forEach(text => onSentence({ text }));
  return {
    together: Number(/write;dur=([\d.]+)/.exec(response.headers.get("Server-Timing"))?.[1] ?? NaN),
    trip: performance.now() - begun,
    unknown: result.unknown_words,
    cut: result.cut_tokens,
  };
}

/** Writes one sentence and tells what there is of it after each step; gives the last event's data. */
export async function steps({ model, source, seed, signal }, onStep) {
  const response = await ask("v1/steps", request({ model, input: source }, seed), signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("The connection ended before the sentence did.");
    const events = (text + value).split("\n\n");
    text = events.pop();
    for (const event of events) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(event);
      const told = JSON.parse(data);
      if (name === "step") onStep(told);
      if (name === "error") throw new Refused(500, told.error);
      if (name === "done") return told;
    }
  }
}
