#include "prediction_fixture.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "prediction/formats.h"
#include "prediction/record.h"

/* ---- a folder for each test ---- */

static char folder[64];

static const char *in_folder(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void write_gz(const char *name, const char *text)
{
    gzFile file = gzopen(in_folder(name), "wb");

    assert_non_null(file);
    assert_int_equal(gzwrite(file, text, (unsigned)strlen(text)), strlen(text));
    assert_int_equal(gzclose(file), Z_OK);
}

static int setup(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/odeval-formats-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return fixture_setup(state);
}

static int teardown(void **state)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
    return fixture_teardown(state);
}

static od_status read_text(fixture *f, const char *text)
{
    write_file("p", text);
    return od_predictions_read(&f->sink, in_folder("p"), &f->err);
}

static void assert_read(fixture *f, const char *text)
{
    if (read_text(f, text) != OD_OK)
        fail_msg("%s", error_text(f));
}

/* Messages without the folder's name. */
static void assert_ends(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    if (n < m || strcmp(text + n - m, end) != 0)
        fail_msg("\"%s\" does not end in \"%s\"", text, end);
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

static void assert_detection(const od_target *t, uint32_t d, uint32_t image, uint32_t category,
                             const double box[4], double score)
{
    assert_true(d < t->detections.n);
    assert_int_equal(t->detections.image[d], image);
    assert_int_equal(t->detections.category[d], category);
    assert_memory_equal(t->detections.box[d], box, 4 * sizeof *box);
    assert_true(t->detections.score[d] == score);
}

static const double box1234[4] = {1, 2, 3, 4};

/* ---- COCO results ---- */

static void coco_results_are_read(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\": 2, \"category_id\": 3, \"bbox\": [1, 2, 3, 4], \"score\": 0.5},\n"
                   " {\"image_id\": 1, \"category_id\": 1, \"bbox\": [-1.5, 2e1, 0, -4], \"score\": -7}]\n");

    assert_int_equal(f->target[0].detections.n, 2);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[0], 1, 0, 0, (double[]){-1.5, 20, 0, -4}, -7);
    assert_int_equal(f->target[0].ledger.n, 0);
    assert_memory_equal(f->target[0].answered, ((uint8_t[]){1, 1, 0}), 3);
}

static void keys_may_come_in_any_order(void **state)
{
    static const char *const members[] = {"\"image_id\": 2", "\"category_id\": 3", "\"bbox\": [1,2,3,4]",
                                          "\"score\": 0.5"};
    fixture *f = *state;
    char text[300];

    one_set(f);
    for (int code = 0; code < 256; code++) {
        int a = code & 3, b = code >> 2 & 3, c = code >> 4 & 3, d = code >> 6;
        if ((1 << a | 1 << b | 1 << c | 1 << d) != 15)
            continue;
        fixture_reset(f);
        snprintf(text, sizeof text, "[{%s, %s,%s , %s}]", members[a], members[b], members[c], members[d]);
        assert_read(f, text);
        assert_int_equal(f->target[0].detections.n, 1);
        assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    }
}

static void other_keys_are_skipped_and_the_last_of_equal_keys_counts(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(
        f, "[{\"segmentation\": [[1,2],{\"a\":[null]}], \"image_id\": 1, \"image_id\": 2, \"bbox\": null, "
           "\"bbox_2d\": 7, \"category_id\": 3, \"bbox\": [1,2,3,4], \"score\": 0.1, \"score\": 0.5, "
           "\"id\": 12}]");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_int_equal(f->target[0].ledger.n, 0);
}

static void a_record_without_a_score_has_the_score_one(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5},"
                   "{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4]}]");

    assert_detection(&f->target[0], 1, 1, 2, box1234, 1.0);
    assert_int_equal(f->target[0].detections.n_without_score, 1);
}

