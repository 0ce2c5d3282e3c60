#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void OD_PRINTF(4, 0) fill(od_error *err, od_status code, od_place place, const char *fmt, va_list args)
{
    if (!err || err->code != OD_OK)
        return;
    memset(err, 0, sizeof *err);
    err->code = code;
    vsnprintf(err->what, sizeof err->what, fmt, args);
    if (place.input)
        snprintf(err->input, sizeof err->input, "%s", place.input);
    err->at = place.at;
    err->unit = place.unit;
}

od_status od_fail(od_error *err, od_status code, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    fill(err, code, (od_place){0}, fmt, args);
    va_end(args);
    return code;
}

od_status od_fail_at(od_error *err, od_status code, od_place place, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    fill(err, code, place, fmt, args);
    va_end(args);
    return code;
}

od_status od_fail_memory(od_error *err)
{
    od_fail(err, OD_SYSTEM, "out of memory");
    return od_remedy(err, "free some, or lift the limit (ulimit -v)");
}

od_status od_remedy(od_error *err, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return OD_SYSTEM;
    if (err->remedy[0] == '\0') {
        va_start(args, fmt);
        vsnprintf(err->remedy, sizeof err->remedy, fmt, args);
        va_end(args);
    }
    return err->code;
}

char *od_errno_text(char *buf, size_t size, int number)
{
    if (strerror_r(number, buf, size) != 0)
        snprintf(buf, size, "error %d", number);
    return buf;
}

/* 81724 -> "81,724": positions are read by people. */
static void grouped(char out[32], uint64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    char *o = out;

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            *o++ = ',';
        *o++ = digits[i];
    }
    *o = '\0';
}

char *od_place_text(char *buf, size_t size, od_place place)
{
    static const char *const units[] = {
        [OD_UNIT_NONE] = "", [OD_UNIT_BYTE] = "byte", [OD_UNIT_LINE] = "line", [OD_UNIT_RECORD] = "record"};
    char number[32];

    if (size == 0)
        return buf;
    buf[0] = '\0';
    if (!place.input || place.input[0] == '\0')
        return buf;
    grouped(number, place.at);
    if (place.unit == OD_UNIT_NONE)
        snprintf(buf, size, "%s", place.input);
    else
        snprintf(buf, size, "%s: %s %s", place.input, units[place.unit], number);
    return buf;
}

char *od_error_text(const od_error *err, char *buf, size_t size)
{
    char place[320];

    od_place_text(place, sizeof place, (od_place){err->input, err->at, err->unit});
    snprintf(buf, size, "%s%s%s%s%s", err->what, place[0] ? ": " : "", place, err->remedy[0] ? ": " : "",
             err->remedy);
    return buf;
}
