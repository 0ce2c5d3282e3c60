#include "core/json_shape.h"

#include <string.h>

#include "core/number.h"
#include "core/number_plain.h"

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

        if ((number == end) != (i == n_values) || n == 0 || n > UINT8_MAX || n > OD_SHAPE_BYTES - used)
            return;
        memcpy(shape->bytes + used, p, n);
        used += n;
        shape->length[i] = (uint8_t)n;
        p = behind_number(number, end);
    }
    shape->reach = (uint16_t)(used + n_values * OD_PLAIN_MOST + OD_PLAIN_BYTES);
    shape->n_values = (uint8_t)n_values;
}

/* ---- reading ---- */

static inline uint64_t word_at(const void *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return word;
}

/* memcmp for a few bytes, without the call; both places have a word more than n. */
static inline bool same_bytes(const char *a, const char *b, size_t n)
{
    static const unsigned char first[8][8] = {{0},
                                              {255},
                                              {255, 255},
                                              {255, 255, 255},
                                              {255, 255, 255, 255},
                                              {255, 255, 255, 255, 255},
                                              {255, 255, 255, 255, 255, 255},
                                              {255, 255, 255, 255, 255, 255, 255}};

    if (n < 8)
        return ((word_at(a) ^ word_at(b)) & word_at(first[n])) == 0;
    for (size_t i = 0; i + 8 < n; i += 8)
        if (word_at(a + i) != word_at(b + i))
            return false;
    return word_at(a + n - 8) == word_at(b + n - 8);
}

/* A number that is not plain. A long one is for the JSON reader, and not read to its end here. */
static const char *read_odd(const char *p, const char *end, bool integer, od_json_value *value)
{
    const char *stop = end - p > OD_PLAIN_MOST ? p + OD_PLAIN_MOST + 1 : end;
    const char *after =
        integer ? od_number_read_int64(p, stop, &value->integer) : od_number_read(p, stop, &value->number);

    return after && after - p <= OD_PLAIN_MOST ? after : NULL;
}

/* Behind the record; NULL when it has not the shape. `roomy`: no number that is not too long to be taken can
 * bring the end near, so nobody need look for it. */
static inline const char *read_values(const od_json_shape *shape, const char *p, const char *end,
                                      od_json_value *values, const bool roomy)
{
    const char *piece = shape->bytes;
    const uint8_t *length = shape->length, *last = length + shape->n_values;

    for (uint32_t integers = shape->integers;; integers >>= 1, values++, length++) {
        const size_t n = *length;
        const char *after = NULL;

        if (roomy ? !same_bytes(p, piece, n) : (size_t)(end - p) < n || memcmp(p, piece, n) != 0)
            return NULL;
        p += n;
        piece += n;
        if (length == last)
            return p;
        if (roomy)
            after =
                integers & 1 ? od_integer_plain(p, &values->integer) : od_number_plain(p, &values->number);
        if (!after && !(after = read_odd(p, end, integers & 1, values)))
            return NULL;
        p = after;
    }
}

bool od_json_shape_read(const od_json_shape *shape, od_json *j, od_json_value *values)
{
    const char *p = j->p, *end = j->end;

    if (shape->n_values == 0)
        return false;
    while (p < end && is_space(*p))
        p++;
    p = end - p >= shape->reach ? read_values(shape, p, end, values, true)
                                : read_values(shape, p, end, values, false);
    if (!p)
        return false;
    j->p = p;
    return true;
}
