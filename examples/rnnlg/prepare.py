"""Prepares sentences of dialogue acts (RNNLG, delexicalised, as DiffuSeq's JSON lines) for `dlm train` and `dlm distill`.

    python3 prepare.py DATA OUT

reads train.jsonl, valid.jsonl and test.jsonl of DATA and writes two data directories. The valid and test splits are copied;
no set of slots of theirs is made for training.

OUT/train    for each different set of slots 80 rows, its sentences in turn, the slots in random orders. Hotels and
             restaurants are exchanged in some rows where only slots of both occur, and one kind of food or meal is put in
             the place of another: that makes sets of slots for which nobody has written a sentence.
OUT/sources  9,000 sets of slots, those and others that are a change of a slot away, in four orders each and without
             sentences: `dlm distill` with `kd` needs none.
"""

import collections
import json
import os
import random
import re
import sys

LENGTH = 44  # positions of the network; longer rows are left out
MARKS = 4
ROWS = 80
SOURCES = 9000
ROOM = 14  # positions that a source must leave for its sentence
SHARED = {"name", "area", "near", "address", "phone", "postcode", "type", "count"}
MEALS = ["breakfast", "brunch", "lunch", "dinner"]

rnd = random.Random(7)


def parse(src):
    head, _, tail = src.partition(" : ")
    domain, act = head.split()
    slots = []
    for part in tail.split(" ; ") if tail else []:
        slots.append(tuple(p.strip() for p in (part.split("=") + [""])[:2]) if "=" in part else (part.strip(), None))
    return domain, act, slots


def write(domain, act, slots):
    text = " ; ".join(k if v is None else f"{k} = {v}" for k, v in slots)
    return f"{domain} {act}" + (" : " + text if slots else "")


def key(src):
    """The set of slots, whatever their order."""
    domain, act, slots = parse(src)
    return domain, act, tuple(sorted((k, str(v)) for k, v in slots))


def placeholders(text):
    return sorted(re.findall(r"<[a-z]+>", text))


def shared(slots):
    return all(k in SHARED or (k == "pricerange" and v in (None, "moderate")) for k, v in slots)


def vowel(word):
    return word[0] in "aeiou"


def exchange(src, trg, foods):
    domain, act, slots = parse(src)
    if rnd.random() < 0.4 and shared(slots):
        other = "restaurant" if domain == "hotel" else "hotel"
        if other not in trg.split():
            slots = [(k, other if k == "type" else v) for k, v in slots]
            trg = " ".join(other if w == domain else w for w in trg.split())
            domain = other
    used = {v for _, v in slots}
    changed = []
    for k, v in slots:
        if k == "food" and v in foods and rnd.random() < 0.6:
            new = rnd.choice([f for f in foods if vowel(f) == vowel(v) and f not in used])
            pattern = re.compile(r"(?<!\S)" + re.escape(v) + r"(?!\S)")
            if len(pattern.findall(trg)) == 1 and not any(v in f and f != v and f in trg for f in foods):
                trg = pattern.sub(new, trg)
                v = new
        if k == "goodformeal" and v in MEALS and rnd.random() < 0.5:
            new = rnd.choice([m for m in MEALS if m not in used])
            if trg.split().count(v) == 1:
                trg = " ".join(new if w == v else w for w in trg.split())
                v = new
        changed.append((k, v))
    return write(domain, act, changed), trg


def reorder(src):
    domain, act, slots = parse(src)
    rnd.shuffle(slots)
    return write(domain, act, slots)


def training_rows(good, held, foods):
    by_set = collections.defaultdict(list)
    for row in good:
        by_set[key(row["src"])].append(row)
    rows = []
    for _, sentences in sorted(by_set.items()):
        rnd.shuffle(sentences)
        for i in range(ROWS):
            row = sentences[i % len(sentences)]
            src, trg = exchange(row["src"], row["trg"], foods)
            if key(src) in held:
                src, trg = row["src"], row["trg"]
            row = {"src": src if key(src) in held else reorder(src), "trg": trg}
            if len(row["src"].split()) + len(row["trg"].split()) + MARKS <= LENGTH:
                rows.append(row)
    rnd.shuffle(rows)
    return rows, by_set


def source_rows(rows, by_set, held):
    values = collections.defaultdict(collections.Counter)
    for domain, act, slots in by_set:
        for k, v in slots:
            values[domain, act, k][v] += 1
    sources = {}

    def add(made):
        domain, act, slots = made
        src = write(domain, act, [(k, None if v == "None" else v) for k, v in slots])
        if made not in held and len(src.split()) + MARKS <= LENGTH - ROOM:
            sources.setdefault(made)

    for row in rows:
        add(key(row["src"]))
    base = sorted(by_set)
    while len(sources) < SOURCES:
        domain, act, slots = rnd.choice(base)
        slots = list(slots)
        keys = [k for d, a, k in values if (d, a) == (domain, act)]
        if not keys:
            continue
        change = rnd.random()
        if change < 0.3 and len(slots) > 2:
            slots.pop(rnd.randrange(len(slots)))
        elif change < 0.6 and len(slots) < 5:
            k = rnd.choice(keys)
            if k in dict(slots):
                continue
            slots.append((k, rnd.choice(list(values[domain, act, k]))))
        elif slots:
            i = rnd.randrange(len(slots))
            k = rnd.choice(keys)
            if k in {other for j, (other, _) in enumerate(slots) if j != i}:
                continue
            slots[i] = (k, rnd.choice(list(values[domain, act, k])))
        if act in ("inform", "inform_only_match") and "name" not in dict(slots):
            continue
        if act == "inform_count" and "count" not in dict(slots):
            continue
        made = (domain, act, tuple(sorted(slots)))
        if any(v in ("None", "") for _, v in slots) and made not in by_set:
            continue
        add(made)
    made_rows = []
    for domain, act, slots in sources:
        for _ in range(4):
            order = list(slots)
            rnd.shuffle(order)
            made_rows.append({"src": write(domain, act, [(k, None if v == "None" else v) for k, v in order]), "trg": "."})
    rnd.shuffle(made_rows)
    return made_rows


def main(data, out):
    def load(split):
        path = os.path.join(data, split + ".jsonl")
        rows = []
        try:
            with open(path, encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    row = json.loads(line)
                    parse(row["src"]), row["trg"].split()
                    rows.append(row)
        except OSError as e:
            sys.exit(f"{path}: expected a file of JSON lines, found: {e.strerror}")
        except (ValueError, KeyError, TypeError, AttributeError):
            sys.exit(f'{path}:{number}: expected {{"src": "DOMAIN ACT : SLOT = VALUE ; ...", "trg": "..."}}, found: {line.strip()}')
        return rows

    train, valid, test = load("train"), load("valid"), load("test")
    held = {key(row["src"]) for row in valid + test}
    foods = sorted({v for row in train for k, v in parse(row["src"])[2] if k == "food" and v and v not in ("dont_care", "none")})
    good = [row for row in train if placeholders(row["src"]) == placeholders(row["trg"])]
    rows, by_set = training_rows(good, held, foods)
    for name, first in (("train", rows), ("sources", source_rows(rows, by_set, held))):
        directory = os.path.join(out, name)
        os.makedirs(directory, exist_ok=True)
        for split, kept in (("train", first), ("valid", valid), ("test", test)):
            with open(os.path.join(directory, split + ".jsonl"), "w", encoding="utf-8") as file:
                for row in kept:
                    file.write(json.dumps({"src": row["src"], "trg": row["trg"]}) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
