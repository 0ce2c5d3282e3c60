#define _GNU_SOURCE /* strcasestr */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/version.h"
#include "record/making.h"

/* ---- scores ---- */

/* Every fraction that metrics give, in their order; NaN where `from` lacks it, or is NULL. */
static od_status copy_scores(od_making *m, od_record_scores *to, const od_scores *from)
{
    od_status st = OD_OK;

    if (!(to->list = od_making_list(m, m->like ? m->like->n : 0, sizeof *to->list)))
        return OD_SYSTEM;
    for (size_t i = 0; m->like && i < m->like->n && st == OD_OK; i++)
        if (!m->like->list[i].count)
            st = od_making_value(m, to, m->like->list[i].name,
                                 from ? od_scores_get(from, m->like->list[i].name) : NAN);
    return st;
}

static const char *const general_counts[] = {"images", "images_predicted", "gt", "predictions"};

static bool is_general(const char *name)
{
    for (size_t i = 0; i < sizeof general_counts / sizeof general_counts[0]; i++)
        if (strcmp(general_counts[i], name) == 0)
            return true;
    return false;
}

/* The counts of all data sets first, then those of single metrics. */
static od_status copy_counts(od_making *m, od_record_scores *to, const od_scores *from)
{
    od_status st = OD_OK;

    if (!(to->list = od_making_list(m, from->n, sizeof *to->list)))
        return OD_SYSTEM;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < from->n && st == OD_OK; i++)
            if (from->list[i].count && is_general(from->list[i].name) == (pass == 0))
                st = od_making_value(m, to, from->list[i].name, from->list[i].value);
    return st;
}

/* Where nothing was scored there is still a data set. */
static od_status count_truth(od_making *m, od_record_scores *to)
{
    double images = 0, truths = 0;
    od_status st;

    for (uint32_t s = 0; s < m->job->bench->n_subsets; s++) {
        const od_dataset *set = m->job->subsets[s].dataset;

        images += set ? od_dataset_images(set) : 0;
        truths += set ? od_dataset_truths(set) : 0;
    }
    if (!(to->list = od_making_list(m, 2, sizeof *to->list)))
        return OD_SYSTEM;
    if ((st = od_making_value(m, to, "images", images)) != OD_OK)
        return st;
    return od_making_value(m, to, "gt", truths);
}

