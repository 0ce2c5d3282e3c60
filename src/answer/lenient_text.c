#include "answer/lenient_text.h"

#include <string.h>

#include "answer/lenient_key.h"
#include "core/utf8.h"

enum {
    KEY_LOOKED_AT = 64, /* bytes in which a key must end to be judged one */
    SLASHES_MAX = 16    /* before a quote: of texts inside texts inside texts */
};

/* Of the marks that have three bytes; 'x' for any other character. */
static char meaning_of(uint32_t bytes)
{
    switch (bytes) {
    case 0xe2809c: /* typographic quotes */
    case 0xe2809d:
    case 0xe2809e:
    case 0xefbc82: return '"';
    case 0xe28098:
    case 0xe28099:
    case 0xefbc87: return '\'';
    case 0xe280a8: /* ends of lines and paragraphs */
    case 0xe280a9:
    case 0xe280af: /* spaces: narrow, mathematical, joining, ideographic, a tokenizer's, the byte order mark
                    */
    case 0xe2819f:
    case 0xe281a0:
    case 0xe29681:
    case 0xe38080:
    case 0xefbbbf: return ' ';
    case 0xe280a6: return '.'; /* three of them */
    case 0xefbc88: return '(';
    case 0xefbc89: return ')';
    case 0xefbcbb:
    case 0xe38090: return '[';
    case 0xefbcbd:
    case 0xe38091: return ']';
    case 0xefbd9b: return '{';
    case 0xefbd9d: return '}';
    case 0xefbc8c:
    case 0xe38081: return ',';
    case 0xefbc9a: return ':';
    case 0xefbc9b: return ';';
    default:
        return bytes >= 0xe28080 && bytes <= 0xe2808f ? ' ' : 'x'; /* of all widths, and marks of direction */
    }
}

od_mark od_mark_wide(const char *p, const char *end)
{
    const unsigned char *b = (const unsigned char *)p;
    char c = 'x';

    if (b[0] == 0xc2 && end - p >= 2 && (b[1] == 0xa0 || b[1] == 0x85))
        return (od_mark){' ', 2};
    if ((b[0] == 0xe2 || b[0] == 0xe3 || b[0] == 0xef) && end - p >= 3)
        c = meaning_of((uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2]);
    return (od_mark){c, c == 'x' ? 1 : 3};
}

bool od_is_word(od_mark m)
{
    return (m.c >= 'a' && m.c <= 'z') || (m.c >= 'A' && m.c <= 'Z') || (m.c >= '0' && m.c <= '9') ||
           m.c == '_' || m.c == '$';
}

const char *od_gap(const char *p, const char *end)
{
    while (p < end) {
        od_mark m = od_mark_at(p, end);

        if (m.c == ' ')
            p += m.bytes;
        else if (m.c == '\\' && p + 1 < end && (p[1] == 'n' || p[1] == 't' || p[1] == 'r'))
            p += 2;
        else
            break;
    }
    return p;
}

const char *od_past_slashes(const char *p, const char *end)
{
    const char *after = od_gap(p, end);

    if (after > p)
        return after;
    while (p < end && *p == '\\')
        p++;
    return p;
}

static char mark_of(const char *p, const char *end)
{
    return p < end ? od_mark_at(p, end).c : '\0';
}

