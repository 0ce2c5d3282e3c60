/* What makes runs incomparable, and how comparable ones differ. */
#include "decision_fixture.h"

/* ---- comparability ---- */

/* The field of the only obstacle between two records; "" when there is none, "(several)" when there are more.
 */
static const char *only_obstacle(const hand_record *a, const hand_record *b)
{
    static char field[256];
    od_obstacles o;
    od_error err = {0};

    must(od_compare_check(&o, &a->record, &b->record, &err), &err);
    snprintf(field, sizeof field, "%s", o.n == 0 ? "" : o.n > 1 ? "(several)" : o.list[0].field);
    od_obstacles_free(&o);
    return field;
}

static void a_run_is_comparable_with_itself(void **state)
{
    hand_record a;

    (void)state;
    hand_make(&a);

    assert_string_equal(only_obstacle(&a, &a), "");
}

static void each_field_of_the_protocol_is_an_obstacle(void **state)
{
    const struct {
        size_t offset; /* of a text of od_record */
        const char *field;
    } cases[] = {
        {offsetof(od_record, bench), "bench"},
        {offsetof(od_record, definition_sha256), "bench.definition_sha256"},
        {offsetof(od_record, rules), "rules"},
        {offsetof(od_record, mode), "mode"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *other = "other";
        hand_record a, b;

        hand_make(&a);
        hand_make(&b);
        memcpy((char *)&b.record + cases[i].offset, &other, sizeof other);

        assert_string_equal(only_obstacle(&a, &b), cases[i].field);
        assert_string_equal(only_obstacle(&b, &a), cases[i].field);
    }
}

static void another_value_of_a_parameter_is_an_obstacle(void **state)
{
    const struct {
        const char *name, *value, *field;
    } cases[] = {
        {"iou", "0.5", "params.iou"},
        {"label_match", "folded", "params.label_match"},
        {"frame", "qwen2.5-vl", "params.frame"},
        {"metrics", "nms_AP:iou=0.5:tie=first,AP", "params.metrics"}, /* the tie rule */
        {"metrics", "AP,nms_AP:iou=0.5:tie=last", ""},                /* the order is nothing */
        {"metrics", "AP", ""},                                        /* a number that is missing */
        {"unknown", "drop", ""},                                      /* no score can see it */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hand_record a, b;

        hand_make(&a);
        hand_make(&b);
        for (unsigned k = 0; k < HAND_PARAMS; k++)
            if (strcmp(b.params[k].name, cases[i].name) == 0)
                b.params[k].value = cases[i].value;

        assert_string_equal(only_obstacle(&a, &b), cases[i].field);
        assert_string_equal(only_obstacle(&b, &a), cases[i].field);
    }
}

static void another_prompt_is_an_obstacle(void **state)
{
    hand_record a, b;
    od_obstacles o;
    od_error err = {0};

    (void)state;
    hand_make(&a);
    hand_make(&b);
    b.record.run.prompt_sha256 = "beef";
    must(od_compare_check(&o, &a.record, &b.record, &err), &err);

    assert_int_equal(o.n, 1);
    assert_string_equal(o.list[0].field, "run.prompt_sha256");
    assert_string_equal(o.list[0].a, "cafe");
    assert_string_equal(o.list[0].b, "beef");
    od_obstacles_free(&o);
}

static void another_detector_is_what_runs_are_compared_for(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    a.record.run.backend = "openai:model=a,seed=1";
    b.record.run.backend = "openai:model=b,seed=2";

    assert_string_equal(only_obstacle(&a, &b), "");
}

static void a_frame_and_a_prompt_that_one_run_lacks_are_none(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    b.record.n_params--; /* the frame stands last */
    b.record.run = (od_record_run){0};

    assert_string_equal(only_obstacle(&a, &b), "");
    assert_string_equal(only_obstacle(&b, &a), "");
}

static void a_parameter_nobody_knows_is_one_when_a_run_lacks_it(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    b.params[HAND_PARAMS - 1] = (od_named_text){"sharpening", "on"};

    assert_string_equal(only_obstacle(&a, &b), "params.sharpening");
    assert_string_equal(only_obstacle(&b, &a), "params.sharpening");
}

static void only_the_major_version_of_odeval_counts(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);

    b.record.odeval = "0.9.3";
    assert_string_equal(only_obstacle(&a, &b), "");
    b.record.odeval = "1.0.0";
    assert_string_equal(only_obstacle(&a, &b), "odeval");
}

static void other_ground_truth_is_an_obstacle_and_none_at_all_too(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);

    b.truth[1].sha256[0] = 'c';
    assert_string_equal(only_obstacle(&a, &b), "inputs.negation.json");
    b.subsets[1].n_inputs = 0;
    assert_string_equal(only_obstacle(&a, &b), "inputs.negation.json");
    a.subsets[1].n_inputs = 0; /* neither says: published numbers */
    assert_string_equal(only_obstacle(&a, &b), "");
}

