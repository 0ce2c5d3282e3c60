# What is wrong is said, with where and what to do, and no verdict is given.
. "$ROOT/tests/cli/common"
tiny_pair
"$ODEVAL" --bench coco --gt gt.json --preds dt.json --metrics AP,greedy --save a.json -q >/dev/null
"$ODEVAL" --bench coco --gt gt.json --preds dt.json --metrics AP,greedy --save b.json -q --name other >/dev/null
try gate
try gate --baseline a.json
try gate --baseline a.json --candidate missing.json
try gate --baseline a.json --candidate b.json --rule overall.APP
try gate --baseline a.json --candidate b.json --rule overall.AP,overall.AP:drop=1pt
try gate --baseline a.json --candidate b.json --rule overall.AP:drop=NaN
try gate --baseline a.json --candidate b.json --rule ledger.unparsible
try gate --baseline a.json --candidate b.json --rule seconds:drop=10%
try gate --baseline a.json --candidate b.json --rule answers.statuses.failed
echo '{"rules": [{"number": "overall.AP", "max_drp": 1}]}' >rules.json
try gate --baseline a.json --candidate b.json --rules rules.json
echo '{"rules": [{"number": "overall.AP", "max_drop": "0.5pt"}, {"number": "ledger.unknown_image"}]}' >rules.json
try gate --baseline a.json --candidate b.json --rules rules.json
try gate --baseline a.json --candidate b.json --json a.json
sed 's,odeval.run/1,odeval.run/2,' a.json >newer.json
try gate --baseline newer.json --candidate b.json
sed 's/"AP": [0-9.]*,/"AP": NaN,/' a.json >nan.json
try gate --baseline nan.json --candidate b.json --rule overall.AP
head -c 300 a.json >short.json
try gate --baseline short.json --candidate b.json
echo '[]' >list.json
try compare list.json b.json
cp a.json cut.json && head -c 200 a.states >cut.states
try gate --baseline cut.json --candidate b.json
cp a.json foreign.json && cp b.states foreign.states
try gate --baseline foreign.json --candidate b.json
