# Colour only when asked for, or on a terminal.
. "$ROOT/tests/cli/common"
tiny_pair
escape=$(printf '\033')
set -- --bench coco --gt gt.json --preds dt.json
for when in auto never always; do
	printf '%s: ' $when
	if TERM=xterm "$ODEVAL" "$@" --color $when | grep -q "$escape"; then echo coloured; else echo plain; fi
done
"$ODEVAL" "$@" --color always -o report.txt
if grep -q "$escape" report.txt; then echo "coloured in a file"; else echo "plain in a file"; fi
"$ODEVAL" "$@" >plain
"$ODEVAL" "$@" --color always | sed "s/$escape\[[0-9;]*m//g" | cmp - plain
