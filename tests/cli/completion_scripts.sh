# The scripts are such as their shells accept, and name every option of the help.
. "$ROOT/tests/cli/common"
for shell in bash zsh fish; do
	"$ODEVAL" completion $shell >script
	if command -v $shell >/dev/null 2>&1; then $shell -n script || echo "$shell does not accept its script"; fi
	"$ODEVAL" help eval | sed -n 's/^ .*--\([a-z-]*\).*/\1/p' >options
	while read -r option; do
		grep -q -e "--$option\b" -e "-l $option\b" script || echo "$shell lacks --$option"
	done <options
	wc -l <options
done
