#!/bin/sh
# venv.sh [PACKAGE...]: sees to it that build/bench-venv has numpy and the packages, in their newest versions.
# A package that cannot be installed is said and left out; without numpy nothing works, so that is an error.
set -u
venv=${BENCH_VENV:-build/bench-venv}
log=build/bench-venv.log

fail() {
	echo "bench: $*" >&2
	exit 1
}

install() { # install REQUIREMENT...: newest versions; its words go to the log
	"$venv/bin/python" -m pip install --disable-pip-version-check --retries 1 --upgrade "$@" >>$log 2>&1
}

mkdir -p build
: >$log
command -v python3 >/dev/null || fail "python3 was not found: install it (Debian: python3 and python3-venv)"
[ -x "$venv/bin/python" ] || python3 -m venv "$venv" >>$log 2>&1 ||
	fail "python3 -m venv failed: install python3-venv; its words are in $log"
# pycocotools' averages come from numpy, which sums in another order from 2.3 on: odeval has the older one's bits.
"$venv/bin/python" -c 'import numpy; raise SystemExit(tuple(map(int, numpy.__version__.split(".")[:2])) >= (2, 3))' \
	2>>$log || install 'numpy<2.3' || fail "numpy could not be installed: is the package index reachable? See $log"
for package; do
	install "$package" 'numpy<2.3' || echo "bench: $package could not be installed and is left out: see $log" >&2
done
