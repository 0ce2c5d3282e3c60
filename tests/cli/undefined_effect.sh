# A defect makes no difference to a score that is undefined with it and without it.
. "$ROOT/tests/cli/common"
tiny_pair
sed 's/"id": 1, "image_id": 1, "category_id": 1/"id": 0, "image_id": 1, "category_id": 1/; s/"iscrowd": 0/"iscrowd": 1/' gt.json >crowds.json
"$ODEVAL" --bench coco --gt crowds.json --preds dt.json | sed -n '/^warnings/,$p'
