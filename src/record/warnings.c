/* warnings.c: what a reader of the scores must know, as sentences. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "metric/audit.h"
#include "record/making.h"

/* The ledger kind that counts what a fix is about: its effect says it better. */
static const struct {
    unsigned fix;
    const od_ledger_kind *kind;
} counted[] = {
    {OD_FIX_ID_ZERO, &od_kind_annotation_id_0},
    {OD_FIX_IGNORE, &od_kind_ignore_overwritten},
    {OD_FIX_NON_FINITE, &od_kind_non_finite},
    {OD_FIX_CATEGORY_TEXT, &od_kind_category_text},
};

static const od_ledger_kind *kind_of_fix(unsigned fix)
{
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        if (counted[i].fix == fix)
            return counted[i].kind;
    return NULL;
}

static unsigned fix_of_kind(const od_ledger_kind *kind)
{
    for (size_t i = 0; i < sizeof counted / sizeof counted[0]; i++)
        if (counted[i].kind == kind)
            return counted[i].fix;
    return 0;
}

/* 81724 -> "81,724" */
static char *grouped(char buf[32], uint64_t n)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, n), out = 0;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            buf[out++] = ',';
        buf[out++] = digits[i];
    }
    buf[out] = '\0';
    return buf;
}

static od_status add(od_making *m, const char *code, uint64_t count, od_buffer *text, od_record_warning **out)
{
    od_record_warning *w = &m->record->warnings[m->record->n_warnings++];

    *w = (od_record_warning){.code = code, .count = count};
    if (out)
        *out = w;
    return od_making_buffer(m, &w->text, text);
}

/* ---- known defects of the reference, with their effect ---- */

/* Fixes (bits) of a subset whose effect was computed. */
static unsigned computed(const od_job_subset *s)
{
    unsigned fixes = 0;

    for (size_t i = 0; i < s->n_effects; i++)
        fixes |= s->effects[i].fix;
    return fixes;
}

static unsigned computed_anywhere(const od_job *job)
{
    unsigned fixes = 0;

    for (uint32_t s = 0; s < job->bench->n_subsets; s++)
        fixes |= computed(&job->subsets[s]);
    return fixes;
}

/* A score with fixes switched: of one subset, or (NULL) of the headline. */
static od_status switched(od_making *m, const od_job_subset *s, unsigned fixes, const char *score,
                          double *value)
{
    const od_scores *other;

    if (!s)
        return od_job_headline_with(m->job, fixes, score, value, m->err);
    other = &s->evaluation.scores;
    for (size_t i = 0; i < s->n_effects; i++)
        if (s->effects[i].fix == (fixes & computed(s)))
            other = &s->effects[i].other;
    *value = od_scores_get(other, score);
    return OD_OK;
}

static od_status add_effect(od_making *m, od_record_scores *effect, const od_job_subset *s, unsigned fixes,
                            const char *score)
{
    const od_scores *own = s ? &s->evaluation.scores : od_job_headline(m->job);
    od_named_value *next = &effect->list[effect->n];
    double value;
    od_status st;

    if (!score || !m->like || !od_scores_find(m->like, score) || od_record_has(effect, score))
        return OD_OK;
    if ((st = switched(m, s, fixes, score, &value)) != OD_OK)
        return st;
    if (isnan(value) && isnan(od_scores_get(own, score))) /* undefined either way: it makes no difference */
        return OD_OK;
    if ((st = od_making_text(m, &next->name, score)) != OD_OK)
        return st;
    next->value = od_scores_get(own, score) - value;
    if (m->job->options.rules == OD_RULES_CORRECTED)
        next->value = value - od_scores_get(own, score);
    effect->n++;
    return OD_OK;
}

/* The primary score, AP, and the one score that stands for each metric. */
static od_status add_effects(od_making *m, od_record_scores *effect, const od_job_subset *s, unsigned fixes)
{
    const od_job *job = m->job;
    od_status st;

    if (!(effect->list = od_making_list(m, job->n_metrics + 2, sizeof *effect->list)))
        return OD_SYSTEM;
    if ((st = add_effect(m, effect, s, fixes, job->bench->primary)) != OD_OK)
        return st;
    st = add_effect(m, effect, s, fixes, "AP");
    for (size_t i = 0; i < job->n_metrics && st == OD_OK; i++)
        st = add_effect(m, effect, s, fixes, job->metrics[i].metric->primary);
    return st;
}

