#include "backend/border.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/host.h"
#include "core/number.h"
#include "core/utf8.h"

/* The struct as ABI 1 began. What is added to it later can be missing. */
#define LEAST_RESULT (offsetof(odeval_result, score) + sizeof(double))

/* What is wrong with a result; "" when nothing is. */
typedef struct flaw {
    char text[OD_BORDER_FAILURE];
} flaw;

static bool OD_PRINTF(2, 3) flawed(flaw *f, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(f->text, sizeof f->text, fmt, args);
    va_end(args);
    return false;
}

static bool check_number(flaw *f, const odeval_result *r, size_t box, const char *name, double value,
                         bool is_size)
{
    char written[OD_NUMBER_TEXT];
    const char *kind = isnan(value) ? "is not a number" : !isfinite(value) ? "is infinite" : NULL;

    if (kind)
        return flawed(f, "box %zu of %zu: its %s %s", box + 1, r->n_boxes, name, kind);
    if (!is_size || value >= 0)
        return true;
    od_number_write(written, value);
    return flawed(f, "box %zu of %zu has a negative %s (%s)", box + 1, r->n_boxes, name, written);
}

static bool check_label(flaw *f, const odeval_result *r, size_t box)
{
    const char *p = r->boxes[box].label;
    const char *end = p ? p + strnlen(p, OD_BORDER_LABEL + 1) : NULL;

    if (!p)
        return flawed(f, "box %zu of %zu has no label", box + 1, r->n_boxes);
    if (end - p > OD_BORDER_LABEL)
        return flawed(f, "box %zu of %zu has a label of more than %d bytes", box + 1, r->n_boxes,
                      OD_BORDER_LABEL);
    for (int n; p < end; p += n)
        if ((n = od_utf8_length(p, end)) <= 0)
            return flawed(f, "box %zu of %zu has a label that is not UTF-8 (byte %zu)", box + 1, r->n_boxes,
                          (size_t)(p - r->boxes[box].label));
    return true;
}

static bool check_box(flaw *f, const odeval_result *r, size_t i)
{
    const odeval_box *b = &r->boxes[i];

    if (!check_number(f, r, i, "x", b->x, false) || !check_number(f, r, i, "y", b->y, false) ||
        !check_number(f, r, i, "width", b->width, true) || !check_number(f, r, i, "height", b->height, true))
        return false;
    if (isinf(b->score))
        return flawed(f, "box %zu of %zu: its score is infinite", i + 1, r->n_boxes);
    return check_label(f, r, i);
}

static bool check_boxes(flaw *f, const odeval_result *r)
{
    if (r->n_boxes > OD_BORDER_BOXES)
        return flawed(f, "it has %zu boxes, more than the %d that are possible", r->n_boxes, OD_BORDER_BOXES);
    if (r->n_boxes > 0 && !r->boxes)
        return flawed(f, "it has %zu boxes, and no pointer to them", r->n_boxes);
    for (size_t i = 0; i < r->n_boxes; i++)
        if (!check_box(f, r, i))
            return false;
    return true;
}

static bool check_box_scores(flaw *f, const odeval_result *r)
{
    if (r->n_box_scores > OD_BORDER_BOXES)
        return flawed(f, "it has scores of %zu boxes, more than the %d that are possible", r->n_box_scores,
                      OD_BORDER_BOXES);
    if (r->n_box_scores > 0 && !r->box_scores)
        return flawed(f, "it has scores of %zu boxes, and no pointer to them", r->n_box_scores);
    for (size_t i = 0; i < r->n_box_scores; i++) {
        const odeval_box_score *b = &r->box_scores[i];

        if (isinf(b->score) || !isfinite(b->numbers[0]) || !isfinite(b->numbers[1]) ||
            !isfinite(b->numbers[2]) || !isfinite(b->numbers[3]))
            return flawed(f, "score %zu of %zu of its boxes holds what is no finite number", i + 1,
                          r->n_box_scores);
    }
    return true;
}

static bool check_text(flaw *f, const odeval_result *r)
{
    if (r->n_text > 0 && !r->text)
        return flawed(f, "it has %zu bytes of text, and no pointer to them", r->n_text);
    if (r->n_text > OD_BORDER_TEXT)
        return flawed(f, "it has %zu bytes of text, more than the %d that are possible", r->n_text,
                      OD_BORDER_TEXT);
    if (isinf(r->score))
        return flawed(f, "the score of its text is infinite");
    return check_box_scores(f, r);
}

static bool check_answer(flaw *f, const odeval_backend *table, const odeval_result *r)
{
    if (r->n_boxes > 0 && !(table->gives & ODEVAL_GIVES_BOXES))
        return flawed(f, "it has boxes, and its table says that it gives text");
    if (r->text && !(table->gives & ODEVAL_GIVES_TEXT))
        return flawed(f, "it has text, and its table says that it gives boxes");
    if (!r->text && !(table->gives & ODEVAL_GIVES_BOXES))
        return flawed(f, "it has neither a text nor a failure");
    if (r->text && r->n_boxes > 0)
        return flawed(f, "it has both boxes and text");
    return check_text(f, r) && check_boxes(f, r);
}

