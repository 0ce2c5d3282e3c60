# The report's form follows -o's ending; --format goes first. The json report is the record that --save writes.
. "$ROOT/tests/cli/common"
tiny_pair
set -- --bench coco --gt gt.json --preds dt.json -q
for name in r.json r.csv r.md r.txt r.dat; do
	"$ODEVAL" "$@" -o $name
	printf '%s: ' $name
	head -n 1 $name
done
"$ODEVAL" "$@" --format csv -o forced.json
cmp forced.json r.csv
"$ODEVAL" "$@" --save run.json >table.txt
cmp run.json r.json
cmp table.txt r.txt
cmp table.txt r.dat
"$ODEVAL" "$@" --format json | cmp - run.json
"$ODEVAL" "$@" --save - -o r.txt | cmp - run.json
