/* Where a benchmark's data are looked for. */
#include "core/output.h"
#include "unit/score_help.h"
#include "unit/scratch.h"

static const char definition[] =
    "{\"schema\":\"odeval.bench/1\",\"name\":\"unheard_of\",\"title\":\"x\","
    "\"layout\":{\"annotations\":\"annotations/{subset}.json\",\"images\":\"pictures/{subset}\"},"
    "\"subsets\":[{\"name\":\"a\"},{\"name\":\"b\"}],"
    "\"averages\":[{\"name\":\"flat\",\"subsets\":[\"a\",\"b\"]}],\"headline\":\"flat\","
    "\"metrics\":[\"AP\"],\"primary\":\"AP\"}";

static od_bench *bench(void)
{
    od_error err = {0};
    od_bench *b = NULL;

    must(od_bench_parse(&b, definition, strlen(definition), "x", &err), &err);
    return b;
}

static void make_root(void **state, const char *root, const char *file)
{
    char path[200];
    od_error err = {0};

    snprintf(path, sizeof path, "%s/annotations", root);
    must(od_make_folder(scratch_path(state, path), &err), &err);
    snprintf(path, sizeof path, "%s/annotations/%s", root, file);
    scratch_file(state, path, "{}", 2);
}

static void assert_found(const char *data, const char *expected)
{
    od_bench *b = bench();
    od_error err = {0};
    char *root = NULL;

    must(od_bench_locate(b, data, &root, &err), &err);
    assert_string_equal(root, expected);
    free(root);
    od_bench_free(b);
}

static od_error not_found(const char *data)
{
    od_bench *b = bench();
    od_error err = {0};
    char *root = (char *)b;

    assert_int_equal(od_bench_locate(b, data, &root, &err), OD_INPUT);
    assert_null(root);
    od_bench_free(b);
    return err;
}

static void the_folder_that_was_named_is_taken(void **state)
{
    make_root(state, "here", "b.json"); /* one of the subsets is enough */

    assert_found(scratch_path(state, "here"), scratch_path(state, "here"));
}

static void packed_annotations_are_as_good(void **state)
{
    make_root(state, "here", "a.json.gz");

    assert_found(scratch_path(state, "here"), scratch_path(state, "here"));
}

static void a_folder_that_is_not_there_is_refused_with_the_layout(void **state)
{
    od_error err = not_found(scratch_path(state, "nowhere"));

    assert_string_equal(err.what, "there is no such data folder");
    assert_string_equal(err.input, scratch_path(state, "nowhere"));
    assert_says(err.remedy, "annotations/a.json and so on");
    assert_says(err.remedy, "pictures/a");
}

static void a_folder_without_the_layout_is_refused(void **state)
{
    od_error err;

    make_root(state, "here", "c.json");
    err = not_found(scratch_path(state, "here"));

    assert_string_equal(err.what, "this folder does not hold unheard_of");
    assert_says(err.remedy, "--data DIR");
}

static void a_file_is_no_folder(void **state)
{
    od_error err = not_found(scratch_file(state, "file", "x", 1));

    assert_string_equal(err.what, "there is no such data folder");
}

static void the_environment_says_where_data_sets_lie(void **state)
{
    make_root(state, "unheard_of", "a.json");
    assert_int_equal(setenv("ODEVAL_DATA", ((scratch *)*state)->folder, 1), 0);

    assert_found(NULL, scratch_path(state, "unheard_of"));
    assert_int_equal(unsetenv("ODEVAL_DATA"), 0);
}

static void the_folder_data_is_looked_in_next(void **state)
{
    char before[1000];

    make_root(state, "data/unheard_of", "a.json");
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(setenv("ODEVAL_DATA", "", 1), 0); /* empty is as if it were not set */
    assert_int_equal(chdir(((scratch *)*state)->folder), 0);

    assert_found(NULL, "./data/unheard_of");
    assert_int_equal(chdir(before), 0);
    assert_int_equal(unsetenv("ODEVAL_DATA"), 0);
}

static void what_was_tried_in_vain_is_said(void **state)
{
    od_error err;
    char tried[300];

    assert_int_equal(setenv("ODEVAL_DATA", ((scratch *)*state)->folder, 1), 0);
    err = not_found(NULL);
    assert_int_equal(unsetenv("ODEVAL_DATA"), 0);

    snprintf(tried, sizeof tried, "tried %s, ./data/unheard_of, ", scratch_path(state, "unheard_of"));
    assert_string_equal(err.what, "the data of unheard_of were not found");
    assert_says(err.remedy, tried);
    assert_says(err.remedy, "a data root holds annotations/a.json and so on and images under pictures/a");
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILES(the_folder_that_was_named_is_taken),
        FILES(packed_annotations_are_as_good),
        FILES(a_folder_that_is_not_there_is_refused_with_the_layout),
        FILES(a_folder_without_the_layout_is_refused),
        FILES(a_file_is_no_folder),
        FILES(the_environment_says_where_data_sets_lie),
        FILES(the_folder_data_is_looked_in_next),
        FILES(what_was_tried_in_vain_is_said),
    };

    return cmocka_run_group_tests_name("locate", tests, NULL, NULL);
}
