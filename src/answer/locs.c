#include <string.h>

#include "answer/chars.h"
#include "answer/label.h"
#include "answer/locs.h"

enum { TAG_MAX_BYTES = 64 }; /* longer ones are not looked for at the end of a text */

/* Locations that stand together, and the text on either side of them. */
typedef struct run {
    od_str before, after;
    size_t boxes; /* in the reading before it */
    size_t n;     /* locations */
    bool polygon, mask;
    bool cut;    /* the text breaks off in its last tag */
    bool last;   /* no other comes after it */
    bool at_end; /* and not even a token, and the text may be cut off */
} run;

/* Walks over the runs of a text. */
typedef struct runs {
    od_reading *r;
    const od_locs *form;
    od_error *err;
    od_scan scan;
    od_tag next; /* the first tag of the next run */
    bool has_next;
    const char *text_end;  /* of the text behind the last run */
    const char *text_from; /* of the text before the next run */
    double v[4];
} runs;

/* White space, and what may part two items. */
static bool is_parting(char c)
{
    return od_is_space(c) || c == ';' || c == ',';
}

static od_str without_parting(od_str text)
{
    while (text.n && is_parting(*text.p)) {
        text.p++;
        text.n--;
    }
    while (text.n && is_parting(text.p[text.n - 1]))
        text.n--;
    return text;
}

static bool is_blank(const char *p, const char *end)
{
    while (p < end && od_is_space(*p))
        p++;
    return p == end;
}

/* A token, or what is as good as one: it parts texts, and says nothing. */
static bool only_parts(const od_tag *tag)
{
    return tag->kind == OD_TAG_TOKEN || tag->kind == OD_LOC_PART;
}

/* Moves from the end of one tag to the next that belongs to a run. */
static void find_next(runs *w, const char *from)
{
    const char *first = NULL;

    w->text_from = from;
    while ((w->has_next = od_tag_next(&w->scan, w->form->words, &w->next)) && only_parts(&w->next)) {
        if (!first)
            first = w->next.start;
        w->text_from = w->next.end;
    }
    w->text_end = first ? first : w->has_next ? w->next.start : w->scan.end;
}

static runs runs_of(od_reading *r, const od_locs *form, od_str text, od_error *err)
{
    runs w = {.r = r, .form = form, .err = err, .scan = od_scan_of(text)};

    find_next(&w, text.p);
    return w;
}

/* Every fourth location ends a box, which gets its label later. */
static od_status take_tag(runs *w, run *out)
{
    out->cut = w->next.kind == OD_TAG_CUT;
    if (out->cut) {
        w->r->repairs[OD_REPAIR_TAG] += w->r->whole;
        return OD_OK;
    }
    w->r->repairs[OD_REPAIR_TAG] += !w->next.exact;
    out->mask |= w->next.kind == OD_LOC_MASK;
    out->polygon |= w->next.kind == OD_LOC_POLYGON;
    if (w->next.kind != OD_LOC)
        return OD_OK;
    w->v[out->n++ % 4] = w->next.number;
    if (out->n % 4 || out->polygon)
        return OD_OK;
    return od_reading_add(w->r, w->v, (od_str){NULL, 0}, w->err);
}

/* Takes the next run. Its last location may be followed by other runs; w->has_next says so. */
static od_status take_run(runs *w, run *out)
{
    const char *end;
    od_status st;

    *out = (run){.before = {w->text_from, (size_t)(w->next.start - w->text_from)}, .boxes = w->r->n_boxes};
    do {
        if ((st = take_tag(w, out)) != OD_OK)
            return st;
        end = w->next.end;
        find_next(w, end);
    } while (w->has_next && w->text_from == end && w->next.kind != OD_LOC_POLYGON &&
             is_blank(end, w->next.start));
    out->after = (od_str){end, (size_t)(w->text_end - end)};
    out->last = !w->has_next;
    out->at_end = out->last && w->text_end == w->scan.end && !w->r->whole;
    return OD_OK;
}

static void break_off(od_reading *r)
{
    r->repairs[OD_REPAIR_CUT]++;
    r->status = OD_ANSWER_TRUNCATED;
}

/* Counts what of a run is no box. */
static void count_rest(od_reading *r, const od_locs *form, const run *one)
{
    size_t rest = one->n % 4;

    r->passed[OD_PASSED_MASK] += one->mask;
    if (one->at_end && (one->cut || (rest && without_parting(one->after).n == 0)))
        break_off(r);
    else if (one->polygon)
        r->passed[OD_PASSED_POLYGON]++;
    else if (rest)
        r->passed[one->n == 2 ? OD_PASSED_POINT : OD_PASSED_ARITY]++;
    if (one->n > 4 && !form->several && !one->polygon)
        r->repairs[OD_REPAIR_TAG]++;
}

