#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "backend/open.h"

/* ---- a backend that does what the prompt says ---- */

typedef struct moody {
    const odeval_host *host;
    const char *once; /* a path: open crashes when it exists */
    const char *ask;
} moody;

static const odeval_backend_option moody_options[] = {
    {"once", "open crashes when this file exists", NULL, ODEVAL_OPTION_TEXT, 0, offsetof(moody, once), 0, 0},
    {"ask", "instead", NULL, ODEVAL_OPTION_TEXT, ODEVAL_OPTION_PROMPT, offsetof(moody, ask), 0, 0},
    {0}};

static odeval_backend_status moody_open(void *private_block, const odeval_host *host)
{
    moody *m = private_block;

    m->host = host;
    host->log(host->context, ODEVAL_LOG_NOTE, "open");
    if (m->once && access(m->once, F_OK) == 0)
        raise(SIGABRT);
    return ODEVAL_BACKEND_OK;
}

static void wait_for_cancel(const odeval_host *host)
{
    const struct timespec nap = {0, 1000000};

    while (!host->cancelled(host->context))
        nanosleep(&nap, NULL);
}

/* The first and the last byte of the file and of the pixels, and who says so. */
static void answer(const odeval_request *r, const odeval_sink *sink)
{
    size_t last = (size_t)r->width * r->height * 3 - 1;
    odeval_box box = {.label = r->labels[r->n_labels - 1], .score = (double)getpid()};
    odeval_result result = {.struct_size = sizeof result,
                            .number = r->number,
                            .boxes = &box,
                            .n_boxes = 1,
                            .tokens = strlen(r->file_name),
                            .retries = 2,
                            .seconds = 0.25};

    box.x = r->bytes[0];
    box.y = r->bytes[r->n_bytes - 1];
    box.width = r->rgb[0];
    box.height = r->rgb[last];
    sink->put(sink->context, &result);
}

static odeval_backend_status moody_detect(void *private_block, const odeval_request *requests, size_t n,
                                          const odeval_sink *sink)
{
    const moody *m = private_block;

    for (size_t i = 0; i < n; i++) {
        const char *mood = requests[i].prompt;

        if (strcmp(mood, "die") == 0)
            raise(SIGKILL);
        if (strcmp(mood, "exit") == 0)
            _exit(9);
        if (strcmp(mood, "close") == 0)
            for (int fd = 3; fd < 64; fd++)
                close(fd);
        while (strcmp(mood, "hang") == 0)
            pause();
        if (strcmp(mood, "cancel") == 0) {
            wait_for_cancel(m->host);
            return ODEVAL_BACKEND_CANCELLED;
        }
        if (strcmp(mood, "keep") == 0)
            m->host->alloc(m->host->context, 500);
        answer(&requests[i], sink);
        if (strcmp(mood, "die after") == 0)
            raise(SIGSEGV);
        if (strcmp(mood, "garble") == 0)
            for (int fd = 3; fd < 64; fd++)
                (void)!write(fd, "this is no message at all, but as long as a head of one", 55);
    }
    return ODEVAL_BACKEND_OK;
}

static const odeval_backend moody_table = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "moody",
    .version = "1",
    .title = "does as it is told",
    .flags = ODEVAL_BACKEND_THREADS,
    .wants = ODEVAL_WANTS_BYTES | ODEVAL_WANTS_RGB,
    .gives = ODEVAL_GIVES_BOXES,
    .max_batch = 4,
    .request_size = sizeof(odeval_request),
    .options = moody_options,
    .private_size = sizeof(moody),
    .open = moody_open,
    .detect = moody_detect,
};

/* ---- what the tests do with it ---- */

enum { MOST = 8 };

typedef struct seen {
    unsigned n;
    odeval_box box[MOST];
    odeval_result result[MOST];
    char failure[MOST][300];
} seen;

static void see(void *context, const odeval_result *r)
{
    seen *s = context;

    s->n++;
    s->result[r->number] = *r;
    if (r->n_boxes > 0)
        s->box[r->number] = r->boxes[0];
    s->box[r->number].label = NULL;
    if (r->failure)
        snprintf(s->failure[r->number], sizeof s->failure[0], "%s", r->failure);
}

static od_backend *open_moody(const char *options, od_backend_ways ways)
{
    const od_origin from = {.built_in = &moody_table, .options = options};
    od_backend *b;
    od_error err = {0};

    ways.isolate = true;
    if (od_backend_open_from(&b, &from, &ways, &err) != OD_OK)
        fail_msg("%s", err.what);
    return b;
}

