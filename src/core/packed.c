#include "core/packed.h"

#include <stdlib.h>

#ifdef __x86_64__
#include <emmintrin.h>
#endif

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool is_float(double value, uint32_t *word)
{
    float narrow;

    if (!(value >= -1e38 &&
          value <= 1e38)) /* beyond it, and for NaN, converting is not defined or not exact */
        return false;
    narrow = (float)value;
    memcpy(word, &narrow, sizeof *word);
    return same_bits(narrow, value);
}

static bool is_decimal(double value, double scale, uint32_t *word)
{
    double scaled = value * scale;
    int32_t whole;

    if (!(scaled > -2e9 && scaled < 2e9))
        return false;
    whole = (int32_t)(scaled < 0 ? scaled - .5 : scaled + .5);
    *word = (uint32_t)whole;
    return same_bits((double)whole / scale, value);
}

#ifdef __x86_64__
static bool same_bits_4(__m128d a, __m128d b, const double *values)
{
    __m128i left = _mm_cmpeq_epi32(_mm_castpd_si128(a), _mm_castpd_si128(_mm_loadu_pd(values)));
    __m128i right = _mm_cmpeq_epi32(_mm_castpd_si128(b), _mm_castpd_si128(_mm_loadu_pd(values + 2)));

    return _mm_movemask_epi8(_mm_and_si128(left, right)) == 0xffff;
}

/* Out of range they become infinities, which are not the same then. */
static bool are_floats_4(const double *values, uint32_t *words)
{
    __m128 a = _mm_cvtpd_ps(_mm_loadu_pd(values)), b = _mm_cvtpd_ps(_mm_loadu_pd(values + 2));

    _mm_storeu_ps((float *)words, _mm_movelh_ps(a, b));
    return same_bits_4(_mm_cvtps_pd(a), _mm_cvtps_pd(b), values);
}

/* Out of range they become -2^31. */
static bool are_decimals_4(const double *values, double scale, uint32_t *words)
{
    const __m128d by = _mm_set1_pd(scale);
    __m128i a = _mm_cvtpd_epi32(_mm_mul_pd(_mm_loadu_pd(values), by));
    __m128i b = _mm_cvtpd_epi32(_mm_mul_pd(_mm_loadu_pd(values + 2), by));

    _mm_storeu_si128((__m128i *)words, _mm_unpacklo_epi64(a, b));
    return same_bits_4(_mm_div_pd(_mm_cvtepi32_pd(a), by), _mm_div_pd(_mm_cvtepi32_pd(b), by), values);
}
#endif

static bool are_floats(const double *values, unsigned width, uint32_t *words)
{
    unsigned i = 0;

#ifdef __x86_64__
    if (width == 4)
        return are_floats_4(values, words);
#endif
    while (i < width && is_float(values[i], &words[i]))
        i++;
    return i == width;
}

static bool are_decimals(const double *values, unsigned width, double scale, uint32_t *words)
{
    unsigned i = 0;

#ifdef __x86_64__
    if (width == 4)
        return are_decimals_4(values, scale, words);
#endif
    while (i < width && is_decimal(values[i], scale, &words[i]))
        i++;
    return i == width;
}

od_status od_packed_reserve(od_packed *p, size_t n, od_error *err)
{
    od_status st;

    if (n > SIZE_MAX / OD_PACKED_WIDTH)
        return od_fail_memory(err);
    if ((st = OD_GROW(p->words, p->words_capacity, n * p->width, err)) != OD_OK ||
        (st = OD_GROW(p->kind, p->kind_capacity, n / 4 + 1, err)) != OD_OK)
        return st;
    p->room = p->words_capacity / p->width;
    if (p->kind_capacity < p->room / 4 + 1)
        p->room = p->kind_capacity * 4;
    return OD_OK;
}

static void set_kind(od_packed *p, size_t row, unsigned kind)
{
    const unsigned shift = row % 4 * 2;

    p->kind[row / 4] = (uint8_t)((p->kind[row / 4] & ~(3u << shift)) | kind << shift);
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
    if (are_floats(values, p->width, words)) {
        set_kind(p, p->n, OD_PACKED_FLOAT);
    } else if (are_decimals(values, p->width, p->scale, words)) {
        set_kind(p, p->n, OD_PACKED_DECIMAL);
    } else {
        if ((st = add_full(p, values, words, err)) != OD_OK)
            return st;
        set_kind(p, p->n, OD_PACKED_FULL);
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
    for (size_t i = 0; i < from->n; i++) {
        const unsigned kind = od_packed_kind(from, i);

        set_kind(p, p->n + i, kind);
        if (kind == OD_PACKED_FULL)
            p->words[(p->n + i) * p->width] += (uint32_t)p->n_full;
    }
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
    for (size_t i = 0; i < n; i++)
        set_kind(p, to + i, od_packed_kind(p, from + i));
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