/* " (8 times; first: celebrity.json: byte 120: id 0)" */
static od_status say_count(od_making *m, od_buffer *text, uint64_t count, const od_ledger_entry *entry)
{
    const char *example = entry && entry->n_examples ? entry->examples[0] : NULL;
    char number[32];

    if (count == 0)
        return OD_OK;
    return od_buffer_printf(text, m->err, " (%s time%s%s%s)", grouped(number, count), count == 1 ? "" : "s",
                            example ? "; first: " : "", example ? example : "");
}

static uint64_t count_in(const od_job_subset *s, const od_ledger_kind *kind)
{
    const od_ledger *ledgers[OD_SUBSET_LEDGERS];
    uint64_t count = 0;

    od_subset_ledgers(s, ledgers);
    for (size_t i = 0; i < OD_SUBSET_LEDGERS; i++)
        count += kind && ledgers[i] ? od_ledger_count(ledgers[i], kind) : 0;
    return count;
}

/* s NULL: of the whole. */
static od_status add_defect(od_making *m, const od_fix *fix, const od_job_subset *s)
{
    const od_ledger_kind *kind = kind_of_fix(fix->bit);
    const od_ledger_entry *entry = od_ledger_find(&m->ledger, kind);
    const uint64_t count = s ? count_in(s, kind) : entry ? entry->count : 0;
    const bool mended = m->job->options.rules == OD_RULES_CORRECTED;
    od_record_warning *w;
    od_buffer text = {0};
    od_status st;

    if ((st = od_buffer_printf(&text, m->err, "%s", fix->text)) != OD_OK ||
        (st = say_count(m, &text, count, s ? NULL : entry)) != OD_OK ||
        (st = od_buffer_printf(&text, m->err, "; %s",
                               mended ? "corrected rules mend it here" : "--rules corrected mends it")) !=
            OD_OK) {
        od_buffer_free(&text);
        return st;
    }
    if ((st = add(m, fix->code, count ? count : 1, &text, &w)) != OD_OK ||
        (st = od_making_text(m, &w->subset, s ? s->definition->name : NULL)) != OD_OK)
        return st;
    return add_effects(m, &w->effect, s, fix->bit);
}

static od_status add_all_defects(od_making *m, const od_job_subset *s, unsigned fixes, uint64_t n)
{
    od_record_warning *w;
    od_buffer text = {0};
    od_status st;

    if ((st = od_buffer_printf(&text, m->err, "the %" PRIu64 " defects above together", n)) != OD_OK ||
        (st = add(m, "rules", n, &text, &w)) != OD_OK ||
        (st = od_making_text(m, &w->subset, s ? s->definition->name : NULL)) != OD_OK)
        return st;
    return add_effects(m, &w->effect, s, fixes);
}

static od_status add_defects_of(od_making *m, const od_job_subset *s)
{
    const unsigned fixes = s ? computed(s) : computed_anywhere(m->job);
    uint64_t n = 0;
    od_status st = OD_OK;

    for (const od_fix *fix = od_fixes; fix->bit && st == OD_OK; fix++)
        if (fixes & fix->bit) {
            n++;
            st = add_defect(m, fix, s);
        }
    return st == OD_OK && n > 1 ? add_all_defects(m, s, fixes, n) : st;
}

/* Of the headline; of each subset when some are missing, so that there is no headline. */
static od_status add_defects(od_making *m)
{
    const od_bench *b = m->job->bench;
    od_status st = OD_OK;

    if (b->headline == OD_NONE || od_missing_subsets(m->job, &b->averages[b->headline], NULL) == 0)
        return add_defects_of(m, NULL);
    for (uint32_t s = 0; s < b->n_subsets && st == OD_OK; s++)
        if (m->job->subsets[s].evaluated)
            st = add_defects_of(m, &m->job->subsets[s]);
    return st;
}

