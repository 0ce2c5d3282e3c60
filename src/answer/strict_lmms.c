#include "answer/strict_lmms.h"

#include <stdlib.h>
#include <string.h>

#include "answer/python_text.h"

/* ---- braces ----
 *
 * From a {, the original runs to the } that closes it, outside of texts, a text being what stands between two
 * quotes without a backslash before them, counted from that brace. Whether a place is inside a text depends
 * on the start only by the parity of the quotes up to it. So there are two kinds of places, by the parity of
 * the quotes before them, and a brace is closed by one of its own kind.
 *
 * When an object is no JSON up to some byte, then those around that byte that were open have the same fault,
 * and need not be tried; those that were complete are JSON by themselves and are taken, which goes on behind
 * them. So each byte is read a bounded number of times.
 */

typedef struct brace {
    uint32_t at;
    uint32_t behind; /* the place behind the } that closes it; 0: none does */
    uint32_t under;  /* on the stack of its kind: the one below, or NONE */
    bool escaped;    /* a backslash is before it: it can be a start, but does not count for others */
    bool odd;        /* its kind */
} brace;

enum { NONE = UINT32_MAX };

typedef struct braces {
    brace *items;
    size_t n, capacity;
    uint32_t top[2]; /* of the stacks of open ones */
} braces;

static od_status open_brace(braces *b, uint32_t at, bool odd, bool escaped, od_error *err)
{
    od_status st = OD_GROW(b->items, b->capacity, b->n + 1, err);

    if (st != OD_OK)
        return st;
    b->items[b->n] = (brace){.at = at, .under = b->top[odd], .escaped = escaped, .odd = odd};
    b->top[odd] = (uint32_t)b->n++;
    return OD_OK;
}

/* Closes the innermost, and what escaped ones are within it. */
static void close_brace(braces *b, bool odd, uint32_t behind)
{
    bool closed = false;

    while (b->top[odd] != NONE && !closed) {
        brace *top = &b->items[b->top[odd]];

        top->behind = behind;
        closed = !top->escaped;
        b->top[odd] = top->under;
    }
}

static od_status find_braces(braces *b, od_str text, od_error *err)
{
    bool odd = false, escaped = false;
    od_status st = OD_OK;

    b->top[0] = b->top[1] = NONE;
    for (size_t i = 0; i < text.n && st == OD_OK; i++) {
        char c = text.p[i];

        if (c == '{')
            st = open_brace(b, (uint32_t)i, odd, escaped, err);
        else if (c == '}' && !escaped)
            close_brace(b, odd, (uint32_t)i + 1);
        else if (c == '"' && !escaped)
            odd = !odd;
        escaped = c == '\\' && !escaped;
    }
    return st;
}

/* The objects that were open when one was found to be no JSON, outermost first. */
typedef struct faulty {
    uint32_t at[OD_PYTHON_JSON_DEPTH + 1];
    size_t n, next; /* those before `next` are behind us */
} faulty;

static void note_open(faulty *f, const od_python *py, size_t from)
{
    f->n = f->next = 0;
    for (size_t i = from; i < py->n && f->n <= OD_PYTHON_JSON_DEPTH; i++)
        if (py->values[i].end == 0 && py->values[i].kind == OD_PYTHON_DICT)
            f->at[f->n++] = py->values[i].at;
}

static bool is_faulty(faulty *f, uint32_t at)
{
    while (f->next < f->n && f->at[f->next] < at)
        f->next++;
    return f->next < f->n && f->at[f->next] == at;
}

typedef struct search {
    od_python *py;
    faulty faulty[2];
    od_python_id **ids;
    size_t *n, *capacity;
    size_t behind; /* of the last object that was taken */
    bool raised;
} search;

