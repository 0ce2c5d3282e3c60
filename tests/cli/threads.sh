# The same bytes for any number of threads, in every output.
. "$ROOT/tests/cli/common"
many=256
[ "${SANITIZE:-}" != thread ] || many=16 # which needs a minute for 256
for n in 1 2 4 7 $many; do
	mkdir t$n
	"$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl" --threads $n --per-category \
		--save t$n/run.json --per-image t$n/images.jsonl --export t$n/arrays >t$n/table || echo "$n threads failed"
	diff -r t1 t$n && echo "$n threads: the same" | sed "s/^$many /many /"
done