static void numbers_that_are_not_finite_are_kept(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f,
                "[{\"image_id\":2,\"category_id\":3,\"bbox\":[NaN,-Infinity,Infinity,1e999],\"score\":NaN}]");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_true(isnan(f->target[0].detections.box[0][0]));
    assert_true(f->target[0].detections.box[0][1] == -INFINITY);
    assert_true(f->target[0].detections.box[0][2] == INFINITY);
    assert_true(f->target[0].detections.box[0][3] == INFINITY);
    assert_true(isnan(f->target[0].detections.score[0]));
}

static void an_integer_written_as_a_float_or_as_true_is_the_same_id(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2.0,\"category_id\":3e0,\"bbox\":[1,2,3,4],\"score\":0.5},"
                   "{\"image_id\":true,\"category_id\":true,\"bbox\":[1,2,3,4],\"score\":0.5}]");

    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5); /* semantics A1: Python equality */
    assert_detection(&f->target[0], 1, 0, 0, box1234, 0.5);
}

static void records_that_cannot_be_used_are_named_with_the_reason(void **state)
{
    static const struct {
        const char *record, *reason;
    } cases[] = {
        {"{\"category_id\":1,\"bbox\":[1,2,3,4]}", "record 2: image_id is missing"},
        {"{\"image_id\":null,\"category_id\":1,\"bbox\":[1,2,3,4]}",
         "record 2: image_id is null, an integer or a text is needed"},
        {"{\"image_id\":1.5,\"category_id\":1,\"bbox\":[1,2,3,4]}",
         "record 2: image_id is not an integer of 64 bits"},
        {"{\"image_id\":1e19,\"category_id\":1,\"bbox\":[1,2,3,4]}",
         "record 2: image_id is not an integer of 64 bits"},
        {"{\"image_id\":1,\"bbox\":[1,2,3,4]}", "record 2: category_id is missing"},
        {"{\"image_id\":1,\"category_id\":{},\"bbox\":[1,2,3,4]}",
         "record 2: category_id is an object, an integer or a text is needed"},
        {"{\"image_id\":1,\"label\":3,\"bbox\":[1,2,3,4]}", "record 2: label is a number, a text is needed"},
        {"{\"image_id\":1,\"category_id\":1}", "record 2: bbox is missing"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3]}", "record 2: bbox has 3 numbers, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1]}", "record 2: bbox has 1 number, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[]}", "record 2: bbox has 0 numbers, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4,5]}",
         "record 2: bbox has 5 numbers, 4 are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,\"4\"]}",
         "record 2: bbox holds a text, 4 numbers are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[[1,2,3,4]]}",
         "record 2: bbox holds an array, 4 numbers are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,true,4]}",
         "record 2: bbox holds true, 4 numbers are needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":{\"x\":1}}",
         "record 2: bbox is an object, an array of 4 numbers is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":null}",
         "record 2: score is null, a number is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":\"0.5\"}",
         "record 2: score is a text, a number is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":false}",
         "record 2: score is false, a number is needed"},
        {"{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"subset\":4}",
         "record 2: subset is a number, a text is needed"},
        {"null", "record 2: it is null, an object is needed"},
        {"[1,2,3,4,5,6,7]", "record 2: it is an array, an object is needed"},
    };
    static const char good[] = "{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}";
    fixture *f = *state;
    char text[400];

    one_set(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_reset(f);
        snprintf(text, sizeof text, "[%s,%s,%s,%s]", good, cases[i].record, good, good);

        assert_read(f, text);

        assert_int_equal(f->target[0].detections.n, 3);
        assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_record_unusable), 1);
        assert_ends(example(&f->target[0].ledger, &od_kind_record_unusable, 0), cases[i].reason);
        assert_int_equal(od_detection_place(&f->target[0].detections, 0).at, 1);
        assert_int_equal(od_detection_place(&f->target[0].detections, 1).at, 3);
        assert_int_equal(od_detection_place(&f->target[0].detections, 2).at, 4);
    }
}

