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

/* Bytes of what stands at p, and in *columns what od_text_add makes of it: '?' for what has no place there.
 */
static size_t next_glyph(const char *p, const char *end, unsigned *columns)
{
    const int length = od_utf8_length(p, end);

    *columns = length <= 0 || is_control(p, length) ? 1 : od_utf8_columns(p, length);
    return length > 0 ? (size_t)length : 1;
}

size_t od_text_width(const char *text)
{
    const char *end = text + strlen(text);
    size_t width = 0;
    unsigned columns;

    for (const char *p = text; p < end; width += columns)
        p += next_glyph(p, end, &columns);
    return width;
}

/* Bytes of the longest beginning of n bytes at p that takes at most `room` columns. */
static size_t bytes_within(const char *p, size_t n, size_t room)
{
    unsigned columns;
    size_t at = 0;

    while (at < n) {
        const size_t length = next_glyph(p + at, p + n, &columns);

        if (columns > room)
            break;
        room -= columns;
        at += length;
    }
    return at;
}

od_status od_text_add(od_buffer *b, const char *text, size_t width, od_error *err)
{
    const bool cut = od_text_width(text) > width;
    const char *end = text + strlen(text);
    od_status st = OD_OK;

    if (width == 0)
        return OD_OK;
    if (cut)
        end = text + bytes_within(text, (size_t)(end - text), width - 1);
    while (text < end && st == OD_OK) {
        const int length = od_utf8_length(text, end);

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

/* The last place up to `at` where a word of n bytes may end: beside a wide character, as those of East Asia,
 * which are written without blanks. 0: nowhere. */
static size_t break_in_word(const char *p, size_t n, size_t at)
{
    unsigned before = 0, columns;
    size_t best = 0;

    for (size_t i = 0; i < n && i <= at; before = columns) {
        const size_t length = next_glyph(p + i, p + n, &columns);

        if (i > 0 && (before == 2 || columns == 2))
            best = i;
        i += length;
    }
    return best;
}

/* How many bytes from p on go into a line of `room` columns: whole words, or as much as may be of the first.
 */
static size_t line_bytes(const char *p, size_t room)
{
    const size_t n = strlen(p), within = bytes_within(p, n, room), word = strcspn(p, " ");
    size_t taken = within;

    if (word > within) {
        taken = break_in_word(p, word, within);
        return taken > 0 ? taken : word;
    }
    while (taken < n && taken > 0 && p[taken] != ' ')
        taken--;
    while (taken > 0 && p[taken - 1] == ' ')
        taken--;
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
