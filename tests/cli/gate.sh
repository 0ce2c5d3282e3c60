# The four verdicts, each with its exit code; --update.
. "$ROOT/tests/cli/common"
[ "${SANITIZE:-}" != thread ] || skip "the thread sanitizer needs a minute for it, and sees its threads in bootstrap"
save() { # save NAME ARGUMENTS...
	name=$1
	shift
	"$ODEVAL" --bench ovdeval-mini --data "$MINI" --save "$name.json" -q "$@" >/dev/null
}
save good --preds "$MINI/predictions/good.json"
save poor --preds "$MINI/predictions/poor.json"
save corrected --preds "$MINI/predictions/good.json" --rules corrected
# One detection more, which is wrong.
sed '0,/{"image_id"/s//{"image_id": 1, "category_id": 1, "bbox": [0,0,1,1], "score": 0.01}, {"image_id"/' \
	"$MINI/predictions/good.json" >fewer.json
save less --preds fewer.json
try gate --baseline good.json --candidate good.json
try gate --baseline poor.json --candidate good.json
try gate --baseline good.json --candidate poor.json
try gate --baseline good.json --candidate less.json --rule overall.greedy_precision
try gate --baseline good.json --candidate less.json --rule overall.greedy_precision:plain
try gate --baseline good.json --candidate less.json --rule overall.greedy_precision:drop=5pt,overall.AP:drop=1% \
	--rule 'subsets.color.AP:floor=10pt;ledger.duplicate;counts.gt'
try gate --baseline good.json --candidate corrected.json
try gate --baseline good.json --candidate corrected.json --force --rule overall.AP

# --update: the record and its states, together, whatever the verdict; not what cannot be compared.
cp good.json base.json && cp good.states base.states
"$ODEVAL" gate --baseline base.json --candidate poor.json --update | tail -n 1
cmp base.json poor.json && cmp base.states poor.states && echo 'poor is the baseline'
"$ODEVAL" gate --baseline base.json --candidate corrected.json --update >/dev/null 2>&1
echo "(exit $?)"
cmp base.json poor.json && echo 'poor still is the baseline'
rm poor.states
"$ODEVAL" gate --baseline base.json --candidate poor.json --update | tail -n 1
[ ! -e base.states ] && echo 'there are no states beside it'
try gate --baseline new.json --candidate good.json --update
cmp new.json good.json && cmp new.states good.states && echo 'good is the baseline'
try gate --baseline good.json --candidate good.json --update