static void other_subsets_are_an_obstacle_and_their_order_is_none(void **state)
{
    hand_record a, b;
    od_record_subset first;

    (void)state;
    hand_make(&a);
    hand_make(&b);

    first = b.subsets[0];
    b.subsets[0] = b.subsets[1];
    b.subsets[1] = first;
    assert_string_equal(only_obstacle(&a, &b), "");
    b.record.n_subsets = 1;
    assert_string_equal(only_obstacle(&a, &b), "subsets");
}

static void a_sample_is_an_obstacle_by_its_counts(void **state)
{
    hand_record a, b;

    (void)state;
    hand_make(&a);
    hand_make(&b);

    b.images[0][0].value = 6;
    b.images[0][1].value = 30; /* fewer ground truths follow from it */
    assert_string_equal(only_obstacle(&a, &b), "subsets.color.counts.images");
    b.images[0][0].value = 12; /* as many images, others */
    assert_string_equal(only_obstacle(&a, &b), "subsets.color.counts.gt");
}

/* ---- differences ---- */

/* Three images with a dog each; the detector finds those whose digit is 1, and says "cat" of nothing. */
static od_run_file run_that_finds(const char *which)
{
    char detections[512];
    size_t n = 0;
    scored s;

    for (int i = 0; i < 3; i++)
        if (which[i] == '1')
            n +=
                (size_t)snprintf(detections + n, sizeof detections - n,
                                 "%s{\"image_id\":%d,\"category_id\":1,\"bbox\":[0,0,100,100],\"score\":0.9}",
                                 n ? "," : "[", i + 1);
    snprintf(detections + n, sizeof detections - n, "%s", n ? "]" : "[]");
    s = score(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000) "," TRUTH(2, 2, 1, 0, 0, 100, 100, 10000) "," TRUTH(
                  3, 3, 1, 0, 0, 100, 100, 10000)),
              detections, "AP,greedy");
    return run_of(&s);
}

static const od_bootstrap_options bootstrap = {.resamples = 200, .confidence = .95, .threads = 1};

static od_comparison *compare(const od_run_file *a, const od_run_file *b, const od_bootstrap_options *options)
{
    od_comparison *c = NULL;
    od_error err = {0};

    must(od_compare(&c, a, b, options, 10, &err), &err);
    return c;
}

static const od_difference *difference(const od_comparison *c, const char *path)
{
    for (size_t i = 0; i < c->n_differences; i++)
        if (strcmp(c->differences[i].path, path) == 0)
            return &c->differences[i];
    fail_msg("there is no difference %s", path);
    return NULL;
}

static void the_headline_comes_first_and_subsets_last(void **state)
{
    hand_record a, b;
    od_run_file file_a, file_b;
    od_comparison *c;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    b.negation[0].value = .25;
    file_a = hand_file(&a, "a.json");
    file_b = hand_file(&b, "b.json");
    c = compare(&file_a, &file_b, &bootstrap);

    assert_int_equal(c->n_differences, 3 + 2 + 2);
    assert_string_equal(c->differences[0].path, "overall.nms_AP");
    assert_string_equal(c->differences[5].path, "subsets.negation.nms_AP");
    assert_true(c->differences[5].a == .6 && c->differences[5].b == .25);
    assert_true(isnan(c->differences[2].a));
    assert_true(isnan(c->differences[0].interval.low) && isnan(c->differences[0].p_greater));
    assert_says(c->no_intervals, "--save");
    assert_null(c->category_score);
    assert_null(c->image_score);
    od_comparison_free(c);
}

static void a_number_that_one_run_lacks_is_undefined_there(void **state)
{
    hand_record a, b;
    od_run_file file_a, file_b;
    od_comparison *c;

    (void)state;
    hand_make(&a);
    hand_make(&b);
    b.record.overall.n = 1; /* nms_AP only */
    file_a = hand_file(&a, "a.json");
    file_b = hand_file(&b, "b.json");
    c = compare(&file_a, &file_b, NULL);

    assert_true(difference(c, "overall.AP")->a == .6 && isnan(difference(c, "overall.AP")->b));
    od_comparison_free(c);
    c = compare(&file_b, &file_a, NULL);
    assert_true(isnan(difference(c, "overall.AP")->a) && difference(c, "overall.AP")->b == .6);
    od_comparison_free(c);
}

static void a_run_does_not_differ_from_itself(void **state)
{
    od_run_file run = run_that_finds("101");
    od_comparison *c = compare(&run, &run, &bootstrap);

    (void)state;
    assert_null(c->no_intervals);
    assert_true(difference(c, "overall.AP")->interval.low == 0);
    assert_true(difference(c, "overall.AP")->interval.high == 0);
    assert_true(difference(c, "overall.AP")->p_greater == 0);
    assert_int_equal(c->n_categories, 0);
    assert_int_equal(c->n_images, 0);
    od_comparison_free(c);
    od_run_file_release(&run);
}

