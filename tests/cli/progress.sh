# Work that takes a while says where it is when asked to; it never does on its own when nobody looks.
. "$ROOT/tests/cli/common"
awk 'BEGIN {
	printf "{\"categories\": [{\"id\": 1, \"name\": \"cat\"}], \"annotations\": [], \"images\": ["
	for (i = 1; i <= 600; i++) printf "%s{\"id\": %d, \"width\": 9, \"height\": 9}", (i > 1 ? "," : ""), i
	printf "]}"
}' >gt.json
slowly() {
	sleep 1
	echo '[]'
}
for when in auto never always; do
	slowly | "$ODEVAL" --bench coco --gt gt.json --preds - --progress $when --threads 1 >/dev/null 2>stderr
	echo "$when:"
	cat stderr
done
echo "too quick for it:"
echo '[]' | "$ODEVAL" --bench coco --gt gt.json --preds - --progress always 2>&1 >/dev/null
echo "told to be quiet:"
slowly | "$ODEVAL" --bench coco --gt gt.json --preds - --progress always -q 2>&1 >/dev/null
