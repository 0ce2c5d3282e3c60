/* states_read.c: states from a file, which may hold anything. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/bytes.h"
#include "core/input.h"
#include "core/sha256.h"
#include "record/states.h"
#include "record/states_file.h"

enum { SUBSETS_MAX = 1 << 16, RUNS_MAX = 64, MEMBERS_MAX = 1 << 16 };

static const size_t file_max = (size_t)1 << 31;
static const char again[] = "score the predictions again with --save";

static od_status refuse(od_error *err, const char *name, const char *what)
{
    od_fail_at(err, OD_INPUT, (od_place){.input = name}, "the saved states %s", what);
    return od_remedy(err, "%s", again);
}

/* ---- the inflated bytes ---- */

typedef struct reading {
    const char *name; /* of the file */
    const char *p, *end;
    od_states *states;
    od_error *err;
} reading;

static od_status cut_short(const reading *r)
{
    return refuse(r->err, r->name, "end too early");
}

static od_status damaged(const reading *r)
{
    return refuse(r->err, r->name, "are damaged");
}

static od_status take_u32(reading *r, uint32_t *value)
{
    return od_take_u32(&r->p, r->end, value) ? OD_OK : cut_short(r);
}

/* A number of things, at most `most`. */
static od_status take_count(reading *r, uint32_t most, uint32_t *n)
{
    od_status st = take_u32(r, n);

    return st == OD_OK && *n > most ? damaged(r) : st;
}

/* Points into the bytes. */
static od_status take_text(reading *r, od_str *text)
{
    uint32_t n;
    od_status st = take_u32(r, &n);

    if (st != OD_OK)
        return st;
    if (n > (size_t)(r->end - r->p))
        return cut_short(r);
    *text = (od_str){r->p, n};
    r->p += n;
    return OD_OK;
}

static od_status keep_text(reading *r, const char **out)
{
    od_str text;
    od_status st = take_text(r, &text);

    *out = NULL;
    if (st != OD_OK)
        return st;
    *out = od_arena_copy(&r->states->texts, text).p;
    return *out ? OD_OK : od_fail_memory(r->err);
}

static void *room(const reading *r, size_t n, size_t size)
{
    void *list = od_arena_alloc(&r->states->texts, n * size);

    if (!list)
        od_fail_memory(r->err);
    return list;
}

/* Of texts that are ids, the arena has a terminated copy. */
static od_status take_id(reading *r, od_id *id)
{
    uint32_t is_text;
    uint64_t number;
    od_status st = take_count(r, 1, &is_text);

    *id = (od_id){0};
    if (st != OD_OK)
        return st;
    if (is_text)
        return keep_text(r, &id->text);
    if (!od_take_u64(&r->p, r->end, &number))
        return cut_short(r);
    id->number = (int64_t)number;
    return OD_OK;
}

/* ---- a data set without truths ---- */

static od_status take_image(reading *r, od_dataset_builder *b, od_id *last, bool first, uint32_t *marks)
{
    od_image_entry image = {0};
    od_status st;

    if ((st = take_count(r, OD_STATES_EXCLUDED | OD_STATES_HAS_FILE, marks)) != OD_OK ||
        (st = take_id(r, &image.id)) != OD_OK)
        return st;
    if (*marks & OD_STATES_HAS_FILE && (st = take_text(r, &image.file)) != OD_OK)
        return st;
    if (!first && od_id_compare(*last, image.id) >= 0)
        return damaged(r); /* an image's number is its place by id */
    *last = image.id;
    return od_dataset_add_image(b, &image, r->err);
}

static od_status take_images(reading *r, od_dataset_builder *b, od_buffer *excluded)
{
    uint32_t n, marks;
    od_id last = {0};
    od_status st = take_u32(r, &n);

    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        char out;

        if ((st = take_image(r, b, &last, i == 0, &marks)) != OD_OK)
            return st;
        out = (marks & OD_STATES_EXCLUDED) != 0;
        st = od_buffer_add(excluded, &out, 1, r->err);
    }
    return st;
}

static od_status take_categories(reading *r, od_dataset_builder *b)
{
    uint32_t n;
    od_id id, last = {0};
    od_str name;
    od_status st = take_u32(r, &n);

    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        if ((st = take_id(r, &id)) != OD_OK || (st = take_text(r, &name)) != OD_OK)
            return st;
        if (i && od_id_compare(last, id) >= 0)
            return damaged(r);
        last = id;
        st = od_dataset_add_category(b, id, name, r->err);
    }
    return st;
}

