/* answer_fixture.h: answers as text read into the data set "colour" of prediction_fixture.h, whose images are
 * 640 x 480. */
#ifndef TESTS_ANSWER_FIXTURE_H
#define TESTS_ANSWER_FIXTURE_H

#include "prediction_files.h"

static od_answer_way answer_way;

/* One set, and answers in a frame. */
static inline fixture *declare(void **state, const char *frame, const char *reader)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(od_answer_way_parse(&answer_way, frame, reader, NULL, NULL, NULL, &f->err), OD_OK);
    f->sink.answers = &answer_way;
    return f;
}

/* Text in memory, as a file called "p". */
static inline od_status read_lines(fixture *f, const char *text)
{
    od_input *in;
    od_status st;

    f->err = (od_error){0};
    assert_int_equal(od_input_of_bytes(&in, "p", text, strlen(text), NULL), OD_OK);
    st = od_predictions_read_input(&f->sink, in, &f->err);
    od_input_close(in);
    return st;
}

static inline od_target *assert_lines(fixture *f, const char *text)
{
    if (read_lines(f, text) != OD_OK)
        fail_msg("%s", error_text(f));
    return &f->target[0];
}

/* A line of JSON with an answer that gives the box [10, 20, 30, 40] with this label, and what else is to be
 * in it. */
static inline const char *answer_line(int image, const char *label, const char *more)
{
    static char text[4][300];
    static int next;
    char *line = text[next++ % 4];

    snprintf(line, sizeof text[0],
             "{\"image_id\": %d, \"answer\": \"[{\\\"bbox_2d\\\": [10, 20, 30, 40], \\\"label\\\": "
             "\\\"%s\\\"}]\"%s}\n",
             image, label, more);
    return line;
}

#endif
