# Predictions for some subsets of several: the others count as missed, and that is said.
. "$ROOT/tests/cli/common"
warnings_of() {
	"$ODEVAL" --bench ovdeval-mini --data "$MINI" --metrics greedy "$@" | sed -n '/^warnings/,$p'
}
"$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl" --format json -q >all.json
grep -c subset_unanswered all.json
grep -e '"color"' -e '"logo"' "$MINI/predictions/vlm.jsonl" >two.jsonl
warnings_of --preds two.jsonl
warnings_of --preds two.jsonl --subset color,logo,negation
