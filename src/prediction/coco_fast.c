/* coco_fast.c: COCO records one like the other, read without going through the JSON reader's every step.
 *
 * Files of results are written by one loop, so records differ in their numbers only. The general reader reads one
 * record, and what it leaves here is the text between that record's numbers; a record with the same text between its
 * numbers has the same grammar and the same keys. At the first difference, whatever it is, the general reader takes the
 * record from its start, says what is wrong, if anything is, and leaves the new shape. So the two can differ only where
 * this one accepts, and it accepts a part of what the other does, with the same values.
 *
 * What it bought: W2's 500,000 records took 0.20 s by the general reader alone, and a little over 0.07 s this way, of
 * which two thirds are the conversion of 2.5 million numbers.
 */
#include <string.h>

#include "core/number.h"
#include "prediction/box_record.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool starts_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == 'N' || c == 'I';
}

/* Behind the number at p, or the word that stands for one; the text is a record that was read without complaint. */
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

/* Which key each number belongs to: a box is four, a subset none. Returns how many there are. */
static unsigned values_of(const uint8_t *order, unsigned n, uint8_t key[OD_SHAPE_VALUES])
{
    unsigned values = 0;

    for (unsigned i = 0; i < n; i++) {
        unsigned count = order[i] == OD_KEY_BOX ? 4 : order[i] == OD_KEY_SUBSET ? 0 : 1;

        if (values + count > OD_SHAPE_VALUES)
            return 0;
        memset(key + values, order[i], count);
        values += count;
    }
    return values;
}

void od_box_shape_learn(od_box_shape *shape, const char *p, const char *end, const uint8_t *order, unsigned n)
{
    const unsigned wanted = values_of(order, n, shape->key);
    const char *piece = p;
    size_t used = 0;
    unsigned values = 0;

    shape->n_values = 0;
    if (end - p >= OD_SHAPE_BYTES + 1024)
        return;
    for (;;) {
        if (p < end && !starts_number(*p)) {
            p = *p == '"' ? behind_string(p, end) : p + 1;
            continue;
        }
        if (p - piece > UINT8_MAX || used + (size_t)(p - piece) > OD_SHAPE_BYTES || (p < end && values == wanted))
            return;
        memcpy(shape->bytes + used, piece, (size_t)(p - piece));
        used += shape->length[values] = (uint8_t)(p - piece);
        if (p == end)
            break;
        values++;
        piece = p = behind_number(p, end);
    }
    shape->n_values = values == wanted ? (uint8_t)values : 0;
}

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

/* The number at p into its place in the record; NULL when it is none, or no integer where one is due. */
static inline const char *read_value(const char *p, const char *end, od_box_record *r, unsigned key, unsigned *corner)
{
    switch (key) {
    case OD_KEY_IMAGE: return od_number_read_int64(p, end, &r->image.number);
    case OD_KEY_CATEGORY: return od_number_read_int64(p, end, &r->category.number);
    case OD_KEY_BOX: return od_number_read(p, end, &r->box[(*corner)++]);
    default: return od_number_read(p, end, &r->score);
    }
}

/* A longer record holds something odd, such as a number of a million digits, and is for the general reader. */
enum { RECORD_BYTES = 4096 };

bool od_box_record_read_fast(od_json *j, od_box_record *r)
{
    const od_box_shape *shape = &r->shape;
    const char *end = j->end - j->p > RECORD_BYTES ? j->p + RECORD_BYTES : j->end;
    const char *p = j->p, *piece = shape->bytes;
    unsigned corner = 0;

    if (shape->n_values == 0)
        return false;
    while (p < end && is_space(*p))
        p++;
    for (unsigned i = 0;; i++) {
        const size_t n = shape->length[i];

        if ((size_t)(end - p) < n || !same_bytes(p, piece, n))
            return false;
        p += n;
        piece += n;
        if (i == shape->n_values)
            break;
        if (!(p = read_value(p, end, r, shape->key[i], &corner)))
            return false;
    }
    j->p = p;
    return true;
}
