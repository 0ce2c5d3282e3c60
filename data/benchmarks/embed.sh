#!/bin/sh
# Writes a C file that holds the given benchmark definitions, for embedding. usage: embed.sh FILE.json...
set -eu
echo '/* Made from data/benchmarks by embed.sh. */'
echo '#include "benchmark/embedded.h"'
names=
for file in "$@"; do
	name=$(basename "$file" .json | tr -c 'a-z0-9\n' _)
	names="$names $name"
	echo "static const unsigned char json_$name[] = {"
	od -An -v -tx1 "$file" | sed 's/ \(..\)/0x\1,/g'
	echo '};'
done
echo 'const od_embedded od_embedded_benchmarks[] = {'
for name in $names; do
	echo "    {(const char *)json_$name, sizeof json_$name},"
done
echo '    {NULL, 0},'
echo '};'
