#include <math.h>
#include <string.h>

#include "answer/chars.h"
#include "answer/tags.h"
#include "core/number.h"

/* Longer names are no tag of any grammar; the bounds keep a text of nothing but "<" linear. */
enum { NAME_MAX_BYTES = 48, AROUND_MAX = 4 };

enum { EXACT_DIGITS = 15 }; /* an integer of so many is a double exactly */

static const od_tag_word tokens[] = {
    {"s", "<s>", OD_TAG_TOKEN, false},
    {"/s", "</s>", OD_TAG_TOKEN, false},
    {"pad", "<pad>", OD_TAG_TOKEN, false},
    {"eos", "<eos>", OD_TAG_TOKEN, false},
    {"imstart", "<|im_start|>", OD_TAG_TOKEN, false},
    {"imend", "<|im_end|>", OD_TAG_TOKEN, false},
    {"eotid", "<|eot_id|>", OD_TAG_TOKEN, false},
    {"endoftext", "<|endoftext|>", OD_TAG_TOKEN, false},
    {"endofturn", "<end_of_turn>", OD_TAG_TOKEN, false},
    {"startofturn", "<start_of_turn>", OD_TAG_TOKEN, false},
    {"endofsentence", "<｜end▁of▁sentence｜>", OD_TAG_TOKEN, false},
    {NULL, NULL, 0, false},
};

/* What looks like a tag, taken apart. */
typedef struct candidate {
    const char *start, *end;
    const char *name, *name_end;
    const char *digits, *digits_end;
    bool angle;   /* begins with "<", not with a bar */
    bool closing; /* has a slash */
    bool closed;  /* ends with ">" */
    bool cut;     /* the text ends before it does */
} candidate;

static bool starts(const char *p, const char *end, const char *word, size_t n)
{
    return (size_t)(end - p) >= n && memcmp(p, word, n) == 0;
}

/* Bytes of a separator inside a name: "_", "-", "\_" as Markdown has it, and the block that some tokenizers
 * write for a space. */
static size_t separator(const char *p, const char *end)
{
    if (*p == '_' || *p == '-')
        return 1;
    if (*p == '\\')
        return starts(p, end, "\\_", 2) ? 2 : 0;
    return starts(p, end, "\xe2\x96\x81", 3) ? 3 : 0;
}

/* Bars, slashes and white space between the bracket and the name. */
static const char *pass_bars(const char *p, const char *end, candidate *c)
{
    for (int i = 0; i < AROUND_MAX && p < end; i++) {
        if (*p == '/' || *p == '\\')
            c->closing = true;
        else if (starts(p, end, "\xef\xbd\x9c", 3)) /* the full-width bar */
            p += 2;
        else if (*p != '|' && *p != ' ')
            break;
        p++;
    }
    return p;
}

static const char *pass_name(const char *p, const char *end)
{
    const char *limit = end - p > NAME_MAX_BYTES ? p + NAME_MAX_BYTES : end;

    while (p < limit) {
        size_t n = od_is_letter(*p) ? 1 : separator(p, end);
        if (n == 0)
            break;
        p += n;
    }
    return p;
}

/* At p there is a "<", a bar or "&lt;". */
static candidate take_apart(const char *p, const char *end)
{
    candidate c = {.start = p, .angle = *p != '|'};

    c.name = pass_bars(p + (*p == '&' ? 4 : 1), end, &c);
    c.name_end = c.digits = pass_name(c.name, end);
    if (end - c.digits > 1 && *c.digits == ' ' && od_is_digit(c.digits[1]))
        c.digits++;
    c.digits_end = c.digits;
    while (c.digits_end < end && od_is_digit(*c.digits_end))
        c.digits_end++;
    c.end = c.digits_end;
    p = pass_bars(c.end, end, &c);
    if (p < end && *p == '>' && p[-1] == '\\') /* "\<|box_start|\>": the backslash is Markdown's */
        c.closing = c.name > c.start && memchr(c.start, '/', (size_t)(c.name - c.start));
    c.cut = p >= end;
    if (p < end && *p == '>')
        c.closed = true, c.end = p + 1;
    else if (starts(p, end, "&gt;", 4))
        c.closed = true, c.end = p + 4;
    else
        while (c.end < p && *c.end == '|') /* the bar is the tag's, white space is not */
            c.end++;
    return c;
}

/* Whether the name is the word's, or with `prefix` the beginning of it. */
static bool same_name(const candidate *c, const char *word, bool prefix)
{
    const char *p = c->name;

    if (c->closing != (*word == '/') && !(prefix && p == c->name_end))
        return false;
    word += *word == '/';
    while (p < c->name_end) {
        size_t n = od_is_letter(*p) ? 0 : separator(p, c->name_end);
        if (n == 0 && od_lower(*p) != *word++)
            return false;
        p += n ? n : 1;
    }
    return prefix || *word == '\0';
}

/* Whether the tag is written as the word's spelling says. */
static bool is_exact(const candidate *c, const char *spelling)
{
    const char *p = c->start, *hashes = NULL;

    for (; *spelling && p < c->end; spelling++) {
        if (*spelling != '#') {
            if (*p++ != *spelling)
                return false;
        } else if (!hashes) {
            hashes = spelling;
            if (p != c->digits)
                return false;
            p = c->digits_end;
        }
    }
    if (*spelling || p != c->end)
        return false;
    return !hashes || hashes[1] != '#' || strspn(hashes, "#") == (size_t)(c->digits_end - c->digits);
}

