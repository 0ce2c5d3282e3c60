# kill -9 at any moment loses nothing: after twenty of them the same command ends with the file and the record of an
# undisturbed run.
. "$ROOT/tests/cli/common"
command -v timeout >/dev/null || skip "there is no timeout, which kills at a given moment"
run() { # run FOLDER SECONDS: in the folder, killed after the time
	(cd "$1" && exec timeout --foreground -s KILL "$2" "$ODEVAL" run --bench ovdeval-mini --data "$MINI" --out preds.jsonl \
		--save run.json --jobs 2 -q --backend oracle:jitter=0.1,miss=0.1,wrong=0.1,twice=0.1,score_noise=0.5,delay=0.05 \
		>report 2>&1)
}
mkdir calm stormy
run calm 60
begun=$(date +%s.%N)
run calm 60 # with nothing left to ask: how long the rest takes
ended=$(date +%s.%N)
seed=$(date +%s)
killed=0 k=0
while [ $killed -lt 20 ] && [ $k -lt 60 ]; do
	k=$((k + 1))
	run stormy "$(awk -v s="$seed" -v k="$k" -v begun="$begun" -v ended="$ended" '
		BEGIN { srand(s + k * 7919); print 0.001 + rand() * (ended - begun + 0.08) }')" 2>/dev/null
	if [ $? -eq 137 ]; then
		killed=$((killed + 1))
	else # it was quick enough to finish: all over again
		rm -f stormy/preds.jsonl stormy/run.json stormy/run.states stormy/report
	fi
done
[ $killed -eq 20 ] || echo "only $killed of $k runs were killed (seed $seed)"
run stormy 60
echo "exit $?"
for file in preds.jsonl run.json report; do
	cmp calm/$file stormy/$file && echo "$file: the same" || echo "(seed $seed)"
done
