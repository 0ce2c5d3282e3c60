#include "backend/wire.h"

#include <string.h>

#include "backend/table.h"
#include "core/bytes.h"

/* Where bytes of images begin in the shared memory: on a cache line. */
enum { BLOB_ALIGN = 64 };

/* Length + 1 and a terminated text; 0: NULL. */
static od_status put_text(od_buffer *b, const char *text, od_error *err)
{
    size_t n = text ? strlen(text) : 0;
    od_status st = od_put_u64(b, text ? (uint64_t)n + 1 : 0, err);

    return st == OD_OK && text ? od_buffer_add(b, text, n + 1, err) : st;
}

static bool take_text(const char **p, const char *end, const char **text)
{
    uint64_t n;

    *text = NULL;
    if (!od_take_u64(p, end, &n))
        return false;
    if (n == 0)
        return true;
    if (n > (uint64_t)(end - *p) || (*p)[n - 1] != '\0')
        return false;
    *text = *p;
    *p += n;
    return true;
}

static bool take_kept_text(const char **p, const char *end, od_arena *arena, const char **text)
{
    if (!take_text(p, end, text))
        return false;
    if (*text)
        *text = od_arena_copy(arena, od_str_of(*text)).p;
    return true;
}

static bool take_size(const char **p, const char *end, size_t *value)
{
    uint64_t wide;

    if (!od_take_u64(p, end, &wide) || wide > SIZE_MAX)
        return false;
    *value = (size_t)wide;
    return true;
}

/* A count of things of which each takes at least one byte of what is left. */
static bool take_count(const char **p, const char *end, size_t *n)
{
    return take_size(p, end, n) && *n <= (size_t)(end - *p);
}

/* ---- the table ---- */

static od_status put_option(od_buffer *b, const odeval_backend_option *o, od_error *err)
{
    od_status st;

    if ((st = put_text(b, o->name, err)) != OD_OK || (st = put_text(b, o->help, err)) != OD_OK ||
        (st = put_text(b, o->standard, err)) != OD_OK ||
        (st = od_put_u32(b, (uint32_t)o->type, err)) != OD_OK ||
        (st = od_put_u32(b, o->flags, err)) != OD_OK || (st = od_put_u64(b, o->offset, err)) != OD_OK ||
        (st = od_put_double(b, o->low, err)) != OD_OK)
        return st;
    return od_put_double(b, o->high, err);
}

static bool take_option(const char **p, const char *end, od_arena *arena, odeval_backend_option *o)
{
    uint32_t type;

    if (!take_kept_text(p, end, arena, &o->name) || !take_kept_text(p, end, arena, &o->help) ||
        !take_kept_text(p, end, arena, &o->standard) || !od_take_u32(p, end, &type) ||
        !od_take_u32(p, end, &o->flags) || !take_size(p, end, &o->offset) ||
        !od_take_double(p, end, &o->low) || !od_take_double(p, end, &o->high))
        return false;
    o->type = (odeval_option_type)type;
    return o->name && od_option_size(o->type) > 0;
}

od_status od_wire_put_table(od_buffer *b, const char *text, const char *prompt, const odeval_backend *t,
                            od_error *err)
{
    const char *const texts[] = {text, prompt, t->name, t->version, t->title, t->help};
    const uint32_t numbers[] = {t->flags, t->wants, t->gives, t->max_batch};
    size_t n = od_option_count(t->options);
    od_status st = OD_OK;

    for (size_t i = 0; st == OD_OK && i < sizeof texts / sizeof *texts; i++)
        st = put_text(b, texts[i], err);
    for (size_t i = 0; st == OD_OK && i < sizeof numbers / sizeof *numbers; i++)
        st = od_put_u32(b, numbers[i], err);
    if (st != OD_OK || (st = od_put_u64(b, t->private_size, err)) != OD_OK ||
        (st = od_put_u64(b, t->request_size, err)) != OD_OK || (st = od_put_u64(b, n, err)) != OD_OK)
        return st;
    for (size_t i = 0; st == OD_OK && i < n; i++)
        st = put_option(b, &t->options[i], err);
    return st;
}