/* Over the subsets, of all images or of the readable ones. */
static od_status sum_counts(od_making *m, od_record_scores *to, bool readable)
{
    const od_record *r = m->record;
    od_status st;

    if (!m->like)
        return count_truth(m, to);
    if ((st = copy_counts(m, to, m->like)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < to->n; i++) {
        double sum = 0;

        for (uint32_t s = 0; s < r->n_subsets; s++)
            sum += od_record_score(readable ? &r->subsets[s].readable_counts : &r->subsets[s].counts,
                                   to->list[i].name);
        to->list[i].value = sum;
    }
    return OD_OK;
}

/* ---- what was run ---- */

static od_status add_run(od_making *m)
{
    const od_run_facts *facts = &m->job->runs;
    od_record_run *run = &m->record->run;
    od_status st;

    run->known = facts->n > 0;
    if ((st = od_making_text(m, &run->backend, od_run_facts_text(facts, "backend"))) != OD_OK ||
        (st = od_making_text(m, &run->backend_version, od_run_facts_text(facts, "backend_version"))) != OD_OK)
        return st;
    return od_making_text(m, &run->prompt_sha256, od_run_facts_text(facts, "prompt_sha256"));
}

static od_status add_identity(od_making *m)
{
    const od_job *job = m->job;
    const od_bench *b = job->bench;
    const char *headline = b->headline == OD_NONE ? NULL : b->averages[b->headline].name;
    od_record *r = m->record;
    od_status st;

    r->odeval = OD_VERSION;
    r->rules = job->options.rules == OD_RULES_CORRECTED ? "corrected" : "reference";
    r->mode = od_mode_name(job->mode);
    if ((st = od_making_text(m, &r->bench, b->name)) != OD_OK ||
        (st = od_making_text(m, &r->bench_title, b->title)) != OD_OK ||
        (st = od_making_text(m, &r->definition_sha256, b->sha256)) != OD_OK ||
        (st = od_making_text(m, &r->model, od_job_model(job))) != OD_OK || (st = add_run(m)) != OD_OK ||
        (st = od_making_text(m, &r->primary, b->primary)) != OD_OK ||
        (st = od_making_text(m, &r->headline, headline)) != OD_OK)
        return st;
    r->simulated = r->model && strcasestr(r->model, "simulated");
    return od_making_params(m);
}

static od_status add_environment(od_making *m)
{
    od_record *r = m->record;
    struct utsname system = {0};
    char threads[32];
    od_status st;

    if (!m->options->environment)
        return OD_OK;
    if (!(r->environment = od_making_list(m, 3, sizeof *r->environment)))
        return OD_SYSTEM;
    if (uname(&system) >= 0 &&
        ((st = od_making_named(m, r->environment, &r->n_environment, "system", system.sysname)) != OD_OK ||
         (st = od_making_named(m, r->environment, &r->n_environment, "machine", system.machine)) != OD_OK))
        return st;
    snprintf(threads, sizeof threads, "%u", m->job->options.threads);
    return od_making_named(m, r->environment, &r->n_environment, "threads", threads);
}

/* ---- levels ---- */

static od_status copy_category(od_making *m, od_record_category *to, const od_scores *from,
                               const od_dataset *set, uint32_t k)
{
    const od_id id = set->category_id[k];
    char number[32];
    od_status st;

    to->text_id = id.text != NULL;
    if ((st = od_making_text(m, &to->id, id.text ? id.text : od_id_text(number, sizeof number, id))) != OD_OK)
        return st;
    to->name = od_arena_copy(&m->record->texts, set->category_name[k]).p;
    if (!to->name)
        return od_fail_memory(m->err);
    if (!(to->scores.list = od_making_list(m, from->n, sizeof *to->scores.list)))
        return OD_SYSTEM;
    for (size_t i = 0; i < from->n && st == OD_OK; i++)
        if (from->list[i].per_category)
            st = od_making_value(m, &to->scores, from->list[i].name, from->list[i].per_category[k]);
    return st;
}

static od_status copy_categories(od_making *m, od_record_subset *to, const od_job_subset *from)
{
    const uint32_t n = from->dataset->n_categories;
    od_status st = OD_OK;

    if (!m->options->categories)
        return OD_OK;
    if (!(to->categories = od_making_list(m, n, sizeof *to->categories)))
        return OD_SYSTEM;
    for (uint32_t k = 0; k < n && st == OD_OK; k++)
        st =
            copy_category(m, &to->categories[to->n_categories++], &from->evaluation.scores, from->dataset, k);
    return st;
}

static od_status copy_readable_subset(od_making *m, od_record_subset *to, const od_job_subset *from)
{
    const od_scores *scores;
    od_status st;

    if (!m->job->readable.left_out)
        return OD_OK;
    scores = od_readable_of(m->job, (uint32_t)(from - m->job->subsets));
    if ((st = copy_scores(m, &to->readable, scores)) != OD_OK)
        return st;
    return copy_counts(m, &to->readable_counts, scores);
}

static od_status copy_subset(od_making *m, od_record_subset *to, const od_job_subset *from)
{
    od_status st;

    if ((st = od_making_text(m, &to->name, from->definition->name)) != OD_OK ||
        (st = copy_scores(m, &to->scores, &from->evaluation.scores)) != OD_OK ||
        (st = copy_counts(m, &to->counts, &from->evaluation.scores)) != OD_OK ||
        (st = od_making_answers(m, &to->answers, &from->target.answers)) != OD_OK ||
        (st = copy_readable_subset(m, to, from)) != OD_OK || (st = od_making_inputs(m, to, from)) != OD_OK)
        return st;
    return copy_categories(m, to, from);
}

static od_status add_subsets(od_making *m)
{
    const od_job *job = m->job;
    od_record *r = m->record;
    od_status st = OD_OK;

    if (!(r->subsets = od_making_list(m, job->bench->n_subsets, sizeof *r->subsets)))
        return OD_SYSTEM;
    for (uint32_t s = 0; s < job->bench->n_subsets && st == OD_OK; s++)
        if (job->subsets[s].evaluated)
            st = copy_subset(m, &r->subsets[r->n_subsets++], &job->subsets[s]);
    return st;
}

static od_status copy_group(od_making *m, od_record_group *to, const od_bench_list *from,
                            const od_scores *scores, const od_scores *readable)
{
    const od_bench *b = m->job->bench;
    od_status st;

    if ((st = od_making_text(m, &to->name, from->name)) != OD_OK ||
        (st = od_making_text(m, &to->title, from->title)) != OD_OK ||
        (st = copy_scores(m, &to->scores, scores)) != OD_OK ||
        (st = readable ? copy_scores(m, &to->readable, readable) : OD_OK) != OD_OK)
        return st;
    if (!(to->subsets = od_making_list(m, from->n_members, sizeof *to->subsets)))
        return OD_SYSTEM;
    for (; to->n_subsets < from->n_members && st == OD_OK; to->n_subsets++) {
        uint32_t member = from->members[to->n_subsets];

        st = od_making_text(m, &to->subsets[to->n_subsets],
                            from->of_groups ? b->groups[member].name : b->subsets[member].name);
    }
    return st;
}

/* Groups, or averages: an optional one whose subsets were not scored is left out. */
static od_status add_lists(od_making *m, od_record_group **out, uint32_t *n_out, const od_bench_list *lists,
                           uint32_t n, const od_scores *scores, const od_scores *readable)
{
    od_status st = OD_OK;

    if (!(*out = od_making_list(m, n, sizeof **out)))
        return OD_SYSTEM;
    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        if (!lists[i].optional || od_missing_subsets(m->job, &lists[i], NULL) == 0)
            st = copy_group(m, &(*out)[(*n_out)++], &lists[i], &scores[i],
                            m->job->readable.left_out ? &readable[i] : NULL);
    return st;
}

static od_status add_readable(od_making *m)
{
    od_record *r = m->record;
    od_status st;

    r->left_out = (double)m->job->readable.left_out;
    if (!m->job->readable.left_out)
        return OD_OK;
    if ((st = copy_scores(m, &r->readable, od_readable_headline(m->job))) != OD_OK)
        return st;
    return sum_counts(m, &r->readable_counts, true);
}

static od_status add_levels(od_making *m)
{
    const od_job *job = m->job;
    const od_bench *b = job->bench;
    od_record *r = m->record;
    od_status st;

    for (uint32_t s = 0; s < b->n_subsets && !m->like; s++)
        if (job->subsets[s].evaluated)
            m->like = &job->subsets[s].evaluation.scores;
    if ((st = add_subsets(m)) != OD_OK || (st = copy_scores(m, &r->overall, od_job_headline(job))) != OD_OK ||
        (st = sum_counts(m, &r->counts, false)) != OD_OK || (st = add_readable(m)) != OD_OK ||
        (st = add_lists(m, &r->groups, &r->n_groups, b->groups, b->n_groups, job->groups,
                        job->readable.groups)) != OD_OK)
        return st;
    return add_lists(m, &r->averages, &r->n_averages, b->averages, b->n_averages, job->averages,
                     job->readable.averages);
}

od_status od_record_make(od_record **out, const od_job *job, const od_record_options *options, od_error *err)
{
    od_making m = {.job = job, .options = options, .err = err};
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(m.record, 1, err)) != OD_OK)
        return st;
    if ((st = od_making_tally(&m)) != OD_OK || (st = add_identity(&m)) != OD_OK ||
        (st = add_levels(&m)) != OD_OK ||
        (st = od_making_answers(&m, &m.record->answers, &m.answers)) != OD_OK ||
        (st = od_making_frames(&m)) != OD_OK || (st = add_environment(&m)) != OD_OK ||
        (st = od_making_ledger(&m)) != OD_OK || (st = od_making_entries(&m)) != OD_OK ||
        (st = od_making_warnings(&m)) != OD_OK)
        goto done;
    *out = m.record;
    m.record = NULL;
done:
    od_record_free(m.record);
    od_answer_tally_release(&m.answers);
    od_ledger_free(&m.ledger);
    return st;
}

void od_record_free(od_record *r)
{
    if (!r)
        return;
    od_arena_free(&r->texts);
    free(r);
}
