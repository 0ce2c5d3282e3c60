#include "report/answers.h"

#include <math.h>
#include <string.h>

#include "core/number.h"
#include "report/text.h"

/* Labels that are named unless all are wanted. */
enum { LABELS_SHOWN = 6 };

static const char *plural(double n)
{
    return n == 1 ? "" : "s";
}

/* 81724 -> "81,724" */
static const char *grouped(char buf[OD_CELL_TEXT], double count)
{
    char digits[OD_CELL_TEXT];
    size_t n, out = 0;

    od_text_count(digits, count);
    n = strlen(digits);
    for (size_t i = 0; i < n && out + 2 < OD_CELL_TEXT; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            buf[out++] = ',';
        buf[out++] = digits[i];
    }
    buf[out] = '\0';
    return buf;
}

/* "declared_empty" -> "declared empty" */
static od_status put_name(od_buffer *text, const char *name, od_error *err)
{
    od_status st = OD_OK;

    for (; *name && st == OD_OK; name++)
        st = od_buffer_add(text, *name == '_' ? " " : name, 1, err);
    return st;
}

static od_status put_statuses(od_buffer *text, const od_record *r, od_error *err)
{
    const od_record_scores *s = &r->answers.statuses;
    char n[OD_CELL_TEXT];
    const char *between = ": ";
    od_status st = od_buffer_printf(text, err, "Answers: %s read", grouped(n, r->answers.n));

    if (st == OD_OK)
        st = r->frame ? od_buffer_printf(text, err, " as %s", r->frame)
                      : od_buffer_printf(text, err, ", without a declared frame");
    if (st == OD_OK && strcmp(r->reader, "lenient") != 0)
        st = od_buffer_printf(text, err, " by the strict reader %s", r->reader);
    for (uint32_t i = 0; i < s->n && st == OD_OK; i++) {
        if (s->list[i].value == 0)
            continue;
        if ((st = od_buffer_printf(text, err, "%s%s ", between, grouped(n, s->list[i].value))) == OD_OK)
            st = put_name(text, s->list[i].name, err);
        between = ", ";
    }
    return st == OD_OK ? od_buffer_printf(text, err, ".\n") : st;
}

/* What the strict reader made of the answers, beside what we should have. */
static od_status put_reading(od_buffer *text, const od_record *r, od_error *err)
{
    const od_record_scores *s = &r->answers.reading;
    char n[3][OD_CELL_TEXT];

    if (s->n == 0)
        return OD_OK;
    return od_buffer_printf(text, err, "Read as %s does: %s box%s; leniently %s; %s answer%s differ%s.\n",
                            r->reader, grouped(n[0], od_record_score(s, "strict_boxes")),
                            od_record_score(s, "strict_boxes") == 1 ? "" : "es",
                            grouped(n[1], od_record_score(s, "lenient_boxes")),
                            grouped(n[2], od_record_score(s, "differ")), plural(od_record_score(s, "differ")),
                            od_record_score(s, "differ") == 1 ? "s" : "");
}

static const char *repair_words(const char *name)
{
    for (unsigned i = 0; i < OD_N_REPAIRS; i++)
        if (strcmp(od_repair_name((od_repair)i), name) == 0)
            return od_repair_words((od_repair)i);
    return name;
}

static const char *passed_words(const char *name)
{
    for (unsigned i = 0; i < OD_N_PASSED; i++)
        if (strcmp(od_passed_name((od_passed)i), name) == 0)
            return od_passed_words((od_passed)i);
    return name;
}

/* "TITLE: words (3), words (1)." */
static od_status put_kinds(od_buffer *text, const char *title, const od_record_scores *s,
                           const char *(*words)(const char *name), od_error *err)
{
    char n[OD_CELL_TEXT];
    od_status st = OD_OK;

    for (uint32_t i = 0; i < s->n && st == OD_OK; i++)
        st = od_buffer_printf(text, err, "%s%s (%s)", i ? ", " : title, words(s->list[i].name),
                              grouped(n, s->list[i].value));
    return st == OD_OK && s->n ? od_buffer_printf(text, err, ".\n") : st;
}

static od_status put_boxes(od_buffer *text, const od_record *r, od_error *err)
{
    static const struct {
        const char *name, *words;
    } kinds[] = {
        {"reversed", "with corners put in order"},
        {"flat", "without area"},
        {"repeated", "that repeat another of their answer"},
    };
    const od_record_scores *s = &r->answers.boxes;
    const double n_boxes = od_record_score(s, "read");
    char n[OD_CELL_TEXT];
    od_status st = od_buffer_printf(text, err, "Boxes: %s read", grouped(n, n_boxes));

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && st == OD_OK; i++)
        if (od_record_score(s, kinds[i].name) > 0)
            st = od_buffer_printf(text, err, ", %s %s", grouped(n, od_record_score(s, kinds[i].name)),
                                  kinds[i].words);
    return st == OD_OK ? od_buffer_printf(text, err, ".\n") : st;
}

/* A sum over how many it is of. */
static double mean(const od_record_scores *s, const char *sum, double over)
{
    const double total = od_record_score(s, sum);

    return total > 0 && over > 0 ? total / over : 0;
}

