#include <math.h>
#include <string.h>

#include "answer/chars.h"
#include "answer/groups.h"
#include "answer/phrase.h"

typedef struct walk {
    od_reading *r;
    const od_groups *how;
    od_error *err;
    od_scan s;
    od_label *label;  /* of the caller's, or `named` */
    od_label named;   /* by text before */
    bool open;        /* the text ends because the answer does */
    bool bare;        /* no bracket anywhere: the whole is a group */
    double v[4];      /* of the group */
    size_t n;         /* its values; those beyond four are only counted */
    size_t numbers;   /* those of them that are numbers */
    bool comma;       /* one stands before the next value */
    uint32_t missing; /* commas between its numbers */
    bool due;         /* the last thing was a separator */
    bool quoted;      /* ... or a quote */
    double corner[2];
    bool has_corner;
    size_t opened, closed;
    size_t boxes;          /* in the reading before */
    char innermost;        /* the bracket opened last, if none was closed since */
    const char *text_from; /* where the text since the last group begins */
} walk;

static void cut(walk *w)
{
    w->r->repairs[OD_REPAIR_CUT]++;
    w->r->status = OD_ANSWER_TRUNCATED;
}

static bool inside(const walk *w)
{
    return w->bare || w->opened > w->closed;
}

/* A corner that no second one follows is a point. */
static void drop_corner(walk *w)
{
    if (w->has_corner)
        w->r->passed[OD_PASSED_POINT]++;
    w->has_corner = false;
}

static od_status take_corner(walk *w)
{
    double box[4] = {w->corner[0], w->corner[1], w->v[0], w->v[1]};

    if (w->has_corner) {
        w->has_corner = false;
        return od_label_add(w->r, box, w->label, w->err);
    }
    memcpy(w->corner, w->v, sizeof w->corner);
    w->has_corner = true;
    return OD_OK;
}

/* The group is at its end. */
static od_status end_group(walk *w)
{
    size_t n = w->n, numbers = w->numbers;
    uint32_t missing = w->missing;

    w->n = w->numbers = 0;
    w->missing = 0;
    w->comma = false;
    if (n == 0 || (w->how->labels && numbers == 0))
        return OD_OK;
    if (w->how->prose && (numbers < 2 || (n != 4 && n != numbers)))
        return OD_OK; /* "[1]" and "[see 12]" are what people write */
    w->r->repairs[OD_REPAIR_MISSING_COMMA] += missing;
    if (n == 2 && w->how->pairs && numbers == 2)
        return take_corner(w);
    drop_corner(w);
    if (n > 4) {
        w->r->passed[OD_PASSED_POLYGON]++;
        return OD_OK;
    }
    return od_label_take(w->r, w->v, n, w->label, w->err);
}

static void add_value(walk *w, double value, bool is_number)
{
    w->missing += w->n && !w->comma && is_number;
    if (w->n < 4)
        w->v[w->n] = value;
    w->n++;
    w->numbers += is_number;
    w->comma = w->due = false;
}

/* Text before a bracket is the label of what is in it; mere punctuation leaves the last one. */
static void name_group(walk *w)
{
    od_str text = {w->text_from, (size_t)(w->s.p - w->text_from)};

    if (!w->how->labels || !od_phrase_any(text))
        return;
    w->named = od_label_of(od_phrase_before(text));
    w->label = &w->named;
    drop_corner(w);
}

static od_status open_bracket(walk *w, char bracket, size_t bytes)
{
    od_status st = end_group(w);

    name_group(w);
    w->opened++;
    w->innermost = bracket;
    w->due = false;
    w->s.p += bytes;
    w->text_from = w->s.p;
    return st;
}

/* The bracket that opens what this one closes. */
static char partner(char bracket)
{
    return bracket == ']' ? '[' : bracket == ')' ? '(' : bracket == '>' ? '<' : '\0';
}

static bool is_in(const char *brackets, char c)
{
    return c != '\0' && strchr(brackets, c);
}

static od_status close_bracket(walk *w, char bracket, size_t bytes)
{
    if (w->n && w->comma)
        w->r->repairs[OD_REPAIR_TRAILING_COMMA]++;
    if (w->n && w->innermost && partner(bracket) != w->innermost)
        w->r->repairs[OD_REPAIR_BRACKET]++;
    w->closed++;
    w->innermost = '\0';
    w->due = false;
    w->s.p += bytes;
    w->text_from = w->s.p;
    return end_group(w);
}

