#!/usr/bin/env python3
"""Writes answers with what each strict reader must read from them: tests/parity/strict_golden.jsonl.gz.

One answer a line:
  text   the answer
  reads  by reader: the status, then the boxes, each [x1, y1, x2, y2, label or null]; readers that find nothing
         ("unparsable") are left out

The answers are examples of our own in many forms, each damaged at random a few times. Python 3.11 or 3.12 and its
standard library are enough; the same seed gives the same bytes. Nesting is kept away from Python's limits, which
move with its version.
"""

import argparse
import gzip
import json
import math
import pathlib
import random
import re
import warnings

import strict_rules

GOLDEN = pathlib.Path(__file__).parent / "strict_golden.jsonl.gz"

LABELS = [
    "dog", "Traffic Light", "person in red", "it's", 'a "b"', "größe", "ÄÖÜ", "İstanbul", "ΣΑΣ",
    "猫", "x\ny", "tab\there",
    "", " dog ", "none", "\\", "a,b]", "{c}", "```", "</answer>", "\u2028", "😀", "\u00a0cat", "cat.", "null",
]  # fmt: skip
NUMBERS = [
    "0", "7", "12", "345", "1000", "3.5", "0.25", "-4", "-0", "1e2", "1E-2", ".5", "5.", "+6",
    "007", "1_0", "0x1F", "0b11",
    "0o17", "1e999", "-1e999", "NaN", "Infinity", "-Infinity", "nan", "inf", "null", "None", "true", "True", "False",
    '"12"', "'3.5'", '" 1_0 "', '"x"', '"-inf"', "١٢", "１２", "1,5", "12px", "1j", "9" * 25,
    "0." + "1" * 40, "[1]", "{}",
    "1.5.2", "--3", "- 3", "(4)", "-(4)", "1 2", "", "2+1j", "0.30000000000000004",
    "123456789012345678", "1.", "0_0", "00",
]  # fmt: skip
KEYS = ["bbox_2d", "bbox", "box_2d", "box", "location", "label", "class", "category", "name", "class_name", "LABEL"]
SPLICES = [
    "```json", "```", "```JSON\n", "```\n", "<answer>", "</answer>", "<think>", "</think>", "None",
    "none.", "[]", "{}",
    "\n", "\r\n", "\r", "\t", " ", "\u00a0", "\u3000", "\x85", "\x1c", "\f", "\v", "\0", "\ufeff",
    "\\", "\\n", "\\\n",
    "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\x41", "\\101", "\\/", "\\'", "\\q", "# note\n", "#",
    ",", ",,", ":", ";",
    ".", "[", "]", "{", "}", "(", ")", "'", '"', "'''", '"""', "“", "”", "【", "】", "...", "set()", "b'a'", "r'\\d'",
    "f'x'", "u'x'", "1", "-", "+", "e5", '\\"', "\\{", "\\}", "[1,2,3,4]", "[ 1, 2, 3, 4]", "[1.5, .5,-3 , 4]",
    "1 2 3 4 5", "10, 20, 30.5, 40", "5.6.7, 1, 2, 3", "-1,-2,-3,-4.5", "null", "NaN", "](", "json", "</s>", "é", "ſ",
    '{"bbox_2d": [1, 2, 3, 4], "label": "dog"}', "{'bbox_2d': (1, 2, 3, 4), 'label': 'dog'}",
]  # fmt: skip
DAMAGE = [
    ('"', "'"), ("'", '"'), (",", ", ,"), (", ", " "), ("]", ""), ("[", "("), ("\n", "\r\n"),
    ("```", "`"), ("true", "True"),
    ("null", "None"), ("{", "{{"), ("}", "}}"), ("json", "JSON"),
]  # fmt: skip
INSIDE = [
    "a", "é", "'", '"', "\\", "\n", "\r\n", "#", "猫", "\\'", "\\n", "\\x4", "\\x41", "\\u00e9",
    "\\U0001F600", "\\7", "\\0",
    "\\377", "\\ud83d", "\\q", "\\\n", "\\\r\n", "\t", "\f", "{", "\\N", "\\",
]  # fmt: skip
ATOMS = [
    "None", "True", "False", "...", "set()", "set( )", "true", "null", "x", "(1)", "-(1)", "1+2j",
    "1-2j", "(1)+(2j)", "1+2",
]  # fmt: skip
NOTHING = ["None", "None.", "none", " None\n", "[]", "```json\n[]\n```", "no objects", "None..", "{}", "''", "()"]
BOXES = ["(1, 2, 3, 4)", "[1,\n2, # c\n3, 4]", "'abcd'", "{1: 2}", "[1, 2]", "{1, 2, 3, 4}", "{1, True, 3, 4}"]


def number(rng):
    if rng.random() < 0.985:
        return str(rng.choice([rng.randrange(1000), round(rng.uniform(0, 1000), rng.randrange(4))]))
    return rng.choice(NUMBERS)


