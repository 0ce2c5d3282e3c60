/* From what was found in each line to the figures of a target, and to what its ledger says of answers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prediction/box_record.h"
#include "prediction/line_take.h"

enum { EVIDENCE = 160 }; /* bytes of the text of an example */

/* What of one line is worth a note. */
typedef struct line_findings {
    uint32_t repairs[OD_N_REPAIRS], passed[OD_N_PASSED];
    uint64_t n_passed, label_missing, label_unknown, label_not_asked;
    bool too_long, other_family, unclosed_think;
    od_str first_unknown;
} line_findings;

static void add_repair(od_answer_tally *tally, unsigned repair, uint64_t n)
{
    tally->repairs[repair] += n;
    tally->repaired_answers[repair]++;
}

static void add_seconds(od_answer_tally *tally, uint64_t bits)
{
    double seconds;

    memcpy(&seconds, &bits, sizeof seconds);
    tally->seconds += seconds;
    tally->n_seconds++;
}

/* What the tally keeps of a finding. */
static void count(od_answer_tally *tally, unsigned finding, uint64_t value)
{
    if (finding < OD_FOUND_PASSED) {
        add_repair(tally, finding - OD_FOUND_REPAIR, value);
        return;
    }
    if (finding < OD_FOUND_BOXES) {
        tally->passed[finding - OD_FOUND_PASSED] += value;
        return;
    }
    switch (finding) {
    case OD_FOUND_BOXES: tally->boxes += value; break;
    case OD_FOUND_REVERSED: tally->boxes_reversed += value; break;
    case OD_FOUND_FLAT: tally->boxes_flat += value; break;
    case OD_FOUND_REPEATED: tally->boxes_repeated += value; break;
    case OD_FOUND_LABEL_UNKNOWN: tally->boxes_unknown++; break;
    case OD_FOUND_LABEL_BEYOND:
        tally->boxes_unknown += value;
        tally->unknown_beyond += value;
        break;
    case OD_FOUND_THINK_BYTES:
        tally->think_bytes += value;
        tally->think_answers++;
        break;
    case OD_FOUND_ANSWER_BYTES: tally->answer_bytes += value; break;
    case OD_FOUND_UNCLOSED_THINK: tally->unclosed_think += value; break;
    case OD_FOUND_TOKENS:
        tally->tokens += value;
        tally->n_tokens++;
        break;
    case OD_FOUND_SECONDS: add_seconds(tally, value); break;
    case OD_FOUND_RETRIES: tally->retries += value; break;
    case OD_FOUND_DIFFER: tally->differ += value; break;
    case OD_FOUND_STRICT_BOXES: tally->strict_boxes += value; break;
    case OD_FOUND_LENIENT_BOXES: tally->lenient_boxes += value; break;
    default: break;
    }
}

/* What notes keep of it. */
static void look_at(line_findings *f, const od_answer_log *log, unsigned finding, uint64_t value)
{
    if (finding < OD_FOUND_PASSED) {
        f->repairs[finding - OD_FOUND_REPAIR] = (uint32_t)value;
        return;
    }
    if (finding < OD_FOUND_BOXES) {
        f->passed[finding - OD_FOUND_PASSED] = (uint32_t)value;
        f->n_passed += value;
        return;
    }
    switch (finding) {
    case OD_FOUND_LABEL_MISSING: f->label_missing = value; break;
    case OD_FOUND_LABEL_NOT_ASKED: f->label_not_asked = value; break;
    case OD_FOUND_LABEL_UNKNOWN:
        if (!f->label_unknown++)
            f->first_unknown = log->labels[value];
        break;
    case OD_FOUND_LABEL_BEYOND: f->label_unknown += value; break;
    case OD_FOUND_UNCLOSED_THINK: f->unclosed_think = true; break;
    case OD_FOUND_OTHER_FAMILY: f->other_family = true; break;
    case OD_FOUND_TOO_LONG: f->too_long = true; break;
    default: break;
    }
}

/* ---- notes ---- */

typedef struct noting {
    od_target *t;
    const od_answer_way *way;
    const od_logged *line;
    od_error *err;
} noting;