bool od_wire_take_table(const char *p, const char *end, od_arena *arena, const char **text,
                        const char **prompt, odeval_backend *t)
{
    odeval_backend_option *options;
    size_t n;

    *t = (odeval_backend){.abi_version = ODEVAL_BACKEND_ABI, .struct_size = sizeof *t};
    if (!take_kept_text(&p, end, arena, text) || !take_kept_text(&p, end, arena, prompt) ||
        !take_kept_text(&p, end, arena, &t->name) || !take_kept_text(&p, end, arena, &t->version) ||
        !take_kept_text(&p, end, arena, &t->title) || !take_kept_text(&p, end, arena, &t->help))
        return false;
    if (!od_take_u32(&p, end, &t->flags) || !od_take_u32(&p, end, &t->wants) ||
        !od_take_u32(&p, end, &t->gives) || !od_take_u32(&p, end, &t->max_batch) ||
        !take_size(&p, end, &t->private_size) || !take_size(&p, end, &t->request_size) ||
        !take_count(&p, end, &n))
        return false;
    if (!*text || !t->name || !t->version || !t->title || t->max_batch == 0)
        return false;
    options = od_arena_alloc(arena, (n + 1) * sizeof *options);
    if (!options)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!take_option(&p, end, arena, &options[i]))
            return false;
    t->options = options;
    return p == end;
}

/* ---- requests ---- */

static bool is_rgb_size(const odeval_request *r, size_t *size)
{
    uint64_t pixels = (uint64_t)r->width * r->height;

    if (pixels > SIZE_MAX / 4 / 3)
        return false;
    *size = (size_t)pixels * 3;
    return true;
}

static size_t aligned(size_t n)
{
    return (n + BLOB_ALIGN - 1) / BLOB_ALIGN * BLOB_ALIGN;
}

/* Bytes of shared memory that the images of a batch take; false when no machine has that many. */
static bool blob_size(const odeval_request *requests, size_t n, size_t *size)
{
    *size = 0;
    for (size_t i = 0; i < n; i++) {
        size_t rgb = 0;

        if ((requests[i].rgb && !is_rgb_size(&requests[i], &rgb)) || requests[i].n_bytes > SIZE_MAX / 4)
            return false;
        if (rgb + requests[i].n_bytes + 2 * (size_t)BLOB_ALIGN > SIZE_MAX / 2 - *size)
            return false;
        *size += aligned(rgb) + aligned(requests[i].bytes ? requests[i].n_bytes : 0);
    }
    return true;
}

/* Offset + 1 and size in the shared memory; 0: NULL. */
static od_status put_blob(od_buffer *b, od_shared *shared, size_t *at, const unsigned char *bytes, size_t n,
                          od_error *err)
{
    od_status st;

    if ((st = od_put_u64(b, bytes ? (uint64_t)*at + 1 : 0, err)) != OD_OK ||
        (st = od_put_u64(b, n, err)) != OD_OK)
        return st;
    if (bytes && n > 0) {
        memcpy(shared->data + *at, bytes, n);
        *at += aligned(n);
    }
    return OD_OK;
}

static bool take_blob(const char **p, const char *end, const od_shared *shared, const unsigned char **bytes,
                      size_t *n)
{
    static const unsigned char nothing[1];
    size_t at;

    *bytes = NULL;
    if (!take_size(p, end, &at) || !take_size(p, end, n))
        return false;
    if (at == 0)
        return true;
    at--;
    if (at > shared->size || *n > shared->size - at)
        return false;
    *bytes = *n > 0 ? (const unsigned char *)shared->data + at : nothing;
    return true;
}

