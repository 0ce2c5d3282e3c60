/* States beside a record. The input is what a file of states inflates to: it is wrapped as the writer wraps
 * it, since no engine guesses checksums. Reading must end in states that can be finished and resampled, or in
 * an error that says something. An input that begins with "odeval" is a file as it is. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/bytes.h"
#include "decision/bootstrap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* SHA-256 of nothing: the record is empty. */
static const char head[] =
    "odeval.states/1\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n";

static void must(bool truth)
{
    if (!truth)
        abort();
}

static void wrap(od_buffer *file, const uint8_t *bytes, size_t n)
{
    uLongf size = compressBound((uLong)n);
    Bytef *packed = malloc(size);

    must(packed && compress2(packed, &size, bytes, (uLong)n, 1) == Z_OK);
    must(od_buffer_add(file, head, sizeof head - 1, NULL) == OD_OK && od_put_u64(file, n, NULL) == OD_OK &&
         od_buffer_add(file, packed, size, NULL) == OD_OK);
    must(od_put_u32(file, (uint32_t)crc32(0, (const Bytef *)file->bytes, (uInt)file->n), NULL) == OD_OK);
    free(packed);
}

static void finish(const od_states *s)
{
    for (uint32_t i = 0; i < s->n_subsets; i++)
        for (size_t r = 0; r < s->subsets[i].n_runs; r++) {
            const od_run *run = &s->subsets[i].runs[r];
            od_scores scores = {.n_categories = s->subsets[i].dataset->n_categories};

            must(run->use->metric->finish(run->state, &run->context, &scores, NULL) == OD_OK);
            od_scores_free(&scores);
        }
}

static void resample(const od_states *s)
{
    const od_bootstrap_options options = {.resamples = OD_RESAMPLES_MIN, .confidence = .95, .threads = 1};
    od_record_subset *subsets = calloc(s->n_subsets + 1, sizeof *subsets);
    od_record record = {.subsets = subsets, .n_subsets = s->n_subsets};
    od_bootstrap *b = NULL;
    od_status st;

    must(subsets != NULL);
    for (uint32_t i = 0; i < s->n_subsets; i++)
        subsets[i].name = s->subsets[i].name;
    st = od_bootstrap_run(&b, &record, s, &options, NULL);
    must(st == OD_OK || (st == OD_INPUT && s->n_subsets == 0));
    for (size_t p = 0; b && p < b->n_paths; p++)
        (void)od_bootstrap_interval(b, p, .95);
    od_bootstrap_free(b);
    free(subsets);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const bool whole = n >= 6 && memcmp(bytes, "odeval", 6) == 0;
    const od_buffer record = {0};
    od_buffer file = {0};
    od_states *s = NULL;
    od_error err = {0};
    od_status st;

    if (!whole)
        wrap(&file, bytes, n);
    st =
        od_states_parse(&s, "s", whole ? (const void *)bytes : file.bytes, whole ? n : file.n, &record, &err);
    if (st == OD_OK) {
        finish(s);
        resample(s);
    } else {
        must(s == NULL && st == OD_INPUT && err.what[0] && err.remedy[0]);
    }
    od_states_free(s);
    od_buffer_free(&file);
    return 0;
}
