/* Metrics with their options, as people write them. */
#include "metric/metric.h"
#include "unit/score_help.h"

static const char *reprint(const char *text, char buf[100])
{
    od_metric_use use;
    od_error err = {0};

    must(od_metric_use_parse(&use, od_str_of(text), &err), &err);
    return od_metric_use_text(&use, buf, 100);
}

static void options_that_are_not_named_have_their_defaults(void **state)
{
    char buf[100];
    (void)state;

    assert_string_equal(reprint("AP", buf), "AP");
    assert_string_equal(reprint("nms_AP", buf), "nms_AP:iou=0.5:tie=last");
    assert_string_equal(reprint("greedy", buf), "greedy:iou=0.5:average=boxes");
}

static void options_are_taken_in_any_order(void **state)
{
    char buf[100];
    (void)state;

    assert_string_equal(reprint("nms_AP:tie=first:iou=0.75", buf), "nms_AP:iou=0.75:tie=first");
    assert_string_equal(reprint("greedy:average=images", buf), "greedy:iou=0.5:average=images");
    assert_string_equal(reprint("greedy:iou=1", buf), "greedy:iou=1:average=boxes");
}

static void what_is_printed_reads_back_as_the_same(void **state)
{
    static const char *const texts[] = {"AP", "nms_AP:iou=0.1:tie=first",
                                        "nms_AP:iou=0.30000000000000004:tie=last",
                                        "greedy:iou=0.95:average=images"};
    char buf[100];
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(reprint(texts[i], buf), texts[i]);
}

static void assert_refused(const char *text, const char *says, const char *advises)
{
    od_metric_use use;
    od_error err = {0};

    if (od_metric_use_parse(&use, od_str_of(text), &err) != OD_USAGE)
        fail_msg("\"%s\" is not refused", text);
    assert_says(err.what, says);
    assert_says(err.remedy, advises);
}

static void unknown_metrics_are_refused_with_what_there_is(void **state)
{
    (void)state;

    assert_refused("mAP", "there is no metric \"mAP\"", "AP, nms_AP, greedy");
    assert_refused("", "there is no metric \"\"", "AP, nms_AP, greedy");
    assert_refused("ap:iou=0.5", "there is no metric \"ap\"", "AP, nms_AP, greedy");
    assert_refused(" AP", "there is no metric \" AP\"", "AP, nms_AP, greedy");
}

static void options_that_make_no_sense_are_refused(void **state)
{
    (void)state;

    assert_refused("AP:iou=0.5", "metric AP does not take \"iou=0.5\"", "it has no options");
    assert_refused("nms_AP:tie=middle", "metric nms_AP does not take \"tie=middle\"", "tie=last|first");
    assert_refused("nms_AP:tie", "\"tie\"", "iou=NUMBER (above 0, at most 1), tie=last|first");
    assert_refused("nms_AP:iou", "iou", "odeval help nms_AP");
    assert_refused("nms_AP:iou=0", "iou=0", "odeval help nms_AP");
    assert_refused("nms_AP:iou=1.01", "iou=1.01", "odeval help nms_AP");
    assert_refused("nms_AP:iou=NaN", "iou=NaN", "odeval help nms_AP");
    assert_refused("nms_AP:iou=0.5x", "iou=0.5x", "odeval help nms_AP");
    assert_refused("nms_AP:iou=", "iou=", "odeval help nms_AP");
    assert_refused("nms_AP:threshold=0.5", "threshold", "odeval help nms_AP");
    assert_refused("nms_AP:iou=0.5:", "\"\"", "odeval help nms_AP");
    assert_refused("nms_AP:iou=0.5:iou=0.6", "metric nms_AP is given iou twice", "once");
    assert_refused("nms_AP:tie=last:iou=0.6:tie=last", "metric nms_AP is given tie twice", "once");
    assert_refused("nms_AP::tie=last", "\"\"", "odeval help nms_AP");
}

static void a_piece_of_a_longer_text_is_enough(void **state)
{
    const char *list = "nms_AP:tie=first,AP";
    od_metric_use use;
    char buf[100];
    (void)state;

    assert_int_equal(od_metric_use_parse(&use, (od_str){list, 16}, NULL), OD_OK);
    assert_string_equal(od_metric_use_text(&use, buf, sizeof buf), "nms_AP:iou=0.5:tie=first");
}

static void every_row_is_complete(void **state)
{
    (void)state;

    for (const od_metric *const *m = od_metrics; *m; m++) {
        assert_ptr_equal(od_metric_find((*m)->name), *m);
        assert_true((*m)->title[0] && (*m)->help[0] && (*m)->cite[0] && (*m)->primary[0]);
        assert_true((*m)->observe && (*m)->merge && (*m)->finish && (*m)->save && (*m)->load);
        for (size_t i = 0; i < OD_PARAMS_MAX && (*m)->params[i].name; i++)
            assert_true((*m)->params[i].help[0]);
    }
    assert_null(od_metric_find("audit"));
}

static void the_primary_score_is_one_that_the_metric_gives(void **state)
{
    (void)state;

    for (const od_metric *const *m = od_metrics; *m; m++)
        assert_near((*m)->name,
                    score_one(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)), DETS(DET(1, 1, 0, 0, 9, 9, 1)), (*m)->name,
                              (*m)->primary),
                    1, 5e-16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_are_not_named_have_their_defaults),
        cmocka_unit_test(options_are_taken_in_any_order),
        cmocka_unit_test(what_is_printed_reads_back_as_the_same),
        cmocka_unit_test(unknown_metrics_are_refused_with_what_there_is),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
        cmocka_unit_test(a_piece_of_a_longer_text_is_enough),
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(the_primary_score_is_one_that_the_metric_gives),
    };

    return cmocka_run_group_tests_name("metric_use", tests, NULL, NULL);
}
