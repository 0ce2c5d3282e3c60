# A journal is only gone on with when everything that its answers depend on is the same; nothing is overwritten.
. "$ROOT/tests/cli/common"
cp -R "$MINI" data
run() {
	"$ODEVAL" run --bench ovdeval-mini --data data --out preds.jsonl --subset color -q --no-score "$@" 2>&1
	echo "(exit $?)"
}
run --backend oracle
cp preds.jsonl before
echo "another detector, part and mode:"
run --backend oracle:miss=0.5
run --backend null
run --backend oracle --limit 3
run --backend oracle --mode positive
echo "other ground truth, another prompt, another definition:"
cp data/annotations/color.json color.json
sed '1s/{/{ /' color.json >data/annotations/color.json
run --backend oracle
cp color.json data/annotations/color.json
sed 's/Find everything/Show everything/' "$ROOT/data/benchmarks/ovdeval_mini.json" >mine.json
"$ODEVAL" run --bench ./mine.json --data data --out preds.jsonl --subset color -q --no-score --backend oracle 2>&1
echo "(exit $?)"
echo "other bytes of an image, and no image:"
cp data/images/color/001.png data/images/color/000.png
run --backend oracle
rm data/images/color/000.png
run --backend oracle
cp "$MINI/images/color/000.png" data/images/color/000.png
cmp before preds.jsonl && echo "the file is as it was"
echo "files of somebody else's:"
printf 'my notes\nand more\n' >preds.jsonl
run --backend oracle
printf 'my notes' >preds.jsonl
run --backend oracle
cat preds.jsonl
echo
(head -n 3 before && echo 'no line of mine' && sed 1,3d before) >preds.jsonl
run --backend oracle
mkdir folder
"$ODEVAL" run --bench ovdeval-mini --data data --out folder --backend oracle 2>&1
echo "(exit $?)"
echo "it goes on from any torn line:"
for bytes in 0 1 100 1100 1500 2500; do
	head -c $bytes before >preds.jsonl
	run --backend oracle
	cmp before preds.jsonl || echo "cut at $bytes"
done
echo "another run is writing:"
"$ODEVAL" run --bench ovdeval-mini --data data --out busy.jsonl --backend oracle:delay=0.2 -q --no-score &
first=$!
while [ ! -s busy.jsonl ] && kill -0 $first 2>/dev/null; do sleep 0.02; done
"$ODEVAL" run --bench ovdeval-mini --data data --out busy.jsonl --backend oracle:delay=0.2 -q --no-score 2>&1
echo "(exit $?)"
kill -9 $first
wait $first 2>/dev/null
echo
