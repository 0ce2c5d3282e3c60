# Interrupted once: what the detector is at is finished, the rest is left, and the same command goes on. Twice: the end.
. "$ROOT/tests/cli/common"
run() {
	exec "$ODEVAL" run --bench ovdeval-mini --data "$MINI" --subset color,logo --jobs 1 --no-score "$@"
}
begin() { # begin FILE SECONDS LINES: waits for the first lines, unless there will be none
	run --backend oracle:delay=$2 --out "$1" 2>said &
	job=$!
	while kill -0 $job 2>/dev/null && { [ ! -e "$1" ] || [ "$(wc -l <"$1")" -lt "$3" ]; }; do sleep 0.02; done
}
begin once.jsonl 0.5 3 # the 22 images that are left take longer than the shell on the busiest machine
kill -TERM $job
wait $job
echo "exit $?"
sed 's/^odeval: [0-9]* of 24 images answered, [0-9]* left/odeval: N of 24 images answered, N left/' said
(run --backend oracle --out once.jsonl) 2>&1 | sed 's/([0-9]* by/(N by/'
run=$(tail -n 1 once.jsonl | cut -c 1-40)
echo "$run; $(wc -l <once.jsonl) lines"
begin twice.jsonl 60 1
kill -INT $job
sleep 0.1
kill -TERM $job # another signal: a second one of a kind may be taken for the first
start=$(date +%s)
wait $job
echo "exit $?"
[ $(($(date +%s) - start)) -le 30 ] || echo "it took its time"