static void a_text_too_long_makes_a_record_unusable(void **state)
{
    fixture *f = *state;
    char *text = calloc(1, 80000);

    assert_non_null(text);
    one_set(f);
    strcpy(text, "[{\"image_id\":2,\"bbox\":[1,2,3,4],\"label\":\"");
    memset(text + strlen(text), 'x', 65537);
    strcat(text, "\"}]");

    assert_read(f, text);

    free(text);
    assert_ends(example(&f->target[0].ledger, &od_kind_record_unusable, 0),
                "label is longer than 65,536 bytes");
}

static void unknown_images_are_left_out_and_named(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":99,\"category_id\":1,\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":\"1\",\"category_id\":1,\"bbox\":[1,2,3,4]}]");

    assert_int_equal(f->target[0].detections.n, 0);
    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_unknown_image), 2);
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 0), "record 1: image_id 99");
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 1), "record 2: image_id \"1\"");
}

static void unknown_categories_are_kept_and_named(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"category_id\":0,\"bbox\":[1,2,3,4],\"score\":0.5}]");

    assert_detection(&f->target[0], 0, 1, OD_NONE, box1234, 0.5);
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_category, 0), "record 1: category_id 0");
    assert_int_equal(f->target[0].detections.n_mended, 0);
}

static void a_text_as_category_id_is_kept_for_corrected_rules(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"category_id\":\"dark blue\",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"category_id\":\"3\",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"category_id\":\"3.0\",\"bbox\":[1,2,3,4]}]");

    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_category_text), 2);
    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_unknown_category), 1);
    assert_ends(example(&f->target[0].ledger, &od_kind_category_text, 0),
                "record 1: category_id \"dark blue\"");
    assert_int_equal(f->target[0].detections.n, 3);
    assert_int_equal(f->target[0].detections.n_mended, 2);
    assert_int_equal(f->target[0].detections.mended[0].category, 1);
    assert_int_equal(f->target[0].detections.mended[1].detection, 1);
    assert_int_equal(f->target[0].detections.mended[1].category, 2);
    for (uint32_t d = 0; d < 3; d++)
        assert_int_equal(f->target[0].detections.category[d], OD_NONE);
}

static void a_label_stands_in_for_a_category_id(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"label\":\"dark blue\",\"bbox\":[1,2,3,4]},"
                   "{\"category_name\":\"red\",\"image_id\":2,\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"bbox\":[1,2,3,4],\"category\":\"Red\"},"
                   "{\"image_id\":2,\"bbox\":[1,2,3,4],\"category_id\":3,\"label\":\"red\"}]");

    assert_int_equal(f->target[0].detections.n, 4);
    assert_int_equal(f->target[0].detections.category[0], 1);
    assert_int_equal(f->target[0].detections.category[1], 0);
    assert_int_equal(f->target[0].detections.category[2], OD_NONE);
    assert_int_equal(f->target[0].detections.category[3], 2);
    assert_ends(example(&f->target[0].ledger, &od_kind_label_unmatched, 0), "record 3: label \"Red\"");
}

static void folded_labels_meet_names_in_spite_of_case_and_spaces(void **state)
{
    fixture *f = *state;

    one_set(f);
    f->sink.label_match = OD_LABEL_FOLDED;
    assert_read(f, "[{\"image_id\":2,\"label\":\" DARK \\t blue. \",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"label\":\"ring\",\"bbox\":[1,2,3,4]},"
                   "{\"image_id\":2,\"label\":\"darkblue\",\"bbox\":[1,2,3,4]}]");

    assert_int_equal(f->target[0].detections.category[0], 1);
    assert_int_equal(f->target[0].detections.category[1], 2);
    assert_int_equal(f->target[0].detections.category[2], OD_NONE);
    assert_int_equal(od_ledger_count(&f->target[0].ledger, &od_kind_label_unmatched), 1);
}

static void control_characters_of_a_label_are_not_passed_on(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "[{\"image_id\":2,\"label\":\"a\\u001b[31mb\\u009bc\\n\",\"bbox\":[1,2,3,4]}]");

    assert_ends(example(&f->target[0].ledger, &od_kind_label_unmatched, 0), "label \"a?[31mb\?\?c?\"");
}

