/* prediction_files.h: a folder for each test of prediction files, and what such tests assert. */
#ifndef TESTS_PREDICTION_FILES_H
#define TESTS_PREDICTION_FILES_H

#include "prediction_fixture.h"

#include <unistd.h>
#include <zlib.h>

static char folder[64];

static inline const char *in_folder(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline void write_file(const char *name, const char *text)
{
    FILE *file = fopen(in_folder(name), "wb");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static inline void write_gz(const char *name, const char *text)
{
    gzFile file = gzopen(in_folder(name), "wb");

    assert_non_null(file);
    assert_int_equal(gzwrite(file, text, (unsigned)strlen(text)), strlen(text));
    assert_int_equal(gzclose(file), Z_OK);
}

static inline int setup(void **state)
{
    snprintf(folder, sizeof folder, "/tmp/odeval-formats-XXXXXX");
    assert_non_null(mkdtemp(folder));
    return fixture_setup(state);
}

static inline int teardown(void **state)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
    return fixture_teardown(state);
}

static inline od_status read_text(fixture *f, const char *text)
{
    write_file("p", text);
    return od_predictions_read(&f->sink, in_folder("p"), &f->err);
}

static inline void assert_read(fixture *f, const char *text)
{
    if (read_text(f, text) != OD_OK)
        fail_msg("%s", error_text(f));
}

/* Messages without the folder's name. */
static inline void assert_ends(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    if (n < m || strcmp(text + n - m, end) != 0)
        fail_msg("\"%s\" does not end in \"%s\"", text, end);
}

static inline void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" does not hold \"%s\"", text, part);
}

static inline void assert_detection(const od_target *t, uint32_t d, uint32_t image, uint32_t category,
                                    const double box[4], double score)
{
    double given[4];

    assert_true(d < t->detections.n);
    assert_int_equal(t->detections.image[d], image);
    assert_int_equal(t->detections.category[d], category);
    od_detection_box(&t->detections, d, given);
    assert_memory_equal(given, box, sizeof given);
    assert_true(od_detection_score(&t->detections, d) == score);
}

static const double box1234[4] = {1, 2, 3, 4};

#endif
