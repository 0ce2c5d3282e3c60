# A failure is counted and never taken for an image without objects; too many end the run; the same command asks again.
. "$ROOT/tests/cli/common"
cp -R "$MINI" data
cd data/images/color || exit 1
rm 000.png
: >001.png
head -c 1500 002.png >cut && mv cut 002.png
echo "no image at all" >003.png
printf 'P6\n30000 30000\n255\n' >004.png
printf 'P6\n2 1\n65535\n000000000000' >005.png
mkfifo pipe && mv -f pipe 006.png
cd ../../.. || exit 1
run() {
	"$ODEVAL" run --bench ovdeval-mini --data data --subset color "$@" 2>&1
	echo "(exit $?)"
}
echo "a detector that looks at nothing has no use for the pixels:"
run --backend null --jobs 1 --threads 1 --out null.jsonl --no-score
grep -o '"file_name": "[^"]*"\|"error".*' null.jsonl | paste - - | grep error
echo "the images fail, and the rest is scored:"
run --backend oracle --jobs 1 --threads 1 --out preds.jsonl | sed -n '1,14p'
rm data/images/color/006.png
for name in 000 001 004 006; do cp "$MINI/images/color/$name.png" data/images/color/; done
echo "mended:"
run --backend oracle --out preds.jsonl --no-score
grep -c '"error"' preds.jsonl
run --backend oracle --out whole.jsonl --no-score -q
cmp preds.jsonl whole.jsonl && echo "as if nothing had happened"
echo "too many:"
run --backend null:fail=2 --jobs 1 --threads 1 --out many.jsonl --max-failures 2
run --backend null:fail=2 --jobs 1 --threads 1 --out many.jsonl --max-failures 10%
run --backend null:fail=2 --jobs 1 --threads 1 --out many.jsonl --max-failures 50% --no-score
run --backend null:fail=1 --jobs 1 --threads 1 --out none.jsonl
echo "of boxes, only what failed is an answer; and a place that cannot be gone on from:"
run --backend null:fail=3 --jobs 1 --threads 1 --out third.jsonl | sed -n "/^Answers/,/^$/p"
run --backend null --out - --no-score
[ ! -e ./- ] || echo "there is a file"
for most in 101% -1 1.5 some 5%%; do
	run --backend null --out x.jsonl --max-failures=$most --no-score
done
