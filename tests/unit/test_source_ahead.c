#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "core/source.h"

enum {
    BIG = 5 * 1000 * 1000,
    RING_BLOCKS = 4, /* of source_ahead.c, which promises at most 1 MiB */
    BLOCK_BYTES = 256 * 1024,
};

/* Gives `n` bytes in pieces of 1 to `piece` bytes, then the error, if it has one. */
typedef struct scripted {
    od_source base;
    const char *bytes;
    size_t n, at, piece;
    uint32_t random;
    bool fails;
    atomic_uint reads;
    unsigned closed;
} scripted;

static uint32_t next_random(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static od_status scripted_read(od_source *base, char *to, size_t room, size_t *n, od_error *err)
{
    scripted *s = (scripted *)base;

    atomic_fetch_add(&s->reads, 1);
    *n = least(least(room, s->n - s->at), 1 + next_random(&s->random) % s->piece);
    if (*n == 0 && s->fails) {
        od_fail_at(err, OD_INPUT, (od_place){"tape", s->at, OD_UNIT_BYTE}, "the tape is torn");
        return od_remedy(err, "mend it");
    }
    memcpy(to, s->bytes + s->at, *n);
    s->at += *n;
    return OD_OK;
}

static void scripted_close(od_source *base)
{
    scripted *s = (scripted *)base;

    s->closed++;
}

static scripted script(const char *bytes, size_t n, size_t piece, uint32_t seed)
{
    return (scripted){.base = {.read = scripted_read, .close = scripted_close},
                      .bytes = bytes,
                      .n = n,
                      .piece = piece,
                      .random = seed};
}

/* One that a thread really reads. */
static od_source *ahead_of(scripted *s)
{
    od_source *ahead = od_source_ahead(&s->base);

    assert_ptr_not_equal(ahead, &s->base);
    return ahead;
}

static char *big_text(void)
{
    uint32_t x = 1;
    char *bytes = malloc(BIG);

    assert_non_null(bytes);
    for (size_t i = 0; i < BIG; i++)
        bytes[i] = (char)('a' + next_random(&x) % 26);
    return bytes;
}

/* Reads 1 to `piece` bytes at a time until the end or an error. */
static od_status read_all(od_source *s, char *to, size_t room, size_t piece, uint32_t seed, size_t *total,
                          od_error *err)
{
    od_status st;
    size_t n;

    for (*total = 0;; *total += n) {
        size_t wanted = 1 + next_random(&seed) % piece;

        assert_true(wanted <= room - *total);
        if ((st = s->read(s, to + *total, wanted, &n, err)) != OD_OK || n == 0)
            return st;
        assert_true(n <= wanted);
    }
}

/* A thread that has not got this far in ten seconds is stuck, and so would the test be. */
static void wait_for_reads(scripted *s, unsigned n)
{
    for (unsigned i = 0; i < 10000 && atomic_load(&s->reads) < n; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    assert_true(atomic_load(&s->reads) >= n);
}

static void the_bytes_are_those_of_the_inner_source_whatever_the_pieces(void **state)
{
    static const size_t pieces[] = {1000, 70000, BLOCK_BYTES, 3 * BLOCK_BYTES};
    const size_t room = BIG + 3 * BLOCK_BYTES;
    char *bytes = big_text(), *got = malloc(room);

    (void)state;
    assert_non_null(got);
    for (uint32_t seed = 0; seed < 16; seed++) {
        scripted inner = script(bytes, BIG, pieces[seed % 4], seed);
        od_source *ahead = ahead_of(&inner);
        od_error err = {0};
        size_t n;

        od_status st = read_all(ahead, got, room, pieces[seed / 4], seed, &n, &err);

        if (st != OD_OK || n != BIG || memcmp(got, bytes, BIG) != 0)
            fail_msg("seed %u: status %d, %zu bytes", seed, (int)st, n);
        od_source_close(ahead);
        assert_int_equal(inner.closed, 1);
    }
    free(got);
    free(bytes);
}

static void an_empty_source_ends_and_ends_again(void **state)
{
    scripted inner = script("", 0, 1, 1);
    od_source *ahead = ahead_of(&inner);
    od_error err = {0};
    size_t n = 7;
    char c;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ahead->read(ahead, &c, 1, &n, &err), OD_OK);
        assert_int_equal(n, 0);
    }
    assert_int_equal(atomic_load(&inner.reads), 1); /* the end is not asked for twice */
    od_source_close(ahead);
}

static void an_error_comes_after_the_bytes_before_it_and_comes_again(void **state)
{
    scripted inner = script("abcdefghij", 10, 3, 5);
    od_source *ahead;
    char got[32];
    size_t n;

    (void)state;
    inner.fails = true;
    ahead = ahead_of(&inner);
    wait_for_reads(&inner, RING_BLOCKS); /* the thread is ahead of us */
    for (int i = 0; i < 2; i++) {
        od_error err = {0};

        assert_int_equal(read_all(ahead, got, sizeof got, 4, 9, &n, &err), OD_INPUT);

        assert_int_equal(n, i == 0 ? 10 : 0);
        assert_memory_equal(got, "abcdefghij", 10);
        assert_int_equal(err.code, OD_INPUT);
        assert_string_equal(err.what, "the tape is torn");
        assert_string_equal(err.input, "tape");
        assert_int_equal(err.at, 10);
        assert_int_equal(err.unit, OD_UNIT_BYTE);
        assert_string_equal(err.remedy, "mend it");
    }
    od_source_close(ahead);
    assert_int_equal(inner.closed, 1);
}