static od_status put_request(od_buffer *b, od_shared *shared, size_t *at, const odeval_request *r,
                             od_error *err)
{
    size_t rgb = 0;
    od_status st;

    if (r->rgb)
        is_rgb_size(r, &rgb);
    if ((st = od_put_u64(b, r->number, err)) != OD_OK || (st = put_text(b, r->file_name, err)) != OD_OK ||
        (st = put_text(b, r->path, err)) != OD_OK || (st = put_text(b, r->prompt, err)) != OD_OK ||
        (st = put_blob(b, shared, at, r->bytes, r->bytes ? r->n_bytes : 0, err)) != OD_OK ||
        (st = put_blob(b, shared, at, r->rgb, rgb, err)) != OD_OK ||
        (st = od_put_u32(b, r->width, err)) != OD_OK || (st = od_put_u32(b, r->height, err)) != OD_OK ||
        (st = od_put_u64(b, r->n_labels, err)) != OD_OK)
        return st;
    for (size_t i = 0; st == OD_OK && i < r->n_labels; i++)
        st = put_text(b, r->labels[i], err);
    return st;
}

static bool take_request(const char **p, const char *end, od_arena *arena, const od_shared *shared,
                         odeval_request *r)
{
    const char **labels;
    size_t rgb;

    *r = (odeval_request){.struct_size = sizeof *r};
    if (!od_take_u64(p, end, &r->number) || !take_text(p, end, &r->file_name) ||
        !take_text(p, end, &r->path) || !take_text(p, end, &r->prompt) ||
        !take_blob(p, end, shared, &r->bytes, &r->n_bytes) || !take_blob(p, end, shared, &r->rgb, &rgb) ||
        !od_take_u32(p, end, &r->width) || !od_take_u32(p, end, &r->height) ||
        !take_count(p, end, &r->n_labels))
        return false;
    labels = od_arena_alloc(arena, (r->n_labels + 1) * sizeof *labels);
    if (!labels)
        return false;
    for (size_t i = 0; i < r->n_labels; i++)
        if (!take_text(p, end, &labels[i]))
            return false;
    r->labels = labels;
    return true;
}

od_status od_wire_put_requests(od_buffer *b, od_shared *shared, const odeval_request *requests, size_t n,
                               od_error *err)
{
    size_t size, at = 0;
    od_status st;

    if (!blob_size(requests, n, &size))
        return od_fail_memory(err);
    if ((st = od_shared_grow(shared, size, err)) != OD_OK || (st = od_put_u64(b, size, err)) != OD_OK ||
        (st = od_put_u64(b, n, err)) != OD_OK)
        return st;
    for (size_t i = 0; st == OD_OK && i < n; i++)
        st = put_request(b, shared, &at, &requests[i], err);
    return st;
}

bool od_wire_take_requests(const char *p, const char *end, od_arena *arena, od_shared *shared,
                           odeval_request **requests, size_t *n)
{
    size_t size;

    if (!take_size(&p, end, &size) || !take_count(&p, end, n) || od_shared_grow(shared, size, NULL) != OD_OK)
        return false;
    *requests = od_arena_alloc(arena, (*n + 1) * sizeof **requests);
    if (!*requests)
        return false;
    for (size_t i = 0; i < *n; i++)
        if (!take_request(&p, end, arena, shared, &(*requests)[i]))
            return false;
    return p == end;
}

/* ---- results ---- */

static od_status put_box(od_buffer *b, const odeval_box *box, od_error *err)
{
    const double numbers[] = {box->x, box->y, box->width, box->height, box->score};
    od_status st = OD_OK;

    for (size_t i = 0; st == OD_OK && i < sizeof numbers / sizeof *numbers; i++)
        st = od_put_double(b, numbers[i], err);
    return st == OD_OK ? put_text(b, box->label, err) : st;
}

static bool take_box(const char **p, const char *end, odeval_box *box)
{
    return od_take_double(p, end, &box->x) && od_take_double(p, end, &box->y) &&
           od_take_double(p, end, &box->width) && od_take_double(p, end, &box->height) &&
           od_take_double(p, end, &box->score) && take_text(p, end, &box->label);
}