static odeval_request request(uint64_t number, const char *mood)
{
    static const char *const labels[] = {"cat", "dog"};
    static const unsigned char bytes[] = {7, 8, 9};
    static const unsigned char rgb[2 * 2 * 3] = {11, [11] = 22};

    return (odeval_request){.struct_size = sizeof(odeval_request),
                            .number = number,
                            .file_name = "a.png",
                            .bytes = bytes,
                            .n_bytes = sizeof bytes,
                            .rgb = rgb,
                            .width = 2,
                            .height = 2,
                            .labels = labels,
                            .n_labels = 2,
                            .prompt = mood};
}

static od_status ask(od_backend *b, const char *mood, seen *s, od_error *err)
{
    odeval_request r = request(0, mood);

    memset(s, 0, sizeof *s);
    return od_backend_detect(b, &r, 1, see, s, err);
}

static unsigned open_files(void)
{
    DIR *list = opendir("/proc/self/fd");
    unsigned n = 0;

    if (!list)
        return 0;
    while (readdir(list))
        n++;
    closedir(list);
    return n;
}

static void requests_and_results_cross_whole(void **state)
{
    odeval_request batch[2];
    od_backend *b;
    seen s = {0};

    (void)state;
    b = open_moody("", (od_backend_ways){0});
    batch[0] = request(3, "");
    batch[1] = request(4, "");

    assert_int_equal(od_backend_detect(b, batch, 2, see, &s, NULL), OD_OK);

    assert_int_equal(s.n, 2);
    assert_true(s.box[4].x == 7 && s.box[4].y == 9 && s.box[4].width == 11 && s.box[4].height == 22);
    assert_int_equal(s.result[4].tokens, 5); /* letters of "a.png" */
    assert_int_equal(s.result[4].retries, 2);
    assert_true(s.result[4].seconds == 0.25);
    od_backend_close(b);
}

static void it_runs_in_another_process(void **state)
{
    od_backend *b;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){0});

    assert_int_equal(ask(b, "", &s, NULL), OD_OK);

    assert_true(s.box[0].score != (double)getpid());
    od_backend_close(b);
}

static void the_prompt_crosses(void **state)
{
    od_backend *b;

    (void)state;
    b = open_moody("ask=where is {labels}?", (od_backend_ways){0});

    assert_string_equal(od_backend_prompt(b), "where is {labels}?");
    od_backend_close(b);
}

static void the_table_and_the_text_cross(void **state)
{
    od_backend *b;

    (void)state;
    b = open_moody("once=/nowhere/at\\,all", (od_backend_ways){0});

    assert_string_equal(od_backend_text(b), "moody:once=/nowhere/at\\,all");
    assert_string_equal(od_backend_table(b)->version, "1");
    assert_string_equal(od_backend_table(b)->options[0].help, "open crashes when this file exists");
    assert_int_equal(od_backend_table(b)->options[1].flags, ODEVAL_OPTION_PROMPT);
    assert_null(od_backend_table(b)->options[2].name);
    assert_null(od_backend_prompt(b));
    assert_int_equal(od_backend_table(b)->max_batch, 4);
    assert_null(od_backend_table(b)->detect);
    od_backend_close(b);
}

static void an_image_larger_than_the_memory_so_far_crosses(void **state)
{
    enum { SIDE = 1500 };
    unsigned char *rgb = calloc((size_t)SIDE * SIDE, 3);
    odeval_request r = request(0, "");
    od_backend *b;
    seen s;

    (void)state;
    assert_non_null(rgb);
    rgb[0] = 1;
    rgb[(size_t)SIDE * SIDE * 3 - 1] = 99;
    b = open_moody("", (od_backend_ways){0});
    assert_int_equal(ask(b, "", &s, NULL), OD_OK);
    r.rgb = rgb;
    r.width = r.height = SIDE;

    assert_int_equal(od_backend_detect(b, &r, 1, see, &s, NULL), OD_OK);

    assert_true(s.box[0].width == 1 && s.box[0].height == 99);
    od_backend_close(b);
    free(rgb);
}

static void a_death_costs_the_image_and_not_the_run(void **state)
{
    od_backend *b;
    double before;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){0});
    ask(b, "", &s, NULL);
    before = s.box[0].score;

    assert_int_equal(ask(b, "die", &s, NULL), OD_OK);
    assert_string_equal(s.failure[0],
                        "the backend's process ended with signal 9 (killed, perhaps for want of memory)");
    assert_int_equal(ask(b, "exit", &s, NULL), OD_OK);
    assert_string_equal(s.failure[0], "the backend's process ended with exit code 9");
    assert_int_equal(ask(b, "", &s, NULL), OD_OK);

    assert_null(s.result[0].failure);
    assert_true(s.box[0].score != before);
    od_backend_close(b);
}

