# A write that fails at the end: exit code 5, and no file appears.
. "$ROOT/tests/cli/common"
[ -c /dev/full ] || skip "/dev/full is not there"
tiny_pair
set -- --bench coco --gt gt.json --preds dt.json
"$ODEVAL" "$@" -o report.txt --save run.json --per-image images.jsonl --write-gt new.json && ls
rm -f report.txt run.json images.jsonl new.json
"$ODEVAL" "$@" --save run.json --per-image images.jsonl --write-gt new.json >/dev/full
echo "exit $?"
"$ODEVAL" "$@" --save run.json -o /dev/full
echo "exit $?"
"$ODEVAL" "$@" --save /dev/full -o report.txt
echo "exit $?"
for words in --version help "help nms_AP" "list benches" "completion bash" "help --man"; do
	"$ODEVAL" $words >/dev/full
	echo "exit $?"
done
(ulimit -f 1; "$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/good.json" -q --save big.json >/dev/null)
echo "exit $?"
ls
