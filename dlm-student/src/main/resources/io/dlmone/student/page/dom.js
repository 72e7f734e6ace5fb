// What the parts of the page share. Texts reach the document as text only.

export const $ = id => document.getElementById(id);

export const time = ms => ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

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
