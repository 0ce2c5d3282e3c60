#include "answer/unwrap.h"

#include <string.h>

#include "answer/chars.h"
#include "answer/lenient_text.h"
#include "answer/scan.h"

/* ---- HTML: [{&quot;bbox_2d&quot;: .. ---- */

typedef struct entity {
    const char *name;
    char meaning;
} entity;

static const entity entities[] = {
    {"&quot;", '"'},  {"&#34;", '"'},   {"&#034;", '"'}, {"&#x22;", '"'}, {"&apos;", '\''}, {"&#39;", '\''},
    {"&#039;", '\''}, {"&#x27;", '\''}, {"&lt;", '<'},   {"&gt;", '>'},   {"&amp;", '&'},   {"&nbsp;", ' '},
};

static const entity *entity_at(const char *p, const char *end)
{
    for (size_t i = 0; *p == '&' && i < sizeof entities / sizeof *entities; i++) {
        size_t n = strlen(entities[i].name);

        if ((size_t)(end - p) >= n && memcmp(p, entities[i].name, n) == 0)
            return &entities[i];
    }
    return NULL;
}

static size_t take_off_entities(od_str text, char *out)
{
    const char *p = text.p, *end = text.p + text.n;
    size_t n = 0, found = 0;

    while (p < end) {
        const entity *e = entity_at(p, end);

        found += e != NULL;
        out[n++] = e ? e->meaning : *p;
        p += e ? strlen(e->name) : 1;
    }
    return found ? n : 0;
}

/* ---- a field of a table: "[{""bbox_2d"": .. ---- */

/* Two quotes in a row that open or close a key; JSON has such a pair only for an empty text. */
static bool has_doubled_key(od_str text, char quote)
{
    const char opens[] = {quote, quote, '\0'}, closes[] = {quote, quote, ':', '\0'};
    const char *p = od_scan_find(text.p, text.p + text.n, opens), *end = text.p + text.n;

    return p && end - p > 2 && (od_is_letter(p[2]) || p[2] == '_') && od_scan_find(p, end, closes);
}

static size_t take_off_doubled(od_str text, char *out)
{
    const char *end = text.p + text.n;
    char quote = has_doubled_key(text, '"') ? '"' : '\'';
    size_t n = 0;

    if (!has_doubled_key(text, quote))
        return 0;
    for (const char *p = text.p; p < end; p++) {
        bool is_pair = *p == quote && p + 1 < end && p[1] == quote;

        p += is_pair;
        if (is_pair || *p != quote) /* a single one stands around the field */
            out[n++] = *p;
    }
    return n;
}

/* ---- a log: {"response": "```json\n[{\"bbox_2d\": .. ---- */

/* Behind the quoted text whose opening quote is at p; the end when it is not closed. */
static const char *behind_quoted(const char *p, const char *end)
{
    char quote = *p++;

    while (p < end && *p != quote)
        p += *p == '\\' && p + 1 < end ? 2 : 1;
    return p < end ? p + 1 : end;
}

static size_t take_off_quotes(od_str text, char *out)
{
    const char *p = text.p, *end = text.p + text.n, *after;
    od_str longest = {NULL, 0};
    bool invalid = false;
    size_t n;

    while (p < end) {
        if (*p != '"' && *p != '\'') {
            p++;
            continue;
        }
        after = behind_quoted(p, end);
        if ((size_t)(after - p) > longest.n)
            longest = (od_str){p, (size_t)(after - p)};
        p = after;
    }
    if (longest.n < 3 || !(memchr(longest.p, '{', longest.n) || memchr(longest.p, '[', longest.n)))
        return 0;
    n = longest.n - 1 - (longest.p[longest.n - 1] == longest.p[0]);
    memmove(out, longest.p + 1, n);
    return od_unescape(out, n, '"', &invalid);
}

const od_wrapping od_wrappings[] = {
    {OD_REPAIR_INVALID_ESCAPE, take_off_entities},
    {OD_REPAIR_STRAY_QUOTE, take_off_doubled},
    {OD_REPAIR_QUOTED_OBJECT, take_off_quotes},
    {OD_N_REPAIRS, NULL},
};
