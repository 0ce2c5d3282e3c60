#!/usr/bin/env python3
"""Measures odeval beside its peers, taking turns in one session (`make bench-peers`).

For each workload and peer: rounds of odeval on 2 threads, odeval on 1 thread (each three times) and the peer, all as
whole processes with the page cache warm; the ratio is that of the medians. Slow peers get fewer rounds. The 12 numbers
of every run are compared with odeval's. Then the other yardsticks: simdjson reading the same file, gzip inflating it,
`true`. Writes bench/results/peers.json; bench/report.py makes RESULTS.md of it.
"""
import argparse
import json
import os
import subprocess
import sys

import lab
from peer import PEERS

FASTEST_FIRST = ["ultrafast-pycocotools", "hotcoco", "faster-coco-eval", "pycocotools"]
LEFT_OUT = {("pycocotools", "W3"), ("pycocotools", "W5"), ("faster-coco-eval", "W3"), ("faster-coco-eval", "W5")}
ROUNDS = 7
SPEND = 40.0       # seconds per peer and workload, beyond which no round is begun
TURNS = 3          # of odeval in each round; 1 where it takes long
LONG = .5          # seconds
LIMIT = 1800       # seconds for one run
VERSION_RUNS = 101


def versions(python):
    """Package to version, None where it is not installed."""
    code = ("import importlib.metadata as m, json\n"
            "def v(n):\n"
            "    try: return m.version(n)\n"
            "    except m.PackageNotFoundError: return None\n"
            "print(json.dumps({n: v(n) for n in %r + ['numpy']}))" % list(PEERS))
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout), "python": lab.first_line([python, "--version"]).removeprefix("Python ")}


def memory_mib():
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * .95) >> 20


def peer_command(options, peer, gt, dt):
    return [options.python, os.path.join(lab.HERE, "peer.py"), peer, gt, dt]


def run_peer(options, peer, gt, dt):
    env = {"RAYON_NUM_THREADS": "2", "OMP_NUM_THREADS": "2", "PYTHONDONTWRITEBYTECODE": ""}
    return lab.run(options, peer_command(options, peer, gt, dt), LIMIT, memory_mib(), env, want_output=True,
                   check=False)


def scores_of_odeval(options, gt, dt):
    out = lab.run(options, lab.odeval(options, gt, dt, 2, more=("-q", "--format", "json")), want_output=True).out
    overall = json.loads(out)["overall"]
    return [-1.0 if overall[s] is None else overall[s] for s in lab.SCORES]


def why_it_failed(r):
    if r.status == 128 + 14:
        return "not done after %d s" % LIMIT
    last = (r.err.strip().splitlines() or [""])[-1][:160]
    return "failed with exit status %d, %s at the peak%s" % (r.status, lab.mebibytes(r.kib), last and ": " + last)


def against(options, peer, gt, dt, expected):
    """The rounds of one peer on one workload."""
    runs, ours, worst, spent, turns = [], {2: [], 1: []}, 0.0, 0.0, TURNS
    while len(runs) < ROUNDS and (not runs or spent + runs[-1].seconds < SPEND):
        for _ in range(turns):
            for threads, done in ours.items():
                done.append(lab.run(options, lab.odeval(options, gt, dt, threads)))
        turns = 1 if ours[1][0].seconds > LONG else TURNS
        r = run_peer(options, peer, gt, dt)
        if r.status != 0:
            return {"failed": why_it_failed(r)}
        numbers = json.loads(r.out.strip().splitlines()[-1])
        worst = max([worst] + [abs(a - b) for a, b in zip(numbers, expected)])
        runs.append(r)
        spent += r.seconds
    return {"peer": lab.summary(runs), "odeval": {str(t): lab.summary(done) for t, done in ours.items()},
            "largest_difference": worst}


