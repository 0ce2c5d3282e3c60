# Files that are fine, but not for this.
. "$ROOT/tests/cli/common"
tiny_pair
try --bench coco --gt gt.json --preds gt.json
try --bench coco --gt dt.json --preds dt.json
sed 's/"image_id": \([12]\)/"image_id": 90\1/' dt.json >other.json
try --bench coco --gt gt.json --preds other.json
sed 's/"image_id": 2/"image_id": 902/' dt.json >one_other.json
try --bench coco --gt gt.json --preds one_other.json
try --bench coco --gt gt.json --preds one_other.json --unknown drop
printf '{"day": %s, "night": []}\n' "$(cat dt.json)" >subsets.json
try --bench coco --gt gt.json --preds subsets.json
try --bench ovdeval-mini --data "$MINI" --preds subsets.json
try --bench ovdeval-mini --data "$MINI" --preds dt.json
try --bench ovdeval-mini --data "$MINI" --preds dt.json --subset color --unknown drop --metrics greedy
printf '[]\n' >none.json
try --bench coco --gt gt.json --preds none.json
echo '{"subset": "day", "image_id": 1, "predictions": []}' >lines.jsonl
try --bench coco --gt gt.json --preds lines.jsonl
try convert --to coco --gt gt.json --preds lines.jsonl
sed 's/"image_id"/"subset": "day", &/' dt.json >flat.json
try --bench coco --gt gt.json --preds flat.json
