. "$ROOT/tests/cli/common"
for list in benches metrics formats filters; do
	try list $list
done
