#!/usr/bin/env python3
"""Makes bench/RESULTS.md and bench/scaling.svg of what is in bench/results/."""
import os

import lab
import plot
from peers import FASTEST_FIRST

PROMISES = {
    "pycocotools": "the reference",
    "faster-coco-eval": "\"numerical parity within a strict tolerance\" with pycocotools",
    "hotcoco": "precision, recall, scores and every summary metric bit-identical to pycocotools' (under numpy 2.3 or "
               "later, which sums means in another order; odeval has the order before that, and so has this table)",
    "ultrafast-pycocotools": "precision, recall and scores bit-identical to pycocotools' on every tested input",
}
LINKS = {
    "simdjson": "simdjson On-Demand reading the predictions of W2, 1 thread, loading included",
    "gzip": "inflating the predictions of W2",
    "version": "starting and ending",
}


def table(head, rows, left=1):
    """Markdown; the first `left` columns are text, the rest numbers."""
    marks = ["---" if i < left else "---:" for i in range(len(head))]
    return "\n".join("| %s |" % " | ".join(map(str, row)) for row in [head, marks, *rows]) + "\n"


def thousands(n):
    return "{:,}".format(int(n))


def described(m, source=None):
    lines = ["Measured on %s with %s (%s), %d × %s, %s GiB of memory, %s, Linux %s, huge pages: %s, built with %s."
             % (m["date"], m["odeval"], m["commit"], m["processors"], m["processor"], m["memory_gib"], m["system"],
                m["kernel"], m["huge_pages"], m["compiler"])]
    if source:
        lines.append("Workloads: %s." % source)
    if m["load"] > 0.3:
        lines.append("**The machine was not idle at the start (load %.2f): take these figures as preliminary.**"
                     % m["load"])
    return "\n".join(lines) + "\n"


# ---- goals ----


class Goals:
    """The table of goals, each with what was measured."""

    def __init__(self):
        self.rows = []

    def add(self, what, against, goal, measured, met):
        self.rows.append((what, against, goal, measured, "yes" if met else "**no**"))

    def missing(self, what, against, goal, why):
        self.rows.append((what, against, goal, why, ""))


def ratio(result, threads="2"):
    return result["peer"]["seconds"] / result["odeval"][threads]["seconds"]


def measured_peers(results):
    return {name: r for name, r in results.items() if "peer" in r}


def speed_goals(goals, workloads):
    for name in ("W1", "W2", "W4"):
        r = workloads.get(name, {}).get("pycocotools", {})
        if "peer" in r:
            goals.add(name, "pycocotools", "200 times as fast", "%.0f times" % ratio(r), ratio(r) >= 200)
    for name in ("W1", "W2", "W3", "W4"):
        found = {p: r for p, r in measured_peers(workloads.get(name, {})).items() if p != "pycocotools"}
        if found:
            best = min(found, key=lambda p: found[p]["peer"]["seconds"])
            goals.add(name, "the fastest other: " + best, "5 times as fast", "%.1f times" % ratio(found[best]),
                      ratio(found[best]) >= 5)


def memory_goals(goals, workloads):
    for name, results in workloads.items():
        found = measured_peers(results)
        if found:
            least = min(found, key=lambda p: found[p]["peer"]["kib"])
            share = found[least]["odeval"]["2"]["kib"] / found[least]["peer"]["kib"]
            goals.add(name, "the least memory of the peers: " + least, "at most a fifth", "1 / %.1f" % (1 / share),
                      share <= .2)


def yardstick_goals(goals, y):
    if "simdjson" in y:
        base = y["simdjson"]["simdjson"]["seconds"]
        for threads, most in (("2 threads", 1), ("1 thread", 2)):
            share = y["simdjson"]["odeval, " + threads]["seconds"] / base
            goals.add("W2, the whole job, " + threads, "simdjson reading the predictions", "at most %d times" % most,
                      "%.2f times" % share, share <= most)
    share = y["gzip"]["odeval, 2 threads"]["seconds"] / y["gzip"]["gzip -dc"]["seconds"]
    goals.add("W2 as .gz", "`gzip -dc` of the file alone", "at most 1.3 times", "%.2f times" % share, share <= 1.3)
    more = (y["version"]["odeval --version"]["seconds"] - y["version"]["true"]["seconds"]) * 1e3
    goals.add("`odeval --version`", "`true`", "under 2 ms more", "%.2f ms more" % more, more < 2)


def scaling_goals(goals, workloads):
    by_name = {w["name"]: w for w in workloads}
    if "W2" in by_name:
        threads = by_name["W2"]["threads"]
        gain = threads["1"]["seconds"] / threads["2"]["seconds"]
        goals.add("W2, 2 threads", "W2, 1 thread", "1.7 times as fast", "%.2f times" % gain, gain >= 1.7)
    if "W2" in by_name and "W5" in by_name:
        per_box = {n: by_name[n]["threads"]["2"]["seconds"] / by_name[n]["detections"] for n in ("W2", "W5")}
        share = per_box["W5"] / per_box["W2"]
        goals.add("W5, time per box", "W2", "within 1.3 times", "%.2f times" % share, share <= 1.3)
        bytes_ = by_name["W5"]["threads"]["2"]["kib"] * 1024 / by_name["W5"]["detections"]
        goals.add("W5, peak memory", "its boxes", "at most 100 bytes a box", "%.0f bytes" % bytes_, bytes_ <= 100)
    else:
        goals.missing("W5", "W2", "time per box within 1.3 times; at most 100 bytes a box", "`make bench W5=1`")


