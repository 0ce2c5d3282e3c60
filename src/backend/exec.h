/* exec.h: what the files of the exec backend share: a program that is asked over its standard input and
 * answers on its standard output, a line of JSON each.
 */
#ifndef OD_BACKEND_EXEC_H
#define OD_BACKEND_EXEC_H

#include <sys/types.h>

#include "core/memory.h"
#include "odeval/backend.h"

enum {
    OD_EXEC_LINE_MOST = 16 * 1024 * 1024, /* bytes of an answer */
    OD_EXEC_WORDS = 300,                  /* of what failures say */
    OD_EXEC_TAIL = 400,                   /* of what is kept of standard error */
};

/* ---- a process ---- */

/* One running program. Zero-initialised means: none runs. Used by one thread at a time. */
typedef struct od_exec_process {
    pid_t pid;         /* of the shell, which leads a process group of its own; 0: none */
    int in, out, err;  /* our ends of its pipes, which do not block; -1: closed. Meaningless when pid is 0 */
    od_buffer request; /* what it is asked */
    size_t sent;       /* bytes of it that are written */
    od_buffer heard;   /* from its standard output: */
    size_t taken;      /*   bytes that were given out already, */
    size_t looked;     /*   bytes without a line end after these */
    bool unasked;      /* what is in `heard` now began before the request */
    uint64_t answers;  /* since it started */
    uint64_t before;   /* number of the last request that it answered */
    unsigned chatter;  /* lines that were no answers */
    od_buffer error_line;
    char tail[OD_EXEC_TAIL]; /* the last line of its standard error that was not empty */
} od_exec_process;

/* Starts `command` with /bin/sh. OD_SYSTEM when the system refuses. */
od_status od_exec_start(od_exec_process *p, const char *command, od_error *err);

/* Closes its standard input, waits for at most `patience` seconds until it ends, kills what is left of its
 * group, and reaps it. How it ended goes into `how` ("ended with exit code 3", "was ended by signal 11
 * (SEGV)"), which may be NULL and else has OD_EXEC_WORDS bytes; -1, else the exit code, is returned. Its
 * standard error is read to the end, so that `tail` is complete. */
int od_exec_stop(od_exec_process *p, double patience, const odeval_host *host, char *how);

/* Says that nothing will be asked any more, and does not wait. */
void od_exec_close_input(od_exec_process *p);

/* As od_exec_stop, and frees what the struct holds. */
void od_exec_release(od_exec_process *p, double patience, const odeval_host *host);

/* ---- talking ---- */

typedef enum od_exec_event {
    OD_EXEC_LINE,      /* a line came */
    OD_EXEC_ENDED,     /* it closed its standard output or input, or is gone */
    OD_EXEC_TIMEOUT,   /* nothing came in time */
    OD_EXEC_TOO_LONG,  /* a line of more than OD_EXEC_LINE_MOST bytes */
    OD_EXEC_CANCELLED, /* the user wants to stop */
    OD_EXEC_BROKEN,    /* no memory, or the system fails */
} od_exec_event;

/* Reads what it wrote without being asked, and logs it. OD_EXEC_LINE: nothing is in the way of a request;
 * OD_EXEC_TOO_LONG: it does not stop. */
od_exec_event od_exec_settle(od_exec_process *p, const odeval_host *host);

/* Writes what is left of p->request and waits for a line until od_now() is `deadline`. The line is without
 * its end and lives until the next call. Lines of its standard error go to the log. */
od_exec_event od_exec_hear(od_exec_process *p, double deadline, const odeval_host *host, od_str *line);

/* Logs a line that is no answer. After the first few of a process, for debugging only. */
void od_exec_log_chatter(od_exec_process *p, od_str line, const odeval_host *host);

/* ---- lines ---- */

/* What a line of the program says. Zero-initialised before the first; used again and again. */
typedef struct od_exec_answer {
    bool has_number, has_boxes, has_text, has_failure;
    uint64_t number;
    odeval_box *boxes; /* labels live in `labels` */
    size_t n_boxes, boxes_capacity;
    od_arena labels;
    od_buffer text, failure; /* failure is terminated */
    bool permanent;
    uint32_t input_width, input_height;
    uint64_t tokens;
    double score, seconds; /* score: NaN when there is none; seconds: 0 */
} od_exec_answer;

/* Sets p->request to the line that asks `request`. OD_INPUT when JSON cannot carry its path. */
od_status od_exec_request(od_buffer *line, const odeval_request *request, od_error *err);

/* OD_INPUT, with the place, when the line is no answer. */
od_status od_exec_answer_read(od_exec_answer *a, od_str line, od_error *err);
void od_exec_answer_release(od_exec_answer *a);

#endif
