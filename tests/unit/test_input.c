#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <zlib.h>

#include "core/input.h"
#include "scratch.h"

enum { BIG = 3 * 1000 * 1000 };

static void fill_big(char *bytes)
{
    uint32_t x = 1;

    for (size_t i = 0; i < BIG; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (char)('a' + (x >> 24) % 26);
    }
}

static char *big_text(void)
{
    char *bytes = malloc(BIG);

    assert_non_null(bytes);
    fill_big(bytes);
    return bytes;
}

/* One gzip member at the end of a file. */
static void append_gzip(const char *path, const void *bytes, size_t n)
{
    gzFile f = gzopen(path, "ab1");

    assert_non_null(f);
    assert_int_equal(gzwrite(f, bytes, (unsigned)n), n);
    assert_int_equal(gzclose(f), Z_OK);
}

/* Reads on to the end, keeping nothing; true when all of it is `bytes` from `at` on. */
static bool holds_from(od_input *in, const char *bytes, size_t n, uint64_t at, od_error *err)
{

    for (;;) {
        od_window w = od_input_window(in);
        size_t got = (size_t)(w.end - w.begin);
        if (w.offset != at || got > n - at || (got && memcmp(w.begin, bytes + at, got) != 0))
            return false;
        at += got;
        if (w.last)
            return at == n;
        if (od_input_more(in, w.end, err) != OD_OK)
            return false;
    }
}

static bool holds(od_input *in, const char *bytes, size_t n, od_error *err)
{
    return holds_from(in, bytes, n, 0, err);
}

static void expect_error(const char *path, const char *what, const char *remedy)
{
    od_error err = {0};
    od_input *in = NULL;

    od_status st = od_input_open(&in, path, &err);

    assert_int_equal(st, OD_INPUT);
    assert_null(in);
    assert_non_null(strstr(err.what, what));
    assert_string_equal(err.input, path);
    assert_non_null(strstr(err.remedy, remedy));
}

static void a_plain_file_is_mapped_whole(void **state)
{
    const char *path = scratch_file(state, "a.json", "[1, 2]", 6);
    od_error err = {0};
    od_input *in = NULL;

    assert_int_equal(od_input_open(&in, path, &err), OD_OK);

    assert_true(od_input_is_whole(in));
    assert_string_equal(od_input_name(in), path);
    assert_true(holds(in, "[1, 2]", 6, &err));
    od_input_close(in);
}

static void pages_given_back_are_read_again(void **state)
{
    char *bytes = big_text();
    od_error err = {0};
    od_input *in = NULL;

    assert_int_equal(od_input_open(&in, scratch_file(state, "big", bytes, BIG), &err), OD_OK);
    for (size_t upto = 0; upto <= BIG; upto += 70001)
        od_input_release(in, od_input_window(in).begin + upto);

    assert_true(holds(in, bytes, BIG, &err));
    od_input_close(in);
    free(bytes);
}

static void gzip_is_known_by_its_bytes_and_streams(void **state)
{
    const char *path = scratch_path(state, "no_suffix");
    char *bytes = big_text();
    od_error err = {0};
    od_input *in = NULL;

    append_gzip(path, bytes, BIG);
    assert_int_equal(od_input_open(&in, path, &err), OD_OK);

    assert_false(od_input_is_whole(in));
    assert_true(holds(in, bytes, BIG, &err));
    od_input_close(in);
    free(bytes);
}

static void members_of_gzip_follow_each_other_empty_ones_too(void **state)
{
    const char *path = scratch_path(state, "three.gz");
    od_error err = {0};
    od_input *in = NULL;

    append_gzip(path, "[1,", 3);
    append_gzip(path, "", 0);
    append_gzip(path, "2]", 2);
    assert_int_equal(od_input_open(&in, path, &err), OD_OK);

    assert_true(holds(in, "[1,2]", 5, &err));
    od_input_close(in);
}

