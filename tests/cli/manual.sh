# The manual names every option, metric and benchmark, and is roff without faults.
. "$ROOT/tests/cli/common"
"$ODEVAL" help --man >odeval.1
head -n 4 odeval.1
sed -n 's/^\.S[HS] //p' odeval.1
sed 's/\\-/-/g' odeval.1 >plain
"$ODEVAL" help eval | sed -n 's/^ .*\(--[a-z-]*\).*/\1/p' | while read -r option; do
	grep -q -e "$option" plain || echo "the manual lacks $option"
done
if command -v groff >/dev/null 2>&1; then
	groff -man -ww -Tutf8 odeval.1 2>&1 >formatted
	[ "$(wc -l <formatted)" -gt 300 ] || echo "the formatted manual is short"
fi
