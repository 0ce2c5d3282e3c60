/* gate_numbers.c: the numbers that rules can name, and which way is worse. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "decision/gate.h"
#include "metric/audit.h"

/* Every kind that a run can note: a record has entries only for what happened. */
static const od_ledger_kind *const kinds[] = {
    &od_kind_annotation_id_0,
    &od_kind_duplicate_annotation_id,
    &od_kind_ignore_overwritten,
    &od_kind_area_missing,
    &od_kind_iscrowd_missing,
    &od_kind_annotation_id_missing,
    &od_kind_truth_image_unlisted,
    &od_kind_truth_category_unlisted,
    &od_kind_truth_degenerate,
    &od_kind_truth_outside,
    &od_kind_image_id_duplicate,
    &od_kind_category_id_duplicate,
    &od_kind_category_name_duplicate,
    &od_kind_image_size_unknown,
    &od_kind_truth_none,
    &od_kind_asked_label_unlisted,
    &od_kind_unknown_image,
    &od_kind_unknown_category,
    &od_kind_category_text,
    &od_kind_label_unmatched,
    &od_kind_record_unusable,
    &od_kind_unknown_subset,
    &od_kind_subset_passed_over,
    &od_kind_image_by_number,
    &od_kind_image_disagrees,
    &od_kind_box_disagrees,
    &od_kind_size_disagrees,
    &od_kind_image_answered_twice,
    &od_kind_image_answer_replaced,
    &od_kind_image_answer_ignored,
    &od_kind_failure_repeated,
    &od_kind_subset_without_file,
    &od_kind_file_passed_over,
    &od_kind_answer_unparsable,
    &od_kind_answer_too_long,
    &od_kind_answer_refused,
    &od_kind_answer_failed,
    &od_kind_answer_truncated,
    &od_kind_answer_repaired,
    &od_kind_answer_passed,
    &od_kind_answer_other_family,
    &od_kind_answer_unclosed_think,
    &od_kind_answer_label_missing,
    &od_kind_answer_label_unknown,
    &od_kind_answer_label_dropped,
    &od_kind_answer_label_not_asked,
    &od_kind_frame_doubtful,
    &od_kind_non_finite,
    &od_kind_negative_size,
    &od_kind_zero_size,
    &od_kind_outside_image,
    &od_kind_duplicate,
    &od_kind_too_many,
    &od_kind_never_predicted,
    &od_kind_label_not_asked,
    &od_kind_out_of_scope,
    &od_kind_xyxy_suspected,
    &od_kind_normalised_suspected,
    &od_kind_scores_equal,
};

static bool is_kind(const char *code)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i]->code, code) == 0)
            return true;
    return false;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool ledger_number(const od_record *r, const char *path, double *value)
{
    const char *code = path + strlen("ledger.");
    char longer[128];
    int n;

    if (od_record_number(r, path, value))
        return true;
    n = snprintf(longer, sizeof longer, "ledger.answer_%s", code);
    if (!is_kind(code) && n > 0 && (size_t)n < sizeof longer) {
        code = longer + strlen("ledger.");
        if (od_record_number(r, longer, value))
            return true;
    }
    *value = is_kind(code) ? 0 : NAN;
    return is_kind(code);
}

/* A sum over answers, divided by how many answers it is of. */
static bool per_answer(const od_record *r, const char *sum, const char *n, double *value)
{
    const double answers = od_record_score(&r->answers.lengths, n);

    *value = answers > 0 ? od_record_score(&r->answers.lengths, sum) / answers : NAN;
    return answers > 0;
}

bool od_gate_number(const od_record *r, const char *path, double *value)
{
    *value = NAN;
    if (begins(path, "ledger."))
        return ledger_number(r, path, value);
    if (strcmp(path, "seconds") == 0)
        return per_answer(r, "seconds", "second_answers", value);
    if (strcmp(path, "tokens") == 0)
        return per_answer(r, "tokens", "token_answers", value);
    if (strcmp(path, "warnings") == 0) {
        *value = 0;
        for (uint32_t i = 0; i < r->n_warnings; i++)
            *value += !r->warnings[i].notice;
        return true;
    }
    return od_record_number(r, path, value);
}

/* What follows "answers." in "answers.x" or "subsets.S.answers.x"; NULL elsewhere. */
static const char *of_answers(const char *path)
{
    const char *inner = begins(path, "subsets.") ? strstr(path, ".answers.") : NULL;

    if (begins(path, "answers."))
        return path + strlen("answers.");
    return inner ? inner + strlen(".answers.") : NULL;
}

bool od_gate_lower_is_better(const char *path)
{
    const char *answers = of_answers(path);

    if (answers)
        return strcmp(answers, "n") != 0 && strcmp(answers, "statuses.parsed") != 0 &&
               strcmp(answers, "boxes.read") != 0;
    return begins(path, "ledger.") || strcmp(path, "warnings") == 0 || strcmp(path, "seconds") == 0 ||
           strcmp(path, "tokens") == 0;
}

bool od_gate_is_score(const char *path)
{
    if (od_gate_lower_is_better(path) || of_answers(path) || begins(path, "counts."))
        return false;
    return !(begins(path, "subsets.") && strstr(path, ".counts."));
}