static od_status try_object(search *s, const brace *b, od_error *err)
{
    size_t values = s->py->n, texts = s->py->texts.n;
    od_str text = {s->py->source.p + b->at, b->behind - b->at};
    od_python_outcome outcome;
    od_python_id root;
    od_status st;

    if ((st = od_python_json(s->py, text, &root, &outcome, err)) != OD_OK)
        return st;
    s->raised = outcome == OD_PYTHON_RAISED;
    if (outcome != OD_PYTHON_READ) {
        note_open(&s->faulty[b->odd], s->py, values);
        s->py->n = values;
        s->py->texts.n = texts;
        return OD_OK;
    }
    if ((st = od_grow(s->ids, s->capacity, *s->n + 1, sizeof **s->ids, err)) == OD_OK)
        (*s->ids)[(*s->n)++] = root;
    s->behind = b->behind;
    return st;
}

od_status od_lmms_objects(od_python *py, od_str text, od_python_id **ids, size_t *n, size_t *capacity,
                          bool *good, od_error *err)
{
    search s = {.py = py, .ids = ids, .n = n, .capacity = capacity};
    braces b = {0};
    od_status st;

    if (text.n >= UINT32_MAX)
        return OD_OK;
    if ((st = od_python_begin(py, text, err)) != OD_OK)
        return st;
    st = find_braces(&b, text, err);
    for (size_t i = 0; i < b.n && st == OD_OK && !s.raised; i++) {
        if (b.items[i].at < s.behind)
            continue;
        if (b.items[i].behind == 0)
            break;
        if (!is_faulty(&s.faulty[b.items[i].odd], b.items[i].at))
            st = try_object(&s, &b.items[i], err);
    }
    *good = !s.raised;
    free(b.items);
    return st;
}

/* ---- four numbers ---- */

static bool is_separator(uint32_t code)
{
    return code == ',' || od_python_is_space(code);
}

static const char *over(const char *p, const char *end, bool separators)
{
    uint32_t code;

    for (size_t n; p < end; p += n) {
        n = od_python_char(p, end, &code);
        if (is_separator(code) != separators)
            break;
    }
    return p;
}

/* -?\d+(?:\.\d+)? at p: the byte behind it, or NULL. */
static const char *match_number(const char *p, const char *end)
{
    const char *digits = p + (p < end && *p == '-'), *after = od_python_digits(digits, end), *more;

    if (after == digits)
        return NULL;
    more = after < end && *after == '.' ? od_python_digits(after + 1, end) : after;
    return more > after + 1 ? more : after;
}

/* Where the longest number begins that ends with the word; NULL when none does. It is the word's last run of
 * digits, with the run before it when a point alone is between them; the minus sign is not looked at. */
static const char *number_suffix(const char *p, const char *end)
{
    const char *begin = NULL, *last = NULL, *behind = NULL; /* the number's, and the last run's ends */
    uint32_t code;

    while (p < end) {
        const char *digits = od_python_digits(p, end);

        if (digits == p) {
            p += od_python_char(p, end, &code);
            continue;
        }
        begin = behind && p == behind + 1 && *behind == '.' ? last : p;
        last = p;
        behind = p = digits;
    }
    return behind == end ? begin : NULL;
}

typedef struct quad {
    double v[4];
    const char *end;
} quad;

/* Three more numbers behind the separators at p, the last of them as long as it goes. */
static bool match_rest(const char *p, const char *end, quad *q)
{
    for (int i = 1; i < 4; i++) {
        const char *after;

        p = over(p, end, true);
        after = match_number(p, end);
        if (!after || (i < 3 && (after == end || over(after, end, true) == after)))
            return false;
        q->v[i] = od_python_decimal((od_str){p, (size_t)(after - p)});
        p = after;
    }
    q->end = p;
    return true;
}

od_status od_lmms_quads(od_reading *r, od_str text, od_error *err)
{
    const char *p = text.p, *end = p ? p + text.n : NULL;
    od_status st = OD_OK;

    while (p < end && st == OD_OK) {
        const char *word = over(p, end, true), *stop = over(word, end, false);
        const char *begin = number_suffix(word, stop);
        quad q;

        p = stop;
        if (!begin || stop == end)
            continue;
        begin -= begin > word && begin[-1] == '-';
        q.v[0] = od_python_decimal((od_str){begin, (size_t)(stop - begin)});
        if (match_rest(stop, end, &q)) {
            st = od_strict_add(r, q.v, (od_str){NULL, 0}, err);
            p = q.end;
        }
    }
    return st;
}
