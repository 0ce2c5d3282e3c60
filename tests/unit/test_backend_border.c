#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "backend/border.h"
#include "backend/host.h"

enum { N = 3 };

static const odeval_backend boxes_table = {.name = "boxy", .gives = ODEVAL_GIVES_BOXES};
static const odeval_backend text_table = {.name = "wordy", .gives = ODEVAL_GIVES_TEXT};
static const odeval_backend both_table = {.name = "both", .gives = ODEVAL_GIVES_BOXES | ODEVAL_GIVES_TEXT};

/* What passed, by number - 10. */
typedef struct seen {
    unsigned n;
    odeval_result last[N];
    char failure[N][OD_BORDER_FAILURE + 100];
} seen;

static void see(void *context, const odeval_result *r)
{
    seen *s = context;
    size_t i = (size_t)r->number - 10;

    s->n++;
    s->last[i] = *r;
    if (r->failure) {
        strncpy(s->failure[i], r->failure, sizeof s->failure[i] - 1);
        s->last[i].failure = s->failure[i];
    }
}

static const odeval_request requests[N] = {{.number = 10}, {.number = 11}, {.number = 12}};

static void open_border(od_border *b, const odeval_backend *table, seen *s)
{
    memset(s, 0, sizeof *s);
    assert_int_equal(od_border_open(b, table, requests, N, see, s, NULL), OD_OK);
}

static int put(od_border *b, const odeval_result *r)
{
    return b->sink.put(b->sink.context, r);
}

static odeval_box good_box(void)
{
    return (odeval_box){1, 2, 3, 4, 0.5, "cat"};
}

/* The failure that a result with this box as its second becomes; NULL when it passes as an answer. */
static const char *failure_of_box(odeval_box box, seen *s)
{
    odeval_box boxes[2] = {good_box(), box};
    odeval_result r = {.struct_size = sizeof r, .number = 11, .boxes = boxes, .n_boxes = 2, .score = NAN};
    od_border b;

    open_border(&b, &boxes_table, s);
    assert_int_equal(put(&b, &r), 1);
    assert_int_equal(s->n, 1);
    od_border_close(&b);
    return s->last[1].failure;
}

static const char *failure_of(const odeval_backend *table, odeval_result r, seen *s)
{
    od_border b;

    r.struct_size = sizeof r;
    r.number = 11;
    open_border(&b, table, s);
    assert_int_equal(put(&b, &r), 1);
    assert_int_equal(s->n, 1);
    od_border_close(&b);
    return s->last[1].failure;
}

static void a_sound_box_passes_with_or_without_a_score(void **state)
{
    odeval_box box = good_box();
    seen s;

    (void)state;

    assert_null(failure_of_box(box, &s));
    box.score = NAN;
    assert_null(failure_of_box(box, &s));
    box.width = box.height = 0;
    box.x = -5;
    assert_null(failure_of_box(box, &s));
}

static void a_flawed_box_makes_its_image_a_failure_that_says_where(void **state)
{
    static char long_label[OD_BORDER_LABEL + 2];
    odeval_box nan = good_box(), infinite = good_box(), negative = good_box(), score = good_box();
    odeval_box none = good_box(), latin1 = good_box(), long_one = good_box();
    seen s;

    (void)state;
    nan.y = NAN;
    infinite.x = -INFINITY;
    negative.height = -0.5;
    score.score = INFINITY;
    none.label = NULL;
    latin1.label = "caf\xe9";
    memset(long_label, 'a', sizeof long_label - 1);
    long_one.label = long_label;

    assert_string_equal(failure_of_box(nan, &s),
                        "the result of backend \"boxy\" is not usable: box 2 of 2: its y is not a number");
    assert_string_equal(failure_of_box(infinite, &s),
                        "the result of backend \"boxy\" is not usable: box 2 of 2: its x is infinite");
    assert_string_equal(
        failure_of_box(negative, &s),
        "the result of backend \"boxy\" is not usable: box 2 of 2 has a negative height (-0.5)");
    assert_string_equal(failure_of_box(score, &s),
                        "the result of backend \"boxy\" is not usable: box 2 of 2: its score is infinite");
    assert_string_equal(failure_of_box(none, &s),
                        "the result of backend \"boxy\" is not usable: box 2 of 2 has no label");
    assert_string_equal(failure_of_box(latin1, &s),
                        "the result of backend \"boxy\" is not usable: box 2 of 2 has a "
                        "label that is not UTF-8 (byte 3)");
    assert_string_equal(failure_of_box(long_one, &s),
                        "the result of backend \"boxy\" is not usable: box 2 of 2 has a "
                        "label of more than 4096 bytes");
}

