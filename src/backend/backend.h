/* backend.h: the host's side of include/odeval/backend.h: finding, checking, opening and calling a backend.
 *
 * Whether a backend is compiled in, a shared object, or runs isolated in a child process makes no difference
 * behind od_backend_detect.
 */
#ifndef OD_BACKEND_BACKEND_H
#define OD_BACKEND_BACKEND_H

#include <stdbool.h>

#include "core/memory.h"
#include "dataset/dataset.h"
#include "odeval/backend.h"

/* The built-in ones: one file, one row. NULL-terminated, alphabetical. */
extern const odeval_backend *const od_backends[];
const odeval_backend *od_backend_find(const char *name); /* NULL when there is none */

/* What the host lends a backend. Zero-initialised but for what is wanted. */
typedef struct od_backend_ways {
    bool isolate;      /* run it in a child process of its own */
    double time_limit; /* with isolate: seconds for one image, then the child is killed; 0: none */
    void (*log)(void *context, odeval_log_level level, const char *text); /* any thread; NULL: dropped */
    void *log_context;
    int (*cancelled)(void *context); /* NULL: never */
    void *cancelled_context;
    /* For backends with ODEVAL_BACKEND_NEEDS_TRUTH: the data set that a request's number is of, and the image
     * in it; any thread. */
    const od_dataset *(*truth)(void *context, uint64_t number, uint32_t *image);
    void *truth_context;
} od_backend_ways;

typedef struct od_backend od_backend;

/* "shapes", "openai:url=http://localhost:8000/v1,model=m", "./mine.so:threshold=0.3". Inside a value a
 * comma is written "\,", and "\\" is one backslash; in a path a colon is written "\:". A name with a '/' in
 * it is a file, any other a built-in backend; an unknown name suggests the nearest. OD_USAGE: the spec or an
 * option makes no sense, naming what there is. OD_BACKEND: it cannot be loaded (no symbol, another ABI
 * version, too small, a hook is missing, its name is a built-in one's, it crashes while loading under
 * isolate), or open failed, with its own words.
 *
 * With isolate this forks, so it must be called before the process has other threads; od_backend_detect may
 * be called from any number of them. */
od_status od_backend_open(od_backend **out, const char *spec, const od_backend_ways *ways, od_error *err);
void od_backend_close(od_backend *b); /* NULL allowed; closes, frees, unloads */

/* The checked table: members that the backend's struct is too small for are 0, and so are the functions when
 * it runs isolated. Lives as long as b. */
const odeval_backend *od_backend_table(const od_backend *b);

/* "name:option=value,..." with the table's name and every option that has a value in the table's order,
 * secrets as "***": the same for the same detector, whatever order was typed and wherever its file lies.
 * Lives as long as b. */
const char *od_backend_text(const od_backend *b);

/* What is asked instead of the benchmark's prompt: the value of the option with ODEVAL_OPTION_PROMPT; NULL:
 * the benchmark's is. Lives as long as b. */
const char *od_backend_prompt(const od_backend *b);

/* Calls detect. Each result is checked at the border and handed to `put` as a struct of the host's full size;
 * requests that got none are put as failures (backend "x" gave no answer). OD_BACKEND: it failed for good,
 * with its own words; requests without a result then are not put. With isolate, a child that dies or exceeds
 * its time costs the requests it was at (failures that say so), and a new child is started for the next
 * call; one that dies five times in a row without an answer is OD_BACKEND. Once cancelled() has said 1,
 * requests without a result are not put either: nobody failed.
 *
 * Any number of calls may run at once; those of a backend without ODEVAL_BACKEND_THREADS wait for each other.
 * `put` is called by one thread at a time, of one call, and not always by the caller's. */
typedef void (*od_backend_put)(void *context, const odeval_result *result);
od_status od_backend_detect(od_backend *b, const odeval_request *requests, size_t n, od_backend_put put,
                            void *context, od_error *err);

/* Memory that the backend has from the host's alloc and has not freed, in bytes. What is left after its
 * close() has leaked: od_backend_close says so through the log, and frees it. */
size_t od_backend_memory(od_backend *b);

/* For help pages: a backend's options as text, one line each, into `text`. */
od_status od_backend_describe(const odeval_backend *table, od_buffer *text, od_error *err);

#endif
