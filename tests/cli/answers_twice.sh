# An image that is answered twice, under each policy; a failure is no answer.
. "$ROOT/tests/cli/common"
tiny_pair
cat >twice.jsonl <<'END'
{"image_id": 1, "answer": "[{\"bbox_2d\": [10, 10, 50, 50], \"label\": \"cat\"}]"}
{"image_id": 1, "answer": null, "error": "timeout"}
{"image_id": 1, "answer": "[{\"bbox_2d\": [60, 60, 80, 80], \"label\": \"dog\"}, {\"bbox_2d\": [60, 60, 80, 80], \"label\": \"dgo\"}]"}
{"image_id": 2, "error": "timeout", "retries": 2}
END
for policy in all first last error; do
	try --bench coco --gt gt.json --metrics greedy --preds twice.jsonl --frame pixels --duplicates $policy
done
for policy in '' '--duplicates last'; do
	"$ODEVAL" --bench coco --gt gt.json --metrics greedy --preds twice.jsonl --frame pixels $policy --format csv -q >"scores$policy"
done
cmp scores "scores--duplicates last" && echo "of texts, the last counts by default"

# one prompt a label is no repetition
cat >asked.jsonl <<'END'
{"image_id": 1, "labels": ["cat"], "answer": "[{\"bbox_2d\": [10, 10, 50, 50]}]"}
{"image_id": 1, "labels": ["dog"], "answer": "[{\"bbox_2d\": [60, 60, 80, 80]}]"}
{"image_id": 2, "labels": ["cat"], "answer": "None"}
{"image_id": 2, "labels": ["dog"], "answer": "[{\"bbox_2d\": [0, 0, 50, 20]}]"}
END
try --bench coco --gt gt.json --metrics greedy --preds asked.jsonl --frame pixels