/* Recall 1/3 and 2/3, precision 1: F1 is 2/4 and 4/5. */
static void the_image_that_is_found_now_is_a_mover(void **state)
{
    od_run_file a = run_that_finds("100"), b = run_that_finds("101");
    od_comparison *c = compare(&a, &b, &bootstrap);
    const od_difference *f1 = difference(c, "overall.greedy_f1");

    (void)state;
    assert_near("A", f1->a, .5, 1e-15);
    assert_near("B", f1->b, .8, 1e-15);
    assert_true(f1->interval.low == 0 && f1->interval.high > .5); /* image 3 may not be drawn; or only 3 */
    assert_true(f1->p_greater > .6 && f1->p_greater < .8);        /* 1 - (2/3)^3 = 0.70 */
    assert_string_equal(c->image_score, "greedy_f1");
    assert_int_equal(c->n_images, 1);
    assert_string_equal(c->images[0].name, "3");
    assert_true(c->images[0].a == 0 && c->images[0].b == 1);
    assert_string_equal(c->category_score, "AP");
    assert_int_equal(c->n_categories, 1);
    assert_string_equal(c->categories[0].name, "dog");
    od_comparison_free(c);
    od_run_file_release(&a);
    od_run_file_release(&b);
}

static void as_many_movers_as_asked_for(void **state)
{
    od_run_file a = run_that_finds("000"), b = run_that_finds("111");
    od_comparison *c = NULL;

    (void)state;
    assert_int_equal(od_compare(&c, &a, &b, NULL, 2, NULL), OD_OK);

    assert_int_equal(c->n_images, 2);
    assert_string_equal(c->images[0].name, "1"); /* equal changes: in the order of the images */
    assert_string_equal(c->images[1].name, "2");
    od_comparison_free(c);
    od_run_file_release(&a);
    od_run_file_release(&b);
}

static void runs_of_other_images_have_no_intervals(void **state)
{
    scored two =
        score(GT_OF(IMAGE(1) "," IMAGE(2), TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), "[]", "AP,greedy");
    od_run_file a = run_that_finds("100"), b = run_of(&two);
    od_comparison *c = compare(&a, &b, &bootstrap);

    (void)state;
    assert_says(c->no_intervals, "the same images");
    assert_int_equal(c->n_images, 0);
    od_comparison_free(c);
    od_run_file_release(&a);
    od_run_file_release(&b);
}

static void an_image_with_nothing_to_find_is_right_without_detections(void **state)
{
    scored quiet = score(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), "[]", "AP,greedy");
    scored loud =
        score(GT(TRUTH(1, 1, 1, 0, 0, 100, 100, 10000)), DETS(DET(2, 1, 0, 0, 100, 100, 0.5)), "AP,greedy");
    od_run_file a = run_of(&quiet), b = run_of(&loud);
    od_comparison *c = compare(&a, &b, &bootstrap);

    (void)state;
    assert_int_equal(c->n_images, 1);
    assert_string_equal(c->images[0].name, "2");
    assert_true(c->images[0].a == 1 && c->images[0].b == 0);
    od_comparison_free(c);
    od_run_file_release(&a);
    od_run_file_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_comparable_with_itself),
        cmocka_unit_test(each_field_of_the_protocol_is_an_obstacle),
        cmocka_unit_test(another_value_of_a_parameter_is_an_obstacle),
        cmocka_unit_test(another_prompt_is_an_obstacle),
        cmocka_unit_test(another_detector_is_what_runs_are_compared_for),
        cmocka_unit_test(a_frame_and_a_prompt_that_one_run_lacks_are_none),
        cmocka_unit_test(a_parameter_nobody_knows_is_one_when_a_run_lacks_it),
        cmocka_unit_test(only_the_major_version_of_odeval_counts),
        cmocka_unit_test(other_ground_truth_is_an_obstacle_and_none_at_all_too),
        cmocka_unit_test(other_subsets_are_an_obstacle_and_their_order_is_none),
        cmocka_unit_test(a_sample_is_an_obstacle_by_its_counts),
        cmocka_unit_test(the_headline_comes_first_and_subsets_last),
        cmocka_unit_test(a_number_that_one_run_lacks_is_undefined_there),
        cmocka_unit_test(a_run_does_not_differ_from_itself),
        cmocka_unit_test(the_image_that_is_found_now_is_a_mover),
        cmocka_unit_test(as_many_movers_as_asked_for),
        cmocka_unit_test(runs_of_other_images_have_no_intervals),
        cmocka_unit_test(an_image_with_nothing_to_find_is_right_without_detections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
