#!/bin/sh
# Runs every test; `make check` calls it with B (the build folder), CC and SANITIZE. A line per room; what failed is
# printed in full; the last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
B=${B:-build/cc}
export B SANITIZE="${SANITIZE:-}" CC="${CC:-cc}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

number() { # number PATTERN: the sum of the numbers that stand where \(...\) is
	sed -n "s/$1/\\1/p" "$log" | awk '{ n += $1 } END { print n + 0 }'
}

add() { # add PASSED FAILED SKIPPED: to the room's counts
	room_passed=$((room_passed + $1)) room_failed=$((room_failed + $2)) room_skipped=$((room_skipped + $3))
}

begin() {
	room=$1 room_passed=0 room_failed=0 room_skipped=0
}

end() {
	more=
	[ $room_failed -eq 0 ] || more=", $room_failed failed"
	[ $room_skipped -eq 0 ] || more="$more, $room_skipped skipped"
	printf '%-8s %s passed%s\n' "$room" $room_passed "$more"
	passed=$((passed + room_passed)) failed=$((failed + room_failed)) skipped=$((skipped + room_skipped))
}

# Counts what a program said; a failure that it did not count itself (a crash) is one, too.
count() { # count NAME CODE PASSED FAILED SKIPPED
	lost=0
	[ "$2" -eq 0 ] || [ "$4" -gt 0 ] || lost=1
	add "$3" $(($4 + lost)) "$5"
	[ "$2" -eq 0 ] && [ "$4" -eq 0 ] && return
	echo "FAIL $1 (exit code $2)"
	grep -v '^\[ RUN\|^\[       OK\|^\[====' "$log" | tail -n 40 | sed 's/^/    /'
}

# Left out under the thread sanitizer, which sees nothing in them, and for minutes: statistics over many simulated runs,
# hostile megabytes, every damage to a text, numbers by the million, all on one thread; and the reference's cases by the
# thousand, whose threads are those of test_evaluate.
alone='test_coverage test_gate_rates test_answer_read test_answer_tags_any test_json test_coco_annotation test_coco_fast
	test_coco_image test_strict test_plausible test_number test_golden'
is_left_out() {
	[ "$SANITIZE" = thread ] || return 1
	for name in $alone; do
		[ "$name" != "${1##*/}" ] || { echo "$room: $1 left out under the thread sanitizer"; return 0; }
	done
	return 1
}

begin unit
for test in "$B"/unit/test_*; do
	[ -x "$test" ] && [ -f "$test" ] || continue
	! is_left_out "$test" || { add 0 0 1; continue; }
	"$test" >"$log" 2>&1
	count "$test" $? "$(number '^\[  PASSED  \] \([0-9]*\) test.*')" \
		"$(number '^\[  FAILED  \] \([0-9]*\) test(s).*')" "$(number '^\[  SKIPPED \] \([0-9]*\) test.*')"
done
end

begin fuzz
for test in "$B"/fuzz/fuzz_*; do
	[ -x "$test" ] && [ -f "$test" ] || continue
	"$test" "tests/fuzz/corpus/$(basename "$test")" >"$log" 2>&1
	code=$?
	if [ $code -eq 0 ]; then count "$test" 0 1 0 0; else count "$test" $code 0 1 0; fi
done
end

begin parity
for test in "$B"/parity/test_*; do
	[ -x "$test" ] && [ -f "$test" ] || continue
	! is_left_out "$test" || { add 0 0 1; continue; }
	case $test in
	*/test_golden) "$test" tests/parity/golden.jsonl.gz >"$log" 2>&1 ;;
	*) "$test" >"$log" 2>&1 ;;
	esac
	code=$?
	grep -q ': skipped' "$log" && cat "$log"
	count "$test" $code "$(number '^.*: \([0-9]*\) passed,.*')" "$(number '^.* passed, \([0-9]*\) failed.*')" \
		"$(grep -c ': skipped' "$log")"
done
end

# script ROOM COMMAND...: a script that says "skip ..." or "...: skipped..." for what it leaves out, and ends with
# "ROOM: N passed, N failed"
script() {
	begin "$1"
	shift
	"$@" >"$log" 2>&1
	code=$?
	grep '^skip \|: skipped' "$log"
	count "$room" $code "$(number '^[a-z]*: \([0-9]*\) passed,.*')" "$(number '^[a-z]*: .* passed, \([0-9]*\) failed.*')" \
		"$(grep -c '^skip \|: skipped' "$log")"
	end
}

script cli env ODEVAL="$B/odeval" sh tests/cli/run.sh
[ ! -f tests/abi/run.sh ] || script abi sh tests/abi/run.sh
script layers sh tests/layers.sh "$B/libodeval.a"

more=
[ $skipped -eq 0 ] || more=", $skipped skipped"
echo "$passed passed, $failed failed$more"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
