"$ODEVAL" --bench ovdeval-mini --data "$ROOT/data/ovdeval-mini" \
	--preds "$ROOT/data/ovdeval-mini/predictions/good.json" --rules corrected
