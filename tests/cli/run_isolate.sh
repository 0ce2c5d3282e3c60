# --isolate and --time-limit: a detector that crashes on one image and hangs on another loses these two, by name, and
# the run goes on; the next one asks for them alone.
. "$ROOT/tests/cli/common"
CC=${CC:-cc}
command -v "${CC%% *}" >/dev/null || skip "there is no C compiler called ${CC%% *}"
cat >moody.c <<'END'
/* Hangs or crashes on the images that its options name, and writes down what it was asked. */
#include <odeval/backend.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct moody {
    const char *crash, *hang, *asked;
} moody;

static const odeval_backend_option options[] = {
    {"crash", "on this image", "none", ODEVAL_OPTION_TEXT, ODEVAL_OPTION_TUNING, offsetof(moody, crash), 0, 0},
    {"hang", "on this image", "none", ODEVAL_OPTION_TEXT, ODEVAL_OPTION_TUNING, offsetof(moody, hang), 0, 0},
    {"asked", "a file", NULL, ODEVAL_OPTION_TEXT, ODEVAL_OPTION_TUNING | ODEVAL_OPTION_REQUIRED,
     offsetof(moody, asked), 0, 0},
    {0}};

static odeval_backend_status moody_open(void *block, const odeval_host *host)
{
    (void)block, (void)host;
    return ODEVAL_BACKEND_OK;
}

static odeval_backend_status moody_detect(void *block, const odeval_request *r, size_t n, const odeval_sink *sink)
{
    const moody *m = block;
    odeval_box box = {1, 2, 30, 40, 0.5, r->labels[0]};
    odeval_result result = {.struct_size = sizeof result, .number = r->number, .boxes = &box, .n_boxes = n};
    char line[100] = "";
    int fd = open(m->asked, O_WRONLY | O_APPEND | O_CREAT, 0600);

    strncat(strncat(line, r->file_name, 80), "\n", 2);
    if (fd < 0 || write(fd, line, strlen(line)) < 0)
        return ODEVAL_BACKEND_FAILED;
    close(fd);
    if (strcmp(r->file_name, m->crash) == 0)
        abort();
    while (strcmp(r->file_name, m->hang) == 0)
        pause();
    sink->put(sink->context, &result);
    return ODEVAL_BACKEND_OK;
}

static const odeval_backend table = {.abi_version = ODEVAL_BACKEND_ABI, .struct_size = sizeof table, .name = "moody",
    .version = "1", .title = "hangs and crashes", .flags = ODEVAL_BACKEND_THREADS, .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 1, .options = options, .private_size = sizeof(moody), .open = moody_open, .detect = moody_detect,
    .request_size = sizeof(odeval_request)};

ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void)
{
    return &table;
}
END
# shellcheck disable=SC2086 # a compiler and its flags
$CC -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Werror -shared -fPIC -I"$ROOT/include" -o moody.so moody.c || exit 1
run() { # run OUT OPTIONS ARGUMENTS...: what the user sees, then what the detector was asked
	out=$1 options=$2
	shift 2
	: >asked
	"$ODEVAL" run --bench ovdeval-mini --data "$MINI" --subset color --no-score --out "$out" \
		--backend "./moody.so:asked=asked$options" "$@" 2>&1
	echo "(exit $?) asked:$(sort asked | sed 's/^/ /' | tr -d '\n')"
}
failures() {
	sed -n 's/.*"file_name": "\([^"]*\)".*"error": /\1: /p' "$1" | sort
}
moods=,crash=003.png,hang=007.png
echo "one call at a time:"
run calm.jsonl $moods --isolate --time-limit 2 --jobs 1 --threads 1
failures calm.jsonl
echo "several at once lose no more:"
run many.jsonl $moods --isolate --time-limit 2 --jobs 4 | sed 's/; first: .*//'
failures many.jsonl
echo "still so:"
run calm.jsonl $moods --isolate --time-limit 1 --jobs 1 --threads 1
echo "mended:"
run calm.jsonl "" --isolate --jobs 1
run many.jsonl "" --jobs 4
run whole.jsonl "" -q
cmp calm.jsonl whole.jsonl && cmp many.jsonl whole.jsonl && echo "as if nothing had happened"
echo "no failure is allowed:"
run few.jsonl $moods --isolate --jobs 1 --threads 1 --max-failures 0
failures few.jsonl
echo "a limit needs a process that can be ended:"
run x.jsonl "" --time-limit 2
