# --timing says on standard error where the time went; reports stay the same, and without it nothing is said.
. "$ROOT/tests/cli/common"
tiny_pair
"$ODEVAL" --bench coco --gt gt.json --preds dt.json --timing >with 2>timing
sed -E 's/ +[0-9]+\.[0-9] / N /' timing
"$ODEVAL" --bench coco --gt gt.json --preds dt.json >without 2>stderr
cmp with without && cmp stderr /dev/null && echo "the report is the same, and nothing is said without --timing"
echo "phases are part of the total, and memory was used:"
awk '/^total/ { print (sum <= $2 + 0.3) } / MiB$/ { print ($3 > 0.5) } { sum += $(NF - 1) }' timing
echo "a job that fails has no timing:"
try --bench coco --gt gt.json --preds none.json --timing
