. "$ROOT/tests/cli/common"
try help ovdeval
try help coco_filtered
"$ODEVAL" help coco_filtered >name
"$ODEVAL" help coco_pos_1 | cmp - name
cat >mine.json <<'END'
{"schema": "odeval.bench/1", "name": "mine", "title": "my own", "about": "Two sets.", "source": "me",
 "layout": {"annotations": "{subset}.json", "images": "{subset}"}, "labels": "categories",
 "subsets": [{"name": "day"}, {"name": "night", "optional": true}],
 "averages": [{"name": "both", "title": "mean of both", "subsets": ["day", "night"]}], "headline": "both",
 "metrics": ["AP"], "primary": "AP"}
END
try help ./mine.json
