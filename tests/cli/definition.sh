# Somebody's own benchmark, with subsets and an average.
. "$ROOT/tests/cli/common"
tiny_pair
mkdir -p mine/annotations
cp gt.json mine/annotations/day.json
cp gt.json mine/annotations/night.json
cat >mine.json <<'END'
{"schema": "odeval.bench/1", "name": "mine", "title": "my own", "about": "Two sets.", "source": "me",
 "layout": {"annotations": "annotations/{subset}.json", "images": "images/{subset}"}, "labels": "categories",
 "subsets": [{"name": "day"}, {"name": "night"}],
 "averages": [{"name": "both", "title": "mean of both", "subsets": ["day", "night"]}], "headline": "both",
 "metrics": ["AP", "greedy"], "primary": "AP"}
END
printf '{"day": %s, "night": []}\n' "$(cat dt.json)" >preds.json
try --bench mine.json --data mine --preds preds.json
sed 's/"AP"/"APP"/' mine.json >wrong.json
try --bench wrong.json --data mine --preds preds.json
sed 's/"day", "night"\]}/"day", "noon"]}/' mine.json >wrong.json
try --bench wrong.json --data mine --preds preds.json
sed 's/"primary": "AP"/"primary": "nms_AP"/' mine.json >wrong.json
try --bench wrong.json --data mine --preds preds.json
head -c 200 mine.json >cut.json
try --bench cut.json --data mine --preds preds.json

# The example of the help is complete: scored as it stands.
"$ODEVAL" help definition | sed '1,/^Example:/d' >streets.json
mkdir streets
cp gt.json streets/day.json
cp gt.json streets/night.json
try --bench streets.json --data streets --preds preds.json -q
