# Averages over subsets that were not asked for are undefined, and said.
. "$ROOT/tests/cli/common"
try --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/good.json" --subset celebrity,logo,landmark