/* The tag that `text` ends with, or false. */
static bool last_tag(const od_locs *form, od_str text, od_tag *tag)
{
    const char *end = text.p + text.n;
    const char *limit = text.n > TAG_MAX_BYTES ? end - TAG_MAX_BYTES : text.p;

    for (const char *p = end; p > limit; p--)
        if (p[-1] == '<')
            return od_tag_at(p - 1, end, form->words, tag) && (tag->kind == OD_TAG_CUT || tag->end == end);
    return false;
}

/* Whether text follows the last location. Of a text that breaks off in a tag, it can't be told. */
static bool has_tail(const od_locs *form, od_str text, bool *cut)
{
    od_tag tag;

    *cut = false;
    while ((text = without_parting(text)).n && last_tag(form, text, &tag)) {
        *cut |= tag.kind == OD_TAG_CUT;
        if (tag.kind != OD_TAG_CUT && !only_parts(&tag))
            return false;
        text.n = (size_t)(tag.start - text.p);
    }
    return text.n > 0;
}

/* Whether labels stand first, by the form or because the text can only be read so. */
static bool labels_come_first(od_reading *r, const od_locs *form, od_str text)
{
    runs w = runs_of(r, form, text, NULL);
    od_str before = {w.text_from, w.has_next ? (size_t)(w.next.start - w.text_from) : 0};
    bool head = without_parting(before).n && before.p[before.n - 1] != ':';
    bool cut, tail = has_tail(form, text, &cut);

    if (cut || head == tail || head == form->label_first)
        return form->label_first;
    r->repairs[OD_REPAIR_TAG]++;
    return head;
}

static od_str label_of(od_str text)
{
    text = without_parting(text);
    return text.n ? text : (od_str){NULL, 0};
}

/* "detect dog" is what was asked, repeated. */
static od_str without_request(od_str text)
{
    od_scan s = od_scan_of(text);

    return od_scan_take(&s, "detect ") ? (od_str){s.p, (size_t)(s.end - s.p)} : text;
}

/* dog<loc_52>..: a run without text before it has the label of the one before. */
static od_status read_labels_first(runs *w)
{
    od_label label = od_label_of((od_str){NULL, 0});
    run one = {.last = false};
    od_status st = OD_OK;

    while (w->has_next) {
        if ((st = take_run(w, &one)) != OD_OK)
            return st;
        od_str name = label_of(without_request(without_parting(one.before)));
        if (name.p)
            label = od_label_of(name);
        if ((st = od_label_boxes(w->r, one.boxes, &label, w->err)) != OD_OK)
            return st;
        count_rest(w->r, w->form, &one);
    }
    if (!label_of(one.after).p)
        return OD_OK;
    if (one.at_end)
        break_off(w->r);
    else
        w->r->passed[OD_PASSED_NO_BOX]++;
    return OD_OK;
}

/* The label is what comes before the first ";"; another text behind that has no box. */
static od_str first_item(od_reading *r, od_str text)
{
    const char *end;

    text = without_parting(text);
    end = text.n ? memchr(text.p, ';', text.n) : NULL;
    if (!end)
        return label_of(text);
    r->passed[OD_PASSED_NO_BOX]++;
    return label_of((od_str){text.p, (size_t)(end - text.p)});
}

/* <loc0256>.. dog ; <loc0128>.. cat */
static od_status read_labels_last(runs *w)
{
    bool labelled = false, first = true;
    run one;
    od_status st;

    while (w->has_next) {
        if ((st = take_run(w, &one)) != OD_OK)
            return st;
        od_label label = od_label_of(first_item(w->r, one.after));
        w->r->repairs[OD_REPAIR_PROSE] += first && label_of(one.before).p;
        first = false;
        if (one.at_end && labelled && !label.text.p && !one.cut) {
            w->r->n_boxes = one.boxes; /* the others have labels: what follows this one is missing */
            break_off(w->r);
            return OD_OK;
        }
        labelled |= label.text.p != NULL;
        if ((st = od_label_boxes(w->r, one.boxes, &label, w->err)) != OD_OK)
            return st;
        count_rest(w->r, w->form, &one);
    }
    return OD_OK;
}

od_status od_locs_read(od_reading *r, const od_locs *form, od_str text, od_error *err)
{
    bool first = labels_come_first(r, form, text);
    runs w = runs_of(r, form, text, err);

    return first ? read_labels_first(&w) : read_labels_last(&w);
}
