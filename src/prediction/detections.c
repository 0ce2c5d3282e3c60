#include "prediction/detections.h"

#include <stdlib.h>
#include <string.h>

od_status od_target_init(od_target *t, const char *subset, const od_dataset *dataset, od_error *err)
{
    /* Boxes come with two decimals, scores with five, where they are not floats. */
    *t = (od_target){.subset = subset,
                     .dataset = dataset,
                     .last_image = OD_NONE,
                     .detections = {.box = {.width = 4, .scale = 1e2}, .score = {.width = 1, .scale = 1e5}}};
    return OD_ALLOC(t->answered, dataset->n_images, err);
}

static void detections_release(od_detections *d)
{
    for (size_t i = 0; i < d->n_inputs; i++)
        free(d->inputs[i]);
    free(d->inputs);
    free(d->origins);
    free(d->mended);
    free(d->image);
    free(d->category);
    od_packed_release(&d->box);
    od_packed_release(&d->score);
    free(d->by_image_start);
    free(d->by_image);
}

void od_target_release(od_target *t)
{
    if (!t)
        return;
    detections_release(&t->detections);
    free(t->answered);
    od_ledger_free(&t->ledger);
    od_answer_tally_release(&t->answers);
    od_answer_log_release(&t->log);
    od_id_map_free(t->file_index);
    od_id_map_free(t->folded_index);
    od_arena_free(&t->folded_texts);
    *t = (od_target){.last_image = OD_NONE};
}

/* The index of an input's name, which is nearly always the last one. */
static od_status input_index(od_detections *d, const char *name, uint32_t *index, od_error *err)
{
    size_t size = strlen(name) + 1;
    char *copy = NULL;
    od_status st;

    for (size_t i = d->n_inputs; i-- > 0;) {
        if (strcmp(d->inputs[i], name) == 0) {
            *index = (uint32_t)i;
            return OD_OK;
        }
    }
    if ((st = OD_GROW(d->inputs, d->inputs_capacity, d->n_inputs + 1, err)) != OD_OK)
        return st;
    if ((st = OD_ALLOC(copy, size, err)) != OD_OK)
        return st;
    memcpy(copy, name, size);
    *index = (uint32_t)d->n_inputs;
    d->inputs[d->n_inputs++] = copy;
    return OD_OK;
}

od_status od_target_origin(od_target *t, od_place place, od_error *err)
{
    od_detections *d = &t->detections;
    uint32_t input;
    od_status st;

    if ((st = input_index(d, place.input ? place.input : "", &input, err)) != OD_OK)
        return st;
    if (d->n_origins == 0 || d->origins[d->n_origins - 1].first != d->n) {
        if ((st = OD_GROW(d->origins, d->origins_capacity, d->n_origins + 1, err)) != OD_OK)
            return st;
        d->n_origins++;
    }
    d->origins[d->n_origins - 1] = (od_origin){d->n, input, place.at, place.unit};
    return OD_OK;
}

od_place od_detection_place(const od_detections *d, uint32_t detection)
{
    size_t lo = 0,
           hi = d->n_origins; /* the origin wanted is the last that starts at or before the detection */
    const od_origin *o;
    uint64_t step;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (d->origins[middle].first <= detection)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo == 0)
        return (od_place){0};
    o = &d->origins[lo - 1];
    step = o->unit == OD_UNIT_RECORD ? detection - o->first : 0;
    return (od_place){d->inputs[o->input], o->at + step, o->unit};
}

static od_status make_room(od_detections *d, uint32_t more, od_error *err)
{
    size_t needed = (size_t)d->n + more;
    od_status st;

    if (d->by_image_start)
        return od_fail(err, OD_USAGE, "detections have been scored already, and no more can be added");

    if (needed >= UINT32_MAX) {
        od_fail(err, OD_INPUT, "more than %u detections for one data set", UINT32_MAX - 1);
        od_remedy(err, "leave out the detections with the lowest scores");
        return OD_INPUT;
    }
    if ((st = OD_GROW(d->image, d->image_capacity, needed, err)) != OD_OK)
        return st;
    return OD_GROW(d->category, d->category_capacity, needed, err);
}

static od_status add_mended(od_detections *d, uint32_t category, od_error *err)
{
    od_status st = OD_GROW(d->mended, d->mended_capacity, d->n_mended + 1, err);

    if (st == OD_OK)
        d->mended[d->n_mended++] = (od_mended){d->n, category};
    return st;
}

od_status od_target_add(od_target *t, const od_detection_entry *entry, od_error *err)
{
    od_detections *d = &t->detections;
    const double score = entry->has_score ? entry->score : 1.0;
    uint32_t n = d->n;
    od_status st;

    /* The category's column grows last, so the image's has room when it has. */
    if ((n >= d->category_capacity || !d->image) && (st = make_room(d, 1, err)) != OD_OK)
        return st;
    if (entry->category == OD_NONE && entry->mended != OD_NONE &&
        (st = add_mended(d, entry->mended, err)) != OD_OK)
        return st;
    if ((st = od_packed_add(&d->box, entry->box, err)) != OD_OK ||
        (st = od_packed_add(&d->score, &score, err)) != OD_OK)
        return st;
    d->image[n] = entry->image;
    d->category[n] = entry->category;
    d->n_without_score += !entry->has_score;
    d->n = n + 1;
    t->answered[entry->image] = 1;
    return OD_OK;
}

