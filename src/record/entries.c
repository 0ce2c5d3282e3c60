/* entries.c: the ledgers of a job, one entry a code, for the record. */
#include <string.h>

#include "metric/audit.h"
#include "record/making.h"

/* How much of `text` is a path that begins with `known`; 0 when it does not begin so. Examples read "PATH:
 * record 17: image_id 99", and PATH may lie in the folder `known`, or have been cut within it. */
static size_t path_length(const char *text, const char *known)
{
    const size_t n = strlen(known), n_text = strlen(text);
    const char *end;

    if (n_text < n)
        return n_text > 3 && strncmp(text, known, n_text - 3) == 0 && strcmp(text + n_text - 3, "...") == 0
                   ? n_text
                   : 0;
    if (n == 0 || strncmp(text, known, n) != 0)
        return 0;
    if (text[n] == ':' || text[n] == '\0')
        return n;
    if (text[n] != '/' && known[n - 1] != '/')
        return 0;
    end = strstr(text + n, ": ");
    return end ? (size_t)(end - text) : n_text;
}

/* Records hold no path of the machine: the folders in front of a file's name are left out. */
static const char *without_folder(const char *example, const char *known)
{
    size_t n = known ? path_length(example, known) : 0;

    while (n > 0 && example[n - 1] != '/')
        n--;
    return example + n;
}

static const char *without_folders(const od_job *job, const od_job_subset *subset, const char *example)
{
    const char *text = without_folder(example, job->preds_path);

    if (text == example)
        text = without_folder(example, job->root);
    if (text == example && subset)
        text = without_folder(example, subset->gt_path);
    for (size_t i = 0; text == example && subset && i < subset->target.detections.n_inputs; i++)
        text = without_folder(example, subset->target.detections.inputs[i]);
    return text;
}

/* "negation: image_id 7" where the example does not say it itself. */
static bool needs_subset(const od_job *job, const od_job_subset *subset, const char *example)
{
    return subset && !job->bench->one_set &&
           strncmp(example, subset->definition->name, strlen(subset->definition->name)) != 0;
}

/* What a frame that nobody declared makes of the boxes is no news. */
static bool is_of_frame(const od_ledger_kind *kind)
{
    return kind == &od_kind_frame_doubtful || kind == &od_kind_outside_image ||
           kind == &od_kind_xyxy_suspected || kind == &od_kind_normalised_suspected;
}

static od_status add_ledger(od_making *m, const od_job_subset *subset, const od_ledger *from)
{
    const od_place nowhere = {0};
    od_status st = OD_OK;

    for (size_t i = 0; from && i < from->n && st == OD_OK; i++) {
        const od_ledger_entry *e = &from->entries[i];

        if (m->options->undeclared && m->answers.n && is_of_frame(e->kind))
            continue;
        st = od_ledger_note(&m->ledger, e->kind, e->count, nowhere, m->err, NULL);
        for (uint32_t k = 0; k < e->n_examples && st == OD_OK; k++) {
            const char *text = without_folders(m->job, subset, e->examples[k]);
            const bool named = needs_subset(m->job, subset, text);

            st = od_ledger_note(&m->ledger, e->kind, 0, nowhere, m->err, "%s%s%s",
                                named ? subset->definition->name : "", named ? ": " : "", text);
        }
    }
    return st;
}

od_status od_making_ledger(od_making *m)
{
    od_status st = OD_OK;

    for (uint32_t s = 0; s < m->job->bench->n_subsets && st == OD_OK; s++) {
        const od_ledger *ledgers[OD_SUBSET_LEDGERS];

        od_subset_ledgers(&m->job->subsets[s], ledgers);
        for (size_t i = 0; i < OD_SUBSET_LEDGERS && st == OD_OK; i++)
            st = add_ledger(m, &m->job->subsets[s], ledgers[i]);
    }
    return st == OD_OK ? add_ledger(m, NULL, &m->job->ledger) : st;
}

od_status od_making_entries(od_making *m)
{
    od_record *r = m->record;
    od_status st = OD_OK;

    if (!(r->ledger = od_making_list(m, m->ledger.n, sizeof *r->ledger)))
        return OD_SYSTEM;
    for (size_t i = 0; i < m->ledger.n && st == OD_OK; i++) {
        const od_ledger_entry *from = &m->ledger.entries[i];
        od_record_entry *to = &r->ledger[r->n_ledger++];

        to->count = from->count;
        st = od_making_text(m, &to->code, from->kind->code);
        for (; to->n_examples < from->n_examples && st == OD_OK; to->n_examples++)
            st = od_making_text(m, &to->examples[to->n_examples], from->examples[to->n_examples]);
    }
    return st;
}
