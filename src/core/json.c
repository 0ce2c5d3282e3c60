#include "core/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/json_inner.h"

/* The reader's place in the text stays; the window may have moved. */
static void take_window(od_json *j, uint64_t at)
{
    od_window w = od_input_window(j->in);

    j->begin = w.begin;
    j->p = w.begin + (at - w.offset);
    j->end = w.end;
    j->offset = w.offset;
    j->last = w.last;
}

void od_json_init(od_json *j, od_input *in, od_error *err)
{
    *j = (od_json){.in = in, .err = err};
    take_window(j, od_input_window(in).offset);
}

void od_json_free(od_json *j)
{
    od_buffer_free(&j->scratch);
}

od_status od_json_refill(od_json *j)
{
    uint64_t at = od_json_offset(j);
    od_status st;

    if (j->counted)
        od_json_line(j);
    st = od_input_more(j->in, j->p, j->err);
    take_window(j, at);
    if (j->counted)
        j->counted = j->p;
    return st;
}

void od_json_count_lines(od_json *j)
{
    j->counted = j->p;
    j->lines = 0;
}

uint64_t od_json_line(od_json *j)
{
    const char *p = j->counted;

    while (p && p < j->p && (p = memchr(p, '\n', (size_t)(j->p - p)))) {
        j->lines++;
        p++;
    }
    j->counted = j->p;
    return j->lines + 1;
}

od_status od_json_need(od_json *j, size_t n)
{
    od_status st = OD_OK;

    while (st == OD_OK && !j->last && (size_t)(j->end - j->p) < n)
        st = od_json_refill(j);
    return st;
}

uint64_t od_json_offset(const od_json *j)
{
    return j->offset + (uint64_t)(j->p - j->begin);
}

od_place od_json_place(const od_json *j)
{
    return (od_place){od_input_name(j->in), od_json_offset(j), OD_UNIT_BYTE};
}

/* Whatever trips over the first bytes: is it because every second one is zero? */
static bool is_utf16(const od_json *j)
{
    const unsigned char *s = (const unsigned char *)j->begin;

    if (od_json_offset(j) > 4 || j->offset > 0 || j->end - j->begin < 2)
        return false;
    return (s[0] == 0xff && s[1] == 0xfe) || (s[0] == 0xfe && s[1] == 0xff) || s[0] == 0 || s[1] == 0;
}

od_status od_json_fail(od_json *j, const char *fmt, ...)
{
    char what[sizeof j->err->what];
    va_list args;

    if (is_utf16(j)) {
        od_fail_at(j->err, OD_INPUT, od_json_place(j), "the text is UTF-16 or UTF-32, not UTF-8");
        od_remedy(j->err, "save it as UTF-8");
        return OD_INPUT;
    }
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return od_fail_at(j->err, OD_INPUT, od_json_place(j), "%s", what);
}

od_status od_json_ended(od_json *j, const char *where)
{
    od_json_fail(j, "the text ends %s", where);
    od_remedy(j->err, "the file is truncated: write or download it again");
    return OD_INPUT;
}

static od_json_type type_of(int c)
{
    switch (c) {
    case '"': return OD_JSON_STRING;
    case '[': return OD_JSON_ARRAY;
    case '{': return OD_JSON_OBJECT;
    case 't': return OD_JSON_TRUE;
    case 'f': return OD_JSON_FALSE;
    case 'n': return OD_JSON_NULL;
    case '-':
    case 'N':
    case 'I': return OD_JSON_NUMBER;
    default: return c >= '0' && c <= '9' ? OD_JSON_NUMBER : OD_JSON_END;
    }
}

