# Whoever reads the output may go; nobody is told off, and nothing half-written stays.
. "$ROOT/tests/cli/common"
{ sleep 1 # until the reader is gone
  "$ODEVAL" --bench ovdeval-mini --data "$MINI" --preds "$MINI/predictions/good.json" -q --format csv --save run.json
  echo "exit $?" >&2; } 2>code | true
cat code
"$ODEVAL" list benches >&- 2>closed
echo "closed standard output: exit $?"
ls
