# Labels meet category names exactly, or folded.
. "$ROOT/tests/cli/common"
tiny_pair
cat >dt.jsonl <<'END'
{"image_id": 1, "predictions": [{"label": "Cat", "bbox": [10, 10, 40, 40]}, {"label": " dog.", "bbox_2d": [60, 60, 80, 80]}]}
{"file_name": "b.jpg", "predictions": []}
END
try --bench coco --gt gt.json --preds dt.jsonl --metrics greedy
try --bench coco --gt gt.json --preds dt.jsonl --metrics greedy --label-match folded
