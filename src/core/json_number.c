#include "core/json_inner.h"
#include "core/number.h"

static size_t number_length(const char *p, const char *end)
{
    size_t n = 0;

    for (; p + n < end; n++) {
        char c = p[n];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
              c == '+' || c == '.'))
            break;
    }
    return n;
}

od_status od_json_whole_number(od_json *j)
{
    size_t n = 0;
    od_status st;

    for (;;) {
        n += number_length(j->p + n, j->end);
        if (n > OD_JSON_TEXT_MAX)
            return od_json_fail(j, "a number of more than 16 MiB");
        if (j->p + n < j->end || j->last)
            return OD_OK;
        if ((st = od_json_refill(j)) != OD_OK)
            return st;
    }
}

od_status od_json_bad_number(od_json *j)
{
    size_t n = number_length(j->p, j->end);

    if (j->p + n == j->end)
        return od_json_ended(j, "inside a number");
    return od_json_fail(j, "'%.*s' is not a number as JSON writes them", n < 40 ? (int)n : 40, j->p);
}

/* The next value must be a number, and all of it in the window. */
static od_status number_slowly(od_json *j)
{
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    if (type != OD_JSON_NUMBER)
        return od_json_unexpected(j, "a number");
    return od_json_whole_number(j);
}

od_status od_json_number(od_json *j, double *value)
{
    const char *p = j->p, *after;
    od_status st;

    p += p < j->end && *p == ' ';
    after = od_number_read(p, j->end, value);
    if (!after || after == j->end || after - p > OD_JSON_TEXT_MAX) {
        *value = 0;
        if ((st = number_slowly(j)) != OD_OK)
            return st;
        after = od_number_read(j->p, j->end, value);
    }
    if (!after)
        return od_json_bad_number(j);
    j->p = after;
    return OD_OK;
}

static bool has_fraction_or_exponent(const char *p, const char *end)
{
    while (p < end && *p != '.' && *p != 'e' && *p != 'E')
        p++;
    return p < end;
}

/* A double that is an integer of 64 bits. The bounds are exact doubles; the upper one is just outside. */
static bool is_integer(double d)
{
    return d >= -9223372036854775808.0 && d < 9223372036854775808.0 && (double)(int64_t)d == d;
}

od_status od_json_integer(od_json *j, int64_t *value, bool *fits)
{
    const char *start = j->p + (j->p < j->end && *j->p == ' ');
    int64_t integer = 0;
    const char *after = od_number_read_int64(start, j->end, &integer);
    double number;
    od_status st;

    *value = 0;
    *fits = false;
    if (!after || after == j->end) {
        if ((st = number_slowly(j)) != OD_OK)
            return st;
        start = j->p;
        after = od_number_read_int64(start, j->end, &integer);
    }
    if (after) {
        j->p = after;
        *value = integer;
        *fits = true;
        return OD_OK;
    }
    if ((st = od_json_number(j, &number)) != OD_OK)
        return st;
    *fits = has_fraction_or_exponent(start, j->p) && is_integer(number);
    *value = *fits ? (int64_t)number : 0;
    return OD_OK;
}
