/* The arrays behind AP as files, and the line per image. What numpy and pycocotools 2.0.11 make of the same
 * arrays was compared bit for bit when this was written; here the layout is checked by hand. */
#include "score_help.h"

#include <cjson/cJSON.h>

#include "record/npy.h"
#include "record/record.h"
#include "scratch.h"

enum { BYTES_MAX = 1 << 20 };

/* The whole of a file, terminated; the caller frees. */
static char *slurp(const char *path, size_t *n)
{
    char *bytes = malloc(BYTES_MAX + 1);
    FILE *f = fopen(path, "rb");

    assert_non_null(bytes);
    if (!f)
        fail_msg("there is no file %s", path);
    *n = fread(bytes, 1, BYTES_MAX, f);
    assert_int_equal(fclose(f), 0);
    bytes[*n] = '\0';
    return bytes;
}

typedef struct array {
    char *bytes;
    size_t n;           /* bytes */
    const char *values; /* behind the header */
} array;

static array open_array(void **state, const char *name, const char *shape)
{
    char header[128];
    array a;

    a.bytes = slurp(scratch_path(state, name), &a.n);
    snprintf(header, sizeof header, "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", shape);
    assert_memory_equal(a.bytes, "\x93NUMPY\x01\x00\x76\x00", 10); /* 128 bytes in all */
    assert_memory_equal(a.bytes + 10, header, strlen(header));
    a.values = a.bytes + 128;
    return a;
}

static double at(const array *a, size_t index)
{
    const unsigned char *p = (const unsigned char *)a->values + 8 * index;
    uint64_t bits = 0;
    double value;

    assert_true(128 + 8 * index + 8 <= a->n);
    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | p[i];
    memcpy(&value, &bits, sizeof value);
    return value;
}

static const double *numbers(double *to, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (double)i;
    return to;
}

static void assert_header(void **state, const size_t *shape, size_t n_axes, const char *expected,
                          size_t n_expected)
{
    const char *path = scratch_path(state, "header.npy");
    double values[600];
    od_output *o;
    size_t n;
    char *bytes;

    assert_int_equal(od_output_open(&o, path, NULL), OD_OK);
    assert_int_equal(od_npy_header(o, shape, n_axes, NULL), OD_OK);
    assert_int_equal(od_npy_numbers(o, numbers(values, 600), 600, NULL), OD_OK);
    assert_int_equal(od_output_commit(o, NULL), OD_OK);
    bytes = slurp(path, &n);

    assert_int_equal(n, n_expected + 600 * 8);
    assert_int_equal(n_expected % 64, 0);
    assert_int_equal((unsigned char)bytes[8] | (unsigned char)bytes[9] << 8, n_expected - 10);
    assert_memory_equal(bytes + 10, expected, strlen(expected));
    assert_int_equal(bytes[n_expected - 1], '\n');
    for (size_t i = 10 + strlen(expected); i < n_expected - 1; i++)
        assert_int_equal(bytes[i], ' ');
    assert_memory_equal(bytes + n_expected + 8, "\0\0\0\0\0\0\xf0\x3f", 8);         /* 1.0 */
    assert_memory_equal(bytes + n_expected + 8 * 513, "\0\0\0\0\0\x08\x80\x40", 8); /* 513.0 */
    free(bytes);
}

/* As numpy 1.24's numpy.lib.format.write_array_header_1_0 writes them. */
static void npy_headers_are_numpys(void **state)
{
    const size_t one[] = {3}, two[] = {600, 0};
    /* With the ten bytes before it and its line end the first is 128 bytes exactly, the second one more. */
    const size_t full[] = {1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 12345678};
    const size_t fuller[] = {1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 123456789};

    assert_header(state, one, 1, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 128);
    assert_header(state, two, 2, "{'descr': '<f8', 'fortran_order': False, 'shape': (600, 0), }", 128);
    assert_header(state, full, 7,
                  "{'descr': '<f8', 'fortran_order': False, 'shape': "
                  "(1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 12345678), }",
                  128);
    assert_header(state, fuller, 7,
                  "{'descr': '<f8', 'fortran_order': False, 'shape': "
                  "(1000000, 1000000, 1000000, 1000000, 1000000, 1000000, 123456789), }",
                  192);
}