static od_status take_dataset(reading *r, od_dataset **out)
{
    od_dataset_builder *b = NULL;
    od_buffer excluded = {0};
    od_status st;

    if ((st = od_dataset_builder_create(&b, r->err)) != OD_OK ||
        (st = take_images(r, b, &excluded)) != OD_OK || (st = take_categories(r, b)) != OD_OK)
        goto done;
    st = od_dataset_finish(out, b, r->name, r->err);
    b = NULL;
    if (st == OD_OK && excluded.n)
        memcpy((*out)->image_excluded, excluded.bytes, excluded.n);
done:
    od_dataset_builder_free(b);
    od_buffer_free(&excluded);
    return st;
}

/* ---- the protocol ---- */

static od_status take_finite(reading *r, double *value)
{
    if (!od_take_double(&r->p, r->end, value))
        return cut_short(r);
    return isfinite(*value) ? OD_OK : damaged(r);
}

static od_status take_iou(reading *r, od_protocol *p)
{
    od_status st = take_count(r, OD_IOU_MAX, &p->n_iou);

    for (uint32_t t = 0; t < p->n_iou && st == OD_OK; t++)
        if ((st = take_finite(r, &p->iou[t])) == OD_OK && t && !(p->iou[t] > p->iou[t - 1]))
            st = damaged(r);
    return st == OD_OK && p->n_iou == 0 ? damaged(r) : st;
}

static od_status take_area(reading *r, od_area_range *area)
{
    od_str name;
    od_status st;

    if ((st = take_text(r, &name)) != OD_OK)
        return st;
    if (name.n == 0 || name.n >= sizeof area->name || memchr(name.p, '\0', name.n))
        return damaged(r);
    memcpy(area->name, name.p, name.n);
    area->name[name.n] = '\0';
    if ((st = take_finite(r, &area->low)) != OD_OK)
        return st;
    return take_finite(r, &area->high);
}

static od_status take_areas(reading *r, od_protocol *p)
{
    od_status st = take_count(r, OD_AREA_MAX, &p->n_areas);

    if (st == OD_OK && (p->n_areas == 0 || p->n_areas * p->n_iou > OD_COMBINATIONS))
        st = damaged(r);
    for (uint32_t a = 0; a < p->n_areas && st == OD_OK; a++)
        st = take_area(r, &p->area[a]);
    return st;
}

static od_status take_max_dets(reading *r, od_protocol *p)
{
    od_status st = take_count(r, OD_MAX_DETS_MAX, &p->n_max_dets);

    for (uint32_t m = 0; m < p->n_max_dets && st == OD_OK; m++)
        if ((st = take_u32(r, &p->max_dets[m])) == OD_OK && p->max_dets[m] <= (m ? p->max_dets[m - 1] : 0))
            st = damaged(r);
    return st == OD_OK && p->n_max_dets == 0 ? damaged(r) : st;
}

static od_status take_protocol(reading *r, od_states_subset *s)
{
    uint32_t mode, fixes;
    od_status st;

    od_protocol_default(&s->protocol); /* the recall points are nobody's choice */
    if ((st = take_count(r, OD_MODE_ONE_BOX, &mode)) != OD_OK ||
        (st = take_count(r, OD_FIX_ALL, &fixes)) != OD_OK || (st = take_iou(r, &s->protocol)) != OD_OK ||
        (st = take_areas(r, &s->protocol)) != OD_OK || (st = take_max_dets(r, &s->protocol)) != OD_OK)
        return st;
    s->problem = (od_problem){.dataset = s->dataset,
                              .detections = &s->none,
                              .protocol = &s->protocol,
                              .mode = (od_mode)mode,
                              .fixes = fixes};
    return OD_OK;
}

/* ---- states ---- */

static od_status take_run(reading *r, od_states_subset *s)
{
    od_metric_use *use = &s->uses[s->n_runs];
    od_run *run = &s->runs[s->n_runs];
    uint64_t n;
    od_str text;
    od_status st;

    if ((st = take_text(r, &text)) != OD_OK)
        return st;
    if (text.n >= OD_STATES_USE_TEXT || od_metric_use_parse(use, text, NULL) != OD_OK)
        return refuse(r->err, r->name, "are of a metric that this version of odeval does not have");
    if (!od_take_u64(&r->p, r->end, &n) || n > (size_t)(r->end - r->p))
        return cut_short(r);
    st = od_run_init(run, &s->problem, use, r->err);
    s->n_runs++;
    if (st != OD_OK)
        return st;
    st = use->metric->load(run->state, r->p, (size_t)n, r->err);
    if (st == OD_INPUT && r->err && !r->err->input[0])
        snprintf(r->err->input, sizeof r->err->input, "%s", r->name);
    r->p += n;
    return st;
}

