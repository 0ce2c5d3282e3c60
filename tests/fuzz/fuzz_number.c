/* Any bytes as a number: no byte outside is touched, what is read is what strtod reads (in the C locale,
 * which a program starts in), reading and reading over agree, and what is written reads back. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(int holds, const char *what, const char *text, size_t n)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %.*s\n", what, (int)n, text);
    abort();
}

static int same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static void check_integer(const char *text, const char *end, const char *after, double value)
{
    int64_t integer;
    const char *after_integer = od_number_read_int64(text, end, &integer);

    if (after_integer) {
        must(after_integer == after, "integer and number end in different places", text,
             (size_t)(end - text));
        must((double)integer == value, "integer and number differ", text, (size_t)(end - text));
    }
}

static void check_writing(double value, const char *text, size_t n)
{
    char written[OD_NUMBER_TEXT];
    size_t length = od_number_write(written, value);
    double again = 0;

    must(length < sizeof written && strlen(written) == length, "length of the text", text, n);
    must(od_number_read(written, written + length, &again) == written + length, "is not read back", written,
         length);
    must(same(value, again), "is another number when read back", written, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const char *text = (const char *)data, *after;
    double value = 0;
    char *copy;

    after = od_number_read(text, text + n, &value);
    must(od_number_skip(text, text + n) == after, "reading and reading over differ", text, n);
    check_integer(text, text + n, after, value);
    if (!after)
        return 0;
    copy = calloc((size_t)(after - text) + 1, 1);
    if (!copy)
        return 0;
    memcpy(copy, text, (size_t)(after - text));
    must(same(value, strtod(copy, NULL)), "strtod reads another number", copy, (size_t)(after - text));
    check_writing(value, copy, (size_t)(after - text));
    free(copy);
    return 0;
}
