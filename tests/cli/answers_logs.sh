# Raw answers as other evaluators write them, with sizes height first where they write them so.
. "$ROOT/tests/cli/common"
tiny_pair
sed 's/"width": 100, "height": 100, //' gt.json >unsized.json
cat >vlm-r1.json <<'END'
{"accuracy": 50.0, "results": [
 {"image": "/data/coco/a.jpg", "question": "the cat", "ground_truth": [10, 10, 50, 50], "model_output": "<think>...</think><answer>{\"bbox_2d\": [20, 5, 100, 25], \"label\": \"cat\"}</answer>", "input_size": [50, 200], "image_size": [100, 100], "extracted_answer": [9, 9, 9, 9], "correct": 0},
 {"image": "/data/coco/b.jpg", "question": "the dog", "ground_truth": [0, 0, 50, 20], "model_output": "I can not see one.", "input_size": [50, 200], "image_size": [100, 100], "extracted_answer": [0, 0, 0, 0], "correct": 0}]}
END
cat >odinw.jsonl <<'END'
{"question_id": 1, "annotation": [], "extra_info": {"dataset_name": "x", "img_id": 1, "anno_path": "y", "resized_h": 64, "resized_w": 64, "img_h": 100, "img_w": 100, "img_path": "a.jpg"}, "result": {"gen": "[]", "gen_raw": "<think></think>```json\n[{\"bbox_2d\": [100, 100, 500, 500], \"label\": \"cat\"}]\n```"}, "messages": []}
END
cat >rex-omni.jsonl <<'END'
{"image_path": "img/a.jpg", "extracted_predictions": {"cat": [[9, 9, 9, 9]]}, "gt": {"cat": [[10, 10, 50, 50]]}, "question": "cat", "raw_response": "<|object_ref_start|>cat<|object_ref_end|><|box_start|><100><100><500><500><|box_end|>"}
END
try --bench coco --gt unsized.json --metrics greedy --preds vlm-r1.json --frame qwen2.5-vl
try --bench coco --gt unsized.json --metrics greedy --preds odinw.jsonl --frame qwen3-vl -q
try --bench coco --gt gt.json --metrics greedy --preds rex-omni.jsonl --frame rex-omni -q
try --bench coco --gt gt.json --metrics greedy --preds vlm-r1.json --preds-format coco

# Early logs do not name their images: they are known by their numbers.
sed 's|"image": "[^"]*", ||' vlm-r1.json >unnamed.json
try --bench coco --gt gt.json --metrics greedy --preds unnamed.json --frame qwen2.5-vl
