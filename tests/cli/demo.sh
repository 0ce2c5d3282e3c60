# The demo prints what it should, within 80 columns, and the commands that it names work as printed.
. "$ROOT/tests/cli/common"
[ "${SANITIZE:-}" != thread ] || skip "the thread sanitizer needs a minute for it, and sees its threads in other tests"
cd "$ROOT" || exit 1
before=$(ls)
sh data/examples/demo.sh "$ODEVAL" >"$OLDPWD/demo" || echo "the demo failed"
[ "$before" = "$(ls)" ] || echo "the demo left files behind"
cd "$OLDPWD" || exit 1
sed "s|$ODEVAL|build/cc/odeval|g" demo >shown
cat shown
awk 'length > 80 { print "wider than 80 columns: " $0 }' shown
ln -s "$ROOT/data" data
sed -n '/Try next/,/^and for/{ /^  /p; }' demo >commands
sh -e commands >/dev/null || echo "a command of the demo failed"
ls
