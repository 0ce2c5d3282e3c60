#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#ifndef OD_WITH_CURL
/* Built without libcurl's headers: there is no such backend. */
static void the_openai_backend_is_not_built(void **state)
{
    (void)state;
    print_message("skip the openai backend: libcurl4-openssl-dev is not there\n");
    skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_openai_backend_is_not_built)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else

#include <math.h>

#include "backend/backends.h"
#include "backend_trial.h"
#include "chat_server.h"
#include "scratch.h"

static const unsigned char png[] = "\x89PNG\r\n\x1a\nxy";
static const char key[] = "sk-Secret0123456789";

/* A backend on the server, with waits that suit a test. Not open yet. */
static trial *trial_on(const chat_server *s, const char *key_or_null)
{
    static char url[200];
    trial *t = trial_new(&od_backend_openai);

    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1/", s->port);
    trial_option(t, "url", url);
    trial_option(t, "model", "a-model");
    trial_option(t, "key", key_or_null);
    trial_option(t, "backoff", "0.02");
    trial_option(t, "timeout", "5");
    return t;
}

static trial *opened_on(const chat_server *s)
{
    trial *t = trial_on(s, key);

    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    return t;
}

/* Images `first` to `first` + n - 1, by n_threads threads, each with its number in the prompt. */
typedef struct share {
    trial *t;
    atomic_uint *next;
    unsigned end;
    odeval_backend_status status;
} share;

static odeval_backend_status ask(trial *t, unsigned number)
{
    char prompt[50];
    odeval_request request = trial_request(number);
    odeval_sink sink = {sizeof sink, t, trial_put};

    snprintf(prompt, sizeof prompt, "number %u.", number);
    request.prompt = prompt;
    request.bytes = png;
    request.n_bytes = sizeof png - 1;
    return t->table->detect(t->block, &request, 1, &sink);
}

static void *work(void *context)
{
    share *s = context;

    for (unsigned number; (number = atomic_fetch_add(s->next, 1)) < s->end;) {
        odeval_backend_status status = ask(s->t, number);

        if (status != ODEVAL_BACKEND_OK)
            s->status = status;
    }
    return NULL;
}

static odeval_backend_status ask_many(trial *t, unsigned n, unsigned n_threads)
{
    atomic_uint next = 0;
    pthread_t threads[32];
    share shares[32];
    odeval_backend_status worst = ODEVAL_BACKEND_OK;

    for (unsigned i = 0; i < n_threads; i++) {
        shares[i] = (share){t, &next, n, ODEVAL_BACKEND_OK};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &shares[i]), 0);
    }
    for (unsigned i = 0; i < n_threads; i++) {
        pthread_join(threads[i], NULL);
        if (shares[i].status != ODEVAL_BACKEND_OK)
            worst = shares[i].status;
    }
    return worst;
}

/* Whatever happened, the key is in nothing that anybody sees. */
static void assert_key_is_nowhere(const trial *t)
{
    assert_null(strstr(t->log, key));
    assert_null(strstr(t->words, key));
    for (size_t i = 0; i < TRIAL_RESULTS; i++) {
        assert_true(!t->results[i].failure || !strstr(t->results[i].failure, key));
        assert_true(!t->results[i].text || !strstr(t->results[i].text, key));
    }
}

static void done(trial *t, chat_server *s)
{
    trial_close(t);
    assert_key_is_nowhere(t);
    trial_delete(t);
    chat_stop(s);
}

/* ---- what goes out and comes back ---- */

static void an_image_is_asked_as_openai_defined_it(void **state)
{
    chat_server *s = chat_start(NULL);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "seed", "7");
    trial_option(t, "system", "Be brief.");
    trial_option(t, "detail", "high");
    trial_option(t, "extra", "{\"top_k\": 1}");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask(t, 3), ODEVAL_BACKEND_OK);

    assert_string_equal(t->results[3].text, "image 3");
    assert_int_equal(t->results[3].r.tokens, 5);
    assert_int_equal(t->results[3].r.retries, 0);
    assert_true(t->results[3].r.seconds > 0);
    assert_true(isnan(t->results[3].r.score));
    assert_string_equal(s->first_line, "POST /v1/chat/completions HTTP/1.1");
    assert_string_equal(s->authorization, "Authorization: Bearer sk-Secret0123456789");
    /* RFC 4648 of the ten bytes 89 50 4e 47 0d 0a 1a 0a 78 79 */
    assert_string_equal(
        s->body,
        "{\"model\": \"a-model\", \"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"}, "
        "{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {\"url\": "
        "\"data:image/png;base64,iVBORw0KGgp4eQ==\", \"detail\": \"high\"}}, "
        "{\"type\": \"text\", \"text\": \"number 3.\"}]}], \"temperature\": 0, \"max_tokens\": 4096, "
        "\"seed\": 7, \"top_k\": 1}");
    done(t, s);
}

