/* COCO annotations as files: compressed, in pieces, beside images, written and read again. */
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "dataset/filter.h"
#include "unit/dataset_help.h"
#include "unit/same.h"

static void temporary(char path[64])
{
    int fd;

    snprintf(path, 64, "/tmp/odeval-test-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
}

static od_dataset *read_path(const char *path, const char *folder)
{
    od_error err = {0};
    char text[1200];
    od_input *in = NULL;
    od_dataset *set = NULL;

    if (od_input_open(&in, path, &err) != OD_OK || od_dataset_read_coco(&set, in, folder, &err) != OD_OK)
        fail_msg("%s", od_error_text(&err, text, sizeof text));
    od_input_close(in);
    return set;
}

static void a_gzipped_file_is_read(void **state)
{
    static const char json[] = TRUTH(USUAL);
    char path[64];
    od_dataset *set;
    gzFile file;
    (void)state;

    temporary(path);
    file = gzopen(path, "wb");
    assert_int_equal(gzwrite(file, json, sizeof json - 1), sizeof json - 1);
    assert_int_equal(gzclose(file), Z_OK);
    set = read_path(path, NULL);

    assert_truths(set, 0, "17");
    od_dataset_free(set);
    unlink(path);
}

/* Wherever the window ends, the result is the same. */
static void windows_of_any_size_give_the_same(void **state)
{
    static const char json[] =
        "{\"annotations\":[{" USUAL ",\"image_id\":\"b\\u00e9\",\"category_id\":\"x\"}],"
        "\"images\":[{\"id\":\"b\xc3\xa9\",\"file_name\":\"d/f.jpg\",\"text\":[\"dog\"]}],"
        "\"categories\":[{\"id\":\"x\",\"name\":\"dog\"}]}";
    (void)state;

    for (size_t chunk = 1; chunk < 40; chunk++) {
        od_input *in = NULL;
        od_dataset *set = NULL;
        assert_int_equal(od_input_of_chunks(&in, "gt.json", json, sizeof json - 1, chunk, NULL), OD_OK);
        assert_int_equal(od_dataset_read_coco(&set, in, NULL, NULL), OD_OK);

        assert_truths(set, 0, "17");
        assert_string_equal(set->image_id[0].text, "b\xc3\xa9");
        assert_string_equal(set->image_file[0].p, "d/f.jpg");
        assert_int_equal(set->asked[0].category, 0);
        od_dataset_free(set);
        od_input_close(in);
    }
}

/* The header of a PNG of 3 x 2 pixels. */
static void a_size_that_is_missing_is_read_from_the_image(void **state)
{
    static const unsigned char png[] = {
        0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,   0,   0, 3, 0, 0, 0,
        2,    8,   2,   0,   0,    0,    0,    0,    0, 0, 0, 0,  0,   0,   'I', 'D', 'A', 'T', 0, 0, 0, 0};
    char path[64], json[300];
    od_error err = {0};
    od_input *in = NULL;
    od_dataset *set = NULL;
    FILE *file;
    (void)state;

    temporary(path);
    file = fopen(path, "wb");
    assert_int_equal(fwrite(png, 1, sizeof png, file), sizeof png);
    assert_int_equal(fclose(file), 0);
    snprintf(json, sizeof json,
             "{\"images\":[{\"id\":1,\"file_name\":\"%s\"},{\"id\":2,\"width\":7,\"height\":8,\"file_name\":"
             "\"%s\"},"
             "{\"id\":3,\"file_name\":\"missing\"}],\"categories\":[],\"annotations\":[]}",
             path + 5, path + 5);
    assert_int_equal(od_input_of_bytes(&in, "gt.json", json, strlen(json), &err), OD_OK);
    assert_int_equal(od_dataset_read_coco(&set, in, "/tmp", &err), OD_OK);

    assert_int_equal(set->image_width[0], 3);
    assert_int_equal(set->image_height[0], 2);
    assert_int_equal(set->image_width[1], 7); /* what the file says comes first */
    assert_int_equal(set->image_width[2], 0);
    od_dataset_free(set);
    od_input_close(in);
    unlink(path);
}

static void assert_same(const od_dataset *a, const od_dataset *b)
{
    assert_int_equal(a->n_images, b->n_images);
    assert_int_equal(a->n_categories, b->n_categories);
    assert_int_equal(a->n_truths, b->n_truths);
    for (uint32_t i = 0; i < a->n_images; i++) {
        assert_true(od_id_equal(a->image_id[i], b->image_id[i]));
        assert_true(od_str_equal(a->image_file[i], b->image_file[i]));
        assert_int_equal(a->image_width[i], b->image_width[i]);
        assert_int_equal(a->image_height[i], b->image_height[i]);
    }
    for (uint32_t c = 0; c < a->n_categories; c++) {
        assert_true(od_id_equal(a->category_id[c], b->category_id[c]));
        assert_true(od_str_equal(a->category_name[c], b->category_name[c]));
    }
    assert_memory_equal(a->truth_image, b->truth_image, a->n_truths * sizeof *a->truth_image);
    assert_memory_equal(a->truth_category, b->truth_category, a->n_truths * sizeof *a->truth_category);
    assert_memory_equal(a->truth_flags, b->truth_flags, a->n_truths);
    assert_true(same_values_of_truths(a, b));
}

static void what_is_written_reads_back_the_same(void **state)
{
    char path[64];
    od_dataset *set, *again;
    (void)state;

    set = read_json("{\"images\":[{\"id\":\"b\",\"file_name\":\"d/"
                    "\\\"\xc3\xa9.jpg\",\"width\":5,\"height\":6,\"text\":[\"dog\"]},"
                    "{\"id\":-4,\"neg_text\":[\"\",\"cat\"]}]," CATEGORIES ",\"annotations\":["
                    "{\"id\":9,\"image_id\":\"b\",\"category_id\":1,\"bbox\":[0.1,1e-7,1e300,-2],\"area\":0."
                    "30000000000000004,"
                    "\"iscrowd\":1,\"ignore\":1},"
                    "{\"id\":-8,\"image_id\":-4,\"category_id\":2,\"bbox\":[NaN,Infinity,-Infinity,0],"
                    "\"area\":7,\"iscrowd\":0}]}");
    temporary(path);
    assert_int_equal(od_dataset_write_coco(set, path, NULL), OD_OK);
    again = read_path(path, NULL);

    assert_same(set, again);
    assert_int_equal(again->asked_start[1], 2);
    assert_true(again->asked[1].negative && again->asked[1].category == 1);
    assert_true(!again->asked[2].negative && again->asked[2].category == 0);
    od_dataset_free(set);
    od_dataset_free(again);
    unlink(path);
}

static void unlisted_truths_are_not_written(void **state)
{
    char path[64];
    od_dataset *set, *again;
    (void)state;

    set = read_json("{" IMAGES "," CATEGORIES ",\"annotations\":["
                    "{\"id\":1,\"image_id\":1,\"category_id\":9,\"bbox\":[0,0,1,1]},"
                    "{\"id\":2,\"image_id\":9,\"category_id\":1,\"bbox\":[0,0,1,1]},"
                    "{\"id\":3,\"image_id\":2,\"category_id\":1,\"bbox\":[0,0,1,1]}]}");
    temporary(path);
    assert_int_equal(od_dataset_write_coco(set, path, NULL), OD_OK);
    again = read_path(path, NULL);

    assert_int_equal(again->n_truths, 1);
    assert_truths(again, 1, "3");
    od_dataset_free(set);
    od_dataset_free(again);
    unlink(path);
}

/* Image 1 has two dogs, image 2 one: with one box per category, image 1 goes. */
static void what_a_filter_took_out_is_not_written(void **state)
{
    char path[64];
    od_dataset *set, *again;
    (void)state;

    set = read_json("{" IMAGES "," CATEGORIES ",\"annotations\":["
                    "{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,1,1]},"
                    "{\"id\":2,\"image_id\":2,\"category_id\":1,\"bbox\":[0,0,1,1]},"
                    "{\"id\":3,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,1,1]}]}");
    temporary(path);
    assert_int_equal(od_dataset_filter(set, od_filter_find("one_box_per_category"), 0, OD_MODE_ALL, NULL),
                     OD_OK);
    assert_int_equal(od_dataset_write_coco(set, path, NULL), OD_OK);
    again = read_path(path, NULL);

    assert_int_equal(again->n_images, 1);
    assert_int_equal(again->image_id[0].number, 2);
    assert_int_equal(again->n_categories, 2);
    assert_int_equal(again->n_truths, 1);
    assert_truths(again, 0, "2");
    od_dataset_free(set);
    od_dataset_free(again);
    unlink(path);
}

static void a_folder_that_is_not_there_cannot_be_written_to(void **state)
{
    od_error err = {0};
    od_dataset *set = read_json(TRUTH(USUAL));
    (void)state;

    assert_int_not_equal(od_dataset_write_coco(set, "/nonexistent/folder/gt.json", &err), OD_OK);

    assert_int_not_equal(err.what[0], '\0');
    od_dataset_free(set);
}

/* Counts by Python's json module. */
static void real_files_are_read(void **state)
{
    static const struct {
        const char *path;
        uint32_t images, categories, truths, crowds;
    } files[] = {
        {"../shared/data/coco-pairs/val2017-50-centernet/gt.json", 50, 80, 382, 5},
        {"../shared/data/coco-pairs/val2014-100-fake/gt.json", 100, 80, 839, 9},
        {"../shared/data/coco-pairs/toy/gt.json", 3, 4, 9, 0},
        {"../shared/data/coco-pairs/medwaste/gt.json", 25, 5, 140, 0},
        {"../shared/data/lvis_val_100.json", 100, 1230, 977, 0},
    };
    (void)state;

    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        uint32_t crowds = 0;
        od_dataset *set;
        if (access(files[f].path, R_OK) != 0) {
            print_message("skipped: %s is not here\n", files[f].path);
            skip();
        }
        set = read_path(files[f].path, NULL);
        for (uint32_t t = 0; t < set->n_truths; t++)
            crowds += (set->truth_flags[t] & OD_TRUTH_CROWD) != 0;

        assert_int_equal(set->n_images, files[f].images);
        assert_int_equal(set->n_categories, files[f].categories);
        assert_int_equal(set->n_truths, files[f].truths);
        assert_int_equal(od_dataset_truths(set), files[f].truths);
        assert_int_equal(crowds, files[f].crowds);
        od_dataset_free(set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gzipped_file_is_read),
        cmocka_unit_test(windows_of_any_size_give_the_same),
        cmocka_unit_test(a_size_that_is_missing_is_read_from_the_image),
        cmocka_unit_test(what_is_written_reads_back_the_same),
        cmocka_unit_test(unlisted_truths_are_not_written),
        cmocka_unit_test(what_a_filter_took_out_is_not_written),
        cmocka_unit_test(a_folder_that_is_not_there_cannot_be_written_to),
        cmocka_unit_test(real_files_are_read),
    };

    return cmocka_run_group_tests_name("coco files", tests, NULL, NULL);
}
