#!/usr/bin/env python3
"""Writes evaluation cases with the results that pycocotools 2.0.11 gives for them: tests/parity/golden.jsonl.gz.

One case a line:
  name       the family and the number
  gt, dt     the annotation file and the prediction file, as JSON in Python's dialect (NaN, Infinity, repeated keys)
  params     iouThrs, maxDets, areaRng where they are not the defaults; else absent
  stats      the 12 numbers, as C99 hexadecimal floats
  shape      T, R, K, A, M
  precision, recall, scores
             SHA-256 of the three arrays: float64, little-endian, C order, every NaN as 0x7ff8000000000000
  nms_kept   indices of the predictions that OVDEval's filter keeps
  nms_stats  the 12 numbers of those
  greedy     matches, predictions and truths that count, at IoU 0.5
"""

import argparse
import gzip
import json
import multiprocessing
import os
import pathlib
import random
import sys
import warnings

import families
import reference
import selfcheck

GOLDEN = pathlib.Path(__file__).parent / "golden.jsonl.gz"
ATTEMPTS = 50


def make_case(task):
    """The case of one number: a scene that pycocotools can evaluate, and what it says."""
    seed, number = task
    rng = random.Random(f"{seed}:{number}")
    wheel = [family for family in families.FAMILIES for _ in range(family[1])]
    name, _, maker = wheel[number % len(wheel)]
    for _ in range(ATTEMPTS):
        scene = maker(rng)
        gt, dt = scene.texts()
        try:
            results = reference.expected(gt, dt, scene.params)
        except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
            continue  # a crash of the reference is no result to be equal to
        head = {"name": f"{name}-{number}"} | ({"params": scene.params} if scene.params else {})
        return f'{json.dumps(head)[:-1]}, "gt": {gt}, "dt": {dt}, {json.dumps(results)[1:]}\n'
    raise SystemExit(f"make_cases.py: {name}-{number}: pycocotools crashed on {ATTEMPTS} scenes in a row")


def write_cases(path, seed, n, jobs):
    """Beside its name first; the same bytes for the same seed, whatever the number of jobs."""
    tasks = [(seed, number) for number in range(n)]
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        with multiprocessing.Pool(jobs) as pool:
            for line in pool.imap(make_case, tasks, chunksize=16):
                out.write(line.encode())
    partial.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=2400, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=2024, help="default: %(default)s")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="default: the processors")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=GOLDEN, help="default: the committed file")
    parser.add_argument("--self-check", action="store_true", help="only check this script against known vectors")
    options = parser.parse_args()

    warnings.simplefilter("ignore")
    count = selfcheck.run()
    if reference.SUMS_IN_ONE_PIECE:
        print(f"numpy {reference.np.__version__}: means are summed in pieces, as up to numpy 2.2", file=sys.stderr)
    if options.self_check:
        print(f"{count} checks passed")
        return
    write_cases(options.output, options.seed, options.cases, options.jobs)
    print(f"{options.cases} cases in {options.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
