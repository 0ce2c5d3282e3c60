#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "prediction/answer_log.h"
#include "prediction/answers.h"

static void line(od_answer_log *log, uint32_t image)
{
    const od_logged logged = {.image = image};

    assert_int_equal(od_answer_log_line(log, &logged, NULL), OD_OK);
}

static void find(od_answer_log *log, unsigned finding, uint64_t value)
{
    assert_int_equal(od_answer_log_find(log, finding, value, NULL), OD_OK);
}

/* The findings of a line as "what=value what=value ". */
static const char *findings(const od_answer_log *log, size_t i)
{
    static char text[200];
    od_str bytes = od_answer_log_findings(log, i);
    const char *p = bytes.p;
    unsigned finding;
    uint64_t value;
    size_t n = 0;

    text[0] = '\0';
    while (od_answer_log_next(&p, bytes.p + bytes.n, &finding, &value))
        n += (size_t)snprintf(text + n, sizeof text - n, "%u=%llu ", finding, (unsigned long long)value);
    return text;
}

static void values_of_any_size_come_back(void **state)
{
    od_answer_log log = {0};
    char want[120];

    (void)state;
    line(&log, 0);
    find(&log, OD_FOUND_REPAIR, 1);
    find(&log, OD_FOUND_BOXES, 127);
    find(&log, OD_FOUND_FLAT, 128);
    find(&log, OD_FOUND_RETRIES, UINT64_MAX);

    snprintf(want, sizeof want, "%d=1 %d=127 %d=128 %d=18446744073709551615 ", OD_FOUND_REPAIR,
             OD_FOUND_BOXES, OD_FOUND_FLAT, OD_FOUND_RETRIES);
    assert_string_equal(findings(&log, 0), want);
    od_answer_log_release(&log);
}

static void a_count_of_0_is_not_kept_but_0_tokens_and_0_seconds_are(void **state)
{
    od_answer_log log = {0};
    char want[60];

    (void)state;
    line(&log, 0);
    find(&log, OD_FOUND_BOXES, 0);
    find(&log, OD_FOUND_TOKENS, 0);
    find(&log, OD_FOUND_SECONDS, 0);

    snprintf(want, sizeof want, "%d=0 %d=0 ", OD_FOUND_TOKENS, OD_FOUND_SECONDS);
    assert_string_equal(findings(&log, 0), want);
    od_answer_log_release(&log);
}

static void lines_that_are_dropped_take_their_findings_along(void **state)
{
    od_answer_log log = {0};
    char want[30];

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        line(&log, i);
        if (i != 1)
            find(&log, OD_FOUND_BOXES, 1000 + i);
    }

    od_answer_log_drop(&log, (const uint8_t[]){1, 0, 1, 0});

    assert_int_equal(log.n, 2);
    assert_int_equal(log.lines[0].image, 1);
    assert_string_equal(findings(&log, 0), "");
    assert_int_equal(log.lines[1].image, 3);
    snprintf(want, sizeof want, "%d=1003 ", OD_FOUND_BOXES);
    assert_string_equal(findings(&log, 1), want);
    line(&log, 9);
    find(&log, OD_FOUND_BOXES, 5);
    assert_string_equal(findings(&log, 1), want);
    od_answer_log_release(&log);
}

static void unknown_labels_are_known_by_their_beginning_cut_between_characters(void **state)
{
    od_answer_log log = {0};
    char label[OD_LOGGED_LABEL + 10];

    (void)state;
    memset(label, 'a', sizeof label);
    memcpy(label + OD_LOGGED_LABEL - 1, "\xc3\xa9", 2); /* a character of two bytes across the limit */
    line(&log, 0);
    assert_int_equal(od_answer_log_unknown(&log, (od_str){label, sizeof label}, NULL), OD_OK);
    assert_int_equal(od_answer_log_unknown(&log, (od_str){label, OD_LOGGED_LABEL - 1}, NULL), OD_OK);
    assert_int_equal(od_answer_log_unknown(&log, OD_STR("bird"), NULL), OD_OK);

    assert_int_equal(log.n_labels, 2);
    assert_int_equal(log.labels[0].n, OD_LOGGED_LABEL - 1);
    assert_string_equal(log.labels[1].p, "bird");
    od_answer_log_release(&log);
}

static void beyond_the_limit_labels_are_only_counted(void **state)
{
    od_answer_log log = {0};
    char label[16], want[60];

    (void)state;
    line(&log, 0);
    for (int i = 0; i < OD_UNKNOWN_LABELS_MAX; i++) {
        snprintf(label, sizeof label, "%d", i);
        assert_int_equal(od_answer_log_unknown(&log, od_str_of(label), NULL), OD_OK);
    }
    line(&log, 1);
    assert_int_equal(od_answer_log_unknown(&log, OD_STR("one more"), NULL), OD_OK);
    assert_int_equal(od_answer_log_unknown(&log, OD_STR("17"), NULL), OD_OK);

    snprintf(want, sizeof want, "%d=1 %d=17 ", OD_FOUND_LABEL_BEYOND, OD_FOUND_LABEL_UNKNOWN);
    assert_string_equal(findings(&log, 1), want);
    od_answer_log_release(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_any_size_come_back),
        cmocka_unit_test(a_count_of_0_is_not_kept_but_0_tokens_and_0_seconds_are),
        cmocka_unit_test(lines_that_are_dropped_take_their_findings_along),
        cmocka_unit_test(unknown_labels_are_known_by_their_beginning_cut_between_characters),
        cmocka_unit_test(beyond_the_limit_labels_are_only_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