/* What stands at p, with full-width punctuation as the plain one. */
static char symbol(const char *p, const char *end, size_t *bytes)
{
    static const struct {
        const char *wide;
        char plain;
    } forms[] = {{"\xef\xbc\x88", '('}, {"\xef\xbc\x89", ')'}, {"\xef\xbc\xbb", '['}, {"\xef\xbc\xbd", ']'},
                 {"\xe3\x80\x90", '['}, {"\xe3\x80\x91", ']'}, {"\xef\xbc\x8c", ','}, {"\xe3\x80\x81", ','},
                 {"\xef\xbc\x9b", ';'}, {"\xef\xbc\x9c", '<'}, {"\xef\xbc\x9e", '>'}};

    *bytes = 1;
    if (!od_is_wide(*p) || end - p < 3)
        return *p;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (memcmp(p, forms[i].wide, 3) == 0) {
            *bytes = 3;
            return forms[i].plain;
        }
    return *p;
}

static bool is_wordly(char c)
{
    return od_is_letter(c) || od_is_digit(c) || c == '_' || od_is_wide(c);
}

/* A word: a name before "=" or ":" is passed over, another stands where a number should. */
static od_status pass_word(walk *w)
{
    const char *p = w->s.p;
    size_t bytes;

    while (p < w->s.end && is_wordly(symbol(p, w->s.end, &bytes)))
        p++;
    w->s.p = p;
    while (p < w->s.end && *p == ' ')
        p++;
    if (p < w->s.end && (*p == '=' || *p == ':'))
        return OD_OK;
    if (w->bare)
        return end_group(w);
    if (w->how->prose && !inside(w))
        drop_corner(w); /* "(1, 2) and (3, 4)" */
    if (inside(w))
        add_value(w, NAN, false);
    return OD_OK;
}

static bool pass_number(walk *w)
{
    bool quoted = w->quoted;
    double value;

    if (!od_scan_number(&w->s, &value))
        return false;
    /* inside of box tags a number counts also where its opening bracket is missing */
    if (inside(w) || !(w->how->prose || w->how->labels)) {
        add_value(w, value, true);
        w->r->repairs[OD_REPAIR_NUMBER_TEXT] += quoted;
    }
    return true;
}

static od_status step(walk *w)
{
    size_t bytes;
    char c = symbol(w->s.p, w->s.end, &bytes);
    bool opens = is_in(w->how->brackets, c);

    if (bytes > 1 && inside(w))
        w->r->repairs[c == ',' || c == ';' ? OD_REPAIR_MISSING_COMMA : OD_REPAIR_BRACKET]++;
    if (opens)
        return open_bracket(w, c, bytes);
    if (is_in(w->how->brackets, partner(c)))
        return close_bracket(w, c, bytes);
    if (c == ',' || c == ';') {
        w->comma = w->due = true;
        w->s.p += bytes;
        return c == ';' && inside(w) ? end_group(w) : OD_OK;
    }
    if (pass_number(w)) {
        w->quoted = false;
        return OD_OK;
    }
    w->quoted = c == '"' || c == '\'';
    if (is_wordly(c))
        return pass_word(w);
    w->s.p += bytes;
    return OD_OK;
}

static od_status end_text(walk *w)
{
    od_status st = OD_OK;

    /* in bare prose two numbers at the end are a point, elsewhere half of a box */
    bool half = w->has_corner && (w->how->labels || !w->how->prose);

    if (w->open && (w->n ? w->numbers == w->n || !w->how->prose : half)) {
        cut(w);
    } else {
        st = end_group(w);
        drop_corner(w);
        if (w->open && w->opened > w->closed && w->due)
            w->r->status = OD_ANSWER_TRUNCATED;
        else if (w->opened != w->closed && (!w->how->prose || w->r->n_boxes > w->boxes))
            w->r->repairs[OD_REPAIR_BRACKET]++;
    }
    return st;
}

od_status od_groups_read(od_reading *r, const od_groups *how, od_str text, od_label *label, bool open,
                         od_error *err)
{
    walk w = {.r = r, .how = how, .err = err, .s = od_scan_of(text), .label = label, .open = open};
    od_status st = OD_OK;

    w.text_from = text.p;
    w.boxes = r->n_boxes;
    w.bare = !how->prose;
    for (const char *bracket = how->brackets; *bracket && w.bare; bracket++)
        w.bare = !memchr(text.p, *bracket, text.n);
    while (st == OD_OK && w.s.p < w.s.end)
        st = step(&w);
    return st == OD_OK ? end_text(&w) : st;
}
