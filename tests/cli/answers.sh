# Answers as text: read in the declared frame, with what had to be mended, and held against a published reader.
. "$ROOT/tests/cli/common"
tiny_pair
cat >answers.jsonl <<'END'
{"image_id": 1, "answer": "<think>A cat, and a dog.</think><answer>```json\n[{\"bbox_2d\": [100, 100, 500, 500], \"label\": \"cat\"},\n {\"bbox_2d\": [800, 720, 600, 600], \"label\": \"Dog\"},]\n```</answer>", "tokens": 60, "seconds": 1.5, "model": "tiny-vl"}
{"image_id": 2, "answer": "[{\"bbox_2d\": [0, 0, 500, 200], \"label\": \"dog\"}, {\"bbox_2d\": [700, 700, 800, 800], \"label\": \"bird\"}]", "tokens": 40, "seconds": 0.5}
END
try --bench coco --gt gt.json --preds answers.jsonl --frame qwen3-vl --metrics greedy
try --bench coco --gt gt.json --preds answers.jsonl --frame qwen3-vl --metrics greedy --label-match folded --unknown-labels drop -v
try --bench coco --gt gt.json --preds answers.jsonl --frame qwen3-vl --metrics greedy --reader vlm-r1-map
try --bench coco --gt gt.json --preds answers.jsonl --frame space=1000 --metrics greedy
gzip -k answers.jsonl
"$ODEVAL" --bench coco --gt gt.json --preds answers.jsonl --frame qwen3-vl --metrics greedy --format json >plain.json 2>/dev/null
"$ODEVAL" --bench coco --gt gt.json --preds answers.jsonl.gz --frame qwen3-vl --metrics greedy --format json >gz.json 2>/dev/null
"$ODEVAL" --bench coco --gt gt.json --preds - --frame qwen3-vl --metrics greedy --format json <answers.jsonl >pipe.json 2>/dev/null
grep -h '"greedy_f1"' plain.json gz.json pipe.json | sort | uniq -c
