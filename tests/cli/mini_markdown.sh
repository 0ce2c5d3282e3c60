"$ODEVAL" --bench ovdeval-mini --data "$ROOT/data/ovdeval-mini" \
	--preds "$ROOT/data/ovdeval-mini/predictions/poor.json" --format markdown
