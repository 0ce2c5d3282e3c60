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
