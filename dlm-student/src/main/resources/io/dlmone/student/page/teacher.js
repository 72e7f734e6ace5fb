// The teacher at work: its prediction after each step, as the server tells it.

import { $, choices, counted, element, time } from "./dom.js";

const ROWS = 400;

export class Teacher {
  constructor(home, teachers, wanted, fail) {
    Object.assign(this, { home, teachers, wanted, fail, student: null, running: null });
    choices($("teacher-model"), $("teachers"), teachers);
    $("teacher").hidden = false;
    $("teacher-model").addEventListener("change", () => this.chosen());
    $("watch").addEventListener("click", () => this.running ? this.stop() : this.write());
    this.chosen();
  }

  model() {
    return this.teachers.find(m => m.id === $("teacher-model").value);
  }

  chosen() {
    this.clear();
    $("teacher-told").textContent = `${counted(this.model().calls, "call")} of the network for a sentence`;
  }

  /** Another sentence is asked for: what was shown belongs to the one before. */
  changed(source) {
    if (source !== this.source) this.clear();
  }

  /** What the student took for its sentences. */
  against(student) {
    this.student = student;
  }

  clear() {
    this.stop();
    this.source = undefined;
    $("current").replaceChildren();
    $("compared").textContent = "";
    $("steps").replaceChildren();
    $("steps").hidden = true;
  }

  stop() {
    this.running?.abort();
    this.running = null;
    $("watch").textContent = "Let the teacher write";
    $("progress").hidden = true;
  }

  async write() {
    const { source, seed, ok } = this.wanted();
    if (!source || !ok) return;
    this.clear();
    this.source = source;
    const running = this.running = new AbortController();
    $("watch").textContent = "Stop";
    $("progress").hidden = false;
    $("progress").removeAttribute("value");
    this.newest = this.text = null;
    try {
      const last = await this.home.steps({ model: this.model().id, source, seed, signal: running.signal }, step => {
        if (!this.newest) requestAnimationFrame(() => this.draw(running));
        this.newest = step;
        this.add(running, step);
      });
      if (running !== this.running) return;
      this.fail(null);
      this.end(last);
    } catch (error) {
      if (running !== this.running) return;
      this.stop();
      this.fail(error);
    }
  }

  /** Once for each picture, however many steps there were meanwhile. */
  draw(running) {
    if (running !== this.running || !this.newest) return;
    const { step, of, text } = this.newest;
    this.newest = null;
    $("progress").max = of;
    $("progress").value = step;
    $("current").textContent = text;
  }

  /** A row for each prediction that differs from the one before, of very many the newest. */
  add(running, { step, ms, text }) {
    if (running !== this.running) return;
    if (text !== this.text) this.row(step, text);
    const last = $("steps").lastChild;
    last.firstChild.textContent = step === this.from ? `${step}` : `${this.from}–${step}`;
    last.lastChild.textContent = time(ms);
  }

  row(step, text) {
    const before = new Set(this.text?.split(" ") ?? text.split(" "));
    const said = element("span", "", "sentence");
    text.split(" ").forEach((word, i) => said.append(i ? " " : "", before.has(word) ? word : element("mark", word)));
    const item = element("li", "");
    item.append(element("span", "", "step"), said, element("span", "", "ms"));
    const list = $("steps");
    list.hidden = false;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(item);
    if (list.children.length > ROWS) list.firstChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
    this.from = step;
    this.text = text;
  }

  end({ text, calls, ms }) {
    this.stop();
    $("current").textContent = text;
    const { student } = this;
    const against = student?.ms > 0 ? ` The student took ${time(student.ms)} for ${counted(student.sentences, "sentence")}.` : "";
    $("compared").textContent = `${counted(calls, "network call")} for one sentence: ${time(ms)} on the server.${against}`;
  }
}
