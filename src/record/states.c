/* states.c: the states of a scored job as a file. */
#include "record/states.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/bytes.h"
#include "core/output.h"
#include "core/sha256.h"
#include "record/states_file.h"

char *od_states_path(const char *record_path)
{
    static const char from[] = ".json", to[] = ".states";
    size_t n = strlen(record_path);
    char *path = malloc(n + sizeof to);

    if (!path)
        return NULL;
    if (n >= sizeof from - 1 && strcmp(record_path + n - (sizeof from - 1), from) == 0)
        n -= sizeof from - 1;
    memcpy(path, record_path, n);
    memcpy(path + n, to, sizeof to);
    return path;
}

/* ---- what is packed ---- */

static od_status put_text(od_buffer *b, od_str text, od_error *err)
{
    od_status st;

    if (text.n > UINT32_MAX)
        return od_fail(err, OD_INPUT, "a name of more than 4 GiB");
    if ((st = od_put_u32(b, (uint32_t)text.n, err)) != OD_OK || text.n == 0)
        return st;
    return od_buffer_add(b, text.p, text.n, err);
}

static od_status put_id(od_buffer *b, od_id id, od_error *err)
{
    od_status st = od_put_u32(b, id.text != NULL, err);

    if (st != OD_OK)
        return st;
    return id.text ? put_text(b, od_str_of(id.text), err) : od_put_u64(b, (uint64_t)id.number, err);
}

static od_status put_images(od_buffer *b, const od_dataset *set, od_error *err)
{
    od_status st = od_put_u32(b, set->n_images, err);

    for (uint32_t i = 0; i < set->n_images && st == OD_OK; i++) {
        const od_str file = set->image_file[i];
        const uint32_t marks =
            (set->image_excluded[i] ? OD_STATES_EXCLUDED : 0) | (file.p ? OD_STATES_HAS_FILE : 0);

        if ((st = od_put_u32(b, marks, err)) == OD_OK && (st = put_id(b, set->image_id[i], err)) == OD_OK &&
            file.p)
            st = put_text(b, file, err);
    }
    return st;
}

static od_status put_categories(od_buffer *b, const od_dataset *set, od_error *err)
{
    od_status st = od_put_u32(b, set->n_categories, err);

    for (uint32_t k = 0; k < set->n_categories && st == OD_OK; k++)
        if ((st = put_id(b, set->category_id[k], err)) == OD_OK)
            st = put_text(b, set->category_name[k], err);
    return st;
}

static od_status put_protocol(od_buffer *b, const od_problem *problem, od_error *err)
{
    const od_protocol *p = problem->protocol;
    od_status st;

    if ((st = od_put_u32(b, (uint32_t)problem->mode, err)) != OD_OK ||
        (st = od_put_u32(b, problem->fixes, err)) != OD_OK || (st = od_put_u32(b, p->n_iou, err)) != OD_OK)
        return st;
    for (uint32_t t = 0; t < p->n_iou && st == OD_OK; t++)
        st = od_put_double(b, p->iou[t], err);
    if (st == OD_OK)
        st = od_put_u32(b, p->n_areas, err);
    for (uint32_t a = 0; a < p->n_areas && st == OD_OK; a++)
        if ((st = put_text(b, od_str_of(p->area[a].name), err)) == OD_OK &&
            (st = od_put_double(b, p->area[a].low, err)) == OD_OK)
            st = od_put_double(b, p->area[a].high, err);
    if (st == OD_OK)
        st = od_put_u32(b, p->n_max_dets, err);
    for (uint32_t m = 0; m < p->n_max_dets && st == OD_OK; m++)
        st = od_put_u32(b, p->max_dets[m], err);
    return st;
}

/* The state's size stands before it, and is known after it. */
static od_status put_run(od_buffer *b, const od_run *run, od_error *err)
{
    char use[OD_STATES_USE_TEXT];
    od_buffer state = {0};
    od_status st;

    od_metric_use_text(run->use, use, sizeof use);
    if ((st = put_text(b, od_str_of(use), err)) == OD_OK &&
        (st = run->use->metric->save(run->state, &state, err)) == OD_OK &&
        (st = od_put_u64(b, state.n, err)) == OD_OK)
        st = od_buffer_add(b, state.bytes, state.n, err);
    od_buffer_free(&state);
    return st;
}

static od_status put_subset(od_buffer *b, const od_job *job, const od_job_subset *s, od_error *err)
{
    od_status st;

    if ((st = put_text(b, od_str_of(s->definition->name), err)) != OD_OK ||
        (st = put_images(b, s->dataset, err)) != OD_OK ||
        (st = put_categories(b, s->dataset, err)) != OD_OK ||
        (st = put_protocol(b, &s->problem, err)) != OD_OK ||
        (st = od_put_u32(b, (uint32_t)job->n_metrics, err)) != OD_OK)
        return st;
    for (size_t r = 0; r < job->n_metrics && st == OD_OK; r++)
        st = put_run(b, &s->evaluation.runs[r], err);
    return st;
}

