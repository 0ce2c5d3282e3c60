/* The parameters of an evaluation (semantics A2). */
#include "metric/protocol.h"
#include "unit/score_help.h"

static od_protocol standard(void)
{
    od_protocol p;

    od_protocol_default(&p);
    return p;
}

static void the_iou_thresholds_have_the_bits_of_numpys_linspace(void **state)
{
    static const double literal[] = {.5, .55, .6, .65, .7, .75, .8, .85, .9, .95};
    od_protocol p = standard();
    (void)state;

    assert_int_equal(p.n_iou, 10);
    for (uint32_t t = 0; t < 10; t++)
        assert_double_same("a threshold", p.iou[t], t == 8 ? 0x1.cccccccccccccp-1 : literal[t]);
    assert_true(p.iou[8] < .9); /* semantics A2: index 8 is 0.8999999999999999 */
}

static void the_recall_points_have_the_bits_of_numpys_linspace(void **state)
{
    static const int above[] = {35, 41, 47, 57, 69, 70, 82, 83, 94, 95}; /* semantics A2 */
    od_protocol p = standard();
    size_t n = 0;
    (void)state;

    for (int r = 0; r < OD_RECALL_POINTS; r++) {
        bool is_above = n < 10 && above[n] == r;

        assert_double_same("a recall point", p.recall[r], is_above ? nextafter(r / 100., 2) : r / 100.);
        n += is_above;
    }
    assert_int_equal(n, 10);
    assert_double_same("point 35", p.recall[35], 0.35000000000000003);
}

static void the_areas_and_limits_are_cocos(void **state)
{
    char text[200];
    od_protocol p = standard();
    (void)state;

    assert_string_equal(od_protocol_areas_text(&p, text, sizeof text),
                        "all=0:10000000000,small=0:1024,medium=1024:9216,large=9216:10000000000");
    assert_string_equal(od_protocol_max_dets_text(&p, text, sizeof text), "1,10,100");
    assert_string_equal(od_protocol_iou_text(&p, text, sizeof text), "0.5:0.95:0.05");
    assert_true(od_protocol_is_default(&p));
}

static void a_list_of_thresholds_is_taken_as_written(void **state)
{
    od_protocol p = standard();
    (void)state;

    assert_int_equal(od_protocol_set_iou(&p, "0.3,0.75,1", NULL), OD_OK);

    assert_int_equal(p.n_iou, 3);
    assert_double_same("the first", p.iou[0], .3);
    assert_double_same("the second", p.iou[1], .75);
    assert_double_same("the third", p.iou[2], 1);
    assert_false(od_protocol_is_default(&p));
}

static void a_range_of_thresholds_includes_both_ends(void **state)
{
    od_protocol p = standard();
    (void)state;

    assert_int_equal(od_protocol_set_iou(&p, "0.25:0.75:0.25", NULL), OD_OK);

    assert_int_equal(p.n_iou, 3);
    assert_double_same("the first", p.iou[0], .25);
    assert_double_same("the second", p.iou[1], .5);
    assert_double_same("the last", p.iou[2], .75);
}

static void cocos_range_written_out_is_the_default(void **state)
{
    od_protocol p = standard();
    (void)state;

    assert_int_equal(od_protocol_set_iou(&p, "0.5", NULL), OD_OK);
    assert_false(od_protocol_is_default(&p));
    assert_int_equal(od_protocol_set_iou(&p, "0.5:0.95:0.05", NULL), OD_OK);
    assert_true(od_protocol_is_default(&p));
}

typedef od_status (*setter)(od_protocol *p, const char *text, od_error *err);

/* Refused as a usage error that quotes the text and says what to do, and nothing has changed. */
static void assert_refuses(setter set, const char *text)
{
    od_protocol p = standard(), before = p;
    od_error err = {0};

    if (set(&p, text, &err) != OD_USAGE)
        fail_msg("\"%s\" is not refused", text);
    assert_int_equal(err.code, OD_USAGE);
    assert_says(err.what, text);
    assert_true(err.remedy[0] != '\0');
    assert_memory_equal(&p, &before, sizeof p);
}

static void thresholds_that_make_no_sense_are_refused(void **state)
{
    static const char *const bad[] = {
        "",        "x",         "0",           "-0.5",           "1.5",          "NaN",
        "0.5,",    ",0.5",      "0.5;0.6",     "0.75,0.5",       "0.5,0.5",      "0.5 ",
        "0.5:0.9", "0.5:0.9:0", "0.9:0.5:0.1", "0.5:0.5:0.1",    "0:0.5:0.1",    "0.5:1.5:0.1",
        "0.5:",    "0.5:0.9:x", "0.5:0.9:1",   "0.5:0.95:0.05,", "0.01:1:0.001", "0.5:0.9:0.3",
    };
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refuses(od_protocol_set_iou, bad[i]);
}

static void thirty_two_thresholds_are_the_most(void **state)
{
    char text[OD_IOU_MAX * 5 + 16] = "";
    od_protocol p = standard();
    od_error err = {0};
    (void)state;

    assert_int_equal(od_protocol_set_areas(&p, "all=0:1e10", NULL), OD_OK);
    for (int i = 0; i < OD_IOU_MAX; i++)
        snprintf(text + strlen(text), 8, "%s0.%02d", i ? "," : "", i + 1);
    assert_int_equal(od_protocol_set_iou(&p, text, &err), OD_OK);
    assert_int_equal(p.n_iou, OD_IOU_MAX);
    strcat(text, ",0.9");
    assert_int_equal(od_protocol_set_iou(&p, text, &err), OD_USAGE);
    assert_int_equal(p.n_iou, OD_IOU_MAX);
}

