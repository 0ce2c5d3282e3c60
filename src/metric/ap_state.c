/* ap_state.c: the table as bytes, for states beside a run record and for shards.
 */
#include "core/bytes.h"
#include "metric/ap_table.h"

enum { STATE_VERSION = 2, PLAIN_BYTES = 20, ROW_BYTES = PLAIN_BYTES + 16, TRUTHS_BYTES = 12 };

static od_status save_plain(const void *item, od_buffer *bytes, od_error *err)
{
    const od_ap_plain *key = item;
    od_status st;

    if ((st = od_put_double(bytes, od_ap_score(key), err)) != OD_OK ||
        (st = od_put_u32(bytes, key->category, err)) != OD_OK ||
        (st = od_put_u32(bytes, key->image, err)) != OD_OK)
        return st;
    return od_put_u32(bytes, key->marks, err);
}

static od_status save_row(const void *item, od_buffer *bytes, od_error *err)
{
    const od_ap_row *row = item;
    od_status st;

    if ((st = save_plain(&row->key, bytes, err)) != OD_OK ||
        (st = od_put_u64(bytes, row->matched, err)) != OD_OK)
        return st;
    return od_put_u64(bytes, row->ignored, err);
}

static od_status save_truths(const void *item, od_buffer *bytes, od_error *err)
{
    const od_ap_truths *truths = item;
    od_status st;

    if ((st = od_put_u32(bytes, truths->category, err)) != OD_OK ||
        (st = od_put_u32(bytes, truths->image, err)) != OD_OK)
        return st;
    return od_put_u32(bytes, truths->marks, err);
}

static od_status save_blocks(const od_blocks *b, od_status (*save)(const void *, od_buffer *, od_error *),
                             od_buffer *bytes, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < b->n; i++)
        for (uint32_t item = 0; item < b->used[i] && st == OD_OK; item++)
            st = save(b->block[i] + item * b->item_size, bytes, err);
    return st;
}

od_status od_ap_table_save(const od_ap_table *t, od_buffer *bytes, od_error *err)
{
    od_status st;

    if ((st = od_put_u32(bytes, STATE_VERSION, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_images, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_categories, err)) != OD_OK ||
        (st = od_put_u32(bytes, t->n_areas, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->rows.count, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->plain.count, err)) != OD_OK ||
        (st = od_put_u64(bytes, t->truths.count, err)) != OD_OK ||
        (st = save_blocks(&t->rows, save_row, bytes, err)) != OD_OK ||
        (st = save_blocks(&t->plain, save_plain, bytes, err)) != OD_OK)
        return st;
    return save_blocks(&t->truths, save_truths, bytes, err);
}

static od_status bad_state(od_error *err, const char *what)
{
    od_fail(err, OD_INPUT, "the saved state %s", what);
    return od_remedy(err, "score the predictions again with this version of odeval");
}

static bool load_plain(void *item, const char **bytes, const char *end)
{
    od_ap_plain *key = item;
    double score;

    if (!od_take_double(bytes, end, &score) || !od_take_u32(bytes, end, &key->category) ||
        !od_take_u32(bytes, end, &key->image) || !od_take_u32(bytes, end, &key->marks))
        return false;
    memcpy(key->score, &score, sizeof score);
    return true;
}

static bool load_row(void *item, const char **bytes, const char *end)
{
    od_ap_row *row = item;

    return load_plain(&row->key, bytes, end) && od_take_u64(bytes, end, &row->matched) &&
           od_take_u64(bytes, end, &row->ignored);
}

static bool load_truths(void *item, const char **bytes, const char *end)
{
    od_ap_truths *truths = item;

    return od_take_u32(bytes, end, &truths->category) && od_take_u32(bytes, end, &truths->image) &&
           od_take_u32(bytes, end, &truths->marks);
}

/* How many items of each kind follow. */
typedef struct header {
    uint64_t rows, plain, truths;
} header;

