#include "report/html.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "core/utf8.h"
#include "report/pages.h"

static void put(od_html *h, const char *bytes, size_t n)
{
    if (h->st == OD_OK)
        h->st = od_buffer_add(&h->text, bytes, n, h->err);
}

void od_html_raw(od_html *h, const char *markup)
{
    put(h, markup, strlen(markup));
}

static const char *entity(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

static bool is_control(const char *p, int length)
{
    const unsigned char c = (unsigned char)p[0];

    return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f ||
           (length == 2 && c == 0xc2 && (unsigned char)p[1] < 0xa0);
}

/* U+202A to U+202E and U+2066 to U+2069 turn around the text behind them, beyond the name that holds them. */
static bool is_turning(const char *text, int length)
{
    const unsigned char *p = (const unsigned char *)text;

    return length == 3 && p[0] == 0xe2 &&
           ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) || (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9));
}

void od_html_text(od_html *h, const char *text)
{
    const char *end = text + strlen(text);

    while (text < end) {
        const int length = od_utf8_length(text, end);
        const char *other = entity(*text);

        if (length <= 0 || is_control(text, length) || is_turning(text, length))
            other = "\xef\xbf\xbd";
        put(h, other ? other : text, other ? strlen(other) : (size_t)length);
        text += length > 0 ? length : 1;
    }
}

void od_html_fill(od_html *h, const char *markup, ...)
{
    va_list texts;

    va_start(texts, markup);
    for (const char *p = markup; *p;) {
        const size_t n = strcspn(p, "%");

        put(h, p, n);
        p += n;
        if (*p == '\0')
            break;
        if (p[1] == '%')
            put(h, p++, 1);
        else
            od_html_text(h, va_arg(texts, const char *));
        p++;
    }
    va_end(texts);
}

void od_html_printf(od_html *h, const char *fmt, ...)
{
    char text[512];
    va_list args;
    int n;

    va_start(args, fmt);
    n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) {
        if (h->st == OD_OK)
            h->st = od_fail(h->err, OD_SYSTEM, "a piece of the page is too long");
        return;
    }
    put(h, text, (size_t)n);
}

void od_html_number(od_html *h, double value)
{
    char text[64];
    size_t n = od_number_fixed(text, sizeof text, isfinite(value) ? value : 0, 2);

    while (n > 0 && text[n - 1] == '0')
        n--;
    if (n > 0 && text[n - 1] == '.')
        n--;
    put(h, text, n);
}

static bool is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/-._", c);
}

void od_html_address(od_html *h, const char *path)
{
    static const char digits[] = "0123456789ABCDEF";

    for (; *path; path++) {
        const unsigned char c = (unsigned char)*path;
        const char coded[3] = {'%', digits[c >> 4], digits[c & 15]};

        if (is_plain(c))
            put(h, path, 1);
        else
            put(h, coded, 3);
    }
}

void od_html_begin(od_html *h, const char *title)
{
    od_html_fill(h,
                 "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"color-scheme\" content=\"light dark\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' "
                 "file: data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
                 "<title>%</title>\n<style>\n",
                 title);
    od_html_raw(h, od_page_css);
    od_html_raw(h, "</style>\n</head>\n<body>\n<main>\n");
}

void od_html_end(od_html *h, const char *version)
{
    od_html_fill(h, "</main>\n<footer>Made by odeval %.</footer>\n<script>\n", version);
    od_html_raw(h, od_page_js);
    od_html_raw(h, "</script>\n</body>\n</html>\n");
}

void od_html_sorter(od_html *h, const char *name, const char *explanation, bool numeric)
{
    od_html_raw(h, numeric ? "<th scope=\"col\" class=\"n\" aria-sort=\"none\">"
                           : "<th scope=\"col\" aria-sort=\"none\">");
    if (explanation && explanation[0])
        od_html_fill(h, "<button type=\"button\" title=\"%\">%</button></th>", explanation, name);
    else
        od_html_fill(h, "<button type=\"button\">%</button></th>", name);
}

void od_html_key(od_html *h, double value)
{
    char text[OD_NUMBER_TEXT];

    if (!isfinite(value))
        return;
    od_html_raw(h, " data-v=\"");
    put(h, text, od_number_write(text, value));
    od_html_raw(h, "\"");
}