static void a_long_label_is_cut_between_characters(void **state)
{
    char shown[OD_SHOWN], even[121] = "", odd[122] = "x";

    (void)state;
    for (int i = 0; i < 60; i++) {
        strcat(even, "\xc3\xa9"); /* two bytes: one ends after 76, the last that leaves room for "..." */
        strcat(odd, "\xc3\xa9");  /* here one ends after 75 and the next after 77 */
    }

    od_shown(shown, od_str_of(even));
    assert_int_equal(strlen(shown), 76 + 3);
    assert_string_equal(shown + 74, "\xc3\xa9...");

    od_shown(shown, od_str_of(odd));
    assert_int_equal(strlen(shown), 75 + 3);
    assert_string_equal(shown + 73, "\xc3\xa9...");
}

static void an_empty_array_is_no_predictions(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, " [ ] ");

    assert_int_equal(f->target[0].detections.n, 0);
    assert_int_equal(f->ledger.n, 0);
}

static void malformed_records_are_errors_with_their_place(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],}]"), OD_INPUT);
    assert_int_equal(f->err.unit, OD_UNIT_BYTE);
    assert_int_equal(f->err.at, 48);

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,"), OD_INPUT);
    assert_contains(error_text(f), "truncated");

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4]}] []"), OD_INPUT);
    assert_contains(error_text(f), "the end of the text");
}

/* ---- subsets ---- */

static void an_object_gives_each_subset_its_array(void **state)
{
    fixture *f = *state;

    assert_read(f, "{\"shape\": [{\"image_id\":\"b\",\"category_id\":10,\"bbox\":[1,2,3,4],\"score\":0.5},"
                   "{\"image_id\":\"a\",\"category_id\":\"x\",\"bbox\":[1,2,3,4],\"score\":0.5}], "
                   "\"colour\": [{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]}");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_int_equal(f->target[1].detections.n, 2);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[1], 0, 1, 0, box1234, 0.5);
    assert_detection(&f->target[1], 1, 0, 1, box1234, 0.5);
    assert_int_equal(f->target[1].ledger.n, 0);
    assert_int_equal(od_detection_place(&f->target[0].detections, 0).at, 1);
}

static void unknown_and_unasked_subsets_are_said(void **state)
{
    static const char *const passed_over[] = {"texture", NULL};
    fixture *f = *state;

    f->sink.passed_over = passed_over;
    assert_read(f, "{\"colour\": [], \"texture\": [{}], \"color\": {\"a\": [1]}}");

    assert_ends(example(&f->ledger, &od_kind_unknown_subset, 0), ": subset \"color\"");
    assert_ends(example(&f->ledger, &od_kind_subset_passed_over, 0), ": subset \"texture\"");
    assert_true(od_kind_subset_passed_over.notice);
}

static void only_unknown_subsets_are_an_error_that_names_the_known(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "{\"color\": [], \"forms\": []}"), OD_INPUT);
    assert_contains(error_text(f), "colour, shape");

    fixture_reset(f);
    assert_int_equal(
        read_text(f, "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"subset\":\"color\"}]"),
        OD_INPUT);
    assert_contains(error_text(f), "colour, shape");

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "{\"color\": []}"), OD_INPUT);
    assert_contains(error_text(f), "give a plain array");
}

static void a_subset_given_twice_or_not_as_an_array_is_an_error(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "{\"colour\": [], \"colour\": []}"), OD_INPUT);
    assert_contains(error_text(f), "\"colour\" is there twice");

    fixture_reset(f);
    assert_int_equal(read_text(f, "{\"shape\": [], \"colour\": {}}"), OD_INPUT);
    assert_contains(error_text(f), "\"colour\" is not an array");
}

