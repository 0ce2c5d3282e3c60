"$ODEVAL" --bench ovdeval-mini --data "$ROOT/data/ovdeval-mini" \
	--preds "$ROOT/data/ovdeval-mini/predictions/vlm.jsonl" >table
cat table
awk 'length > 80 { print "wider than 80 columns: " $0 }' table # bytes, and so no wider in characters
