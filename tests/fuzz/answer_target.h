/* answer_target.h: what must hold for any answer, whoever read it. */
#ifndef FUZZ_ANSWER_TARGET_H
#define FUZZ_ANSWER_TARGET_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/grammars.h"
#include "core/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void check_label(const od_reading *r, const od_answer_box *b)
{
    const od_str label = od_reading_label(r, b);
    const char *end;

    must(b->label <= r->texts.n && b->label_bytes <= r->texts.n - b->label, "a label lies outside the texts");
    end = label.p + label.n;
    for (const char *p = label.p; p < end;) {
        int length = od_utf8_length(p, end);

        must(length > 0, "a label is not UTF-8");
        p += length;
    }
}

/* `trusted`: the reader is ours, and promises more than those that do as published code does. */
static void check_reading(const od_reading *r, size_t n, int trusted)
{
    must(r->status < OD_N_ANSWER_STATUS, "no such status");
    must(r->n_boxes <= n, "more boxes than bytes");
    for (size_t i = 0; i < r->n_boxes; i++) {
        const od_answer_box *b = &r->boxes[i];

        for (int v = 0; v < 4 && b->index == UINT32_MAX; v++)
            must(!trusted || isfinite(b->v[v]), "a box with a number that is none");
        must(!b->has_score || !trusted || isfinite(b->score), "a score that is none");
        if (b->has_label && b->label_bytes)
            check_label(r, b);
    }
    must(!trusted || !r->n_boxes || r->status <= OD_ANSWER_TRUNCATED, "boxes in an answer without any");
    must(r->n_boxes || r->status > OD_ANSWER_REPAIRED || !trusted, "an answer that was read has no boxes");
}

static int same_bytes(od_str a, od_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static void check_same(const od_reading *a, const od_reading *b)
{
    must(a->status == b->status && a->n_boxes == b->n_boxes, "the same text is read in two ways");
    must(memcmp(a->repairs, b->repairs, sizeof a->repairs) == 0, "the same text is repaired in two ways");
    for (size_t i = 0; i < a->n_boxes; i++) {
        must(memcmp(a->boxes[i].v, b->boxes[i].v, sizeof a->boxes[i].v) == 0, "a box is read in two ways");
        must(same_bytes(od_reading_label(a, &a->boxes[i]), od_reading_label(b, &b->boxes[i])),
             "a label is read in two ways");
    }
}

/* What every frame makes of the boxes: it may be nothing, it may not be undefined. */
static void place(const od_family *f, const od_reading *r)
{
    const od_sizes sizes = {640, 427, 644, 420};

    for (size_t i = 0; i < r->n_boxes; i++) {
        double corners[4];

        if (r->boxes[i].index == UINT32_MAX)
            od_frame_place(&f->frame, &sizes, r->boxes[i].v, corners);
    }
}

/* Reads a text with one grammar, twice: what an earlier text left behind must make no difference. */
static inline int fuzz_grammar(const od_grammar *g, const uint8_t *data, size_t n)
{
    const od_str text = {(const char *)data, n};
    od_reading r = {0}, again = {0};

    if (g->marked(text)) {
        must(g->read(&r, text, NULL) == OD_OK, "reading failed");
        must(r.n_boxes <= n, "more boxes than bytes");
        for (size_t i = 0; i < r.n_boxes; i++)
            if (r.boxes[i].has_label && r.boxes[i].label_bytes)
                check_label(&r, &r.boxes[i]);
        must(g->read(&again, (od_str){"[[1,2,3,4]] \"x\" <", 17}, NULL) == OD_OK, "reading failed");
        od_reading_clear(&again);
        must(g->read(&again, text, NULL) == OD_OK, "reading again failed");
        check_same(&r, &again);
    }
    od_reading_release(&r);
    od_reading_release(&again);
    return 0;
}

#endif