static od_status put_lengths(od_buffer *text, const od_record *r, od_error *err)
{
    const od_record_scores *s = &r->answers.lengths;
    const double came = r->answers.n - od_record_score(&r->answers.statuses, "failed");
    const double thinking = od_record_score(s, "think_answers");
    const double tokens = mean(s, "tokens", od_record_score(s, "token_answers"));
    const double seconds = mean(s, "seconds", od_record_score(s, "second_answers"));
    char n[3][OD_CELL_TEXT];
    od_status st = od_buffer_printf(text, err, "Lengths, on average: answers %s bytes",
                                    grouped(n[0], mean(s, "answer_bytes", came)));

    if (st == OD_OK && thinking > 0)
        st = od_buffer_printf(text, err, "; thoughts %s bytes, in %s answer%s",
                              grouped(n[0], mean(s, "think_bytes", thinking)), grouped(n[1], thinking),
                              plural(thinking));
    if (st == OD_OK && tokens > 0)
        st = od_buffer_printf(text, err, "; %s tokens", grouped(n[0], tokens));
    if (st == OD_OK && seconds > 0) {
        od_number_fixed(n[0], sizeof n[0], seconds, 2);
        st = od_buffer_printf(text, err, "; %s s", n[0]);
    }
    return st == OD_OK ? od_buffer_printf(text, err, ".\n") : st;
}

static bool drops_labels(const od_record *r)
{
    for (uint32_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].name, "unknown_labels") == 0)
            return strcmp(r->params[i].value, "drop") == 0;
    return false;
}

static od_status list_labels(od_buffer *text, const od_record_answers *a, bool all, od_error *err)
{
    const uint32_t n = all || a->n_listed < LABELS_SHOWN ? a->n_listed : LABELS_SHOWN;
    char count[OD_CELL_TEXT];
    od_status st = OD_OK;

    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        st = od_buffer_printf(text, err, "%s%s %s", i ? ", " : ": ", a->labels[i].label,
                              grouped(count, a->labels[i].count));
    if (st == OD_OK && n < a->n_labels)
        st = od_buffer_printf(text, err, ", ... (-v for all)");
    return st;
}

/* AP cannot see a box of no category; whoever reads it should. */
static od_status put_labels(od_buffer *text, const od_record *r, const od_report_style *style, od_error *err)
{
    const od_record_answers *a = &r->answers;
    const double boxes = od_record_score(&a->boxes, "unknown_label");
    const char *charge = drops_labels(r) ? ", left out"
                         : od_record_has(&r->overall, "greedy_precision")
                             ? ", counted as false positives by greedy_precision; AP cannot see them"
                             : "; AP cannot see them";
    char n[2][OD_CELL_TEXT];
    const size_t from = text->n;
    od_status st;

    if (!(boxes > 0))
        return OD_OK;
    if (boxes == 1)
        st = od_buffer_printf(text, err, "Unknown labels: 1 box carries a label that no category has%s",
                              charge);
    else
        st = od_buffer_printf(text, err, "Unknown labels: %s boxes carry %s label%s that no category has%s",
                              grouped(n[0], boxes), grouped(n[1], a->n_labels), plural(a->n_labels), charge);
    if (st != OD_OK || (st = list_labels(text, a, style->verbose, err)) != OD_OK)
        return st;
    for (size_t i = from; i < text->n; i++) /* a label must not end the sentence's line */
        if (text->bytes[i] == '\n')
            text->bytes[i] = ' ';
    return od_buffer_printf(text, err, ".\n");
}

/* The primary score, where the metrics give it. */
static const char *main_score(const od_record *r)
{
    return od_record_has(&r->overall, r->primary) || r->overall.n == 0 ? r->primary : r->overall.list[0].name;
}

static od_status put_readable(od_buffer *text, const od_record *r, od_error *err)
{
    const char *score = main_score(r);
    const double images = od_record_score(&r->readable_counts, "images");
    char n[2][OD_CELL_TEXT], percent[2][OD_CELL_TEXT];

    if (r->left_out == 0)
        return OD_OK;
    if (isnan(od_record_score(&r->overall, score)))
        return od_buffer_printf(
            text, err,
            "Readable answers only: scores over %s image%s, without the %s that had no readable "
            "answer; the others count those as empty.\n",
            grouped(n[0], images), plural(images), grouped(n[1], r->left_out));
    return od_buffer_printf(
        text, err,
        "Readable answers only: %s is %s over %s image%s; it is %s with the %s image%s that had no readable "
        "answer counted as empty.\n",
        score, od_text_percent(percent[0], od_record_score(&r->readable, score)), grouped(n[0], images),
        plural(images), od_text_percent(percent[1], od_record_score(&r->overall, score)),
        grouped(n[1], r->left_out), plural(r->left_out));
}

od_status od_answers_text(od_buffer *text, const od_record *r, const od_report_style *style, od_error *err)
{
    char n[OD_CELL_TEXT];
    od_status st;

    if (r->answers.n == 0)
        return OD_OK;
    if (od_record_score(&r->answers.statuses, "failed") == r->answers.n) {
        st = od_buffer_printf(text, err, "Answers: %s failed.\n", grouped(n, r->answers.n));
        return st == OD_OK ? put_readable(text, r, err) : st;
    }
    if ((st = put_statuses(text, r, err)) != OD_OK || (st = put_reading(text, r, err)) != OD_OK ||
        (st = put_kinds(text, "Repaired answers: ", &r->answers.repairs, repair_words, err)) != OD_OK ||
        (st = put_kinds(text, "No boxes, and passed over: ", &r->answers.passed, passed_words, err)) !=
            OD_OK ||
        (st = put_boxes(text, r, err)) != OD_OK || (st = put_lengths(text, r, err)) != OD_OK ||
        (st = put_labels(text, r, style, err)) != OD_OK)
        return st;
    return put_readable(text, r, err);
}