/* Two dogs: one found exactly (0.75), one with IoU 0.72 (0.5), so up to the threshold 0.7; no cat. Both are
 * small. */
static const char *const dogs = GT(TRUTH(1, 1, 1, 0, 0, 10, 10, 100) "," TRUTH(2, 1, 1, 20, 20, 10, 10, 100));
static const char *const found = DETS(DET(1, 1, 0, 0, 10, 10, 0.75) "," DET(1, 1, 20, 20, 10, 7.2, 0.5));

static void export_to(void **state, const scored *s)
{
    const scratch *folder = *state;
    od_error err = {0};

    must(od_export_arrays(s->job, folder->folder, &err), &err);
}

static void recall_is_laid_out_as_t_k_a_m(void **state)
{
    scored s = score(dogs, found, "AP");
    array a;

    export_to(state, &s);
    a = open_array(state, "recall.npy", "(10, 2, 4, 3)");

    assert_int_equal(a.n, 128 + 8 * 10 * 2 * 4 * 3);
#define RECALL(t, k, area, m) at(&a, ((((t)*2 + (k)) * 4 + (area)) * 3 + (m)))
    assert_double_same("one detection", RECALL(0, 0, 0, 0), 0.5);
    assert_double_same("ten detections", RECALL(0, 0, 0, 1), 1);
    assert_double_same("threshold 0.7", RECALL(4, 0, 0, 2), 1);
    assert_double_same("threshold 0.75", RECALL(5, 0, 0, 2), 0.5);
    assert_double_same("small", RECALL(4, 0, 1, 2), 1);
    assert_double_same("medium", RECALL(4, 0, 2, 2), -1);
    assert_double_same("cat", RECALL(0, 1, 0, 0), -1);
#undef RECALL
    free(a.bytes);
    close_job(&s);
}

static void precision_and_scores_are_laid_out_as_t_r_k_a_m(void **state)
{
    scored s = score(dogs, found, "AP");
    array precision, scores;

    export_to(state, &s);
    precision = open_array(state, "precision.npy", "(10, 101, 2, 4, 3)");
    scores = open_array(state, "scores.npy", "(10, 101, 2, 4, 3)");

#define POINT(array, t, r, k, area, m) at(&(array), (((((t)*101 + (r)) * 2 + (k)) * 4 + (area)) * 3 + (m)))
    assert_int_equal(precision.n, 128 + 8 * 10 * 101 * 2 * 4 * 3);
    assert_int_equal(scores.n, precision.n);
    /* tp / (fp + tp + eps), made falling: 2 / 2 stands at the start too where both are found */
    assert_double_same("start", POINT(precision, 4, 0, 0, 0, 2), 2 / (2 + 2.220446049250313e-16));
    assert_double_same("start at 0.75", POINT(precision, 5, 0, 0, 0, 2), 1 / (1 + 2.220446049250313e-16));
    assert_double_same("end", POINT(precision, 4, 100, 0, 0, 2), 2 / (2 + 2.220446049250313e-16));
    assert_double_same("end at 0.75", POINT(precision, 5, 100, 0, 0, 2), 0);
    assert_double_same("end with one detection", POINT(precision, 4, 100, 0, 0, 0), 0);
    assert_double_same("small", POINT(precision, 4, 100, 0, 1, 2), 2 / (2 + 2.220446049250313e-16));
    assert_double_same("large", POINT(precision, 4, 100, 0, 3, 2), -1);
    assert_double_same("cat", POINT(precision, 4, 100, 1, 0, 2), -1);
    assert_double_same("first score", POINT(scores, 0, 0, 0, 0, 2), 0.75);
    assert_double_same("score at recall 0.5", POINT(scores, 0, 50, 0, 0, 2), 0.75);
    assert_double_same("score above it", POINT(scores, 0, 51, 0, 0, 2), 0.5);
    assert_double_same("no score", POINT(scores, 5, 51, 0, 0, 2), 0);
#undef POINT
    free(precision.bytes);
    free(scores.bytes);
    close_job(&s);
}

