#!/bin/sh
# Writes a C file that holds the styles and the script of HTML pages, for embedding. usage: embed.sh page.css page.js
set -eu
echo '/* Made from data/pages by embed.sh. */'
echo '#include "report/pages.h"'
for file in "$@"; do
	name=$(basename "$file" | tr . _)
	echo "const char od_$name[] = {"
	# Bytes above 127 would need casts: the files are ASCII, which tr makes sure of.
	LC_ALL=C tr -d '\200-\377' <"$file" | od -An -v -tx1 | sed 's/ \(..\)/0x\1,/g'
	echo '0};'
done
