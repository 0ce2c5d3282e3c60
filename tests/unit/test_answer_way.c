#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "prediction/answers.h"

static od_answer_way way;
static od_error err;

static od_status parse(const char *frame, const char *reader, const char *min, const char *max,
                       const char *patch)
{
    err = (od_error){0};
    return od_answer_way_parse(&way, frame, reader, min, max, patch, &err);
}

static void nothing_given_means_no_frame_and_lenient_reading(void **state)
{
    (void)state;
    assert_int_equal(parse(NULL, NULL, NULL, NULL, NULL), OD_OK);

    assert_false(way.has_frame);
    assert_null(way.family);
    assert_null(way.strict);
}

static void a_family_brings_its_frame(void **state)
{
    (void)state;
    assert_int_equal(parse("qwen3-vl", "lenient", NULL, NULL, NULL), OD_OK);

    assert_true(way.has_frame);
    assert_string_equal(way.family->name, "qwen3-vl");
    assert_int_equal(way.frame.space, OD_SPACE_SCALED);
    assert_true(way.frame.divisor == 1000);
    assert_null(way.strict);
}

static void an_alias_is_the_family(void **state)
{
    (void)state;
    assert_int_equal(parse("vlm-r1", NULL, NULL, NULL, NULL), OD_OK);

    assert_string_equal(way.family->name, "qwen2.5-vl");
}

static void a_frame_of_ones_own_has_no_family(void **state)
{
    (void)state;
    assert_int_equal(parse("space=1000,order=yxyx", "vlm-r1-od", NULL, NULL, NULL), OD_OK);

    assert_null(way.family);
    assert_true(way.has_frame);
    assert_int_equal(way.frame.order, OD_ORDER_YXYX);
    assert_string_equal(way.strict->name, "vlm-r1-od");
}

static void pixels_and_patch_go_into_the_frame(void **state)
{
    (void)state;
    assert_int_equal(parse("qwen2.5-vl", NULL, NULL, "1003520", NULL), OD_OK);
    assert_int_equal(way.frame.factor, 28);
    assert_true(way.frame.min_pixels == 3136); /* semantics E3: 4 x 28 x 28 */
    assert_true(way.frame.max_pixels == 1003520);
    assert_int_equal(way.frame.resize, OD_RESIZE_QWEN);

    assert_int_equal(parse("qwen2.5-vl", NULL, NULL, NULL, "16"), OD_OK);
    assert_int_equal(way.frame.factor, 32);
    assert_true(way.frame.min_pixels == 4096); /* 4 x 32 x 32: the least follows the patch */

    assert_int_equal(parse("space=input", NULL, "3136", NULL, NULL), OD_OK);
    assert_int_equal(way.frame.resize, OD_RESIZE_QWEN);
}

static void what_makes_no_sense_is_named_with_what_there_is(void **state)
{
    static const struct {
        const char *frame, *reader, *min, *patch, *what, *remedy;
    } cases[] = {
        {"qwen2.5vl", NULL, NULL, NULL, "no frame \"qwen2.5vl\"", "did you mean qwen2.5-vl"},
        {"xyzzyxyzzy", NULL, NULL, NULL, "no frame \"xyzzyxyzzy\"", "odeval list frames"},
        {"qwen3-vl", "vlm-r1-odd", NULL, NULL, "no reader \"vlm-r1-odd\"", "did you mean vlm-r1-od"},
        {"qwen3-vl", "xyzzyxyzzy", NULL, NULL, "no reader", "odeval list readers"},
        {"qwen3-vl", NULL, NULL, "16", "--patch says how large the model saw an image", "leave it out"},
        {NULL, NULL, "3136", NULL, "--min-pixels says how large", "--frame"},
        {"qwen2.5-vl", NULL, "-1", NULL, "min-pixels", ""},
        {"qwen2.5-vl", NULL, NULL, "0", "patch", ""},
        {"space=1000,size=3", NULL, NULL, NULL, "\"size\"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse(cases[i].frame, cases[i].reader, cases[i].min, NULL, cases[i].patch),
                         OD_USAGE);
        assert_non_null(strstr(err.what, cases[i].what));
        assert_non_null(strstr(err.remedy, cases[i].remedy));
    }
}

static void policies_for_duplicates_are_told_by_name(void **state)
{
    od_duplicates policy = OD_DUPLICATES_STANDARD;

    (void)state;
    assert_int_equal(od_duplicates_parse(&policy, "first", NULL), OD_OK);
    assert_int_equal(policy, OD_DUPLICATES_FIRST);
    assert_int_equal(od_duplicates_parse(&policy, "second", &err), OD_USAGE);
    assert_null(od_duplicates_name((od_duplicates)5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given_means_no_frame_and_lenient_reading),
        cmocka_unit_test(a_family_brings_its_frame),
        cmocka_unit_test(an_alias_is_the_family),
        cmocka_unit_test(a_frame_of_ones_own_has_no_family),
        cmocka_unit_test(pixels_and_patch_go_into_the_frame),
        cmocka_unit_test(what_makes_no_sense_is_named_with_what_there_is),
        cmocka_unit_test(policies_for_duplicates_are_told_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
