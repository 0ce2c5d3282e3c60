/* The data set as the builder makes it. */
#include <math.h>

#include "unit/dataset_help.h"

static void images_and_categories_are_in_order_of_their_ids(void **state)
{
    od_dataset_builder *b = new_builder();
    od_dataset *set;
    (void)state;

    put_image(b, TEXT_ID("b"), NULL);
    put_image(b, ID(10), NULL);
    put_image(b, TEXT_ID("a"), NULL);
    put_image(b, ID(-3), NULL);
    put_image(b, ID(9), NULL);
    put_category(b, ID(2), "two");
    put_category(b, ID(0), "zero");
    set = finish_set(b);

    assert_int_equal(set->n_images, 5);
    assert_int_equal(set->image_id[0].number, -3);
    assert_int_equal(set->image_id[1].number, 9);
    assert_int_equal(set->image_id[2].number, 10);
    assert_string_equal(set->image_id[3].text, "a");
    assert_string_equal(set->image_id[4].text, "b");
    assert_int_equal(od_dataset_image(set, TEXT_ID("b")), 4);
    assert_int_equal(od_dataset_image(set, ID(3)), OD_NONE);
    assert_memory_equal(set->category_name[0].p, "zero", 4);
    assert_int_equal(od_dataset_category(set, ID(2)), 1);
    od_dataset_free(set);
}

static void a_number_and_its_text_are_two_ids(void **state)
{
    od_dataset_builder *b = new_builder();
    od_dataset *set;
    (void)state;

    put_image(b, ID(7), "number.jpg");
    put_image(b, TEXT_ID("7"), "text.jpg");
    put_category(b, ID(1), "dog");
    put_truth(b, 1, TEXT_ID("7"), ID(1), 0);
    set = finish_set(b);

    assert_truths(set, 0, "");
    assert_truths(set, 1, "1");
    od_dataset_free(set);
}

static void truths_may_come_before_what_they_belong_to(void **state)
{
    od_dataset_builder *b = new_builder();
    od_dataset *set;
    (void)state;

    put_truth(b, 4, ID(2), ID(1), 0);
    put_truth(b, 3, ID(1), ID(1), 0);
    put_truth(b, 9, ID(2), ID(1), 0);
    put_image(b, ID(2), NULL);
    put_image(b, ID(1), NULL);
    put_category(b, ID(1), "dog");
    set = finish_set(b);

    assert_truths(set, 0, "3");
    assert_truths(set, 1, "4 9"); /* in file order */
    assert_int_equal(od_dataset_truths(set), 3);
    assert_ptr_equal(set->indexed, set->by_image); /* nothing repeats: 4, 3, 9 need no second list */
    assert_int_equal(set->ledger.n, 0);
    od_dataset_free(set);
}

static void unlisted_images_and_categories_are_noted_and_not_evaluated(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, 1, ID(1), ID(1), 0);
    put_truth(b, 2, ID(1), ID(9), 0);
    put_truth(b, 3, TEXT_ID("x"), ID(1), 0);
    set = finish_set(b);

    assert_truths(set, 0, "1 2");
    assert_indexed(set, 0, "1");
    assert_int_equal(set->truth_category[1], OD_NONE);
    assert_int_equal(set->truth_image[2], OD_NONE);
    assert_int_equal(od_dataset_truths(set), 1);
    assert_string_equal(set->ledger.entries[0].examples[0], "gt: record 1,002: annotation 2: category_id 9");
    assert_string_equal(set->ledger.entries[1].examples[0], "gt: record 1,003: annotation 3: image_id \"x\"");
    od_dataset_free(set);
}

static void the_id_0_is_noted_where_it_is_evaluated(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, 0, ID(3), ID(1), 0); /* of an unlisted image: harmless, and so is what it stands for */
    set = finish_set(b);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_annotation_id_0), 0);
    od_dataset_free(set);

    b = two_images();
    put_truth(b, 0, ID(2), ID(1), 0);
    set = finish_set(b);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_annotation_id_0), 1);
    od_dataset_free(set);
}