static double value_of(const char *digits, const char *end)
{
    double value = 0.0;

    while (end - digits > 1 && *digits == '0') /* which the grammar of numbers forbids */
        digits++;
    if (end - digits > EXACT_DIGITS)
        od_number_read(digits, end, &value);
    else
        while (digits < end)
            value = value * 10.0 + (*digits++ - '0');
    return value;
}

/* A tag without its ">" must be a longer word, one without its "<" must have the ">". */
static bool is_whole_enough(const candidate *c)
{
    return c->closed || (c->angle && (c->name_end - c->name >= 3 || c->digits < c->digits_end));
}

/* The first letter decides nearly always. */
static bool may_be(const candidate *c, const od_tag_word *w)
{
    return c->name == c->name_end || od_lower(*c->name) == w->name[*w->name == '/'];
}

static bool known(const candidate *c, const od_tag_word *words, od_tag *tag)
{
    bool has_digits = c->digits < c->digits_end;

    for (const od_tag_word *w = words; w->name; w++)
        if (has_digits == w->numbered && may_be(c, w) && same_name(c, w->name, false)) {
            *tag = (od_tag){w->kind, is_exact(c, w->spelling), 0.0, c->start, c->end};
            if (has_digits)
                tag->number = value_of(c->digits, c->digits_end);
            return true;
        }
    return false;
}

static bool known_beginning(const candidate *c, const od_tag_word *words, od_tag *tag)
{
    bool has_digits = c->digits < c->digits_end;

    *tag = (od_tag){.kind = OD_TAG_CUT, .number = NAN, .start = c->start, .end = c->end};
    if (has_digits)
        tag->number = value_of(c->digits, c->digits_end);
    for (const od_tag_word *w = words; w->name; w++)
        if ((!has_digits || w->numbered) && may_be(c, w) && same_name(c, w->name, !has_digits))
            return true;
    return false;
}

/* A bit for every letter that the name of a tag may begin with. */
static uint32_t first_letters(const od_tag_word *words)
{
    uint32_t letters = 0;

    for (const od_tag_word *w = words; w->name; w++)
        letters |= UINT32_C(1) << (w->name[*w->name == '/'] - 'a');
    return letters;
}

/* The same of all tokens. Few, so that tags of other grammars are passed over fast. */
#define LETTER(c) (UINT32_C(1) << ((c) - 'a'))
static const uint32_t token_letters = LETTER('s') | LETTER('p') | LETTER('e') | LETTER('i');

/* A look at the next bytes, which turns most of what is no tag away. */
static bool may_begin(const char *p, const char *end, uint32_t letters)
{
    const char *q = p + 1;

    if (*p == '&') {
        if (!starts(p, end, "&lt;", 4))
            return false;
        q = p + 4;
    }
    for (int i = 0; i < AROUND_MAX && q < end && (*q == '|' || *q == '/' || *q == ' ' || *q == '\\'); i++)
        q++;
    if (q == end)
        return *p != '|';
    if (od_is_letter(*q))
        return letters & LETTER(od_lower(*q));
    return od_is_wide(*q);
}

static bool tag_at(const char *p, const char *end, const od_tag_word *words, od_tag *tag)
{
    candidate c = take_apart(p, end);

    if (c.cut)
        return c.angle && known_beginning(&c, words, tag);
    if (c.name == c.digits_end || !is_whole_enough(&c))
        return false;
    return known(&c, words, tag) || (c.closed && known(&c, tokens, tag));
}

bool od_tag_at(const char *p, const char *end, const od_tag_word *words, od_tag *tag)
{
    return p < end && may_begin(p, end, first_letters(words) | token_letters) && tag_at(p, end, words, tag);
}

static const char *next_mark(const char *p, const char *end)
{
    while (p < end && *p != '<' && *p != '|' && *p != '&')
        p++;
    return p;
}

bool od_tag_next(od_scan *s, const od_tag_word *words, od_tag *tag)
{
    uint32_t letters = first_letters(words) | token_letters;

    for (const char *p = next_mark(s->p, s->end); p < s->end; p = next_mark(p + 1, s->end))
        if (may_begin(p, s->end, letters) && tag_at(p, s->end, words, tag)) {
            if (p > s->p && p[-1] == '\\') {
                tag->start--;
                tag->exact = false;
            }
            s->p = tag->kind == OD_TAG_CUT ? s->end : tag->end;
            return true;
        }
    s->p = s->end;
    return false;
}

bool od_tag_hint(od_str text, const char *lower)
{
    const char *p = text.p, *last;
    size_t n = strlen(lower), k;

    if (text.n < n)
        return false;
    for (last = p + text.n - n; p <= last; p++) {
        if ((*p | 0x20) != lower[0])
            continue;
        for (k = 1; k < n && od_lower(p[k]) == lower[k];)
            k++;
        if (k == n)
            return true;
    }
    return false;
}

bool od_tag_in(od_str text, const od_tag_word *words)
{
    od_scan s = od_scan_of(text);
    od_tag tag;

    while (od_tag_next(&s, words, &tag))
        if (tag.kind != OD_TAG_TOKEN && tag.kind != OD_TAG_CUT)
            return true;
    return false;
}

bool od_tag_has_numbers(od_str text)
{
    for (size_t i = 1; i < text.n; i++)
        if (text.p[i - 1] == '<' && od_is_digit(text.p[i]))
            return true;
    return false;
}
