#include "core/json_inner.h"
#include "core/number.h"

/* One bit a level, set for objects: all that has to be known to read over a value. */
typedef struct levels {
    uint64_t objects[OD_JSON_DEPTH / 64 + 1];
} levels;

static bool in_object(const od_json *j, const levels *l)
{
    return l->objects[j->depth / 64] >> j->depth % 64 & 1;
}

static void set_level(const od_json *j, levels *l, bool object)
{
    uint64_t bit = (uint64_t)1 << j->depth % 64;

    l->objects[j->depth / 64] = object ? l->objects[j->depth / 64] | bit : l->objects[j->depth / 64] & ~bit;
}

static od_status skip_key(od_json *j)
{
    od_status st;
    int c;

    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c != '"')
        return od_json_unexpected(j, "a key in quotes");
    j->p++;
    if ((st = od_json_text(j, false, NULL)) != OD_OK || (st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c != ':')
        return od_json_unexpected(j, "':' after the key");
    j->p++;
    return OD_OK;
}

/* The numbers that follow in an array, as far as the window holds them completely: polygons are long rows of
 * them. */
static const char *over_numbers(const char *p, const char *end)
{
    const char *next = p;

    while (next && next < end) {
        p = next;
        if (*p != ',')
            break;
        next = p + 1;
        next += next < end && *next == ' ';
        next = od_number_skip(next, end);
        if (next && next - p > OD_JSON_TEXT_MAX)
            break;
    }
    return p;
}

static od_status skip_number(od_json *j, bool in_array)
{
    const char *after = od_number_skip(j->p, j->end);
    od_status st;

    if (!after || after == j->end || after - j->p > OD_JSON_TEXT_MAX) {
        if ((st = od_json_whole_number(j)) != OD_OK)
            return st;
        after = od_number_skip(j->p, j->end);
    }
    if (!after)
        return od_json_bad_number(j);
    j->p = in_array ? over_numbers(after, j->end) : after;
    return OD_OK;
}

/* After an opening bracket: *wanted says whether the level holds a value. */
static od_status skip_opening(od_json *j, levels *l, bool object, bool *wanted)
{
    od_status st;
    int c;

    if ((st = od_json_enter(j)) != OD_OK)
        return st;
    set_level(j, l, object);
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c == OD_JSON_NO_BYTE)
        return od_json_ended(j, object ? "inside an object" : "inside an array");
    *wanted = c != (object ? '}' : ']');
    if (*wanted)
        return object ? skip_key(j) : OD_OK;
    j->p++;
    j->depth--;
    return OD_OK;
}

/* One scalar, or the beginning of an array or object, after which another value may be wanted. */
static od_status skip_value(od_json *j, levels *l, bool *wanted)
{
    od_status st;
    int c;

    *wanted = false;
    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    switch (c) {
    case '"': j->p++; return od_json_text(j, false, NULL);
    case '[':
    case '{': return skip_opening(j, l, c == '{', wanted);
    case 't': return od_json_word(j, "true");
    case 'f': return od_json_word(j, "false");
    case 'n': return od_json_word(j, "null");
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
    case '-':
    case 'N':
    case 'I': return skip_number(j, !in_object(j, l));
    default: return od_json_unexpected(j, "a value");
    }
}

/* After a value inside a level: a comma, after which another is wanted, or the end of the level. */
static od_status skip_separator(od_json *j, const levels *l, bool *wanted)
{
    bool object = in_object(j, l);
    od_status st;
    int c;

    if ((st = od_json_next(j, &c)) != OD_OK)
        return st;
    if (c == OD_JSON_NO_BYTE)
        return od_json_ended(j, object ? "inside an object" : "inside an array");
    *wanted = c == ',';
    if (!*wanted && c != (object ? '}' : ']'))
        return od_json_unexpected(j, object ? "',' or '}'" : "',' or ']'");
    j->p++;
    if (*wanted)
        return object ? skip_key(j) : OD_OK;
    j->depth--;
    return OD_OK;
}

od_status od_json_skip(od_json *j)
{
    const uint32_t base = j->depth;
    levels l = {0};
    bool wanted;
    od_status st;

    set_level(j, &l, true); /* the level that we are called in is not ours: no row of numbers here */
    do {
        st = skip_value(j, &l, &wanted);
        while (st == OD_OK && !wanted && j->depth > base)
            st = skip_separator(j, &l, &wanted);
    } while (st == OD_OK && wanted);
    return st;
}
