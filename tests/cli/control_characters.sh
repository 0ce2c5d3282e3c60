# What a file says cannot move the cursor: control characters are question marks on a terminal's streams.
. "$ROOT/tests/cli/common"
tiny_pair
sed 's/"cat"/"\\u001b[31mcat\\u009b\\u0007"/' gt.json >odd.json
"$ODEVAL" --bench coco --gt odd.json --preds dt.json --per-category | sed -n '/^categories/,/^$/p'
printf '{"schema": "odeval.bench/1", "\\u001b[2J\\n": 1}' >odd_bench.json
try --bench odd_bench.json --preds dt.json
sed 's/"image_id": 2/"image_id": "\\u001b[2J"/' dt.json >odd_dt.json
try --bench coco --gt gt.json --preds odd_dt.json
try --bench coco --gt gt.json --preds odd_dt.json --unknown drop --format csv -o /dev/null
"$ODEVAL" --bench "$(printf 'c\033[2J')" --preds dt.json 2>&1 || echo "(exit $?)"
