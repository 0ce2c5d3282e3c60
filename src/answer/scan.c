#include "answer/scan.h"

#include <math.h>
#include <string.h>

#include "core/number.h"

enum {
    EXACT_DIGITS = 15,   /* an integer with so many digits is a double exactly */
    NUMBER_LONGEST = 800 /* bytes; what is longer was not written as a coordinate */
};

const char *od_scan_find(const char *p, const char *end, const char *word)
{
    size_t n = strlen(word);

    while (p && (size_t)(end - p) >= n) {
        p = memchr(p, word[0], (size_t)(end - p) - n + 1);
        if (p && memcmp(p, word, n) == 0)
            return p;
        if (p)
            p++;
    }
    return NULL;
}

bool od_scan_has(od_str text, const char *word)
{
    return text.n && od_scan_find(text.p, text.p + text.n, word) != NULL;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void od_scan_space(od_scan *s)
{
    while (s->p < s->end && is_space(*s->p))
        s->p++;
}

bool od_scan_take(od_scan *s, const char *word)
{
    size_t n = strlen(word);

    if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n) != 0)
        return false;
    s->p += n;
    return true;
}

static const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p))
        p++;
    return p;
}

/* The parts of a number; an absent one has no bytes. */
typedef struct number_parts {
    od_str whole, fraction, exponent; /* digits; digits; with the letter and the sign */
} number_parts;

/* Returns the byte after the number that starts at p (behind a sign), or NULL. */
static const char *split_number(const char *p, const char *end, number_parts *parts)
{
    const char *q = skip_digits(p, end);

    *parts = (number_parts){.whole = {p, (size_t)(q - p)}};
    /* "5." is a number, the first of the points in "5..." is not part of it */
    if (q < end && *q == '.' && !(q + 1 < end && q[1] == '.')) {
        const char *digits = q + 1;
        const char *after = skip_digits(digits, end);

        if (after > digits || parts->whole.n) {
            parts->fraction = (od_str){digits, (size_t)(after - digits)};
            q = after;
        }
    }
    if (!parts->whole.n && !parts->fraction.n)
        return NULL;
    if (q < end && (*q == 'e' || *q == 'E')) {
        const char *digits = q + 1;

        if (digits < end && (*digits == '-' || *digits == '+'))
            digits++;
        if (digits < end && is_digit(*digits)) {
            const char *after = skip_digits(digits, end);

            parts->exponent = (od_str){q, (size_t)(after - q)};
            q = after;
        }
    }
    return q;
}

static double small_integer(od_str digits)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits.n; i++)
        value = value * 10 + (uint64_t)(digits.p[i] - '0');
    return (double)value;
}

/* By core/number.h, which takes no zeros in front and wants digits on both sides of a point. */
static double value_of(number_parts parts)
{
    char text[NUMBER_LONGEST + 8];
    size_t n = 0;
    double value;

    while (parts.whole.n > 1 && *parts.whole.p == '0') {
        parts.whole.p++;
        parts.whole.n--;
    }
    if (!parts.fraction.n && !parts.exponent.n && parts.whole.n <= EXACT_DIGITS)
        return small_integer(parts.whole);
    if (parts.whole.n + parts.fraction.n + parts.exponent.n > NUMBER_LONGEST)
        return NAN;
    if (!parts.whole.n)
        text[n++] = '0';
    memcpy(text + n, parts.whole.p, parts.whole.n);
    n += parts.whole.n;
    if (parts.fraction.n) {
        text[n++] = '.';
        memcpy(text + n, parts.fraction.p, parts.fraction.n);
        n += parts.fraction.n;
    }
    if (parts.exponent.n) {
        memcpy(text + n, parts.exponent.p, parts.exponent.n);
        n += parts.exponent.n;
    }
    return od_number_read(text, text + n, &value) == text + n ? value : NAN;
}

bool od_scan_number(od_scan *s, double *value)
{
    const char *p = s->p;
    bool negative = p < s->end && *p == '-';
    number_parts parts;

    if (p < s->end && (*p == '-' || *p == '+'))
        p++;
    p = split_number(p, s->end, &parts);
    if (!p)
        return false;
    if (p < s->end && (is_letter(*p) || (*p == '.' && p + 1 < s->end && is_digit(p[1])))) {
        while (p < s->end && (is_letter(*p) || is_digit(*p) || *p == '.'))
            p++;
        *value = NAN;
    } else {
        *value = value_of(parts);
        if (negative)
            *value = -*value;
    }
    s->p = p;
    return true;
}

od_str od_trimmed(od_str text)
{
    while (text.n && is_space(text.p[0])) {
        text.p++;
        text.n--;
    }
    while (text.n && is_space(text.p[text.n - 1]))
        text.n--;
    return text;
}
