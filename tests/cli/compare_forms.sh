# A comparison as Markdown, CSV and JSON; what models, images and categories are called is no markup.
. "$ROOT/tests/cli/common"
tiny_pair
sed -e 's/"cat"/"<b>cat|*dog*<\/b>"/; s/"a.jpg"/"<img src=x onerror=alert(1)>.jpg"/' gt.json >names.json
echo '[]' >none.json
"$ODEVAL" --bench coco --gt names.json --preds dt.json --metrics AP,greedy --name '<script>alert("A")</script>, "quoted"' \
	--save a.json -q >/dev/null
"$ODEVAL" --bench coco --gt names.json --preds none.json --metrics AP,greedy --name 'B | C' --save b.json -q >/dev/null
try compare a.json b.json --format markdown
try compare a.json b.json --format csv | cut -d, -f1-7 | head -n 5
try compare a.json b.json
"$ODEVAL" compare a.json b.json -o out.md && "$ODEVAL" compare a.json b.json -o out.csv &&
	"$ODEVAL" compare a.json b.json -o out.json && head -n 2 out.md out.csv out.json
grep -c '<script' out.md out.csv out.json
