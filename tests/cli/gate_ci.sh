# What a CI server reads: JUnit XML, Markdown, the job summary and annotations of GitHub Actions, JSON.
. "$ROOT/tests/cli/common"
tiny_pair
sed 's/"dog"/"<dog> \& \\"cat\\""/' gt.json >names.json
echo '[]' >none.json
run() { "$ODEVAL" --bench coco --gt names.json --metrics AP,greedy --save "$1.json" -q --preds "$2" --name "$3" >/dev/null; }
run a dt.json 'A <b>&"'
run b none.json "B '|%"
"$ODEVAL" --bench coco --gt names.json --metrics AP,greedy --rules corrected --save c.json -q --preds dt.json >/dev/null
GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary.md
export GITHUB_ACTIONS GITHUB_STEP_SUMMARY
echo 'earlier step' >summary.md
try gate --baseline a.json --candidate b.json --rule overall.AP:drop=1pt,overall.greedy_recall:plain,counts.gt \
	--junit junit.xml --markdown gate.md --json gate.json
cat junit.xml gate.json
cat summary.md
try gate --baseline a.json --candidate c.json --junit junit.xml --json gate.json
cat junit.xml gate.json
unset GITHUB_STEP_SUMMARY
# Standard output holds one thing.
"$ODEVAL" gate --baseline a.json --candidate b.json --rule overall.AP:plain --junit - 2>err.txt
echo "(exit $?)"
cat err.txt
try gate --baseline a.json --candidate b.json --junit - --json -
GITHUB_STEP_SUMMARY=/nowhere/summary.md "$ODEVAL" gate --baseline a.json --candidate a.json
echo "(exit $?)"
