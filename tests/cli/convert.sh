# Any prediction format in, COCO results or JSON Lines out; what is written scores the same.
. "$ROOT/tests/cli/common"
tiny_pair
cat >answers.jsonl <<'END'
{"image_id": 1, "image_size": [100, 100], "model": "M", "answer": "[{\"bbox_2d\": [100, 100, 500, 500], \"label\": \"cat\"}, {\"bbox_2d\": [333, 800, 600, 600], \"label\": \"dog\"}, {\"bbox_2d\": [1, 1, 20, 20], \"label\": \"puppy\"}]"}
{"file_name": "b.jpg", "image_size": [100, 100], "answer": "[]"}
END
try convert --to coco --gt gt.json --preds answers.jsonl --frame qwen3-vl
try convert --to jsonl --gt gt.json --preds answers.jsonl --frame qwen3-vl -q
try convert --to jsonl --preds answers.jsonl --frame qwen3-vl -q
try convert --to jsonl --gt gt.json --preds dt.json
try convert --to coco --gt gt.json --preds - --frame qwen3-vl -q -o out.json <answers.jsonl
wc -l <out.json

# The same scores, bit for bit (a COCO array does not say which images were answered with nothing).
scores() { # scores FILE ARGUMENTS...: all numbers of a run
	file=$1
	shift
	"$ODEVAL" "$@" -q --format csv -o "$file" && sed -i '/images_predicted/d; /,answers,/d; /,readable/d' "$file"
}
same() { # same PREDICTIONS OPTIONS...: convert, score, compare
	predictions=$1
	shift
	for rules in reference corrected; do
		scores own.csv "$@" --preds "$predictions" --frame qwen3-vl --rules $rules
		for form in coco jsonl; do
			"$ODEVAL" convert --to $form "$@" --preds "$predictions" --frame qwen3-vl -q -o "converted.$form"
			scores other.csv "$@" --preds "converted.$form" --rules $rules --name "$(cut -d, -f2 own.csv | tail -n 1)"
			cmp own.csv other.csv && echo "$rules, $form: $(wc -l <own.csv) numbers are the same"
		done
	done
}
same answers.jsonl --bench coco --gt gt.json
same "$MINI/predictions/vlm.jsonl" --bench ovdeval-mini --data "$MINI"
same "$MINI/predictions/poor.json" --bench ovdeval-mini --data "$MINI"

# What is wrong.
try convert --preds dt.json
try convert --to coco --preds dt.json
try convert --to jsonl
try convert --to jsonl --preds answers.jsonl
try convert --to jsonl --preds - </dev/null
try convert --to jsonl --preds . --frame qwen3-vl
try convert --to jsonl --gt gt.json --preds dt.json -o dt.json
try convert --to coco --gt gt.json --preds dt.json -o gt.json
try convert --to voc --preds dt.json
try convert --to jsonl --preds gt.json
printf '{"image_id": 1, "answer": "[{\\"bbox_2d\\": [1, 2' >cut.jsonl
try convert --to jsonl --preds cut.jsonl --frame qwen3-vl -o lost.jsonl
[ ! -e lost.jsonl ] && echo "no file is left"
