/* read_levels.c: subsets, groups and averages of a record, and what became of answers. */
#include <math.h>
#include <string.h>

#include "core/id.h"
#include "record/parsing.h"

/* ---- answers that came as text ---- */

static od_status read_label(const od_parsing *r, const od_spot *at, od_record_label *out)
{
    od_status st;

    if (!cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, "is not an object");
    if ((st = od_parsing_text(r, at, "label", OD_READ_REQUIRED, &out->label)) != OD_OK)
        return st;
    return od_parsing_number(r, at, "count", OD_READ_REQUIRED, &out->count);
}

static od_status read_labels(const od_parsing *r, const od_spot *answers, od_record_answers *out)
{
    const cJSON *child;
    od_spot labels, first;
    uint64_t different;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_object(r, answers, "unknown_labels", 0, &labels, &n)) != OD_OK || !labels.value)
        return st;
    if ((st = od_parsing_count(r, &labels, "different", OD_READ_REQUIRED, &different)) != OD_OK ||
        (st = od_parsing_list(r, &labels, "first", OD_READ_REQUIRED, &first, &n)) != OD_OK)
        return st;
    if (different > UINT32_MAX || different < n)
        return od_parsing_fail(r, &labels, "does not add up");
    out->n_labels = (uint32_t)different;
    if (!(out->labels = od_parsing_room(r, n, sizeof *out->labels)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, first.value)
    {
        const od_spot at = od_parsing_item(&first, out->n_listed, child);

        if ((st = read_label(r, &at, &out->labels[out->n_listed])) != OD_OK)
            return st;
        out->n_listed++;
    }
    return OD_OK;
}

od_status od_parsing_answers(const od_parsing *r, const od_spot *object, od_record_answers *out)
{
    od_spot at;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_object(r, object, "answers", 0, &at, &n)) != OD_OK || !at.value)
        return st;
    if ((st = od_parsing_number(r, &at, "n", OD_READ_REQUIRED, &out->n)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "statuses", OD_READ_REQUIRED, &out->statuses)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "repairs", 0, &out->repairs)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "passed_over", 0, &out->passed)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "boxes", OD_READ_REQUIRED, &out->boxes)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "lengths", 0, &out->lengths)) != OD_OK ||
        (st = od_parsing_scores(r, &at, "reading", 0, &out->reading)) != OD_OK)
        return st;
    return read_labels(r, &at, out);
}

/* ---- subsets ---- */

static bool is_sha256(const char *text)
{
    return strspn(text, "0123456789abcdef") == 64 && text[64] == '\0';
}

static od_status read_input(const od_parsing *r, const od_spot *at, od_record_input *out)
{
    const od_spot hash = od_parsing_member(at, "sha256");
    const char *text;
    od_status st;

    if (!cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, "is not an object");
    if ((st = od_parsing_text(r, at, "role", OD_READ_REQUIRED, &out->role)) != OD_OK ||
        (st = od_parsing_text(r, at, "name", OD_READ_REQUIRED | OD_READ_NULLABLE, &out->name)) != OD_OK ||
        (st = od_parsing_count(r, at, "bytes", 0, &out->bytes)) != OD_OK ||
        (st = od_parsing_text(r, at, "sha256", 0, &text)) != OD_OK || !text)
        return st;
    if (!is_sha256(text))
        return od_parsing_fail(r, &hash, "is not 64 hexadecimal digits");
    memcpy(out->sha256, text, sizeof out->sha256);
    return OD_OK;
}

