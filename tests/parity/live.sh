#!/bin/sh
# live.sh N SEED: N new cases, evaluated by pycocotools 2.0.11 and by odeval, here and now (`make parity N=10000`).
# Needs Python 3 with venv, and a package index the first time. B is the build folder that holds parity/test_golden.
set -u

n=${1:-10000}
seed=${2:-1}
here=$(dirname "$0")
build=${B:-build/latest}
venv=build/parity-venv
cases=build/parity-live.jsonl.gz

fail()
{
    echo "parity: $*" >&2
    exit 1
}

make_venv()
{
    command -v python3 >/dev/null || fail "python3 was not found: install it (Debian: python3 and python3-venv)"
    rm -rf "$venv"
    python3 -m venv "$venv" >build/parity-venv.log 2>&1 ||
        fail "python3 -m venv failed: install python3-venv; its words are in build/parity-venv.log"
    # Means as the reference has them come from numpy before 2.3; with a later one reference.py makes up for it.
    { "$venv/bin/pip" install --retries 1 --only-binary=:all: pycocotools==2.0.11 'numpy<2.3' ||
        "$venv/bin/pip" install --retries 1 pycocotools==2.0.11 numpy; } >>build/parity-venv.log 2>&1 ||
        fail "pycocotools 2.0.11 could not be installed: is the package index reachable? See build/parity-venv.log"
}

usable_venv()
{
    "$venv/bin/python" -c '
from importlib.metadata import version
import numpy, pycocotools.mask
raise SystemExit(version("pycocotools") != "2.0.11")' 2>/dev/null
}

[ -x "$build/parity/test_golden" ] || fail "$build/parity/test_golden is not built: run make tests"
mkdir -p build
usable_venv || make_venv
PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$here/make_cases.py" --cases "$n" --seed "$seed" -o "$cases" ||
    fail "make_cases.py failed"
"$build/parity/test_golden" "$cases" >build/parity-live.txt 2>&1
code=$?
grep -v '^golden: ' build/parity-live.txt
sed -n 's/^golden: \([0-9]*\) passed, \([0-9]*\) failed$/\1 cases equal, \2 differ/p' build/parity-live.txt | grep . ||
    fail "test_golden ended early, with status $code"
exit $code