def box(rng):
    n = rng.choices([4, 2, 3, 5, 8, 1, 0], [180, 2, 2, 3, 1, 1, 1])[0]
    separator = rng.choice([", ", ",", " , ", ",  ", ",\n"])
    first, last = rng.choices([("[", "]"), ("(", ")"), ("[[", "]]"), ('"', '"'), ("[ ", " ]")], [180, 6, 3, 1, 3])[0]
    return first + separator.join(number(rng) for _ in range(n)) + last


def quoted(rng, text, quote):
    if quote == "'":
        return repr(text)
    return json.dumps(text, ensure_ascii=rng.random() < 0.5)


def item(rng, quote):
    fields = []
    if rng.random() < 0.97:
        fields.append(quoted(rng, rng.choices(KEYS, [300] + [3] * 10)[0], quote) + ": " + box(rng))
    if rng.random() < 0.9:
        value = quoted(rng, rng.choice(LABELS[: rng.choice([2, 3, 3, len(LABELS)])]), quote)
        if rng.random() < 0.06:
            value = rng.choice(["null", "None", "3", "1.5", "true", "True", "[]", "['a']", "{}", "-0"])
        fields.append(quoted(rng, rng.choices(KEYS, [1] * 5 + [300] + [3] * 5)[0], quote) + ": " + value)
    if rng.random() < 0.1:
        value = rng.choice(["0.9", "[]", "{}", "[{}]", box(rng)])
        fields.append(quoted(rng, rng.choice(KEYS + ["score", "sub"]), quote) + ": " + value)
    if rng.random() < 0.1:
        rng.shuffle(fields)
    return "{" + rng.choice([", ", ","]).join(fields) + "}"


def listing(rng):
    quote = rng.choices('"' + "'", [5, 2])[0]
    items = [item(rng, quote) for _ in range(rng.choices([1, 2, 3, 0, 6], [5, 4, 3, 1, 1])[0])]
    if rng.random() < 0.08:
        return items[0] if items else "{}"
    brackets = [("[", "]"), ("[\n\t", "\n]"), ("(", ")"), ('["', '"]'), ('["', "]"), ("", "")]
    first, last = rng.choices(brackets, [50, 20, 3, 3, 3, 2])[0]
    return first + rng.choice([", ", ",\n\t", ","]).join(items) + last


def fenced(rng):
    openings = ["```json\n", "```json", "```\n", "```JSON ", "```python\n", "``json\n"]
    closings = ["\n```", "```", "", "\n", "\n  ```", "\r\n```"]
    first, last = rng.choices(openings, [80, 10, 5, 2, 2, 1])[0], rng.choices(closings, [80, 5, 5, 3, 4, 3])[0]
    return first + listing(rng) + last


def body(rng):
    kind = rng.choices(["fence", "list", "fences", "none", "prose", "quads"], [45, 30, 10, 5, 5, 5])[0]
    if kind == "fence":
        return fenced(rng)
    if kind == "list":
        return listing(rng)
    if kind == "fences":
        return "\n".join(rng.choice([fenced, fenced, listing])(rng) for _ in range(rng.choice([2, 2, 3])))
    if kind == "none":
        return rng.choice(NOTHING)
    if kind == "quads":
        numbers = [number(rng) for _ in range(rng.randrange(3, 11))]
        return rng.choice(["box ", "(", "[", ""]) + rng.choice([" ", ", ", ",\n", " ,, "]).join(numbers)
    return "The dog is at " + box(rng) + " and the cat at " + box(rng) + "."


def answer(rng):
    text = body(rng)
    shape = rng.random()
    if shape < 0.45:
        thought = "<think>" + rng.choice(["t", "I see [1, 2, 3, 4].\n", "", fenced(rng)]) + "</think>"
        edges = rng.choice(["", "\n", " "]), rng.choice(["", "\n", " "])
        text = thought + rng.choice(["", "\n", " "]) + "<answer>" + text.join(edges) + "</answer>"
    elif shape < 0.6:
        text = "<answer>" + text + "</answer>"
    elif shape < 0.65:
        text = "<answer>" + text + "</answer>\n<answer>" + body(rng) + "</answer>"
    elif shape < 0.75:
        text = "Here is the list:\n" + text + rng.choice(["", "\nDone [see above].", "\n"])
    return text


def damage(rng, text):
    at = rng.randrange(len(text) + 1)
    kind = rng.randrange(9)
    if kind == 0:
        return text[:at]
    if kind in (1, 2):
        return text[:at] + rng.choice(SPLICES) + text[at:]
    if kind == 3:
        return text[:at] + text[at + rng.randrange(1, 4) :]
    if kind == 4:
        return text.replace(*rng.choice(DAMAGE), rng.choice([1, 1, -1]))
    if kind == 5:
        spots = [m.span() for m in re.finditer(r"\d+(?:\.\d+)?", text)]
        first, last = rng.choice(spots or [(at, at)])
        return text[:first] + rng.choice(NUMBERS) + text[last:]
    if kind == 6:
        end = min(len(text), at + rng.randrange(1, 60))
        return text[:end] + text[at:]
    if kind == 7:
        spots = [m.start() for m in re.finditer(r'["\'\[\]{},:`<>]', text)]
        spot = rng.choice(spots or [at])
        return text[:spot] + rng.choice(SPLICES) + text[spot + rng.randrange(2) :]
    return text + rng.choice(SPLICES)


