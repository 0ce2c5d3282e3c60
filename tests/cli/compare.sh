# Two runs side by side: differences with intervals, movers; what is not comparable is refused, and said.
. "$ROOT/tests/cli/common"
[ "${SANITIZE:-}" != thread ] || skip "the thread sanitizer needs a minute for it, and sees its threads in bootstrap"
save() { # save NAME ARGUMENTS...
	name=$1
	shift
	"$ODEVAL" --bench ovdeval-mini --data "$MINI" --save "$name.json" -q "$@" >/dev/null
}
save good --preds "$MINI/predictions/good.json"
save poor --preds "$MINI/predictions/poor.json"
save corrected --preds "$MINI/predictions/poor.json" --rules corrected
save some --preds "$MINI/predictions/poor.json" --subset color,negation
try compare good.json poor.json --movers 3
for threads in 1 3; do "$ODEVAL" compare good.json poor.json --threads $threads --format json >threads.$threads; done
cmp threads.1 threads.3 && echo 'the same bytes on one thread and on three'
try compare good.json poor.json corrected.json --movers 1
try compare good.json corrected.json --force --bootstrap 50
try compare good.json some.json --format json
try compare good.json corrected.json --format csv
rm poor.states
try compare good.json poor.json
try compare good.json
try compare good.json poor.json --confidence 2
try compare good.json poor.json -o poor.json
