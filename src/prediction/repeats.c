#include "prediction/repeats.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 8 }; /* boxes that are compared each with each */
#define EMPTY UINT32_MAX

void od_repeats_release(od_repeats *r)
{
    free(r->slots);
    *r = (od_repeats){0};
}

static bool same_box(const od_reading *ra, const od_answer_box *a, const od_reading *rb,
                     const od_answer_box *b)
{
    for (int i = 0; i < 4; i++)
        if (a->v[i] != b->v[i])
            return false;
    return a->index == b->index && a->has_label == b->has_label &&
           od_str_equal(od_reading_label(ra, a), od_reading_label(rb, b));
}

bool od_readings_agree(const od_reading *a, const od_reading *b)
{
    if (a->n_boxes != b->n_boxes)
        return false;
    for (size_t i = 0; i < a->n_boxes; i++)
        if (!same_box(a, &a->boxes[i], b, &b->boxes[i]))
            return false;
    return true;
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint64_t hash_of(const od_reading *reading, const od_answer_box *box)
{
    od_str label = od_reading_label(reading, box);
    uint64_t hash = mix(box->index + UINT64_C(1)), bits;

    for (int i = 0; i < 4; i++) {
        double value = box->v[i] + 0.0; /* -0 is 0 */

        memcpy(&bits, &value, sizeof bits);
        hash = mix(hash ^ bits);
    }
    for (; label.n >= sizeof bits; label.p += sizeof bits, label.n -= sizeof bits) {
        memcpy(&bits, label.p, sizeof bits);
        hash = mix(hash ^ bits);
    }
    bits = label.n;
    for (size_t i = 0; i < label.n; i++)
        bits = bits << 8 | (unsigned char)label.p[i];
    return mix(hash ^ bits);
}

static uint64_t count_few(const od_reading *reading)
{
    uint64_t n = 0;

    for (size_t i = 1; i < reading->n_boxes; i++) {
        size_t k = 0;

        while (k < i && !same_box(reading, &reading->boxes[k], reading, &reading->boxes[i]))
            k++;
        n += k < i;
    }
    return n;
}

/* Puts box i into the table of `size` slots, a power of two; false when an equal one is there. */
static bool put(const od_repeats *r, size_t size, const od_reading *reading, uint32_t i)
{
    const od_answer_box *box = &reading->boxes[i];
    size_t at = (size_t)hash_of(reading, box) & (size - 1);

    for (; r->slots[at] != EMPTY; at = (at + 1) & (size - 1))
        if (same_box(reading, &reading->boxes[r->slots[at]], reading, box))
            return false;
    r->slots[at] = i;
    return true;
}

od_status od_repeats_count(od_repeats *r, const od_reading *reading, uint64_t *n, od_error *err)
{
    size_t size = 2 * FEW;
    od_status st;

    *n = 0;
    if (reading->n_boxes <= FEW) {
        *n = count_few(reading);
        return OD_OK;
    }
    if (reading->n_boxes >= EMPTY)
        return od_fail_memory(err);
    while (size / 2 < reading->n_boxes)
        size *= 2;
    if ((st = OD_GROW(r->slots, r->capacity, size, err)) != OD_OK)
        return st;
    memset(r->slots, 0xff, size * sizeof *r->slots);
    for (uint32_t i = 0; i < reading->n_boxes; i++)
        *n += !put(r, size, reading, i);
    return OD_OK;
}
