. "$ROOT/tests/cli/common"
tiny_pair
: >empty.json
mkdir folder
printf '   \n' >blank.json
try --bench coco --gt missing.json --preds dt.json
try --bench coco --gt gt.json --preds missing.json
try --bench coco --gt empty.json --preds dt.json
try --bench coco --gt gt.json --preds empty.json
try --bench coco --gt gt.json --preds blank.json
try --bench coco --gt folder --preds dt.json
try --bench coco --gt gt.json --preds folder
ln -s dt.json link.json
try --bench coco --gt gt.json --preds dt.json --preds ./dt.json
try --bench coco --gt gt.json --preds dt.json --preds link.json
try --bench folder/ --gt gt.json --preds dt.json
try --bench missing.json --gt gt.json --preds dt.json
try --bench dt.json --gt gt.json --preds dt.json
