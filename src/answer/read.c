#include <string.h>

#include "answer/grammars.h"
#include "answer/tags.h"
#include "answer/words.h"

/* ---- where the answer stands ---- */

enum { THINK, END_OF_THINK, ANSWER, END_OF_ANSWER };

static const od_tag_word frame_tags[] = {
    {"think", "<think>", THINK, false},
    {"/think", "</think>", END_OF_THINK, false},
    {"thinking", "<thinking>", THINK, false},
    {"/thinking", "</thinking>", END_OF_THINK, false},
    {"answer", "<answer>", ANSWER, false},
    {"/answer", "</answer>", END_OF_ANSWER, false},
    {NULL, NULL, 0, false},
};

/* A stretch of the text without thoughts. */
typedef struct part {
    const char *start;
    od_str group;     /* the inside of the last answer tags that hold something; .p NULL: there is none */
    bool group_ended; /* by its closing tag */
    uint32_t tags;    /* repaired */
    const char *open; /* behind an opening answer tag that no closing one has followed yet */
} part;

typedef struct layout {
    part now, before; /* since the last end of thoughts, and up to it */
    bool has_before, thinking;
    const char *end; /* of the text, without a last tag that is cut off and tokens that end it */
    const char *before_end;
    bool ended; /* such a token was there */
} layout;

static od_str between(const char *p, const char *end)
{
    return od_trimmed((od_str){p, (size_t)(end - p)});
}

static void take_group(part *p, const char *start, const char *end, bool ended)
{
    od_str group = between(start, end);

    p->open = NULL;
    if (!group.n && p->group.p)
        return;
    p->group = group;
    p->group_ended = ended;
}

static void meet_end_of_answer(part *now, const od_tag *tag)
{
    if (now->open)
        take_group(now, now->open, tag->start, true);
    else if (!now->group.p) {
        now->tags++; /* its opening tag is missing */
        take_group(now, now->start, tag->start, true);
    }
}

static void meet_end_of_thoughts(layout *l, const od_tag *tag)
{
    l->before = l->now;
    l->before_end = tag->start;
    l->has_before = true;
    l->thinking = false;
    l->now = (part){.start = tag->end};
}

/* A tag that only frames the text, or one that is cut off: the answer ends before it when nothing follows but
 * the like. `behind` is the byte behind the last tag. */
static const char *meet_token(layout *l, const od_tag *tag, const char *behind, const char *end)
{
    if (!l->end || between(behind, tag->start).n)
        l->end = tag->start;
    l->ended = tag->kind == OD_TAG_TOKEN;
    return tag->kind == OD_TAG_CUT ? end : tag->end;
}

static void meet_tag(layout *l, const od_tag *tag)
{
    l->end = NULL;
    l->now.tags += !tag->exact;
    if (tag->kind == THINK)
        l->thinking = true;
    else if (tag->kind == END_OF_THINK)
        meet_end_of_thoughts(l, tag);
    else if (tag->kind == ANSWER)
        l->now.open = tag->end;
    else
        meet_end_of_answer(&l->now, tag);
}

static void lay_out(od_str text, layout *l)
{
    const char *behind = text.p, *end = text.p + text.n;
    od_scan s = od_scan_of(text);
    od_tag tag;

    *l = (layout){.now = {.start = text.p}};
    while (od_tag_next(&s, frame_tags, &tag)) {
        if (tag.kind == OD_TAG_TOKEN || tag.kind == OD_TAG_CUT) {
            behind = meet_token(l, &tag, behind, end);
        } else {
            meet_tag(l, &tag);
            behind = tag.end;
        }
    }
    if (!l->end || between(behind, end).n) {
        l->end = end;
        l->ended = false;
    }
}

/* Takes back an end of thoughts that stands behind the answer, where one is too many. */
static void undo_stray_end_of_thoughts(layout *l)
{
    if (!l->has_before || between(l->now.start, l->end).n || !l->before.group.p)
        return;
    l->now = l->before;
    l->now.tags++;
    l->end = l->before_end;
}

/* The body of the answer: inside the last answer tags behind the thoughts, or all that is behind them. Of a
 * thought that never ends, nothing. */
static od_str find_body(od_reading *r, od_str text)
{
    layout l;
    part *now = &l.now;

    lay_out(text, &l);
    undo_stray_end_of_thoughts(&l);
    if (now->open && (between(now->open, l.end).n || !now->group.p)) {
        take_group(now, now->open, l.end, false);
        now->tags++;
    }
    r->has_answer_tags = now->group.p != NULL;
    r->unclosed_think = l.thinking && !r->has_answer_tags;
    r->whole = l.ended || (now->group.p && now->group_ended);
    r->repairs[OD_REPAIR_TAG] += now->tags;
    r->think_bytes = r->unclosed_think ? text.n : (size_t)(now->start - text.p);
    r->answer_bytes = text.n - r->think_bytes;
    if (r->unclosed_think)
        return (od_str){l.end, 0};
    return now->group.p ? now->group : between(now->start, l.end);
}

/* ---- what it says ---- */

