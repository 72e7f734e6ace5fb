// BERT's tokenizer for uncased models (Devlin et al. 2019), by the tables of `dlm`, so that its ids are the same.

const SPECIAL = /(\[(?:PAD|UNK|CLS|SEP|MASK)\])/;
const LONGEST_WORD = 100;

/** What stands for what after joining, in this order. */
const CLEAN_UP = [[" .", "."], [" ?", "?"], [" !", "!"], [" ,", ","], [" ' ", "'"], [" n't", "n't"], [" 'm", "'m"],
  [" do not", " don't"], [" 's", "'s"], [" 've", "'ve"], [" 're", "'re"]];

/** A text of joined pieces as people write it. */
export function cleaned(text) {
  for (const [from, to] of CLEAN_UP) text = text.replaceAll(from, to);
  for (const [from, to] of CLEAN_UP) if (from !== " do not") text = text.replaceAll(from, to);
  return text;
}

const code = digits => parseInt(digits, 16);

/** Characters of a class: `first-last first-last ...`, sorted. */
function characters(parts) {
  const ranges = parts.map(part => part.split("-")).map(([first, last = first]) => [code(first), code(last)]);
  return c => {
    let low = 0, high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (c < ranges[middle][0]) high = middle - 1;
      else if (c > ranges[middle][1]) low = middle + 1;
      else return true;
    }
    return false;
  };
}

/** A function from a text to its ids. */
export function wordPieces(tokens, tables, unknown) {
  const ids = new Map(tokens.map((token, i) => [token, i]));
  const lines = new Map(tables.split("\n").filter(l => l && !l.startsWith("#")).map(l => l.split(" ")).map(([name, ...parts]) => [name, parts]));
  const [dropped, alone, space, assigned] = ["dropped", "alone", "space", "assigned"].map(name => characters(lines.get(name)));
  const newer = new Map(lines.get("newer").map(pair => pair.split(">")).map(([from, to]) =>
    [code(from), String.fromCodePoint(...to.split("+").map(code))]));

  const mapped = (text, each) => Array.from(text, ch => each(ch.codePointAt(0), ch)).join("");
  const lower = known => mapped(known.normalize("NFD"), (c, ch) => assigned(c) ? ch.toLowerCase() : ch);

  function plain(text) {
    let out = "", known = "";
    for (const ch of text) {
      const c = ch.codePointAt(0);
      if (assigned(c)) known += ch;
      else [out, known] = [out + lower(known) + (newer.get(c) ?? ch), ""];
    }
    return out + lower(known);
  }

  /** Apart what stands alone, before normal forms can change it and after; without what is dropped. */
  const apart = text => mapped(text, (c, ch) => space(c) ? " " : alone(c) ? ` ${ch} ` : dropped(c) ? "" : ch);

  function pieces(word) {
    const letters = Array.from(word), found = [];
    if (letters.length > LONGEST_WORD) return [unknown];
    for (let start = 0; start < letters.length;) {
      let end = letters.length, id;
      for (; end > start; end--) {
        id = ids.get((start ? "##" : "") + letters.slice(start, end).join(""));
        if (id !== undefined) break;
      }
      if (end === start) return [unknown];
      found.push(id);
      start = end;
    }
    return found;
  }

  const words = text => apart(plain(apart(text))).split(" ").filter(word => word);
  return text => text.split(SPECIAL).flatMap((part, i) =>
    i % 2 && ids.has(part) ? [ids.get(part)] : words(part).flatMap(pieces));
}
