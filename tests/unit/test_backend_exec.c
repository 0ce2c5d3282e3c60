#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>

#include "backend/backends.h"
#include "backend/exec.h"
#include "backend_trial.h"
#include "core/stopwatch.h"
#include "scratch.h"

/* What a script answers a request with: its number is in $n. */
#define LOOP(answer) "while IFS=' ,' read -r key n rest; do " answer "; done"
#define ECHO_BOX                                                                                             \
    "echo \"{\\\"number\\\": $n, \\\"predictions\\\": [{\\\"label\\\": \\\"dog\\\", \\\"bbox\\\": [1, 2, "   \
    "3, $n]}]}\""

static trial *opened(const char *command)
{
    trial *t = trial_new(&od_backend_exec);

    trial_option(t, "command", command);
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    return t;
}

static void done(trial *t)
{
    trial_close(t);
    trial_delete(t);
}

static void boxes_come_back_as_the_program_writes_them(void **state)
{
    trial *t = opened(
        LOOP("echo '{\"predictions\": [{\"label\": \"a dog\", \"bbox\": [1.5, 2, 3, 4], \"score\": 0.25}, "
             "{\"bbox_2d\": [10, 20, 15, 26], \"label\": \"cup\", \"score\": NaN, \"extra\": [1]}], "
             "\"tokens\": 7, \"seconds\": 0.5}'"));

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);

    trial_result *got = &t->results[0];
    assert_null(got->failure);
    assert_int_equal(got->r.n_boxes, 2);
    assert_string_equal(got->labels[0], "a dog");
    assert_true(got->boxes[0].x == 1.5 && got->boxes[0].y == 2 && got->boxes[0].width == 3);
    assert_true(got->boxes[0].height == 4 && got->boxes[0].score == 0.25);
    assert_true(got->boxes[1].x == 10 && got->boxes[1].y == 20 && got->boxes[1].width == 5);
    assert_true(got->boxes[1].height == 6 && isnan(got->boxes[1].score));
    assert_int_equal(got->r.tokens, 7);
    assert_true(got->r.seconds == 0.5);
    done(t);
}

static void a_text_comes_back_with_the_size_that_the_model_saw(void **state)
{
    trial *t =
        opened(LOOP("printf '%s\\n' '{\"answer\": \"[1,\\n2] \\u00e9\", \"input_size\": [1036, 756]}'"));

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);

    assert_string_equal(t->results[0].text, "[1,\n2] \xc3\xa9");
    assert_int_equal(t->results[0].r.input_width, 1036);
    assert_int_equal(t->results[0].r.input_height, 756);
    done(t);
}

