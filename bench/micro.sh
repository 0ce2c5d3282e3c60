#!/bin/sh
# micro.sh PROGRAMS FOLDER PYTHON: runs the micro-benchmarks, on W2 of FOLDER (made when it is not there) and on answers
# made in memory, and keeps what they say in bench/results/micro.txt.
set -eu
programs=$1 folder=$2 python=$3
[ -e "$folder/W2.gt.json" ] && [ -e "$folder/W2.dt.json" ] || {
	"$python" bench/gen_workload.py --out build/bench W2
	folder=build/bench
}
mkdir -p bench/results
{
	echo "$(date +%Y-%m-%d), W2, $(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
	"$programs/micro" "$folder/W2.gt.json" "$folder/W2.dt.json"
	echo
	echo "answers as text"
	"$programs/answers"
} >build/bench/micro.txt
cat build/bench/micro.txt
mv build/bench/micro.txt bench/results/micro.txt
"$python" bench/report.py
