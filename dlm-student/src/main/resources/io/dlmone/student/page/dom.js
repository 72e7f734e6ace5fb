// What the parts of the page share. Texts reach the document as text only.

export const $ = id => document.getElementById(id);

export function time(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)}\u00a0s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)}\u00a0ms`;
}

export const counted = (n, one) => n === 1 ? `one ${one}` : `${n.toLocaleString("en")} ${one}s`;

export function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** A choice among models, shown if there is one. */
export function choices(select, label, models) {
  select.replaceChildren(...models.map(({ id }) => {
    const made = element("option", id);
    made.value = id;
    return made;
  }));
  label.hidden = models.length < 2;
}