static void the_program_is_asked_with_one_line_of_json(void **state)
{
    const char *path = scratch_path(state, "asked");
    char command[400], line[400] = "";
    FILE *f;

    snprintf(command, sizeof command,
             "read -r line; printf '%%s' \"$line\" >%s; echo '{\"predictions\": []}'", path);
    trial *t = opened(command);
    assert_int_equal(trial_ask(t, 3), ODEVAL_BACKEND_OK);

    assert_non_null(f = fopen(path, "r"));
    line[fread(line, 1, sizeof line - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(
        line, "{\"number\": 3, \"image\": \"/images/a.jpg\", \"file_name\": \"a.jpg\", \"width\": 640, "
              "\"height\": 480, \"labels\": [\"a dog\", \"a \\\"red\\\" cup\"], "
              "\"prompt\": \"Find\\nthe dog.\"}");
    done(t);
}

static void no_boxes_is_an_answer_and_an_error_is_a_failure(void **state)
{
    trial *t = opened(LOOP("if [ $n = 0 ]; then echo '{\"predictions\": []}'; "
                           "else echo '{\"error\": \"no such image\", \"permanent\": true}'; fi"));

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);
    assert_int_equal(trial_ask(t, 1), ODEVAL_BACKEND_OK);

    assert_null(t->results[0].failure);
    assert_int_equal(t->results[0].r.n_boxes, 0);
    assert_string_equal(t->results[1].failure, "no such image");
    assert_int_equal(t->results[1].r.permanent, 1);
    done(t);
}

static void lines_that_are_no_answers_fail_their_image_and_say_why(void **state)
{
    static const struct {
        const char *line, *words;
    } wrong[] = {
        {"{\"predictions\": [", "byte 17"},
        {"{\"predictions\": [{\"label\": \"a\"}]}", "no bbox"},
        {"{\"predictions\": [{\"bbox\": [1,2,3,4]}]}", "no label"},
        {"{\"predictions\": [{\"bbox\": [1,2,3], \"label\": \"a\"}]}", "3 numbers, 4 are needed"},
        {"{\"predictions\": [{\"bbox\": \"1 2 3 4\", \"label\": \"a\"}]}", "cannot be read"},
        {"{}", "exactly one of"},
        {"{\"answer\": null}", "exactly one of"},
        {"{\"answer\": \"\", \"error\": \"e\"}", "exactly one of"},
        {"{\"answer\": \"\"} more", "cannot be read"},
        {"{\"answer\": \"\", \"tokens\": -1}", "whole number"},
        {"{\"answer\": \"\", \"input_size\": [0, 5]}", "input_size"},
        {"{\"number\": 0.5, \"answer\": \"\"}", "whole number"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char command[400];

        snprintf(command, sizeof command, "read -r l; echo '%s'; read -r l; echo '{\"answer\": \"fine\"}'",
                 wrong[i].line);
        trial *t = opened(command);
        assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);
        assert_int_equal(trial_ask(t, 1), ODEVAL_BACKEND_OK);

        assert_says(t->results[0].failure, wrong[i].words);
        assert_string_equal(t->results[1].text, "fine"); /* by the same process */
        done(t);
    }
}

static void what_a_program_prints_besides_answers_is_passed_over_and_logged(void **state)
{
    trial *t = opened(
        "echo loading; echo '{\"answer\": \"unasked\"}'; sleep 0.2; " LOOP("echo thinking; " ECHO_BOX));

    (void)state;
    struct timespec nap = {0, 100000000};
    assert_int_equal(trial_ask(t, 5), ODEVAL_BACKEND_OK);
    nanosleep(&nap, NULL);
    assert_int_equal(trial_ask(t, 6), ODEVAL_BACKEND_OK);

    assert_says(t->log, "a line that is no answer: loading");
    assert_says(t->log, "a line that is no answer: thinking");
    assert_int_equal(t->results[6].r.n_boxes, 1);
    assert_true(t->results[6].boxes[0].height == 6);
    done(t);
}

static void a_second_answer_for_an_image_is_dropped(void **state)
{
    trial *t = opened(LOOP(ECHO_BOX "; " ECHO_BOX));

    (void)state;
    for (uint64_t i = 0; i < 20; i++)
        assert_int_equal(trial_ask(t, i), ODEVAL_BACKEND_OK);

    for (uint64_t i = 0; i < 20; i++) {
        assert_null(t->results[i].failure);
        assert_true(t->results[i].boxes[0].height == (double)i);
    }
    done(t);
}

static void an_answer_for_an_image_that_was_not_asked_is_a_failure(void **state)
{
    trial *t = opened(LOOP("echo '{\"number\": 99, \"predictions\": []}'"));

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "answered number 99, and was asked for 0");
    done(t);
}

static void a_process_that_dies_costs_the_image_it_was_at(void **state)
{
    trial *t = opened(LOOP("if [ $n = 2 ]; then echo 'bad image' >&2; kill -SEGV $$; fi; " ECHO_BOX));

    (void)state;
    for (uint64_t i = 0; i < 5; i++)
        assert_int_equal(trial_ask(t, i), ODEVAL_BACKEND_OK);

    for (uint64_t i = 0; i < 5; i++)
        assert_true((t->results[i].failure != NULL) == (i == 2));
    assert_says(t->results[2].failure, "was ended by signal 11 (SEGV); it last said: bad image");
    assert_int_equal(t->results[2].r.retries,
                     1); /* the first process had answered before; a new one was tried */
    done(t);
}