od_status od_target_append(od_target *t, const od_target *from, od_error *err)
{
    od_detections *d = &t->detections;
    const od_detections *f = &from->detections;
    od_status st;

    if (f->n == 0)
        return OD_OK;
    if ((st = make_room(d, f->n, err)) != OD_OK || (st = od_packed_append(&d->box, &f->box, err)) != OD_OK ||
        (st = od_packed_append(&d->score, &f->score, err)) != OD_OK)
        return st;
    memcpy(d->image + d->n, f->image, f->n * sizeof *d->image);
    memcpy(d->category + d->n, f->category, f->n * sizeof *d->category);
    for (uint32_t i = 0; i < f->n; i++)
        t->answered[f->image[i]] = 1;
    d->n += f->n;
    d->n_without_score += f->n_without_score;
    return OD_OK;
}

/* Where a detection is once spans [0, n) are out; OD_NONE when it is in one. *at is the first span that may
 * be beyond it, *gone how many went before that; both start at 0 and follow ascending detections. */
static uint32_t moved_to(uint32_t detection, const od_span *spans, size_t n, size_t *at, uint32_t *gone)
{
    while (*at < n && spans[*at].end <= detection) {
        *gone += spans[*at].end - spans[*at].first;
        ++*at;
    }
    return *at < n && spans[*at].first <= detection ? OD_NONE : detection - *gone;
}

static void drop_origins(od_detections *d, const od_span *spans, size_t n)
{
    size_t at = 0, kept = 0;
    uint32_t gone = 0;

    for (size_t i = 0; i < d->n_origins; i++) {
        uint32_t first = moved_to(d->origins[i].first, spans, n, &at, &gone);

        if (first == OD_NONE)
            continue;
        d->origins[kept] = d->origins[i];
        d->origins[kept++].first = first;
    }
    d->n_origins = kept;
}

static void drop_mended(od_detections *d, const od_span *spans, size_t n)
{
    size_t at = 0, kept = 0;
    uint32_t gone = 0;

    for (size_t i = 0; i < d->n_mended; i++) {
        uint32_t detection = moved_to(d->mended[i].detection, spans, n, &at, &gone);

        if (detection != OD_NONE)
            d->mended[kept++] = (od_mended){detection, d->mended[i].category};
    }
    d->n_mended = kept;
}

/* Moves the rows [from, end) up to `to`. */
static void move_up(od_detections *d, uint32_t to, uint32_t from, uint32_t end)
{
    size_t n = end - from;

    if (n == 0 || to == from)
        return;
    memmove(d->image + to, d->image + from, n * sizeof *d->image);
    memmove(d->category + to, d->category + from, n * sizeof *d->category);
    od_packed_move(&d->box, to, from, n);
    od_packed_move(&d->score, to, from, n);
}

void od_detections_drop(od_detections *d, const od_span *spans, size_t n)
{
    uint32_t to = 0, from = 0;

    drop_origins(d, spans, n);
    drop_mended(d, spans, n);
    for (size_t i = 0; i < n; i++) {
        move_up(d, to, from, spans[i].first);
        to += spans[i].first - from;
        from = spans[i].end;
        d->n_without_score -= spans[i].n_without_score;
    }
    move_up(d, to, from, d->n);
    d->n = to + (d->n - from);
    od_packed_cut(&d->box, d->n);
    od_packed_cut(&d->score, d->n);
}

void od_target_clear(od_target *t)
{
    t->detections.n = t->detections.n_without_score = 0;
    t->detections.n_mended = t->detections.n_origins = 0;
    od_packed_clear(&t->detections.box);
    od_packed_clear(&t->detections.score);
    od_ledger_free(&t->ledger);
}

static bool is_by_image(const od_detections *d)
{
    for (uint32_t i = 1; i < d->n; i++)
        if (d->image[i] < d->image[i - 1])
            return false;
    return true;
}

/* A counting sort: `start` holds where each image's detections begin. */
static void fill_order(const od_detections *d, uint32_t *start, uint32_t n_images, uint32_t *order)
{
    /* Filling moves each start to its end, which is the next one's start: shift back afterwards. */
    for (uint32_t i = 0; i < d->n; i++)
        order[start[d->image[i]]++] = i;
    memmove(start + 1, start, n_images * sizeof *start);
    start[0] = 0;
}

od_status od_detections_group(od_detections *d, uint32_t n_images, od_error *err)
{
    uint32_t *start = NULL, *order = NULL;
    od_status st;

    if (d->by_image_start)
        return OD_OK;
    if ((st = OD_ALLOC(start, (size_t)n_images + 1, err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < d->n; i++)
        start[d->image[i] + 1]++;
    for (uint32_t i = 0; i < n_images; i++)
        start[i + 1] += start[i];
    if (!is_by_image(d)) {
        if ((st = OD_ALLOC(order, d->n, err)) != OD_OK) {
            free(start);
            return st;
        }
        fill_order(d, start, n_images, order);
    }
    free(d->image); /* the lists say the same */
    d->image = NULL;
    d->image_capacity = 0;
    d->by_image_start = start;
    d->by_image = order;
    return OD_OK;
}