static void gzip_that_ends_too_early_says_at_which_byte(void **state)
{
    const char *path = scratch_path(state, "cut.gz");
    char *bytes = big_text();
    struct stat about;
    od_error err = {0};
    od_input *in = NULL;

    append_gzip(path, bytes, BIG);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(truncate(path, about.st_size - 5), 0); /* 5 of the trailer's 8 bytes are gone */
    assert_int_equal(od_input_open(&in, path, &err), OD_OK);

    assert_false(holds(in, bytes, BIG, &err));
    assert_int_equal(err.code, OD_INPUT);
    assert_non_null(strstr(err.what, "end too early"));
    assert_int_equal(err.unit, OD_UNIT_BYTE);
    assert_int_equal(err.at, about.st_size - 5);
    assert_non_null(strstr(err.remedy, "again"));
    od_input_close(in);
    free(bytes);
}

static void a_gzip_with_a_wrong_checksum_is_damaged(void **state)
{
    const char *path = scratch_path(state, "bad.gz");
    struct stat about;
    od_error err = {0};
    od_input *in = NULL;
    int fd;

    append_gzip(path, "[1]", 3);
    assert_int_equal(stat(path, &about), 0);
    fd = open(path, O_WRONLY);
    assert_int_equal(pwrite(fd, "\xff\xff\xff\xff", 4, about.st_size - 8), 4);
    close(fd);

    od_status st = od_input_open(&in, path, &err);
    if (st == OD_OK)
        assert_false(holds(in, "[1]", 3, &err));

    assert_int_equal(err.code, OD_INPUT);
    assert_non_null(strstr(err.what, "damaged"));
    od_input_close(in);
}

static void what_follows_gzip_and_is_none_is_an_error(void **state)
{
    const char *path = scratch_path(state, "tail.gz");
    struct stat about;
    od_error err = {0};
    od_input *in = NULL;
    FILE *f;

    append_gzip(path, "[1]", 3);
    assert_int_equal(stat(path, &about), 0);
    f = fopen(path, "ab");
    assert_int_equal(fwrite("[2]", 1, 3, f), 3);
    fclose(f);

    assert_int_equal(od_input_open(&in, path, &err), OD_OK);

    assert_false(holds(in, "[1]", 3, &err));
    assert_non_null(strstr(err.what, "not gzip follows"));
    assert_int_equal(err.at, about.st_size);
    od_input_close(in);
}

typedef struct writer {
    int fd;
    const char *bytes;
    size_t n;
} writer;

static void *write_slowly(void *argument)
{
    const writer *w = argument;

    for (size_t i = 0; i < w->n;) {
        size_t piece = w->n - i < 1009 ? w->n - i : 1009;
        ssize_t done = write(w->fd, w->bytes + i, i == 0 ? 1 : piece); /* the first byte alone */
        if (done < 0)
            break;
        i += (size_t)done;
    }
    close(w->fd);
    return NULL;
}

/* Opens standard input with these bytes coming through a pipe. */
static void through_a_pipe(const char *bytes, size_t n, const char *wanted, size_t n_wanted, bool ahead)
{
    int ends[2], saved = dup(STDIN_FILENO);
    od_error err = {0};
    od_input *in = NULL;
    pthread_t thread;
    writer w;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    w = (writer){ends[1], bytes, n};
    assert_int_equal(pthread_create(&thread, NULL, write_slowly, &w), 0);

    assert_int_equal(od_input_open(&in, "-", &err), OD_OK);

    assert_string_equal(od_input_name(in), "standard input");
    if (ahead)
        od_input_read_ahead(in);
    assert_true(holds(in, wanted, n_wanted, &err));
    od_input_close(in);
    pthread_join(thread, NULL);
    dup2(saved, STDIN_FILENO);
    close(saved);
}

static void standard_input_may_be_a_pipe(void **state)
{
    char *bytes = big_text();

    (void)state;
    through_a_pipe(bytes, BIG, bytes, BIG, false);
    through_a_pipe(bytes, BIG, bytes, BIG, true);
    free(bytes);
}

