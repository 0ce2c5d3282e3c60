# What is not usable is counted, with the first examples, and kept in the record.
. "$ROOT/tests/cli/common"
tiny_pair
cat >odd.json <<'END'
[{"image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40], "score": 0.9},
 {"image_id": 1, "category_id": 1, "bbox": [10, 10, 40], "score": 0.9},
 {"image_id": 1, "category_id": 1, "score": 0.9},
 {"image_id": 1, "category_id": 7, "bbox": [1, 1, 5, 5], "score": 0.3},
 {"image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40], "score": NaN},
 {"image_id": 1, "category_id": 1, "bbox": [10, 10, -4, 40], "score": 0.1},
 {"image_id": 1, "category_id": 1, "bbox": [90, 90, 40, 40], "score": 0.2},
 {"image_id": 1, "category_id": 1, "bbox": [90, 90, 40, 40], "score": 0.2}]
END
try --bench coco --gt gt.json --preds odd.json
"$ODEVAL" --bench coco --gt gt.json --preds odd.json -q --format json | sed -n '/"ledger"/,/^ },/p'
