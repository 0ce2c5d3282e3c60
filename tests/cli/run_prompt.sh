# What a run's answers depended on reaches its record: the detector with its options, and the prompt. Runs with other
# prompts are not comparable, and files of several runs are told apart.
. "$ROOT/tests/cli/common"
[ -z "${SANITIZE:-}" ] || skip "a plug-in of its own need not be built with sanitizers"
command -v cc >/dev/null || skip "there is no C compiler called cc"
cat >asker.c <<'END'
#include <odeval/backend.h>

typedef struct asker { const char *prompt, *key; int64_t seed, port; } asker;

static odeval_backend_status asker_open(void *block, const odeval_host *host)
{
    (void)block, (void)host;
    return ODEVAL_BACKEND_OK;
}

static odeval_backend_status asker_detect(void *block, const odeval_request *r, size_t n, const odeval_sink *sink)
{
    odeval_box box = {0, 0, r->width, r->height, .9, r->n_labels ? r->labels[0] : ""};
    odeval_result result = {.struct_size = sizeof result, .number = r->number, .boxes = &box, .n_boxes = 1};

    (void)block, (void)n;
    sink->put(sink->context, &result);
    return ODEVAL_BACKEND_OK;
}

#define AT(member) offsetof(asker, member)
static const odeval_backend_option options[] = {
    {"prompt", "instead of the benchmark's", NULL, ODEVAL_OPTION_TEXT, ODEVAL_OPTION_PROMPT, AT(prompt), 0, 0},
    {"key", "to get in", "ASKER_KEY", ODEVAL_OPTION_SECRET, 0, AT(key), 0, 0},
    {"seed", "of the sampler", "1", ODEVAL_OPTION_INTEGER, 0, AT(seed), 0, 0},
    {"port", "of the server", "80", ODEVAL_OPTION_INTEGER, ODEVAL_OPTION_TUNING, AT(port), 0, 0}, {0}};
static const odeval_backend table = {.abi_version = ODEVAL_BACKEND_ABI, .struct_size = sizeof(odeval_backend),
    .name = "asker", .version = "7", .title = "asks", .wants = ODEVAL_WANTS_RGB, .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 1, .options = options, .private_size = sizeof(asker), .open = asker_open, .detect = asker_detect};

ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void) { return &table; }
END
cc -shared -fPIC -Wall -Wextra -I"$ROOT/include" -o asker.so asker.c || exit
export ASKER_KEY=sesame
run() { # run NAME OPTIONS...: of the backend, then of the command
	name=$1 spec=$2
	shift 2
	"$ODEVAL" run --bench ovdeval-mini --data "$MINI" --subset color --backend "./asker.so$spec" --out "$name.jsonl" \
		--save "$name.json" -q "$@"
}
score() {
	"$ODEVAL" --bench ovdeval-mini --data "$MINI" --subset color -q "$@"
}
echo "with the benchmark's prompt, and with another:"
run own '' | sed -n '1,2p'
run other ':prompt=Where is {labels}?' | sed -n '1,2p'
run apart ':prompt=Where is {labels}?,port=81' --isolate >/dev/null
grep -h '"run"' own.json other.json apart.json
printf 'Where is {labels}?' | sha256sum | cut -c 1-8
grep -l sesame ./*.json ./*.jsonl
echo "the journal says it, too:"
score --preds other.jsonl --save again.json >/dev/null
cmp other.json again.json && echo "the same record"
echo "in other reports:"
score --preds other.jsonl --format markdown | grep '^Run'
score --preds other.jsonl --format html | grep 'run with'
echo "not comparable:"
try compare own.json other.json
"$ODEVAL" compare other.json apart.json >/dev/null && echo "the same prompt: comparable"
try gate --baseline own.json --candidate other.json
"$ODEVAL" leaderboard own.json other.json >board
echo "(exit $?)"
grep prompt_sha256 board
sed '/"run"/d' own.json >unsaid.json
"$ODEVAL" compare unsaid.json other.json >/dev/null 2>&1
echo "a record that does not say: exit $?"
echo "several runs at once:"
run seed ':seed=2' >/dev/null
score --preds own.jsonl --preds seed.jsonl --save mixed.json | sed -n '/^- .*run/,/^  prompt/p'
grep '"run"\|"other_run"' mixed.json
score --preds own.jsonl --preds other.jsonl | sed -n '/^- .*run/,/^  .*and prompt/p'
echo "shards are one run:"
run one '' --shard 1/2 --no-score
run two '' --shard 2/2 --no-score
score --preds one.jsonl --preds two.jsonl --save shards.json | grep -c 'another run'
grep '"run"' shards.json
echo "another ground truth:"
mkdir data && cp -R "$MINI/annotations" "$MINI/images" data
sed 's/^{/{ /' "$MINI/annotations/color.json" >data/annotations/color.json
"$ODEVAL" --bench ovdeval-mini --data data --subset color --preds own.jsonl | sed -n '/^- .*made for/,/again/p'
