#include "answer/phrase.h"
#include "answer/tagged.h"

/* Where in the form the text is. */
typedef enum place {
    AROUND,
    IN_LABEL,
    IN_BOXES,
    IN_POLYGON,
} place;

typedef struct reader {
    od_reading *r;
    const od_tagged *form;
    od_error *err;
    place at;
    const char *from; /* where the text since the last tag begins */
    od_label label;
    bool waiting;   /* the label has no box yet */
    size_t found;   /* boxes, and what was passed over for one */
    size_t nothing; /* boxes that say that there are none */
} reader;

static void mend(reader *t)
{
    t->r->repairs[OD_REPAIR_TAG]++;
}

static od_str text_to(const reader *t, const char *end)
{
    return (od_str){t->from, (size_t)(end - t->from)};
}

static void set_label(reader *t, od_str text)
{
    if (t->waiting)
        t->r->passed[OD_PASSED_NO_BOX]++;
    text = od_trimmed(text);
    t->waiting = text.n > 0;
    t->label = od_label_of(t->waiting ? text : (od_str){NULL, 0});
}

static size_t taken(const od_reading *r)
{
    return r->n_boxes + r->passed[OD_PASSED_POINT] + r->passed[OD_PASSED_POLYGON] +
           r->passed[OD_PASSED_ARITY] + r->passed[OD_PASSED_NUMBER] + r->repairs[OD_REPAIR_CUT];
}

/* What stands between box tags. Text without boxes leaves the label waiting for some. */
static od_status take_boxes(reader *t, od_str text, bool open)
{
    size_t before = taken(t->r), n;
    od_status st;

    t->at = AROUND;
    if (od_phrase_says_none(text)) {
        t->nothing++;
        t->waiting = false;
        return OD_OK;
    }
    if ((st = t->form->take(t->r, text, &t->label, open, t->err)) != OD_OK)
        return st;
    n = taken(t->r) - before;
    t->found += n;
    if (n)
        t->waiting = false;
    return OD_OK;
}

/* Ends what the tag that comes leaves open; its closing tag is missing. */
static od_status close_open(reader *t, const char *end)
{
    od_str text = text_to(t, end);

    if (t->at == AROUND)
        return OD_OK;
    mend(t);
    if (t->at == IN_BOXES)
        return take_boxes(t, text, false);
    if (t->at == IN_LABEL)
        set_label(t, text);
    t->at = AROUND;
    return OD_OK;
}

/* A box begins where no label waits for it: it has the last one's, unless there is text in between. */
static void name_boxes(reader *t, od_str between)
{
    if (t->form->unlabelled || t->waiting || !od_phrase_any(between))
        return;
    t->label = od_label_of(od_phrase_before(between));
    if (t->label.text.p)
        mend(t);
}

static od_status begin_boxes(reader *t, const od_tag *tag)
{
    bool was_around = t->at == AROUND;
    od_str between = text_to(t, tag->start);
    od_status st = close_open(t, tag->start);

    if (was_around)
        name_boxes(t, between);
    t->at = IN_BOXES;
    return st;
}

static od_status end_boxes(reader *t, const od_tag *tag)
{
    od_str text = text_to(t, tag->start);

    if (t->at == IN_LABEL)
        return close_open(t, tag->start);
    if (t->at == AROUND) /* the opening tag is missing */
        mend(t);
    return take_boxes(t, text, false);
}

static od_status end_label(reader *t, const od_tag *tag)
{
    od_str text = text_to(t, tag->start);
    od_status st;

    if (t->at == IN_LABEL) {
        set_label(t, text);
    } else if (t->at == AROUND) { /* the opening tag is missing */
        mend(t);
        set_label(t, od_phrase_before(text));
    } else if ((st = close_open(t, tag->start)) != OD_OK) {
        return st;
    }
    t->at = AROUND;
    return OD_OK;
}

static od_status take_tag(reader *t, const od_tag *tag)
{
    od_status st = OD_OK;

    switch (tag->kind) {
    case OD_TAGGED_LABEL:
        st = close_open(t, tag->start);
        t->at = IN_LABEL;
        break;
    case OD_TAGGED_LABEL_END: st = end_label(t, tag); break;
    case OD_TAGGED_BOXES: st = begin_boxes(t, tag); break;
    case OD_TAGGED_BOXES_END: st = end_boxes(t, tag); break;
    case OD_TAGGED_POLYGON:
        st = close_open(t, tag->start);
        t->r->passed[OD_PASSED_POLYGON]++;
        t->found++;
        t->waiting = false;
        t->at = IN_POLYGON;
        break;
    case OD_TAGGED_POLYGON_END: t->at = AROUND; break;
    default: st = close_open(t, tag->start); break; /* a token: whatever is open ends */
    }
    if (tag->kind != OD_TAG_TOKEN && !tag->exact)
        mend(t);
    t->from = tag->end;
    return st;
}

static void break_off(reader *t, bool item)
{
    t->r->repairs[OD_REPAIR_CUT] += item;
    t->r->status = OD_ANSWER_TRUNCATED;
}

/* The text ends at `end`; `cut`: inside a tag. */
static od_status finish(reader *t, const char *end, bool cut)
{
    size_t before = t->found + t->nothing;
    bool was_waiting = t->waiting;
    od_status st = OD_OK;

    if (t->r->whole) { /* and what is open was left open */
        st = close_open(t, end);
        t->r->passed[OD_PASSED_NO_BOX] += t->waiting;
    } else if (t->at == IN_LABEL) {
        t->r->passed[OD_PASSED_NO_BOX] += was_waiting;
        break_off(t, true);
    } else if (t->at == IN_BOXES) {
        st = take_boxes(t, text_to(t, end), true);
        if (t->found + t->nothing == before)
            break_off(t, true);
        else if (cut)
            break_off(t, false);
        else if (t->r->status != OD_ANSWER_TRUNCATED)
            mend(t);
    } else if (was_waiting && (cut || (t->found && od_trimmed(text_to(t, end)).n == 0))) {
        break_off(t, true); /* a model that gives boxes would go on with one */
    } else {
        t->r->passed[OD_PASSED_NO_BOX] += was_waiting;
        if (cut)
            break_off(t, false);
    }
    return st;
}

od_status od_tagged_read(od_reading *r, const od_tagged *form, od_str text, od_error *err)
{
    od_scan s = od_scan_of(text);
    reader t = {.r = r, .form = form, .err = err, .from = text.p};
    const char *end = s.end;
    bool cut = false;
    size_t n_boxes = r->n_boxes;
    od_tag tag;
    od_status st = OD_OK;

    while (st == OD_OK && od_tag_next(&s, form->words, &tag)) {
        if (tag.kind == OD_TAG_CUT) {
            end = tag.start;
            cut = true;
            r->repairs[OD_REPAIR_TAG] += r->whole;
        } else {
            st = take_tag(&t, &tag);
        }
    }
    if (st == OD_OK)
        st = finish(&t, end, cut);
    if (st == OD_OK && t.nothing && !t.found && r->n_boxes == n_boxes && r->status != OD_ANSWER_TRUNCATED)
        r->status = OD_ANSWER_EMPTY;
    return st;
}
