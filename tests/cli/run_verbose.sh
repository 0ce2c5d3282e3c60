# What a program says on standard error is shown with -v -v, and with less only where it failed.
. "$ROOT/tests/cli/common"
cat >talker.sh <<-'END'
	while read -r line; do
		echo "looking" >&2
		echo '{"predictions": []}'
	done
END
for v in -q -v "-v -v" -vv; do
	rm -f preds.jsonl
	echo "$v:"
	"$ODEVAL" run --bench ovdeval-mini --data "$MINI" --subset color --limit 2 --backend "exec:command=sh talker.sh" \
		--out preds.jsonl --no-score $v 2>&1 | sed 's/; [0-9.]* s of.*//'
done
