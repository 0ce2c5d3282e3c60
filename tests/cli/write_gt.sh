# What a filter leaves, as an annotation file that gives the same scores with the plain benchmark.
. "$ROOT/tests/cli/common"
awk 'BEGIN {
	printf "{\"images\": [{\"id\": 1, \"width\": 500, \"height\": 100}, {\"id\": 2, \"width\": 500, \"height\": 100}],"
	printf " \"categories\": [{\"id\": 1, \"name\": \"cat\"}, {\"id\": 2, \"name\": \"dog\"}], \"annotations\": ["
	for (i = 1; i <= 11; i++)
		printf "{\"id\": %d, \"image_id\": 1, \"category_id\": 1, \"bbox\": [%d, 0, 10, 10], \"area\": 100, \"iscrowd\": 0}, ", i, i * 20
	printf "{\"id\": 12, \"image_id\": 1, \"category_id\": 2, \"bbox\": [0, 50, 10, 10], \"area\": 100, \"iscrowd\": 0}, "
	printf "{\"id\": 13, \"image_id\": 2, \"category_id\": 1, \"bbox\": [0, 50, 10, 10], \"area\": 100, \"iscrowd\": 0}]}\n"
}' >gt.json
cat >dt.json <<'END'
[{"image_id": 1, "category_id": 2, "bbox": [0, 50, 10, 10], "score": 0.9},
 {"image_id": 2, "category_id": 1, "bbox": [0, 50, 10, 8], "score": 0.8}]
END
try --bench coco_filtered --gt gt.json --write-gt left.json
cat left.json
overall() { # overall ARGUMENTS...: the scores of the whole, without the benchmark's name
	"$ODEVAL" "$@" --preds dt.json -q --format csv | sed -n 's/^.*,overall,/overall,/p'
}
overall --bench coco_filtered --gt gt.json >filtered.csv
overall --bench coco --gt left.json >plain.csv
diff filtered.csv plain.csv && sed -n 's/^overall,,\(AP\|greedy_f1\|gt\),/\1 /p' plain.csv
try --bench coco_pos_2 --gt gt.json --write-gt -
try --bench ovdeval-mini --data "$MINI" --write-gt left.json
try --bench ovdeval-mini --data "$MINI" --subset color,logo --write-gt left.json
try --bench ovdeval-mini --data "$MINI" --subset color --write-gt color.json
ls
