#include "core/json_shape.h"

#include <string.h>

#include "core/number.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* ---- learning ---- */

static bool starts_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == 'N' || c == 'I';
}

/* Behind the number at p, or the word that stands for one. */
static const char *behind_number(const char *p, const char *end)
{
    while (p < end && *p != ',' && *p != ']' && *p != '}' && !is_space(*p))
        p++;
    return p;
}

/* Behind the string that starts at p. */
static const char *behind_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        p += *p == '\\';
    return p < end ? p + 1 : end;
}

/* Where the next number starts, or `end`. */
static const char *next_number(const char *p, const char *end)
{
    while (p < end && !starts_number(*p))
        p = *p == '"' ? behind_string(p, end) : p + 1;
    return p;
}

unsigned od_json_count_numbers(const char *p, const char *end, unsigned most)
{
    unsigned n = 0;

    while (n <= most && (p = next_number(p, end)) < end) {
        p = behind_number(p, end);
        n++;
    }
    return n;
}

void od_json_shape_learn(od_json_shape *shape, const char *p, const char *end, unsigned n_values,
                         uint32_t integers)
{
    size_t used = 0;

    shape->n_values = 0;
    shape->integers = integers;
    if (n_values == 0 || n_values > OD_SHAPE_VALUES)
        return;
    for (unsigned i = 0; i <= n_values; i++) {
        const char *number = next_number(p, end);
        size_t n = (size_t)(number - p);

        if ((number == end) != (i == n_values) || n > UINT8_MAX || n > OD_SHAPE_BYTES - used)
            return;
        memcpy(shape->bytes + used, p, n);
        used += n;
        shape->length[i] = (uint8_t)n;
        p = behind_number(number, end);
    }
    shape->n_values = (uint8_t)n_values;
}

/* ---- reading ---- */

static inline bool same_word(const char *a, const char *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x == y;
}

/* memcmp for a few bytes, without the call. */
static inline bool same_bytes(const char *a, const char *b, size_t n)
{
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8)
            if (!same_word(a + i, b + i))
                return false;
        return same_word(a + n - 8, b + n - 8);
    }
    for (; n; a++, b++, n--)
        if (*a != *b)
            return false;
    return true;
}

/* A longer record holds something odd, such as a number of a million digits, and is for the JSON reader. */
enum { RECORD_BYTES = 4096 };

bool od_json_shape_read(const od_json_shape *shape, od_json *j, od_json_value *values)
{
    const char *end = j->end - j->p > RECORD_BYTES ? j->p + RECORD_BYTES : j->end;
    const char *p = j->p, *piece = shape->bytes;
    const uint8_t *length = shape->length, *last = length + shape->n_values;

    if (shape->n_values == 0)
        return false;
    while (p < end && is_space(*p))
        p++;
    for (uint32_t integers = shape->integers;; integers >>= 1, values++, length++) {
        const size_t n = *length;

        if ((size_t)(end - p) < n || !same_bytes(p, piece, n))
            return false;
        p += n;
        piece += n;
        if (length == last)
            break;
        p = integers & 1 ? od_number_read_int64(p, end, &values->integer)
                         : od_number_read(p, end, &values->number);
        if (!p)
            return false;
    }
    j->p = p;
    return true;
}