static bool wants_evidence(const noting *n, const od_ledger_kind *kind)
{
    return od_ledger_wants(&n->t->ledger, kind);
}

static od_status note(const noting *n, const od_ledger_kind *kind, uint64_t times, const char *evidence)
{
    const od_place place = {n->t->detections.inputs[n->line->input], n->line->at, (od_unit)n->line->unit};
    char text[OD_SHOWN];

    if (times == 0)
        return OD_OK;
    if (!wants_evidence(n, kind))
        return od_ledger_note(&n->t->ledger, kind, times, place, n->err, NULL);
    if (evidence)
        return od_ledger_note(&n->t->ledger, kind, times, place, n->err, "%s", evidence);
    return od_ledger_note(&n->t->ledger, kind, times, place, n->err, "image_id %s",
                          od_id_text(text, sizeof text, n->t->dataset->image_id[n->line->image]));
}

/* "3 x a comma before a closing bracket, ..." for what there is of a list of counts. */
static char *counted(char buf[EVIDENCE], const uint32_t *counts, unsigned n, bool passed)
{
    size_t used = 0;

    buf[0] = '\0';
    for (unsigned i = 0; i < n && used < EVIDENCE; i++) {
        const char *words = passed ? od_passed_words((od_passed)i) : od_repair_words((od_repair)i);

        if (counts[i])
            used += (size_t)snprintf(buf + used, EVIDENCE - used, "%s%" PRIu32 " x %s", used ? ", " : "",
                                     counts[i], words);
    }
    return buf;
}

static const od_ledger_kind *kind_of(od_answer_status status)
{
    switch (status) {
    case OD_ANSWER_REPAIRED: return &od_kind_answer_repaired;
    case OD_ANSWER_TRUNCATED: return &od_kind_answer_truncated;
    case OD_ANSWER_REFUSED: return &od_kind_answer_refused;
    case OD_ANSWER_UNPARSABLE: return &od_kind_answer_unparsable;
    case OD_ANSWER_FAILED: return &od_kind_answer_failed;
    case OD_ANSWER_PARSED:
    case OD_ANSWER_EMPTY:
    case OD_N_ANSWER_STATUS: break;
    }
    return NULL;
}

static od_status note_labels(const noting *n, const line_findings *f)
{
    const od_ledger_kind *unknown =
        n->way && n->way->drop_unknown_labels ? &od_kind_answer_label_dropped : &od_kind_answer_label_unknown;
    char text[OD_SHOWN], label[OD_SHOWN + 16] = "";
    od_status st;

    if (f->first_unknown.p && wants_evidence(n, unknown))
        snprintf(label, sizeof label, "label \"%s\"", od_shown(text, f->first_unknown));
    if ((st = note(n, unknown, f->label_unknown, label[0] ? label : NULL)) != OD_OK ||
        (st = note(n, &od_kind_answer_label_missing, f->label_missing, NULL)) != OD_OK)
        return st;
    return note(n, &od_kind_answer_label_not_asked, f->label_not_asked, NULL);
}

static od_status note_findings(const noting *n, const line_findings *f)
{
    const od_answer_status status = (od_answer_status)n->line->status;
    const od_ledger_kind *kind = kind_of(status);
    char text[EVIDENCE] = "";
    od_status st = OD_OK;

    if (kind == &od_kind_answer_repaired && wants_evidence(n, kind))
        counted(text, f->repairs, OD_N_REPAIRS, false);
    if (kind && (st = note(n, kind, 1, text[0] ? text : NULL)) != OD_OK)
        return st;
    if ((st = note(n, &od_kind_answer_too_long, f->too_long, NULL)) != OD_OK ||
        (st = note(n, &od_kind_answer_unclosed_think, f->unclosed_think, NULL)) != OD_OK ||
        (st = note(n, &od_kind_answer_other_family, f->other_family, NULL)) != OD_OK)
        return st;
    if (f->n_passed && (st = note(n, &od_kind_answer_passed, f->n_passed,
                                  counted(text, f->passed, OD_N_PASSED, true))) != OD_OK)
        return st;
    return note_labels(n, f);
}

