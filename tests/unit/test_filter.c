/* Protocols that score a part of a data set (semantics C3). */
#include <stdlib.h>

#include "dataset/filter.h"
#include "unit/dataset_help.h"

/* Five images, two categories; with at most 2 boxes (N = 2):
 *   image 1: dogs 1 2, cats 3 4 5            dogs stay, cats go
 *   image 2: one dog 6, a crowd of dogs 7    dogs stay with the crowd
 *   image 3: a crowd of cats 8               cats go
 *   image 4: nothing
 *   image 5: one dog 9, one cat 10           all stay */
static od_dataset *menagerie(void)
{
    static const struct {
        int id, image, category;
        unsigned flags;
    } rows[] = {{1, 1, 1, 0},
                {2, 1, 1, 0},
                {3, 1, 2, 0},
                {4, 1, 2, 0},
                {5, 1, 2, 0},
                {6, 2, 1, 0},
                {7, 2, 1, OD_TRUTH_CROWD},
                {8, 3, 2, OD_TRUTH_CROWD},
                {9, 5, 1, 0},
                {10, 5, 2, 0}};
    od_dataset_builder *b = NULL;
    od_dataset *set = NULL;

    assert_int_equal(od_dataset_builder_create(&b, NULL), OD_OK);
    for (int i = 1; i <= 5; i++)
        assert_int_equal(
            od_dataset_add_image(b, &(od_image_entry){.id = ID(i), .width = 9, .height = 9}, NULL), OD_OK);
    assert_int_equal(od_dataset_add_category(b, ID(1), OD_STR("dog"), NULL), OD_OK);
    assert_int_equal(od_dataset_add_category(b, ID(2), OD_STR("cat"), NULL), OD_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        od_truth_entry t = {rows[i].id, ID(rows[i].image), ID(rows[i].category), {0, 0, 5, 5},
                            25,         rows[i].flags};
        assert_int_equal(od_dataset_add_truth(b, &t, (od_place){0}, NULL), OD_OK);
    }
    assert_int_equal(od_dataset_finish(&set, b, "gt", NULL), OD_OK);
    return set;
}

static od_dataset *filtered(const char *name, uint32_t boxes, od_mode mode)
{
    od_dataset *set = menagerie();
    od_error err = {0};

    assert_int_equal(od_dataset_filter(set, od_filter_find(name), boxes, mode, &err), OD_OK);
    return set;
}

static void assert_excluded(const od_dataset *set, const char *expected)
{
    char text[8] = "";

    for (uint32_t i = 0; i < set->n_images; i++)
        text[i] = set->image_excluded[i] ? 'x' : '.';
    assert_string_equal(text, expected);
}

static void categories_with_too_many_boxes_go(void **state)
{
    od_dataset *set;
    (void)state;

    set = filtered("category_at_most", 2, OD_MODE_ALL);

    assert_truths(set, 0, "1 2");
    assert_truths(set, 1, "6 7"); /* crowds are not counted, and stay with their category */
    assert_truths(set, 2, "");    /* nothing but a crowd is not 1 to N boxes */
    assert_truths(set, 4, "9 10");
    assert_excluded(set, ".....");
    assert_int_equal(od_dataset_truths(set), 6);
    assert_int_equal(od_dataset_images(set), 5);
    od_dataset_free(set);
}

static void what_was_taken_out_of_an_image_is_remembered(void **state)
{
    static const uint32_t start[] = {0, 1, 1, 2, 2, 2};
    static const uint32_t cats[] = {1, 1};
    od_dataset *set;
    (void)state;

    set = filtered("category_at_most", 2, OD_MODE_ALL);

    assert_memory_equal(set->removed_start, start, sizeof start);
    assert_memory_equal(set->removed, cats, sizeof cats);
    od_dataset_free(set);
}

static void removed_categories_are_ascending(void **state)
{
    static const uint32_t image_5[] = {0, 1};
    od_dataset *set = menagerie();
    (void)state;

    set->truth_category[8] = 1; /* the cat of image 5 first */
    set->truth_category[9] = 0;
    assert_int_equal(od_dataset_filter(set, od_filter_find("image_at_most"), 1, OD_MODE_ALL, NULL), OD_OK);

    assert_int_equal(set->removed_start[5] - set->removed_start[4], 2);
    assert_memory_equal(set->removed + set->removed_start[4], image_5, sizeof image_5);
    od_dataset_free(set);
}

static void images_that_keep_no_category_are_left_out_in_mode_positive(void **state)
{
    od_dataset *set;
    (void)state;

    set = filtered("category_at_most", 2, OD_MODE_POSITIVE);

    assert_excluded(set, "..xx.");
    assert_int_equal(od_dataset_images(set), 3);
    od_dataset_free(set);
}

static void the_parameter_is_inclusive_and_0_means_the_default(void **state)
{
    od_dataset *set;
    (void)state;

    set = filtered("category_at_most", 3, OD_MODE_ALL);
    assert_truths(set, 0, "1 2 3 4 5");
    od_dataset_free(set);

    set = filtered("category_at_most", 1, OD_MODE_ALL);
    assert_truths(set, 0, "");
    od_dataset_free(set);

    set = filtered("category_at_most", 0, OD_MODE_ALL); /* 10 */
    assert_truths(set, 0, "1 2 3 4 5");
    od_dataset_free(set);
}