/* A result of the host's size, with a cost that can be summed. */
static odeval_result full_result(const odeval_result *given)
{
    odeval_result r = {0};

    memcpy(&r, given, given->struct_size < sizeof r ? given->struct_size : sizeof r);
    r.struct_size = sizeof r;
    if (!(r.seconds >= 0) || isinf(r.seconds))
        r.seconds = 0;
    return r;
}

/* The request that a number is for; n when there is none. In order as a rule, so the first guess is right. */
static size_t find_request(const od_border *b, uint64_t number)
{
    uint64_t guess = number - b->requests[0].number;

    if (guess < b->n && b->requests[guess].number == number)
        return (size_t)guess;
    for (size_t i = 0; i < b->n; i++)
        if (b->requests[i].number == number)
            return i;
    return b->n;
}

/* 0, as put gives it back. */
static int OD_PRINTF(2, 3) refuse(od_border *b, const char *fmt, ...)
{
    va_list args;

    if (b->n_refused++ > 0)
        return 0;
    va_start(args, fmt);
    vsnprintf(b->refusal, sizeof b->refusal, fmt, args);
    va_end(args);
    return 0;
}

static void put_failure(od_border *b, odeval_result *r, const char *text)
{
    *r = (odeval_result){.struct_size = sizeof *r,
                         .number = r->number,
                         .failure = text,
                         .permanent = r->permanent != 0,
                         .tokens = r->tokens,
                         .seconds = r->seconds,
                         .retries = r->retries,
                         .score = NAN};
    b->put(b->context, r);
}

static void pass(od_border *b, odeval_result *r)
{
    char text[OD_BORDER_FAILURE + 100];
    flaw f;

    if (r->failure) {
        od_line_text(text, OD_BORDER_FAILURE, r->failure[0] ? r->failure : "the backend gave no reason");
        put_failure(b, r, text);
    } else if (!check_answer(&f, b->table, r)) {
        snprintf(text, sizeof text, "the result of backend \"%s\" is not usable: %s", b->table->name, f.text);
        r->permanent = 0;
        put_failure(b, r, text);
    } else {
        b->put(b->context, r);
    }
}

/* Called with the lock held. */
static int take(od_border *b, const odeval_result *given)
{
    odeval_result r;
    size_t at;

    if (!given)
        return refuse(b, "a result was NULL");
    if (given->struct_size < LEAST_RESULT)
        return refuse(b, "a result says that it has %zu bytes, at least %zu are needed", given->struct_size,
                      (size_t)LEAST_RESULT);
    r = full_result(given);
    at = find_request(b, r.number);
    if (at == b->n)
        return refuse(b, "a result was for image number %" PRIu64 ", which was not asked", r.number);
    if (b->answered[at])
        return refuse(b, "image number %" PRIu64 " got a second result", r.number);
    b->answered[at] = 1;
    b->n_answered++;
    pass(b, &r);
    return 1;
}

static int sink_put(void *context, const odeval_result *result)
{
    od_border *b = context;
    int taken;

    pthread_mutex_lock(&b->lock);
    taken = take(b, result);
    pthread_mutex_unlock(&b->lock);
    return taken;
}

od_status od_border_open(od_border *b, const odeval_backend *table, const odeval_request *requests, size_t n,
                         od_backend_put put, void *context, od_error *err)
{
    od_status st;

    *b = (od_border){.table = table, .requests = requests, .n = n, .put = put, .context = context};
    if ((st = OD_ALLOC(b->answered, n, err)) != OD_OK)
        return st;
    if (pthread_mutex_init(&b->lock, NULL) != 0) {
        free(b->answered);
        b->answered = NULL;
        return od_fail_memory(err);
    }
    b->sink = (odeval_sink){.struct_size = sizeof b->sink, .context = b, .put = sink_put};
    return OD_OK;
}

void od_border_finish(od_border *b, const char *reason)
{
    char text[2 * OD_BORDER_FAILURE + 200];

    if (b->refusal[0])
        snprintf(text, sizeof text, "%s (refused: %s)", reason, b->refusal);
    else
        snprintf(text, sizeof text, "%s", reason);
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; i < b->n; i++) {
        odeval_result r = {.number = b->requests[i].number};

        if (b->answered[i])
            continue;
        b->answered[i] = 1;
        put_failure(b, &r, text);
    }
    pthread_mutex_unlock(&b->lock);
}

void od_border_close(od_border *b)
{
    if (!b->answered)
        return;
    pthread_mutex_destroy(&b->lock);
    free(b->answered);
    b->answered = NULL;
}
