# --limit, --sample and --shard: only these images are asked about and scored, and every report says so; shards that
# are scored together are a full run.
. "$ROOT/tests/cli/common"
run() {
	"$ODEVAL" run --bench ovdeval-mini --data "$MINI" --backend oracle:jitter=0.1,miss=0.2 -q "$@" 2>&1
}
counts() {
	sed -n 's/.*"images": "\([^"]*\)".*/asked: \1/p; /^ "counts"/s/, "nms_removed".*//p' "$1"
}
run --out full.jsonl --save full.json --format csv | grep -v ',params\|simulated$' >full.csv
counts full.json
echo "the first five, of the first subset:"
run --out limit.jsonl --limit 5 --save limit.json | sed -n '4,11p; /images is/,/protocol/p'
counts limit.json
echo "a sample is the same each time, and part of a larger one:"
for n in 10 10 30; do
	run --out sample$n.jsonl --sample $n --seed 7 --save sample.json >/dev/null
	counts sample.json
	sed 1d sample$n.jsonl | cut -d, -f 1-3 | sort >sample$n
done
comm -23 sample10 sample30 | wc -l
run --out other.jsonl --sample 10 --seed 8 --no-score
sed 1d other.jsonl | cut -d, -f 1-3 | sort | cmp -s - sample10 && echo "another seed, the same sample"
echo "anybody can draw it:"
for id in 0 1 2 3 4 5 6 7 8 9 10 11; do
	printf '7/color/%d' $id | sha256sum | sed "s/ .*/ $id/"
done | sort | head -n 3 | cut -d ' ' -f 2 | sort -n | tr '\n' ' '
run --subset color --out three.jsonl --sample 3 --seed 7 --no-score
sed 1d three.jsonl | sed 's/.*"image_id": \([0-9]*\).*/\1/' | tr '\n' ' '
echo
echo "shards:"
for k in 1 2 3 4 5; do run --out shard$k.jsonl --shard $k/5 --no-score; done
wc -l shard?.jsonl | sed 's/^ *//'
"$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds shard3.jsonl --preds shard1.jsonl --preds shard5.jsonl \
	--preds shard2.jsonl --preds shard4.jsonl --save joined.json --format csv -q | grep -v ',params\|simulated$' >joined.csv
cmp full.csv joined.csv
grep '"overall"\|"averages"' full.json >full.scores
grep '"overall"\|"averages"' joined.json | cmp - full.scores && echo "together: the scores of a full run"
echo "refused:"
run --out x.jsonl --shard 3/2
run --out x.jsonl --shard half
run --out x.jsonl --seed 3
run --out x.jsonl --shard 97/97
[ ! -e x.jsonl ] || echo "there is a file"
echo "intervals have the same seed as samples:"
for seed in 3 4; do
	run --out limit.jsonl --limit 5 --bootstrap 100 --seed $seed --save seed$seed.json >/dev/null
	grep '"seed"' seed$seed.json
done
