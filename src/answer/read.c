#include <string.h>

#include "answer/grammars.h"
#include "answer/tags.h"
#include "answer/unwrap.h"
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
    od_str doubled;   /* what stands between that tag and another opening one before it */
} part;

typedef struct layout {
    const char *begin; /* of what the model said: behind a prompt that came with it */
    part now, before;  /* since the last end of thoughts, and up to it */
    bool has_before, thinking;
    const char *end; /* of the text, without a last tag that is cut off and tokens that end it */
    const char *before_end;
    bool ended; /* such a token was there */
    bool more;  /* text behind it, which is no answer */
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

static void meet_answer(part *now, const od_tag *tag)
{
    now->doubled = now->open ? between(now->open, tag->start) : (od_str){NULL, 0};
    now->open = tag->end;
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

/* Whether the token ends a text, or a turn of a conversation. */
static bool ends_text(const od_tag *tag)
{
    const od_str token = {tag->start, (size_t)(tag->end - tag->start)};

    return tag->kind == OD_TAG_TOKEN &&
           (od_tag_hint(token, "end") || od_tag_hint(token, "eo") || memchr(token.p, '/', token.n) != NULL);
}

static od_str without_tokens(od_str turn)
{
    static const od_tag_word none[] = {{NULL, NULL, 0, false}};
    const char *end = turn.p + turn.n;
    od_tag tag;

    while (turn.n && od_tag_at(turn.p, end, none, &tag) && tag.kind == OD_TAG_TOKEN)
        turn = between(tag.end, end);
    return turn;
}

/* "<|im_start|>user ..": a turn that is not the model's. */
static bool is_prompt(od_str turn)
{
    od_str said = without_tokens(turn);
    od_scan s = od_scan_of(said);

    return said.p > turn.p &&
           (od_scan_take(&s, "system") || od_scan_take(&s, "user") || od_scan_take(&s, "human"));
}

/* Behind a token that ends a text comes nothing of the answer: when what is before it is, that is all. */
static bool meet_end_of_text(layout *l, const od_tag *tag)
{
    od_str turn = between(l->now.start, tag->start);

    if (is_prompt(turn)) {
        l->now = (part){.start = tag->end};
        l->begin = tag->end;
        l->end = NULL;
        l->thinking = false;
        return false;
    }
    if (without_tokens(turn).n)
        return true;
    l->now.start = l->begin = tag->end; /* "</s><s>": nothing has been said yet */
    l->end = NULL;
    return false;
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
        meet_answer(&l->now, tag);
    else
        meet_end_of_answer(&l->now, tag);
}

/* Thoughts in brackets of another kind, with which the text begins; s moves behind them. */
static bool take_thoughts(layout *l, od_scan *s)
{
    static const struct {
        const char *open, *close;
    } kinds[] = {
        {"\xe2\x97\x81think\xe2\x96\xb7", "\xe2\x97\x81/think\xe2\x96\xb7"}, /* in triangles */
        {"[THINK]", "[/THINK]"},
        {"<seed:think>", "</seed:think>"},
        {"<thought>", "</thought>"},
        {"<reasoning>", "</reasoning>"},
        {"<analysis>", "</analysis>"},
        {"<|begin_of_thought|>", "<|end_of_thought|>"},
    };
    od_str text = od_trimmed((od_str){s->p, (size_t)(s->end - s->p)});
    od_scan start = od_scan_of(text);

    for (size_t i = 0; text.n > 1 && i < sizeof kinds / sizeof *kinds; i++) {
        const char *close;

        if (text.p[0] != kinds[i].open[0] || text.p[1] != kinds[i].open[1] ||
            !od_scan_take(&start, kinds[i].open))
            continue;
        close = od_scan_find(start.p, s->end, kinds[i].close);
        s->p = close ? close + strlen(kinds[i].close) : s->end;
        l->thinking = !close;
        l->now.start = s->p;
        l->end = close ? NULL : s->end;
        return true;
    }
    return false;
}

static void lay_out(od_str text, layout *l)
{
    const char *behind = text.p, *end = text.p + text.n;
    od_scan s = od_scan_of(text);
    od_tag tag;

    *l = (layout){.begin = text.p, .now = {.start = text.p}};
    if (take_thoughts(l, &s) && s.p == end)
        return;
    while (od_tag_next(&s, frame_tags, &tag)) {
        if (tag.kind == OD_TAG_TOKEN || tag.kind == OD_TAG_CUT) {
            behind = meet_token(l, &tag, behind, end);
            if (ends_text(&tag) && meet_end_of_text(l, &tag)) {
                l->more = without_tokens(between(tag.end, end)).n > 0;
                return;
            }
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
    if (now->open && now->doubled.n && !between(now->open, l.end).n) { /* <answer>..<answer> */
        take_group(now, now->doubled.p, now->doubled.p + now->doubled.n, true);
        now->tags++;
    }
    if (now->open && (between(now->open, l.end).n || !now->group.p)) {
        take_group(now, now->open, l.end, false);
        now->tags++;
    }
    r->has_answer_tags = now->group.p != NULL;
    r->unclosed_think = l.thinking && !r->has_answer_tags;
    r->whole = l.ended || (now->group.p && now->group_ended);
    r->repairs[OD_REPAIR_TAG] += now->tags;
    r->repairs[OD_REPAIR_PROSE] += l.more;
    r->think_bytes = (size_t)((r->unclosed_think ? text.p + text.n : now->start) - l.begin);
    r->answer_bytes = (size_t)(text.p + text.n - l.begin) - r->think_bytes;
    if (r->unclosed_think)
        return (od_str){l.end, 0};
    return now->group.p ? now->group : between(now->start, l.end);
}

/* ---- what it says ---- */

/* Quotes, emphasis, and brackets of which a list is none. */
static bool is_pair(char first, char last)
{
    return (first == last && first && strchr("\"'`*_", first)) || (first == '(' && last == ')') ||
           (first == '<' && last == '>');
}

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
    while (body.n >= 2 && is_pair(body.p[0], body.p[body.n - 1]))
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

/* `any`: boxes, points or the like were there, which a text without objects has not. */
static od_answer_status status_in_words(od_str body, bool any)
{
    if (od_says_no_image(body))
        return OD_ANSWER_REFUSED;
    if (!any && od_says_absent(body))
        return OD_ANSWER_EMPTY;
    return od_says_refused(body) ? OD_ANSWER_REFUSED : OD_ANSWER_UNPARSABLE;
}

static od_status read_as_it_is(od_reading *r, const od_family *family, od_str text, od_error *err)
{
    search s = {.r = r, .err = err};
    od_status st;

    od_reading_clear(r);
    s.body = find_body(r, text);
    r->status = is_nothing(s.body) ? OD_ANSWER_EMPTY : OD_ANSWER_UNPARSABLE;
    if (!s.body.n || r->status == OD_ANSWER_EMPTY)
        return OD_OK;
    s.before = counts_of(r);
    if ((st = try_grammars(&s, family)) != OD_OK)
        return st;
    if (!s.done)
        r->status = status_in_words(s.body, s.nothing.any);
    else if (r->n_boxes && r->status != OD_ANSWER_TRUNCATED)
        r->status = status_with_boxes(r);
    return OD_OK;
}

enum { WRAPPED_LONGEST = 1 << 18 }; /* bytes; nobody wraps a longer one, and reading it again takes time */

static bool has_word(const od_reading *r)
{
    return r->n_boxes || r->status == OD_ANSWER_EMPTY;
}

/* Reads what is inside of the wrappings that the text may have. */
static od_status read_unwrapped(od_reading *r, const od_family *family, od_str text, od_error *err)
{
    const od_str whole = text;
    uint32_t taken_off[OD_N_REPAIRS] = {0};
    od_status st = OD_OK;

    if (text.n > WRAPPED_LONGEST ||
        (st = OD_GROW(r->unwrapped.bytes, r->unwrapped.capacity, text.n, err)) != OD_OK)
        return st;
    for (const od_wrapping *w = od_wrappings; w->take_off && !has_word(r); w++) {
        size_t n;

        if ((n = w->take_off(text, r->unwrapped.bytes)) == 0)
            continue;
        taken_off[w->repair]++;
        text = (od_str){r->unwrapped.bytes, n};
        if ((st = read_as_it_is(r, family, text, err)) != OD_OK)
            return st;
    }
    if (!has_word(r) && text.p != whole.p) /* there was nothing more inside */
        return read_as_it_is(r, family, whole, err);
    for (int i = 0; i < OD_N_REPAIRS && r->n_boxes; i++)
        r->repairs[i] += taken_off[i];
    if (r->n_boxes && r->status == OD_ANSWER_PARSED)
        r->status = OD_ANSWER_REPAIRED;
    return OD_OK;
}

od_status od_answer_read(od_reading *r, const od_family *family, od_str text, od_error *err)
{
    od_status st;

    od_reading_clear(r);
    r->status = OD_ANSWER_FAILED;
    if (!text.p)
        return OD_OK;
    if ((st = read_as_it_is(r, family, text, err)) != OD_OK || has_word(r) || r->status == OD_ANSWER_REFUSED)
        return st;
    return read_unwrapped(r, family, text, err);
}
