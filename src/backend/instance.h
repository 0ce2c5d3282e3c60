/* instance.h: a backend that is loaded into this process, be it the user's or a child.
 */
#ifndef OD_BACKEND_INSTANCE_H
#define OD_BACKEND_INSTANCE_H

#include "backend/border.h"
#include "backend/host.h"

/* Where a backend comes from. */
typedef struct od_origin {
    const odeval_backend *built_in; /* NULL: from the file at `path` */
    const char *path;
    const char *options; /* "option=value,flag"; "" */
} od_origin;

/* Zero-initialised means: nothing is loaded. */
typedef struct od_instance {
    odeval_backend table; /* checked, of full size */
    void *library;        /* NULL for a built-in one */
    od_host host;
    void *block;        /* the private block */
    od_arena texts;     /* the options' */
    const char *text;   /* see od_backend_text */
    const char *prompt; /* see od_backend_prompt */
    bool is_open;
} od_instance;

/* Loads, checks and reads the options; `it` is for od_instance_close whatever is returned. */
od_status od_instance_load(od_instance *it, const od_origin *from, const od_backend_ways *ways,
                           od_error *err);
/* Calls open. OD_BACKEND with the backend's own words. */
od_status od_instance_open(od_instance *it, od_error *err);
/* Calls detect. What has no result afterwards is the caller's to judge. */
od_status od_instance_detect(od_instance *it, const odeval_request *requests, size_t n,
                             const odeval_sink *sink, od_error *err);
/* Calls close, logs what leaked, frees and unloads. */
void od_instance_close(od_instance *it);

#endif
