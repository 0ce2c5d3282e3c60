/* backend_openai.c: any server that speaks OpenAI's chat protocol: vLLM, SGLang, llama.cpp, hosted models.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "backend/backends.h"
#include "backend/openai.h"
#include "core/stopwatch.h"

typedef struct openai {
    od_openai_settings settings;
    const odeval_host *host;
    od_openai_engine *engine;
} openai;

/* ---- open ---- */

static od_status check_settings(const od_openai_settings *s, od_error *err)
{
    if (s->image && strcmp(s->image, "data") != 0 && strcmp(s->image, "file") != 0) {
        od_fail(err, OD_USAGE, "image=%s is not known", s->image);
        return od_remedy(err, "use image=data, or image=file for a server that reads the same files");
    }
    if (s->extra) {
        cJSON *object = cJSON_ParseWithOpts(s->extra, NULL, true);
        bool fits = cJSON_IsObject(object);

        cJSON_Delete(object);
        if (!fits) {
            od_fail(err, OD_USAGE, "the option extra is no JSON object");
            return od_remedy(err, "write it as extra={\"top_k\": 1}; a comma within is written \\,");
        }
    }
    return OD_OK;
}

static odeval_backend_status fail_open(const odeval_host *host, const od_error *err)
{
    char text[sizeof err->what + sizeof err->remedy + 300];

    host->fail(host->context, od_error_text(err, text, sizeof text));
    return ODEVAL_BACKEND_FAILED;
}

static odeval_backend_status openai_open(void *private_block, const odeval_host *host)
{
    openai *o = private_block;
    od_error err = {0};

    o->host = host;
    if (check_settings(&o->settings, &err) != OD_OK ||
        od_openai_engine_open(&o->engine, &o->settings, host, &err) != OD_OK)
        return fail_open(host, &err);
    return ODEVAL_BACKEND_OK;
}

static void openai_close(void *private_block)
{
    openai *o = private_block;

    od_openai_engine_close(o->engine);
}

/* ---- detect ---- */

static void remark(const openai *o, const odeval_request *request, const od_openai_answer *a)
{
    const char *what =
        a->cut_off    ? "the answer was cut off at max_tokens"
        : a->filtered ? "the server's content filter held the answer back"
        : a->no_score ? "the server gave no log probabilities that fit its answer; its boxes have no score"
                      : NULL;
    char text[600];

    if (!what)
        return;
    snprintf(text, sizeof text, "openai: %.300s: %s", request->file_name, what);
    o->host->log(o->host->context, ODEVAL_LOG_NOTE, text);
}

static void put_answer(const od_openai_answer *a, odeval_result *result)
{
    result->text = a->text.n > 0 ? a->text.bytes : "";
    result->n_text = a->text.n;
    result->tokens = a->tokens;
    result->score = a->score;
    result->box_scores = a->n_boxes > 0 ? a->boxes : NULL;
    result->n_box_scores = a->n_boxes;
}

static od_openai_outcome ask(openai *o, const odeval_request *request, od_openai_job *job)
{
    od_error err = {0};
    od_buffer body = {0};
    od_status st = od_openai_request(&body, &o->settings, request, &err);

    job->body = &body;
    if (st == OD_OK)
        st = od_openai_ask(o->engine, job, &err);
    od_buffer_free(&body);
    if (st == OD_OK)
        return job->outcome;
    od_error_text(&err, job->why, sizeof job->why);
    job->permanent = st == OD_INPUT;
    return st == OD_USAGE ? OD_OPENAI_ENDED : OD_OPENAI_FAILED;
}

static odeval_backend_status openai_detect(void *private_block, const odeval_request *requests, size_t n,
                                           const odeval_sink *sink)
{
    openai *o = private_block;
    odeval_result result = {.struct_size = sizeof result, .number = requests->number, .score = NAN};
    od_openai_answer answer = {0};
    od_openai_job job = {.number = requests->number, .answer = &answer};
    double start = od_now();
    od_openai_outcome outcome = n > 0 ? ask(o, requests, &job) : OD_OPENAI_CANCELLED;

    result.seconds = od_now() - start;
    result.retries = job.retries;
    if (outcome == OD_OPENAI_ANSWERED) {
        put_answer(&answer, &result);
        remark(o, requests, &answer);
    } else {
        result.failure = job.why;
        result.permanent = job.permanent;
    }
    if (outcome == OD_OPENAI_ANSWERED || outcome == OD_OPENAI_FAILED)
        sink->put(sink->context, &result);
    if (outcome == OD_OPENAI_ENDED)
        o->host->fail(o->host->context, job.why);
    od_openai_answer_release(&answer);
    return outcome == OD_OPENAI_ENDED       ? ODEVAL_BACKEND_FAILED
           : outcome == OD_OPENAI_CANCELLED ? ODEVAL_BACKEND_CANCELLED
                                            : ODEVAL_BACKEND_OK;
}

