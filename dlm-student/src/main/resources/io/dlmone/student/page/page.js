// The page. Who writes is ./home.js: a server, or a worker of this page.

import { $, choices, counted, element, time } from "./dom.js";
import * as home from "./home.js";
import { Teacher } from "./teacher.js";

const COUNT = 8;
const PAUSE = 120;

let models = [];
let teacher;
let asked = new AbortController();
let timer;

const student = () => models.find(m => m.id === $("model").value);

function fail(error) {
  if (error?.name === "AbortError") return;
  $("problem").hidden = !error;
  $("problem").textContent = error ? error.message : "";
  if (error?.needsKey) lock();
}

/** What is asked for now; nothing while the seed is no number. */
function wanted() {
  return { source: $("source").value.trim(), seed: $("seed").value, ok: $("seed").checkValidity() };
}

/** Asks for sentences and drops what was asked before. */
async function write() {
  clearTimeout(timer);
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const { source, seed, ok } = wanted();
  teacher?.changed(source);
  if (!ok || !source) return show([], {});
  $("sentences").setAttribute("aria-busy", "true");
  const sentences = [];
  try {
    const told = await home.write({ model: $("model").value, source, seed, count: COUNT, signal }, sentence => {
      if (signal.aborted) return;
      sentences.push(sentence);
      list(sentences);
    });
    if (signal.aborted) return;
    fail(null);
    show(sentences, told);
    teacher?.against({ ms: told.together, sentences: sentences.length });
  } catch (error) {
    if (signal.aborted) return;
    show([], {});
    fail(error);
  }
}

/** Lists the sentences, equal ones once. */
function list(sentences) {
  const different = sentences.filter(({ text }, i) => sentences.findIndex(other => other.text === text) === i);
  $("sentences").replaceChildren(...different.map(({ text, ms }) => {
    const item = element("li", "");
    item.append(element("span", text || "(no words)", "sentence"));
    if (ms !== undefined) item.append(element("span", time(ms), "ms"));
    return item;
  }));
  return different.length;
}

function show(sentences, told) {
  const different = list(sentences);
  $("sentences").removeAttribute("aria-busy");
  $("measured").textContent = sentences.length ? measured(sentences.length, different, told) : "";
  const unread = [];
  if (told.unknown?.length) unread.push(`Words that this model does not know: ${told.unknown.join(" ")}`);
  if (told.cut) unread.push(`The last ${counted(told.cut, "token")} did not fit and were not read.`);
  $("unread").hidden = unread.length === 0;
  $("unread").textContent = unread.join(". ");
  const plain = spaced($("source").value);
  $("plain").hidden = !told.unknown?.length || plain === $("source").value.trim();
  $("plain").textContent = plain;
}

/** In lower case and with spaces around marks, as models of whole words read it. */
const spaced = text => text.toLowerCase().replace(/[^\p{L}\p{N}\s]/gu, " $& ").trim().replace(/\s+/g, " ");

function measured(count, different, { together, trip, median }) {
  const written = `${counted(count, "sentence")}, ${different === count ? "all" : different} different`;
  if (median !== undefined) return `${written}, a call for each: median ${time(median)} in this browser, from your text to the sentence.`;
  return `${written}, in ${counted(student().calls, "network call")}: ${time(together)} on the server, ${time(trip)} until they were here.`;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(write, PAUSE);
}

function use(text) {
  $("source").value = text;
  write();
}

/** The model that was chosen says how often its network is called. */
function chosen() {
  $("student-told").textContent = `${counted(student().calls, "call")} of the network for a sentence`;
  write();
}

function lock() {
  $("lock").hidden = false;
  $("key").focus();
}

async function begin(key) {
  $("state").textContent = home.opening ?? "";
  models = await home.open(key);
  $("state").textContent = "";
  $("lock").hidden = true;
  fail(null);
  const teachers = home.steps ? models.filter(m => m.role === "teacher") : [];
  const students = models.filter(m => m.role !== "teacher");
  const writers = students.length ? students : models;
  choices($("model"), $("models"), writers);
  if (teachers.length && !teacher) teacher = new Teacher(home, teachers, wanted, fail);
  $("source").disabled = false;
  if (home.about) $("intro").append(" ", home.about);
  if (!$("source").value && $("examples").firstChild) $("source").value = $("examples").firstChild.textContent;
  chosen();
}

async function examples() {
  const texts = await (await fetch(new URL("examples.json", import.meta.url))).json();
  $("examples").replaceChildren(...texts.map(text => {
    const button = element("button", text, "example");
    button.type = "button";
    button.addEventListener("click", () => use(text));
    return button;
  }));
}

$("source").addEventListener("input", soon);
$("source").addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    write();
  }
});
$("seed").addEventListener("input", soon);
$("model").addEventListener("change", chosen);
$("next").addEventListener("click", () => {
  $("seed").value = String(Number($("seed").value) + 1);
  write();
});
$("plain").addEventListener("click", () => use($("plain").textContent));
$("ask").addEventListener("submit", event => {
  event.preventDefault();
  write();
});
$("lock").addEventListener("submit", event => {
  event.preventDefault();
  begin($("key").value).catch(fail);
});

examples().catch(() => {}).then(() => begin("")).catch(error => {
  $("state").textContent = "";
  fail(error);
});
