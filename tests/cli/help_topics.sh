# Everything that `odeval list` names has a help page of at most 80 columns (examples of files apart), and pages that a
# reader looks up first are as they should be.
. "$ROOT/tests/cli/common"
for list in benches metrics formats filters frames readers backends; do
	"$ODEVAL" help $list >all || echo "no help on all $list"
	"$ODEVAL" list $list | sed -n 's/^  \([A-Za-z]\S*\)  .*/\1/p' >names
	while read -r name; do
		"$ODEVAL" help "$name" >page || echo "no help on $name"
		grep -q "^$name: " all || echo "the help on $list lacks $name"
		[ "$(wc -l <page)" -ge 3 ] || echo "the help on $name is too short"
		sed '/^Example:/,$d' page | awk -v name="$name" 'length > 80 { print name " is wider than 80 columns: " $0 }'
	done <names
done
try help nms_AP
try help jsonl
try help definition
try help category_at_most
try help csv
try help qwen3-vl
try help vlm-r1-od
try help results
