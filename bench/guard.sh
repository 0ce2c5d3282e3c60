#!/bin/sh
# guard.sh check|renew: counts the instructions of a small job (valgrind's callgrind, one thread) and compares them
# with bench/guard.txt. `make guard` fails when there are more than 5% more; `make guard-renew` writes a new figure.
#
# The count does not depend on how busy the machine is, but on the compiler and the C library: there is one figure per
# build environment in guard.txt, and an environment without one skips the check. 5% fewer is no failure, but a reason
# to renew. B (the build folder), CC and CFLAGS come from make. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
B=${B:-build/cc} CC=${CC:-cc} CFLAGS=${CFLAGS:-}
figures=bench/guard.txt
work=build/bench

skip() {
	echo "guard: skipped: $*"
	echo "0 passed, 0 failed, 1 skipped"
	exit 0
}

fail() {
	echo "guard: $*"
	echo "0 passed, 1 failed"
	exit 1
}

c_library() {
	ldd --version 2>&1 | sed -n '1s/^ldd *//p'
}

environment() {
	echo "$($CC --version 2>/dev/null | sed -n 1p), $($CC -dumpmachine 2>/dev/null), $(c_library), $CFLAGS"
}

count() { # prints the instructions of one run
	rm -f "$work"/callgrind.out*
	valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" \
		"$B/odeval" --bench coco --gt "$work/small.gt.json" --preds "$work/small.dt.json" --threads 1 -q \
		>"$work/guard.report" 2>"$work/guard.log" || fail "the job failed under valgrind: see $work/guard.log"
	sed -n 's/^summary: *\([0-9]*\).*/\1/p; s/^totals: *\([0-9]*\).*/\1/p' "$work/callgrind.out" | head -n 1
}

command -v valgrind >/dev/null 2>&1 || skip "valgrind is not installed (Debian: valgrind)"
[ -x "$B/odeval" ] && [ -x "$work/small" ] || fail "$B/odeval or $work/small is not built: use make guard"
"$work/small" "$work/small.gt.json" "$work/small.dt.json" || fail "$work/small failed"
here=$(environment)

case ${1:-check} in
renew)
	new=$(count) || { echo "$new"; exit 1; }
	[ -n "$new" ] || fail "callgrind said nothing: see $work/guard.log"
	{
		sed -n '/^#/p' "$figures" 2>/dev/null
		printf '%s\t%s\n' "$new" "$here"
		awk -F '\t' -v here="$here" '!/^#/ && $2 != here' "$figures" 2>/dev/null
	} >"$work/guard.new" && mv "$work/guard.new" "$figures"
	echo "guard: $new instructions, for $here"
	;;
check)
	known=$(awk -F '\t' -v here="$here" '!/^#/ && $2 == here { print $1 }' "$figures" 2>/dev/null)
	[ -n "$known" ] || skip "bench/guard.txt has no figure for $here: make guard-renew adds one"
	new=$(count) || { echo "$new"; exit 1; }
	[ -n "$new" ] || fail "callgrind said nothing: see $work/guard.log"
	change=$(awk -v new="$new" -v known="$known" 'BEGIN { printf "%+.2f", (new / known - 1) * 100 }')
	echo "guard: $new instructions, $change% of $known"
	case $(awk -v c="$change" 'BEGIN { print (c > 5 ? "more" : c < -5 ? "fewer" : "same") }') in
	more) fail "that is more than 5% above: find the cause, or justify it in the commit and run make guard-renew" ;;
	fewer) echo "guard: renew the figure, so that the gain is kept: make guard-renew" ;;
	esac
	echo "1 passed, 0 failed"
	;;
*)
	echo "usage: guard.sh check|renew" >&2
	exit 2
	;;
esac
