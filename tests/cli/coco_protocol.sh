# Parameters that are not the benchmark's own are said in every report.
. "$ROOT/tests/cli/common"
tiny_pair
for format in table markdown; do
	try --bench coco --gt gt.json --preds dt.json --format $format --iou 0.5 --max-dets 1,5 \
		--area all=0:1e10,tiny=0:500 --metrics AP,greedy:average=images
done
try --bench coco --gt gt.json --preds dt.json --mode positive -q