static void what_a_truth_lacks_is_noted(void **state)
{
    od_dataset_builder *b = two_images();
    od_dataset *set;
    (void)state;

    put_truth(b, 1, ID(1), ID(1), OD_TRUTH_AREA_MISSING | OD_TRUTH_CROWD_MISSING | OD_TRUTH_ID_MISSING);
    put_truth(b, 2, ID(1), ID(1), OD_TRUTH_IGNORE);
    put_truth(b, 3, ID(1), ID(1), OD_TRUTH_IGNORE | OD_TRUTH_CROWD); /* ignored by the reference too */
    put_truth(b, 4, ID(1), ID(1), OD_TRUTH_CROWD);
    set = finish_set(b);

    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_area_missing), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_iscrowd_missing), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_annotation_id_missing), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_ignore_overwritten), 1);
    assert_int_equal(set->ledger.n, 4);
    od_dataset_free(set);
}

/* In an image of 100 x 50. */
static uint64_t boxes_noted(const od_ledger_kind *kind, double x, double y, double w, double h)
{
    od_dataset_builder *b = two_images();
    od_truth_entry entry = {1, ID(1), ID(1), {x, y, w, h}, 100, 0};
    od_dataset *set;
    uint64_t n;

    assert_int_equal(od_dataset_add_truth(b, &entry, (od_place){0}, NULL), OD_OK);
    set = finish_set(b);
    n = od_ledger_count(&set->ledger, kind);
    od_dataset_free(set);
    return n;
}

static void boxes_may_reach_out_by_one_pixel(void **state)
{
    (void)state;

    assert_int_equal(boxes_noted(&od_kind_truth_outside, -1, -1, 102, 52), 0);
    assert_int_equal(boxes_noted(&od_kind_truth_outside, -1.5, 0, 10, 10), 1);
    assert_int_equal(boxes_noted(&od_kind_truth_outside, 0, -1.5, 10, 10), 1);
    assert_int_equal(boxes_noted(&od_kind_truth_outside, 91, 0, 10.5, 10), 1);
    assert_int_equal(boxes_noted(&od_kind_truth_outside, 0, 41, 10, 10.5), 1);
}

static void boxes_without_extent_are_noted(void **state)
{
    (void)state;

    assert_int_equal(boxes_noted(&od_kind_truth_degenerate, 1, 1, 1e-9, 1), 0);
    assert_int_equal(boxes_noted(&od_kind_truth_degenerate, 1, 1, 0, 1), 1);
    assert_int_equal(boxes_noted(&od_kind_truth_degenerate, 1, 1, 1, -1), 1);
    assert_int_equal(boxes_noted(&od_kind_truth_degenerate, 1, 1, (double)NAN, 1), 1);
    assert_int_equal(boxes_noted(&od_kind_truth_degenerate, (double)INFINITY, 1, 1, 1), 1);
}

static void the_last_of_two_entries_with_one_id_is_used(void **state)
{
    od_dataset_builder *b = new_builder();
    od_dataset *set;
    (void)state;

    put_image(b, ID(1), "first.jpg");
    assert_int_equal(od_dataset_add_asked(b, OD_STR("old"), false, NULL), OD_OK);
    put_image(b, ID(2), "second.jpg");
    assert_int_equal(od_dataset_add_asked(b, OD_STR("cat"), true, NULL), OD_OK);
    put_image(b, ID(1), "last.jpg");
    assert_int_equal(od_dataset_add_asked(b, OD_STR("dog"), false, NULL), OD_OK);
    put_category(b, ID(1), "dog");
    put_category(b, ID(1), "cat");
    set = finish_set(b);

    assert_int_equal(set->n_images, 2);
    assert_memory_equal(set->image_file[0].p, "last.jpg", 9);
    assert_int_equal(set->asked_start[1], 1);
    assert_memory_equal(set->asked[0].label.p, "dog", 4);
    assert_int_equal(set->asked[0].category, OD_NONE); /* "dog" was overwritten by "cat" */
    assert_memory_equal(set->asked[1].label.p, "cat", 4);
    assert_int_equal(set->asked[1].category, 0);
    assert_true(set->asked[1].negative);
    assert_int_equal(set->n_categories, 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_image_id_duplicate), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_category_id_duplicate), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_asked_label_unlisted), 1);
    od_dataset_free(set);
}

