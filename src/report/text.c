#include "report/text.h"

#include <math.h>
#include <string.h>

#include "core/number.h"
#include "core/utf8.h"

static const char ellipsis[] = "\xe2\x80\xa6";

static bool is_control(const char *p, int length)
{
    const unsigned char c = (unsigned char)p[0];

    return c < 0x20 || c == 0x7f || (length == 2 && c == 0xc2 && (unsigned char)p[1] < 0xa0);
}

size_t od_text_width(const char *text)
{
    const char *end = text + strlen(text);
    size_t width = 0;

    for (const char *p = text; p < end; width++) {
        int length = od_utf8_length(p, end);
        p += length > 0 ? length : 1;
    }
    return width;
}

od_status od_text_add(od_buffer *b, const char *text, size_t width, od_error *err)
{
    const char *end = text + strlen(text);
    const bool cut = od_text_width(text) > width;
    od_status st = OD_OK;

    if (width == 0)
        return OD_OK;
    for (size_t n = cut ? width - 1 : width; text < end && n > 0 && st == OD_OK; n--) {
        int length = od_utf8_length(text, end);

        if (length <= 0 || is_control(text, length))
            st = od_buffer_add(b, "?", 1, err);
        else
            st = od_buffer_add(b, text, (size_t)length, err);
        text += length > 0 ? length : 1;
    }
    return st == OD_OK && cut ? od_buffer_add(b, ellipsis, sizeof ellipsis - 1, err) : st;
}

od_status od_text_spaces(od_buffer *b, size_t n, od_error *err)
{
    od_status st = OD_OK;

    while (n-- > 0 && st == OD_OK)
        st = od_buffer_add(b, " ", 1, err);
    return st;
}

/* How many bytes from p on go into a line of `room` columns: whole words, at least one. */
static size_t line_bytes(const char *p, size_t room)
{
    size_t taken = 0, columns = 0, at = 0;
    const size_t n = strlen(p);

    while (at < n) {
        size_t word = strcspn(p + at, " ");

        for (size_t i = at; i < at + word; i++)
            columns += ((unsigned char)p[i] & 0xc0) != 0x80;
        if (taken > 0 && columns > room)
            break;
        taken = at + word;
        at = taken + strspn(p + taken, " ");
        columns += at - taken;
    }
    return taken;
}

static od_status add_line(od_buffer *b, const char *start, const char *line, size_t n, const od_wrap *wrap,
                          od_error *err)
{
    od_buffer copy = {0};
    od_status st;

    if ((st = od_buffer_add(&copy, line, n, err)) != OD_OK ||
        (st = od_buffer_printf(b, err, "%s%s", wrap->on, start)) != OD_OK ||
        (st = od_text_add(b, copy.bytes, SIZE_MAX, err)) != OD_OK)
        goto done;
    st = od_buffer_printf(b, err, "%s\n", wrap->off);
done:
    od_buffer_free(&copy);
    return st;
}

od_status od_text_wrap(od_buffer *b, const char *text, const od_wrap *wrap, od_error *err)
{
    const char *start = wrap->first;
    od_status st = OD_OK;

    text += strspn(text, " ");
    while (*text && st == OD_OK) {
        size_t indent = od_text_width(start);
        size_t n = line_bytes(text, wrap->width > indent ? wrap->width - indent : 1);

        st = add_line(b, start, text, n, wrap, err);
        text += n;
        text += strspn(text, " ");
        start = wrap->rest;
    }
    return st;
}

void od_text_trim(od_buffer *b, size_t from)
{
    while (b->n > from && b->bytes[b->n - 1] == ' ')
        b->bytes[--b->n] = '\0';
}

char *od_text_percent(char buf[OD_CELL_TEXT], double fraction)
{
    if (isnan(fraction))
        return strcpy(buf, "n/a");
    od_number_fixed(buf, OD_CELL_TEXT, fraction * 100, 2);
    return buf;
}

enum { POINTS_DECIMALS = 2, POINTS_DECIMALS_MAX = 9 };

char *od_text_points(char buf[OD_CELL_TEXT], double difference)
{
    int decimals = POINTS_DECIMALS;

    if (isnan(difference))
        return strcpy(buf, "n/a");
    if (difference == 0)
        return strcpy(buf, "0");
    /* A small effect is not none: as many decimals as it needs to show. */
    for (double unit = 0.5e-2; decimals < POINTS_DECIMALS_MAX && fabs(difference * 100) < unit; unit /= 10)
        decimals++;
    buf[0] = '+';
    od_number_fixed(difference > 0 ? buf + 1 : buf, OD_CELL_TEXT - 1, difference * 100, decimals);
    return buf;
}

char *od_text_count(char buf[OD_CELL_TEXT], double count)
{
    if (isnan(count))
        return strcpy(buf, "n/a");
    od_number_fixed(buf, OD_CELL_TEXT, count, 0);
    return buf;
}
