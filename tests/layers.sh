#!/bin/sh
# The house rules that a script can check. usage: tests/layers.sh [LIBODEVAL.a]
# Prints what breaks a rule and ends with "layers: N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
library=${1:-}
passed=0 failed=0

found=$(mktemp)
trap 'rm -f "$found"' EXIT

rule() { # rule TITLE: $found holds what breaks it
	if [ -s "$found" ]; then
		failed=$((failed + 1))
		echo "FAIL $1:"
		sed 's/^/    /' "$found"
	else
		passed=$((passed + 1))
	fi
}

sources=$(find src include -name '*.[ch]' -o -name '*.cc' | sort)

# shellcheck disable=SC2086
grep -Hn '^#include "' $sources | awk -F '[:"]' '
	BEGIN {
		n = split("core dataset=answer prediction metric benchmark backend=record decision report api cli", step, " ")
		for (i = 1; i <= n; i++) {
			m = split(step[i], rooms, "=")
			for (k = 1; k <= m; k++) level[rooms[k]] = i
		}
	}
	$1 ~ /^src\// {
		split($1, path, "/"); split($4, target, "/")
		from = path[2]; to = target[1]
		if (to == "odeval") { if (from != "api" && from != "cli" && from != "backend") print $1 ":" $2 ": includes " $4 }
		else if (!(from in level)) print $1 ": the room " from " is not known to tests/layers.sh"
		else if (to in level) { if (to != from && level[to] >= level[from]) print $1 ":" $2 ": includes " $4 }
		else print $1 ":" $2 ": includes " $4 ", which names no room"
	}' >"$found"
rule "a room includes only what is below it"

grep -EHn '(^|[^A-Za-z0-9_])(v?printf|puts|putchar|perror|exit|_exit|abort)\(|(fprintf|fputs|fputc|fwrite)\(.*std(out|err)' \
	$(printf '%s\n' $sources | grep -v '^src/cli/') >"$found"
rule "only src/cli prints and exits"

for file in $sources; do
	lines=$(wc -l <"$file")
	[ "$lines" -le 500 ] || echo "$file: $lines lines"
done >"$found"
rule "files have at most 500 lines"

for header in $(printf '%s\n' $sources | grep '\.h$'); do
	printf '#include "%s"\n' "${header#*/}" |
		${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -Iinclude -fsyntax-only -x c - 2>&1 | head -n 3
done >"$found"
rule "headers compile alone"

if [ -n "$library" ]; then
	nm -g --defined-only "$library" 2>/dev/null | awk 'NF == 3 && $3 !~ /^(od_|odeval_|__)/ { print $3 }' >"$found"
	rule "symbols of the library begin with od_ or odeval_"
	if [ -z "${SANITIZE:-}" ] && command -v objdump >/dev/null 2>&1; then
		objdump -t "$library" | awk '
			/file format/ { file = $1 }
			NF > 3 && $(NF - 2) ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && $(NF - 2) !~ /^\.data\.rel\.ro/ && $NF !~ /^\./ {
				print file " " $NF }' >"$found"
		rule "the library has no variables of its own"
	fi
fi
echo "layers: $passed passed, $failed failed"
[ $failed -eq 0 ]
