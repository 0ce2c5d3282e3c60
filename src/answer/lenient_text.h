/* lenient_text.h: characters and quoted texts, as models write them.
 */
#ifndef OD_ANSWER_LENIENT_TEXT_H
#define OD_ANSWER_LENIENT_TEXT_H

#include "answer/scan.h"

/* A character as the grammar sees it: full-width and typographic marks are the ASCII ones that they stand
 * for, white space of every kind is ' ', and every other character beyond ASCII is 'x'. */
typedef struct od_mark {
    char c;
    uint8_t bytes; /* in the text: 1 to 3; of an 'x' beyond ASCII 1, the rest follows as more of them */
} od_mark;

od_mark od_mark_wide(const char *p, const char *end);

static inline od_mark od_mark_at(const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;

    if (c >= 0x80)
        return od_mark_wide(p, end);
    return (od_mark){c == ' ' || (c >= '\t' && c <= '\r') ? ' ' : (char)c, 1};
}

/* Over white space, and over \n and its kin that were written as two characters. */
const char *od_gap(const char *p, const char *end);

/* Over the backslashes at p that no quote follows, or over the \n and its kin that they are. */
const char *od_past_slashes(const char *p, const char *end);

/* A letter, a digit, "_" or "$", or any character beyond ASCII that is no mark. */
bool od_is_word(od_mark m);

/* What may follow a text. */
typedef enum od_text_place {
    OD_TEXT_KEY,   /* a colon */
    OD_TEXT_VALUE, /* of an object: a comma and a key, or a closing brace */
    OD_TEXT_ITEM,  /* of a list */
} od_text_place;

typedef struct od_quoted {
    od_str raw;       /* between the quotes */
    char quote;       /* '"' or '\'' */
    bool wide;        /* typographic or full-width */
    unsigned slashes; /* before the quote: 1 for \" */
    bool has_escapes, has_control;
    bool has_quotes; /* unescaped ones, inside */
    bool closed;     /* by a quote; else its end is a guess */
    bool cut;        /* not closed up to the text's end */
} od_quoted;

/* The quote that starts at p, perhaps after backslashes: true, and *after is the byte behind it. */
bool od_quote_at(const char *p, const char *end, od_quoted *t, const char **after);

/* Reads the quoted text at s->p (od_quote_at() is true there) and moves behind it. Where the closing quote is
 * is judged by what follows: a quote that nothing due follows belongs to the text. A text that runs into a
 * known key, or a fence on a line of its own, ended before. */
void od_quoted_read(od_scan *s, od_text_place place, od_quoted *t);

/* Whether at p, behind a comma perhaps, a key comes. */
bool od_key_comes(const char *p, const char *end);
/* Whether behind the quote at p there is a name that is known as a key, a quote and a colon. */
bool od_known_key_at(const char *p, const char *end);

/* One level of escapes, in place: what comes out is never longer. What is no escape stays as it is. */
size_t od_unescape(char *text, size_t n, char quote, bool *invalid);

/* Keeps the text, its escapes resolved, as od_reading_text. Counts OD_REPAIR_INVALID_ESCAPE. */
od_status od_quoted_keep(od_reading *r, const od_quoted *t, size_t *at, size_t *bytes, od_error *err);

#endif