static od_status take_runs(reading *r, od_states_subset *s)
{
    uint32_t n;
    od_status st;

    if ((st = take_count(r, RUNS_MAX, &n)) != OD_OK)
        return st;
    if (!(s->uses = room(r, n, sizeof *s->uses)) || !(s->runs = room(r, n, sizeof *s->runs)))
        return OD_SYSTEM;
    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        st = take_run(r, s);
    return st;
}

static od_status take_subsets(reading *r)
{
    od_states *states = r->states;
    uint32_t n;
    od_status st;

    if ((st = take_count(r, SUBSETS_MAX, &n)) != OD_OK)
        return st;
    if (n > (size_t)(r->end - r->p) / (4 * sizeof(uint32_t))) /* each has four counts at least */
        return cut_short(r);
    if (!(states->subsets = room(r, n, sizeof *states->subsets)))
        return OD_SYSTEM;
    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        od_states_subset *s = &states->subsets[states->n_subsets++];

        if ((st = keep_text(r, &s->name)) == OD_OK && (st = take_dataset(r, &s->dataset)) == OD_OK &&
            (st = take_protocol(r, s)) == OD_OK)
            st = take_runs(r, s);
    }
    return st;
}

static od_status take_list(reading *r, od_bench_list *l)
{
    uint32_t of_groups, n;
    od_status st;

    if ((st = keep_text(r, &l->name)) != OD_OK || (st = take_count(r, 1, &of_groups)) != OD_OK ||
        (st = take_count(r, MEMBERS_MAX, &n)) != OD_OK)
        return st;
    if (n == 0 || n > (size_t)(r->end - r->p) / sizeof(uint32_t))
        return cut_short(r);
    l->of_groups = of_groups != 0;
    if (!(l->members = room(r, n, sizeof *l->members)))
        return OD_SYSTEM;
    for (; l->n_members < n && st == OD_OK; l->n_members++) {
        uint32_t *member = &l->members[l->n_members];

        st = take_u32(r, member);
        if (st == OD_OK && (l->of_groups ? *member >= r->states->n_groups
                                         : *member != OD_NONE && *member >= r->states->n_subsets))
            st = damaged(r);
    }
    return st;
}

static od_status take_lists(reading *r, od_bench_list **lists, uint32_t *n_lists, bool averages)
{
    uint32_t n;
    od_status st;

    if ((st = take_count(r, MEMBERS_MAX, &n)) != OD_OK)
        return st;
    if (n > (size_t)(r->end - r->p) / (3 * sizeof(uint32_t)))
        return cut_short(r);
    if (!(*lists = room(r, n, sizeof **lists)))
        return OD_SYSTEM;
    for (uint32_t i = 0; i < n && st == OD_OK; i++) {
        st = take_list(r, &(*lists)[i]);
        if (st == OD_OK && (*lists)[i].of_groups && !averages)
            st = damaged(r);
    }
    *n_lists = n;
    return st;
}

static od_status take_states(reading *r)
{
    od_states *s = r->states;
    od_status st;

    if ((st = take_subsets(r)) != OD_OK || (st = take_lists(r, &s->groups, &s->n_groups, false)) != OD_OK ||
        (st = take_lists(r, &s->averages, &s->n_averages, true)) != OD_OK ||
        (st = take_u32(r, &s->headline)) != OD_OK)
        return st;
    if (r->p != r->end || (s->headline != OD_NONE && s->headline >= s->n_averages))
        return damaged(r);
    return OD_OK;
}

void od_states_free(od_states *s)
{
    if (!s)
        return;
    for (uint32_t i = 0; i < s->n_subsets; i++) {
        od_states_subset *subset = &s->subsets[i];

        for (size_t r = 0; r < subset->n_runs; r++)
            od_run_release(&subset->runs[r]);
        od_dataset_free(subset->dataset);
    }
    od_arena_free(&s->texts);
    free(s);
}

/* ---- the file ---- */

