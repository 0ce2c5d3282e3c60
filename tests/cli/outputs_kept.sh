# A file that was there stays as it was when the command fails.
. "$ROOT/tests/cli/common"
tiny_pair
echo mine >report.txt
echo mine >run.json
printf '[{"image_id": 1' >cut.json
try --bench coco --gt gt.json --preds cut.json -o report.txt --save run.json
cat report.txt run.json
try --bench coco --gt gt.json --preds dt.json -o report.txt --save run.json
head -n 1 report.txt
head -n 2 run.json
