/* openai.h: what the files of the openai backend share: a chat server is sent an image and a prompt, and
 * answers with a text.
 *
 * One thread drives all transfers (openai_engine.c); threads that call detect write their request, hand it
 * over and wait. What is decided without the network is in functions of their own: what to make of a status,
 * how long to wait, how many may be in flight.
 */
#ifndef OD_BACKEND_OPENAI_H
#define OD_BACKEND_OPENAI_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

#include "core/memory.h"
#include "odeval/backend.h"

enum {
    OD_OPENAI_MESSAGE = 200,                   /* bytes of what a server says that are repeated */
    OD_OPENAI_WHY = 600,                       /* of a failure */
    OD_OPENAI_RESPONSE_MOST = 32 * 1024 * 1024 /* bytes of a response */
};

/* Options, as the user gave them; NULL where there is none. */
typedef struct od_openai_settings {
    const char *url, *model, *key;
    const char *image, *detail, *system, *prompt, *extra, *ca;
    double temperature;                       /* below 0: not sent */
    int64_t max_tokens;                       /* 0: not sent */
    int64_t seed;                             /* below 0: not sent */
    double timeout, connect_timeout, backoff; /* seconds */
    int64_t retries, in_flight;
    int logprobs;
} od_openai_settings;

/* ---- requests ---- */

/* The body that asks `request`. OD_INPUT: this image cannot be sent (no image that servers know); OD_USAGE:
 * no image can (there is no prompt). */
od_status od_openai_request(od_buffer *body, const od_openai_settings *s, const odeval_request *request,
                            od_error *err);

/* ---- answers ---- */

typedef struct od_openai_answer {
    od_buffer text;          /* as the server has it; a refusal's words when there is nothing else */
    uint64_t tokens;         /* of the answer; 0 where not known */
    bool cut_off;            /* it reached max_tokens */
    bool filtered;           /* the server held some of it back */
    bool refused;            /* the text is a refusal */
    bool no_score;           /* log probabilities were wanted, and could not be used */
    double score;            /* of all boxes together; NaN: none */
    odeval_box_score *boxes; /* of each */
    size_t n_boxes, boxes_capacity;
} od_openai_answer;

/* Fills the answer from a response's body. OD_INPUT when that is none. */
od_status od_openai_answer_read(od_openai_answer *a, od_str body, bool logprobs, od_error *err);
void od_openai_answer_release(od_openai_answer *a);

/* What a response says is wrong: its error message, or its first bytes; with `key` (may be NULL) struck out.
 * Always terminated. Returns buf. */
char *od_openai_message(char buf[OD_OPENAI_MESSAGE + 1], od_str body, const char *key);
/* Strikes a text out of another, in place. `key` NULL or empty: nothing happens. */
void od_openai_scrub(char *text, const char *key);

/* One token of an answer. */
typedef struct od_openai_token {
    size_t at, n; /* bytes of the text that it stands for */
    double logprob;
} od_openai_token;

/* Scores of the boxes of a text, of which there are as many as it has runs of four numbers: groups of numbers
 * with nothing but brackets, commas, white space and location tags between them, whose count is a multiple of
 * four. A box's score is the geometric mean of the probabilities of the tokens that hold its digits; a->score
 * is that over all. Tokens ascend. */
od_status od_openai_score(od_openai_answer *a, const od_openai_token *tokens, size_t n, od_error *err);

/* ---- policy ---- */

typedef enum od_openai_verdict {
    OD_OPENAI_GOOD,     /* read the body */
    OD_OPENAI_AGAIN,    /* may pass: ask again later */
    OD_OPENAI_CROWDED,  /* the same, and the server says that it has too much to do */
    OD_OPENAI_REFUSED,  /* this request will not be answered, ever */
    OD_OPENAI_HOPELESS, /* no request will: another address or key is needed */
} od_openai_verdict;

od_openai_verdict od_openai_status(long http_status);

/* Seconds that a Retry-After header (seconds, or a date) asks to wait from `now` on, 0 or more; -1 when it
 * makes no sense. `value` is terminated. */
double od_openai_retry_after(const char *value, time_t now);

/* Exponential backoff with full jitter: random (0 to 1) of first x 2^attempt seconds, which end at a minute.
 */
double od_openai_backoff(double first, unsigned attempt, double random);

/* How many requests may be in flight at one server: grows by one an answer at first, then by one a round;
 * halves when the server says that it is crowded, or when answers take twice as long as they did and no more
 * of them come. */
typedef struct od_openai_window {
    double size; /* 1 to most */
    unsigned most, in_flight;
    bool settled;                    /* has been halved once */
    bool full;                       /* was reached in this round */
    double last_cut;                 /* when it was halved */
    double round_start;              /* -1: nothing was answered yet */
    unsigned round;                  /* so many answers are one */
    unsigned answers;                /* of this round */
    double latency_sum;              /* of these */
    double least_latency, best_rate; /* of a round */
    double cut_latency;              /* of the round that has just led to halving; 0: none has */
} od_openai_window;

void od_openai_window_init(od_openai_window *w, unsigned most);
bool od_openai_window_open(const od_openai_window *w);
void od_openai_window_start(od_openai_window *w);
/* What was started at `started` is over at `now`. */
void od_openai_window_end(od_openai_window *w, od_openai_verdict verdict, double started, double now);

/* ---- the engine ---- */

typedef enum od_openai_outcome {
    OD_OPENAI_ANSWERED,
    OD_OPENAI_FAILED,    /* this request has no answer, and why */
    OD_OPENAI_ENDED,     /* no request will have one, and why */
    OD_OPENAI_CANCELLED, /* the user wants to stop */
} od_openai_outcome;

/* One request, with what became of it. */
typedef struct od_openai_job {
    uint64_t number;
    const od_buffer *body;
    od_openai_answer *answer;
    od_openai_outcome outcome;
    bool permanent;
    uint32_t retries;
    char why[OD_OPENAI_WHY];
} od_openai_job;

typedef struct od_openai_engine od_openai_engine;

/* The settings outlive the engine. OD_USAGE: an address makes no sense, or the key cannot be sent. */
od_status od_openai_engine_open(od_openai_engine **out, const od_openai_settings *s, const odeval_host *host,
                                od_error *err);
void od_openai_engine_close(od_openai_engine *e); /* NULL allowed; nobody asks any more */

/* Returns when the job has its outcome. Any number of threads. OD_SYSTEM: out of memory. */
od_status od_openai_ask(od_openai_engine *e, od_openai_job *job, od_error *err);

#endif
