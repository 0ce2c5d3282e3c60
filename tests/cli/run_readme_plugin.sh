# The plug-in that README shows compiles as it stands there, and runs.
. "$ROOT/tests/cli/common"
[ -z "${SANITIZE:-}" ] || skip "a plug-in of its own need not be built with sanitizers"
command -v cc >/dev/null || skip "there is no C compiler called cc"
awk '/^```c$/ { code = ""; inside = 1; next }
	/^```$/ { if (inside && code ~ /odeval_backend_entry/) { printf "%s", code; exit } inside = 0 }
	inside { code = code $0 "\n" }' "$ROOT/README.md" >mine.c
wc -l <mine.c
cc -shared -fPIC -Wall -Wextra -I"$ROOT/include" -o mine.so mine.c
"$ODEVAL" run --bench ovdeval-mini --data "$MINI" --backend ./mine.so:threshold=0.5 --limit 2 --out preds.jsonl --no-score -q
echo "exit $?"
grep -c '"score": 0.9}' preds.jsonl