/* Semantics B1: "a duplicate name: last wins", last in the file, not by id. */
static void a_name_used_twice_means_the_last_category(void **state)
{
    od_dataset_builder *b = new_builder();
    od_dataset *set;
    (void)state;

    put_category(b, ID(5), "dog");
    put_category(b, ID(3), "dog");
    put_category(b, ID(4), "cat");
    set = finish_set(b);

    assert_int_equal(od_id_map_get_text(set->name_index, OD_STR("dog")), 0); /* id 3 */
    assert_int_equal(od_id_map_get_text(set->name_index, OD_STR("cat")), 1);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_category_name_duplicate), 1);
    od_dataset_free(set);
}

static void a_category_without_a_name_shows_its_id(void **state)
{
    od_dataset_builder *b = new_builder();
    od_dataset *set;
    (void)state;

    put_category(b, ID(12), NULL);
    set = finish_set(b);

    assert_int_equal(set->category_name[0].n, 2);
    assert_memory_equal(set->category_name[0].p, "12", 2);
    assert_int_equal(od_id_map_get_text(set->name_index, OD_STR("12")), OD_NONE);
    od_dataset_free(set);
}

/* Ids at the ends of their range, and areas that only look like w*h. */
static void ids_and_areas_come_back_whether_they_have_columns_or_not(void **state)
{
    static const struct {
        int64_t id[3];
        bool counts; /* and the column is left out */
    } cases[] = {
        {{1, 2, 3}, true},
        {{-1, 0, 1}, true},
        {{INT64_MAX - 2, INT64_MAX - 1, INT64_MAX}, true},
        {{INT64_MAX, INT64_MIN, INT64_MIN + 1}, true}, /* all different, which is what matters */
        {{1, 2, 4}, false},
        {{2, 1, 0}, false},
        {{5, 5, 6}, false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        od_dataset_builder *b = new_builder();
        od_dataset *set;

        put_image(b, ID(1), NULL);
        put_category(b, ID(1), "dog");
        for (int t = 0; t < 3; t++) {
            od_truth_entry entry = {
                .id = cases[i].id[t], .image = ID(1), .category = ID(1), .box = {0, 0, -0.0, 5}};
            entry.area = i % 2 ? -0.0 : 0.0; /* 0 is not -0 */
            assert_int_equal(od_dataset_add_truth(b, &entry, (od_place){0}, NULL), OD_OK);
        }
        set = finish_set(b);

        assert_int_equal(set->truth_id == NULL, cases[i].counts);
        assert_int_equal(set->truth_area == NULL, i % 2 == 1);
        for (uint32_t t = 0; t < 3; t++) {
            assert_true(od_truth_id(set, t) == cases[i].id[t]);
            assert_true(signbit(od_truth_area(set, t)) == (i % 2 ? signbit(-0.0) : 0));
        }
        od_dataset_free(set);
    }
}

static void images_are_found_by_file_name_or_its_last_component(void **state)
{
    od_dataset_builder *b = new_builder();
    od_id_map *files;
    od_dataset *set;
    (void)state;

    put_image(b, ID(1), "val/1.jpg");
    put_image(b, ID(2), "val/2.jpg");
    put_image(b, ID(3), "train/2.jpg");
    put_image(b, ID(4), "same.jpg");
    put_image(b, ID(5), "same.jpg");
    put_image(b, ID(6), NULL);
    put_image(b, ID(7), "1.jpg");
    put_image(b, ID(8), "old.jpg");
    put_image(b, ID(8), "val/8.jpg");
    set = finish_set(b);
    assert_int_equal(od_dataset_file_index(&files, set, NULL), OD_OK);

    assert_int_equal(od_file_index_image(files, OD_STR("val/1.jpg")), 0);
    assert_int_equal(od_file_index_image(files, OD_STR("1.jpg")), 6); /* a whole name wins over a component */
    assert_int_equal(od_file_index_image(files, OD_STR("8.jpg")), 7);
    assert_int_equal(od_file_index_image(files, OD_STR("elsewhere/8.jpg")), 7);
    assert_int_equal(od_file_index_image(files, OD_STR("train/2.jpg")), 2);
    assert_int_equal(od_file_index_image(files, OD_STR("2.jpg")), OD_NONE);    /* two have it */
    assert_int_equal(od_file_index_image(files, OD_STR("same.jpg")), OD_NONE); /* two have it */
    assert_int_equal(od_file_index_image(files, OD_STR("old.jpg")), OD_NONE);  /* of an entry overwritten */
    assert_int_equal(od_file_index_image(files, OD_STR("")), OD_NONE);
    assert_int_equal(od_file_index_image(files, OD_STR("val/")), OD_NONE);
    od_id_map_free(files);
    od_dataset_free(set);
}

static void sizes_that_are_not_known_are_a_notice_when_there_are_truths(void **state)
{
    od_dataset_builder *b = new_builder();
    od_image_entry entry = {.id = ID(1), .width = 10};
    od_dataset *set;
    (void)state;

    assert_int_equal(od_dataset_add_image(b, &entry, NULL), OD_OK);
    set = finish_set(b);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_image_size_unknown), 0);
    od_dataset_free(set);

    b = new_builder();
    put_category(b, ID(1), "dog");
    assert_int_equal(od_dataset_add_image(b, &entry, NULL), OD_OK);
    put_truth(b, 1, ID(1), ID(1), 0);
    set = finish_set(b);
    assert_int_equal(od_ledger_count(&set->ledger, &od_kind_image_size_unknown), 1);
    od_dataset_free(set);
}

