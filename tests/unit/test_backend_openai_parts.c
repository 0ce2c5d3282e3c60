#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#ifndef OD_WITH_CURL
/* Built without libcurl's headers: these parts are not there. */
static void the_openai_backend_is_not_built(void **state)
{
    (void)state;
    print_message("skip the parts of the openai backend: libcurl4-openssl-dev is not there\n");
    skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_openai_backend_is_not_built)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "backend/openai.h"

/* ---- statuses and waits ---- */

static void a_status_says_whether_to_ask_again(void **state)
{
    static const struct {
        long status;
        od_openai_verdict verdict;
    } table[] = {
        {200, OD_OPENAI_GOOD},     {201, OD_OPENAI_GOOD},     {301, OD_OPENAI_HOPELESS},
        {400, OD_OPENAI_REFUSED},  {401, OD_OPENAI_HOPELESS}, {403, OD_OPENAI_HOPELESS},
        {404, OD_OPENAI_HOPELESS}, {408, OD_OPENAI_AGAIN},    {413, OD_OPENAI_REFUSED},
        {422, OD_OPENAI_REFUSED},  {429, OD_OPENAI_CROWDED},  {500, OD_OPENAI_AGAIN},
        {501, OD_OPENAI_HOPELESS}, {502, OD_OPENAI_AGAIN},    {503, OD_OPENAI_CROWDED},
        {504, OD_OPENAI_AGAIN},    {520, OD_OPENAI_AGAIN},    {529, OD_OPENAI_CROWDED},
        {0, OD_OPENAI_HOPELESS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_int_equal(od_openai_status(table[i].status), table[i].verdict);
}

/* RFC 9110, 10.2.3; the date is its own example: 784,111,777 seconds after 1970 began. */
static void retry_after_is_seconds_or_a_date(void **state)
{
    static const char date[] = " Sun, 06 Nov 1994 08:49:37 GMT\r\n";

    (void)state;
    assert_true(od_openai_retry_after("120", 0) == 120);
    assert_true(od_openai_retry_after(" 0\r\n", 0) == 0);
    assert_true(od_openai_retry_after("1.5", 0) == 2);
    assert_true(od_openai_retry_after(date, 784111777 - 30) == 30);
    assert_true(od_openai_retry_after(date, 784111777 + 30) == 0);
    assert_true(od_openai_retry_after("Thu, 29 Feb 2024 12:00:00 GMT", 1709208000 - 1) ==
                1); /* date -u -d ... +%s */
    assert_true(od_openai_retry_after("Tue, 01 Mar 2022 00:00:00 GMT", 1646092800 - 1) == 1);
    assert_true(od_openai_retry_after("", 0) == -1);
    assert_true(od_openai_retry_after("soon", 0) == -1);
    assert_true(od_openai_retry_after("10 minutes", 0) == -1);
    assert_true(od_openai_retry_after("-5", 0) == -1);
    assert_true(od_openai_retry_after("Sun, 06 Nox 1994 08:49:37 GMT", 0) == -1);
    assert_true(od_openai_retry_after("Sun, 06 Nov 1994", 0) == -1);
}

static void waits_double_up_to_a_minute_and_are_random_all_over(void **state)
{
    (void)state;
    assert_true(od_openai_backoff(0.5, 0, 1) == 0.5);
    assert_true(od_openai_backoff(0.5, 1, 1) == 1);
    assert_true(od_openai_backoff(0.5, 4, 1) == 8);
    assert_true(od_openai_backoff(0.5, 7, 1) == 60);
    assert_true(od_openai_backoff(0.5, 4000000, 1) == 60);
    assert_true(od_openai_backoff(0.5, 4, 0) == 0);
    assert_true(od_openai_backoff(0.5, 4, 0.25) == 2);
}

/* ---- the window ---- */

/* A server with `lanes` lanes that takes a second for each request, and queues the rest: rounds of a full
 * window. */
static void serve(od_openai_window *w, unsigned lanes, unsigned rounds, double *now)
{
    for (unsigned round = 0; round < rounds; round++) {
        unsigned n = (unsigned)w->size;
        double latency = n > lanes ? (double)n / lanes : 1;

        *now += 0.001;
        for (unsigned i = 0; i < n; i++)
            od_openai_window_start(w);
        for (unsigned i = 0; i < n; i++)
            od_openai_window_end(w, OD_OPENAI_GOOD, *now, *now + latency);
        *now += latency;
    }
}

static void the_window_grows_while_answers_come_and_ends_at_its_most(void **state)
{
    od_openai_window w;
    double now = 0;

    (void)state;
    od_openai_window_init(&w, 64);
    assert_true(w.size == 4);
    serve(&w, 1000, 1, &now);
    assert_true(w.size > 4);
    serve(&w, 1000, 20, &now);
    assert_true(w.size == 64);
    od_openai_window_init(&w, 2);
    assert_true(w.size == 2);
}

static void the_window_halves_once_for_all_that_was_sent_before(void **state)
{
    od_openai_window w;

    (void)state;
    od_openai_window_init(&w, 64);
    w.size = 16;
    for (int i = 0; i < 16; i++)
        od_openai_window_start(&w);
    for (int i = 0; i < 8; i++)
        od_openai_window_end(&w, OD_OPENAI_CROWDED, 1, 2 + 0.1 * i);

    assert_true(w.size == 8);
    assert_false(od_openai_window_open(&w));
    od_openai_window_end(&w, OD_OPENAI_CROWDED, 2.05, 3); /* sent after the cut */
    assert_true(w.size == 4);
}

static void the_window_never_closes_altogether(void **state)
{
    od_openai_window w;

    (void)state;
    od_openai_window_init(&w, 8);
    for (int i = 1; i < 20; i++) {
        od_openai_window_start(&w);
        od_openai_window_end(&w, OD_OPENAI_CROWDED, i, i + 0.5);
    }

    assert_true(w.size == 1);
    assert_true(od_openai_window_open(&w));
}

static void a_window_that_is_not_filled_does_not_grow(void **state)
{
    od_openai_window w;

    (void)state;
    od_openai_window_init(&w, 64);
    for (int i = 0; i < 100; i++) {
        od_openai_window_start(&w);
        od_openai_window_end(&w, OD_OPENAI_GOOD, i, i + 0.5);
    }

    assert_true(w.size == 4);
}

static void a_server_whose_queue_grows_is_asked_for_less(void **state)
{
    od_openai_window w;
    double now = 0, most = 0;

    (void)state;
    od_openai_window_init(&w, 256);
    for (int i = 0; i < 300; i++) {
        serve(&w, 10, 1, &now);
        if (i > 50 && w.size > most)
            most = w.size;
    }

    assert_true(most < 60); /* six times what it can do; without a look at latency it is 256 */
    assert_true(w.size >= 5);
}

static void a_server_whose_answers_become_longer_is_asked_for_as_much_as_before(void **state)
{
    od_openai_window w;
    double now = 0;

    (void)state;
    od_openai_window_init(&w, 32);
    serve(&w, 1000, 20, &now);
    for (int i = 0; i < 200; i++) {
        unsigned n = (unsigned)w.size;

        now += 0.001;
        for (unsigned k = 0; k < n; k++)
            od_openai_window_start(&w);
        for (unsigned k = 0; k < n; k++)
            od_openai_window_end(&w, OD_OPENAI_GOOD, now, now + 5);
        now += 5;
    }

    assert_true(w.size == 32);
}

static void failures_that_are_no_crowding_leave_the_window_alone(void **state)
{
    od_openai_window w;

    (void)state;
    od_openai_window_init(&w, 8);
    od_openai_window_start(&w);
    od_openai_window_end(&w, OD_OPENAI_AGAIN, 1, 2);

    assert_true(w.size == 4);
    assert_int_equal(w.in_flight, 0);
}

/* ---- scores ---- */

/* The text split at '~' into tokens; the i-th has probability 1 / (i + 2). */
static void score(od_openai_answer *a, const char *text)
{
    od_openai_token tokens[64];
    size_t n = 0, at = 0;

    a->text.n = 0;
    for (const char *p = text;; p++)
        if (*p == '~' || *p == '\0') {
            tokens[n] = (od_openai_token){at, a->text.n - at, -log((double)n + 2)};
            at = a->text.n;
            n++;
            if (*p == '\0')
                break;
        } else
            assert_int_equal(od_buffer_add(&a->text, p, 1, NULL), OD_OK);
    assert_int_equal(od_openai_score(a, tokens, n, NULL), OD_OK);
}

static void a_boxs_score_is_the_geometric_mean_over_its_digits_tokens(void **state)
{
    od_openai_answer a = {0};

    (void)state;
    score(&a, "{\"bbox_2d\": [~1~0~, ~20~,3~,4~], \"label\": \"x 7\"}"); /* tokens 1 2 4 5 6 hold digits */

    assert_int_equal(a.n_boxes, 1);
    assert_true(a.boxes[0].numbers[0] == 10 && a.boxes[0].numbers[1] == 20);
    assert_true(a.boxes[0].numbers[2] == 3 && a.boxes[0].numbers[3] == 4);
    assert_float_equal(a.boxes[0].score, pow(3.0 * 4 * 6 * 7 * 8, -1.0 / 5), 1e-12);
    assert_float_equal(a.score, a.boxes[0].score, 1e-12);
    od_openai_answer_release(&a);
}

static void each_box_has_a_score_of_its_own_in_the_order_of_the_text(void **state)
{
    od_openai_answer a = {0};

    (void)state;
    score(&a, "[[1,2,3,4]~,[5,6,7,8]]~ and <loc_0010><loc_20><loc0030><loc40>~ or (1,2),(3,4.5)");

    assert_int_equal(a.n_boxes, 4);
    assert_float_equal(a.boxes[0].score, 1.0 / 2, 1e-12);
    assert_float_equal(a.boxes[1].score, 1.0 / 3, 1e-12);
    assert_float_equal(a.boxes[2].score, 1.0 / 4, 1e-12);
    assert_float_equal(a.boxes[3].score, 1.0 / 5, 1e-12);
    assert_true(a.boxes[2].numbers[0] == 10 && a.boxes[2].numbers[3] == 40);
    assert_true(a.boxes[3].numbers[3] == 4.5);
    assert_float_equal(a.score, pow(2.0 * 3 * 4 * 5, -1.0 / 4), 1e-12);
    od_openai_answer_release(&a);
}

static void other_numbers_are_no_boxes(void **state)
{
    static const char *const texts[] = {
        "",          "None",       "12",       "[1,2]", "[1,2,3]", "[1,2,3,4,5]", "x1 y1 x2 y2",
        "v1.2.3.4b", "1: 2: 3: 4", "[1,2,3,4", "-",     "1.",
    };
    od_openai_answer a = {0};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        score(&a, texts[i]);
        assert_int_equal(a.n_boxes, strcmp(texts[i], "[1,2,3,4") == 0); /* broken off, and a box still */
        assert_true(isnan(a.score) || a.n_boxes == 1);
    }
    od_openai_answer_release(&a);
}

static void boxes_without_usable_probabilities_have_no_score(void **state)
{
    const od_openai_token token = {0, 9, NAN};
    od_openai_answer a = {0};

    (void)state;
    assert_int_equal(od_buffer_add(&a.text, "[1,2,3,4]", 9, NULL), OD_OK);
    assert_int_equal(od_openai_score(&a, &token, 1, NULL), OD_OK);

    assert_int_equal(a.n_boxes, 1);
    assert_true(isnan(a.boxes[0].score));
    assert_true(isnan(a.score));
    od_openai_answer_release(&a);
}

/* ---- responses ---- */

static od_status read_body(od_openai_answer *a, const char *body, bool logprobs, od_error *err)
{
    memset(err, 0, sizeof *err);
    return od_openai_answer_read(a, od_str_of(body), logprobs, err);
}

/* The thought is in the tokens and not in the text; one character comes in two tokens, by its bytes. */
static void tokens_are_found_behind_thoughts_and_within_characters(void **state)
{
    od_openai_answer a = {0};
    od_error err;

    (void)state;
    assert_int_equal(
        read_body(
            &a,
            "{\"choices\": [{\"message\": {\"content\": \"\\u00e9 [1,2,3,4]\"}, \"logprobs\": {\"content\": ["
            "{\"token\": \"[9,9,9,9]</think>\", \"logprob\": -3}, "
            "{\"token\": \"?\", \"logprob\": -3, \"bytes\": [195]}, "
            "{\"token\": \"?\", \"logprob\": -3, \"bytes\": [169]}, "
            "{\"token\": \" [\", \"logprob\": -3, \"bytes\": null}, "
            "{\"token\": \"1,2,3,4\", \"logprob\": -1}, "
            "{\"token\": \"]<|im_end|>\", \"logprob\": -3}]}}]}",
            true, &err),
        OD_OK);

    assert_false(a.no_score);
    assert_int_equal(a.n_boxes, 1);
    assert_float_equal(a.boxes[0].score, exp(-1), 1e-12);
    od_openai_answer_release(&a);
}

static void log_probabilities_that_do_not_fit_the_text_are_not_used(void **state)
{
    static const char *const bodies[] = {
        "{\"choices\": [{\"message\": {\"content\": \"[1,2,3,4]\"}, \"logprobs\": {\"content\": [{\"token\": "
        "\"[1,2\", "
        "\"logprob\": -1}]}}]}",
        "{\"choices\": [{\"message\": {\"content\": \"[1,2,3,4]\"}, \"logprobs\": null}]}",
        "{\"choices\": [{\"message\": {\"content\": \"[1,2,3,4]\"}}]}",
    };
    od_openai_answer a = {0};
    od_error err;

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_int_equal(read_body(&a, bodies[i], true, &err), OD_OK);
        assert_true(a.no_score);
        assert_true(isnan(a.score));
    }
    od_openai_answer_release(&a);
}