static void forget_notes(od_ledger *ledger)
{
    const od_ledger_kind *const kinds[] = {
        &od_kind_answer_unparsable,     &od_kind_answer_too_long,      &od_kind_answer_refused,
        &od_kind_answer_failed,         &od_kind_answer_truncated,     &od_kind_answer_repaired,
        &od_kind_answer_passed,         &od_kind_answer_other_family,  &od_kind_answer_unclosed_think,
        &od_kind_answer_label_missing,  &od_kind_answer_label_unknown, &od_kind_answer_label_dropped,
        &od_kind_answer_label_not_asked};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        od_ledger_forget(ledger, kinds[i]);
}

/* ---- adding up ---- */

/* How little is known of an image after an answer with this status. */
static int badness(uint8_t image_status)
{
    static const int of[1 + OD_N_ANSWER_STATUS] = {
        [1 + OD_ANSWER_EMPTY] = 1,     [1 + OD_ANSWER_PARSED] = 2,  [1 + OD_ANSWER_REPAIRED] = 3,
        [1 + OD_ANSWER_TRUNCATED] = 4, [1 + OD_ANSWER_REFUSED] = 5, [1 + OD_ANSWER_UNPARSABLE] = 6,
        [1 + OD_ANSWER_FAILED] = 7};

    return of[image_status];
}

static od_status take_line(od_target *t, size_t i, const od_answer_way *way, uint64_t *labels, od_error *err)
{
    const od_logged *line = &t->log.lines[i];
    od_answer_tally *tally = &t->answers;
    od_str findings = od_answer_log_findings(&t->log, i);
    const char *p = findings.p, *end = p + findings.n;
    const noting n = {t, way, line, err};
    line_findings f = {.n_passed = 0};
    uint8_t status = (uint8_t)(1 + line->status);
    unsigned finding;
    uint64_t value;

    tally->n++;
    tally->status[line->status]++;
    if (badness(status) > badness(tally->image_status[line->image]))
        tally->image_status[line->image] = status;
    while (od_answer_log_next(&p, end, &finding, &value)) {
        count(tally, finding, value);
        look_at(&f, &t->log, finding, value);
        if (finding == OD_FOUND_LABEL_UNKNOWN)
            labels[value]++;
    }
    return note_findings(&n, &f);
}

static od_status add_labels(od_target *t, const uint64_t *labels, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < t->log.n_labels && st == OD_OK; i++)
        if (labels[i])
            st = od_answer_tally_label(&t->answers, t->log.labels[i], labels[i], err);
    od_answer_tally_finish(&t->answers);
    return st;
}

static bool has_answers(const od_answer_log *log)
{
    for (size_t i = 0; i < log->n; i++)
        if (log->lines[i].as_text)
            return true;
    return false;
}

static od_status add_up(od_target *t, const od_answer_way *way, od_error *err)
{
    uint64_t *labels = NULL;
    od_status st;

    if ((st = OD_ALLOC(t->answers.image_status, t->dataset->n_images, err)) != OD_OK ||
        (st = OD_ALLOC(labels, t->log.n_labels, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < t->log.n && st == OD_OK; i++)
        if (t->log.lines[i].as_text)
            st = take_line(t, i, way, labels, err);
    if (st == OD_OK)
        st = add_labels(t, labels, err);
    free(labels);
    return st;
}

od_status od_target_tally(od_target *t, const od_answer_way *way, od_error *err)
{
    od_plausible plausible = t->answers.plausible;

    t->answers.plausible = (od_plausible){0};
    od_answer_tally_release(&t->answers);
    t->answers.plausible = plausible;
    forget_notes(&t->ledger);
    return has_answers(&t->log) ? add_up(t, way, err) : OD_OK;
}

od_status od_target_settle(od_target *t, const od_answer_way *way, od_error *err)
{
    od_status st = od_target_drop_repeated(t, way ? way->duplicates : OD_DUPLICATES_STANDARD, err);

    return st == OD_OK ? od_target_tally(t, way, err) : st;
}