/* ---- how the numbers came about ---- */

static od_status add_deviations(od_making *m)
{
    od_buffer text = {0};
    od_status st;

    if (!m->deviation)
        return OD_OK;
    st = od_buffer_printf(&text, m->err, "%s: not comparable with runs of the standard protocol",
                          m->deviation);
    return st == OD_OK ? add(m, "params", m->n_deviations, &text, NULL) : st;
}

static od_status list_missing(od_making *m, const uint8_t *marks, od_buffer *text, uint64_t *n)
{
    const od_bench *b = m->job->bench;
    od_status st = OD_OK;

    *n = 0;
    for (uint32_t s = 0; s < b->n_subsets && st == OD_OK; s++)
        if (marks[s])
            st = od_buffer_printf(text, m->err, "%s%s", (*n)++ ? ", " : "", b->subsets[s].name);
    return st;
}

static od_status add_undefined_averages(od_making *m)
{
    const od_bench *b = m->job->bench;
    od_buffer text = {0};
    uint8_t *marks = NULL;
    uint64_t n_averages = 0, n_missing;
    od_status st = OD_ALLOC(marks, b->n_subsets, m->err);

    for (uint32_t a = 0; a < b->n_averages && st == OD_OK; a++)
        if (!b->averages[a].optional && od_missing_subsets(m->job, &b->averages[a], marks) > 0)
            st = od_buffer_printf(&text, m->err, "%s%s", n_averages++ ? ", " : "", b->averages[a].name);
    if (st != OD_OK || n_averages == 0)
        goto done;
    if ((st = od_buffer_printf(&text, m->err, " %s undefined without scores for ",
                               n_averages == 1 ? "is" : "are")) != OD_OK ||
        (st = list_missing(m, marks, &text, &n_missing)) != OD_OK)
        goto done;
    st = add(m, "average_undefined", n_missing, &text, NULL);
done:
    od_buffer_free(&text);
    free(marks);
    return st;
}

/* A subset without any prediction counts as missed, which is what forgetting it looks like. Of folders the
 * ledger says it. */
static od_status add_unanswered_subsets(od_making *m)
{
    const od_record *r = m->record;
    od_buffer names = {0}, text = {0};
    uint64_t n = 0;
    od_status st = OD_OK;

    if (m->job->bench->one_set || od_ledger_find(&m->ledger, &od_kind_subset_without_file))
        return OD_OK;
    for (uint32_t s = 0; s < r->n_subsets && st == OD_OK; s++)
        if (od_record_score(&r->subsets[s].counts, "images") > 0 &&
            od_record_score(&r->subsets[s].counts, "images_predicted") == 0)
            st = od_buffer_printf(&names, m->err, "%s%s", n++ ? ", " : "", r->subsets[s].name);
    if (st == OD_OK && n > 0)
        st = od_buffer_printf(&text, m->err,
                              "%" PRIu64 " subset%s no prediction at all, and count%s as missed: %s", n,
                              n == 1 ? " has" : "s have", n == 1 ? "s" : "", names.bytes);
    if (st == OD_OK && n > 0)
        st = od_buffer_printf(&text, m->err, ": predict %s, or leave %s out with --subset",
                              n == 1 ? "it" : "them", n == 1 ? "it" : "them");
    od_buffer_free(&names);
    if (st == OD_OK && n > 0)
        return add(m, "subset_unanswered", n, &text, NULL);
    od_buffer_free(&text);
    return st;
}

