. "$ROOT/tests/cli/common"
for list in benches metrics formats filters frames readers; do
	try list $list
done