static void records_may_name_their_subset(void **state)
{
    fixture *f = *state;

    assert_read(
        f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"colour\"},"
           "{\"image_id\":\"a\",\"category_id\":10,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"shape\"},"
           "{\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"colour\"},"
           "{\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"colour\"},"
           "{\"image_id\":1,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5,\"subset\":\"color\"}]");

    assert_int_equal(f->target[0].detections.n, 3);
    assert_int_equal(f->target[1].detections.n, 1);
    assert_int_equal(od_detection_place(&f->target[0].detections, 1).at, 3);
    assert_int_equal(od_detection_place(&f->target[0].detections, 2).at, 4);
    assert_int_equal(od_detection_place(&f->target[1].detections, 0).at, 2);
    assert_ends(example(&f->ledger, &od_kind_unknown_subset, 0), "record 5: subset \"color\"");
}

static void a_records_own_subset_goes_before_the_objects_key(void **state)
{
    fixture *f = *state;

    assert_read(f,
                "{\"shape\": [{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"subset\":\"colour\"}]}");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_int_equal(f->target[1].detections.n, 0);
}

static void records_without_a_subset_are_an_error_that_says_how_to_name_it(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4]}]"), OD_INPUT);

    assert_contains(error_text(f), "record 1");
    assert_contains(error_text(f), "{\"colour\": [...], ...}");
    assert_contains(error_text(f), "\"subset\": \"colour\"");
    assert_contains(error_text(f), "colour.json");
    assert_contains(error_text(f), "the subsets are colour, shape");
}

static void a_long_list_of_subsets_is_cut(void **state)
{
    fixture *f = *state;
    char names[13];

    assert_string_equal(od_sink_subsets(&f->sink, names, sizeof names), "colour, ...");
    assert_string_equal(od_sink_subsets(&f->sink, names, 7), "...");
    assert_string_equal(od_sink_subsets(&f->sink, names, 3), "");
}

/* ---- JSON Lines ---- */

static void lines_give_the_boxes_of_an_image(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(
        f, "{\"image_id\": 2, \"predictions\": [{\"label\": \"Ring.\", \"bbox\": [1,2,3,4], \"score\": 0.5}, "
           "{\"category_id\": 1, \"bbox_2d\": [10, 20, 15, 18]}], \"model\": \"m\", \"tokens\": 7}\r\n"
           "\r\n"
           "{\"predictions\": [], \"file_name\": \"one.jpg\"}\n");

    assert_int_equal(f->target[0].detections.n, 2);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_detection(&f->target[0], 1, 1, 0, (double[]){10, 20, 5, -2}, 1.0);
    assert_int_equal(f->target[0].detections.n_without_score, 1);
    assert_memory_equal(f->target[0].answered, ((uint8_t[]){1, 1, 0}), 3);
    assert_int_equal(od_detection_place(&f->target[0].detections, 1).at, 1);
    assert_int_equal(od_detection_place(&f->target[0].detections, 1).unit, OD_UNIT_LINE);
}

static void lines_may_tell_the_image_and_the_subset_last(void **state)
{
    fixture *f = *state;

    assert_read(f, "\n{\"predictions\": [{\"bbox\": [1,2,3,4], \"score\": 0.5, \"label\": \"cross\"}], "
                   "\"image_id\": \"b\", \"subset\": \"shape\"}\n"
                   "{\"predictions\": [{\"bbox\": [1,2,3,4], \"score\": 0.5, \"category_id\": \"x\"}], "
                   "\"file_name\": \"/data/images/a.jpg\", \"subset\": \"shape\"}");

    assert_int_equal(f->target[1].detections.n, 2);
    assert_detection(&f->target[1], 0, 1, 1, box1234, 0.5);
    assert_detection(&f->target[1], 1, 0, 1, box1234, 0.5);
    assert_int_equal(od_detection_place(&f->target[1].detections, 0).at, 2);
    assert_int_equal(f->target[1].ledger.n, 0);
}

static void a_lines_last_predictions_count(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "{\"image_id\": 2, \"predictions\": [{}, {\"label\": \"red\", \"bbox\": [9,9,9,9]}], "
                   "\"predictions\": [{\"label\": \"Ring.\", \"bbox\": [1,2,3,4], \"score\": 0.5}]}");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
    assert_int_equal(f->target[0].ledger.n, 0);
}

