#!/bin/sh
# Makes the pictures of this folder: pages of the bundled data set and of the published results, in headless
# Chromium. usage: data/screenshots/make.sh ODEVAL WORK_FOLDER
set -eu
cd "$(dirname "$0")/../.."
odeval=$1 work=$2

mkdir -p "$work"
cp tests/pages/package.json "$work/"
[ -d "$work/node_modules/playwright-core" ] || (cd "$work" && npm install --no-audit --no-fund --silent)
rm -rf "$work/shown"
mkdir -p "$work/shown"
"$odeval" --bench ovdeval-mini --data data/ovdeval-mini --preds data/ovdeval-mini/predictions/vlm.jsonl -q \
	--bootstrap 1000 --report "$work/shown/run" -o "$work/report.txt"
"$odeval" leaderboard data/leaderboard/*/*.json -o "$work/shown/board.html"
NODE_PATH="$work/node_modules" node data/screenshots/make.js "$work/shown" data/screenshots
