# However predictions come in, the scores are the same: a file, .gz, standard input, a directory, forms of one content.
. "$ROOT/tests/cli/common"
good=$MINI/predictions/good.json
score() { # score NAME ARGUMENTS...: everything in the record but the input's name and fingerprint
	name=$1
	shift
	"$ODEVAL" --bench ovdeval-mini --data "$MINI" "$@" -q --format csv >"$name.csv" || echo "$name failed"
}
score file --preds "$good"
gzip -c "$good" >good.json.gz
score gz --preds good.json.gz
score stdin --preds - <"$good"
score stdin_gz --preds - <good.json.gz
score pipe --preds /dev/stdin <"$good"
score forced --preds "$good" --preds-format subsets
mkdir folder
"$ODEVAL" list benches >/dev/null
awk -v folder=folder '
	# {"celebrity": [...], "logo": [...]}: one file per subset, told apart by bracket depth outside of texts
	{ text = text $0 "\n" }
	END {
		for (i = 1; i <= length(text); i++) {
			c = substr(text, i, 1)
			if (c == "\"") inside = !inside
			if (!inside && c == "[" && depth++ == 0) start = i
			if (depth == 0 && c == "\"" && inside) from = i + 1
			if (depth == 0 && c == "\"" && !inside) name = substr(text, from, i - from)
			if (!inside && c == "]" && --depth == 0)
				print substr(text, start, i - start + 1) > (folder "/" name (n++ % 2 ? "_results.json" : ".json"))
		}
	}' "$good"
ls folder
score folder --preds folder
gzip folder/*
score folder_gz --preds folder
for name in gz stdin stdin_gz pipe forced folder folder_gz; do cmp file.csv $name.csv; done
wc -l <file.csv