static void one_object_over_several_lines_is_a_line_too(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(
        f, "{\n \"image_id\": 2,\n \"predictions\": [\n  {\"label\": \"red\", \"bbox\": [1,2,3,4]}\n ]\n}\n"
           "{\n \"image_id\": 99,\n \"predictions\": []\n}\n");

    assert_int_equal(f->target[0].detections.n, 1);
    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 0), "line 7: image_id 99");
}

static void an_image_answered_twice_keeps_both_and_is_said(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "{\"image_id\": 2, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}\n"
                   "{\"image_id\": 2, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}\n");

    assert_int_equal(f->target[0].detections.n, 2);
    assert_ends(example(&f->target[0].ledger, &od_kind_image_answered_twice, 0), "line 2: image_id 2");
}

static void lines_that_cannot_be_used_are_named_with_the_reason(void **state)
{
    static const struct {
        const char *line, *reason;
    } cases[] = {
        {"{\"image_id\": 2}", "line 2: predictions is missing"},
        {"{\"image_id\": 2, \"predictions\": {}}", "line 2: predictions is an object, an array is needed"},
        {"{\"predictions\": []}", "line 2: image_id and file_name are missing"},
        {"{\"image_id\": [], \"predictions\": []}",
         "line 2: image_id is an array, an integer or a text is needed"},
        {"{\"file_name\": 3, \"predictions\": []}", "line 2: file_name is a number, a text is needed"},
        {"{\"image_id\": 2, \"subset\": 3, \"predictions\": []}",
         "line 2: subset is a number, a text is needed"},
        {"[1, 2]", "line 2: it is no object"},
        {"{\"image_id\": 2, \"predictions\": [{\"label\": \"red\", \"bbox_2d\": [1,2,3]}]}",
         "line 2: prediction 1: bbox_2d has 3 numbers, 4 are needed"},
        {"{\"image_id\": 2, \"predictions\": [{\"label\": \"red\"}]}",
         "line 2: prediction 1: bbox or bbox_2d is missing"},
        {"{\"image_id\": 2, \"predictions\": [\"red\"]}",
         "line 2: prediction 1: it is a text, an object is needed"},
    };
    fixture *f = *state;
    char text[300];

    one_set(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_reset(f);
        snprintf(text, sizeof text,
                 "{\"image_id\": 1, \"predictions\": []}\n%s\n"
                 "{\"image_id\": 30, \"predictions\": [{\"label\": \"red\", \"bbox\": [1,2,3,4]}]}",
                 cases[i].line);

        assert_read(f, text);

        assert_int_equal(f->target[0].detections.n, 1);
        assert_int_equal(od_detection_place(&f->target[0].detections, 0).at, 3);
        assert_ends(example(&f->target[0].ledger, &od_kind_record_unusable, 0), cases[i].reason);
        assert_memory_equal(f->target[0].answered, ((uint8_t[]){1, i >= 7, 1}), 3);
    }
}

static void an_unknown_file_is_named(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, "{\"file_name\": \"three.jpg\", \"predictions\": []}");

    assert_ends(example(&f->target[0].ledger, &od_kind_unknown_image, 0), "line 1: file_name \"three.jpg\"");
}

static void an_answer_as_text_is_an_error_that_says_so(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": [], \"answer\": \"\"}\n"
                                  "{\"image_id\": 2, \"answer\": \"<answer>[]</answer>\"}\n"),
                     OD_INPUT);

    assert_contains(error_text(f), "line 2");
    assert_contains(error_text(f), "not read yet");
}

