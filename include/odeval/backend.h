/* backend.h: what a detector must be to run under odeval.
 *
 * A backend is a table of functions, and options, that a shared object exports by one name:
 *
 *     ODEVAL_BACKEND_EXPORT const odeval_backend *odeval_backend_entry(void);
 *
 * `odeval run --backend ./mine.so:option=value` loads it. The backends that come with odeval are the same
 * tables, compiled in. data/examples/skeleton.c is a complete one to start from. This header needs nothing
 * else of odeval, and is C11 and C++11.
 *
 * A run goes: entry, check of the table, open, detect for batch after batch, close. The host parses the
 * options, allocates the private block, reads and decodes images, keeps order, writes the journal, and
 * judges what the backend gives: NaN, negative sizes, labels that were not asked. None of that is the
 * backend's work.
 *
 * Growing: members are only ever added at the end of a struct. Each struct that crosses the border begins
 * with its size as its maker compiled it; the other side reads a member only when that size says that it is
 * there (ODEVAL_HAS). So an older backend runs under a newer host and the other way round, as long as
 * ODEVAL_BACKEND_ABI is the same. Structs without a size of their own (odeval_box, odeval_box_score,
 * odeval_backend_option) stay as they are.
 *
 * Texts are UTF-8 and terminated unless a length stands beside them. What the host hands over belongs to the
 * host and lives until the call returns, unless it says more.
 */
#ifndef ODEVAL_BACKEND_H
#define ODEVAL_BACKEND_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when a struct changes in any other way than by a member more at its end. */
#define ODEVAL_BACKEND_ABI 1u

#if defined(_WIN32)
#define ODEVAL_BACKEND_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define ODEVAL_BACKEND_EXPORT __attribute__((visibility("default")))
#else
#define ODEVAL_BACKEND_EXPORT
#endif

/* The name of the one exported function. */
#define ODEVAL_BACKEND_SYMBOL "odeval_backend_entry"

/* Whether the struct at `p`, which begins with its struct_size, has `member`. */
#define ODEVAL_HAS(type, p, member) ((p)->struct_size >= offsetof(type, member) + sizeof(((type *)0)->member))

/* What open and detect return. */
typedef enum odeval_backend_status {
    ODEVAL_BACKEND_OK = 0,
    ODEVAL_BACKEND_FAILED = 1,   /* this will not get better: open fails, or detect ends the run */
    ODEVAL_BACKEND_CANCELLED = 2 /* stopped because the host's cancelled() said so */
} odeval_backend_status;

/* ---- options ---- */

typedef enum odeval_option_type {
    ODEVAL_OPTION_TEXT = 0,    /* const char * */
    ODEVAL_OPTION_NUMBER = 1,  /* double, within low .. high */
    ODEVAL_OPTION_INTEGER = 2, /* int64_t, within low .. high */
    ODEVAL_OPTION_FLAG = 3,    /* int: 0 or 1; "name" alone means 1 */
    ODEVAL_OPTION_SECRET = 4 /* const char *: as text, and never shown, logged or recorded: the value names an
                                environment variable, and the backend is given what stands in it */
} odeval_option_type;

/* open is not called without it. */
#define ODEVAL_OPTION_REQUIRED 1u
/* It changes how fast or how surely answers come, not what they are: a run that is resumed may have another
 * value. */
#define ODEVAL_OPTION_TUNING 2u
/* Its text, when it has one, is asked instead of the benchmark's prompt: runs with another one are not
 * comparable, which the host sees to. At most one option, of type ODEVAL_OPTION_TEXT. */
#define ODEVAL_OPTION_PROMPT 4u

/* One option. The host parses "name=value" into the private block at `offset`, which has room for the type
 * above, before open. Texts live until close. */
typedef struct odeval_backend_option {
    const char *name; /* "url"; NULL ends the table */
    const char *help; /* one line */
    const char
        *standard; /* the default as one would type it; NULL: none, and then a text is NULL, a number 0 */
    odeval_option_type type;
    uint32_t flags;   /* ODEVAL_OPTION_REQUIRED, ODEVAL_OPTION_TUNING, ODEVAL_OPTION_PROMPT */
    size_t offset;    /* in the private block */
    double low, high; /* of numbers: the range; both 0: any */
} odeval_backend_option;

/* ---- what goes in ---- */

/* One image to look at, and what to look for. */
typedef struct odeval_request {
    size_t struct_size;
    uint64_t number;       /* 0, 1, 2, ... in the order of the run: which image a result is for */
    const char *file_name; /* as the ground truth has it; "" where it has none */
    const char *path;      /* of the file; NULL unless wants has ODEVAL_WANTS_PATH */

    /* The file's bytes; NULL unless wants has ODEVAL_WANTS_BYTES. */
    const unsigned char *bytes;
    size_t n_bytes;

    /* Red, green, blue, 8 bits each, row after row from the top, no padding; NULL unless wants has
     * ODEVAL_WANTS_RGB. */
    const unsigned char *rgb;

    /* The image's size in pixels; 0 when the host has not decoded the image and the ground truth does not
     * say. */
    uint32_t width, height;

    /* What was asked for: the benchmark's labels for this image. */
    const char *const *labels;
    size_t n_labels;
    const char *prompt; /* the benchmark's prompt with the labels put in; "" when it has none */
} odeval_request;

/* ---- what comes out ---- */

/* One box, in pixels of the image as it is on disk: no resizing, the origin at the top left corner. */
typedef struct odeval_box {
    double x, y, width, height;
    double score;      /* higher is surer; NaN: the backend has none */
    const char *label; /* one of the request's labels, or any other text */
} odeval_box;

/* How sure a model was of one box of its text: the box's four numbers, as they stand there, and a score. */
typedef struct odeval_box_score {
    double numbers[4];
    double score; /* 0 to 1 */
} odeval_box_score;

