# The order in which images, categories and (with distinct scores) detections stand in the files changes no number.
. "$ROOT/tests/cli/common"
tiny_pair
cat >turned_gt.json <<'END'
{"annotations": [
  {"id": 3, "image_id": 2, "category_id": 2, "bbox": [0, 0, 50, 20], "area": 1000, "iscrowd": 0},
  {"iscrowd": 0, "bbox": [60, 60, 20, 20], "area": 400, "category_id": 2, "image_id": 1, "id": 2},
  {"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 40, 40], "area": 1600, "iscrowd": 0}],
 "categories": [{"name": "dog", "id": 2}, {"id": 1, "name": "cat"}],
 "images": [{"id": 2, "width": 100, "height": 100, "file_name": "b.jpg"},
            {"id": 1, "width": 100, "height": 100, "file_name": "a.jpg"}]}
END
cat >turned_dt.json <<'END'
[{"score": 0.7, "bbox": [70, 70, 10, 10], "category_id": 1, "image_id": 2},
 {"score": 0.8, "bbox": [60, 60, 20, 12], "category_id": 2, "image_id": 1},
 {"score": 0.9, "bbox": [10, 10, 40, 40], "category_id": 1, "image_id": 1}]
END
"$ODEVAL" --bench coco --gt gt.json --preds dt.json --per-category --format csv >straight.csv
"$ODEVAL" --bench coco --gt turned_gt.json --preds turned_dt.json --per-category --format csv >turned.csv
cmp straight.csv turned.csv && grep -c . straight.csv