static void without_a_key_none_is_sent_and_a_file_goes_by_its_path(void **state)
{
    const char *path = scratch_file(state, "a b#.png", png, sizeof png - 1);
    chat_server *s = chat_start(NULL);
    trial *t = trial_on(s, NULL);
    odeval_request request = trial_request(0);
    odeval_sink sink = {sizeof sink, t, trial_put};

    trial_option(t, "image", "file");
    trial_option(t, "temperature", "-1");
    trial_option(t, "max_tokens", "0");
    trial_option(t, "prompt", "Find {labels}, only {labels}.");
    request.path = path;
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(t->table->detect(t->block, &request, 1, &sink), ODEVAL_BACKEND_OK);

    assert_string_equal(s->authorization, "");
    assert_says(s->body, "\"url\": \"file:///");
    assert_says(s->body, "/a%20b%23.png\"");
    assert_says(s->body, "\"text\": \"Find a dog, a \\\"red\\\" cup, only a dog, a \\\"red\\\" cup.\"");
    assert_null(strstr(s->body, "temperature"));
    assert_null(strstr(s->body, "max_tokens"));
    done(t, s);
}

static chat_act special(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    static const char *const bodies[] = {
        "{\"choices\": [{\"finish_reason\": \"length\", \"message\": {\"content\": \"[1, 2\"}}]}",
        "{\"choices\": [{\"message\": {\"content\": null, \"refusal\": \"I will not.\"}}]}",
        "{\"choices\": [{\"message\": {\"content\": \"\"}}]}",
        "{\"choices\": [{\"finish_reason\": \"content_filter\", \"message\": {\"content\": null}}]}",
        "{\"choices\": [{\"message\": {\"content\": [{\"text\": \"a\"}, {\"text\": \"b\"}]}}]}",
    };

    (void)s, (void)n, (void)times;
    return (chat_act){.body = bodies[image]};
}

static void cut_refused_filtered_and_empty_answers_are_handed_on_as_they_are(void **state)
{
    chat_server *s = chat_start(special);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask_many(t, 5, 1), ODEVAL_BACKEND_OK);

    assert_string_equal(t->results[0].text, "[1, 2");
    assert_string_equal(t->results[1].text, "I will not.");
    assert_string_equal(t->results[2].text, "");
    assert_string_equal(t->results[3].text, "");
    assert_string_equal(t->results[4].text, "ab");
    assert_int_equal(s->n_requests, 5);
    assert_says(t->log, "cut off at max_tokens");
    assert_says(t->log, "content filter");
    done(t, s);
}

static chat_act with_logprobs(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image, (void)times;
    /* ln 0.5 and ln 0.25 */
    return (chat_act){
        .body = "{\"choices\": [{\"message\": {\"content\": \"[1,2,3,40]\"}, \"logprobs\": {\"content\": ["
                "{\"token\": \"[\", \"logprob\": -9}, {\"token\": \"1,\", \"logprob\": -0.6931471805599453}, "
                "{\"token\": \"2\", \"logprob\": -0.6931471805599453}, {\"token\": \",\", \"logprob\": -9}, "
                "{\"token\": \"3\", \"logprob\": -1.3862943611198906}, {\"token\": \",\", \"logprob\": -9}, "
                "{\"token\": \"40\", \"logprob\": -1.3862943611198906}, {\"token\": \"]\", \"logprob\": "
                "-9}]}}]}"};
}

static void a_box_is_scored_by_the_tokens_of_its_numbers(void **state)
{
    chat_server *s = chat_start(with_logprobs);
    trial *t = trial_on(s, NULL);

    (void)state;
    trial_option(t, "logprobs", "1");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(s->body, "\"logprobs\": true");
    assert_float_equal(t->results[0].r.score, sqrt(0.5 * 0.25), 1e-12); /* (0.5 0.5 0.25 0.25)^(1/4) */
    assert_int_equal(t->results[0].r.n_box_scores, 1);
    done(t, s);
}

