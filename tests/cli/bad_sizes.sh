# Inputs that are made to exhaust a reader: nesting, long numbers, long texts.
. "$ROOT/tests/cli/common"
tiny_pair
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; for (i = 0; i < 100000; i++) printf "]" }' >deep
try --bench coco --gt gt.json --preds deep
{ printf '[{"image_id": 1, "x": '; cat deep; printf '}]'; } >deep_field.json
try --bench coco --gt gt.json --preds deep_field.json
{ printf '{"images": [], "info": '; cat deep; printf '}'; } >deep_gt.json
try --bench coco --gt deep_gt.json --preds dt.json
digits=$(awk 'BEGIN { for (i = 0; i < 100000; i++) printf "1234567890" }' | tee number | wc -c)
echo "$digits digits"
{ printf '[{"image_id": 1, "category_id": 1, "bbox": [0.'; cat number; printf ', 10, 40, 40], "score": 0.5}]'; } >long.json
try --bench coco --gt gt.json --preds long.json -q --metrics greedy
{ printf '[{"image_id": '; cat number; printf ', "category_id": 1, "bbox": [1, 10, 40, 40], "score": 0.5}]'; } >id.json
try --bench coco --gt gt.json --preds id.json
# skipped texts have no limit; a label has
head -c 40000000 /dev/zero | tr '\0' a >text
{ printf '[{"note": "'; cat text; printf '", "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40]}]'; } >note.json
try --bench coco --gt gt.json --preds note.json -q --metrics greedy
{ printf '{"image_id": 1, "predictions": [{"bbox": [10, 10, 40, 40], "label": "'; cat text; printf '"}]}'; } >label.jsonl
try --bench coco --gt gt.json --preds label.jsonl