static const cJSON *item(const cJSON *array_, int index, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(array_, index), key);
}

static void the_axes_name_what_the_arrays_hold(void **state)
{
    scored s = score(dogs, found, "greedy,AP");
    cJSON *axes;
    char *text;
    size_t n;

    export_to(state, &s);
    text = slurp(scratch_path(state, "axes.json"), &n);
    axes = cJSON_Parse(text);

#define AXIS(name) cJSON_GetObjectItemCaseSensitive(axes, name)
    assert_non_null(axes);
    assert_string_equal(AXIS("metric")->valuestring, "AP");
    assert_string_equal(AXIS("subset")->valuestring, "coco");
    assert_int_equal(cJSON_GetArraySize(AXIS("iou")), 10);
    assert_int_equal(cJSON_GetArraySize(AXIS("recall")), 101);
    assert_int_equal(cJSON_GetArraySize(AXIS("categories")), 2);
    assert_int_equal(item(AXIS("categories"), 1, "id")->valueint, 2);
    assert_string_equal(item(AXIS("categories"), 1, "name")->valuestring, "cat");
    assert_string_equal(item(AXIS("areas"), 2, "name")->valuestring, "medium");
    assert_true(item(AXIS("areas"), 2, "low")->valuedouble == 1024);
    assert_int_equal(cJSON_GetArraySize(AXIS("max_dets")), 3);
    assert_int_equal(cJSON_GetArrayItem(AXIS("max_dets"), 2)->valueint, 100);
    assert_true(cJSON_GetArrayItem(AXIS("iou"), 8)->valuedouble == 0.8999999999999999); /* semantics A9 */
#undef AXIS
    cJSON_Delete(axes);
    free(text);
    close_job(&s);
}

static const char subset_bench[] =
    "{\"schema\":\"odeval.bench/"
    "1\",\"name\":\"b\",\"title\":\"b\",\"layout\":{\"annotations\":\"{subset}.json\"},"
    "\"subsets\":[{\"name\":\"%s\"},{\"name\":\"right\"}],\"averages\":[{\"name\":\"all\",\"subsets\":["
    "\"right\"]}],"
    "\"headline\":\"all\",\"metrics\":[\"AP\",\"nms_AP\",\"greedy\"],\"primary\":\"nms_AP\"}";

static scored score_subsets(const char *first_name)
{
    const od_job_options options = {.threads = 1};
    char json[1000];
    od_error err = {0};
    scored s = {0};
    int n = snprintf(json, sizeof json, subset_bench, first_name);

    must(od_bench_parse(&s.bench, json, (size_t)n, "b.json", &err), &err);
    must(od_job_create(&s.job, s.bench, &options, &err), &err);
    for (uint32_t i = 0; i < 2; i++) {
        give_truth(&s, i, GT_OF(IMAGE(1), TRUTH(1, 1, 1, 0, 0, 10, 10, 100)));
        give_detections(&s, i, DETS(DET(1, 1, 0, 0, 10, 10, 0.75)));
    }
    must(od_job_score(s.job, &err), &err);
    return s;
}

static void subsets_have_folders_of_their_own(void **state)
{
    static const char *const files[] = {"left/precision.npy", "left/recall.npy", "left/scores.npy",
                                        "left/axes.json", "right/precision.npy"};
    scored s = score_subsets("left");
    size_t n;

    export_to(state, &s);

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        free(slurp(scratch_path(state, files[i]), &n));
    char *axes = slurp(scratch_path(state, "right/axes.json"), &n);
    assert_says(axes, "\"metric\": \"nms_AP\""); /* the primary one, though AP is named first */
    free(axes);
    assert_int_equal(scratch_count(state), 2);
    close_job(&s);
}