/* Subsets are numbered as they are saved; `number` is OD_NONE for those that were not scored. */
static od_status put_lists(od_buffer *b, const od_bench_list *lists, uint32_t n, const uint32_t *number,
                           od_error *err)
{
    od_status st = od_put_u32(b, n, err);

    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        const od_bench_list *l = &lists[i];

        if ((st = put_text(b, od_str_of(l->name), err)) != OD_OK ||
            (st = od_put_u32(b, l->of_groups, err)) != OD_OK ||
            (st = od_put_u32(b, l->n_members, err)) != OD_OK)
            return st;
        for (uint32_t m = 0; m < l->n_members && st == OD_OK; m++)
            st = od_put_u32(b, l->of_groups ? l->members[m] : number[l->members[m]], err);
    }
    return st;
}

static od_status put_job(od_buffer *b, const od_job *job, od_error *err)
{
    const od_bench *bench = job->bench;
    uint32_t *number = NULL, n = 0;
    od_status st = OD_ALLOC(number, bench->n_subsets, err);

    for (uint32_t i = 0; i < bench->n_subsets && st == OD_OK; i++)
        number[i] = job->subsets[i].evaluated ? n++ : OD_NONE;
    if (st != OD_OK || (st = od_put_u32(b, n, err)) != OD_OK)
        goto done;
    for (uint32_t i = 0; i < bench->n_subsets && st == OD_OK; i++)
        if (job->subsets[i].evaluated)
            st = put_subset(b, job, &job->subsets[i], err);
    if (st != OD_OK || (st = put_lists(b, bench->groups, bench->n_groups, number, err)) != OD_OK ||
        (st = put_lists(b, bench->averages, bench->n_averages, number, err)) != OD_OK)
        goto done;
    st = od_put_u32(b, bench->headline, err);
done:
    free(number);
    return st;
}

/* ---- the file ---- */

/* Appends `from` deflated. */
static od_status deflate_all(od_buffer *file, const od_buffer *from, int level, od_error *err)
{
    unsigned char piece[1 << 16];
    z_stream z = {0};
    size_t left = from->n;
    od_status st = OD_OK;
    int code = Z_OK;

    if (deflateInit(&z, level) != Z_OK)
        return od_fail_memory(err);
    z.next_in = (Bytef *)from->bytes;
    while (code == Z_OK && st == OD_OK) {
        if (z.avail_in == 0) {
            z.avail_in = left < UINT32_MAX ? (uInt)left : UINT32_MAX;
            left -= z.avail_in;
        }
        z.next_out = piece;
        z.avail_out = sizeof piece;
        code = deflate(&z, left ? Z_NO_FLUSH : Z_FINISH);
        if (code == Z_BUF_ERROR)
            code = Z_OK; /* nothing to do this time */
        st = od_buffer_add(file, piece, sizeof piece - z.avail_out, err);
    }
    deflateEnd(&z);
    if (st == OD_OK && code != Z_STREAM_END)
        st = od_fail(err, OD_SYSTEM, "the states could not be compressed");
    return st;
}

static od_status add_head(od_buffer *file, const od_buffer *record, size_t n, od_error *err)
{
    od_sha256 hash;
    char hex[65];
    od_status st;

    od_sha256_init(&hash);
    od_sha256_add(&hash, record->bytes, record->n);
    od_sha256_hex(&hash, hex);
    if ((st = od_buffer_printf(file, err, "%s\n%s\n", OD_STATES_SCHEMA, hex)) != OD_OK)
        return st;
    return od_put_u64(file, n, err);
}

uint32_t od_states_crc(const void *bytes, size_t n)
{
    return (uint32_t)crc32_z(crc32(0, Z_NULL, 0), bytes, n);
}

od_status od_states_bytes(od_buffer *file, const od_job *job, const od_buffer *record, od_error *err)
{
    const size_t before = file->n;
    od_buffer packed = {0};
    od_status st;

    if ((st = put_job(&packed, job, err)) != OD_OK || (st = add_head(file, record, packed.n, err)) != OD_OK)
        goto done;
    /* at a level that costs less time than the scoring */
    if ((st = deflate_all(file, &packed, Z_BEST_SPEED, err)) != OD_OK)
        goto done;
    if (packed.n > od_states_limit(file->n - before)) { /* what shrinks so much would be taken for a trap */
        file->n = before;
        if ((st = add_head(file, record, packed.n, err)) != OD_OK ||
            (st = deflate_all(file, &packed, Z_NO_COMPRESSION, err)) != OD_OK)
            goto done;
    }
    st = od_put_u32(file, od_states_crc(file->bytes + before, file->n - before), err);
done:
    od_buffer_free(&packed);
    return st;
}

od_status od_states_write(const char *path, const od_job *job, const od_buffer *record, od_error *err)
{
    od_buffer file = {0};
    od_output *out = NULL;
    od_status st;

    if ((st = od_states_bytes(&file, job, record, err)) != OD_OK ||
        (st = od_output_open(&out, path, err)) != OD_OK ||
        (st = od_output_write(out, file.bytes, file.n, err)) != OD_OK)
        goto done;
    st = od_output_commit(out, err);
    out = NULL;
done:
    od_output_discard(out);
    od_buffer_free(&file);
    return st;
}
