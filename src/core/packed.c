#include "core/packed.h"

#include <stdlib.h>

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool as_floats(const od_packed *p, const double *values, uint32_t *words)
{
    for (unsigned i = 0; i < p->width; i++) {
        float value;

        if (!(values[i] >= -1e38 &&
              values[i] <= 1e38)) /* beyond it, and for NaN, converting is not defined or not exact */
            return false;
        value = (float)values[i];
        if (!same_bits(value, values[i]))
            return false;
        memcpy(&words[i], &value, sizeof words[i]);
    }
    return true;
}

static bool as_decimals(const od_packed *p, const double *values, uint32_t *words)
{
    for (unsigned i = 0; i < p->width; i++) {
        double scaled = values[i] * p->scale;
        int32_t whole;

        if (!(scaled > -2e9 && scaled < 2e9))
            return false;
        whole = (int32_t)(scaled < 0 ? scaled - .5 : scaled + .5);
        if (!same_bits((double)whole / p->scale, values[i]))
            return false;
        words[i] = (uint32_t)whole;
    }
    return true;
}

od_status od_packed_reserve(od_packed *p, size_t n, od_error *err)
{
    od_status st;

    if (n > SIZE_MAX / OD_PACKED_WIDTH)
        return od_fail_memory(err);
    if ((st = OD_GROW(p->words, p->words_capacity, n * p->width, err)) != OD_OK ||
        (st = OD_GROW(p->kind, p->kind_capacity, n, err)) != OD_OK)
        return st;
    p->room = p->words_capacity / p->width;
    p->room = p->room < p->kind_capacity ? p->room : p->kind_capacity;
    return OD_OK;
}

static od_status add_full(od_packed *p, const double *values, uint32_t *word, od_error *err)
{
    od_status st;

    if (p->n_full >= UINT32_MAX)
        return od_fail_memory(err);
    if ((st = OD_GROW(p->full, p->full_capacity, (p->n_full + 1) * p->width, err)) != OD_OK)
        return st;
    memcpy(p->full + p->n_full * p->width, values, p->width * sizeof *values);
    *word = (uint32_t)p->n_full++;
    return OD_OK;
}

od_status od_packed_add(od_packed *p, const double *values, od_error *err)
{
    uint32_t *words;
    od_status st;

    if (p->n >= p->room && (st = od_packed_reserve(p, p->n + 1, err)) != OD_OK)
        return st;
    words = p->words + p->n * p->width;
    if (as_floats(p, values, words)) {
        p->kind[p->n] = OD_PACKED_FLOAT;
    } else if (as_decimals(p, values, words)) {
        p->kind[p->n] = OD_PACKED_DECIMAL;
    } else {
        if ((st = add_full(p, values, words, err)) != OD_OK)
            return st;
        p->kind[p->n] = OD_PACKED_FULL;
    }
    p->n++;
    return OD_OK;
}

od_status od_packed_append(od_packed *p, const od_packed *from, od_error *err)
{
    od_status st;

    if (from->n == 0)
        return OD_OK;
    if ((st = od_packed_reserve(p, p->n + from->n, err)) != OD_OK ||
        (st = OD_GROW(p->full, p->full_capacity, (p->n_full + from->n_full) * p->width, err)) != OD_OK)
        return st;
    memcpy(p->words + p->n * p->width, from->words, from->n * p->width * sizeof *p->words);
    memcpy(p->kind + p->n, from->kind, from->n);
    for (size_t i = 0; from->n_full && i < from->n; i++)
        if (from->kind[i] == OD_PACKED_FULL)
            p->words[(p->n + i) * p->width] += (uint32_t)p->n_full;
    if (from->n_full)
        memcpy(p->full + p->n_full * p->width, from->full, from->n_full * p->width * sizeof *p->full);
    p->n_full += from->n_full;
    p->n += from->n;
    return OD_OK;
}

void od_packed_move(od_packed *p, size_t to, size_t from, size_t n)
{
    if (n == 0 || to == from)
        return;
    memmove(p->words + to * p->width, p->words + from * p->width, n * p->width * sizeof *p->words);
    memmove(p->kind + to, p->kind + from, n);
}

void od_packed_cut(od_packed *p, size_t n)
{
    p->n = n < p->n ? n : p->n; /* what full rows were kept in stays */
}

void od_packed_clear(od_packed *p)
{
    p->n = p->n_full = 0;
}

void od_packed_release(od_packed *p)
{
    free(p->words);
    free(p->kind);
    free(p->full);
    *p = (od_packed){.width = p->width, .scale = p->scale};
}
