#!/bin/sh
# Runs the command-line tests: NAME.sh in a fresh folder, its output compared with NAME.out, its standard error with
# NAME.err (absent: empty) and its exit code with NAME.exit (absent: 0). A script that exits with 77 is skipped, with
# the reason on its standard error.
#
#   ODEVAL=build/cc/odeval tests/cli/run.sh [--record] [NAME...]
#
# Scripts see $ODEVAL (the binary), $ROOT (the repository) and run with LC_ALL=C; $ROOT in what they print is compared
# as the word $ROOT. --record writes what came out as what is expected. V=1 names the tests that pass.
set -u
here=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$here/../.." && pwd)
ODEVAL=${ODEVAL:-$ROOT/build/cc/odeval}
case $ODEVAL in /*) ;; *) ODEVAL=$PWD/$ODEVAL ;; esac
[ -x "$ODEVAL" ] || { echo "cli: there is no $ODEVAL: make all" >&2; exit 1; }
export ROOT ODEVAL LC_ALL=C TERM=dumb
unset NO_COLOR ODEVAL_DATA COLUMNS
record=0
[ "${1:-}" != --record ] || { record=1; shift; }
[ $# -gt 0 ] || set -- $(cd "$here" && ls ./*.sh | sed 's,^\./,,; s,\.sh$,,' | grep -vx run)

scratch=$(mktemp -d)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
passed=0 failed=0 skipped=0

expected() { # expected FILE DEFAULT: its content, or the default
	if [ -e "$1" ]; then cat "$1"; else printf '%s' "$2"; fi
}

keep() { # keep FILE CONTENT-FILE: as expectation; an empty one is no file
	if [ -s "$2" ]; then cp "$2" "$1"; else rm -f "$1"; fi
}

for name do
	work=$scratch/$name
	mkdir "$work" "$work/in"
	(cd "$work/in" && sh "$here/$name.sh" >../out.raw 2>../err.raw)
	code=$?
	for stream in out err; do sed "s|$ROOT|\$ROOT|g" "$work/$stream.raw" >"$work/$stream"; done
	if [ $code -eq 77 ]; then
		skipped=$((skipped + 1))
		echo "skip $name: $(tail -n 1 "$work/err")"
		continue
	fi
	if [ $record -eq 1 ]; then
		cp "$work/out" "$here/$name.out"
		keep "$here/$name.err" "$work/err"
		if [ $code -ne 0 ]; then echo $code >"$here/$name.exit"; else rm -f "$here/$name.exit"; fi
	fi
	expected "$here/$name.out" "" >"$work/out.want"
	expected "$here/$name.err" "" >"$work/err.want"
	want=$(expected "$here/$name.exit" 0)
	if [ -e "$here/$name.out" ] && cmp -s "$work/out" "$work/out.want" && cmp -s "$work/err" "$work/err.want" &&
		[ "$code" = "$want" ]; then
		passed=$((passed + 1))
		[ "${V:-0}" = 0 ] || echo "ok   $name"
	else
		failed=$((failed + 1))
		echo "FAIL $name (exit code $code, expected $want)"
		diff -u "$work/out.want" "$work/out" | sed '1,2d; s/^/    /' | head -n 40
		diff -u "$work/err.want" "$work/err" | sed '1,2d; s/^/    stderr: /' | head -n 40
	fi
	chmod -R u+rwx "$work"
	rm -rf "$work"
done
more=
[ $skipped -eq 0 ] || more=", $skipped skipped"
echo "cli: $passed passed, $failed failed$more"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
