/* What a report says of answers that came as text; the record is made by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/answers.h"
#include "report/check.h"

#define LIST(values)                                                                                         \
    {                                                                                                        \
        (values), sizeof(values) / sizeof *(values)                                                          \
    }

static od_named_value statuses[] = {{"parsed", 480},       {"repaired", 12}, {"truncated", 3},
                                    {"declared_empty", 0}, {"refused", 1},   {"unparsable", 1},
                                    {"failed", 1003}};
static od_named_value repairs[] = {{"trailing_comma", 11}, {"cut", 1}};
static od_named_value passed[] = {{"point", 4}};
static od_named_value boxes[] = {
    {"read", 1500}, {"reversed", 0}, {"flat", 2}, {"repeated", 1}, {"unknown_label", 37}};
static od_named_value lengths[] = {{"answer_bytes", 49700}, {"think_answers", 300}, {"think_bytes", 60000}};
static od_named_value reading[] = {{"strict_boxes", 480}, {"lenient_boxes", 1500}, {"differ", 20}};
static od_record_label labels[] = {{"puppy", 20}, {"kitten", 9}, {"line\nend", 2}, {"d", 2},
                                   {"e", 2},      {"f", 1},      {"g", 1}};
static od_named_value scores[] = {{"AP", 0.5}, {"greedy_precision", 0.25}};

static od_record text_record(void)
{
    return (od_record){.odeval = "1",
                       .bench = "coco",
                       .rules = "reference",
                       .mode = "all",
                       .primary = "AP",
                       .overall = LIST(scores),
                       .frame = "qwen2.5-vl",
                       .reader = "lenient",
                       .answers = {.n = 1500,
                                   .statuses = LIST(statuses),
                                   .repairs = LIST(repairs),
                                   .passed = LIST(passed),
                                   .boxes = LIST(boxes),
                                   .lengths = LIST(lengths),
                                   .labels = labels,
                                   .n_labels = 7,
                                   .n_listed = 7}};
}

static char *answers_text(const od_record *r, bool verbose)
{
    const od_report_style style = {.width = 80, .verbose = verbose};
    od_buffer text = {0};

    assert_int_equal(od_buffer_add(&text, "", 0, NULL), OD_OK);
    assert_int_equal(od_answers_text(&text, r, &style, NULL), OD_OK);
    return text.bytes;
}

static void assert_line(const char *text, const char *line)
{
    const char *at = strstr(text, line);

    if (!at || (at > text && at[-1] != '\n') || at[strlen(line)] != '\n')
        fail_msg("there is no line \"%s\" in:\n%s", line, text);
}

static void every_status_that_came_up_is_counted(void **state)
{
    od_record r = text_record();
    char *text = answers_text(&r, false);
    (void)state;

    assert_line(text, "Answers: 1,500 read as qwen2.5-vl: 480 parsed, 12 repaired, 3 truncated, 1 refused, 1 "
                      "unparsable, 1,003 failed.");
    free(text);
}

static void repairs_and_what_was_passed_over_are_said_in_words(void **state)
{
    od_record r = text_record();
    char *text = answers_text(&r, false), line[400];
    (void)state;

    snprintf(line, sizeof line, "Repaired answers: %s (11), %s (1).",
             od_repair_words(OD_REPAIR_TRAILING_COMMA), od_repair_words(OD_REPAIR_CUT));
    assert_line(text, line);
    snprintf(line, sizeof line, "No boxes, and passed over: %s (4).", od_passed_words(OD_PASSED_POINT));
    assert_line(text, line);
    assert_line(text, "Boxes: 1,500 read, 2 without area, 1 that repeat another of their answer.");
    free(text);
}

static void lengths_are_means(void **state)
{
    od_record r = text_record();
    char *text = answers_text(&r, false);
    (void)state;

    assert_line(text, "Lengths, on average: answers 100 bytes; thoughts 200 bytes, in 300 answers.");
    free(text);
}

static void the_first_unknown_labels_are_named_and_all_on_request(void **state)
{
    od_record r = text_record();
    char *some = answers_text(&r, false), *all = answers_text(&r, true);
    (void)state;

    assert_line(
        some, "Unknown labels: 37 boxes carry 7 labels that no category has, counted as false positives by "
              "greedy_precision; AP cannot see them: puppy 20, kitten 9, line end 2, d 2, e 2, f 1, ... (-v "
              "for all).");
    assert_line(all,
                "Unknown labels: 37 boxes carry 7 labels that no category has, counted as false positives by "
                "greedy_precision; AP cannot see them: puppy 20, kitten 9, line end 2, d 2, e 2, f 1, g 1.");
    free(some);
    free(all);
}

static void a_strict_reader_stands_beside_the_lenient_one(void **state)
{
    od_record r = text_record();
    char *text;
    (void)state;

    r.reader = "vlm-r1-od";
    r.answers.reading = (od_record_scores)LIST(reading);
    text = answers_text(&r, false);

    assert_line(text, "Read as vlm-r1-od does: 480 boxes; leniently 1,500; 20 answers differ.");
    free(text);
}

static void without_answers_there_is_no_text(void **state)
{
    od_record r = text_record();
    char *text;
    (void)state;

    r.answers.n = 0;
    text = answers_text(&r, false);

    assert_string_equal(text, "");
    free(text);
}

/* ---- check ---- */

