# What bash offers after some beginnings of a command line.
. "$ROOT/tests/cli/common"
command -v bash >/dev/null 2>&1 || skip "bash is not there"
"$ODEVAL" completion bash >script
mkdir folder
touch dt.json 'with space.json'
cat >complete <<'END'
source ./script
offer() { # offer WORD...: the last one is being typed
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_odeval
	printf '%s:' "$*"
	printf ' <%s>' "${COMPREPLY[@]}"
	echo
}
offer odeval ''
offer odeval l
offer odeval --pre
offer odeval --bench o
offer odeval --bench = o
offer odeval --bench coco --format ''
offer odeval --rules =
offer odeval eval --metrics AP,n
offer odeval --preds ''
offer odeval --data ''
offer odeval -o w
offer odeval convert --to ''
offer odeval check --format ''
offer odeval list ''
offer odeval help nms
offer odeval completion ''
offer odeval list -
END
bash --norc complete
