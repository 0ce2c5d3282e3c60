/* reading_text.h: a reading as one line of text, for tests that compare. Include after cmocka.h. */
#ifndef OD_TESTS_READING_TEXT_H
#define OD_TESTS_READING_TEXT_H

#include <stdio.h>
#include <string.h>

#include "answer/answer.h"

typedef struct reading_text {
    char text[16384];
    size_t n;
} reading_text;

static inline void reading_text_add(reading_text *t, const char *piece, size_t n)
{
    assert_true(t->n + n < sizeof t->text);
    memcpy(t->text + t->n, piece, n);
    t->n += n;
    t->text[t->n] = '\0';
}

/* "dog [1 2 3 4]", "[1 2 3 4]" without a label, "dog #7" for an index. */
static inline void reading_text_box(reading_text *t, const od_reading *r, const od_answer_box *box)
{
    od_str label = od_reading_label(r, box);
    char numbers[160];

    if (box->index != UINT32_MAX)
        snprintf(numbers, sizeof numbers, "#%u", (unsigned)box->index);
    else
        snprintf(numbers, sizeof numbers, "[%g %g %g %g]", box->v[0], box->v[1], box->v[2], box->v[3]);
    if (box->has_label) {
        reading_text_add(t, label.p, label.n);
        reading_text_add(t, " ", 1);
    }
    reading_text_add(t, numbers, strlen(numbers));
}

static inline void reading_text_count(reading_text *t, const char *name, uint32_t n)
{
    char piece[64];

    if (n && snprintf(piece, sizeof piece, " | %s %u", name, (unsigned)n) > 0)
        reading_text_add(t, piece, strlen(piece));
}

/* "dog [1 2 3 4], cat [5 6 7 8] | truncated | cut 1 | point 2": boxes, then the status unless it is "parsed",
 * the repairs, and what was passed over. */
static inline const char *reading_text_of(reading_text *t, const od_reading *r)
{
    char piece[64];

    t->n = 0;
    t->text[0] = '\0';
    for (size_t i = 0; i < r->n_boxes; i++) {
        if (i)
            reading_text_add(t, ", ", 2);
        reading_text_box(t, r, &r->boxes[i]);
    }
    if (r->status != OD_ANSWER_PARSED &&
        snprintf(piece, sizeof piece, " | %s", od_answer_status_name(r->status)))
        reading_text_add(t, piece, strlen(piece));
    for (int i = 0; i < OD_N_REPAIRS; i++)
        reading_text_count(t, od_repair_name((od_repair)i), r->repairs[i]);
    for (int i = 0; i < OD_N_PASSED; i++)
        reading_text_count(t, od_passed_name((od_passed)i), r->passed[i]);
    return t->text;
}

#endif