def text_literal(rng):
    """Texts of any kind, side by side."""
    pieces = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        quote = rng.choice(["'", '"', "'''", '"""'])
        inside = "".join(rng.choice(INSIDE) for _ in range(rng.randrange(4)))
        pieces.append(rng.choice(["", "", "", "r", "b", "u", "R", "rb", "bR", "ur", "f"]) + quote + inside + quote)
    return rng.choice(["", " ", "\n", " # c\n", "\\\n"]).join(pieces)


def number_literal(rng):
    digits = "".join(rng.choice("00123456789___.eEjJxXobBaf+-") for _ in range(rng.randrange(1, 7)))
    return rng.choice(["", "", "-", "+", "0x", "0b", "0o", "0", "1"]) + digits


def literal(rng, depth=0):
    """A Python literal, or nearly one."""
    kind = rng.randrange(12 if depth < 4 else 6)
    if kind < 2:
        return rng.choice(["", "", "", "-", "+", "- "]) + number(rng)
    if kind < 4:
        return text_literal(rng)
    if kind == 4:
        return rng.choice(ATOMS)
    if kind == 5:
        return '{"bbox_2d": ' + rng.choice(BOXES) + ', "label": "dog"}'
    parts = [literal(rng, depth + 1) for _ in range(rng.randrange(4))]
    gap = rng.choice([",", ", ", ",\n", " ,\\\n", ", # c\n"])
    inner = gap.join(parts) + (rng.choice(["", ","]) if parts else "")
    if kind < 8:
        return "[" + inner + "]"
    if kind < 9:
        return "(" + inner + ")"
    if kind < 10:
        return "{" + inner + "}"
    return "{" + gap.join(rng.choice(["'bbox_2d'", "'label'", "1", "(1,)", part]) + ":" + part for part in parts) + "}"


def literal_answer(rng):
    kind = rng.randrange(5)
    if kind == 0:
        text = literal(rng)
    elif kind == 1:
        text = "[" + literal(rng) + ', {"bbox_2d": [1, 2, 3, 4], "label": "dog"}]'
    else:
        numbers = [number_literal(rng) if rng.random() < 0.2 else number(rng) for _ in range(4)]
        label = text_literal(rng) if rng.random() < 0.6 else "'dog'"
        more = ", 'x': " + literal(rng) if rng.random() < 0.5 else ""
        text = "[{'bbox_2d': (" + ", ".join(numbers) + "), 'label': " + label + more + "}]"
    before = ["", "", "", " ", "\n", "\n ", "# c\n", "\f", "\\\n", "</think>\n", "```json\n"]
    behind = ["", "", "", "\n", "\n ", " # c", "\n\n#", ",", ";", "\\\n", "\n```", "\n  ```"]
    return rng.choice(before) + text + rng.choice(behind)


def make(rng):
    text = rng.choices([answer, literal_answer], [5, 1])[0](rng)
    for _ in range(rng.choices([0, 1, 2, 4], [6, 4, 2, 1])[0]):
        text = damage(rng, text)
    return text


def tidy(text):
    """A lone surrogate and NUL, which no label keeps."""
    return re.sub("[\ud800-\udfff\0]", "\ufffd", text)


def finite(box):
    try:
        return all(math.isfinite(number) for number in box)
    except OverflowError:  # an int that no double holds
        return False


def read(rule, text):
    """[status, box, box, ...], or None when the rule finds nothing."""
    try:
        listed, boxes = rule(text)
    except Exception:
        return None
    rows = [[float(n) for n in box] + [None if label is None else tidy(label)] for box, label in boxes if finite(box)]
    return ["parsed" if rows else "declared_empty"] + rows if rows or listed else None


def line(text):
    reads = {name: read(rule, text) for name, rule in strict_rules.RULES.items()}
    return json.dumps({"text": text, "reads": {name: found for name, found in reads.items() if found}}) + "\n"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("-n", type=int, default=4000, help="answers (default 4000)")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--output", type=pathlib.Path, default=GOLDEN)
    chosen = options.parse_args()
    warnings.simplefilter("ignore")
    partial = chosen.output.with_name(chosen.output.name + ".partial")
    with open(partial, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        for i in range(chosen.n):
            out.write(line(make(random.Random(f"{chosen.seed}:{i}"))).encode())
    partial.replace(chosen.output)


if __name__ == "__main__":
    main()
