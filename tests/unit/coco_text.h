/* coco_text.h: random texts of COCO files, from good to broken, for tests that compare two ways of reading.
 * The same seed gives the same text. */
#ifndef TESTS_COCO_TEXT_H
#define TESTS_COCO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 16 * 1024 };

typedef struct draft {
    char bytes[TEXT_MAX];
    size_t n;
    bool calm; /* nothing that a reader would remark on */
} draft;

/* xorshift64*: the seed of a failing case is printed. */
static inline uint64_t next(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545f4914f6cdd1du;
}

static inline unsigned below(uint64_t *seed, unsigned n)
{
    return (unsigned)(next(seed) >> 33) % n;
}

#define PICK(seed, list) (list)[below((seed), sizeof(list) / sizeof *(list))]

/* Whether now is the time for something odd, which comes once in n times. */
static inline bool oddly(const draft *t, uint64_t *seed, unsigned n)
{
    return !t->calm && below(seed, n) == 0;
}

/* What does not fit is left out. */
static inline void put(draft *t, const char *s)
{
    size_t n = strlen(s);

    if (t->n + n < sizeof t->bytes) {
        memcpy(t->bytes + t->n, s, n);
        t->n += n;
    }
}

static inline void put_space(draft *t, uint64_t *seed)
{
    static const char *const spaces[] = {"", "", "", " ", " ", "\n", "\t", "\r\n", "  "};

    put(t, PICK(seed, spaces));
}

static inline void put_number(draft *t, uint64_t *seed)
{
    static const char *const odd[] = {"0",         "-0",
                                      "NaN",       "Infinity",
                                      "-Infinity", "1e999",
                                      "-1",        "1E-3",
                                      "0.1",       "17976931348623157e300",
                                      "5e-324",    "12345678901234567890",
                                      "01",        "1.",
                                      ".5",        "+1",
                                      "null",      "true",
                                      "\"1\"",     "[1]",
                                      "1e",        "-",
                                      "nan",       "0x10"};
    char number[64];
    double value;

    if (oddly(t, seed, 30)) {
        put(t, PICK(seed, odd));
        return;
    }
    value = (double)next(seed) / 1e16;
    snprintf(number, sizeof number, below(seed, 2) ? "%.17g" : "%.2f", value);
    put(t, number);
}

static inline void put_id(draft *t, uint64_t *seed)
{
    static const char *const ids[] = {"1", "2", "30", "1", "2", "3", "2", "1"};
    static const char *const listed[] = {"1", "2"}; /* both as an image and as a category */
    static const char *const odd[] = {"99",          "2.0", "\"2\"", "true", "\"red\"",
                                      "null",        "1.5", "2e0",   "-1",   "9223372036854775808",
                                      "\"\\u0032\"", "02"};

    if (oddly(t, seed, 12))
        put(t, PICK(seed, odd));
    else if (t->calm)
        put(t, PICK(seed, listed));
    else
        put(t, PICK(seed, ids));
}

static inline void put_box(draft *t, uint64_t *seed)
{
    unsigned n = oddly(t, seed, 40) ? below(seed, 7) : 4;

    put(t, "[");
    for (unsigned i = 0; i < n; i++) {
        put_space(t, seed);
        put_number(t, seed);
        put_space(t, seed);
        put(t, i + 1 < n ? "," : "");
    }
    put(t, "]");
}

/* Values of a key that nobody knows, in which the end of one record and the start of the next seem to lie. */
static inline void put_hostile(draft *t, uint64_t *seed)
{
    static const char *const values[] = {
        "\"}, {\"",
        "\"]\"",
        "\"},\\n{\\\"image_id\\\": 1\"",
        "\"}, {}, {}, {} ]\"",
        "{\"}, {\":\":\",\"},{\":1}", /* read from the first inner brace, it holds {":":","} and more */
        "[{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 1},\n"
        " {\"image_id\": 2, \"category_id\": 2, \"bbox\": [5, 6, 7, 8], \"score\": 2}, {\"id\": 1}]",
        "[{\"id\": 7, \"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"area\": 1, \"iscrowd\": "
        "0},"
        "{\"id\": 8, \"image_id\": 2, \"category_id\": 2, \"bbox\": [5, 6, 7, 8], \"area\": 2, \"iscrowd\": "
        "0}]",
        "[{}, {}, {}]",
        "[[{}, {}], [{}, {}]]",
        "{\"a\": [{}, {\"b\": [{},\n{}]}, {}]}",
    };
    static const char *const broken[] = {"\"},\n{\"", "[{}, {]", "\"}, {", "{}}, {",
                                         "[{}, {}], {\"image_id\": 1}"};
    unsigned times = below(seed, 12);

    if (oddly(t, seed, 12)) {
        put(t, PICK(seed, broken));
        return;
    }
    if (below(seed, 3)) {
        put(t, PICK(seed, values));
        return;
    }
    put(t, "\"");
    for (unsigned i = 0; i < times; i++)
        put(t, below(seed, 2) ? "}, {" : "\\\"a long text\\\": ]");
    put(t, "\"");
}

