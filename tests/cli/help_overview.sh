. "$ROOT/tests/cli/common"
"$ODEVAL" help >help
"$ODEVAL" --help | cmp - help && "$ODEVAL" -h | cmp - help
cat help
lines=$(wc -l <help)
[ "$lines" -le 40 ] || echo "$lines lines are more than a screen"
awk 'length > 80 { print "wider than 80 columns: " $0 }' help