static void what_is_no_response_is_refused(void **state)
{
    static const char *const bodies[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"choices\": []}",
        "{\"choices\": {}}",
        "{\"choices\": [1]}",
        "{\"choices\": [{\"message\": \"text\"}]}",
        "{\"error\": {\"message\": \"no\"}}",
    };
    od_openai_answer a = {0};
    od_error err;

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        assert_int_equal(read_body(&a, bodies[i], false, &err), OD_INPUT);
    od_openai_answer_release(&a);
}

static void a_servers_message_is_short_and_without_the_key(void **state)
{
    char message[OD_OPENAI_MESSAGE + 1], body[400];

    (void)state;
    assert_string_equal(
        od_openai_message(message, OD_STR("{\"error\": {\"message\": \"m\", \"code\": 1}}"), NULL), "m");
    assert_string_equal(od_openai_message(message, OD_STR("{\"error\": \"e\"}"), NULL), "e");
    assert_string_equal(
        od_openai_message(message, OD_STR("{\"object\": \"error\", \"message\": \"v\"}"), NULL), "v");
    assert_string_equal(od_openai_message(message, OD_STR("{\"detail\": \"d\"}"), NULL), "d");
    assert_string_equal(od_openai_message(message, OD_STR("<html>"), NULL), "<html>");
    assert_string_equal(od_openai_message(message, OD_STR(""), NULL), "");
    assert_string_equal(od_openai_message(message, OD_STR("a sk-1 b sk-1"), "sk-1"), "a **** b ****");
    /* A key that the 200th byte would cut in two leaves no half. */
    memset(body, 'x', sizeof body);
    memcpy(body + 198, "sk-12345", 8);
    od_openai_message(message, (od_str){body, sizeof body}, "sk-12345");
    assert_int_equal(strlen(message), 200);
    assert_string_equal(message + 196, "xx**");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_says_whether_to_ask_again),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(waits_double_up_to_a_minute_and_are_random_all_over),
        cmocka_unit_test(the_window_grows_while_answers_come_and_ends_at_its_most),
        cmocka_unit_test(the_window_halves_once_for_all_that_was_sent_before),
        cmocka_unit_test(the_window_never_closes_altogether),
        cmocka_unit_test(a_window_that_is_not_filled_does_not_grow),
        cmocka_unit_test(a_server_whose_queue_grows_is_asked_for_less),
        cmocka_unit_test(a_server_whose_answers_become_longer_is_asked_for_as_much_as_before),
        cmocka_unit_test(failures_that_are_no_crowding_leave_the_window_alone),
        cmocka_unit_test(a_boxs_score_is_the_geometric_mean_over_its_digits_tokens),
        cmocka_unit_test(each_box_has_a_score_of_its_own_in_the_order_of_the_text),
        cmocka_unit_test(other_numbers_are_no_boxes),
        cmocka_unit_test(boxes_without_usable_probabilities_have_no_score),
        cmocka_unit_test(tokens_are_found_behind_thoughts_and_within_characters),
        cmocka_unit_test(log_probabilities_that_do_not_fit_the_text_are_not_used),
        cmocka_unit_test(what_is_no_response_is_refused),
        cmocka_unit_test(a_servers_message_is_short_and_without_the_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