bool od_quote_at(const char *p, const char *end, od_quoted *t, const char **after)
{
    const char *q = p;
    od_mark m;

    while (q < end && *q == '\\' && q - p < SLASHES_MAX)
        q++;
    if (q == end)
        return false;
    m = od_mark_at(q, end);
    if (m.c != '"' && m.c != '\'')
        return false;
    *t = (od_quoted){.quote = m.c, .wide = m.bytes > 1, .slashes = (unsigned)(q - p)};
    *after = q + m.bytes;
    return true;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

/* Behind the opening quote of what may be a key: the key, when it ends nearby. */
static bool short_name(const char *p, const char *end, od_str *name, const char **after)
{
    const char *stop = end - p > KEY_LOOKED_AT ? p + KEY_LOOKED_AT : end;

    for (const char *q = p; q < stop; q++) {
        od_quoted quote;

        if (*q != '\\' && *q != '"' && *q != '\'' && (unsigned char)*q < 0x80)
            continue;
        if (od_quote_at(q, stop, &quote, after)) {
            *name = (od_str){p, (size_t)(q - p)};
            return true;
        }
    }
    return false;
}

/* Whether behind the quote at p a key comes; one that is too long to see its end gets the benefit. */
static bool quoted_key_at(const char *p, const char *end)
{
    od_quoted quote;
    od_str name;
    const char *after;

    if (!od_quote_at(p, end, &quote, &after))
        return false;
    if (!short_name(after, end, &name, &after))
        return true;
    after = od_gap(after, end);
    return after == end || mark_of(after, end) == ':' || od_key_of(name).role != OD_KEY_OTHER;
}

bool od_known_key_at(const char *p, const char *end)
{
    od_quoted quote;
    od_str name;
    const char *after;

    if (!od_quote_at(p, end, &quote, &after) || after == end || !od_is_word(od_mark_at(after, end)) ||
        !short_name(after, end, &name, &after))
        return false;
    return mark_of(od_gap(after, end), end) == ':' && od_key_of(name).role != OD_KEY_OTHER;
}

static bool bare_key_at(const char *p, const char *end)
{
    const char *stop = end - p > KEY_LOOKED_AT ? p + KEY_LOOKED_AT : end;
    od_str name = {p, 0};

    while (p < stop && od_is_word(od_mark_at(p, end)))
        p++;
    name.n = (size_t)(p - name.p);
    p = od_gap(p, end);
    if (p < end && (*p == '"' || *p == '\'')) /* its opening quote is missing */
        p = od_gap(p + 1, end);
    return p == end || mark_of(p, end) == ':' || (*p == '=' && od_key_of(name).role != OD_KEY_OTHER);
}

bool od_key_comes(const char *p, const char *end)
{
    p = od_gap(p, end);
    if (mark_of(p, end) == ',')
        p = od_gap(p + od_mark_at(p, end).bytes, end);
    if (p == end)
        return false;
    if (*p == '\\' || is_quote(mark_of(p, end)))
        return quoted_key_at(p, end);
    return od_is_word(od_mark_at(p, end)) && bare_key_at(p, end);
}

/* After a text and a comma, in an object. */
static bool member_may_come(const char *p, const char *end)
{
    p = od_gap(p, end);
    if (p == end || strchr("}]){[,./#", mark_of(p, end)))
        return true;
    return od_key_comes(p, end);
}

/* Whether the quote that ends at p is the closing one. */
static bool closes(const char *p, const char *end, od_text_place place, const od_quoted *t)
{
    const char *next = od_gap(p, end);
    char c;

    if (next == end)
        return true;
    switch (c = mark_of(next, end)) {
    case '}':
    case ']':
    case '{': return true;
    case ')':
    case ':': return place == OD_TEXT_ITEM;
    case ',': return place == OD_TEXT_ITEM || member_may_come(next + od_mark_at(next, end).bytes, end);
    case '`': return end - next >= 3 && memcmp(next, "```", 3) == 0;
    case '<': return next + 1 < end && (next[1] == '/' || next[1] == '|');
    case '/': return next + 1 < end && (next[1] == '/' || next[1] == '*');
    default: break;
    }
    if (!is_quote(c))
        return false;
    if (place == OD_TEXT_ITEM || od_known_key_at(next, end))
        return true;
    /* "dog""}: a closing quote written twice, unless the first one closes a quote inside */
    return !t->has_quotes &&
           strchr("}],", mark_of(od_gap(next + od_mark_at(next, end).bytes, end), end)) != NULL;
}

/* Brackets, commas and white space before p, back to `start`, do not belong to a text that lacks its quote.
 */
static const char *back_over_marks(const char *start, const char *p)
{
    while (p > start && strchr(" \t\r\n,{}[]", p[-1]) && p[-1])
        p--;
    return p;
}

static void end_unclosed(od_scan *s, od_quoted *t, const char *start, const char *p)
{
    p = back_over_marks(start, p);
    t->raw = (od_str){start, (size_t)(p - start)};
    s->p = p;
}

typedef enum verdict {
    GOES_ON,
    CLOSED,
    ENDED_BEFORE,
} verdict;

/* A quote of the text's kind at `quote`, behind `slashes` backslashes; `after` is the byte behind it. */
static verdict judge(const char *quote, unsigned slashes, const char *after, const char *end,
                     od_text_place place, od_quoted *t)
{
    if (t->slashes ? slashes > t->slashes : slashes % 2 == 1)
        return GOES_ON;
    if (place == OD_TEXT_KEY)
        return CLOSED;
    if (closes(after, end, place, t))
        return CLOSED;
    if (od_known_key_at(quote, end))
        return ENDED_BEFORE;
    t->has_quotes = true;
    return GOES_ON;
}

/* Over characters that no text of this kind ends with. */
static const char *plain_run(const char *p, const char *end, const od_quoted *t)
{
    while (p < end) {
        unsigned char c = (unsigned char)*p;

        if (c < 0x20 || c == '\\' || c == (unsigned char)t->quote || (c >= 0x80 && t->wide))
            break;
        p++;
    }
    return p;
}

/* A fence that stands on a line of its own, behind the line end at p. */
static bool fence_line(const char *p, const char *end)
{
    while (p < end && (*p == '\n' || *p == '\r' || *p == ' ' || *p == '\t'))
        p++;
    return end - p >= 3 && memcmp(p, "```", 3) == 0;
}

void od_quoted_read(od_scan *s, od_text_place place, od_quoted *t)
{
    const char *start, *p;

    od_quote_at(s->p, s->end, t, &start);
    for (p = start; (p = plain_run(p, s->end, t)) < s->end;) {
        const char *quote = p, *slash = p;
        od_mark m;
        verdict v;

        if ((unsigned char)*p < 0x20) {
            t->has_control = true;
            if (*p == '\n' && fence_line(p, s->end))
                break;
            while (p < s->end && (unsigned char)*p <= 0x20)
                p++;
            continue;
        }
        while (quote < s->end && *quote == '\\')
            quote++;
        if (quote == s->end)
            break;
        t->has_escapes |= quote > slash;
        m = od_mark_at(quote, s->end);
        p = quote + m.bytes;
        if (m.c != t->quote || (m.bytes > 1) != t->wide)
            continue;
        v = judge(slash, (unsigned)(quote - slash), p, s->end, place, t);
        if (v == GOES_ON)
            continue;
        if (v == ENDED_BEFORE) {
            end_unclosed(s, t, start, slash);
            return;
        }
        t->closed = true;
        if (t->slashes == 0)
            slash = quote;
        t->raw = (od_str){start, (size_t)(slash - start)};
        s->p = p;
        return;
    }
    t->cut = p >= s->end || *p == '\\';
    end_unclosed(s, t, start, t->cut ? s->end : p);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The code unit of \uXXXX at p (the backslash), or -1. */
static int32_t code_unit(const char *p, const char *end)
{
    int32_t code = 0;

    if (end - p < 6 || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(p[i]);

        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* Resolves \uXXXX at p into `out`; returns the bytes taken, 0 when it is none. */
static size_t unescape_code(const char *p, const char *end, char out[4], size_t *n)
{
    int32_t code = code_unit(p, end), low;

    if (code < 0)
        return 0;
    if (code >= 0xd800 && code < 0xdc00 && (low = code_unit(p + 6 < end ? p + 6 : end, end)) >= 0xdc00 &&
        low < 0xe000) {
        *n = od_utf8_put(out, 0x10000 + ((uint32_t)(code - 0xd800) << 10) + (uint32_t)(low - 0xdc00));
        return 12;
    }
    *n = od_utf8_put(out, (uint32_t)code);
    return 6;
}

size_t od_unescape(char *text, size_t n, char quote, bool *invalid)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *p = text, *end = text + n;
    char *out = text;

    while (p < end) {
        const char *letter;
        size_t taken, made;
        char code[4];

        if (*p != '\\' || p + 1 == end) {
            *out++ = *p++;
        } else if (p[1] && (letter = strchr(letters, p[1])) != NULL) {
            *out++ = meanings[letter - letters];
            p += 2;
        } else if ((taken = unescape_code(p, end, code, &made)) > 0) {
            memcpy(out, code, made);
            out += made;
            p += taken;
        } else if (p[1] == '\'') {
            *invalid |= quote != '\'';
            *out++ = '\'';
            p += 2;
        } else {
            *invalid = true;
            *out++ = *p++;
            *out++ = *p++;
        }
    }
    return (size_t)(out - text);
}

od_status od_quoted_keep(od_reading *r, const od_quoted *t, size_t *at, size_t *bytes, od_error *err)
{
    od_buffer *texts = &r->texts;
    size_t n = t->raw.n, start = texts->n;
    bool invalid = false;
    od_status st;

    if (t->has_escapes) {
        /* room for the text, and for its mended copy: three bytes at most for each one */
        if ((st = OD_GROW(texts->bytes, texts->capacity, texts->n + 4 * n + 1, err)) != OD_OK)
            return st;
        memcpy(texts->bytes + start, t->raw.p, n);
        n = od_unescape(texts->bytes + start, n, t->quote, &invalid);
        if (t->slashes)
            n = od_unescape(texts->bytes + start, n, t->quote, &invalid);
        texts->n += n;
    }
    r->repairs[OD_REPAIR_INVALID_ESCAPE] += invalid || t->has_control;
    return od_reading_text(r, t->has_escapes ? (od_str){texts->bytes + start, n} : t->raw, at, bytes, err);
}