/* ---- arrays of predictions ---- */

enum { N_KEYS = 8 };

static inline void put_member(draft *t, uint64_t *seed, unsigned key)
{
    static const char *const names[N_KEYS] = {"\"image_id\"", "\"category_id\"", "\"bbox\"", "\"score\"",
                                              "\"subset\"",   "\"label\"",       "\"id\"",   "\"note\""};
    static const char *const subsets[] = {
        "\"colour\"", "\"colour\"", "\"colour\"", "\"shape\"", "\"color\"", "\"col\\u006fur\"",
        "\"a\\\\b\"", "\"a\\b\"",   "3",          "\"\"",      "\"}, {\""};
    static const char *const labels[] = {"\"dark blue\"", "\"dark blue\"", "\"Ring.\"",
                                         "\"}, {\"",      "\"]\"",         "\"},\\n{\""};

    put(t, names[key]);
    put_space(t, seed);
    put(t, ":");
    put_space(t, seed);
    switch (key) {
    case 0:
    case 1: put_id(t, seed); break;
    case 2: put_box(t, seed); break;
    case 4: put(t, t->calm ? "\"colour\"" : PICK(seed, subsets)); break;
    case 5: put(t, t->calm ? "\"red\"" : PICK(seed, labels)); break;
    case 7: put_hostile(t, seed); break;
    default: put_number(t, seed);
    }
    put_space(t, seed);
}

/* An order of keys: the four usual ones shuffled, sometimes one less, sometimes more. */
static inline unsigned make_order(const draft *t, uint64_t *seed, unsigned order[N_KEYS])
{
    unsigned n = 4 + (below(seed, 3) == 0);

    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned i = n; i-- > 1;) {
        unsigned k = below(seed, i + 1), keep = order[i];
        order[i] = order[k];
        order[k] = keep;
    }
    if (oddly(t, seed, 8))
        n--;
    else if (oddly(t, seed, 8))
        order[n++] = below(seed, N_KEYS);
    else if (below(seed, 8) == 0)
        order[n++] = 7;
    return n;
}

/* Appends an array of fewer than n_max records. */
static inline void put_array(draft *t, uint64_t *seed, unsigned n_max)
{
    unsigned order[N_KEYS], n_keys = make_order(t, seed, order), n = below(seed, n_max);

    put(t, "[");
    put_space(t, seed);
    for (unsigned r = 0; r < n; r++) {
        if (below(seed, 10) == 0)
            n_keys = make_order(t, seed, order);
        put_space(t, seed);
        put(t, "{");
        put_space(t, seed);
        for (unsigned k = 0; k < n_keys; k++) {
            put_member(t, seed, order[k]);
            put(t, k + 1 < n_keys ? "," : "");
            put_space(t, seed);
        }
        put(t, "}");
        put_space(t, seed);
        put(t, r + 1 < n ? "," : "");
    }
    put(t, "]");
}

static inline void make_array(draft *t, uint64_t *seed)
{
    t->n = 0;
    put_array(t, seed, 12);
}

/* ---- damage ---- */

/* Bytes changed, left out, doubled, or the end cut off. */
static inline void mutate(draft *t, uint64_t *seed)
{
    static const char bytes[] = "{}[]\",:0123456789.eE+-NI \n\\\x80\xff\0abx";

    for (unsigned i = below(seed, 3); i-- > 0 && t->n > 1;) {
        size_t at = below(seed, (unsigned)t->n);
        switch (below(seed, 4)) {
        case 0: t->bytes[at] = bytes[below(seed, sizeof bytes - 1)]; break;
        case 1: memmove(t->bytes + at, t->bytes + at + 1, --t->n - at); break;
        case 2: t->n = at; break;
        default:
            if (t->n + 1 < sizeof t->bytes)
                memmove(t->bytes + at + 1, t->bytes + at, t->n++ - at);
        }
    }
}

#endif