def compare(options, name, installed):
    gt, dt = lab.files(options, name)
    lab.warm(gt, dt)
    expected = scores_of_odeval(options, gt, dt)
    results = {}
    for peer in FASTEST_FIRST:
        if not installed[peer]:
            continue
        if (peer, name) in LEFT_OUT and not options.all:
            results[peer] = {"left_out": "left out: needs many minutes or all memory (ALL=1 tries)"}
        else:
            results[peer] = against(options, peer, gt, dt, expected)
        say(name, peer, results[peer])
    return results


def say(name, peer, result):
    if "peer" not in result:
        print("%-3s %-22s %s" % (name, peer, result.get("left_out") or result.get("failed")), flush=True)
        return
    theirs, two, one = result["peer"], result["odeval"]["2"], result["odeval"]["1"]
    print("%-3s %-22s %9s %10s   odeval %9s %10s   %6.1f times as fast (1 thread: %.1f), %.3f of the memory, "
          "differs by %g"
          % (name, peer, lab.duration(theirs["seconds"]), lab.mebibytes(theirs["kib"]), lab.duration(two["seconds"]),
             lab.mebibytes(two["kib"]), theirs["seconds"] / two["seconds"], theirs["seconds"] / one["seconds"],
             two["kib"] / theirs["kib"], result["largest_difference"]), flush=True)


def in_turns(options, rounds, commands):
    """Medians of commands that take turns, after one round thrown away."""
    runs = {name: [] for name in commands}
    for i in range(rounds + 1):
        for name, command in commands.items():
            r = lab.run(options, command)
            if i:
                runs[name].append(r)
    result = {name: lab.summary(done) for name, done in runs.items()}
    print("  ".join("%s: %s" % (n, lab.duration(s["seconds"])) for n, s in result.items()), flush=True)
    return result


def yardsticks(options):
    gt, dt = lab.files(options, "W2")
    packed = os.path.join(options.scratch, "W2.dt.json.gz")
    os.makedirs(options.scratch, exist_ok=True)
    with open(packed, "wb") as out:
        subprocess.run(["gzip", "-6", "-c", dt], stdout=out, check=True)
    lab.warm(gt, dt, packed)
    ours = {"odeval, %d thread%s" % (t, "s"[:t - 1]): lab.odeval(options, gt, dt, t) for t in (2, 1)}
    result = {"gzip": in_turns(options, ROUNDS, {
        "gzip -dc": ["gzip", "-dc", packed],
        "odeval, 2 threads": lab.odeval(options, gt, packed, 2)})}
    if os.path.exists(options.simdjson):
        result["simdjson"] = in_turns(options, 15, {"simdjson": [options.simdjson, dt], **ours})
    result["version"] = in_turns(options, VERSION_RUNS, {
        "true": ["true"], "odeval --version": [options.odeval, "--version"]})
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lab.add_options(parser)
    parser.add_argument("--python", default="build/bench-venv/bin/python", help="that has the peers")
    parser.add_argument("--simdjson", default="build/bench/simdjson_read", help="the built bench/simdjson_read.cpp")
    parser.add_argument("--w5", action="store_true", help="W5 as well (the peers take up to 20 GiB)")
    parser.add_argument("--all", action="store_true", help="peers that need very long or all memory, too")
    options = parser.parse_args()
    lab.keep_binary(options)
    names = options.only.split(",") if options.only else ["W1", "W4", "W2", "W3"] + (["W5"] if options.w5 else [])
    machine, installed = lab.machine(options), versions(options.python)
    try:
        small = lab.files(options, "5k")
        for peer in PEERS:
            if installed[peer]:
                run_peer(options, peer, *small)  # compiles its modules, fills the page cache
        result = {"machine": machine, "versions": installed,
                  "simdjson": lab.first_line(["pkg-config", "--modversion", "simdjson"]),
                  "yardsticks": yardsticks(options),
                  "workloads": {name: compare(options, name, installed) for name in names}}
    except lab.Failed as failure:
        sys.exit("bench: %s" % failure)
    lab.store("peers", result, options)


if __name__ == "__main__":
    main()
