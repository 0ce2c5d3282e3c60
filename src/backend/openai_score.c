/* openai_score.c: how sure a model was of each box that it wrote.
 */
#include <math.h>
#include <string.h>

#include "backend/openai.h"
#include "core/number.h"

/* The numbers of a text that stand together. */
typedef struct group {
    size_t n;          /* numbers so far */
    double numbers[4]; /* of the box that is being read */
    size_t from[4], to[4];
} group;

typedef struct scorer {
    od_openai_answer *a;
    const od_openai_token *tokens;
    size_t n_tokens, next; /* tokens before `next` end before what is looked at */
    double sum;            /* of all boxes: log probabilities of */
    size_t counted;        /* this many tokens */
    size_t first;          /* box of the group that is being read */
    double group_sum;
    size_t group_counted;
} scorer;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static double mean_probability(double sum, size_t counted)
{
    double p = counted ? exp(sum / (double)counted) : NAN;

    return p > 1 ? 1 : p; /* a server's rounding */
}

/* Adds the tokens that share a byte with [from, to). A token that two numbers share counts for each. */
static void add_tokens(const scorer *s, size_t *at, size_t from, size_t to, double *sum, size_t *counted)
{
    while (*at < s->n_tokens && s->tokens[*at].at + s->tokens[*at].n <= from)
        ++*at;
    for (size_t i = *at; i < s->n_tokens && s->tokens[i].at < to; i++)
        if (s->tokens[i].n > 0) {
            *sum += s->tokens[i].logprob;
            ++*counted;
        }
}

/* Four numbers are there. */
static od_status add_box(scorer *s, const group *g, od_error *err)
{
    od_openai_answer *a = s->a;
    double sum = 0;
    size_t counted = 0;
    od_status st;

    for (size_t i = 0; i < 4; i++)
        add_tokens(s, &s->next, g->from[i], g->to[i], &sum, &counted);
    if ((st = OD_GROW(a->boxes, a->boxes_capacity, a->n_boxes + 1, err)) != OD_OK)
        return st;
    a->boxes[a->n_boxes].score = mean_probability(sum, counted);
    memcpy(a->boxes[a->n_boxes++].numbers, g->numbers, sizeof g->numbers);
    s->group_sum += sum;
    s->group_counted += counted;
    return OD_OK;
}

/* The group is over; what was no multiple of four were no boxes. */
static void end_group(scorer *s, group *g)
{
    if (g->n % 4 != 0)
        s->a->n_boxes = s->first;
    else if (!isnan(s->group_sum)) {
        s->sum += s->group_sum;
        s->counted += s->group_counted;
    }
    s->first = s->a->n_boxes;
    s->group_sum = 0;
    s->group_counted = 0;
    g->n = 0;
}

static bool in_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* The byte behind what may stand between the numbers of a group; NULL when something else stands at p. */
static const char *skip_between(const char *p, const char *end)
{
    static const char tag[] = "<loc";
    size_t n = sizeof tag - 1;

    if ((size_t)(end - p) > n && memcmp(p, tag, n) == 0)
        return p[n] == '_' ? p + n + 1 : p + n;
    return *p != '\0' && strchr(" \t\r\n,;()[]<>|", *p) ? p + 1 : NULL;
}

/* Over what belongs to no group: a word with the digits in it (bbox_2d, x1), or one other byte. */
static const char *skip_other(const char *p, const char *end)
{
    if (!in_word(*p))
        return p + 1;
    while (p < end && in_word(*p))
        p++;
    return p;
}

/* A number that begins at p, not within a word; the byte behind it, or NULL. */
static const char *number_at(const char *p, const char *end, double *value)
{
    if (!is_digit(*p) && !(*p == '-' && end - p > 1 && is_digit(p[1])))
        return NULL;
    while (end - p > 1 && *p == '0' && is_digit(p[1])) /* <loc_0012>, which JSON would not allow */
        p++;
    return od_number_read(p, end, value);
}

od_status od_openai_score(od_openai_answer *a, const od_openai_token *tokens, size_t n, od_error *err)
{
    scorer s = {.a = a, .tokens = tokens, .n_tokens = n};
    const char *begin = a->text.bytes, *end = begin + a->text.n;
    group g = {0};
    od_status st = OD_OK;

    a->n_boxes = 0;
    for (const char *p = begin, *next; p < end && st == OD_OK; p = next) {
        double value;

        if ((next = number_at(p, end, &value))) {
            g.numbers[g.n % 4] = value;
            g.from[g.n % 4] = (size_t)(p - begin);
            g.to[g.n % 4] = (size_t)(next - begin);
            if (++g.n % 4 == 0)
                st = add_box(&s, &g, err);
        } else if (!(next = skip_between(p, end))) {
            end_group(&s, &g);
            next = skip_other(p, end);
        }
    }
    end_group(&s, &g);
    a->score = mean_probability(s.sum, s.counted);
    return st;
}