static const size_t sha_at = sizeof OD_STATES_SCHEMA; /* behind the schema and its line end */
enum { SHA_HEX = 64, CRC_BYTES = 4 };

/* Finds the deflated bytes; *n is what they inflate to. */
static od_status open_file(const char *name, od_str *file, const od_buffer *record, uint64_t *n,
                           od_error *err)
{
    static const char schema[] = OD_STATES_SCHEMA "\n";
    const size_t family = strlen("odeval.states/");
    const char *p, *end;
    uint32_t crc;
    od_sha256 hash;
    char hex[SHA_HEX + 1];

    if (file->n < family || memcmp(file->p, schema, family) != 0)
        return refuse(err, name, "are not what odeval writes: another file has their name");
    if (file->n < sizeof schema - 1 || memcmp(file->p, schema, sizeof schema - 1) != 0)
        return refuse(err, name, memchr(file->p, '\n', file->n) ? "are of another version" : "are cut short");
    if (file->n < sha_at + SHA_HEX + 1 + sizeof *n + CRC_BYTES)
        return refuse(err, name, "are cut short");
    p = file->p + file->n - CRC_BYTES;
    end = file->p + file->n;
    od_take_u32(&p, end, &crc);
    if (crc != od_states_crc(file->p, file->n - CRC_BYTES))
        return refuse(err, name, "are cut short or damaged");
    od_sha256_init(&hash);
    od_sha256_add(&hash, record->bytes, record->n);
    od_sha256_hex(&hash, hex);
    if (memcmp(hex, file->p + sha_at, SHA_HEX) != 0)
        return refuse(err, name, "are not of this record: one of the two was replaced or edited");
    p = file->p + sha_at + SHA_HEX + 1;
    od_take_u64(&p, end, n);
    if (*n > od_states_limit(file->n))
        return refuse(err, name, "claim a size that cannot be");
    *file = (od_str){p, (size_t)(end - CRC_BYTES - p)};
    return OD_OK;
}

/* Inflates exactly n bytes, making room as they come. */
static od_status inflate_all(const char *name, od_str from, uint64_t n, od_buffer *out, od_error *err)
{
    unsigned char piece[1 << 16];
    z_stream z = {0};
    od_status st = OD_OK;
    int code = Z_OK;

    if (inflateInit(&z) != Z_OK)
        return od_fail_memory(err);
    z.next_in = (Bytef *)from.p;
    while (code == Z_OK && st == OD_OK) {
        if (z.avail_in == 0) {
            z.avail_in = from.n < UINT32_MAX ? (uInt)from.n : UINT32_MAX;
            from.n -= z.avail_in;
        }
        z.next_out = piece;
        z.avail_out = sizeof piece;
        code = inflate(&z, Z_NO_FLUSH);
        if (sizeof piece - z.avail_out > n - out->n)
            code = Z_DATA_ERROR;
        else
            st = od_buffer_add(out, piece, sizeof piece - z.avail_out, err);
    }
    inflateEnd(&z);
    if (st == OD_OK && (code != Z_STREAM_END || out->n != n || z.avail_in || from.n))
        st = refuse(err, name, "are damaged");
    return st;
}

od_status od_states_parse(od_states **out, const char *name, const void *bytes, size_t n,
                          const od_buffer *record, od_error *err)
{
    reading r = {.name = name, .err = err};
    od_str file = {bytes, n};
    od_buffer packed = {0};
    uint64_t size;
    od_status st;

    *out = NULL;
    if ((st = open_file(name, &file, record, &size, err)) != OD_OK ||
        (st = inflate_all(name, file, size, &packed, err)) != OD_OK ||
        (st = OD_ALLOC(r.states, 1, err)) != OD_OK)
        goto done;
    r.p = packed.bytes;
    r.end = packed.n ? packed.bytes + packed.n : packed.bytes;
    if ((st = take_states(&r)) != OD_OK)
        goto done;
    *out = r.states;
    r.states = NULL;
done:
    od_states_free(r.states);
    od_buffer_free(&packed);
    return st;
}

od_status od_states_read(od_states **out, const char *path, const od_buffer *record, od_error *err)
{
    od_buffer file = {0};
    od_status st;

    *out = NULL;
    if ((st = od_input_bytes(&file, path, file_max, err)) == OD_OK)
        st = od_states_parse(out, path, file.bytes, file.n, record, err);
    od_buffer_free(&file);
    return st;
}