def goals_section(odeval, peers):
    goals = Goals()
    if peers:
        speed_goals(goals, peers["workloads"])
        yardstick_goals(goals, peers["yardsticks"])
        memory_goals(goals, peers["workloads"])
    if odeval:
        scaling_goals(goals, odeval["workloads"])
    return "## Goals\n\n" + table(["what", "against", "goal", "measured", "reached"], goals.rows, 4)


# ---- odeval alone ----


def odeval_rows(workloads):
    for w in workloads:
        for t in ("1", "2"):
            s = w["threads"][t]
            stages = s["stages_ms"]
            load = stages["read ground truth"] + stages["read predictions"]
            rest = s["seconds"] * 1e3 - sum(stages.values())
            yield [w["name"], thousands(w["truths"]), thousands(w["detections"]),
                   "%.1f" % (sum(w["bytes"].values()) / 1e6), t, lab.duration(s["seconds"]),
                   "%.2f M" % (w["detections"] / s["seconds"] / 1e6), lab.mebibytes(s["kib"]),
                   "%.0f" % (s["kib"] * 1024 / w["detections"]), "%.1f" % load,
                   "%.1f + %.1f" % (stages["read ground truth"], stages["read predictions"]),
                   "%.1f" % stages["match"], "%.1f" % stages["accumulate"], "%.1f" % (stages["report"] + rest)]


def odeval_section(data):
    head = ["workload", "truths", "boxes", "MB", "threads", "time", "boxes/s", "peak memory", "bytes/box", "load, ms",
            "truth + predictions", "match", "accumulate", "report and the rest"]
    return ("## odeval\n\n" + described(data["machine"], data["from"]) +
            "\n`make bench`: whole processes (`odeval --bench coco --metrics AP --timing`), page cache warm, medians "
            "of at least 5 runs after one thrown away. \"The rest\" is what the process takes before and after the "
            "job.\n\n" +
            table(head, odeval_rows(data["workloads"])) +
            "\n![Time and peak memory against the size of the input](scaling.svg)\n")


# ---- peers ----


def peer_rows(workloads):
    for name, results in workloads.items():
        for peer in FASTEST_FIRST:
            r = results.get(peer)
            if not r:
                continue
            if "peer" not in r:
                yield [name, peer, r.get("left_out") or r["failed"]] + [""] * 7
                continue
            two, one, theirs = r["odeval"]["2"], r["odeval"]["1"], r["peer"]
            yield [name, peer, lab.duration(theirs["seconds"]), lab.mebibytes(theirs["kib"]), theirs["runs"],
                   lab.duration(two["seconds"]), lab.mebibytes(two["kib"]), "**%.1f**" % ratio(r),
                   "%.1f" % ratio(r, "1"), "1 / %.1f" % (theirs["kib"] / two["kib"])]


def worst_difference(workloads, peer):
    return max((r[peer]["largest_difference"] for r in workloads.values() if "largest_difference" in r.get(peer, {})),
               default=None)


def agreement_rows(data):
    for peer in FASTEST_FIRST:
        version = data["versions"][peer]
        worst = worst_difference(data["workloads"], peer)
        said = "not measured" if worst is None else "none: bit-equal" if worst == 0 else "%.2g" % worst
        yield [peer, version or "could not be installed", PROMISES[peer], said if version else ""]


def yardstick_rows(y):
    for key in ("simdjson", "gzip", "version"):
        for name, s in y.get(key, {}).items():
            yield [LINKS[key], name, lab.duration(s["seconds"]), lab.mebibytes(s["kib"]), s["runs"]]


def peers_section(data):
    v = data["versions"]
    note = "" if "simdjson" in data["yardsticks"] else \
        "\nsimdjson was not installed (Debian: libsimdjson-dev), so its row is missing.\n"
    return ("## odeval beside its peers\n\n" + described(data["machine"]) +
            "Python %s, numpy %s, simdjson %s. The peers may use both processors.\n\n" % (
                v["python"], v["numpy"], data["simdjson"]) +
            "`make bench-peers`: whole processes taking turns in one session; the ratio is that of the medians.\n\n" +
            table(["workload", "peer", "its time", "its memory", "runs", "odeval, 2 threads", "memory", "times as fast",
                   "1 thread", "share of the memory"], peer_rows(data["workloads"]), 2) +
            "\n### Do the 12 numbers agree?\n\n" +
            table(["peer", "version", "promises", "largest difference from odeval"], agreement_rows(data), 4) +
            "\n### Other yardsticks\n\n" +
            table(["what", "command", "time", "memory", "runs"], yardstick_rows(data["yardsticks"]), 2) + note)


def micro_section(text):
    return "## Parts\n\n`make bench-micro`, single thread:\n\n```\n%s```\n" % text


def main():
    odeval, peers = lab.stored("odeval"), lab.stored("peers")
    micro = lab.read_or(os.path.join(lab.RESULTS, "micro.txt"), "")
    sections = ["# What odeval takes\n\nMade by bench/report.py of bench/results/; how to repeat it: "
                "[README.md](README.md).\n"]
    if odeval or peers:
        sections.append(goals_section(odeval, peers))
    if odeval:
        sections.append(odeval_section(odeval))
        with open(os.path.join(lab.HERE, "scaling.svg"), "w") as f:
            f.write(plot.draw(odeval["workloads"]))
    if peers:
        sections.append(peers_section(peers))
    if micro:
        sections.append(micro_section(micro))
    with open(os.path.join(lab.HERE, "RESULTS.md"), "w") as f:
        f.write("\n".join(sections))


if __name__ == "__main__":
    main()