static void one_box_per_category_means_one_and_no_crowd(void **state)
{
    od_dataset *set;
    (void)state;

    set = filtered("one_box_per_category", 0, OD_MODE_ALL);

    assert_excluded(set, "xxxx.");
    assert_truths(set, 0, "");
    assert_truths(set, 4, "9 10");
    assert_int_equal(od_dataset_truths(set), 2);
    od_dataset_free(set);
}

static void image_at_most_counts_boxes_that_are_no_crowds(void **state)
{
    od_dataset *set;
    (void)state;

    set = filtered("image_at_most", 1, OD_MODE_ALL);
    assert_excluded(set, "x.xxx");
    assert_truths(set, 1, "6 7");
    od_dataset_free(set);

    set = filtered("image_at_most", 0, OD_MODE_ALL); /* 10 */
    assert_excluded(set, "..xx.");
    od_dataset_free(set);
}

/* The mode looks at the images as they are before the filter. */
static void mode_1bbox_leaves_out_images_with_more_than_one_box_of_a_category(void **state)
{
    od_dataset *set;
    (void)state;

    set = filtered("category_at_most", 0, OD_MODE_ONE_BOX);

    assert_excluded(set, "xxxx.");
    assert_int_equal(od_dataset_truths(set), 2);
    od_dataset_free(set);
}

static void unlisted_truths_go_with_any_filter(void **state)
{
    od_dataset *set = menagerie();
    (void)state;

    set->truth_category[0] = OD_NONE; /* truth 1 */
    assert_int_equal(od_dataset_filter(set, od_filter_find("category_at_most"), 0, OD_MODE_ALL, NULL), OD_OK);

    assert_truths(set, 0, "2 3 4 5");
    od_dataset_free(set);
}

/* The last annotation of an id is looked for among those that are left. */
static void an_id_whose_last_annotation_went_stands_for_one_that_stayed(void **state)
{
    od_dataset *set = menagerie();
    (void)state;

    assert_null(set->truth_id);
    set->truth_id = calloc(set->n_truths, sizeof *set->truth_id);
    assert_non_null(set->truth_id);
    for (uint32_t t = 0; t < set->n_truths; t++)
        set->truth_id[t] = t + 1;
    set->truth_id[2] = set->truth_id[5] = 5; /* a cat of image 1 that goes; the dog of image 2 */
    assert_int_equal(od_dataset_filter(set, od_filter_find("category_at_most"), 2, OD_MODE_ALL, NULL), OD_OK);

    assert_indexed(set, 0, "1 2");
    assert_indexed(set, 1, "5 7");
    assert_ptr_equal(set->indexed, set->by_image);
    od_dataset_free(set);
}

static void a_data_set_is_filtered_once(void **state)
{
    od_dataset *set = filtered("image_at_most", 0, OD_MODE_ALL);
    od_error err = {0};
    (void)state;

    assert_int_equal(od_dataset_filter(set, od_filters[0], 0, OD_MODE_ALL, &err), OD_USAGE);

    assert_string_equal(err.what, "a data set can be filtered only once");
    od_dataset_free(set);
}

static void filters_are_found_by_name(void **state)
{
    (void)state;

    assert_string_equal(od_filter_find("category_at_most")->name, "category_at_most");
    assert_int_equal(od_filter_find("category_at_most")->boxes, 10);
    assert_int_equal(od_filter_find("image_at_most")->boxes, 10);
    assert_null(od_filter_find("category_at_mos"));
    assert_null(od_filter_find(""));
}

static void modes_have_names(void **state)
{
    od_mode mode;
    (void)state;

    assert_string_equal(od_mode_name(OD_MODE_ALL), "all");
    assert_string_equal(od_mode_name(OD_MODE_POSITIVE), "positive");
    assert_string_equal(od_mode_name(OD_MODE_ONE_BOX), "1bbox");
    assert_null(od_mode_name((od_mode)3));
    assert_true(od_mode_parse("1bbox", &mode));
    assert_int_equal(mode, OD_MODE_ONE_BOX);
    assert_false(od_mode_parse("none", &mode));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(categories_with_too_many_boxes_go),
        cmocka_unit_test(what_was_taken_out_of_an_image_is_remembered),
        cmocka_unit_test(removed_categories_are_ascending),
        cmocka_unit_test(images_that_keep_no_category_are_left_out_in_mode_positive),
        cmocka_unit_test(the_parameter_is_inclusive_and_0_means_the_default),
        cmocka_unit_test(one_box_per_category_means_one_and_no_crowd),
        cmocka_unit_test(image_at_most_counts_boxes_that_are_no_crowds),
        cmocka_unit_test(mode_1bbox_leaves_out_images_with_more_than_one_box_of_a_category),
        cmocka_unit_test(unlisted_truths_go_with_any_filter),
        cmocka_unit_test(an_id_whose_last_annotation_went_stands_for_one_that_stayed),
        cmocka_unit_test(a_data_set_is_filtered_once),
        cmocka_unit_test(filters_are_found_by_name),
        cmocka_unit_test(modes_have_names),
    };

    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
