#include <string.h>

#include "answer/chars.h"
#include "answer/lenient_key.h"
#include "answer/phrase.h"
#include "answer/words.h"

static const char *const before[] = {"and", "with", "or", "also", "there", "is", "are", NULL};
/* Lead from a label to its box. */
static const char *const after[] = {"is", "are", "at", "in", "by", "to", "as", "located", "here", NULL};
/* When these come last, the phrase is about the box and not a label. */
static const char *const about_boxes[] = {"box",       "boxes",       "bbox",     "coordinate", "location",
                                          "locations", "coordinates", "position", "answer",     "result",
                                          "output",    "tensor",      "array",    NULL};

/* Of a word in any script. */
static bool is_word_byte(char c)
{
    return od_is_letter(c) || od_is_wide(c);
}

static bool is_edge(char c)
{
    return od_is_space(c) || (c != '\0' && strchr("\"'`*,:;=()[]<>{}|/-", c) != NULL);
}

/* `lower` is in lower case. */
static bool same_word(od_str word, const char *lower)
{
    size_t n = 0;

    while (n < word.n && lower[n] && lower[n] == od_lower(word.p[n]))
        n++;
    return n == word.n && lower[n] == '\0';
}

static bool is_one_of(od_str word, const char *const *words)
{
    for (; *words; words++)
        if (same_word(word, *words))
            return true;
    return false;
}

/* From the end of the last sentence or line on. */
static od_str last_clause(od_str text)
{
    const char *p = text.p + text.n;

    while (p > text.p && is_edge(p[-1]))
        p--;
    for (; p > text.p; p--) {
        bool at_break = p < text.p + text.n && od_is_space(*p);
        if (p[-1] == '\n' || (at_break && strchr(".!?", p[-1]) && p[-1] != '\0'))
            break;
    }
    return (od_str){p, text.n - (size_t)(p - text.p)};
}

static od_str without_edges(od_str text)
{
    while (text.n && is_edge(*text.p))
        text.p++, text.n--;
    while (text.n && (is_edge(text.p[text.n - 1]) || text.p[text.n - 1] == '.'))
        text.n--;
    return text;
}

/* "1. " or "2) " at the beginning of a line. */
static od_str without_number(od_str text)
{
    size_t n = 0;

    while (n < text.n && od_is_digit(text.p[n]))
        n++;
    if (n == 0 || n + 1 >= text.n || (text.p[n] != '.' && text.p[n] != ')') || !od_is_space(text.p[n + 1]))
        return text;
    return (od_str){text.p + n + 1, text.n - n - 1};
}

static od_str first_word(od_str text)
{
    size_t n = 0;

    while (n < text.n && is_word_byte(text.p[n]))
        n++;
    return (od_str){text.p, n};
}

static od_str last_word(od_str text)
{
    size_t n = 0;

    while (n < text.n && is_word_byte(text.p[text.n - n - 1]))
        n++;
    return (od_str){n ? text.p + text.n - n : text.p, n};
}

od_str od_phrase_before(od_str text)
{
    od_str phrase, word;

    if (!text.n)
        return (od_str){NULL, 0};
    phrase = od_trimmed(last_clause(text));
    if (phrase.n >= 3 && memcmp(phrase.p, "```", 3) == 0) /* a fence */
        return (od_str){NULL, 0};
    phrase = without_edges(without_number(without_edges(phrase)));
    while ((word = first_word(phrase)).n && is_one_of(word, before))
        phrase = without_edges((od_str){phrase.p + word.n, phrase.n - word.n});
    while ((word = last_word(phrase)).n && is_one_of(word, after))
        phrase = without_edges((od_str){phrase.p, phrase.n - word.n});
    if (!od_phrase_any(phrase) || is_one_of(last_word(phrase), about_boxes) ||
        od_key_of(phrase).role == OD_KEY_BOX)
        return (od_str){NULL, 0};
    return phrase;
}

bool od_phrase_any(od_str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (is_word_byte(text.p[i]))
            return true;
    return false;
}

bool od_phrase_says_none(od_str text)
{
    od_str said = od_trimmed(text);
    size_t brackets = 0;

    if (!said.n)
        return false;
    while (brackets < said.n && strchr("[]() ", said.p[brackets]) && said.p[brackets])
        brackets++;
    return brackets == said.n || same_word(said, "no") || od_says_none(said);
}
