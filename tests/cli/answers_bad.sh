# What can be wrong about answers is said, with the line and with what to do.
. "$ROOT/tests/cli/common"
tiny_pair
base="--bench coco --gt gt.json --metrics greedy"
answer='"answer": "[{\"bbox_2d\": [10, 10, 50, 50], \"label\": \"cat\"}]"'
printf '{"image_id": 1, %s}\n' "$answer" >plain.jsonl
try $base --preds plain.jsonl
try $base --preds plain.jsonl --frame qwen2.5vl
try $base --preds plain.jsonl --frame space=1000,order=yx
try $base --preds plain.jsonl --frame qwen3-vl --patch 16
try $base --preds plain.jsonl --max-pixels 1003520
try $base --preds plain.jsonl --frame pixels --reader vlm-r1-odd
try $base --preds plain.jsonl --frame pixels --duplicates twice
try $base --preds plain.jsonl --frame pixels --unknown-labels keep

# sizes
try $base --preds plain.jsonl --frame space=input
sed 's/"width": 100, "height": 100, //' gt.json >unsized.json
try --bench coco --gt unsized.json --metrics greedy --preds plain.jsonl --frame qwen3-vl
for size in '[0, 100]' '[-1, 100]' '[NaN, 100]' '[100]' '"100x100"' '[1e999, 100]'; do
	printf '{"image_id": 2, "answer": "[]"}\n{"image_id": 1, %s, "input_size": %s}\n' "$answer" "$size" >sized.jsonl
	try $base --preds sized.jsonl --frame qwen2.5-vl
done
printf '{"image_id": 1, %s, "image_size": [10, 4000]}\n' "$answer" >thin.jsonl
try $base --preds thin.jsonl --frame qwen2.5-vl

# damaged text: half a character, raw and escaped, NUL, in an answer and in a label
printf '{"image_id": 1, "answer": "[{\\"bbox_2d\\": [10, 10, 50, 50], \\"label\\": \\"cat\\ud83d\\"}] \377\342\202"}\n' >damaged.jsonl
printf '{"image_id": 2, "answer": "[{\\"bbox_2d\\": [0, 0, 50, 20], \\"label\\": \\"d\\u0000og\\"}]"}\n' >>damaged.jsonl
try $base --preds damaged.jsonl --frame pixels
printf '{"image_id": 1, "answer": "[{\\"bbox_2d\\": [10, 10, 50, 50]' >cut.jsonl
try $base --preds cut.jsonl --frame pixels

# an answer of 100 MB is one line like others
{
	printf '{"image_id": 1, "answer": "'
	head -c 100000000 /dev/zero | tr '\0' '['
	printf '"}\n{"image_id": 2, "answer": "[{\\"bbox_2d\\": [0, 0, 50, 20], \\"label\\": \\"dog\\"}]"}\n'
} >long.jsonl
try $base --preds long.jsonl --frame pixels
printf '{"image_id": 1, "answer": 5}\n{"image_id": 2, "answer": ["x"]}\n' >types.jsonl
try $base --preds types.jsonl --frame pixels

# two keys that contradict each other
cat >conflict.jsonl <<'END'
{"image_id": 1, "file_name": "b.jpg", "predictions": [{"label": "cat", "bbox": [10, 10, 40, 40], "bbox_2d": [10, 10, 40, 40]}]}
{"image_id": 2, "file_name": "b.jpg", "image_size": [200, 100], "answer": "[{\"bbox_2d\": [0, 0, 250, 200], \"label\": \"dog\"}]"}
END
try $base --preds conflict.jsonl --frame qwen3-vl
echo "boxes are not text:"
"$ODEVAL" $base --preds dt.json --frame qwen3-vl 2>&1 >table
"$ODEVAL" $base --preds dt.json --reader vlm-r1-od -q 2>&1 >table