static od_status add_ties(od_making *m)
{
    const od_record *r = m->record;
    const double ties = od_record_score(&r->counts, "nms_ties");
    const double across = od_record_score(&r->counts, "nms_ties_across_labels");
    const double value = od_record_score(&r->overall, "nms_AP");
    const double pessimistic = od_record_score(&r->overall, "nms_AP_pessimistic");
    char n[3][32], percent[2][32];
    od_buffer text = {0};
    od_status st;

    if (!(ties > 0))
        return OD_OK;
    st = od_buffer_printf(
        &text, m->err,
        "%s of %s decisions of NMS-AP were ties (%s between different labels), which the order in "
        "the file decided",
        grouped(n[0], (uint64_t)ties), grouped(n[1], (uint64_t)od_record_score(&r->counts, "nms_decisions")),
        grouped(n[2], (uint64_t)across));
    if (st == OD_OK && isfinite(value) && isfinite(pessimistic)) {
        od_number_fixed(percent[0], sizeof percent[0], value * 100, 2);
        od_number_fixed(percent[1], sizeof percent[1], pessimistic * 100, 2);
        st = od_buffer_printf(&text, m->err, ": nms_AP is %s, and %s when wrong labels win the ties",
                              percent[0], percent[1]);
    }
    if (st != OD_OK) {
        od_buffer_free(&text);
        return st;
    }
    return add(m, "nms_ties", (uint64_t)ties, &text, NULL);
}

/* ---- the ledgers ---- */

/* The subset that a kind was noted for, when it is the only one. */
static const char *only_subset(const od_job *job, const od_ledger_kind *kind)
{
    const char *only = NULL;

    if (job->bench->one_set || od_ledger_find(&job->ledger, kind))
        return NULL;
    for (uint32_t s = 0; s < job->bench->n_subsets; s++) {
        if (count_in(&job->subsets[s], kind) == 0)
            continue;
        if (only)
            return NULL;
        only = job->subsets[s].definition->name;
    }
    return only;
}

/* The first example; it need not say the subset when the warning does. */
static const char *first_example(const od_ledger_entry *e, const char *subset)
{
    const size_t n = subset ? strlen(subset) : 0;

    if (e->n_examples == 0)
        return NULL;
    if (n && strncmp(e->examples[0], subset, n) == 0 && strncmp(e->examples[0] + n, ": ", 2) == 0)
        return e->examples[0] + n + 2;
    return e->examples[0];
}

static od_status add_entry(od_making *m, const od_ledger_entry *e)
{
    const char *subset = only_subset(m->job, e->kind), *example = first_example(e, subset);
    od_record_warning *w;
    od_buffer text = {0};
    char number[32];
    od_status st;

    st = od_buffer_printf(&text, m->err, "%s %s%s%s%s%s%s", grouped(number, e->count),
                          e->count == 1 ? e->kind->singular : e->kind->sentence,
                          !example            ? ""
                          : e->kind->evidence ? " ("
                                              : " (first: ",
                          example ? example : "", example ? ")" : "", e->kind->advice ? ": " : "",
                          e->kind->advice ? e->kind->advice : "");
    if (st != OD_OK)
        return st;
    if ((st = add(m, e->kind->code, e->count, &text, &w)) != OD_OK)
        return st;
    w->notice = e->kind->notice;
    return od_making_text(m, &w->subset, subset);
}

static od_status add_entries(od_making *m, bool notices)
{
    const unsigned fixes = computed_anywhere(m->job);
    od_status st = OD_OK;

    for (size_t i = 0; i < m->ledger.n && st == OD_OK; i++) {
        const od_ledger_entry *e = &m->ledger.entries[i];

        if (e->kind->notice == notices && e->count > 0 && !(fix_of_kind(e->kind) & fixes))
            st = add_entry(m, e);
    }
    return st;
}

enum { FIXES_MAX = 32, SINGLE_WARNINGS = 4 };

od_status od_making_warnings(od_making *m)
{
    const size_t n = (FIXES_MAX + 1) * ((size_t)m->job->bench->n_subsets + 1) + SINGLE_WARNINGS + m->ledger.n;
    od_status st;

    if (!(m->record->warnings = od_making_list(m, n, sizeof *m->record->warnings)))
        return OD_SYSTEM;
    if ((st = add_defects(m)) != OD_OK || (st = add_deviations(m)) != OD_OK ||
        (st = add_undefined_averages(m)) != OD_OK || (st = add_unanswered_subsets(m)) != OD_OK ||
        (st = add_ties(m)) != OD_OK || (st = add_entries(m, false)) != OD_OK)
        return st;
    return add_entries(m, true);
}
