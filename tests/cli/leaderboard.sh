# Runs ranked by what the data allow; forms; what cannot be compared; bad input.
. "$ROOT/tests/cli/common"
cp -r "$MINI" mini
for name in good poor; do
	"$ODEVAL" --bench ovdeval-mini --data mini --preds mini/predictions/$name.json -q --name $name \
		--save $name.json -o report.txt
done
"$ODEVAL" --bench ovdeval-mini --data mini --preds mini/predictions/good.json -q --name good --rules corrected \
	--save corrected.json -o report.txt

echo '# with intervals, from the states'
try leaderboard good.json poor.json --baseline poor
echo '# without'
rm -f ./*.states
try leaderboard good.json poor.json
echo '# one run alone, one given twice'
try leaderboard good.json
try leaderboard good.json ./good.json
cp good.json copy.json
try leaderboard good.json copy.json
echo '# not comparable'
try leaderboard poor.json corrected.json
try leaderboard poor.json corrected.json --force | head -n 8
echo '# forms by ending'
for ending in html md csv json tex; do
	try leaderboard good.json poor.json -o board.$ending
	head -c 70 board.$ending | head -n 1
	echo
done
echo '# links to pages that are there'
mkdir good boards && touch good/index.html
try leaderboard good.json poor.json -o boards/b.html
grep -o 'href="[^"]*"' boards/b.html
echo '# bad input'
try leaderboard
try leaderboard missing.json
try leaderboard good.json --baseline nobody
try leaderboard good.json -o good.json
echo '{"schema": "odeval.run/2"}' >newer.json
try leaderboard newer.json
head -c 3000 good.json >cut.json
try leaderboard cut.json