/* ---- misbehaviour ---- */

/* Each image meets one misfortune after another, and is answered in the end. */
static chat_act every_misfortune(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    static const chat_act misfortunes[] = {
        {.how = CHAT_DROP},
        {.how = CHAT_TRUNCATE},
        {.body = "{\"choices\": [{\"message\": {\"content\": \"half"},
        {.body = ""},
        {.body = "<html>no JSON</html>"},
        {.body = "{\"object\": \"list\"}"},
        {.body = "{\"error\": {\"message\": \"busy\"}}"},
        {.status = 429},
        {.status = 429, .headers = "Retry-After: 0\r\n"},
        {.status = 500},
        {.status = 502, .body = "<html>bad gateway</html>"},
        {.status = 503},
        {.status = 504},
        {.status = 408},
        {.status = 529},
    };
    const unsigned n_misfortunes = sizeof misfortunes / sizeof misfortunes[0];

    (void)s, (void)n;
    return times < 2 ? misfortunes[(image * 2 + times) % n_misfortunes]
                     : (chat_act){.delay = 0.001 * (image % 7)};
}

static void no_image_is_lost_and_none_is_asked_twice_without_need(void **state)
{
    chat_server *s = chat_start(every_misfortune);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask_many(t, 120, 16), ODEVAL_BACKEND_OK);

    for (unsigned i = 0; i < 120; i++) {
        char wanted[30];

        snprintf(wanted, sizeof wanted, "image %u", i);
        assert_null(t->results[i].failure);
        assert_string_equal(t->results[i].text, wanted);
        assert_int_equal(t->results[i].times, 1);
        assert_in_range(t->results[i].r.retries, 1,
                        2); /* a kept connection that is dead libcurl renews by itself */
        assert_int_equal(s->asked[i], 3);
        assert_int_equal(s->answered[i], 1);
    }
    done(t, s);
}

static chat_act slow_at_first(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n;
    if (times > 0)
        return (chat_act){0};
    return image == 0 ? (chat_act){.how = CHAT_DRIP} : (chat_act){.delay = 100};
}

static void silence_and_drips_are_given_up_and_asked_again(void **state)
{
    chat_server *s = chat_start(slow_at_first);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "timeout", "2"); /* enough for the second try on a busy machine */
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask_many(t, 2, 2), ODEVAL_BACKEND_OK);

    for (unsigned i = 0; i < 2; i++) {
        assert_null(t->results[i].failure);
        assert_int_equal(s->asked[i], 2);
    }
    assert_says(t->log, "timed out");
    done(t, s);
}

static chat_act flood_at_first(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image;
    return (chat_act){.how = times > 0 ? CHAT_ANSWER : CHAT_FLOOD};
}

static void a_flood_is_dammed_and_asked_again(void **state)
{
    chat_server *s = chat_start(flood_at_first);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "timeout", "60");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_OK);

    assert_null(t->results[0].failure);
    assert_int_equal(s->asked[0], 2);
    assert_says(t->log, "sent more than 32 MiB");
    done(t, s);
}

static chat_act always_500(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image, (void)times;
    return (chat_act){.status = 500, .body = "{\"error\": {\"message\": \"worker lost\"}}"};
}

static void retries_end_in_a_failure_that_may_be_asked_again(void **state)
{
    chat_server *s = chat_start(always_500);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "retries", "3");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "4 tries: ");
    assert_says(t->results[0].failure, "status 500: worker lost");
    assert_int_equal(t->results[0].r.permanent, 0);
    assert_int_equal(s->asked[0], 4);
    done(t, s);
}

static chat_act bad_request(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)times;
    if (image != 1)
        return (chat_act){0};
    return (chat_act){.status = 400,
                      .body = "{\"error\": {\"message\": \"image too large (key sk-Secret0123456789)\"}}"};
}

