#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdbool.h>

#include "core/output.h"
#include "scratch.h"

static void assert_holds(const char *path, const char *wanted)
{
    char bytes[256] = "";
    FILE *f = fopen(path, "rb");

    assert_non_null(f);
    bytes[fread(bytes, 1, sizeof bytes - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(bytes, wanted);
}

static void a_file_appears_when_it_is_committed_and_not_before(void **state)
{
    const char *path = scratch_path(state, "run.json");
    od_output *o = NULL;
    od_error err = {0};

    assert_int_equal(od_output_open(&o, path, &err), OD_OK);
    assert_int_equal(od_output_write(o, "one ", 4, &err), OD_OK);
    assert_int_equal(od_output_printf(o, &err, "%d", 2), OD_OK);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(od_output_commit(o, &err), OD_OK);

    assert_holds(path, "one 2");
    assert_int_equal(scratch_count(state), 1); /* nothing else is left */
}

static void the_umask_applies(void **state)
{
    const char *path = scratch_path(state, "a");
    mode_t old = umask(027);
    struct stat about;
    od_output *o = NULL;
    od_error err = {0};

    assert_int_equal(od_output_open(&o, path, &err), OD_OK);
    assert_int_equal(od_output_commit(o, &err), OD_OK);
    umask(old);

    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void an_old_file_stays_when_the_new_one_is_discarded(void **state)
{
    const char *path = scratch_file(state, "run.json", "old", 3);
    od_output *o = NULL;
    od_error err = {0};

    assert_int_equal(od_output_open(&o, path, &err), OD_OK);
    assert_int_equal(od_output_write(o, "new", 3, &err), OD_OK);
    od_output_discard(o);
    od_output_discard(NULL);

    assert_holds(path, "old");
    assert_int_equal(scratch_count(state), 1);
}

static void more_than_the_buffer_is_written_in_order(void **state)
{
    enum { N = 300000, STEP = 7001 };
    const char *path = scratch_path(state, "big");
    char *bytes = malloc(N), *again = malloc(N + 1);
    od_output *o = NULL;
    od_error err = {0};
    FILE *f;

    assert_true(bytes && again);
    for (size_t i = 0; i < N; i++)
        bytes[i] = (char)(i * 31 >> 3);
    assert_int_equal(od_output_open(&o, path, &err), OD_OK);
    for (size_t i = 0; i < N / 2; i += STEP)
        assert_int_equal(od_output_write(o, bytes + i, i + STEP < N / 2 ? STEP : N / 2 - i, &err), OD_OK);
    assert_int_equal(od_output_write(o, bytes + N / 2, N / 2, &err), OD_OK);
    assert_int_equal(od_output_commit(o, &err), OD_OK);

    f = fopen(path, "rb");
    assert_int_equal(fread(again, 1, N + 1, f), N);
    fclose(f);
    assert_memory_equal(again, bytes, N);
    free(bytes);
    free(again);
}

static void a_formatted_text_may_be_long(void **state)
{
    const char *path = scratch_path(state, "a");
    char text[1001];
    struct stat about;
    od_output *o = NULL;
    od_error err = {0};

    memset(text, 'x', 1000);
    text[1000] = '\0';
    assert_int_equal(od_output_open(&o, path, &err), OD_OK);
    assert_int_equal(od_output_printf(o, &err, "%s%s", text, text), OD_OK);
    assert_int_equal(od_output_commit(o, &err), OD_OK);

    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, 2000);
}

static void a_link_stays_one_and_its_target_is_replaced(void **state)
{
    const char *target = scratch_file(state, "target", "old", 3), *link = scratch_path(state, "link");
    const char *dangling = scratch_path(state, "dangling"), *fresh = scratch_path(state, "fresh");
    struct stat about;
    od_output *o = NULL;
    od_error err = {0};

    assert_int_equal(symlink("target", link), 0);
    assert_int_equal(symlink(fresh, dangling), 0);
    assert_int_equal(od_output_open(&o, link, &err), OD_OK);
    assert_int_equal(od_output_write(o, "new", 3, &err), OD_OK);
    assert_int_equal(od_output_commit(o, &err), OD_OK);
    assert_int_equal(od_output_open(&o, dangling, &err), OD_OK);
    assert_int_equal(od_output_write(o, "made", 4, &err), OD_OK);
    assert_int_equal(od_output_commit(o, &err), OD_OK);

    assert_int_equal(lstat(link, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
    assert_holds(target, "new");
    assert_holds(fresh, "made");
}

static void links_in_a_circle_are_an_error(void **state)
{
    const char *a = scratch_path(state, "a");
    od_output *o = NULL;
    od_error err = {0};

    assert_int_equal(symlink("b", a), 0);
    assert_int_equal(symlink("a", scratch_path(state, "b")), 0);

    assert_int_equal(od_output_open(&o, a, &err), OD_SYSTEM);

    assert_null(o);
    assert_non_null(strstr(err.what, "cannot be written"));
}

static void a_full_disk_is_said_with_what_to_do(void **state)
{
    od_output *o = NULL;
    od_error err = {0};

    (void)state;
    if (access("/dev/full", W_OK) != 0) {
        print_message("/dev/full is not there\n");
        skip();
    }
    assert_int_equal(od_output_open(&o, "/dev/full", &err), OD_OK);
    assert_int_equal(od_output_write(o, "x", 1, &err), OD_OK);

    assert_int_equal(od_output_commit(o, &err), OD_SYSTEM);

    assert_string_equal(err.what, "could not write: No space left on device");
    assert_string_equal(err.input, "/dev/full");
    assert_string_equal(err.remedy, "free space or choose another place");
}

static void a_pipe_is_written_straight(void **state)
{
    const char *path = scratch_path(state, "fifo");
    char bytes[8] = "";
    od_output *o = NULL;
    od_error err = {0};
    int reader;

    assert_int_equal(mkfifo(path, 0600), 0);
    reader = open(path, O_RDONLY | O_NONBLOCK);
    assert_int_equal(od_output_open(&o, path, &err), OD_OK);
    assert_int_equal(od_output_write(o, "hello", 5, &err), OD_OK);
    assert_int_equal(od_output_commit(o, &err), OD_OK);

    assert_int_equal(read(reader, bytes, sizeof bytes), 5);
    assert_string_equal(bytes, "hello");
    close(reader);
    assert_int_equal(scratch_count(state), 1);
}

/* Runs one output with this path while standard output is the file `to`. */
static void with_standard_output(const char *path, int to)
{
    int saved = dup(STDOUT_FILENO);
    od_output *o = NULL;
    od_error err = {0};

    fflush(stdout);
    dup2(to, STDOUT_FILENO);
    od_status st = od_output_open(&o, path, &err);
    if (st == OD_OK)
        st = od_output_write(o, "out", 3, &err);
    if (st == OD_OK)
        st = od_output_commit(o, &err);
    bool open_still = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    dup2(saved, STDOUT_FILENO);
    close(saved);
    assert_int_equal(st, OD_OK);
    assert_true(open_still);
}

static void standard_output_is_written_straight_and_stays_open(void **state)
{
    int ends[2];
    char bytes[16] = "";

    (void)state;
    assert_int_equal(pipe(ends), 0);
    with_standard_output("-", ends[1]);
    if (access("/dev/stdout", F_OK) == 0)
        with_standard_output("/dev/stdout", ends[1]);
    else
        with_standard_output("-", ends[1]);
    close(ends[1]);

    assert_int_equal(read(ends[0], bytes, sizeof bytes), 6);
    assert_string_equal(bytes, "outout");
    close(ends[0]);
}

static void places_that_cannot_be_written_are_system_errors(void **state)
{
    const scratch *s = *state;
    od_output *o = NULL;
    od_error err = {0};

    assert_int_equal(od_output_open(&o, scratch_path(state, "no/such/a.json"), &err), OD_SYSTEM);
    assert_non_null(strstr(err.what, "No such file"));
    assert_true(err.remedy[0] != '\0');
    err = (od_error){0};
    assert_int_equal(od_output_open(&o, s->folder, &err), OD_SYSTEM);
    assert_non_null(strstr(err.what, "folder"));
    err = (od_error){0};
    if (geteuid() != 0) { /* root may write everywhere */
        assert_int_equal(chmod(s->folder, 0500), 0);
        assert_int_equal(od_output_open(&o, scratch_path(state, "a"), &err), OD_SYSTEM);
        assert_int_equal(chmod(s->folder, 0700), 0);
        assert_non_null(strstr(err.what, "ermission"));
    }
    assert_null(o);
}

static void folders_are_made_with_those_above(void **state)
{
    const char *path = scratch_path(state, "a/b//c/"), *file = scratch_file(state, "file", "", 0);
    struct stat about;
    od_error err = {0};

    for (int twice = 0; twice < 2; twice++)
        assert_int_equal(od_make_folder(path, &err), OD_OK);

    assert_int_equal(stat(path, &about), 0);
    assert_true(S_ISDIR(about.st_mode));
    assert_int_equal(od_make_folder(file, &err), OD_SYSTEM);
    assert_non_null(strstr(err.what, "Not a directory"));
}

static void a_folder_that_cannot_be_made_says_why_and_not_that_it_is_not_there(void **state)
{
    const char *link = scratch_path(state, "link");
    od_error err = {0};

    assert_int_equal(symlink("nowhere", link), 0);

    assert_int_equal(od_make_folder(link, &err), OD_SYSTEM);
    assert_non_null(strstr(err.what, "File exists"));
}

#define with_files(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_files(a_file_appears_when_it_is_committed_and_not_before),
        with_files(the_umask_applies),
        with_files(an_old_file_stays_when_the_new_one_is_discarded),
        with_files(more_than_the_buffer_is_written_in_order),
        with_files(a_formatted_text_may_be_long),
        with_files(a_link_stays_one_and_its_target_is_replaced),
        with_files(links_in_a_circle_are_an_error),
        cmocka_unit_test(a_full_disk_is_said_with_what_to_do),
        with_files(a_pipe_is_written_straight),
        cmocka_unit_test(standard_output_is_written_straight_and_stays_open),
        with_files(places_that_cannot_be_written_are_system_errors),
        with_files(folders_are_made_with_those_above),
        with_files(a_folder_that_cannot_be_made_says_why_and_not_that_it_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