static od_named_value numbers[] = {{"boxes", 1500}, {"integers", 1500}, {"largest", 998.5}};
static od_record_frame frames[] = {{"qwen3-vl", "0..1000", .declared = true, .fits = true, .boxes = 1500,
                                    .outside = 0, .reversed = 0.001, .flat = 0.013, .reach_x = 0.98,
                                    .reach_y = 0.97},
                                   {"pixels", "pixels", .boxes = 0, .outside = NAN, .reversed = NAN,
                                    .flat = NAN, .reach_x = NAN, .reach_y = NAN}};
static od_record_warning warnings[] = {{.code = "params", .text = "not of health", .count = 1},
                                       {.code = "x", .text = "a remark", .count = 1, .notice = true}};

static char *check_text(const od_record *r)
{
    const od_report_style style = {.width = 80};
    od_buffer text = {0};

    assert_int_equal(od_check_write(r, &style, true, &text, NULL), OD_OK);
    return text.bytes;
}

static void the_table_of_frames_marks_the_declared_one_and_those_that_fit(void **state)
{
    od_record r = text_record();
    char *text;
    (void)state;

    r.numbers = (od_record_scores)LIST(numbers);
    r.frames = frames;
    r.n_frames = 2;
    text = check_text(&r);

    assert_line(text, "frame       boxes  outside  reversed  flat  reach x  reach y");
    assert_line(text, "qwen3-vl *   1500     0.0%      0.1%  1.3%     0.98     0.97  fits");
    assert_line(text, "pixels          0      n/a       n/a   n/a      n/a      n/a");
    assert_line(text, "Numbers: all integers in 100.0% of 1500 boxes; the largest is 998.5.");
    free(text);
}

static void remarks_and_what_is_of_scores_are_no_findings(void **state)
{
    od_record r = text_record();
    char *text;
    (void)state;

    r.warnings = warnings;
    r.n_warnings = 2;
    text = check_text(&r);

    assert_int_equal(od_record_findings(&r), 0);
    assert_line(text, "Nothing was found.");
    assert_null(strstr(text, "not of health"));
    assert_null(strstr(text, "a remark"));
    free(text);
}

static void a_warning_is_a_finding(void **state)
{
    od_record_warning warning = {.code = "unknown_image", .text = "it is bad", .subset = "logo", .count = 3};
    od_record r = text_record();
    char *text;
    (void)state;

    r.warnings = &warning;
    r.n_warnings = 1;
    text = check_text(&r);

    assert_int_equal(od_record_findings(&r), 1);
    assert_line(text, "- logo: it is bad");
    assert_null(strstr(text, "Nothing was found"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_that_came_up_is_counted),
        cmocka_unit_test(repairs_and_what_was_passed_over_are_said_in_words),
        cmocka_unit_test(lengths_are_means),
        cmocka_unit_test(the_first_unknown_labels_are_named_and_all_on_request),
        cmocka_unit_test(a_strict_reader_stands_beside_the_lenient_one),
        cmocka_unit_test(without_answers_there_is_no_text),
        cmocka_unit_test(the_table_of_frames_marks_the_declared_one_and_those_that_fit),
        cmocka_unit_test(remarks_and_what_is_of_scores_are_no_findings),
        cmocka_unit_test(a_warning_is_a_finding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