static od_status read_inputs(const od_parsing *r, const od_spot *subset, od_record_subset *out)
{
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_list(r, subset, "inputs", 0, &at, &n);

    if (st != OD_OK)
        return st;
    if (!(out->inputs = od_parsing_room(r, n, sizeof *out->inputs)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot item = od_parsing_item(&at, out->n_inputs, child);

        if ((st = read_input(r, &item, &out->inputs[out->n_inputs])) != OD_OK)
            return st;
        out->n_inputs++;
    }
    return OD_OK;
}

/* A number from 2^53 on may have lost its last digits by now: its text is taken from the file afterwards. */
static od_status read_category_id(const od_parsing *r, const od_spot *category, od_record_category *out)
{
    const od_spot at = od_parsing_member(category, "id");
    char text[32];

    if (cJSON_IsString(at.value)) {
        out->text_id = true;
        return od_parsing_copy(r, at.value->valuestring, &out->id);
    }
    if (!cJSON_IsNumber(at.value))
        return od_parsing_fail(r, &at, at.value ? "is not a number or a text" : "is missing");
    if (at.value->valuedouble != floor(at.value->valuedouble) || fabs(at.value->valuedouble) > 0x1p63)
        return od_parsing_fail(r, &at, "is not a whole number");
    if (fabs(at.value->valuedouble) >= 0x1p53)
        return OD_OK;
    od_id_text(text, sizeof text, (od_id){.number = (int64_t)at.value->valuedouble});
    return od_parsing_copy(r, text, &out->id);
}

static od_status read_categories(const od_parsing *r, const od_spot *subset, od_record_subset *out)
{
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_list(r, subset, "categories", 0, &at, &n);

    if (st != OD_OK)
        return st;
    if (!(out->categories = od_parsing_room(r, n, sizeof *out->categories)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot item = od_parsing_item(&at, out->n_categories, child);
        od_record_category *c = &out->categories[out->n_categories++];

        if (!cJSON_IsObject(child))
            return od_parsing_fail(r, &item, "is not an object");
        if ((st = read_category_id(r, &item, c)) != OD_OK ||
            (st = od_parsing_text(r, &item, "name", OD_READ_REQUIRED, &c->name)) != OD_OK ||
            (st = od_parsing_scores(r, &item, "scores", OD_READ_REQUIRED | OD_READ_SCORE, &c->scores)) !=
                OD_OK)
            return st;
    }
    return OD_OK;
}

static od_status read_subset(const od_parsing *r, const od_spot *at, od_record_subset *out)
{
    od_status st;

    if (!cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, "is not an object");
    if ((st = od_parsing_text(r, at, "name", OD_READ_REQUIRED, &out->name)) != OD_OK ||
        (st = od_parsing_scores(r, at, "scores", OD_READ_REQUIRED | OD_READ_SCORE, &out->scores)) != OD_OK ||
        (st = od_parsing_scores(r, at, "counts", 0, &out->counts)) != OD_OK ||
        (st = od_parsing_answers(r, at, &out->answers)) != OD_OK ||
        (st = od_parsing_scores(r, at, "readable", OD_READ_SCORE, &out->readable)) != OD_OK ||
        (st = od_parsing_scores(r, at, "readable_counts", 0, &out->readable_counts)) != OD_OK ||
        (st = read_inputs(r, at, out)) != OD_OK)
        return st;
    return read_categories(r, at, out);
}

static bool names_repeat(const od_record *r)
{
    for (uint32_t i = 1; i < r->n_subsets; i++)
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(r->subsets[i].name, r->subsets[k].name) == 0)
                return true;
    return false;
}

enum { LEVELS_MAX = 1 << 12 }; /* subsets, groups or averages */

static od_status read_subsets(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_list(r, root, "subsets", OD_READ_REQUIRED, &at, &n);

    if (st != OD_OK)
        return st;
    if (n > LEVELS_MAX)
        return od_parsing_fail(r, &at, "are too many");
    if (!(record->subsets = od_parsing_room(r, n, sizeof *record->subsets)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot item = od_parsing_item(&at, record->n_subsets, child);

        if ((st = read_subset(r, &item, &record->subsets[record->n_subsets])) != OD_OK)
            return st;
        record->n_subsets++;
    }
    return names_repeat(record) ? od_parsing_fail(r, &at, "has the same name twice") : OD_OK;
}

/* ---- groups and averages ---- */

static od_status read_group(const od_parsing *r, const od_spot *at, od_record_group *out)
{
    od_status st;

    if (!cJSON_IsObject(at->value))
        return od_parsing_fail(r, at, "is not an object");
    if ((st = od_parsing_text(r, at, "name", OD_READ_REQUIRED, &out->name)) != OD_OK ||
        (st = od_parsing_text(r, at, "title", OD_READ_NULLABLE, &out->title)) != OD_OK ||
        (st = od_parsing_texts(r, at, "subsets", &out->subsets, &out->n_subsets)) != OD_OK ||
        (st = od_parsing_scores(r, at, "scores", OD_READ_REQUIRED | OD_READ_SCORE, &out->scores)) != OD_OK)
        return st;
    return od_parsing_scores(r, at, "readable", OD_READ_SCORE, &out->readable);
}

static od_status read_groups(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    const cJSON *child;
    od_spot at;
    uint32_t n;
    od_status st = od_parsing_list(r, root, "groups", 0, &at, &n);

    if (st != OD_OK)
        return st;
    if (n > LEVELS_MAX)
        return od_parsing_fail(r, &at, "are too many");
    if (!(record->groups = od_parsing_room(r, n, sizeof *record->groups)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        const od_spot item = od_parsing_item(&at, record->n_groups, child);

        if ((st = read_group(r, &item, &record->groups[record->n_groups])) != OD_OK)
            return st;
        record->n_groups++;
    }
    return OD_OK;
}

static od_status read_averages(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    od_spot at, titles, readable, unreadable;
    const cJSON *child;
    uint32_t n, unused;
    od_status st;

    if ((st = od_parsing_object(r, root, "averages", 0, &at, &n)) != OD_OK ||
        (st = od_parsing_object(r, root, "average_titles", 0, &titles, &unused)) != OD_OK ||
        (st = od_parsing_object(r, root, "readable", 0, &unreadable, &unused)) != OD_OK ||
        (st = od_parsing_object(r, &unreadable, "averages", 0, &readable, &unused)) != OD_OK)
        return st;
    if (n > LEVELS_MAX)
        return od_parsing_fail(r, &at, "are too many");
    if (!(record->averages = od_parsing_room(r, n, sizeof *record->averages)))
        return OD_SYSTEM;
    cJSON_ArrayForEach(child, at.value)
    {
        od_record_group *g = &record->averages[record->n_averages++];

        if ((st = od_parsing_copy(r, child->string, &g->name)) != OD_OK ||
            (st = od_parsing_text(r, &titles, child->string, OD_READ_NULLABLE, &g->title)) != OD_OK ||
            (st = od_parsing_scores(r, &at, child->string, OD_READ_REQUIRED | OD_READ_SCORE, &g->scores)) !=
                OD_OK ||
            (st = od_parsing_scores(r, &readable, child->string, OD_READ_SCORE, &g->readable)) != OD_OK)
            return st;
    }
    return OD_OK;
}

/* ---- intervals ---- */

static od_status read_group_ranges(const od_parsing *r, const od_spot *intervals, const char *key,
                                   od_record_group *list, uint32_t n)
{
    od_spot at;
    uint32_t unused;
    od_status st = od_parsing_object(r, intervals, key, 0, &at, &unused);

    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        st = od_parsing_ranges(r, &at, list[i].name, &list[i].intervals);
    return st;
}

static od_status read_intervals(const od_parsing *r, const od_spot *root)
{
    od_record *record = r->record;
    od_spot at, subsets;
    uint64_t resamples, seed;
    uint32_t n;
    od_status st;

    if ((st = od_parsing_object(r, root, "intervals", 0, &at, &n)) != OD_OK || !at.value)
        return st;
    if ((st = od_parsing_count(r, &at, "resamples", OD_READ_REQUIRED, &resamples)) != OD_OK ||
        (st = od_parsing_count(r, &at, "seed", OD_READ_REQUIRED, &seed)) != OD_OK ||
        (st = od_parsing_number(r, &at, "confidence", OD_READ_REQUIRED, &record->confidence)) != OD_OK ||
        (st = od_parsing_ranges(r, &at, "overall", &record->intervals)) != OD_OK ||
        (st = read_group_ranges(r, &at, "averages", record->averages, record->n_averages)) != OD_OK ||
        (st = read_group_ranges(r, &at, "groups", record->groups, record->n_groups)) != OD_OK ||
        (st = od_parsing_object(r, &at, "subsets", 0, &subsets, &n)) != OD_OK)
        return st;
    if (resamples == 0 || resamples > UINT32_MAX || seed > UINT32_MAX ||
        !(record->confidence > 0 && record->confidence < 1))
        return od_parsing_fail(r, &at, "are of no bootstrap that can be");
    record->resamples = (uint32_t)resamples;
    record->seed = (uint32_t)seed;
    for (uint32_t i = 0; i < record->n_subsets && st == OD_OK; i++)
        st = od_parsing_ranges(r, &subsets, record->subsets[i].name, &record->subsets[i].intervals);
    return st;
}

od_status od_parsing_levels(const od_parsing *r, const od_spot *root)
{
    od_status st;

    if ((st = read_subsets(r, root)) != OD_OK || (st = read_groups(r, root)) != OD_OK ||
        (st = read_averages(r, root)) != OD_OK)
        return st;
    return read_intervals(r, root);
}