static void a_malformed_line_is_an_error_with_line_and_byte(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_int_equal(
        read_text(f, "{\"image_id\": 1, \"predictions\": []}\n{\"image_id\": 2, \"predictions\": [}\n"),
        OD_INPUT);

    assert_int_equal(f->err.unit, OD_UNIT_LINE);
    assert_int_equal(f->err.at, 2);
    assert_contains(f->err.what, "(byte 67 of the text)");

    fixture_reset(f);
    one_set(f);
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": []}\n\nx"), OD_INPUT);
    assert_int_equal(f->err.unit, OD_UNIT_LINE);
    assert_int_equal(f->err.at, 3);
}

static void lines_are_counted_over_the_windows_of_a_stream(void **state)
{
    static const char text[] = "\n\n{\"predictions\":\n [ ],\n\n \"image_id\": 99}\n\n {\n\"image_id\": 98, "
                               "\"predictions\": [[\n]]}\n";
    fixture *f = *state;
    od_input *in;

    one_set(f);
    for (size_t chunk = 1; chunk < sizeof text; chunk++) {
        fixture_reset(f);
        assert_int_equal(od_input_of_chunks(&in, "p", text, sizeof text - 1, chunk, &f->err), OD_OK);
        assert_int_equal(od_prediction_format_jsonl.read(&f->sink, in, &f->err), OD_OK);
        od_input_close(in);

        assert_string_equal(example(&f->target[0].ledger, &od_kind_unknown_image, 0),
                            "p: line 3: image_id 99");
        assert_string_equal(example(&f->target[0].ledger, &od_kind_unknown_image, 1),
                            "p: line 8: image_id 98");
    }
}

static void only_unknown_subsets_in_lines_are_an_error_too(void **state)
{
    fixture *f = *state;

    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": [], \"subset\": \"color\"}"), OD_INPUT);
    assert_contains(error_text(f), "colour, shape");

    fixture_reset(f);
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": []}"), OD_INPUT);
    assert_contains(error_text(f), "line 1");
    assert_contains(error_text(f), "nothing says which subset");
}

/* ---- telling forms apart ---- */

static void what_is_no_prediction_file_is_an_error_that_says_what_it_looks_like(void **state)
{
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"{\"info\": {}, \"images\": [], \"annotations\": []}", "looks like an annotation file"},
        {"{\"categories\": []}", "give it as --gt"},
        {"{\"results\": []}", "none of the forms"},
        {"{\"accuracy\": 3}", "none of the forms"},
        {"{}", "none of the forms"},
        {"[[1,2,3,4,5,6,7]]", "none of the forms"},
        {"[1]", "none of the forms"},
        {"12", "none of the forms"},
        {" \n ", "nothing but white space"},
        {"image_id,category_id\n1,2\n", "this is no JSON"},
        {"{\"accuracy\": 3 4}", "expected ',' or '}'"},
        {"[[1,2", "truncated"},
        {"{\"a", "truncated"},
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_reset(f);
        assert_int_equal(read_text(f, cases[i].text), OD_INPUT);
        assert_contains(error_text(f), cases[i].what);
        assert_contains(f->err.input, folder);
    }
}

static void forms_are_told_by_content(void **state)
{
    static const struct {
        const char *text;
        const od_prediction_format *format;
    } cases[] = {
        {"[]", &od_prediction_format_coco},
        {"\xef\xbb\xbf [ {\"image_id\"", &od_prediction_format_coco},
        {"{\"colour\": [", &od_prediction_format_subsets},
        {"{\"labels\": [1], \"image_id\": 4", &od_prediction_format_jsonl},
        {"{\"file_name\": \"x", &od_prediction_format_jsonl},
        {"{\"answer\": \"", &od_prediction_format_jsonl},
        {"{\"predictions\": [", &od_prediction_format_jsonl},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (const od_prediction_format *const *f = od_prediction_formats; *f; f++) {
            int sure = (*f)->probe(cases[i].text, strlen(cases[i].text), false);
            assert_int_equal(sure > 0, *f == cases[i].format);
        }
    }
}