static void a_process_that_dies_by_chance_costs_no_image(void **state)
{
    const char *mark = scratch_path(state, "died");
    char command[500];

    snprintf(command, sizeof command, LOOP("if [ $n = 1 ] && [ ! -e %s ]; then : >%s; exit 3; fi; " ECHO_BOX),
             mark, mark);
    trial *t = opened(command);
    for (uint64_t i = 0; i < 3; i++)
        assert_int_equal(trial_ask(t, i), ODEVAL_BACKEND_OK);

    for (uint64_t i = 0; i < 3; i++)
        assert_null(t->results[i].failure);
    assert_int_equal(t->results[1].r.retries, 1);
    assert_says(t->log, "ended with exit code 3");
    done(t);
}

static void a_program_that_answers_once_and_ends_is_started_for_each_image(void **state)
{
    trial *t = opened("IFS=' ,' read -r key n rest; " ECHO_BOX);

    (void)state;
    for (uint64_t i = 0; i < 10; i++)
        assert_int_equal(trial_ask(t, i), ODEVAL_BACKEND_OK);

    for (uint64_t i = 0; i < 10; i++)
        assert_null(t->results[i].failure);
    done(t);
}

static void a_death_in_the_middle_of_a_line_is_a_failure_that_says_so(void **state)
{
    trial *t = opened("read -r line; printf '{\"predictions\": [],'");

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "in the middle of a line, after 19 bytes");
    done(t);
}

static void five_deaths_in_a_row_end_the_run(void **state)
{
    trial *t = opened("echo no GPU >&2; read -r line; exit 1");

    (void)state;
    for (uint64_t i = 0; i < 4; i++) {
        assert_int_equal(trial_ask(t, i), ODEVAL_BACKEND_OK);
        assert_says(t->results[i].failure, "ended with exit code 1; it last said: no GPU");
    }
    assert_int_equal(trial_ask(t, 4), ODEVAL_BACKEND_FAILED);

    assert_int_equal(t->results[4].times, 0);
    assert_says(t->words, "5 times in a row without an answer: the program ended with exit code 1");
    done(t);
}

static void a_program_that_does_not_exist_ends_the_run_at_once(void **state)
{
    trial *t = opened("./no-such-program --fast");

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_FAILED);

    assert_says(t->words, "exit code 127");
    assert_says(t->words, "no-such-program");
    done(t);
}

static void an_empty_command_is_refused(void **state)
{
    trial *t = trial_new(&od_backend_exec);

    (void)state;
    trial_option(t, "command", "  ");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_FAILED);

    assert_says(t->words, "the command is empty");
    trial_delete(t);
}

/* Also what the program started itself, and though it ignores SIGTERM. */
static void a_process_that_hangs_is_killed_with_its_children(void **state)
{
    const char *path = scratch_path(state, "pid");
    char command[400];
    double start;
    int child = 0;
    FILE *f;

    snprintf(command, sizeof command,
             LOOP("if [ $n = 1 ]; then trap '' TERM; sleep 1000 & echo $! >%s; wait; fi; " ECHO_BOX), path);
    trial *t = trial_new(&od_backend_exec);
    trial_option(t, "command", command);
    trial_option(t, "timeout", "0.5");
    trial_option(t, "startup", "1.5");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);
    start = od_now();
    assert_int_equal(trial_ask(t, 1), ODEVAL_BACKEND_OK);

    assert_says(t->results[1].failure, "no answer within 2 seconds");
    assert_true(od_now() - start < 60);
    assert_non_null(f = fopen(path, "r"));
    assert_int_equal(fscanf(f, "%d", &child), 1);
    fclose(f);
    for (int i = 0; i < 3000 && kill(child, 0) == 0; i++) { /* init reaps it in a while */
        char about[64], letter = 0;

        snprintf(about, sizeof about, "/proc/%d/stat", child);
        if (!(f = fopen(about, "r")))
            break;
        if (fscanf(f, "%*d %*s %c", &letter) != 1)
            letter = 0;
        fclose(f);
        if (letter == 'Z' || letter == 'X')
            break;
        nanosleep(&(struct timespec){0, 10000000}, NULL);
        assert_true(i < 2999);
    }
    assert_int_equal(trial_ask(t, 2), ODEVAL_BACKEND_OK);
    assert_null(t->results[2].failure);
    done(t);
}

