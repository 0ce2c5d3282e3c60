#include "answer/words.h"

#include <string.h>

#include "answer/scan.h"

enum {
    LOOKED_AT = 600 /* bytes; an answer that says no says so at its beginning */
};

bool od_says_none(od_str text)
{
    static const char *const words[] = {"none", "null", "nothing", "n/a", "nil", "no object", "no objects"};
    char lower[16];

    text = od_trimmed(text);
    if (text.n && text.p[text.n - 1] == '.')
        text.n--;
    if (text.n >= sizeof lower)
        return false;
    for (size_t i = 0; i < text.n; i++)
        lower[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 'a' - 'A' : text.p[i]);
    lower[text.n] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(lower, words[i]) == 0)
            return true;
    }
    return text.n == 0;
}

/* Lower case, typographic apostrophes made plain. Returns the length, at most LOOKED_AT. */
static size_t plain_beginning(od_str text, char plain[LOOKED_AT + 1])
{
    size_t n = 0;

    text = od_trimmed(text);
    for (size_t i = 0; i < text.n && n < LOOKED_AT; i++) {
        char c = text.p[i];

        if (text.n - i >= 3 && memcmp(text.p + i, "\xe2\x80\x99", 3) == 0) {
            c = '\'';
            i += 2;
        }
        plain[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
    }
    plain[n] = '\0';
    return n;
}

bool od_says_absent(od_str text)
{
    static const char *const phrases[] = {
        "there is no ",
        "there are no ",
        "there isn't any",
        "there aren't any",
        "no objects",
        "no such object",
        "no matching object",
        "no instances of",
        "no visible ",
        "not present in",
        "not visible in",
        "does not appear in",
        "doesn't appear in",
        "does not contain",
        "doesn't contain",
        "do not see any",
        "don't see any",
        "cannot see any",
        "can't see any",
        "cannot find any",
        "can't find any",
        "could not find any",
        "couldn't find any",
        "nothing was found",
        "none were found",
        "none found",
        "\xe6\xb2\xa1\xe6\x9c\x89\xe6\x89\xbe\xe5\x88\xb0",             /* have not found */
        "\xe6\x9c\xaa\xe6\x89\xbe\xe5\x88\xb0",                         /* not found */
        "\xe6\xb2\xa1\xe6\x9c\x89\xe6\xa3\x80\xe6\xb5\x8b\xe5\x88\xb0", /* have not detected */
        "\xe6\x9c\xaa\xe6\xa3\x80\xe6\xb5\x8b\xe5\x88\xb0",             /* not detected */
        "\xe5\x9b\xbe\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89",             /* in the picture there is no */
        "\xe5\x9b\xbe\xe7\x89\x87\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89",
        "\xe5\x9b\xbe\xe5\x83\x8f\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89",
        "\xe4\xb8\x8d\xe5\xad\x98\xe5\x9c\xa8", /* does not exist */
    };
    char plain[LOOKED_AT + 1];
    size_t n = plain_beginning(text, plain);

    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (od_scan_find(plain, plain + n, phrases[i]))
            return true;
    }
    return false;
}

bool od_says_refused(od_str text)
{
    static const char *const beginnings[] = {
        "i'm sorry",
        "i am sorry",
        "sorry",
        "i apologize",
        "i apologise",
        "unfortunately",
        "i cannot",
        "i can't",
        "i can not",
        "i could not",
        "i couldn't",
        "i'm unable",
        "i am unable",
        "i'm not able",
        "i am not able",
        "i won't",
        "i will not",
        "i do not have the ability",
        "i don't have the ability",
        "as an ai",
        "unable to",
        "\xe6\x8a\xb1\xe6\xad\x89",             /* sorry */
        "\xe5\xbe\x88\xe6\x8a\xb1\xe6\xad\x89", /* very sorry */
        "\xe5\xaf\xb9\xe4\xb8\x8d\xe8\xb5\xb7", /* excuse me */
        "\xe6\x97\xa0\xe6\xb3\x95",             /* unable */
        "\xe6\x88\x91\xe6\x97\xa0\xe6\xb3\x95", /* I am unable */
        "\xe6\x88\x91\xe4\xb8\x8d\xe8\x83\xbd", /* I cannot */
    };
    char plain[LOOKED_AT + 1];
    size_t n = plain_beginning(text, plain);
    const char *p = plain;

    while (*p && strchr("\"'*_#>-.: \n", *p))
        p++;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t bytes = strlen(beginnings[i]);

        if ((size_t)(plain + n - p) >= bytes && memcmp(p, beginnings[i], bytes) == 0)
            return true;
    }
    return false;
}