static const char *failure_of_scores(const odeval_box_score *scores, size_t n, seen *s)
{
    odeval_result r = {.struct_size = sizeof r,
                       .number = 11,
                       .text = "[1, 2, 3, 4]",
                       .n_text = 12,
                       .score = NAN,
                       .box_scores = scores,
                       .n_box_scores = n};
    od_border b;

    open_border(&b, &text_table, s);
    assert_int_equal(put(&b, &r), 1);
    od_border_close(&b);
    return s->last[1].failure;
}

static void scores_of_a_texts_boxes_are_finite_numbers(void **state)
{
    const odeval_box_score good[] = {{{1, 2, 3, 4}, 0.5}, {{1, 2, 3, 4}, NAN}};
    const odeval_box_score no_number[] = {{{1, 2, 3, 4}, 0.5}, {{1, 2, NAN, 4}, 0.5}};
    const odeval_box_score infinite[] = {{{1, 2, 3, 4}, INFINITY}};
    seen s;

    (void)state;
    assert_null(failure_of_scores(good, 2, &s));
    assert_int_equal(s.last[1].n_box_scores, 2);
    assert_non_null(strstr(failure_of_scores(no_number, 2, &s), "score 2 of 2 of its boxes"));
    assert_non_null(strstr(failure_of_scores(infinite, 1, &s), "score 1 of 1 of its boxes"));
    assert_non_null(strstr(failure_of_scores(NULL, 1, &s), "no pointer to them"));
    assert_non_null(strstr(failure_of_scores(good, SIZE_MAX, &s), "more than"));
}

static void a_wild_count_is_a_failure_and_is_not_followed(void **state)
{
    odeval_box box = good_box();
    seen s;

    (void)state;

    assert_non_null(
        strstr(failure_of(&boxes_table, (odeval_result){.n_boxes = 2}, &s), "no pointer to them"));
    assert_non_null(strstr(failure_of(&boxes_table, (odeval_result){.boxes = &box, .n_boxes = 1000001}, &s),
                           "1000001 boxes, more than the 1000000"));
    assert_non_null(strstr(failure_of(&text_table, (odeval_result){.n_text = 5, .text = NULL}, &s),
                           "neither a text nor"));
    assert_non_null(strstr(failure_of(&text_table, (odeval_result){.n_text = SIZE_MAX, .text = "a"}, &s),
                           "more than the 67108864"));
}

static void a_result_holds_what_the_table_says(void **state)
{
    odeval_box box = good_box();
    const odeval_result text = {.text = "a cat", .n_text = 5}, boxes = {.boxes = &box, .n_boxes = 1};
    odeval_result both = text;
    seen s;

    (void)state;
    both.boxes = &box;
    both.n_boxes = 1;

    assert_null(failure_of(&text_table, text, &s));
    assert_null(failure_of(&both_table, text, &s));
    assert_null(failure_of(&both_table, boxes, &s));
    assert_non_null(strstr(failure_of(&text_table, boxes, &s), "says that it gives text"));
    assert_non_null(strstr(failure_of(&boxes_table, text, &s), "says that it gives boxes"));
    assert_non_null(strstr(failure_of(&both_table, both, &s), "both boxes and text"));
}

