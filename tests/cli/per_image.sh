. "$ROOT/tests/cli/common"
tiny_pair
try --bench coco --gt gt.json --preds dt.json -q --per-image images.jsonl -o report.txt
cat images.jsonl
"$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl" -q --per-image mini.jsonl -o mini.txt
wc -l <mini.jsonl
head -n 1 mini.jsonl
