. "$ROOT/tests/cli/common"
tiny_pair
head -c 300 gt.json >cut_gt.json
head -c 100 dt.json >cut_dt.json
try --bench coco --gt cut_gt.json --preds dt.json
try --bench coco --gt gt.json --preds cut_dt.json
gzip -c dt.json | head -c 60 >cut_dt.json.gz
gzip -c gt.json | head -c 100 >cut_gt.json.gz
try --bench coco --gt gt.json --preds cut_dt.json.gz
try --bench coco --gt cut_gt.json.gz --preds dt.json
{ cat dt.json; echo '{"more": 1}'; } >garbage_dt.json
{ cat gt.json; echo 'x'; } >garbage_gt.json
try --bench coco --gt gt.json --preds garbage_dt.json
try --bench coco --gt garbage_gt.json --preds dt.json
{ gzip -c dt.json; echo garbage; } >garbage.gz
try --bench coco --gt gt.json --preds garbage.gz
printf '[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1, "note": "caf\351"}]' >latin1.json
sed 's/"cat"/"c\xe9t"/' gt.json >latin1_gt.json
try --bench coco --gt gt.json --preds latin1.json
try --bench coco --gt latin1_gt.json --preds dt.json
printf '{"subset": 1, "predictions": [}\n' >broken.jsonl
try --bench coco --gt gt.json --preds broken.jsonl
try --bench coco --gt gt.json --preds dt.json --preds-format jsonl
