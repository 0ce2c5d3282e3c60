# Memory that runs out is said, with exit code 5, whatever the limit; nothing is written.
. "$ROOT/tests/cli/common"
[ -z "${SANITIZE:-}" ] || skip "sanitizers need their own address space"
tiny_pair
awk 'BEGIN {
	printf "["
	for (i = 0; i < 200000; i++)
		printf "%s{\"image_id\": %d, \"category_id\": %d, \"bbox\": [%d, %d, 20, 20], \"score\": 0.%d}", i ? "," : "",
			1 + i % 2, 1 + i % 2, i % 80, i % 77, i
	printf "]"
}' | gzip -1 >many.json.gz
for limit in 9000 12000 16000 20000 26000; do
	(ulimit -v $limit; exec "$ODEVAL" --bench coco --gt gt.json --preds many.json.gz --threads 1 -o report.txt) 2>stderr
	code=$?
	case "$code $(cat stderr)" in
	"5 odeval: "*memory*) ;;
	"0 "*) rm report.txt; echo "$limit KiB were enough" ;;
	*) echo "$limit KiB: exit $code: $(cat stderr)" ;;
	esac
done
ls
