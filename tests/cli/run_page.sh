# --report DIR: the page of a run, with images where they are.
. "$ROOT/tests/cli/common"
tiny_pair
try --bench coco --gt gt.json --preds dt.json -q --report page -o report.txt
find page | sort
grep -o '<section id="[a-z]*"' page/index.html
grep -o 'could not be made small.*' page/index.html
grep -o '<rect class="[a-z-]*" [^>]*><title>[^<]*' page/index.html
try --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl" -q --report many --gallery 3 -o report.txt
find many | sort
grep -o '<p class="hint">3 of[^<]*' many/index.html
grep -o '<figcaption><b>[^;]*; F1 [0-9.]*' many/index.html | sed 's/.*<summary>//'
echo '# the same bytes again, on one thread'
cp many/index.html first.html
try --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/vlm.jsonl" -q --report many --gallery 3 -o report.txt --threads 1
cmp first.html many/index.html
echo '# as a report'
try --bench coco --gt gt.json --preds dt.json -q -o run.html
grep -c 'id="gallery"' run.html
echo '# bad input'
try --bench coco --gt gt.json --preds dt.json --gallery 3
touch file
try --bench coco --gt gt.json --preds dt.json -q --report file -o report.txt
