# Warnings stand below the table, or go to standard error with other reports; -q silences standard error, -v adds notices.
. "$ROOT/tests/cli/common"
set -- --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/good.json" --subset color --metrics greedy
for options in "" "-q" "-v" "--format csv" "--format csv -q" "--format csv -v" "-o report.txt" "-qo report.txt"; do
	echo "== $options"
	"$ODEVAL" "$@" $options 2>stderr | sed -n '/^warnings/,$p'
	cat stderr
done