#define AT(member) offsetof(openai, settings.member)

static const odeval_backend_option openai_options[] = {
    {"url", "address of the server, up to /v1; several with | between them", NULL, ODEVAL_OPTION_TEXT,
     ODEVAL_OPTION_REQUIRED | ODEVAL_OPTION_TUNING, AT(url), 0, 0},
    {"model", "the model's name, as the server has it", NULL, ODEVAL_OPTION_TEXT, 1, AT(model), 0, 0},
    {"key", "name of the environment variable that holds the key", NULL, ODEVAL_OPTION_SECRET, 0, AT(key), 0,
     0},
    {"temperature", "0: the likeliest answer; -1: not sent", "0", ODEVAL_OPTION_NUMBER, 0, AT(temperature),
     -1, 2},
    {"max_tokens", "of an answer; 0: not sent", "4096", ODEVAL_OPTION_INTEGER, 0, AT(max_tokens), 0, 1e6},
    {"seed", "-1: not sent", "-1", ODEVAL_OPTION_INTEGER, 0, AT(seed), -1, 4294967295.0},
    {"logprobs", "score boxes by their tokens' probabilities", NULL, ODEVAL_OPTION_FLAG, 0, AT(logprobs), 0,
     0},
    {"image", "how images are sent: data (in the request) or file (by path)", "data", ODEVAL_OPTION_TEXT, 0,
     AT(image), 0, 0},
    {"detail", "of the image, where the server knows it: low, high, auto", NULL, ODEVAL_OPTION_TEXT, 0,
     AT(detail), 0, 0},
    {"system", "system message", NULL, ODEVAL_OPTION_TEXT, 0, AT(system), 0, 0},
    {"prompt", "instead of the benchmark's; {labels} stands for the labels", NULL, ODEVAL_OPTION_TEXT,
     ODEVAL_OPTION_PROMPT, AT(prompt), 0, 0},
    {"extra", "JSON object: more members of each request", NULL, ODEVAL_OPTION_TEXT, 0, AT(extra), 0, 0},
    {"in_flight", "most requests at once at one server", "16", ODEVAL_OPTION_INTEGER, ODEVAL_OPTION_TUNING,
     AT(in_flight), 1, 1024},
    {"timeout", "seconds for one try", "300", ODEVAL_OPTION_NUMBER, ODEVAL_OPTION_TUNING, AT(timeout), 0.01,
     86400},
    {"connect_timeout", "seconds to reach the server", "20", ODEVAL_OPTION_NUMBER, ODEVAL_OPTION_TUNING,
     AT(connect_timeout), 0.01, 3600},
    {"retries", "more tries after one that failed", "8", ODEVAL_OPTION_INTEGER, ODEVAL_OPTION_TUNING,
     AT(retries), 0, 100},
    {"backoff", "seconds to wait at most before the second try; doubles up to 60", "1", ODEVAL_OPTION_NUMBER,
     ODEVAL_OPTION_TUNING, AT(backoff), 0.001, 60},
    {"ca", "file with certificates to trust, for a server of one's own", NULL, ODEVAL_OPTION_TEXT,
     ODEVAL_OPTION_TUNING, AT(ca), 0, 0},
    {0},
};

const odeval_backend od_backend_openai = {
    .abi_version = ODEVAL_BACKEND_ABI,
    .struct_size = sizeof(odeval_backend),
    .name = "openai",
    .version = "1",
    .title = "any server that speaks OpenAI's chat protocol: vLLM, SGLang, llama.cpp, hosted models",
    .help = "Sends each image with the benchmark's prompt to URL/chat/completions, and hands on the text "
            "that comes back;\n"
            "--frame says how its boxes are read.\n"
            "\n"
            "Requests that meet 429, 5xx, a lost connection, a timeout or half a response are sent again, "
            "after a random\n"
            "wait that doubles, or as long as Retry-After asks. 400 and 422 are failures of their image; "
            "401, 403 and 404\n"
            "from a server that never answered end the run. How many are in flight adapts, from 4 up to "
            "in_flight, to 429,\n"
            "503 and the time that answers take. With several servers each gets what it can do.\n"
            "\n"
            "The key is read from the environment and goes to the url alone: redirections are not followed, "
            "certificates\n"
            "are always checked, and the key is struck out of whatever the server says.\n"
            "\n"
            "logprobs gives each box the geometric mean of the probabilities of the tokens of its four "
            "numbers, by which\n"
            "the boxes of a language model can be ranked.\n",
    .flags = ODEVAL_BACKEND_THREADS | ODEVAL_BACKEND_WAITS,
    .wants = ODEVAL_WANTS_PATH | ODEVAL_WANTS_BYTES,
    .gives = ODEVAL_GIVES_TEXT,
    .max_batch = 1,
    .options = openai_options,
    .private_size = sizeof(openai),
    .open = openai_open,
    .detect = openai_detect,
    .close = openai_close,
    .request_size = sizeof(odeval_request),
};
