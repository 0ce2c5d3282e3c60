#include "prediction_files.h"

/* ---- folders ---- */

static od_status read_folder(fixture *f)
{
    return od_predictions_read(&f->sink, folder, &f->err);
}

static void a_folder_holds_a_file_per_subset(void **state)
{
    fixture *f = *state;

    write_file("colour_results.json",
               "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]");
    write_gz("shape.jsonl.gz",
             "{\"image_id\":\"b\",\"predictions\":[]}\n{\"image_id\":\"a\",\"predictions\":["
             "{\"label\":\"ring\",\"bbox\":[1,2,3,4],\"score\":0.5}]}\n");
    write_file("notes.txt", "ours");
    assert_int_equal(read_folder(f), OD_OK);

    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[1], 0, 0, 0, box1234, 0.5);
    assert_contains(od_detection_place(&f->target[1].detections, 0).input, "/shape.jsonl.gz");
    assert_int_equal(od_detection_place(&f->target[1].detections, 0).at, 2);
    assert_ends(example(&f->ledger, &od_kind_file_passed_over, 0), ": notes.txt");
    assert_int_equal(f->sink.target, OD_NONE);
}

static void every_ending_of_a_subsets_file_is_known(void **state)
{
    static const char *const names[] = {"colour.json", "colour_results.json", "colour.json.gz",
                                        "colour_results.json.gz"};
    fixture *f = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture_reset(f);
        write_file(names[i], "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]");
        assert_int_equal(read_folder(f), OD_OK);
        assert_int_equal(f->target[0].detections.n, 1);
        assert_int_equal(remove(in_folder(names[i])), 0);
    }
}

static void a_subset_without_a_file_is_said(void **state)
{
    fixture *f = *state;

    write_file("colour.json", "[]");
    assert_int_equal(read_folder(f), OD_OK);

    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_subset_without_file), 0);
    assert_ends(example(&f->target[1].ledger, &od_kind_subset_without_file, 0), ": subset \"shape\"");
}

static void files_of_subsets_not_asked_for_are_passed_over(void **state)
{
    static const char *const passed_over[] = {"texture", NULL};
    fixture *f = *state;

    f->sink.passed_over = passed_over;
    write_file("colour.json", "[]");
    write_file("texture.json", "[]");
    assert_int_equal(read_folder(f), OD_OK);

    assert_int_equal(od_ledger_count(&f->ledger, &od_kind_file_passed_over), 0);
    assert_ends(example(&f->ledger, &od_kind_subset_passed_over, 0), ": texture.json");
}

static void two_files_for_one_subset_are_an_error_that_names_both(void **state)
{
    fixture *f = *state;

    write_file("colour.json", "[]");
    write_file("colour_results.json", "[]");
    assert_int_equal(read_folder(f), OD_INPUT);

    assert_contains(error_text(f), "colour.json, colour_results.json");
}

static void a_folder_without_any_subsets_file_is_an_error(void **state)
{
    fixture *f = *state;

    write_file("color.json", "[]");
    assert_int_equal(read_folder(f), OD_INPUT);

    assert_contains(error_text(f), "NAME_results.json");
    assert_contains(error_text(f), "colour, shape");
}

static void a_benchmark_of_one_set_takes_the_only_file(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(read_folder(f), OD_INPUT);
    assert_contains(error_text(f), "no prediction file");

    fixture_reset(f);
    one_set(f);
    write_file("model.v2.json", "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]");
    write_file("README", "ours");
    assert_int_equal(read_folder(f), OD_OK);
    assert_int_equal(f->target[0].detections.n, 1);

    fixture_reset(f);
    one_set(f);
    write_file("other.jsonl", "");
    assert_int_equal(read_folder(f), OD_INPUT);
    assert_contains(error_text(f), "model.v2.json, other.jsonl");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_folder_holds_a_file_per_subset),
        TEST(every_ending_of_a_subsets_file_is_known),
        TEST(a_subset_without_a_file_is_said),
        TEST(files_of_subsets_not_asked_for_are_passed_over),
        TEST(two_files_for_one_subset_are_an_error_that_names_both),
        TEST(a_folder_without_any_subsets_file_is_an_error),
        TEST(a_benchmark_of_one_set_takes_the_only_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