static void standard_input_may_be_gzip(void **state)
{
    const char *path = scratch_path(state, "x.gz");
    char *bytes = big_text(), *packed = malloc(BIG);
    size_t n;
    FILE *f;

    append_gzip(path, bytes, BIG);
    f = fopen(path, "rb");
    n = fread(packed, 1, BIG, f);
    fclose(f);
    through_a_pipe(packed, n, bytes, BIG, false);
    through_a_pipe(packed, n, bytes, BIG, true);
    free(packed);
    free(bytes);
}

static void what_is_kept_stays_and_the_window_grows_for_it(void **state)
{
    static const char text[] = "abcdefghijklmnopqrstuvwxyz";
    od_error err = {0};
    od_input *in = NULL;
    od_window w;

    (void)state;
    assert_int_equal(od_input_of_chunks(&in, "c", text, 26, 3, &err), OD_OK);
    w = od_input_window(in);
    assert_int_equal(w.end - w.begin, 3);
    for (size_t n = 3; !od_input_window(in).last;) {
        w = od_input_window(in);
        assert_int_equal(od_input_more(in, w.begin + (w.offset == 0), &err),
                         OD_OK); /* from 'b' on all is kept */
        w = od_input_window(in);
        assert_int_equal(w.offset, 1);
        assert_true((size_t)(w.end - w.begin) + 1 > n || w.last);
        n = (size_t)(w.end - w.begin) + 1;
        assert_memory_equal(w.begin, text + 1, n - 1);
    }
    w = od_input_window(in);
    assert_int_equal(w.end - w.begin, 25);
    od_input_close(in);
}

/* ---- reading ahead ---- */

static void gzip_may_be_read_ahead_from_any_place_on(void **state)
{
    const char *path = scratch_path(state, "big.gz");
    char *bytes = big_text();

    append_gzip(path, bytes, BIG);
    for (int begin = 0; begin < 4; begin++) {
        od_error err = {0};
        od_input *in = NULL;
        uint64_t at;

        assert_int_equal(od_input_open(&in, path, &err), OD_OK);
        for (int i = 0; i < begin; i++)
            assert_int_equal(od_input_more(in, od_input_window(in).end - 7, &err), OD_OK); /* 7 are kept */
        od_input_read_ahead(in);
        od_input_read_ahead(in); /* once more has no effect */
        at = od_input_window(in).offset;

        assert_false(od_input_is_whole(in));
        assert_true(holds_from(in, bytes, BIG, at, &err));
        od_input_close(in);
    }
    free(bytes);
}

static void a_mapped_file_is_not_read_ahead(void **state)
{
    od_error err = {0};
    od_input *in = NULL;

    assert_int_equal(od_input_open(&in, scratch_file(state, "a.json", "[1, 2]", 6), &err), OD_OK);

    od_input_read_ahead(in);

    assert_true(od_input_is_whole(in));
    assert_true(holds(in, "[1, 2]", 6, &err));
    od_input_close(in);
}

/* How many bytes come before the error. */
static uint64_t bytes_before(const char *path, bool ahead, od_error *err)
{
    od_input *in = NULL;
    od_window w;

    assert_int_equal(od_input_open(&in, path, err), OD_OK);
    if (ahead)
        od_input_read_ahead(in);
    do
        w = od_input_window(in);
    while (!w.last && od_input_more(in, w.end, err) == OD_OK);
    od_input_close(in);
    return w.offset + (uint64_t)(w.end - w.begin);
}

