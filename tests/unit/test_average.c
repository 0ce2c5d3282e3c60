/* From subset scores to averages (semantics B5). */
#include "core/number.h"
#include "unit/score_help.h"

typedef struct averages {
    od_bench *bench;
    od_scores *subsets, *groups, *averages;
    const od_scores **given; /* NULL where a subset has none */
} averages;

static averages open_averages(void)
{
    averages a = {0};
    od_error err = {0};

    must(od_bench_open(&a.bench, "ovdeval", &err), &err);
    a.subsets = calloc(a.bench->n_subsets, sizeof *a.subsets);
    a.groups = calloc(a.bench->n_groups, sizeof *a.groups);
    a.averages = calloc(a.bench->n_averages, sizeof *a.averages);
    a.given = calloc(a.bench->n_subsets, sizeof *a.given);
    assert_true(a.subsets && a.groups && a.averages && a.given);
    return a;
}

static void give(averages *a, const char *subset, const char *score, double value)
{
    uint32_t i = od_bench_find_subset(a->bench, subset);

    assert_int_not_equal(i, OD_NONE);
    assert_int_equal(od_scores_set(&a->subsets[i], score, value, NULL), OD_OK);
    a->given[i] = &a->subsets[i];
}

static void average(averages *a)
{
    od_error err = {0};

    must(od_bench_average(a->bench, a->given, a->groups, a->averages, &err), &err);
}

static void close_averages(averages *a)
{
    for (uint32_t i = 0; i < a->bench->n_subsets; i++)
        od_scores_free(&a->subsets[i]);
    for (uint32_t i = 0; i < a->bench->n_groups; i++)
        od_scores_free(&a->groups[i]);
    for (uint32_t i = 0; i < a->bench->n_averages; i++)
        od_scores_free(&a->averages[i]);
    free(a->subsets);
    free(a->groups);
    free(a->averages);
    free(a->given);
    od_bench_free(a->bench);
}

static double in_list(const od_bench_list *lists, const od_scores *scores, uint32_t n, const char *name,
                      const char *score)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(lists[i].name, name) == 0)
            return od_scores_get(&scores[i], score);
    fail_msg("there is no %s", name);
    return NAN;
}

static double group_of(const averages *a, const char *name)
{
    return in_list(a->bench->groups, a->groups, a->bench->n_groups, name, "nms_AP");
}

static double average_of(const averages *a, const char *name)
{
    return in_list(a->bench->averages, a->averages, a->bench->n_averages, name, "nms_AP");
}

static void assert_prints(double fraction, const char *percent)
{
    char text[40];

    od_number_fixed(text, sizeof text, 100 * fraction, 2);
    assert_string_equal(text, percent);
}

/* The report's tables as the definition carries them. */
static void give_published(averages *a, const char *model)
{
    for (uint32_t i = 0; i < a->bench->n_published; i++) {
        const od_bench_published *p = &a->bench->published[i];

        if (strcmp(p->model, model) == 0 && p->subset != OD_NONE)
            give(a, a->bench->subsets[p->subset].name, p->score, p->value);
    }
}