static void a_subset_whose_name_leads_out_of_the_folder_is_refused(void **state)
{
    static const char *const names[] = {"../left", "..", "a/b"};
    const scratch *folder = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        scored s = score_subsets(names[i]);
        od_error err = {0};

        assert_int_equal(od_export_arrays(s.job, folder->folder, &err), OD_USAGE);
        assert_says(err.what, names[i]);
        assert_int_equal(scratch_count(state), 0);
        close_job(&s);
    }
}

static void metrics_without_curves_cannot_be_exported(void **state)
{
    scored s = score(dogs, found, "greedy");
    const scratch *folder = *state;
    od_error err = {0};

    assert_int_equal(od_export_arrays(s.job, folder->folder, &err), OD_USAGE);
    assert_string_equal(err.remedy, "add AP to --metrics");
    assert_int_equal(scratch_count(state), 0);
    close_job(&s);
}

static void a_folder_that_cannot_be_made_is_an_error(void **state)
{
    const char *file = scratch_file(state, "file", "x", 1);
    scored s = score(dogs, found, "AP");
    od_error err = {0};

    assert_int_equal(od_export_arrays(s.job, file, &err), OD_SYSTEM);
    assert_string_equal(err.input, file);
    close_job(&s);
}

static void each_scored_image_has_a_line(void **state)
{
    const char *path = scratch_path(state, "images.jsonl");
    scored s = score(
        GT_OF("{\"id\":7,\"file_name\":\"a.jpg\",\"width\":64,\"height\":64},{\"id\":\"x\"}",
              TRUTH(1, 7, 1, 0, 0, 10, 10, 100) "," TRUTH(2, 7, 1, 20, 20, 10, 10, 100)),
        DETS(DET(7, 1, 0, 0, 10, 10, 0.5) "," DET(7, 2, 0, 0, 10, 10, 0.5) "," DET("x", 1, 1, 1, 5, 5, 1)),
        "AP,nms_AP,greedy");
    od_error err = {0};
    char *text;
    size_t n;

    must(od_write_per_image(s.job, path, &err), &err);
    text = slurp(path, &n);

    /* The cat on the first dog comes last in the file and wins the tie: the dog is removed. */
    assert_string_equal(text, "{\"subset\": \"coco\", \"image_id\": 7, \"file_name\": \"a.jpg\", \"gt\": 2, "
                              "\"predictions\": 2, \"nms_ties\": 1, \"nms_removed\": 1, \"greedy_found\": 1, "
                              "\"greedy_missed\": 1, \"greedy_false\": 1}\n"
                              "{\"subset\": \"coco\", \"image_id\": \"x\", \"file_name\": null, \"gt\": 0, "
                              "\"predictions\": 1, \"nms_ties\": 0, \"nms_removed\": 0, \"greedy_found\": 0, "
                              "\"greedy_missed\": 0, \"greedy_false\": 1}\n");
    free(text);
    close_job(&s);
}

static void a_line_file_that_cannot_be_written_is_an_error(void **state)
{
    const scratch *folder = *state;
    scored s = score(dogs, found, "AP");
    od_error err = {0};

    assert_int_equal(od_write_per_image(s.job, folder->folder, &err), OD_SYSTEM);
    assert_int_equal(scratch_count(state), 0);
    close_job(&s);
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(npy_headers_are_numpys),
        WITH_FOLDER(recall_is_laid_out_as_t_k_a_m),
        WITH_FOLDER(precision_and_scores_are_laid_out_as_t_r_k_a_m),
        WITH_FOLDER(the_axes_name_what_the_arrays_hold),
        WITH_FOLDER(subsets_have_folders_of_their_own),
        WITH_FOLDER(a_subset_whose_name_leads_out_of_the_folder_is_refused),
        WITH_FOLDER(metrics_without_curves_cannot_be_exported),
        WITH_FOLDER(a_folder_that_cannot_be_made_is_an_error),
        WITH_FOLDER(each_scored_image_has_a_line),
        WITH_FOLDER(a_line_file_that_cannot_be_written_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