/* Without the code fence and the quotes around it. */
static od_str unwrapped(od_str body)
{
    const char *p;

    body = od_trimmed(body);
    if (body.n > 6 && memcmp(body.p, "```", 3) == 0 && memcmp(body.p + body.n - 3, "```", 3) == 0) {
        body = (od_str){body.p + 3, body.n - 6};
        p = memchr(body.p, '\n', body.n);
        if (p)
            body = between(p, body.p + body.n);
    }
    if (body.n >= 2 && body.p[0] == body.p[body.n - 1] && strchr("\"'`", body.p[0]))
        body = between(body.p + 1, body.p + body.n - 1);
    return body;
}

/* None, in words or as an empty list, and nothing else. */
static bool is_nothing(od_str body)
{
    size_t opened = 0, closed = 0;

    body = unwrapped(body);
    if (!body.n)
        return false;
    if (od_says_none(body))
        return true;
    for (size_t i = 0; i < body.n; i++) {
        opened += body.p[i] == '[' || body.p[i] == '{';
        closed += body.p[i] == ']' || body.p[i] == '}';
        if (!strchr("[]{} \t\r\n", body.p[i]) || closed > opened)
            return false;
    }
    return opened == closed;
}

/* ---- grammars ---- */

/* What a reading counts, to go back to when a grammar finds nothing. */
typedef struct counts {
    uint32_t repairs[OD_N_REPAIRS], passed[OD_N_PASSED];
    bool any; /* something was passed over, or cut off */
} counts;

static counts counts_of(const od_reading *r)
{
    counts c = {.any = r->repairs[OD_REPAIR_CUT] > 0};

    memcpy(c.repairs, r->repairs, sizeof c.repairs);
    memcpy(c.passed, r->passed, sizeof c.passed);
    for (int i = 0; i < OD_N_PASSED; i++)
        c.any |= c.passed[i] > 0;
    return c;
}

static void set_counts(od_reading *r, const counts *c)
{
    memcpy(r->repairs, c->repairs, sizeof c->repairs);
    memcpy(r->passed, c->passed, sizeof c->passed);
}

typedef struct search {
    od_reading *r;
    od_str body;
    od_error *err;
    counts before;  /* any grammar was tried */
    counts nothing; /* of the first grammar that found no box, and something to pass over */
    bool done;
} search;

static od_status try_grammar(search *s, const od_grammar *grammar, bool is_foreign)
{
    od_reading *r = s->r;
    counts now;
    od_status st;

    r->status = OD_ANSWER_UNPARSABLE;
    if ((st = grammar->read(r, s->body, s->err)) != OD_OK)
        return st;
    if (r->n_boxes || r->status == OD_ANSWER_EMPTY) {
        r->grammar = r->n_boxes ? grammar : NULL;
        r->repairs[OD_REPAIR_OTHER_GRAMMAR] += is_foreign;
        s->done = true;
        return OD_OK;
    }
    now = counts_of(r);
    if (now.any && !s->nothing.any) {
        s->nothing = now;
        /* what was mended is of interest only where it gave boxes */
        memcpy(s->nothing.repairs, s->before.repairs, sizeof s->before.repairs);
        s->nothing.repairs[OD_REPAIR_CUT] = now.repairs[OD_REPAIR_CUT];
    }
    set_counts(r, &s->before);
    r->texts.n = 0;
    return OD_OK;
}

static bool is_own(const od_family *family, const od_grammar *grammar)
{
    for (int i = 0; family && family->grammars[i]; i++) {
        if (family->grammars[i] == grammar)
            return true;
    }
    return false;
}

static od_status try_grammars(search *s, const od_family *family)
{
    od_status st = OD_OK;

    for (int i = 0; family && family->grammars[i] && !s->done && st == OD_OK; i++)
        st = try_grammar(s, family->grammars[i], false);
    for (int i = 0; od_grammars[i] && !s->done && st == OD_OK; i++) {
        if (!is_own(family, od_grammars[i]) && od_grammars[i]->marked(s->body))
            st = try_grammar(s, od_grammars[i], family != NULL);
    }
    if (!s->done && s->nothing.any)
        set_counts(s->r, &s->nothing);
    return st;
}

static od_answer_status status_with_boxes(const od_reading *r)
{
    for (int i = 0; i < OD_N_REPAIRS; i++) {
        if (r->repairs[i])
            return OD_ANSWER_REPAIRED;
    }
    return OD_ANSWER_PARSED;
}

static od_answer_status status_in_words(od_str body)
{
    if (od_says_absent(body))
        return OD_ANSWER_EMPTY;
    return od_says_refused(body) ? OD_ANSWER_REFUSED : OD_ANSWER_UNPARSABLE;
}

od_status od_answer_read(od_reading *r, const od_family *family, od_str text, od_error *err)
{
    search s = {.r = r, .err = err};
    od_status st;

    od_reading_clear(r);
    r->status = OD_ANSWER_FAILED;
    if (!text.p)
        return OD_OK;
    s.body = find_body(r, text);
    r->status = is_nothing(s.body) ? OD_ANSWER_EMPTY : OD_ANSWER_UNPARSABLE;
    if (!s.body.n || r->status == OD_ANSWER_EMPTY)
        return OD_OK;
    s.before = counts_of(r);
    if ((st = try_grammars(&s, family)) != OD_OK)
        return st;
    if (!s.done)
        r->status = status_in_words(s.body);
    else if (r->n_boxes && r->status != OD_ANSWER_TRUNCATED)
        r->status = status_with_boxes(r);
    return OD_OK;
}
