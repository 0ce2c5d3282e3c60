"""What the programs of bench/ share: running commands, medians, the description of the machine, stored results."""
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
RESULTS = os.path.join(HERE, "results")
SCORES = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]
STAGES = ["read ground truth", "read predictions", "match", "accumulate", "report"]  # as --timing names them


class Failed(Exception):
    pass


class Run:
    """One whole process: seconds, user and system seconds, peak KiB, exit status, what it printed."""

    def __init__(self, line, out, err):
        ns, user, system, kib, status = (int(n) for n in line.split())
        self.seconds, self.user, self.system = ns / 1e9, user / 1e9, system / 1e9
        self.kib, self.status, self.out, self.err = kib, status, out, err

    def stages(self):
        """Milliseconds by stage, from --timing."""
        return {name: float(ms) for name, ms in re.findall(r"^(\w[\w ]*\w) +([0-9.]+) ms$", self.err, re.M)}


def run(tools, command, limit=900, memory=0, env=None, want_output=False, check=True):
    """Runs a command once under bench/measure.c. `limit` in seconds, `memory` in MiB (0: none)."""
    with tempfile.TemporaryDirectory() as scratch:
        result, output = os.path.join(scratch, "result"), os.path.join(scratch, "out")
        args = [tools.measure, "-o", result, "-t", str(limit), "-m", str(memory)]
        if want_output:
            args += ["-s", output]
        done = subprocess.run(args + [str(c) for c in command], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              env={**os.environ, **(env or {})}, text=True, errors="replace")
        if done.returncode != 0:
            raise Failed("measure: " + done.stderr.strip())
        with open(result) as f:
            line = f.read()
        out = ""
        if want_output:
            with open(output, errors="replace") as f:
                out = f.read()
    r = Run(line, out, done.stderr)
    if check and r.status != 0:
        raise Failed("%s: exit status %d: %s" % (" ".join(map(str, command)), r.status, r.err.strip()[-400:]))
    return r


def median(values):
    return statistics.median(values)


def summary(runs):
    """What is kept of several runs of one command."""
    return {"runs": len(runs), "seconds": median([r.seconds for r in runs]),
            "fastest": min(r.seconds for r in runs), "slowest": max(r.seconds for r in runs),
            "cpu_seconds": median([r.user + r.system for r in runs]), "kib": median([r.kib for r in runs])}


def odeval(tools, gt, dt, threads, metrics="AP", more=()):
    chosen = ["--metrics", metrics] if metrics else []
    return [tools.odeval, "--bench", "coco", "--gt", gt, "--preds", dt, "--threads", threads, *chosen, *more]


def first_line(command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.stdout.splitlines()[0].strip()
    except (OSError, IndexError):
        return "unknown"


def read_or(path, default):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return default


def machine(tools):
    model = re.search(r"^model name\s*: (.*)$", read_or("/proc/cpuinfo", ""), re.M)
    memory = re.search(r"^MemTotal:\s*(\d+) kB", read_or("/proc/meminfo", ""), re.M)
    system = re.search(r'^PRETTY_NAME="?([^"\n]*)', read_or("/etc/os-release", ""), re.M)
    huge = re.search(r"\[(\w+)\]", read_or("/sys/kernel/mm/transparent_hugepage/enabled", ""))
    return {"date": datetime.date.today().isoformat(),
            "processor": model.group(1) if model else platform.processor() or "unknown",
            "processors": len(os.sched_getaffinity(0)),
            "memory_gib": round(int(memory.group(1)) / 2**20, 1) if memory else None,
            "system": system.group(1) if system else platform.system(),
            "kernel": platform.release(), "huge_pages": huge.group(1) if huge else "unknown",
            "compiler": first_line([os.environ.get("CC", "cc"), "--version"]),
            "odeval": first_line([tools.odeval, "--version"]),
            "commit": first_line(["git", "-C", HERE, "describe", "--always", "--dirty"]),
            "load": round(os.getloadavg()[0], 2)}


def warm(*paths):
    """Reads files once, so that they lie in the page cache."""
    for path in paths:
        with open(path, "rb") as f:
            while f.read(1 << 22):
                pass


def store(name, data, options):
    """Keeps the results of a full run; with --only nothing is kept."""
    if options.only:
        print("bench: some workloads only: RESULTS.md stays as it is")
        return
    os.makedirs(RESULTS, exist_ok=True)
    path = os.path.join(RESULTS, name + ".json")
    with open(path + ".part", "w") as f:
        json.dump(data, f, indent=1)
        f.write("\n")
    os.replace(path + ".part", path)


def stored(name):
    try:
        with open(os.path.join(RESULTS, name + ".json")) as f:
            return json.load(f)
    except OSError:
        return None


def duration(seconds):
    if seconds < .01:
        return "%.2f ms" % (seconds * 1e3)
    if seconds < 1:
        return "%.0f ms" % (seconds * 1e3)
    return "%.2f s" % seconds if seconds < 10 else "%.1f s" % seconds


def mebibytes(kib):
    return "%.1f MiB" % (kib / 1024) if kib < 102400 else "%.0f MiB" % (kib / 1024)


def add_options(parser):
    parser.add_argument("--odeval", default="build/cc/odeval", help="the binary to measure")
    parser.add_argument("--measure", default="build/bench/measure", help="the built bench/measure.c")
    parser.add_argument("--workloads", metavar="DIR", help="take NAME.gt.json and NAME.dt.json from here where they "
                                                           "are there; the rest is generated")
    parser.add_argument("--scratch", default="build/bench", metavar="DIR", help="where generated files go")
    parser.add_argument("--only", metavar="A,B", help="only these workloads")
    parser.add_argument("--runs", type=int, default=5, help="runs per median, at least (default 5)")


def keep_binary(options):
    """Measures a copy, so that a build in between changes nothing."""
    os.makedirs(options.scratch, exist_ok=True)
    kept = os.path.join(options.scratch, "odeval")
    try:
        shutil.copy2(options.odeval, kept)
    except OSError as error:
        sys.exit("bench: %s: make all" % error)
    options.odeval = kept


def files(options, name):
    """The two files of a workload."""
    if options.workloads:
        paths = [os.path.join(options.workloads, "%s.%s.json" % (name, part)) for part in ("gt", "dt")]
        if all(os.path.exists(p) for p in paths):
            return paths
    import gen_workload  # needs numpy

    os.makedirs(options.scratch, exist_ok=True)
    return gen_workload.make(name, options.scratch)
