#!/usr/bin/env python3
"""Writes the run records of data/leaderboard/BENCH/ from published.json: numbers as they were published, and the
averages that the benchmark's definition names, computed from them. Run it from anywhere after a change to
published.json or to a definition; tests/unit/test_published.c checks its work against odeval's own averages.

With --check nothing is written: the exit code is 1 when a record is not up to date."""

import hashlib
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
VERSION = re.search(r'ODEVAL_VERSION "(.*)"', (HERE / "../../include/odeval/odeval.h").read_text()).group(1)


def fraction(percent):
    """13.2 -> 0.132: the double nearest to the decimal, not a quotient of doubles."""
    return float("%se-2" % percent)


def mean(values):
    """In the order of members, as odeval adds up; None as soon as one is missing."""
    return None if None in values else sum(values) / len(values)


def levels(bench, entry):
    """Scores by subset, group and average: published where they are, else computed."""
    score = entry["score"]
    given = {k: {n: fraction(v) for n, v in entry.get(k, {}).items()} for k in ("subsets", "groups", "averages")}
    subsets = {s["name"]: given["subsets"].get(s["name"]) for s in bench["subsets"] if not s.get("optional")}

    def of(members, known):
        return mean([known.get(m) for m in members])

    groups = {}
    for g in bench["groups"]:
        if not g.get("optional"):
            groups[g["name"]] = given["groups"].get(g["name"], of(g["subsets"], subsets))
    averages = {}
    for a in bench["averages"]:
        computed = of(a["groups"], groups) if "groups" in a else of(a["subsets"], subsets)
        averages[a["name"]] = given["averages"].get(a["name"], computed)
    return score, subsets, groups, averages


def warnings(published, entry):
    notes = [("source", published["sources"][entry["source"]], True)]
    notes += [("source_mismatch", published["mismatches"][m], False) for m in entry.get("mismatches", [])]
    return [{"code": c, "text": t, "count": 1, **({"notice": True} if notice else {})} for c, t, notice in notes]


def record(published, bench, digest, entry):
    titles, groups, averages = {}, [], {}
    if "percent" in entry:
        overall = {k: fraction(v) for k, v in entry["percent"].items()}
        subsets = [{"name": bench["name"], "scores": overall}]
        headline = None
    else:
        score, subset_scores, group_scores, average_scores = levels(bench, entry)
        headline = bench["headline"]
        overall = {score: average_scores[headline]}
        subsets = [{"name": n, "scores": {score: v}} for n, v in subset_scores.items()]
        groups = [
            {"name": g["name"], "title": g["title"], "subsets": g["subsets"], "scores": {score: group_scores[g["name"]]}}
            for g in bench["groups"] if g["name"] in group_scores
        ]
        averages = {n: {score: v} for n, v in average_scores.items()}
        titles = {a["name"]: a["title"] for a in bench["averages"]}
    for s in subsets:
        s.update({"counts": {}, "inputs": [], "categories": []})
    return {
        "schema": "odeval.run/1",
        "odeval": VERSION,
        "bench": {"name": bench["name"], "title": bench["title"], "definition_sha256": digest},
        "model": {"name": entry["model"]},
        "rules": "as published",
        "mode": "as published",
        "params": {},
        "params_default": True,
        "primary": bench["primary"],
        "headline": headline,
        "overall": overall,
        "counts": {},
        "averages": averages,
        "average_titles": titles,
        "groups": groups,
        "subsets": subsets,
        "ledger": {},
        "warnings": warnings(published, entry),
    }


def main():
    published = json.loads((HERE / "published.json").read_text())
    stale = 0
    for name, entries in published["benches"].items():
        definition = (HERE / "../benchmarks" / (name + ".json")).read_bytes()
        for entry in entries:
            path = HERE / name / (entry["file"] + ".json")
            made = record(published, json.loads(definition), hashlib.sha256(definition).hexdigest(), entry)
            text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
            if "--check" in sys.argv[1:]:
                if not path.exists() or path.read_text() != text:
                    print("not up to date: %s" % path.relative_to(HERE))
                    stale = 1
                continue
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
    return stale


if __name__ == "__main__":
    sys.exit(main())
