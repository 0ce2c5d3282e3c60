#!/bin/sh
# Makes pages with odeval and tests them in headless Chromium. usage: tests/pages/run.sh ODEVAL WORK_FOLDER
# Needs node, npm and chromium (.ci/deps pages). Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/../.."
odeval=$1 work=$2
mini="--bench ovdeval-mini --data data/ovdeval-mini -q"

mkdir -p "$work"
cp tests/pages/package.json "$work/"
[ -d "$work/node_modules/playwright-core" ] || (cd "$work" && npm install --no-audit --no-fund --silent)

rm -rf "$work/pages"
mkdir -p "$work/pages"
for name in good poor vlm; do
	file=data/ovdeval-mini/predictions/$name.json
	[ -f "$file" ] || file=${file}l
	# shellcheck disable=SC2086
	"$odeval" $mini --preds "$file" --bootstrap 200 --save "$work/pages/$name.json" --report "$work/pages/$name" \
		-o "$work/report.txt"
done
"$odeval" leaderboard "$work/pages/good.json" "$work/pages/poor.json" "$work/pages/vlm.json" \
	--baseline "$work/pages/poor.json" -o "$work/pages/board.html"
"$odeval" leaderboard data/leaderboard/*/*.json -o "$work/pages/published.html"

echo "<!doctype html><title>empty</title>" >"$work/pages/empty.html"

# Runs with names that would like to be markup, one on a data set of 10,000 categories, and a board of 1,000.
node tests/pages/make.js "$work/pages"
"$odeval" --bench coco --gt "$work/pages/many.gt.json" --preds "$work/pages/many.dt.json" -q --per-category \
	--name '<img src=x onerror=alert(1)>' --report "$work/pages/many" -o "$work/pages/many.html"
"$odeval" leaderboard "$work"/pages/evil/*.json -o "$work/pages/evil.html"
"$odeval" leaderboard "$work"/pages/thousand/*.json -o "$work/pages/thousand.html"

NODE_PATH="$work/node_modules" node tests/pages/test.js "$work/pages" "$work/shots"