static void a_bad_request_is_a_lasting_failure_of_its_image(void **state)
{
    chat_server *s = chat_start(bad_request);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask_many(t, 3, 1), ODEVAL_BACKEND_OK);

    assert_says(t->results[1].failure, "status 400: image too large (key *******************)");
    assert_int_equal(t->results[1].r.permanent, 1);
    assert_int_equal(s->asked[1], 1);
    assert_null(t->results[2].failure);
    done(t, s);
}

static chat_act wrong_key(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image, (void)times;
    return (chat_act){.status = 401,
                      .body = "{\"error\": \"Incorrect API key provided: sk-Secret0123456789.\"}"};
}

static void a_wrong_key_ends_the_run_before_anything_is_lost(void **state)
{
    chat_server *s = chat_start(wrong_key);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask_many(t, 20, 4), ODEVAL_BACKEND_FAILED);

    assert_says(t->words, "status 401: Incorrect API key provided: *******************.");
    assert_string_equal(t->other_words, "");
    for (unsigned i = 0; i < 20; i++)
        assert_int_equal(t->results[i].times, 0);
    assert_true(s->n_requests <= 4);
    done(t, s);
}

static chat_act key_expires(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    return n == 0 ? (chat_act){0} : wrong_key(s, n, image, times);
}

static void a_key_that_expires_fails_images_that_can_be_asked_again(void **state)
{
    chat_server *s = chat_start(key_expires);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask_many(t, 2, 1), ODEVAL_BACKEND_OK);

    assert_null(t->results[0].failure);
    assert_says(t->results[1].failure, "status 401");
    assert_int_equal(t->results[1].r.permanent, 0);
    assert_int_equal(s->asked[1], 1);
    done(t, s);
}

static chat_act redirects(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image, (void)times;
    return (chat_act){.status = 307, .headers = "Location: http://127.0.0.1:9/elsewhere\r\n", .body = ""};
}

static void redirections_are_not_followed(void **state)
{
    chat_server *s = chat_start(redirects);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_FAILED);

    assert_says(t->words,
                "sends elsewhere (status 307): if you trust it, give url=http://127.0.0.1:9/elsewhere");
    assert_int_equal(s->n_requests, 1);
    done(t, s);
}

static void a_server_that_is_not_there_ends_the_run(void **state)
{
    chat_server *s = chat_start(NULL);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "retries", "2");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    chat_stop(s);
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_FAILED);

    assert_says(t->words, "3 tries: ");
    assert_int_equal(t->results[0].times, 0);
    trial_close(t);
    trial_delete(t);
}

/* ---- waiting ---- */

static double asked_at;

static chat_act asks_for_a_second(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)image, (void)times;
    if (n > 0)
        return (chat_act){0};
    asked_at = chat_now();
    return (chat_act){.status = 429, .headers = "retry-after: 1\r\n"};
}

static void retry_after_holds_for_all_requests_to_a_server(void **state)
{
    chat_server *s = chat_start(asks_for_a_second);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_OK);
    assert_int_equal(ask(t, 1), ODEVAL_BACKEND_OK);

    assert_true(s->started[0] - asked_at >= 1.0);
    assert_true(s->started[1] - asked_at >= 1.0);
    assert_true(s->started[0] - asked_at < 30.0);
    assert_int_equal(s->n_requests, 3);
    done(t, s);
}

static chat_act asks_for_a_day(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image, (void)times;
    return (chat_act){.status = 429, .headers = "Retry-After: 86400\r\n", .body = "daily limit"};
}

static void a_server_that_asks_for_more_than_an_hour_is_not_waited_for(void **state)
{
    chat_server *s = chat_start(asks_for_a_day);
    trial *t = opened_on(s);

    (void)state;
    assert_int_equal(ask(t, 0), ODEVAL_BACKEND_OK);

    assert_says(t->results[0].failure, "asks to wait 86400 seconds");
    assert_says(t->results[0].failure, "daily limit");
    assert_int_equal(s->asked[0], 1);
    done(t, s);
}

static chat_act takes_long(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)times;
    return image < 4 ? (chat_act){.delay = 300}
                     : (chat_act){.status = 429, .headers = "Retry-After: 300\r\n"};
}

static void *cancel_soon(void *context)
{
    nanosleep(&(struct timespec){0, 300000000}, NULL);
    atomic_store(&((trial *)context)->cancelled, 1);
    return NULL;
}