static void a_line_without_end_is_a_failure_in_bounded_memory(void **state)
{
    trial *t = opened("read -r line; cat /dev/zero");

    (void)state;
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "a line of more than 16 MiB");
    done(t);
}

static void a_program_that_never_reads_and_never_stops_writing_is_survived(void **state)
{
    trial *t = trial_new(&od_backend_exec);

    (void)state;
    trial_option(t, "command", "yes nonsense");
    trial_option(t, "timeout", "0.3");
    trial_option(t, "startup", "0");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "no answer within");
    done(t);
}

/* More than a pipe holds, each way, and on standard error. */
static void long_lines_go_both_ways(void **state)
{
    char *prompt = malloc(300001);
    trial *t = opened("while read -r line; do printf '%s\\n' \"$line\" >&2; "
                      "printf '{\"answer\": \"%s\"}\\n' \"${#line}\"; done");
    odeval_request request = trial_request(0);
    odeval_sink sink = {sizeof sink, t, trial_put};

    (void)state;
    memset(prompt, 'x', 300000);
    prompt[300000] = '\0';
    request.prompt = prompt;
    assert_int_equal(t->table->detect(t->block, &request, 1, &sink), ODEVAL_BACKEND_OK);

    assert_null(t->results[0].failure);
    assert_true(atoi(t->results[0].text) > 300000);
    free(prompt);
    done(t);
}

static void a_pool_answers_many_threads(void **state)
{
    trial *t = trial_new(&od_backend_exec);

    (void)state;
    trial_option(t, "command", LOOP(ECHO_BOX));
    trial_option(t, "pool", "3");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(trial_ask_many(t, 0, 200, 8), ODEVAL_BACKEND_OK);

    for (uint64_t i = 0; i < 200; i++) {
        assert_int_equal(t->results[i].times, 1);
        assert_null(t->results[i].failure);
        assert_true(t->results[i].boxes[0].height == (double)i);
    }
    done(t);
}

static void *cancel_soon(void *context)
{
    nanosleep(&(struct timespec){0, 200000000}, NULL);
    atomic_store(&((trial *)context)->cancelled, 1);
    return NULL;
}

static void cancelling_does_not_wait_for_the_program(void **state)
{
    trial *t = opened("read -r line; sleep 1000");
    pthread_t thread;
    double start = od_now();

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, t), 0);
    assert_int_equal(trial_ask(t, 0), ODEVAL_BACKEND_CANCELLED);
    pthread_join(thread, NULL);

    assert_true(od_now() - start < 60);
    assert_int_equal(t->results[0].times, 0);
    done(t);
}

/* More than a pipe holds is on its way when nobody reads any more; SIGPIPE would end the test. */
static void a_program_that_closes_its_input_is_noticed(void **state)
{
    char *prompt = malloc(300001);
    trial *t = opened("exec <&-; sleep 0.1; exit 5");
    odeval_request request = trial_request(0);
    odeval_sink sink = {sizeof sink, t, trial_put};

    (void)state;
    memset(prompt, 'x', 300000);
    prompt[300000] = '\0';
    request.prompt = prompt;
    assert_int_equal(t->table->detect(t->block, &request, 1, &sink), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "exit code 5");
    free(prompt);
    done(t);
}

