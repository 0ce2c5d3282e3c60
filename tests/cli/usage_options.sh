. "$ROOT/tests/cli/common"
try --bnech coco --preds x
try eval --per-catgory
try --prompt qwen
try -x
try --bench
try --bench --preds x
try --quiet=yes
try --format tabel --bench coco --preds x
try --format=xml --bench coco --preds x
try --threads 0 --bench coco --preds x
try --threads 257 --bench coco --preds x
try --threads 99999999999999999999 --bench coco --preds x
try --threads 2x --bench coco --preds x
try --bench coco --preds a --preds a
try --rules corrected --bench coco --rules reference
try --threads 2 --threads 3 --bench coco
try --bench=
try --bench coco --preds x stray.json
try -- --bench
try help coco ovdeval