static void an_empty_data_set_is_one(void **state)
{
    od_dataset *set;
    (void)state;

    set = finish_set(new_builder());

    assert_int_equal(od_dataset_images(set), 0);
    assert_int_equal(od_dataset_truths(set), 0);
    assert_null(set->asked_start);
    assert_null(set->removed_start);
    od_dataset_free(set);
    od_dataset_free(NULL);
    od_dataset_builder_free(NULL);
}

static void a_label_needs_an_image_to_be_asked_of(void **state)
{
    od_dataset_builder *b = new_builder();
    od_error err = {0};
    (void)state;

    assert_int_equal(od_dataset_add_asked(b, OD_STR("dog"), false, &err), OD_USAGE);
    od_dataset_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_and_categories_are_in_order_of_their_ids),
        cmocka_unit_test(a_number_and_its_text_are_two_ids),
        cmocka_unit_test(truths_may_come_before_what_they_belong_to),
        cmocka_unit_test(unlisted_images_and_categories_are_noted_and_not_evaluated),
        cmocka_unit_test(the_id_0_is_noted_where_it_is_evaluated),
        cmocka_unit_test(what_a_truth_lacks_is_noted),
        cmocka_unit_test(boxes_may_reach_out_by_one_pixel),
        cmocka_unit_test(boxes_without_extent_are_noted),
        cmocka_unit_test(the_last_of_two_entries_with_one_id_is_used),
        cmocka_unit_test(a_name_used_twice_means_the_last_category),
        cmocka_unit_test(a_category_without_a_name_shows_its_id),
        cmocka_unit_test(ids_and_areas_come_back_whether_they_have_columns_or_not),
        cmocka_unit_test(images_are_found_by_file_name_or_its_last_component),
        cmocka_unit_test(sizes_that_are_not_known_are_a_notice_when_there_are_truths),
        cmocka_unit_test(an_empty_data_set_is_one),
        cmocka_unit_test(a_label_needs_an_image_to_be_asked_of),
    };

    return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
