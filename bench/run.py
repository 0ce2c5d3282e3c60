#!/usr/bin/env python3
"""Measures odeval alone: time, peak memory, boxes per second and the split by stage, on 1 and 2 threads (`make bench`).

Whole processes, page cache warm, one run thrown away, then medians of at least --runs runs, threads taking turns.
Writes bench/results/odeval.json; bench/report.py makes RESULTS.md and scaling.svg of it.
"""
import argparse
import json
import sys

import lab

STANDARD = ["5k", "W4", "W1", "150k", "W2", "750k", "W3", "2M"]
SPEND = 4.0  # seconds per workload and number of threads, beyond which no more than --runs runs are made
RUNS_MAX = 21


def runs_wanted(seconds, least):
    return max(least, min(RUNS_MAX, int(SPEND / max(seconds, 1e-3))))


def counts(options, gt, dt):
    out = lab.run(options, lab.odeval(options, gt, dt, 2, more=("-q", "--format", "json")), want_output=True).out
    record = json.loads(out)
    return record["counts"], record["subsets"][0]["inputs"]


def measure(options, name):
    gt, dt = lab.files(options, name)
    lab.warm(gt, dt)
    count, inputs = counts(options, gt, dt)
    command = {t: lab.odeval(options, gt, dt, t, more=("--timing",)) for t in (1, 2)}
    first = {t: lab.run(options, command[t]) for t in command}
    runs = {t: [] for t in command}
    for _ in range(runs_wanted(first[1].seconds, options.runs)):
        for t in command:
            runs[t].append(lab.run(options, command[t]))
    result = {"name": name, "images": count["images"], "truths": count["gt"], "detections": count["predictions"],
              "bytes": {i["role"]: i["bytes"] for i in inputs}, "threads": {}}
    for t, done in runs.items():
        s = lab.summary(done)
        s["stages_ms"] = {stage: lab.median([r.stages()[stage] for r in done]) for stage in lab.STAGES}
        result["threads"][str(t)] = s
        print("%-5s %d thread%s %9s  %10s  %6.2f M boxes/s  %s" % (
            name, t, " " if t == 1 else "s", lab.duration(s["seconds"]), lab.mebibytes(s["kib"]),
            result["detections"] / s["seconds"] / 1e6,
            "  ".join("%s %.1f" % kv for kv in s["stages_ms"].items())), flush=True)
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lab.add_options(parser)
    parser.add_argument("--w5", action="store_true", help="W5 as well (775 MB)")
    options = parser.parse_args()
    lab.keep_binary(options)
    names = options.only.split(",") if options.only else STANDARD + (["W5"] if options.w5 else [])
    machine = lab.machine(options)
    try:
        workloads = [measure(options, name) for name in names]
    except lab.Failed as failure:
        sys.exit("bench: %s" % failure)
    source = ("the files given with WORKLOADS, the rest by " if options.workloads else "") + "bench/gen_workload.py"
    lab.store("odeval", {"machine": machine, "from": source, "workloads": workloads}, options)


if __name__ == "__main__":
    main()