/* The answer to one request: boxes, text, or a failure. */
typedef struct odeval_result {
    size_t struct_size;
    uint64_t number; /* the request's */

    /* Boxes, when the backend gives ODEVAL_GIVES_BOXES. None: it looked, and there is nothing. */
    const odeval_box *boxes;
    size_t n_boxes;

    /* A model's text, when it gives ODEVAL_GIVES_TEXT; read as --frame says. Any bytes, n_text of them. */
    const char *text;
    size_t n_text;

    /* The size of the image as the model saw it; 0 where not known. For frames that need it. */
    uint32_t input_width, input_height;

    /* Not NULL: there is no answer, and why. The host counts a failure, which is never taken for "nothing
     * there", and goes on. */
    const char *failure;
    int permanent; /* of a failure: 1 when asking again would not help (a broken image) */

    /* What it cost; 0 where not known. */
    uint64_t tokens;
    double seconds;
    uint32_t retries;
    double
        score; /* of an answer as text: a score for all of its boxes that have none of their own; NaN: none */

    /* Of an answer as text: scores of single boxes, in the order of the text. They go before `score`, and
     * behind a score that the text itself gives. */
    const odeval_box_score *box_scores;
    size_t n_box_scores;
} odeval_result;

/* ---- the host ---- */

typedef enum odeval_log_level {
    ODEVAL_LOG_ERROR = 0,
    ODEVAL_LOG_WARNING = 1,
    ODEVAL_LOG_NOTE = 2, /* shown with -v */
    ODEVAL_LOG_DEBUG = 3 /* shown with -v -v */
} odeval_log_level;

/* What the host does for a backend. Every function may be called from any thread, until close returns. */
typedef struct odeval_host {
    size_t struct_size;
    uint32_t abi_version; /* ODEVAL_BACKEND_ABI of the host */
    const char *version;  /* of odeval: "0.1.0" */
    void *context;        /* first argument of the functions */

    /* Takes one line for the user, without a line end. */
    void (*log)(void *context, odeval_log_level level, const char *text);
    /* Memory that the host counts; alloc gives NULL when there is none, and zeroed bytes otherwise. Using it
     * is optional; what was allocated here is freed here, never by free(). */
    void *(*alloc)(void *context, size_t size);
    void (*free)(void *context, void *memory);
    /* 1 once the user wants to stop: detect should return soon, answering what it can. */
    int (*cancelled)(void *context);
    /* Says why open or detect is about to return ODEVAL_BACKEND_FAILED. The first one counts. */
    void (*fail)(void *context, const char *text);
} odeval_host;

/* Where detect puts its results: everything is copied before the call returns. Any thread of the backend may
 * call it, in any order of requests, until detect returns. A request without a result is a failure ("no
 * answer"); a second result for a request, or one for a request that is not in the batch, is refused: returns
 * 0 then, else 1. */
typedef struct odeval_sink {
    size_t struct_size;
    void *context;
    int (*put)(void *context, const odeval_result *result);
} odeval_sink;

/* ---- the table ---- */

/* What the host has to prepare for each request. */
#define ODEVAL_WANTS_PATH 1u
#define ODEVAL_WANTS_BYTES 2u
#define ODEVAL_WANTS_RGB 4u

/* What results hold. */
#define ODEVAL_GIVES_BOXES 1u
#define ODEVAL_GIVES_TEXT 2u

/* What can be relied on. */
#define ODEVAL_BACKEND_THREADS 1u /* detect may run on several threads at once, with one private block */
#define ODEVAL_BACKEND_SYNTHETIC                                                                             \
    2u /* results are no detections: made from the ground truth, or from nothing */
#define ODEVAL_BACKEND_NEEDS_TRUTH 4u /* open and detect look at the ground truth: built-in backends only */
#define ODEVAL_BACKEND_WAITS                                                                                 \
    8u /* detect mostly waits for somebody else (a server, a process): with THREADS,                         \
          more calls are in flight than there are processors */

typedef struct odeval_backend {
    uint32_t abi_version; /* ODEVAL_BACKEND_ABI */
    size_t struct_size;   /* sizeof(odeval_backend) */

    const char *name;    /* letters, digits, '-' and '_': "shapes". Not that of a built-in one */
    const char *version; /* kept in the run's journal: another version is another detector */
    const char *title;   /* one line */
    const char *help;    /* several lines, or NULL */

    uint32_t flags;     /* ODEVAL_BACKEND_* */
    uint32_t wants;     /* ODEVAL_WANTS_* */
    uint32_t gives;     /* ODEVAL_GIVES_*: at least one */
    uint32_t max_batch; /* most requests of one detect; at least 1 */

    const odeval_backend_option *options; /* ends with a row without a name; NULL: none */
    size_t
        private_size; /* bytes of the private block; the host allocates it zeroed, and frees it after close */

    /* Required. Options are in the private block. `host` lives until close returns. */
    odeval_backend_status (*open)(void *private_block, const odeval_host *host);
    /* Required. Looks at n requests, 1 .. max_batch, and puts a result for each. ODEVAL_BACKEND_FAILED ends
     * the run; what is wrong with one image is that result's failure. */
    odeval_backend_status (*detect)(void *private_block, const odeval_request *requests, size_t n,
                                    const odeval_sink *sink);
    /* Optional. Called once after open succeeded, when no detect runs any more. */
    void (*close)(void *private_block);

    /* sizeof(odeval_request): how far apart the requests of a batch lie, whichever side has the newer header.
     * Required when max_batch is above 1. */
    size_t request_size;
} odeval_backend;

/* What the shared object exports. */
typedef const odeval_backend *(*odeval_backend_entry_function)(void);

#ifdef __cplusplus
}
#endif

#endif