static void areas_are_named_and_may_overlap(void **state)
{
    od_protocol p = standard();
    (void)state;

    assert_int_equal(od_protocol_set_areas(&p, "all=0:1e10,tiny=0:256,dot=16:16", NULL), OD_OK);

    assert_int_equal(p.n_areas, 3);
    assert_string_equal(p.area[1].name, "tiny");
    assert_double_same("the upper end", p.area[1].high, 256);
    assert_double_same("one point", p.area[2].low, p.area[2].high);
}

static void areas_that_make_no_sense_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "all",
        "all=0",
        "=0:1",
        "all=1:0",
        "all=0:NaN",
        "all=0:1,",
        "all=0:1,all=0:2",
        "all=0:1,b",
        "a,b=0:1",
        "a_name_that_is_longer_than_23=0:1",
        "a=0:1,b=0:1,c=0:1,d=0:1,e=0:1,f=0:1,g=0:1,h=0:1,i=0:1",
        "all=0:1:2",
    };
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refuses(od_protocol_set_areas, bad[i]);
}

static void areas_times_thresholds_are_at_most_64(void **state)
{
    od_protocol p = standard();
    od_error err = {0};
    (void)state;

    assert_int_equal(od_protocol_set_areas(&p, "a=0:1,b=0:1,c=0:1,d=0:1,e=0:1,f=0:1", NULL), OD_OK);
    assert_int_equal(od_protocol_set_areas(&p, "a=0:1,b=0:1,c=0:1,d=0:1,e=0:1,f=0:1,g=0:1", &err), OD_USAGE);

    assert_int_equal(p.n_areas, 6);
    assert_string_equal(err.what, "7 area ranges with 10 IoU thresholds each are more than 64 combinations");
}

static void limits_rise_and_are_whole(void **state)
{
    static const char *const bad[] = {"",      "0",    "-1",  "1.5",   "10,1", "1,1",
                                      "1,10,", "1e10", "NaN", "1;100", "x",    "1,2,3,4,5,6,7,8,9"};
    od_protocol p = standard();
    (void)state;

    assert_int_equal(od_protocol_set_max_dets(&p, "5,300,1000000", NULL), OD_OK);
    assert_int_equal(p.n_max_dets, 3);
    assert_int_equal(p.max_dets[2], 1000000);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refuses(od_protocol_set_max_dets, bad[i]);
}

static void what_is_printed_reads_back_as_the_same(void **state)
{
    char text[1000];
    od_protocol p = standard(), q = standard();
    (void)state;

    assert_int_equal(od_protocol_set_iou(&p, "0.1:0.9:0.1", NULL), OD_OK);
    assert_int_equal(od_protocol_set_areas(&p, "all=0:Infinity,odd=0.1:12345.678", NULL), OD_OK);
    assert_int_equal(od_protocol_set_max_dets(&p, "1,7,300", NULL), OD_OK);

    assert_int_equal(od_protocol_set_iou(&q, od_protocol_iou_text(&p, text, sizeof text), NULL), OD_OK);
    assert_int_equal(od_protocol_set_areas(&q, od_protocol_areas_text(&p, text, sizeof text), NULL), OD_OK);
    assert_int_equal(od_protocol_set_max_dets(&q, od_protocol_max_dets_text(&p, text, sizeof text), NULL),
                     OD_OK);
    assert_memory_equal(&q, &p, sizeof p);
}

static void a_text_that_does_not_fit_is_cut(void **state)
{
    char text[8];
    od_protocol p = standard();
    (void)state;

    assert_string_equal(od_protocol_areas_text(&p, text, sizeof text), "all=0:1");
    assert_string_equal(od_protocol_max_dets_text(&p, text, 4), "1,1");
}

static void every_fix_has_a_row(void **state)
{
    unsigned all = 0;
    (void)state;

    for (const od_fix *f = od_fixes; f->bit; f++) {
        assert_int_equal(f->bit & (f->bit - 1), 0);
        assert_int_equal(all & f->bit, 0);
        assert_true(f->code[0] && f->text[0]);
        all |= f->bit;
    }
    assert_int_equal(all, OD_FIX_ALL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_iou_thresholds_have_the_bits_of_numpys_linspace),
        cmocka_unit_test(the_recall_points_have_the_bits_of_numpys_linspace),
        cmocka_unit_test(the_areas_and_limits_are_cocos),
        cmocka_unit_test(a_list_of_thresholds_is_taken_as_written),
        cmocka_unit_test(a_range_of_thresholds_includes_both_ends),
        cmocka_unit_test(cocos_range_written_out_is_the_default),
        cmocka_unit_test(thresholds_that_make_no_sense_are_refused),
        cmocka_unit_test(thirty_two_thresholds_are_the_most),
        cmocka_unit_test(areas_are_named_and_may_overlap),
        cmocka_unit_test(areas_that_make_no_sense_are_refused),
        cmocka_unit_test(areas_times_thresholds_are_at_most_64),
        cmocka_unit_test(limits_rise_and_are_whole),
        cmocka_unit_test(what_is_printed_reads_back_as_the_same),
        cmocka_unit_test(a_text_that_does_not_fit_is_cut),
        cmocka_unit_test(every_fix_has_a_row),
    };

    return cmocka_run_group_tests_name("protocol", tests, NULL, NULL);
}
