#include "prediction/answers.h"

#include <stdlib.h>
#include <string.h>

void od_answer_tally_release(od_answer_tally *t)
{
    free(t->unknown);
    od_id_map_free(t->unknown_index);
    free(t->image_status);
    od_plausible_release(&t->plausible);
    od_arena_free(&t->texts);
    *t = (od_answer_tally){0};
}

static int compare_labels(const void *left, const void *right)
{
    const od_unknown_label *a = left, *b = right;

    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return od_str_compare(a->label, b->label);
}

void od_answer_tally_finish(od_answer_tally *t)
{
    if (t->n_unknown > 1)
        qsort(t->unknown, t->n_unknown, sizeof *t->unknown, compare_labels);
    od_id_map_free(t->unknown_index); /* places have changed: made anew when a label is added */
    t->unknown_index = NULL;
}

static od_status make_index(od_answer_tally *t, od_error *err)
{
    od_status st = od_id_map_create(&t->unknown_index, err);

    for (size_t i = 0; i < t->n_unknown && st == OD_OK; i++)
        st = od_id_map_put(t->unknown_index, (od_id){.text = t->unknown[i].label.p}, (uint32_t)i, err);
    return st;
}

od_status od_answer_tally_label(od_answer_tally *t, od_str label, uint64_t n, od_error *err)
{
    od_unknown_label *added;
    uint32_t index;
    od_status st;

    if (!t->unknown_index && (st = make_index(t, err)) != OD_OK)
        return st;
    index = od_id_map_get_text(t->unknown_index, label);
    if (index != OD_NONE) {
        t->unknown[index].count += n;
        return OD_OK;
    }
    if (t->n_unknown == OD_UNKNOWN_LABELS_MAX) {
        t->unknown_beyond += n;
        return OD_OK;
    }
    if ((st = OD_GROW(t->unknown, t->unknown_capacity, t->n_unknown + 1, err)) != OD_OK)
        return st;
    added = &t->unknown[t->n_unknown];
    *added = (od_unknown_label){od_arena_copy(&t->texts, label), n};
    if (!added->label.p)
        return od_fail_memory(err);
    return od_id_map_put(t->unknown_index, (od_id){.text = added->label.p}, (uint32_t)t->n_unknown++, err);
}

static void add_all(uint64_t *to, const uint64_t *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += from[i];
}

static void add_sums(od_answer_tally *t, const od_answer_tally *other)
{
    t->n += other->n;
    add_all(t->status, other->status, OD_N_ANSWER_STATUS);
    add_all(t->repairs, other->repairs, OD_N_REPAIRS);
    add_all(t->repaired_answers, other->repaired_answers, OD_N_REPAIRS);
    add_all(t->passed, other->passed, OD_N_PASSED);
    t->boxes += other->boxes;
    t->boxes_reversed += other->boxes_reversed;
    t->boxes_flat += other->boxes_flat;
    t->boxes_unknown += other->boxes_unknown;
    t->boxes_repeated += other->boxes_repeated;
    t->think_bytes += other->think_bytes;
    t->answer_bytes += other->answer_bytes;
    t->think_answers += other->think_answers;
    t->unclosed_think += other->unclosed_think;
    t->tokens += other->tokens;
    t->n_tokens += other->n_tokens;
    t->seconds += other->seconds;
    t->n_seconds += other->n_seconds;
    t->retries += other->retries;
    t->differ += other->differ;
    t->strict_boxes += other->strict_boxes;
    t->lenient_boxes += other->lenient_boxes;
    t->unknown_beyond += other->unknown_beyond;
}

od_status od_answer_tally_add(od_answer_tally *t, const od_answer_tally *other, od_error *err)
{
    od_status st = OD_OK;

    add_sums(t, other);
    if (other->plausible.has_declared && !t->plausible.has_declared)
        od_plausible_declare(&t->plausible, &other->plausible.declared);
    if (other->plausible.has_declared)
        st = od_plausible_merge(&t->plausible, &other->plausible, err);
    for (size_t i = 0; i < other->n_unknown && st == OD_OK; i++)
        st = od_answer_tally_label(t, other->unknown[i].label, other->unknown[i].count, err);
    return st;
}
