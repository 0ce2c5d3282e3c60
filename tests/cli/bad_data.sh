# A data root without the layout of the benchmark.
. "$ROOT/tests/cli/common"
tiny_pair
mkdir -p root/annotations
try --bench ovdeval --data root --preds dt.json
try --bench coco --data root --preds dt.json
try --bench ovdeval --data nowhere --preds dt.json
ODEVAL_DATA=$PWD/sets try --bench ovdeval --preds dt.json | sed "s|$PWD|SCRATCH|; s|tried .*; a data|tried ...; a data|"
cp "$MINI/annotations/color.json" root/annotations/
try --bench ovdeval --data root --preds "$MINI/predictions/good.json"
try --bench ovdeval --data root --preds "$MINI/predictions/good.json" --subset color -q
