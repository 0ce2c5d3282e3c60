"$ODEVAL" --bench ovdeval-mini --data "$ROOT/data/ovdeval-mini" --subset color,negation --metrics nms_AP,greedy \
	--preds "$ROOT/data/ovdeval-mini/predictions/vlm.jsonl" --format json --quiet
