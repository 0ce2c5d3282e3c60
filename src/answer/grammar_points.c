#include <string.h>

#include "answer/chars.h"
#include "answer/grammars.h"
#include "answer/scan.h"

/* Takes "point" or "points" as a whole word; *exact: in lower case. */
static bool take_name(od_scan *s, bool *exact)
{
    static const char name[] = "points";
    size_t n = 0;

    *exact = true;
    while (n < 6 && s->p + n < s->end && od_lower(s->p[n]) == name[n])
        *exact &= s->p[n] == name[n], n++;
    if (n < 5 || (s->p + n < s->end && !od_is_space(s->p[n]) && s->p[n] != '>' && s->p[n] != '/'))
        return false;
    s->p += n;
    return true;
}

/* Moves behind the next "<point" or "<points". */
static bool next_point_tag(od_scan *s, bool *exact)
{
    while (s->p < s->end && (s->p = memchr(s->p, '<', (size_t)(s->end - s->p))) != NULL) {
        s->p++;
        od_scan_space(s);
        if (take_name(s, exact))
            return true;
    }
    s->p = s->end;
    return false;
}

static bool marked(od_str text)
{
    od_scan s = od_scan_of(text);
    bool exact;

    return next_point_tag(&s, &exact);
}

/* Whether x=, or x12=, comes after white space. */
static bool take_x(od_scan *s)
{
    const char *p = s->p;

    if (!od_is_space(*p))
        return false;
    if (++p == s->end || od_lower(*p) != 'x')
        return false;
    do
        p++;
    while (p < s->end && od_is_digit(*p));
    if (p == s->end || *p != '=')
        return false;
    s->p = p;
    return true;
}

/* Takes the attributes; a tag that is not closed ends where the next begins. Returns how many points they
 * give, at least one: the tag says that there is one. */
static uint32_t take_attributes(od_scan *s)
{
    uint32_t n = 0;

    for (; s->p < s->end && *s->p != '>' && *s->p != '<'; s->p++)
        n += take_x(s);
    return n ? n : 1;
}

static bool says_none(od_str text)
{
    text = od_trimmed(text);
    if (text.n && text.p[text.n - 1] == '.')
        text.n--;
    return od_str_equal(text, OD_STR("There are none"));
}

static od_status read(od_reading *r, od_str text, od_error *err)
{
    od_scan s = od_scan_of(text);
    bool exact;

    (void)err;
    if (says_none(text))
        r->status = OD_ANSWER_EMPTY;
    while (next_point_tag(&s, &exact)) {
        uint32_t n = take_attributes(&s);
        if (s.p == s.end && !r->whole) {
            r->repairs[OD_REPAIR_CUT]++;
            r->status = OD_ANSWER_TRUNCATED;
            break;
        }
        r->passed[OD_PASSED_POINT] += n;
        r->repairs[OD_REPAIR_TAG] += !exact || s.p == s.end || *s.p != '>';
    }
    return OD_OK;
}

const od_grammar od_grammar_points = {
    .name = "points",
    .title =
        "points, which are counted and are no boxes: <point x=\"61.5\" y=\"40.2\" alt=\"dog\">dog</point>",
    .marked = marked,
    .read = read,
};
