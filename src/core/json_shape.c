#include "core/json_shape.h"

#include <string.h>

#include "core/json_inner.h"
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

/* Behind the string that ended at p comes a colon. */
static bool was_key(const char *p, const char *end)
{
    while (p < end && is_space(*p))
        p++;
    return p < end && *p == ':';
}

/* Where the next number, or with `texts` the quote of the next string that is no key, starts, or `end`. */
static const char *next_value(const char *p, const char *end, bool texts)
{
    while (p < end && !starts_number(*p)) {
        const char *behind = *p == '"' ? behind_string(p, end) : p + 1;

        if (*p == '"' && texts && !was_key(behind, end))
            return p;
        p = behind;
    }
    return p;
}

unsigned od_json_count_values(const char *p, const char *end, bool texts, unsigned most)
{
    unsigned n = 0;

    while (n <= most && (p = next_value(p, end, texts)) < end) {
        p = *p == '"' ? behind_string(p, end) : behind_number(p, end);
        n++;
    }
    return n;
}

void od_json_shape_learn(od_json_shape *shape, const char *p, const char *end, bool texts, unsigned n_values,
                         uint32_t integers)
{
    const char *from =
        p; /* behind the closing quote, which belongs to what is around a text, as the other does */
    size_t used = 0;

    shape->n_values = 0;
    shape->kinds = 0;
    if (n_values == 0 || n_values > OD_SHAPE_VALUES)
        return;
    for (unsigned i = 0; i <= n_values; i++) {
        const char *value = next_value(from, end, texts);
        const bool is_text = value < end && *value == '"';
        const size_t n = (size_t)(value - p) + is_text;

        if ((value == end) != (i == n_values) || n == 0 || n > UINT8_MAX || n > OD_SHAPE_BYTES - used)
            return;
        memcpy(shape->bytes + used, p, n);
        used += n;
        shape->length[i] = (uint8_t)n;
        if (value < end)
            shape->kinds |= (is_text ? OD_SHAPE_TEXT : integers >> i & 1 ? OD_SHAPE_INTEGER : 0u) << 2 * i;
        from = is_text ? behind_string(value, end) : behind_number(value, end);
        p = from - is_text;
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

/* A longer text is for the JSON reader, which has limits of its own. */
enum { TEXT_MOST = 4096 };

/* The closing quote is the next piece's. */
static const char *read_text(const char *p, const char *end, od_json_value *value)
{
    const char *after = od_json_plain(p, end - p > TEXT_MOST ? p + TEXT_MOST + 1 : end);

    value->text = (od_str){p, (size_t)(after - p)};
    return after - p <= TEXT_MOST ? after : NULL;
}

/* Behind the record; NULL when it has not the shape. `roomy`: no number that is not too long to be taken can
 * bring the end near, so nobody need look for it but behind texts. */
static inline const char *read_values(const od_json_shape *shape, const char *p, const char *end,
                                      od_json_value *values, const bool roomy)
{
    const char *piece = shape->bytes;
    const uint8_t *length = shape->length, *last = length + shape->n_values;

    for (uint32_t kinds = shape->kinds;; kinds >>= 2, values++, length++) {
        const size_t n = *length;
        const unsigned kind = kinds & 3;
        const char *after = NULL;

        if (roomy ? !same_bytes(p, piece, n) : (size_t)(end - p) < n || memcmp(p, piece, n) != 0)
            return NULL;
        p += n;
        piece += n;
        if (length == last)
            return p;
        if (kind == OD_SHAPE_TEXT) {
            p = read_text(p, end, values);
            if (!p || (roomy && end - p < shape->reach))
                return NULL;
            continue;
        }
        if (roomy)
            after = kind == OD_SHAPE_INTEGER ? od_integer_plain(p, &values->integer)
                                             : od_number_plain(p, &values->number);
        if (!after && !(after = read_odd(p, end, kind == OD_SHAPE_INTEGER, values)))
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
