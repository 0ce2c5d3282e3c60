. "$ROOT/tests/cli/common"
tiny_pair
try evla
try reward
try --preds dt.json
try --bench coco
try --bench ovdevl --preds dt.json
try --bench zzz --preds dt.json
try --bench coco --gt gt.json --preds dt.json --metrics nmsAP
try --bench coco --gt gt.json --preds dt.json --metrics nms_AP:tie=middle
try --bench coco --gt gt.json --preds dt.json --metrics AP,AP
try --bench coco --gt gt.json --preds dt.json --metrics ''
try --bench coco --gt gt.json --preds dt.json --metrics greedy --per-category
try --bench coco --gt gt.json --preds dt.json --iou 0.5,x
try --bench coco --gt gt.json --preds dt.json --area small
try --bench coco --gt gt.json --preds dt.json --max-dets 0
try --bench ovdeval-mini --data "$MINI" --preds dt.json --subset colour
try --bench ovdeval-mini --data "$MINI" --preds dt.json --subset color,
try --bench ovdeval --gt gt.json --preds dt.json
try list
try list metrix
try list everything
try help nms_ap
try help zzzzzz
try completion
try completion tcsh
