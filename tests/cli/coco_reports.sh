# AP by hand: the cat is found at every threshold, so its AP is 1, and the false cat comes after it. The dog is found at
# IoU 0.6 (thresholds 0.5, 0.55, 0.6) with one of two found: 51 of 101 recall points. So AP = (1 + 0.3 * 51/101) / 2.
. "$ROOT/tests/cli/common"
tiny_pair
for format in table json csv markdown; do
	try --bench coco --gt gt.json --preds dt.json --format $format --per-category
done
awk 'BEGIN { printf "AP by hand: %.15f\n", (1 + 0.3 * 51 / 101) / 2 }'