od_status od_json_unexpected(od_json *j, const char *wanted)
{
    static const char *const names[] = {
        [OD_JSON_NULL] = "null",       [OD_JSON_FALSE] = "false",     [OD_JSON_TRUE] = "true",
        [OD_JSON_NUMBER] = "a number", [OD_JSON_STRING] = "a string", [OD_JSON_ARRAY] = "an array",
        [OD_JSON_OBJECT] = "an object"};
    unsigned char c;

    if (j->p == j->end) {
        od_json_fail(j, "expected %s, found the end of the text", wanted);
        od_remedy(j->err, "the file is truncated: write or download it again");
        return OD_INPUT;
    }
    c = (unsigned char)*j->p;
    if (c > ' ' && c < 0x7f && type_of(c) == OD_JSON_END)
        return od_json_fail(j, "expected %s, found '%c'", wanted, c);
    if (type_of(c) == OD_JSON_END)
        return od_json_fail(j, "expected %s, found the byte 0x%02x", wanted, c);
    return od_json_fail(j, "expected %s, found %s", wanted, names[type_of(c)]);
}

/* A byte order mark counts as white space at the very start and nowhere else. */
static od_status skip_mark(od_json *j, bool *skipped)
{
    od_status st = OD_OK;

    *skipped = false;
    if (od_json_offset(j) != 0 || (unsigned char)*j->p != 0xef || (st = od_json_need(j, 3)) != OD_OK)
        return st;
    *skipped = j->end - j->p >= 3 && memcmp(j->p, "\xef\xbb\xbf", 3) == 0;
    j->p += *skipped ? 3 : 0;
    return OD_OK;
}

od_status od_json_next_slowly(od_json *j, int *c)
{
    bool skipped;
    od_status st;

    for (;;) {
        while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\r' || *j->p == '\t'))
            j->p++;
        if (j->p == j->end && j->last) {
            *c = OD_JSON_NO_BYTE;
            return OD_OK;
        }
        if (j->p == j->end) {
            if ((st = od_json_refill(j)) != OD_OK)
                return st;
            continue;
        }
        if ((st = skip_mark(j, &skipped)) != OD_OK)
            return st;
        if (!skipped) {
            *c = (unsigned char)*j->p;
            return OD_OK;
        }
    }
}

od_status od_json_peek(od_json *j, od_json_type *type)
{
    od_status st;
    int c;

    *type = OD_JSON_END;
    if ((st = od_json_next(j, &c)) == OD_OK)
        *type = type_of(c);
    return st;
}

od_status od_json_enter(od_json *j)
{
    if (j->depth >= OD_JSON_DEPTH) {
        od_json_fail(j, "arrays and objects are nested more than %d deep", OD_JSON_DEPTH);
        od_remedy(j->err, "no format that odeval reads nests so deep: check what wrote the file");
        return OD_INPUT;
    }
    j->depth++;
    j->p++;
    return OD_OK;
}

static od_status open_level(od_json *j, char bracket, const char *wanted)
{
    od_status st;
    int c;

    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    return c == bracket ? od_json_enter(j) : od_json_unexpected(j, wanted);
}

od_status od_json_open_object(od_json *j)
{
    return open_level(j, '{', "an object");
}

od_status od_json_open_array(od_json *j)
{
    return open_level(j, '[', "an array");
}

/* Up to the next member of a level, over the comma, or over the closing bracket. */
static od_status next_member(od_json *j, bool *first, char closing, bool *more)
{
    od_status st;
    int c;

    *more = false;
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c == closing) {
        j->p++;
        j->depth--;
        return OD_OK;
    }
    if (c != OD_JSON_NO_BYTE && !*first) {
        if (c != ',')
            return od_json_unexpected(j, closing == ']' ? "',' or ']'" : "',' or '}'");
        j->p++;
        if ((st = od_json_next(j, &c)) != OD_OK)
            return st;
        if (c == closing)
            return od_json_fail(j, "a comma is followed by '%c'", closing);
    }
    if (c == OD_JSON_NO_BYTE)
        return od_json_ended(j, closing == ']' ? "inside an array" : "inside an object");
    *first = false;
    *more = true;
    return OD_OK;
}

