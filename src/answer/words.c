#include "answer/words.h"

#include <string.h>

#include "answer/chars.h"
#include "answer/scan.h"

enum {
    LOOKED_AT = 600,  /* bytes; an answer that says no says so at its beginning */
    SHORT_DENIAL = 80 /* bytes; "No dogs in the image." */
};

static const char *const nothings[] = {
    "none",
    "null",
    "nothing",
    "n/a",
    "nil",
    "no",
    "no object",
    "no objects",
    "no detection",
    "no detections",
    "not found",
    "none found",
    "none detected",
    "nothing found",
    "nothing detected",
    "no object found",
    "no objects found",
    "no object detected",
    "not present",
    "not visible",
    "absent",
    "empty",
    "\xe6\x97\xa0",             /* there is none */
    "\xe6\xb2\xa1\xe6\x9c\x89", /* has none */
    "\xe7\xa9\xba",             /* empty */
    "\xe3\x81\xaa\xe3\x81\x97", /* none */
    "\xec\x97\x86\xec\x9d\x8c", /* none */
};

bool od_says_none(od_str text)
{
    char lower[24];

    text = od_trimmed(text);
    if (text.n && text.p[text.n - 1] == '.')
        text.n--;
    if (text.n == 0)
        return true;
    if (text.n >= sizeof lower || !(od_is_letter(*text.p) || od_is_wide(*text.p)))
        return false;
    for (size_t i = 0; i < text.n; i++)
        lower[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 'a' - 'A' : text.p[i]);
    lower[text.n] = '\0';
    for (size_t i = 0; i < sizeof nothings / sizeof *nothings; i++) {
        if (lower[0] == nothings[i][0] && strcmp(lower, nothings[i]) == 0)
            return true;
    }
    return false;
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

static bool has_one_of(const char *plain, size_t n, const char *const *phrases)
{
    while (*phrases && !od_scan_find(plain, plain + n, *phrases))
        phrases++;
    return *phrases != NULL;
}

/* Of a text that begins with "no". */
static const char *const of_objects[] = {" found",   " detected", " visible", " present",
                                         " in the ", " in this ", NULL};

static const char *const denials[] = {
    "there is no ",
    "there are no ",
    "there isn't any",
    "there aren't any",
    "no objects",
    "no such object",
    "no matching object",
    "no visible ",
    "does not appear in",
    "doesn't appear in",
    "does not contain",
    "doesn't contain",
    "do not see any",
    "don't see any",
    "cannot see any",
    "can't see any",
    "nothing was found",
    "nothing found",
    "nothing detected",
    "none were found",
    "none found",
    "none detected",
    "none of the ",
    "there are none",
    "there is none",
    "there is not a",
    "there are not any",
    "there isn't a",
    "not found",
    "not detected",
    "not visible",
    "not present",
    "is absent",
    "are absent",
    "does not exist",
    "do not exist",
    "doesn't exist",
    "not exist",
    "no object ",
    "no bounding box",
    "no detections",
    "no instance of",
    "no matching ",
    "doesn't appear to be",
    "does not appear to be",
    "i see no ",
    "do not see a ",
    "don't see a ",
    "do not see the ",
    "don't see the ",
    "cannot see a ",
    "can't see a ",
    "cannot find ",
    "can't find ",
    "could not find ",
    "couldn't find ",
    "unable to find ",
    "unable to locate ",
    "could not locate ",
    "couldn't locate ",
    "cannot locate ",
    "can't locate ",
    "\xe6\xb2\xa1\xe6\x9c\x89\xe6\x89\xbe\xe5\x88\xb0",             /* have not found */
    "\xe6\x9c\xaa\xe6\x89\xbe\xe5\x88\xb0",                         /* not found */
    "\xe6\xb2\xa1\xe6\x9c\x89\xe6\xa3\x80\xe6\xb5\x8b\xe5\x88\xb0", /* have not detected */
    "\xe6\x9c\xaa\xe6\xa3\x80\xe6\xb5\x8b\xe5\x88\xb0",             /* not detected */
    "\xe5\x9b\xbe\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89",             /* in the picture there is no */
    "\xe5\x9b\xbe\xe7\x89\x87\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89",
    "\xe5\x9b\xbe\xe5\x83\x8f\xe4\xb8\xad\xe6\xb2\xa1\xe6\x9c\x89",
    ": none",
    ": n/a",
    "answer is none",
    "answer is []",
    "\xe4\xb8\x8d\xe5\xad\x98\xe5\x9c\xa8",                                     /* does not exist */
    "\xe6\xb2\xa1\xe6\x9c\x89\xe6\xa3\x80\xe6\xb5\x8b",                         /* have not detected */
    "\xe6\x9c\xaa\xe5\x8f\x91\xe7\x8e\xb0",                                     /* not discovered */
    "\xe6\xb2\xa1\xe6\x9c\x89\xe5\x8f\x91\xe7\x8e\xb0",                         /* have not discovered */
    "\xe6\xb2\xa1\xe6\x9c\x89\xe7\x9b\xae\xe6\xa0\x87",                         /* no target */
    "\xe6\xb2\xa1\xe6\x9c\x89\xe4\xbb\xbb\xe4\xbd\x95",                         /* not any */
    "\xe5\xb9\xb6\xe6\xb2\xa1\xe6\x9c\x89",                                     /* there is none */
    "\xe3\x81\xaf\xe3\x81\x82\xe3\x82\x8a\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93", /* there is no */
    "\xe3\x81\x8c\xe3\x81\x82\xe3\x82\x8a\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93", /* there is none */
    "\xe3\x81\x84\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93", /* there is none, of animals */
    "\xe8\xa6\x8b\xe3\x81\xa4\xe3\x81\x8b\xe3\x82\x8a\xe3\x81\xbe\xe3\x81\x9b\xe3\x82"
    "\x93",                                               /* not found */
    "\xec\x97\x86\xec\x8a\xb5\xeb\x8b\x88\xeb\x8b\xa4",   /* there is none */
    "\xec\xb0\xbe\xec\x9d\x84 \xec\x88\x98 \xec\x97\x86", /* cannot be found */
    "no hay ",
    "no se encuentra",
    "no aparece",
    "il n'y a pas ",
    "il n'y a aucun",
    "aucun objet",
    "kein ",
    "keine ",
    "keinen ",
    "n\xc3\xa3o h\xc3\xa1 ", /* there is no */
    "non ci sono ",
    "non c'\xc3\xa8 ",                                                   /* there is no */
    "\xd0\xbd\xd0\xb5\xd1\x82 ",                                         /* no */
    "\xd0\xbd\xd0\xb5 \xd0\xbd\xd0\xb0\xd0\xb9\xd0\xb4\xd0\xb5\xd0\xbd", /* not found */
    "\xd0\xbd\xd0\xb5 "
    "\xd0\xbe\xd0\xb1\xd0\xbd\xd0\xb0\xd1\x80\xd1\x83\xd0\xb6\xd0\xb5\xd0\xbd", /* not detected */
    NULL,
};

bool od_says_absent(od_str text)
{
    char plain[LOOKED_AT + 1];
    size_t n = plain_beginning(text, plain);

    return has_one_of(plain, n, denials) || (memcmp(plain, "no ", n < 3 ? n : 3) == 0 && n <= SHORT_DENIAL &&
                                             has_one_of(plain, n, of_objects));
}

bool od_says_no_image(od_str text)
{
    static const char *const phrases[] = {
        "not see any image",      "n't see any image",
        "not see an image",       "n't see an image",
        "not see the image",      "n't see the image",
        "not find the image",     "n't find the image",
        "no image was",           "no image is",
        "no image has",           "no image provided",
        "no image attached",      "image is not provided",
        "image was not provided", "provide the image",
        "provide an image",       "upload the image",
        "upload an image",        "share the image",
        "attach the image",       "access to images",
        "access to the image",    "view images",
        "process images",         NULL,
    };
    char plain[LOOKED_AT + 1];

    return has_one_of(plain, plain_beginning(text, plain), phrases);
}

static const char *const refusals[] = {
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
    "as a language model",
    "as a large language model",
    "as a text",
    "i don't have the capability",
    "i do not have the capability",
    "i do not have access",
    "i don't have access",
    "my apologies",
    "apologies",
    "it is not possible for me",
    "i'm really sorry",
    "i am really sorry",
    "i'm very sorry",
    "i regret",
    "regrettably",
    "i'm just an ai",
    "i must decline",
    "i'm afraid i ",
    "i am afraid i ",
    "please provide ",
    "please upload ",
    "please share ",
    "i need to see the image",
    "lo siento",
    "je suis d\xc3\xa9sol\xc3\xa9", /* I am sorry */
    "d\xc3\xa9sol\xc3\xa9",         /* sorry */
    "es tut mir leid",
    "entschuldigung",
    "desculpe",
    "mi dispiace",
    "\xe7\x94\xb3\xe3\x81\x97\xe8\xa8\xb3",                             /* excuse me */
    "\xe3\x81\x99\xe3\x81\xbf\xe3\x81\xbe\xe3\x81\x9b\xe3\x82\x93",     /* excuse me */
    "\xec\xa3\x84\xec\x86\xa1",                                         /* sorry */
    "\xd0\xb8\xd0\xb7\xd0\xb2\xd0\xb8\xd0\xbd\xd0\xb8\xd1\x82\xd0\xb5", /* sorry, also with a capital */
    "\xd0\x98\xd0\xb7\xd0\xb2\xd0\xb8\xd0\xbd\xd0\xb8\xd1\x82\xd0\xb5", /* sorry */
    "\xd0\xba \xd1\x81\xd0\xbe\xd0\xb6\xd0\xb0\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb8\xd1\x8e",
    "\xd0\x9a \xd1\x81\xd0\xbe\xd0\xb6\xd0\xb0\xd0\xbb\xd0\xb5\xd0\xbd\xd0\xb8\xd1\x8e", /* unfortunately */
    "\xe9\x9d\x9e\xe5\xb8\xb8\xe6\x8a\xb1\xe6\xad\x89",                                  /* very sorry */
    "\xe4\xbd\x9c\xe4\xb8\xba",             /* as a (language model) */
    "\xe8\xaf\xb7\xe6\x8f\x90\xe4\xbe\x9b", /* please provide */
    "\xe8\xaf\xb7\xe4\xb8\x8a\xe4\xbc\xa0", /* please upload */
};

bool od_says_refused(od_str text)
{
    char plain[LOOKED_AT + 1];
    size_t n = plain_beginning(text, plain);
    const char *p = plain;

    while (*p && strchr("\"'*_#>-.: \n", *p))
        p++;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        size_t bytes = strlen(refusals[i]);

        if ((size_t)(plain + n - p) >= bytes && memcmp(p, refusals[i], bytes) == 0)
            return true;
    }
    return false;
}