static od_status put_box_scores(od_buffer *b, const odeval_result *r, od_error *err)
{
    od_status st = od_put_u64(b, r->n_box_scores, err);

    for (size_t i = 0; st == OD_OK && i < r->n_box_scores; i++) {
        for (int k = 0; st == OD_OK && k < 4; k++)
            st = od_put_double(b, r->box_scores[i].numbers[k], err);
        if (st == OD_OK)
            st = od_put_double(b, r->box_scores[i].score, err);
    }
    return st;
}

static bool take_box_scores(const char **p, const char *end, od_arena *arena, odeval_result *r)
{
    odeval_box_score *scores;

    if (!take_count(p, end, &r->n_box_scores) ||
        !(scores = od_arena_alloc(arena, (r->n_box_scores + 1) * sizeof *scores)))
        return false;
    for (size_t i = 0; i < r->n_box_scores; i++) {
        for (int k = 0; k < 4; k++)
            if (!od_take_double(p, end, &scores[i].numbers[k]))
                return false;
        if (!od_take_double(p, end, &scores[i].score))
            return false;
    }
    r->box_scores = scores;
    return true;
}

od_status od_wire_put_result(od_buffer *b, const odeval_result *r, od_error *err)
{
    const uint32_t numbers[] = {r->input_width, r->input_height, r->permanent != 0, r->retries};
    od_status st;

    if ((st = od_put_u64(b, r->number, err)) != OD_OK || (st = put_text(b, r->failure, err)) != OD_OK ||
        (st = od_put_u64(b, r->tokens, err)) != OD_OK || (st = od_put_double(b, r->seconds, err)) != OD_OK ||
        (st = od_put_double(b, r->score, err)) != OD_OK)
        return st;
    for (size_t i = 0; st == OD_OK && i < sizeof numbers / sizeof *numbers; i++)
        st = od_put_u32(b, numbers[i], err);
    if (st != OD_OK || (st = od_put_u64(b, r->text ? (uint64_t)r->n_text + 1 : 0, err)) != OD_OK ||
        (r->text && (st = od_buffer_add(b, r->text, r->n_text, err)) != OD_OK) ||
        (st = od_put_u64(b, r->n_boxes, err)) != OD_OK)
        return st;
    for (size_t i = 0; st == OD_OK && i < r->n_boxes; i++)
        st = put_box(b, &r->boxes[i], err);
    return st == OD_OK ? put_box_scores(b, r, err) : st;
}

/* A model's answer: any bytes, not terminated. */
static bool take_answer(const char **p, const char *end, odeval_result *r)
{
    uint64_t n;

    if (!od_take_u64(p, end, &n) || (n > 0 && n - 1 > (uint64_t)(end - *p)))
        return false;
    if (n > 0) {
        r->text = *p;
        r->n_text = (size_t)n - 1;
        *p += n - 1;
    }
    return true;
}

bool od_wire_take_result(const char *p, const char *end, od_arena *arena, odeval_result *r)
{
    odeval_box *boxes;
    uint32_t permanent;

    *r = (odeval_result){.struct_size = sizeof *r};
    if (!od_take_u64(&p, end, &r->number) || !take_text(&p, end, &r->failure) ||
        !od_take_u64(&p, end, &r->tokens) || !od_take_double(&p, end, &r->seconds) ||
        !od_take_double(&p, end, &r->score) || !od_take_u32(&p, end, &r->input_width) ||
        !od_take_u32(&p, end, &r->input_height) || !od_take_u32(&p, end, &permanent) ||
        !od_take_u32(&p, end, &r->retries) || !take_answer(&p, end, r) || !take_count(&p, end, &r->n_boxes))
        return false;
    r->permanent = permanent != 0;
    boxes = od_arena_alloc(arena, (r->n_boxes + 1) * sizeof *boxes);
    if (!boxes)
        return false;
    for (size_t i = 0; i < r->n_boxes; i++)
        if (!take_box(&p, end, &boxes[i]))
            return false;
    r->boxes = boxes;
    return take_box_scores(&p, end, arena, r) && p == end;
}
