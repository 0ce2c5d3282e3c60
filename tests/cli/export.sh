. "$ROOT/tests/cli/common"
tiny_pair
try --bench coco --gt gt.json --preds dt.json -q --metrics AP --export arrays -o report.txt
ls arrays
cat arrays/axes.json
for name in precision recall scores; do
	printf '%s: ' $name
	head -c 128 arrays/$name.npy | tail -c 118 | tr -s ' ' # behind the magic string and the header's length
done
try --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/good.json" -q --export many -o report.txt
find many | sort