static void a_forced_format_is_not_probed(void **state)
{
    fixture *f = *state;

    one_set(f);
    f->sink.format = od_prediction_format_find("coco");
    assert_int_equal(read_text(f, "{\"image_id\": 1, \"predictions\": []}"), OD_INPUT);

    assert_contains(error_text(f), "expected an array");
    assert_null(od_prediction_format_find("csv"));
}

static void every_format_reads_its_own_example(void **state)
{
    fixture *f = *state;

    for (const od_prediction_format *const *format = od_prediction_formats; *format; format++) {
        const char *example = (*format)->example;
        fixture_reset(f);
        assert_true((*format)->probe(example, strlen(example), true) > 0);
        f->sink.target = 0;
        f->target[0].subset = "celebrity";
        assert_read(f, example);
    }
}

static void gz_is_read_anywhere(void **state)
{
    fixture *f = *state;

    one_set(f);
    write_gz("odd-name", "[{\"image_id\":2,\"category_id\":3,\"bbox\":[1,2,3,4],\"score\":0.5}]");
    assert_int_equal(od_predictions_read(&f->sink, in_folder("odd-name"), &f->err), OD_OK);

    assert_detection(&f->target[0], 0, 1, 2, box1234, 0.5);
}

static void a_missing_file_is_an_error(void **state)
{
    fixture *f = *state;

    assert_int_equal(od_predictions_read(&f->sink, in_folder("none.json"), &f->err), OD_INPUT);
    assert_contains(error_text(f), "none.json");
}

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
        TEST(coco_results_are_read),
        TEST(keys_may_come_in_any_order),
        TEST(other_keys_are_skipped_and_the_last_of_equal_keys_counts),
        TEST(a_record_without_a_score_has_the_score_one),
        TEST(numbers_that_are_not_finite_are_kept),
        TEST(an_integer_written_as_a_float_or_as_true_is_the_same_id),
        TEST(records_that_cannot_be_used_are_named_with_the_reason),
        TEST(a_text_too_long_makes_a_record_unusable),
        TEST(unknown_images_are_left_out_and_named),
        TEST(unknown_categories_are_kept_and_named),
        TEST(a_text_as_category_id_is_kept_for_corrected_rules),
        TEST(a_label_stands_in_for_a_category_id),
        TEST(folded_labels_meet_names_in_spite_of_case_and_spaces),
        TEST(control_characters_of_a_label_are_not_passed_on),
        TEST(a_long_label_is_cut_between_characters),
        TEST(an_empty_array_is_no_predictions),
        TEST(malformed_records_are_errors_with_their_place),
        TEST(an_object_gives_each_subset_its_array),
        TEST(unknown_and_unasked_subsets_are_said),
        TEST(only_unknown_subsets_are_an_error_that_names_the_known),
        TEST(a_subset_given_twice_or_not_as_an_array_is_an_error),
        TEST(records_may_name_their_subset),
        TEST(a_records_own_subset_goes_before_the_objects_key),
        TEST(records_without_a_subset_are_an_error_that_says_how_to_name_it),
        TEST(a_long_list_of_subsets_is_cut),
        TEST(lines_give_the_boxes_of_an_image),
        TEST(lines_may_tell_the_image_and_the_subset_last),
        TEST(a_lines_last_predictions_count),
        TEST(one_object_over_several_lines_is_a_line_too),
        TEST(an_image_answered_twice_keeps_both_and_is_said),
        TEST(lines_that_cannot_be_used_are_named_with_the_reason),
        TEST(an_unknown_file_is_named),
        TEST(an_answer_as_text_is_an_error_that_says_so),
        TEST(a_malformed_line_is_an_error_with_line_and_byte),
        TEST(lines_are_counted_over_the_windows_of_a_stream),
        TEST(only_unknown_subsets_in_lines_are_an_error_too),
        TEST(what_is_no_prediction_file_is_an_error_that_says_what_it_looks_like),
        TEST(forms_are_told_by_content),
        TEST(a_forced_format_is_not_probed),
        TEST(every_format_reads_its_own_example),
        TEST(gz_is_read_anywhere),
        TEST(a_missing_file_is_an_error),
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