static void the_four_published_averages_come_out(void **state)
{
    static const struct {
        const char *model, *groups5, *flat8;
    } rows[] = {
        {"Qwen2.5-VL-3B", "25.46", "21.90"},
        {"Qwen2.5-VL-7B", "29.08", "29.75"},
        {"Qwen2.5-VL-3B, SFT", "26.50", "28.64"},
        {"Qwen2.5-VL-3B, RL (VLM-R1)", "31.01", "31.73"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        averages a = open_averages();

        give_published(&a, rows[i].model);
        average(&a);

        assert_string_equal(a.bench->averages[a.bench->headline].name, "groups5");
        assert_prints(average_of(&a, "groups5"), rows[i].groups5);
        assert_prints(average_of(&a, "flat8"), rows[i].flat8);
        assert_true(isnan(average_of(&a, "flat9")));
        close_averages(&a);
    }
}

static void a_group_is_the_mean_of_its_subsets(void **state)
{
    averages a = open_averages();
    (void)state;

    give_published(&a, "Qwen2.5-VL-3B");
    average(&a);

    assert_near("proper noun", group_of(&a, "proper_noun"), (.132 + .265 + .213) / 3, 1e-16);
    assert_near("attribute", group_of(&a, "attribute"), (.029 + .116) / 2, 1e-16);
    assert_double_same("position", group_of(&a, "position"), .479);
    assert_true(isnan(group_of(&a, "object")));
    close_averages(&a);
}

static void the_flat_mean_of_nine_needs_coco(void **state)
{
    averages a = open_averages();
    (void)state;

    give_published(&a, "Qwen2.5-VL-3B");
    give(&a, "coco", "nms_AP", .3);
    average(&a);

    assert_near("flat9", average_of(&a, "flat9"), (8 * .219 + .3) / 9, 1e-15); /* flat8 is 21.90 */
    assert_prints(average_of(&a, "groups5"), "25.46");
    assert_prints(average_of(&a, "flat8"), "21.90");
    assert_double_same("object", group_of(&a, "object"), .3);
    close_averages(&a);
}

static void without_one_subset_there_is_no_mean(void **state)
{
    averages a = open_averages();
    (void)state;

    give_published(&a, "Qwen2.5-VL-3B");
    a.given[od_bench_find_subset(a.bench, "logo")] = NULL;
    average(&a);

    assert_true(isnan(group_of(&a, "proper_noun")));
    assert_double_same("position", group_of(&a, "position"), .479);
    assert_true(isnan(average_of(&a, "groups5")));
    assert_true(isnan(average_of(&a, "flat8")));
    close_averages(&a);
}

static void a_score_that_one_subset_lacks_has_no_mean(void **state)
{
    averages a = open_averages();
    (void)state;

    give_published(&a, "Qwen2.5-VL-3B");
    give(&a, "celebrity", "AP", .5);
    average(&a);

    assert_true(isnan(in_list(a.bench->groups, a.groups, a.bench->n_groups, "proper_noun", "AP")));
    assert_prints(average_of(&a, "groups5"), "25.46");
    close_averages(&a);
}

static void an_undefined_score_makes_the_mean_undefined(void **state)
{
    averages a = open_averages();
    (void)state;

    give_published(&a, "Qwen2.5-VL-3B");
    give(&a, "negation", "nms_AP", NAN);
    average(&a);

    assert_true(isnan(average_of(&a, "groups5")));
    assert_near("proper noun", group_of(&a, "proper_noun"), .61 / 3, 1e-15);
    close_averages(&a);
}

static void counts_are_not_averaged(void **state)
{
    averages a = open_averages();
    (void)state;

    give_published(&a, "Qwen2.5-VL-3B");
    for (uint32_t i = 1; i < a.bench->n_subsets; i++)
        assert_int_equal(od_scores_set_count(&a.subsets[i], "images", 100, NULL), OD_OK);
    average(&a);

    assert_null(od_scores_find(&a.averages[a.bench->headline], "images"));
    close_averages(&a);
}

static void without_any_scores_nothing_is_named(void **state)
{
    averages a = open_averages();
    (void)state;

    average(&a);

    for (uint32_t i = 0; i < a.bench->n_averages; i++)
        assert_int_equal(a.averages[i].n, 0);
    assert_true(isnan(average_of(&a, "groups5")));
    close_averages(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_four_published_averages_come_out),
        cmocka_unit_test(a_group_is_the_mean_of_its_subsets),
        cmocka_unit_test(the_flat_mean_of_nine_needs_coco),
        cmocka_unit_test(without_one_subset_there_is_no_mean),
        cmocka_unit_test(a_score_that_one_subset_lacks_has_no_mean),
        cmocka_unit_test(an_undefined_score_makes_the_mean_undefined),
        cmocka_unit_test(counts_are_not_averaged),
        cmocka_unit_test(without_any_scores_nothing_is_named),
    };

    return cmocka_run_group_tests_name("average", tests, NULL, NULL);
}