static void cancelling_ends_requests_and_waits(void **state)
{
    chat_server *s = chat_start(takes_long);
    trial *t = trial_on(s, key);
    pthread_t thread;
    double start = chat_now();

    (void)state;
    trial_option(t, "timeout", "300");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, t), 0);
    assert_int_equal(ask_many(t, 8, 8), ODEVAL_BACKEND_CANCELLED);
    pthread_join(thread, NULL);

    assert_true(chat_now() - start < 60);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(t->results[i].times, 0);
    done(t, s);
}

static chat_act two_at_once(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    unsigned now;

    (void)n, (void)image, (void)times;
    pthread_mutex_lock(&s->lock);
    now = s->in_flight;
    pthread_mutex_unlock(&s->lock);
    return now > 2 ? (chat_act){.status = 429} : (chat_act){.delay = 0.01};
}

static void a_server_that_can_do_two_at_once_is_not_asked_for_many(void **state)
{
    chat_server *s = chat_start(two_at_once);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "retries", "50");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask_many(t, 100, 16), ODEVAL_BACKEND_OK);

    for (unsigned i = 0; i < 100; i++)
        assert_null(t->results[i].failure);
    assert_true(s->n_requests < 200); /* with 16 in flight and no adapting it is several hundred */
    done(t, s);
}

static chat_act counts(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    (void)s, (void)n, (void)image, (void)times;
    return (chat_act){.delay = 0.02};
}

/* Some hold until six are here, which a busy machine may else never see at one time. */
static chat_act counts_to_six(chat_server *s, unsigned n, unsigned image, unsigned times)
{
    const double until = chat_now() + 2;

    while (n >= 20 && n < 40 && s->most_in_flight < 6 && chat_now() < until)
        nanosleep(&(struct timespec){0, 1000000}, NULL);
    return counts(s, n, image, times);
}

static void no_more_are_in_flight_than_allowed(void **state)
{
    chat_server *s = chat_start(counts_to_six);
    trial *t = trial_on(s, key);

    (void)state;
    trial_option(t, "in_flight", "6");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask_many(t, 100, 16), ODEVAL_BACKEND_OK);

    assert_int_equal(s->most_in_flight, 6);
    done(t, s);
}

/* ---- several servers ---- */

static void requests_go_round_a_server_that_is_of_no_use(void **state)
{
    chat_server *bad = chat_start(wrong_key), *good = chat_start(counts), *better = chat_start(counts);
    trial *t = trial_new(&od_backend_openai);
    char url[300];

    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1|http://127.0.0.1:%d/v1; http://127.0.0.1:%d", bad->port,
             good->port, better->port);
    trial_option(t, "url", url);
    trial_option(t, "model", "m");
    trial_option(t, "key", key);
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask_many(t, 60, 8), ODEVAL_BACKEND_OK);

    for (unsigned i = 0; i < 60; i++) {
        assert_null(t->results[i].failure);
        assert_int_equal(t->results[i].r.retries, 0);
        assert_int_equal(good->asked[i] + better->asked[i], 1);
    }
    assert_true(bad->n_requests <= 8);
    assert_true(good->n_requests >= 4 && better->n_requests >= 4); /* how it is shared is a matter of speed */
    assert_says(t->log, "status 401");
    chat_stop(bad);
    chat_stop(good);
    done(t, better);
}

static void a_request_that_fails_at_one_server_goes_to_another(void **state)
{
    chat_server *bad = chat_start(always_500), *good = chat_start(NULL);
    trial *t = trial_new(&od_backend_openai);
    char url[300];

    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1|http://127.0.0.1:%d/v1", bad->port, good->port);
    trial_option(t, "url", url);
    trial_option(t, "model", "m");
    trial_option(t, "backoff", "0.01");
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);
    assert_int_equal(ask_many(t, 40, 4), ODEVAL_BACKEND_OK);

    for (unsigned i = 0; i < 40; i++) {
        assert_null(t->results[i].failure);
        assert_true(t->results[i].r.retries <= 1);
    }
    chat_stop(bad);
    done(t, good);
}

/* ---- options ---- */

