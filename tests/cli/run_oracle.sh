# A run writes a line an image, scores them, and its file is a prediction file like any other: the same scores.
. "$ROOT/tests/cli/common"
run() {
	"$ODEVAL" run --bench ovdeval-mini --data "$MINI" "$@"
}
echo "what the user sees:"
run --backend oracle:miss=0.2,wrong=0.1,twice=0.1,jitter=0.05,score_noise=0.5 --out preds.jsonl --save run.json 2>&1 |
	sed '/^\* headline/,$d'
echo "the head:"
head -n 1 preds.jsonl | tr ',' '\n' | sed 's/"[0-9a-f]\{64\}"/"HASH"/'
echo "a line:"
sed -n 5p preds.jsonl | sed 's/"[0-9a-f]\{64\}"/"HASH"/'
echo "lines: $(wc -l <preds.jsonl)"
"$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds preds.jsonl --save again.json -q >/dev/null
cmp run.json again.json && echo "scored again: the same record"
echo "one thread or many, the same file:"
run --backend oracle:miss=0.2,wrong=0.1,twice=0.1,jitter=0.05,score_noise=0.5 --out one.jsonl --jobs 1 --threads 1 -q --no-score
run --backend oracle:seed=1,miss=0.2,score_noise=0.5,jitter=0.05,twice=0.1,wrong=0.1 --out many.jsonl --jobs 7 --threads 5 -q \
	--no-score
sed 1d one.jsonl | sed 's/"model": "[^"]*", //' >one
sed 1d many.jsonl | sed 's/"model": "[^"]*", //' >many
cmp one many && echo same
echo "nothing found is an answer:"
run --backend null --out null.jsonl --subset color 2>&1 | sed -n 1,10p
sed -n 2p null.jsonl | sed 's/"[0-9a-f]\{64\}"/"HASH"/'
echo "one label is asked for in mode positive when one is shown:"
run --backend oracle --mode positive --subset position --out positive.jsonl -q --no-score
sed -n 2p positive.jsonl | sed 's/.*"labels"/"labels"/'
