# What cannot be written is said before the work, and nothing else is written either.
. "$ROOT/tests/cli/common"
tiny_pair
mkdir folder
set -- --bench coco --gt gt.json --preds dt.json -q
try "$@" -o no/such/folder.txt
try "$@" -o folder
try "$@" -o report.txt --save no/such/run.json
try "$@" -o report.txt --per-image no/such/images.jsonl
try "$@" -o report.txt --save run.json --export gt.json
try "$@" -o same.json --save same.json
try "$@" -o same.json --save ./same.json
try "$@" -o folder/same.json --save folder/../folder/same.json
try "$@" --save -
try "$@" -o dt.json
try "$@" --save ./gt.json
try --bench coco --gt gt.json --write-gt gt.json
mkdir -p root/annotations
cp "$MINI/annotations/color.json" root/annotations/
try --bench ovdeval-mini --data root --preds "$MINI/predictions/good.json" --subset color --save root/annotations/color.json
cmp "$MINI/annotations/color.json" root/annotations/color.json
try --bench coco --gt gt.json --save run.json --write-gt new.json
try --bench coco --gt gt.json -o report.txt
ls