static void no_zombies_are_left(void **state)
{
    trial *t = opened(LOOP("if [ $((n % 2)) = 0 ]; then exit 1; fi; " ECHO_BOX));
    siginfo_t info;

    (void)state;
    for (uint64_t i = 0; i < 4; i++)
        assert_int_equal(trial_ask(t, i), ODEVAL_BACKEND_OK);
    done(t);

    assert_int_equal(waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT), -1);
    assert_int_equal(errno, ECHILD);
}

static void the_example_detector_finds_what_is_there(void **state)
{
    static const unsigned char head[] = "P6\n40 30\n255\n";
    size_t n = sizeof head - 1, size = n + 40 * 30 * 3;
    unsigned char *image = malloc(size);
    odeval_request request = trial_request(0);
    const char *labels[] = {"a red square", "something blue"};

    if (system("python3 -c 'import zlib' 2>/dev/null") != 0) {
        print_message("skip the example detector: python3 is not there\n");
        free(image);
        skip();
    }
    memset(image, 255, size);
    memcpy(image, head, n);
    for (int y = 5; y < 15; y++)
        for (int x = 10; x < 25; x++)
            memcpy(image + n + (size_t)(y * 40 + x) * 3, (unsigned char[]){200, 20, 20}, 3);
    request.path = scratch_file(state, "a.ppm", image, size);
    request.labels = labels;
    trial *t = opened("python3 data/examples/detector.py");
    odeval_sink sink = {sizeof sink, t, trial_put};
    assert_int_equal(t->table->detect(t->block, &request, 1, &sink), ODEVAL_BACKEND_OK);

    trial_result *got = &t->results[0];
    assert_null(got->failure);
    assert_int_equal(got->r.n_boxes, 1);
    assert_string_equal(got->labels[0], "a red square");
    assert_true(got->boxes[0].x == 10 && got->boxes[0].y == 5);
    assert_true(got->boxes[0].width == 15 && got->boxes[0].height == 10);
    free(image);
    done(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_come_back_as_the_program_writes_them),
        cmocka_unit_test(a_text_comes_back_with_the_size_that_the_model_saw),
        cmocka_unit_test_setup_teardown(the_program_is_asked_with_one_line_of_json, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(no_boxes_is_an_answer_and_an_error_is_a_failure),
        cmocka_unit_test(lines_that_are_no_answers_fail_their_image_and_say_why),
        cmocka_unit_test(what_a_program_prints_besides_answers_is_passed_over_and_logged),
        cmocka_unit_test(a_second_answer_for_an_image_is_dropped),
        cmocka_unit_test(an_answer_for_an_image_that_was_not_asked_is_a_failure),
        cmocka_unit_test(a_process_that_dies_costs_the_image_it_was_at),
        cmocka_unit_test_setup_teardown(a_process_that_dies_by_chance_costs_no_image, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(a_program_that_answers_once_and_ends_is_started_for_each_image),
        cmocka_unit_test(a_death_in_the_middle_of_a_line_is_a_failure_that_says_so),
        cmocka_unit_test(five_deaths_in_a_row_end_the_run),
        cmocka_unit_test(a_program_that_does_not_exist_ends_the_run_at_once),
        cmocka_unit_test(an_empty_command_is_refused),
        cmocka_unit_test_setup_teardown(a_process_that_hangs_is_killed_with_its_children, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(a_line_without_end_is_a_failure_in_bounded_memory),
        cmocka_unit_test(a_program_that_never_reads_and_never_stops_writing_is_survived),
        cmocka_unit_test(long_lines_go_both_ways),
        cmocka_unit_test(a_pool_answers_many_threads),
        cmocka_unit_test(cancelling_does_not_wait_for_the_program),
        cmocka_unit_test(a_program_that_closes_its_input_is_noticed),
        cmocka_unit_test(no_zombies_are_left),
        cmocka_unit_test_setup_teardown(the_example_detector_finds_what_is_there, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