static od_status load_header(const od_ap_table *t, const char **bytes, const char *end, header *h,
                             od_error *err)
{
    uint32_t version, n_images, n_categories, n_areas;
    uint64_t left;

    if (!od_take_u32(bytes, end, &version))
        return bad_state(err, "is cut short");
    if (version != STATE_VERSION)
        return bad_state(err, "is of another version");
    if (!od_take_u32(bytes, end, &n_images) || !od_take_u32(bytes, end, &n_categories) ||
        !od_take_u32(bytes, end, &n_areas) || !od_take_u64(bytes, end, &h->rows) ||
        !od_take_u64(bytes, end, &h->plain) || !od_take_u64(bytes, end, &h->truths))
        return bad_state(err, "is cut short");
    if (n_images != t->n_images || n_categories != t->n_categories || n_areas != t->n_areas)
        return bad_state(err, "is of another data set or protocol");
    left = (uint64_t)(end - *bytes);
    if (h->rows > left / ROW_BYTES || h->plain > left / PLAIN_BYTES || h->truths > left / TRUTHS_BYTES)
        return bad_state(err, "is cut short");
    return OD_OK;
}

/* `where` gives the category and the image of an item. */
static od_status load_blocks(const od_ap_table *t, od_blocks *b, uint64_t n,
                             bool (*load)(void *, const char **, const char *),
                             void (*where)(const void *, uint32_t *, uint32_t *), const char **bytes,
                             const char *end, od_error *err)
{
    od_status st;

    for (uint64_t i = 0; i < n; i++) {
        uint32_t category, image;
        void *item;

        if ((st = od_blocks_room(b, 1, &item, err)) != OD_OK)
            return st;
        if (!load(item, bytes, end))
            return bad_state(err, "is cut short");
        where(item, &category, &image);
        if (category >= t->n_categories || image >= t->n_images)
            return bad_state(err, "is damaged");
        od_blocks_added(b, 1);
    }
    return OD_OK;
}

static void where_is_row(const void *item, uint32_t *category, uint32_t *image)
{
    const od_ap_plain *key = item; /* the row itself, or its first member */

    *category = key->category;
    *image = key->image;
}

static void where_are_truths(const void *item, uint32_t *category, uint32_t *image)
{
    const od_ap_truths *truths = item;

    *category = truths->category;
    *image = truths->image;
}

static od_status add_up_truths(od_ap_table *t, od_error *err)
{
    for (size_t b = 0; b < t->truths.n; b++)
        for (uint32_t i = 0; i < t->truths.used[b]; i++) {
            const od_ap_truths *truths = od_blocks_at(&t->truths, od_blocks_number(b, i));
            uint64_t *counts = t->n_truths + (size_t)truths->category * t->n_areas;

            if (od_ap_truths_areas(truths) >> t->n_areas)
                return bad_state(err, "is damaged");
            for (uint32_t a = 0; a < t->n_areas; a++)
                counts[a] += od_ap_truths_areas(truths) >> a & 1 ? od_ap_truths_n(truths) : 0;
        }
    for (size_t i = 0; i < (size_t)t->n_categories * t->n_areas; i++)
        if (t->n_truths[i] > UINT32_MAX)
            return bad_state(err, "is damaged");
    return OD_OK;
}

od_status od_ap_table_load(od_ap_table *t, const char **bytes, const char *end, od_error *err)
{
    header h;
    od_status st;

    if ((st = load_header(t, bytes, end, &h, err)) != OD_OK ||
        (st = load_blocks(t, &t->rows, h.rows, load_row, where_is_row, bytes, end, err)) != OD_OK ||
        (st = load_blocks(t, &t->plain, h.plain, load_plain, where_is_row, bytes, end, err)) != OD_OK ||
        (st = load_blocks(t, &t->truths, h.truths, load_truths, where_are_truths, bytes, end, err)) != OD_OK)
        return st;
    if (!od_blocks_numbered(&t->truths))
        return bad_state(err, "is too large");
    if (*bytes != end)
        return bad_state(err, "goes on after its end");
    return add_up_truths(t, err);
}