static void answers_before_a_death_are_kept(void **state)
{
    odeval_request batch[3];
    od_backend *b;
    seen s = {0};

    (void)state;
    b = open_moody("", (od_backend_ways){0});
    batch[0] = request(0, "");
    batch[1] = request(1, "die after");
    batch[2] = request(2, "");

    assert_int_equal(od_backend_detect(b, batch, 3, see, &s, NULL), OD_OK);

    assert_int_equal(s.n, 3);
    assert_null(s.result[0].failure);
    assert_null(s.result[1].failure);
    assert_string_equal(s.failure[2], "the backend's process ended with signal 11 (segmentation fault)");
    od_backend_close(b);
}

static void a_hang_ends_at_the_time_limit(void **state)
{
    od_backend *b;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){.time_limit = 1});

    assert_int_equal(ask(b, "hang", &s, NULL), OD_OK);
    assert_string_equal(s.failure[0], "the backend took longer than 1 s an image, and its process was ended");
    assert_int_equal(ask(b, "", &s, NULL), OD_OK);

    assert_null(s.result[0].failure);
    od_backend_close(b);
}

static void noise_on_the_socket_costs_the_image_and_not_the_run(void **state)
{
    od_backend *b;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){0});

    assert_int_equal(ask(b, "garble", &s, NULL), OD_OK);
    assert_null(s.result[0].failure); /* it had answered before */
    assert_int_equal(ask(b, "close", &s, NULL), OD_OK);
    assert_non_null(s.result[0].failure);
    assert_int_equal(ask(b, "", &s, NULL), OD_OK);

    assert_null(s.result[0].failure);
    od_backend_close(b);
}

static void five_deaths_in_a_row_end_the_run(void **state)
{
    od_error err = {0};
    od_backend *b;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){0});
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask(b, "die", &s, &err), OD_OK);
    assert_int_equal(ask(b, "", &s, &err), OD_OK); /* an answer: the count begins anew */
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask(b, "die", &s, &err), OD_OK);

    assert_int_equal(ask(b, "die", &s, &err), OD_BACKEND);

    assert_int_equal(s.n, 0);
    assert_string_equal(err.what,
                        "backend \"moody\" died 5 times in a row without an answer; the last time: the "
                        "backend's process ended with signal 9 (killed, perhaps for want of memory)");
    assert_int_equal(ask(b, "", &s, NULL), OD_BACKEND);
    od_backend_close(b);
}

static void a_crash_in_open_is_a_sentence(void **state)
{
    const od_origin from = {.built_in = &moody_table, .options = "once=/"};
    const od_backend_ways ways = {.isolate = true};
    od_error err = {0};
    od_backend *b;

    (void)state;

    assert_int_equal(od_backend_open_from(&b, &from, &ways, &err), OD_BACKEND);

    assert_null(b);
    assert_string_equal(err.what, "the backend's process ended with signal 6 (aborted) while opening");
}

static void a_misspelt_option_crosses_as_usage(void **state)
{
    const od_origin from = {.built_in = &moody_table, .options = "onse=/"};
    const od_backend_ways ways = {.isolate = true};
    od_error err = {0};
    od_backend *b;

    (void)state;

    assert_int_equal(od_backend_open_from(&b, &from, &ways, &err), OD_USAGE);

    assert_string_equal(err.remedy, "did you mean once? It has: once, ask");
}

static void a_child_that_cannot_start_again_costs_its_image(void **state)
{
    char path[] = "/tmp/odeval-test-once-XXXXXX", options[64];
    int file = mkstemp(path);
    od_backend *b;
    seen s;

    (void)state;
    assert_true(file >= 0);
    close(file);
    unlink(path);
    snprintf(options, sizeof options, "once=%s", path);
    b = open_moody(options, (od_backend_ways){0});
    file = creat(path, 0600);
    close(file);
    ask(b, "die", &s, NULL);

    assert_int_equal(ask(b, "", &s, NULL), OD_OK);
    assert_non_null(strstr(s.failure[0], "ended with signal 6 (aborted) while opening"));
    unlink(path);
    assert_int_equal(ask(b, "", &s, NULL), OD_OK);

    assert_null(s.result[0].failure);
    od_backend_close(b);
}

static void count_lines(void *context, odeval_log_level level, const char *text)
{
    atomic_int *n = context;

    (void)level;
    if (strcmp(text, "open") == 0)
        atomic_fetch_add(n, 1);
    if (strstr(text, "did not free 500 bytes"))
        atomic_fetch_add(n, 100);
}

static void the_log_and_the_leak_cross(void **state)
{
    atomic_int lines = 0;
    od_backend *b;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){.log = count_lines, .log_context = &lines});

    assert_int_equal(ask(b, "keep", &s, NULL), OD_OK);

    assert_int_equal(od_backend_memory(b), 500);
    assert_int_equal(atomic_load(&lines), 1);
    od_backend_close(b);
    assert_int_equal(atomic_load(&lines), 101);
}