static void a_failure_of_the_backend_passes_as_one_line(void **state)
{
    const odeval_result r = {.failure = "line 1\nline 2 \xff", .permanent = 7, .tokens = 3};
    seen s;

    (void)state;

    assert_string_equal(failure_of(&boxes_table, r, &s), "line 1 line 2 \xef\xbf\xbd");
    assert_int_equal(s.last[1].permanent, 1);
    assert_int_equal(s.last[1].tokens, 3);
}

static void the_second_result_for_an_image_is_refused(void **state)
{
    const odeval_result r = {.struct_size = sizeof r, .number = 12};
    od_border b;
    seen s;

    (void)state;
    open_border(&b, &boxes_table, &s);

    assert_int_equal(put(&b, &r), 1);
    assert_int_equal(put(&b, &r), 0);

    assert_int_equal(s.n, 1);
    assert_string_equal(b.refusal, "image number 12 got a second result");
    od_border_close(&b);
}

static void a_result_for_no_image_of_the_batch_is_refused(void **state)
{
    const odeval_result foreign = {.struct_size = sizeof foreign, .number = 9};
    const odeval_result small = {.struct_size = 16, .number = 10};
    od_border b;
    seen s;

    (void)state;
    open_border(&b, &boxes_table, &s);

    assert_int_equal(put(&b, &foreign), 0);
    assert_int_equal(put(&b, &small), 0);
    assert_int_equal(put(&b, NULL), 0);

    assert_int_equal(s.n, 0);
    assert_int_equal(b.n_refused, 3);
    assert_string_equal(b.refusal, "a result was for image number 9, which was not asked");
    od_border_close(&b);
}

static void numbers_need_not_follow_each_other(void **state)
{
    const odeval_request apart[2] = {{.number = 12}, {.number = 10}};
    const odeval_result r = {.struct_size = sizeof r, .number = 10};
    od_border b;
    seen s = {0};

    (void)state;
    assert_int_equal(od_border_open(&b, &boxes_table, apart, 2, see, &s, NULL), OD_OK);

    assert_int_equal(put(&b, &r), 1);

    assert_int_equal(b.answered[1], 1);
    od_border_close(&b);
}

static void what_got_no_result_fails_with_the_reason(void **state)
{
    const odeval_result answered = {.struct_size = sizeof answered, .number = 11};
    const odeval_result foreign = {.struct_size = sizeof foreign, .number = 99};
    od_border b;
    seen s;

    (void)state;
    open_border(&b, &boxes_table, &s);
    put(&b, &answered);
    put(&b, &foreign);

    od_border_finish(&b, "no answer");

    assert_int_equal(s.n, 3);
    assert_null(s.last[1].failure);
    assert_string_equal(s.failure[0],
                        "no answer (refused: a result was for image number 99, which was not asked)");
    assert_string_equal(s.failure[2], s.failure[0]);
    od_border_close(&b);
}

/* A later header's result: what is behind the members known here is left alone. */
static void a_larger_result_passes(void **state)
{
    struct {
        odeval_result known;
        double angle;
    } later = {{.struct_size = sizeof later, .number = 10, .seconds = 2}, 45};
    od_border b;
    seen s;

    (void)state;
    open_border(&b, &boxes_table, &s);

    assert_int_equal(put(&b, &later.known), 1);

    assert_int_equal(s.last[0].struct_size, sizeof(odeval_result));
    assert_true(s.last[0].seconds == 2);
    od_border_close(&b);
}

static void a_cost_that_is_no_number_is_not_known(void **state)
{
    seen s;

    (void)state;

    assert_null(failure_of(&boxes_table, (odeval_result){.seconds = NAN}, &s));
    assert_true(s.last[1].seconds == 0);
    assert_null(failure_of(&boxes_table, (odeval_result){.seconds = -1}, &s));
    assert_true(s.last[1].seconds == 0);
}

enum { CROWD = 4, EACH = 250 };

typedef struct crowd {
    od_border *border;
    uint64_t first;
} crowd;

static void *put_many(void *context)
{
    const crowd *c = context;

    for (uint64_t i = 0; i < EACH; i++) {
        odeval_result r = {.struct_size = sizeof r, .number = c->first + i};

        put(c->border, &r);
    }
    return NULL;
}