static void options_that_make_no_sense_are_refused_without_showing_the_key(void **state)
{
    static const struct {
        const char *option, *value, *words;
    } wrong[] = {
        {"url", "localhost", "http://"},
        {"url", "ftp://localhost/v1", "neither http:// nor https://"},
        {"url", " | ", "the option url is empty"},
        {"url", "http://me:sk-Secret0123456789@localhost/v1", "a user's name or password"},
        {"key", "sk-Secret0123456789\r\nX-More: 1", "the key has a blank"},
        {"image", "pigeon", "image=pigeon is not known"},
        {"extra", "{\"a\": 1} x", "no JSON object"},
        {"extra", "[1]", "no JSON object"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        trial *t = trial_new(&od_backend_openai);

        trial_option(t, "url", "http://localhost/v1");
        trial_option(t, "model", "m");
        trial_option(t, wrong[i].option, wrong[i].value);
        assert_int_equal(trial_open(t), ODEVAL_BACKEND_FAILED);

        assert_says(t->words, wrong[i].words);
        assert_key_is_nowhere(t);
        trial_delete(t);
    }
}

static void a_key_over_plain_http_is_warned_of(void **state)
{
    trial *t = trial_new(&od_backend_openai);

    (void)state;
    trial_option(t, "url", "http://models.example/v1");
    trial_option(t, "model", "m");
    trial_option(t, "key", key);
    assert_int_equal(trial_open(t), ODEVAL_BACKEND_OK);

    assert_says(t->log, "the key travels over http");
    trial_close(t);
    assert_key_is_nowhere(t);
    trial_delete(t);
}

static void what_is_no_image_is_not_sent_and_without_a_prompt_nothing_is(void **state)
{
    chat_server *s = chat_start(NULL);
    trial *t = opened_on(s);
    odeval_request request = trial_request(0);
    odeval_sink sink = {sizeof sink, t, trial_put};

    (void)state;
    request.bytes = (const unsigned char *)"hello";
    request.n_bytes = 5;
    assert_int_equal(t->table->detect(t->block, &request, 1, &sink), ODEVAL_BACKEND_OK);
    request.prompt = "";
    assert_int_equal(t->table->detect(t->block, &request, 1, &sink), ODEVAL_BACKEND_FAILED);

    assert_says(t->results[0].failure, "no PNG, JPEG");
    assert_int_equal(t->results[0].r.permanent, 1);
    assert_says(t->words, "the benchmark has no prompt");
    assert_int_equal(s->n_requests, 0);
    done(t, s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_is_asked_as_openai_defined_it),
        cmocka_unit_test_setup_teardown(without_a_key_none_is_sent_and_a_file_goes_by_its_path, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(cut_refused_filtered_and_empty_answers_are_handed_on_as_they_are),
        cmocka_unit_test(a_box_is_scored_by_the_tokens_of_its_numbers),
        cmocka_unit_test(no_image_is_lost_and_none_is_asked_twice_without_need),
        cmocka_unit_test(silence_and_drips_are_given_up_and_asked_again),
        cmocka_unit_test(a_flood_is_dammed_and_asked_again),
        cmocka_unit_test(retries_end_in_a_failure_that_may_be_asked_again),
        cmocka_unit_test(a_bad_request_is_a_lasting_failure_of_its_image),
        cmocka_unit_test(a_wrong_key_ends_the_run_before_anything_is_lost),
        cmocka_unit_test(a_key_that_expires_fails_images_that_can_be_asked_again),
        cmocka_unit_test(redirections_are_not_followed),
        cmocka_unit_test(a_server_that_is_not_there_ends_the_run),
        cmocka_unit_test(retry_after_holds_for_all_requests_to_a_server),
        cmocka_unit_test(a_server_that_asks_for_more_than_an_hour_is_not_waited_for),
        cmocka_unit_test(cancelling_ends_requests_and_waits),
        cmocka_unit_test(a_server_that_can_do_two_at_once_is_not_asked_for_many),
        cmocka_unit_test(no_more_are_in_flight_than_allowed),
        cmocka_unit_test(requests_go_round_a_server_that_is_of_no_use),
        cmocka_unit_test(a_request_that_fails_at_one_server_goes_to_another),
        cmocka_unit_test(options_that_make_no_sense_are_refused_without_showing_the_key),
        cmocka_unit_test(a_key_over_plain_http_is_warned_of),
        cmocka_unit_test(what_is_no_image_is_not_sent_and_without_a_prompt_nothing_is),
    };

    /* A proxy that this machine has for others is none for the servers here. */
    setenv("no_proxy", "*", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