static int is_set(void *context)
{
    return atomic_load((atomic_int *)context);
}

static void *set_soon(void *context)
{
    const struct timespec nap = {0, 100000000};

    nanosleep(&nap, NULL);
    atomic_store((atomic_int *)context, 1);
    return NULL;
}

static void the_wish_to_stop_crosses_and_nobody_failed(void **state)
{
    atomic_int cancelled = 0;
    pthread_t thread;
    od_backend *b;
    seen s;

    (void)state;
    b = open_moody("", (od_backend_ways){.cancelled = is_set, .cancelled_context = &cancelled});
    assert_int_equal(pthread_create(&thread, NULL, set_soon, &cancelled), 0);

    assert_int_equal(ask(b, "cancel", &s, NULL), OD_OK);

    assert_int_equal(s.n, 0);
    pthread_join(thread, NULL);
    od_backend_close(b);
}

enum { CROWD = 4, EACH = 20 };

typedef struct crowd {
    od_backend *b;
    unsigned answers, failures;
} crowd;

static void *ask_many(void *context)
{
    crowd *c = context;

    for (int i = 0; i < EACH; i++) {
        seen s;

        if (ask(c->b, i == 7 ? "die" : "", &s, NULL) != OD_OK || s.n != 1)
            return NULL;
        if (s.result[0].failure)
            c->failures++;
        else
            c->answers++;
    }
    return NULL;
}

static void threads_call_children_of_their_own(void **state)
{
    pthread_t threads[CROWD];
    crowd crowds[CROWD];
    od_backend *b;

    (void)state;
    b = open_moody("", (od_backend_ways){0});

    for (size_t i = 0; i < CROWD; i++) {
        crowds[i] = (crowd){.b = b};
        assert_int_equal(pthread_create(&threads[i], NULL, ask_many, &crowds[i]), 0);
    }
    for (size_t i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);

    for (size_t i = 0; i < CROWD; i++) {
        assert_int_equal(crowds[i].answers, EACH - 1);
        assert_int_equal(crowds[i].failures, 1);
    }
    od_backend_close(b);
}

static void nothing_is_left_behind(void **state)
{
    unsigned before = open_files();
    od_backend *b;
    seen s;

    (void)state;
    for (int i = 0; i < 3; i++) {
        b = open_moody("", (od_backend_ways){0});
        ask(b, "die", &s, NULL);
        ask(b, "", &s, NULL);
        od_backend_close(b);
    }

    assert_int_equal(open_files(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* A process that opens a backend, tells the child's id, and is killed: the child must not outlive it for
 * long. */
static void children_do_not_outlive_a_killed_parent(void **state)
{
    const struct timespec nap = {0, 10000000};
    int ends[2], child = 0;
    pid_t parent;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    parent = fork();
    if (parent == 0) {
        od_backend *b = open_moody("", (od_backend_ways){0});
        seen s;

        ask(b, "", &s, NULL);
        child = (int)s.box[0].score;
        (void)!write(ends[1], &child, sizeof child);
        ask(b, "hang", &s, NULL);
        _exit(0);
    }
    assert_int_equal(read(ends[0], &child, sizeof child), sizeof child);
    nanosleep(&nap, NULL);

    kill(parent, SIGKILL);
    assert_int_equal(waitpid(parent, NULL, 0), parent);

    for (int i = 0; i < 3000 && kill(child, 0) == 0; i++)
        nanosleep(&nap, NULL);
    assert_int_equal(kill(child, 0), -1);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_and_results_cross_whole),
        cmocka_unit_test(it_runs_in_another_process),
        cmocka_unit_test(the_prompt_crosses),
        cmocka_unit_test(the_table_and_the_text_cross),
        cmocka_unit_test(an_image_larger_than_the_memory_so_far_crosses),
        cmocka_unit_test(a_death_costs_the_image_and_not_the_run),
        cmocka_unit_test(answers_before_a_death_are_kept),
        cmocka_unit_test(a_hang_ends_at_the_time_limit),
        cmocka_unit_test(noise_on_the_socket_costs_the_image_and_not_the_run),
        cmocka_unit_test(five_deaths_in_a_row_end_the_run),
        cmocka_unit_test(a_crash_in_open_is_a_sentence),
        cmocka_unit_test(a_misspelt_option_crosses_as_usage),
        cmocka_unit_test(a_child_that_cannot_start_again_costs_its_image),
        cmocka_unit_test(the_log_and_the_leak_cross),
        cmocka_unit_test(the_wish_to_stop_crosses_and_nobody_failed),
        cmocka_unit_test(threads_call_children_of_their_own),
        cmocka_unit_test(nothing_is_left_behind),
        cmocka_unit_test(children_do_not_outlive_a_killed_parent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