/* Gzip whose first `n` bytes end at a byte of the file, which is returned. */
static off_t gzip_in_two(const char *path, const char *bytes, size_t n)
{
    gzFile f = gzopen(path, "wb1");
    struct stat about;

    assert_non_null(f);
    assert_int_equal(gzwrite(f, bytes, (unsigned)n), n);
    assert_int_equal(gzflush(f, Z_FULL_FLUSH), Z_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(gzwrite(f, bytes + n, (unsigned)(BIG - n)), BIG - n);
    assert_int_equal(gzclose(f), Z_OK);
    return about.st_size;
}

static void expect_the_same_error_behind(uint64_t n, const char *path, const char *what, off_t at)
{
    od_error plain = {0}, ahead = {0};

    assert_int_equal(bytes_before(path, false, &plain), n);
    assert_int_equal(bytes_before(path, true, &ahead), n);

    assert_non_null(strstr(plain.what, what));
    assert_int_equal(plain.at, at);
    assert_string_equal(ahead.what, plain.what);
    assert_string_equal(ahead.input, path);
    assert_int_equal(ahead.at, at);
    assert_int_equal(ahead.unit, OD_UNIT_BYTE);
    assert_string_equal(ahead.remedy, plain.remedy);
    assert_int_equal(ahead.code, OD_INPUT);
}

static void damage_is_found_behind_all_bytes_before_it_read_ahead_or_not(void **state)
{
    enum { GOOD = 1000 * 1000 };
    const char *cut = scratch_path(state, "cut.gz"), *damaged = scratch_path(state, "damaged.gz");
    char *bytes = big_text();
    off_t at = gzip_in_two(cut, bytes, GOOD);
    int fd;

    assert_int_equal(truncate(cut, at), 0);
    assert_int_equal(gzip_in_two(damaged, bytes, GOOD), at);
    fd = open(damaged, O_WRONLY);
    assert_int_equal(pwrite(fd, "\x06", 1, at),
                     1); /* a block of type 3, which there is not: RFC 1951, 3.2.3 */
    close(fd);

    expect_the_same_error_behind(GOOD, cut, "end too early", at);
    expect_the_same_error_behind(GOOD, damaged, "data are damaged", at + 1);

    free(bytes);
}

/* ---- what is no input ---- */

static void files_that_cannot_be_read_are_errors_with_a_remedy(void **state)
{
    const scratch *s = *state;
    const char *gz = scratch_path(state, "empty.gz");

    append_gzip(gz, "", 0);
    expect_error(scratch_path(state, "missing.json"), "No such file", "check the path");
    expect_error(s->folder, "folder", "name a file");
    expect_error(scratch_file(state, "empty.json", "", 0), "empty", "written to the end");
    expect_error(gz, "empty", "written to the end");
    expect_error("/dev/null", "empty", "written to the end");
    if (geteuid() != 0) { /* root may read everything */
        const char *path = scratch_file(state, "secret", "1", 1);
        assert_int_equal(chmod(path, 0), 0);
        expect_error(path, "ermission", "permissions");
    }
}

static void bytes_of_the_caller_may_be_none(void **state)
{
    od_error err = {0};
    od_input *in = NULL;

    (void)state;
    assert_int_equal(od_input_of_bytes(&in, "answer", NULL, 0, &err), OD_OK);

    assert_true(od_input_is_whole(in));
    assert_true(holds(in, "", 0, &err));
    od_input_close(in);
    od_input_close(NULL);
}

#define with_files(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_files(a_plain_file_is_mapped_whole),
        with_files(pages_given_back_are_read_again),
        with_files(gzip_is_known_by_its_bytes_and_streams),
        with_files(members_of_gzip_follow_each_other_empty_ones_too),
        with_files(gzip_that_ends_too_early_says_at_which_byte),
        with_files(a_gzip_with_a_wrong_checksum_is_damaged),
        with_files(what_follows_gzip_and_is_none_is_an_error),
        cmocka_unit_test(standard_input_may_be_a_pipe),
        with_files(standard_input_may_be_gzip),
        cmocka_unit_test(what_is_kept_stays_and_the_window_grows_for_it),
        with_files(gzip_may_be_read_ahead_from_any_place_on),
        with_files(a_mapped_file_is_not_read_ahead),
        with_files(damage_is_found_behind_all_bytes_before_it_read_ahead_or_not),
        with_files(files_that_cannot_be_read_are_errors_with_a_remedy),
        cmocka_unit_test(bytes_of_the_caller_may_be_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
