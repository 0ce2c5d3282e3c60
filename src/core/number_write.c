#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"

/* The locale's decimal point, which may be several bytes, becomes JSON's. */
static size_t use_point(char *text)
{
    static const char *const known = "0123456789+-e";
    size_t at = strspn(text, known), point;

    if (text[at] == '\0')
        return at;
    for (point = 1; text[at + point] && !strchr(known, text[at + point]); point++)
        ;
    memmove(text + at + 1, text + at + point, strlen(text + at + point) + 1);
    text[at] = '.';
    return strlen(text);
}

static size_t put(char *buf, size_t size, const char *word)
{
    return (size_t)snprintf(buf, size, "%s", word);
}

static const char *not_finite(double value, const char *nan, const char *infinity, const char *minus_infinity)
{
    return isnan(value) ? nan : value > 0 ? infinity : minus_infinity;
}

size_t od_number_write(char *buf, double value)
{
    char text[64];
    double again;
    size_t n = 0;

    if (!isfinite(value))
        return put(buf, OD_NUMBER_TEXT, not_finite(value, "NaN", "Infinity", "-Infinity"));
    if (value == rint(value) && fabs(value) < 1e15 && value != 0)
        return (size_t)snprintf(buf, OD_NUMBER_TEXT, "%lld", (long long)value);
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        n = use_point(text);
        if (od_number_read(text, text + n, &again) == text + n && again == value)
            break;
    }
    memcpy(buf, text, n + 1);
    return n;
}

size_t od_number_fixed(char *buf, size_t size, double value, int decimals)
{
    char text[512];
    size_t n;

    if (!isfinite(value)) {
        n = put(text, sizeof text, not_finite(value, "nan", "inf", "-inf"));
    } else {
        /* 309 digits, the sign and the point leave room for 100 decimals, and doubles have no use for more.
         */
        snprintf(text, sizeof text, "%.*f", decimals < 0 ? 6 : decimals > 100 ? 100 : decimals, value);
        n = use_point(text);
    }
    if (size == 0)
        return 0;
    if (n >= size)
        n = size - 1;
    memcpy(buf, text, n);
    buf[n] = '\0';
    return n;
}
