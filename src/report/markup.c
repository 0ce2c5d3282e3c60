#include "report/markup.h"

#include <ctype.h>
#include <string.h>

#include "core/utf8.h"

static bool is_letter(char c)
{
    return isalnum((unsigned char)c) || (c & 0x80);
}

/* What stands for a character that would be markup; NULL when it is none. */
static const char *escaped(const char *text, size_t i)
{
    switch (text[i]) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '|': return "\\|";
    case '\\': return "\\\\";
    case '*': return "\\*";
    case '`': return "\\`";
    case '[': return "\\[";
    case ']': return "\\]";
    case '~': return "\\~";
    case '_': return i > 0 && is_letter(text[i - 1]) && is_letter(text[i + 1]) ? NULL : "\\_";
    default: return (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? " " : NULL;
    }
}

od_status od_markdown_text(od_buffer *out, const char *text, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; text[i] && st == OD_OK; i++) {
        const char *other = escaped(text, i);

        st = od_buffer_add(out, other ? other : text + i, other ? strlen(other) : 1, err);
    }
    return st;
}

static od_status put(od_buffer *out, const char *markup, od_error *err)
{
    return od_buffer_add(out, markup, strlen(markup), err);
}

static od_status put_cell(od_buffer *out, const char *text, unsigned indent, bool strong, od_error *err)
{
    const char *mark = strong && text[0] ? "**" : "";
    od_status st = put(out, text[0] ? " " : "", err);

    while (indent-- > 0 && st == OD_OK)
        st = put(out, "&nbsp;&nbsp;", err);
    if (st != OD_OK || (st = put(out, mark, err)) != OD_OK ||
        (st = od_markdown_text(out, text, err)) != OD_OK || (st = put(out, mark, err)) != OD_OK)
        return st;
    return put(out, " |", err);
}

static od_status put_row(od_buffer *out, const char *const *cells, uint32_t n, unsigned indent, bool strong,
                         od_error *err)
{
    od_status st = put(out, "|", err);

    for (uint32_t i = 0; i < n && st == OD_OK; i++)
        st = put_cell(out, cells[i], i == 0 ? indent : 0, strong, err);
    return st == OD_OK ? put(out, "\n", err) : st;
}

od_status od_markdown_grid(od_buffer *out, const od_grid *g, od_error *err)
{
    od_status st;

    if ((st = put_row(out, g->head, g->n_columns, 0, false, err)) != OD_OK ||
        (st = put(out, "|", err)) != OD_OK)
        return st;
    for (uint32_t i = 0; i < g->n_columns && st == OD_OK; i++)
        st = put(out, g->numeric[i] ? " --: |" : " :-- |", err);
    if (st == OD_OK)
        st = put(out, "\n", err);
    for (size_t r = 0; r < g->n && st == OD_OK; r++)
        st = put_row(out, g->rows[r].cells, g->n_columns, g->rows[r].indent, g->rows[r].strong, err);
    return st;
}

static const char *xml_escaped(const char *p, int length)
{
    static const char not_a_character[] = "\xef\xbf"; /* U+FFFE and U+FFFF, with 0xbe or 0xbf behind it */

    if (length <= 0 || (length == 3 && memcmp(p, not_a_character, 2) == 0 && (unsigned char)p[2] >= 0xbe))
        return "?";
    switch (*p) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\n': return "&#10;";
    case '\t': return "&#9;";
    default: return (unsigned char)*p < 0x20 || *p == 0x7f ? "?" : NULL;
    }
}

od_status od_xml_text(od_buffer *out, const char *text, od_error *err)
{
    const char *end = text + strlen(text);
    od_status st = OD_OK;

    for (int length; text < end && st == OD_OK; text += length > 0 ? length : 1) {
        const char *other;

        length = od_utf8_length(text, end);
        other = xml_escaped(text, length);
        st = od_buffer_add(out, other ? other : text, other ? strlen(other) : (size_t)length, err);
    }
    return st;
}

od_status od_csv_field(od_buffer *out, const char *text, char end, od_error *err)
{
    const bool quoted = text && strpbrk(text, ",\"\r\n");
    od_status st = quoted ? od_buffer_add(out, "\"", 1, err) : OD_OK;

    for (size_t i = 0; text && text[i] && st == OD_OK; i++) {
        if (text[i] == '"')
            st = od_buffer_add(out, "\"", 1, err);
        if (st == OD_OK)
            st = od_buffer_add(out, text + i, 1, err);
    }
    if (st == OD_OK && quoted)
        st = od_buffer_add(out, "\"", 1, err);
    return st == OD_OK ? od_buffer_add(out, &end, 1, err) : st;
}
