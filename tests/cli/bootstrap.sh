# --bootstrap: intervals in every report and in the record, the same whatever the threads; without it not a byte of
# them. --save writes states beside the record, and refuses before the work where it cannot.
. "$ROOT/tests/cli/common"
set -- --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl" -q
"$ODEVAL" "$@" --bootstrap 200 --threads 1 --save one.json >one.txt
"$ODEVAL" "$@" --bootstrap 200 --threads 3 --save three.json >three.txt
cmp one.json three.json && cmp one.states three.states && cmp one.txt three.txt && sed -n '4,20p' one.txt
"$ODEVAL" "$@" --bootstrap 200 --seed 1 --save other.json >/dev/null
cmp -s one.json other.json || echo "another seed, other intervals"
"$ODEVAL" "$@" --save plain.json >plain.txt
grep -c intervals plain.json plain.txt
grep -A 3 '"intervals"' one.json
"$ODEVAL" "$@" --bootstrap 200 --format csv | grep '^[^,]*,[^,]*,[^,]*,[^,]*,overall,,nms_AP\.'
"$ODEVAL" "$@" --bootstrap 200 --format markdown | sed -n '6,9p'
tiny_pair
"$ODEVAL" --bench coco --gt gt.json --preds dt.json -q --bootstrap 10 | sed -n '3,6p'
mkdir run.states
try "$@" --save run.json
try "$@" --save one.json -o one.states
try "$@" --bootstrap 9
try "$@" --seed 3
"$ODEVAL" "$@" --save /dev/null >/dev/null && ls /dev/null.states 2>/dev/null
ls