od_status od_json_item(od_json *j, bool *first, bool *more)
{
    return next_member(j, first, ']', more);
}

/* j->p is at the opening quote. `fits` NULL: a text that is too long is an error. */
static od_status read_text(od_json *j, od_str *text, bool *fits)
{
    const char *start = j->p + 1, *after = od_json_plain(start, j->end);
    od_status st;

    if (after < j->end && *after == '"' && after - start <= OD_JSON_TEXT_MAX) {
        *text = (od_str){start, (size_t)(after - start)};
        j->p = after + 1;
        return OD_OK;
    }
    j->p++;
    if ((st = od_json_text(j, true, fits)) == OD_OK && (!fits || *fits))
        *text = (od_str){j->scratch.bytes, j->scratch.n};
    return st;
}

/* The colon may be in the next window: then the key has to be kept. */
static od_status colon_slowly(od_json *j, od_str *key)
{
    od_status st;
    int c;

    if (key->p != j->scratch.bytes) {
        j->scratch.n = 0;
        if ((st = od_buffer_add(&j->scratch, key->p, key->n, j->err)) != OD_OK)
            return st;
        key->p = j->scratch.bytes;
    }
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c == OD_JSON_NO_BYTE)
        return od_json_ended(j, "inside an object");
    if (c != ':')
        return od_json_unexpected(j, "':' after the key");
    j->p++;
    return OD_OK;
}

od_status od_json_key(od_json *j, bool *first, od_str *key, bool *more)
{
    od_status st;

    *key = (od_str){0};
    if ((st = next_member(j, first, '}', more)) != OD_OK || !*more)
        return st;
    *more = false;
    if (*j->p != '"')
        return od_json_unexpected(j, "a key in quotes");
    if ((st = read_text(j, key, NULL)) != OD_OK)
        return st;
    if (j->p < j->end && *j->p == ':')
        j->p++;
    else if ((st = colon_slowly(j, key)) != OD_OK)
        return st;
    *more = true;
    return OD_OK;
}

od_status od_json_word(od_json *j, const char *word)
{
    size_t n = strlen(word);
    od_status st;

    if ((st = od_json_need(j, n)) != OD_OK)
        return st;
    if ((size_t)(j->end - j->p) >= n && memcmp(j->p, word, n) == 0) {
        j->p += n;
        return OD_OK;
    }
    if ((size_t)(j->end - j->p) < n && memcmp(j->p, word, (size_t)(j->end - j->p)) == 0)
        return od_json_ended(j, "inside a word");
    return od_json_fail(j, "expected \"%s\"", word);
}

od_status od_json_bool(od_json *j, bool *value)
{
    od_status st;
    int c;

    *value = false;
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c != 't' && c != 'f')
        return od_json_unexpected(j, "true or false");
    *value = c == 't';
    return od_json_word(j, *value ? "true" : "false");
}

od_status od_json_null(od_json *j)
{
    od_status st;
    int c;

    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    return c == 'n' ? od_json_word(j, "null") : od_json_unexpected(j, "null");
}

od_status od_json_string(od_json *j, od_str *text)
{
    od_status st;
    int c;

    *text = (od_str){0};
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    return c == '"' ? read_text(j, text, NULL) : od_json_unexpected(j, "a string");
}

od_status od_json_string_if(od_json *j, od_str *text, bool *fits)
{
    od_status st;
    int c;

    *text = (od_str){0};
    *fits = true;
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    return c == '"' ? read_text(j, text, fits) : od_json_unexpected(j, "a string");
}

void od_json_any_bytes(od_json *j, bool allowed)
{
    j->any_bytes = allowed;
}

od_status od_json_finish(od_json *j)
{
    od_status st;
    int c;

    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c == OD_JSON_NO_BYTE)
        return OD_OK;
    st = od_json_unexpected(j, "the end of the text");
    od_remedy(j->err, "one JSON value is wanted: remove what follows it");
    return st;
}