static void the_first_error_is_kept(void **state)
{
    scripted inner = script("", 0, 1, 1);
    od_source *ahead;
    od_error err = {0};
    size_t n;
    char c;

    (void)state;
    inner.fails = true;
    ahead = ahead_of(&inner);
    od_fail(&err, OD_USAGE, "something before");

    assert_int_equal(ahead->read(ahead, &c, 1, &n, &err), OD_INPUT);

    assert_string_equal(err.what, "something before");
    assert_int_equal(ahead->read(ahead, &c, 1, &n, NULL), OD_INPUT);
    od_source_close(ahead);
}

static void the_thread_runs_ahead_by_the_ring_and_no_more_and_stops_when_closed(void **state)
{
    char *bytes = big_text(), c;
    scripted inner = script(bytes, BIG, 1, 1);
    od_source *ahead = ahead_of(&inner);
    od_error err = {0};
    size_t n;

    (void)state;
    wait_for_reads(&inner, RING_BLOCKS);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); /* time enough to go on, if it did */
    assert_int_equal(atomic_load(&inner.reads), RING_BLOCKS);
    assert_int_equal(ahead->read(ahead, &c, 1, &n, &err), OD_OK);
    wait_for_reads(&inner, RING_BLOCKS + 1);

    od_source_close(ahead); /* while the thread waits for room */

    assert_int_equal(inner.closed, 1);
    assert_int_equal(atomic_load(&inner.reads), RING_BLOCKS + 1);
    free(bytes);
}

/* Closing must not wait for a pipe in which nothing comes. */
static void close_before_anything_comes(bool packed)
{
    od_source *source, *ahead;
    od_error err = {0};
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(od_source_of_descriptor(&source, "pipe", ends[0], "", 0, &err), OD_OK);
    if (packed)
        assert_int_equal(od_source_of_gzip(&source, "pipe", source, &err), OD_OK);
    ahead = od_source_ahead(source);
    assert_ptr_not_equal(ahead, source);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL); /* so that the thread waits by now */

    alarm(60); /* ends the program if it hangs */
    od_source_close(ahead);
    alarm(0);

    close(ends[0]);
    close(ends[1]);
}

static void closing_does_not_wait_for_bytes(void **state)
{
    (void)state;
    close_before_anything_comes(false);
    close_before_anything_comes(true);
}

static void a_pipe_is_read_to_its_end(void **state)
{
    od_source *source, *ahead;
    od_error err = {0};
    char got[64];
    int ends[2];
    size_t n;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(od_source_of_descriptor(&source, "pipe", ends[0], "[1", 2, &err), OD_OK);
    ahead = od_source_ahead(source);
    assert_ptr_not_equal(ahead, source);
    assert_int_equal(write(ends[1], ",2]", 3), 3);
    close(ends[1]);

    assert_int_equal(read_all(ahead, got, sizeof got, 8, 3, &n, &err), OD_OK);

    assert_int_equal(n, 5);
    assert_memory_equal(got, "[1,2]", 5);
    od_source_close(ahead);
    close(ends[0]);
}

static void a_descriptor_that_cannot_be_read_says_so(void **state)
{
    od_source *source, *ahead;
    od_error err = {0};
    int fd = open("/", O_RDONLY);
    size_t n;
    char c;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(od_source_of_descriptor(&source, "the root", fd, "", 0, &err), OD_OK);
    ahead = od_source_ahead(source);
    assert_ptr_not_equal(ahead, source);

    assert_int_equal(ahead->read(ahead, &c, 1, &n, &err), OD_INPUT);

    assert_non_null(strstr(err.what, "could not be read: "));
    assert_string_equal(err.input, "the root");
    od_source_close(ahead);
    close(fd);
}

static void without_descriptors_for_a_thread_the_inner_source_is_read_itself(void **state)
{
    scripted inner = script("abc", 3, 8, 1);
    struct rlimit usual, none;
    od_error err = {0};
    od_source *ahead;
    char got[8];
    size_t n;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &usual), 0);
    none = (struct rlimit){0, usual.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);

    ahead = od_source_ahead(&inner.base);

    assert_int_equal(setrlimit(RLIMIT_NOFILE, &usual), 0);
    assert_ptr_equal(ahead, &inner.base);
    assert_int_equal(inner.closed, 0);
    assert_int_equal(read_all(ahead, got, sizeof got, 2, 1, &n, &err), OD_OK);
    assert_int_equal(n, 3);
    od_source_close(ahead);
    assert_int_equal(inner.closed, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_are_those_of_the_inner_source_whatever_the_pieces),
        cmocka_unit_test(an_empty_source_ends_and_ends_again),
        cmocka_unit_test(an_error_comes_after_the_bytes_before_it_and_comes_again),
        cmocka_unit_test(the_first_error_is_kept),
        cmocka_unit_test(the_thread_runs_ahead_by_the_ring_and_no_more_and_stops_when_closed),
        cmocka_unit_test(closing_does_not_wait_for_bytes),
        cmocka_unit_test(a_pipe_is_read_to_its_end),
        cmocka_unit_test(a_descriptor_that_cannot_be_read_says_so),
        cmocka_unit_test(without_descriptors_for_a_thread_the_inner_source_is_read_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
