# Health of a data set and of predictions, without scores: the exit code is 1 when something was found.
. "$ROOT/tests/cli/common"
tiny_pair
try check
try check --gt gt.json
echo '{"images": [{"id": 1, "width": 9, "height": 9, "file_name": "a.jpg"}], "categories": [], "annotations": []}' >none.json
try check --gt none.json
try check --gt gt.json --preds dt.json
sed 's/"id": 1, "image_id"/"id": 0, "image_id"/' gt.json >zero.json
try check --gt zero.json
try check --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl"
try check --preds "$MINI/predictions/poor.json"

# Answers of 60 images in 0..1000, read as pixels of the model's input: seen without any ground truth.
awk 'BEGIN {
	for (i = 0; i < 60; i++) {
		x = i * 7; y = (i * 11) % 400
		printf "{\"image_id\": %d, \"image_size\": [640, 480], \"answer\": \"[{\\\"bbox_2d\\\": [%d, %d, %d, %d], \\\"label\\\": \\\"cat\\\"}]\"}\n", i, x, y, x + 560, y + 580
	}
}' >answers.jsonl
try check --preds answers.jsonl
try check --preds answers.jsonl --frame qwen2.5-vl
try check --preds answers.jsonl --frame qwen3-vl --format json
sed 's/"image_size": \[640, 480\], //' answers.jsonl >sizeless.jsonl
try check --preds sizeless.jsonl --color always
"$ODEVAL" check --gt gt.json -o report.txt && cat report.txt
try check --gt gt.json -o gt.json