static void count(void *context, const odeval_result *r)
{
    unsigned *n = context;

    (void)r;
    (*n)++;
}

static void threads_may_put_at_once(void **state)
{
    static odeval_request many[CROWD * EACH];
    pthread_t threads[CROWD];
    crowd crowds[CROWD];
    unsigned n = 0;
    od_border b;

    (void)state;
    for (size_t i = 0; i < CROWD * EACH; i++)
        many[i].number = i;
    assert_int_equal(od_border_open(&b, &boxes_table, many, CROWD * EACH, count, &n, NULL), OD_OK);

    for (size_t i = 0; i < CROWD; i++) {
        crowds[i] = (crowd){&b, i * EACH};
        assert_int_equal(pthread_create(&threads[i], NULL, put_many, &crowds[i]), 0);
    }
    for (size_t i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);

    assert_int_equal(n, CROWD * EACH);
    assert_int_equal(b.n_refused, 0);
    od_border_close(&b);
}

static void host_memory_is_zeroed_counted_and_freed_with_the_host(void **state)
{
    const od_backend_ways ways = {0};
    const unsigned char zeros[64] = {0};
    od_host h;
    void *one, *two;

    (void)state;
    assert_int_equal(od_host_init(&h, &ways, NULL), OD_OK);

    one = h.lent.alloc(h.lent.context, 64);
    two = h.lent.alloc(h.lent.context, 100);

    assert_memory_equal(one, zeros, 64);
    assert_int_equal((uintptr_t)two % _Alignof(max_align_t), 0);
    assert_int_equal(od_host_memory(&h), 164);
    h.lent.free(h.lent.context, one);
    h.lent.free(h.lent.context, NULL);
    assert_int_equal(od_host_memory(&h), 100);
    assert_null(h.lent.alloc(h.lent.context, SIZE_MAX));
    od_host_release(&h);
}

static void the_first_last_words_count(void **state)
{
    const od_backend_ways ways = {0};
    char words[OD_HOST_WORDS];
    od_host h;

    (void)state;
    assert_int_equal(od_host_init(&h, &ways, NULL), OD_OK);

    (h.lent.fail)(h.lent.context, NULL);
    (h.lent.fail)(h.lent.context, "the model\tis gone");
    (h.lent.fail)(h.lent.context, "and so is all else");

    assert_string_equal(od_host_words(&h, words, sizeof words), "the model is gone");
    od_host_release(&h);
}

static void a_line_is_cut_between_characters(void **state)
{
    char buf[5];

    (void)state;

    assert_string_equal(od_line_text(buf, sizeof buf, "abc\xc3\xa9"), "abc");
    assert_string_equal(od_line_text(buf, sizeof buf, "ab\xc3\xa9z"), "ab\xc3\xa9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_box_passes_with_or_without_a_score),
        cmocka_unit_test(a_flawed_box_makes_its_image_a_failure_that_says_where),
        cmocka_unit_test(scores_of_a_texts_boxes_are_finite_numbers),
        cmocka_unit_test(a_wild_count_is_a_failure_and_is_not_followed),
        cmocka_unit_test(a_result_holds_what_the_table_says),
        cmocka_unit_test(a_failure_of_the_backend_passes_as_one_line),
        cmocka_unit_test(the_second_result_for_an_image_is_refused),
        cmocka_unit_test(a_result_for_no_image_of_the_batch_is_refused),
        cmocka_unit_test(numbers_need_not_follow_each_other),
        cmocka_unit_test(what_got_no_result_fails_with_the_reason),
        cmocka_unit_test(a_larger_result_passes),
        cmocka_unit_test(a_cost_that_is_no_number_is_not_known),
        cmocka_unit_test(threads_may_put_at_once),
        cmocka_unit_test(host_memory_is_zeroed_counted_and_freed_with_the_host),
        cmocka_unit_test(the_first_last_words_count),
        cmocka_unit_test(a_line_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
