. "$ROOT/tests/cli/common"
for command in eval check convert list help completion; do
	try help $command
	"$ODEVAL" help $command >help
	"$ODEVAL" $command --help | cmp - help
	awk 'length > 80 { print "wider than 80 columns: " $0 }' help
done
"$ODEVAL" help eval >help
"$ODEVAL" --bench nonsense --help | cmp - help # the rest of the line is not looked at
