#!/bin/sh
# Scores the bundled data set, runs a detector over it, and says what to try next; run from the root of the tree by `make demo`.
# usage: sh data/examples/demo.sh BINARY
set -eu
odeval=${1:-build/cc/odeval}
predictions=data/ovdeval-mini/predictions
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# one_line NAME PATH: the headline numbers of one prediction file, in percent
one_line() {
	"$odeval" --bench ovdeval-mini --preds "$2" --format csv --quiet |
		sed -n 's/.*,overall,,\([A-Za-z_0-9]*\),\([^,]*\),.*/\1 \2/p' |
		awk -v name="$1" '
			{ value[$1] = $2 * 100 }
			END {
				printf "  %-16s %6.2f  %6.2f  %9.2f\n", name, value["nms_AP"], value["AP"], value["greedy_f1"]
			}'
}

echo "What a vision-language model might answer (simulated) on 96 drawn images:"
echo
"$odeval" --bench ovdeval-mini --preds "$predictions/vlm.jsonl"
echo
echo "Three simulated models side by side, mean of the five groups, in percent:"
echo
echo "  model            nms_AP      AP  greedy F1"
one_line "good detector" "$predictions/good.json"
one_line "vlm" "$predictions/vlm.jsonl"
one_line "poor detector" "$predictions/poor.json"
echo
echo "NMS-AP falls below AP where a model gives one box several labels."
echo
echo "And a detector that does look at the images: \"shapes\", in plain C, through the"
echo "interface that yours would use (odeval run --backend shapes):"
echo
"$odeval" run --bench ovdeval-mini --backend shapes --out "$work/shapes.jsonl" --no-score --quiet
echo "  model            nms_AP      AP  greedy F1"
one_line shapes "$work/shapes.jsonl"
cat <<END

Try next:

  $odeval help nms_AP
  $odeval --bench ovdeval-mini --per-category \\
      --preds $predictions/poor.json --subset color
  $odeval run --bench ovdeval-mini --backend shapes \\
      --out shapes.jsonl
  $odeval --bench ovdeval-mini --rules corrected \\
      --preds $predictions/vlm.jsonl --save run.json

and for your own files: $odeval help
END
