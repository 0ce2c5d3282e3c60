/* answers.c: what became of the answers that came as text, as lists of counts.
 */
#include "record/making.h"

od_status od_making_tally(od_making *m)
{
    od_status st = OD_OK;

    for (uint32_t s = 0; s < m->job->bench->n_subsets && st == OD_OK; s++)
        if (m->job->subsets[s].evaluated)
            st = od_answer_tally_add(&m->answers, &m->job->subsets[s].target.answers, m->err);
    od_answer_tally_finish(&m->answers);
    return st;
}

/* ---- lists ---- */

typedef struct count {
    const char *name;
    double value;
} count;

/* What has a reason to be there; `all`: zeros, too. */
static od_status add_counts(od_making *m, od_record_scores *to, const count *counts, size_t n, bool all)
{
    od_status st = OD_OK;

    if (!(to->list = od_making_list(m, n, sizeof *to->list)))
        return OD_SYSTEM;
    for (size_t i = 0; i < n && st == OD_OK; i++)
        if (all || counts[i].value > 0)
            st = od_making_value(m, to, counts[i].name, counts[i].value);
    return st;
}

static od_status add_statuses(od_making *m, od_record_scores *to, const od_answer_tally *from)
{
    count counts[OD_N_ANSWER_STATUS];

    for (unsigned i = 0; i < OD_N_ANSWER_STATUS; i++)
        counts[i] = (count){od_answer_status_name((od_answer_status)i), (double)from->status[i]};
    return add_counts(m, to, counts, OD_N_ANSWER_STATUS, true);
}

static od_status add_repairs(od_making *m, od_record_scores *to, const od_answer_tally *from)
{
    count counts[OD_N_REPAIRS];

    for (unsigned i = 0; i < OD_N_REPAIRS; i++)
        counts[i] = (count){od_repair_name((od_repair)i), (double)from->repaired_answers[i]};
    return add_counts(m, to, counts, OD_N_REPAIRS, false);
}

static od_status add_passed(od_making *m, od_record_scores *to, const od_answer_tally *from)
{
    count counts[OD_N_PASSED];

    for (unsigned i = 0; i < OD_N_PASSED; i++)
        counts[i] = (count){od_passed_name((od_passed)i), (double)from->passed[i]};
    return add_counts(m, to, counts, OD_N_PASSED, false);
}

#define ADD(to, all, ...)                                                                                    \
    add_counts(m, to, (const count[]){__VA_ARGS__}, sizeof((const count[]){__VA_ARGS__}) / sizeof(count), all)

static od_status add_boxes(od_making *m, od_record_scores *to, const od_answer_tally *from)
{
    return ADD(to, true, {"read", (double)from->boxes}, {"reversed", (double)from->boxes_reversed},
               {"flat", (double)from->boxes_flat}, {"repeated", (double)from->boxes_repeated},
               {"unknown_label", (double)from->boxes_unknown});
}

static od_status add_lengths(od_making *m, od_record_scores *to, const od_answer_tally *from)
{
    return ADD(to, false, {"answer_bytes", (double)from->answer_bytes},
               {"think_answers", (double)from->think_answers}, {"think_bytes", (double)from->think_bytes},
               {"unclosed_think", (double)from->unclosed_think}, {"token_answers", (double)from->n_tokens},
               {"tokens", (double)from->tokens}, {"second_answers", (double)from->n_seconds},
               {"seconds", from->seconds}, {"retries", (double)from->retries});
}

static od_status add_reading(od_making *m, od_record_scores *to, const od_answer_tally *from)
{
    if (!m->job->options.answers.strict)
        return OD_OK;
    return ADD(to, true, {"strict_boxes", (double)from->strict_boxes},
               {"lenient_boxes", (double)from->lenient_boxes}, {"differ", (double)from->differ});
}

static od_status add_labels(od_making *m, od_record_answers *to, const od_answer_tally *from)
{
    if (!(to->labels = od_making_list(m, from->n_unknown, sizeof *to->labels)))
        return OD_SYSTEM;
    for (; to->n_labels < from->n_unknown; to->n_labels++) {
        od_record_label *label = &to->labels[to->n_labels];

        label->count = (double)from->unknown[to->n_labels].count;
        label->label = od_arena_copy(&m->record->texts, from->unknown[to->n_labels].label).p;
        if (!label->label)
            return od_fail_memory(m->err);
    }
    to->n_listed = to->n_labels;
    return OD_OK;
}

od_status od_making_answers(od_making *m, od_record_answers *to, const od_answer_tally *from)
{
    od_status st;

    if (from->n == 0)
        return OD_OK;
    to->n = (double)from->n;
    if ((st = add_statuses(m, &to->statuses, from)) != OD_OK ||
        (st = add_repairs(m, &to->repairs, from)) != OD_OK ||
        (st = add_passed(m, &to->passed, from)) != OD_OK || (st = add_boxes(m, &to->boxes, from)) != OD_OK ||
        (st = add_lengths(m, &to->lengths, from)) != OD_OK ||
        (st = add_reading(m, &to->reading, from)) != OD_OK)
        return st;
    return add_labels(m, to, from);
}
