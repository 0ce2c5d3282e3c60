#include "backend/open.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/isolate.h"
#include "backend/plugins.h"
#include "backend/spec.h"
#include "core/nearest.h"

struct od_backend {
    od_instance here; /* unless isolated */
    od_isolate *apart;
    od_backend_ways ways;
    const odeval_backend *table;
    const char *text, *prompt;
    pthread_mutex_t turn; /* of calls, without ODEVAL_BACKEND_THREADS */
    atomic_flag refused;  /* a refusal was logged */
};

/* Built-in backends, and those that come as plug-ins. */
static void list_names(const char **names, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; od_backends[i] && n < room; i++)
        names[n++] = od_backends[i]->name;
    for (const od_plugin *p = od_plugins; p->name && n < room; p++)
        names[n++] = p->name;
}

static od_status unknown_backend(const char *name, od_error *err)
{
    const char *names[64] = {NULL};
    od_buffer all = {0};
    const char *near;
    od_status st = OD_OK;

    list_names(names, sizeof names / sizeof *names - 1);
    for (size_t i = 0; st == OD_OK && names[i]; i++)
        st = od_buffer_printf(&all, err, "%s%s", i > 0 ? ", " : "", names[i]);
    if (st == OD_OK) {
        near = od_nearest(name, names);
        st = od_fail(err, OD_USAGE, "there is no backend \"%s\"", name);
        od_remedy(err, "%s%s%sthere are: %.*s; a shared object is named with a '/': ./%s",
                  near ? "did you mean " : "", near ? near : "", near ? "? " : "", (int)all.n, all.bytes,
                  name);
    }
    od_buffer_free(&all);
    return st;
}

static od_status open_here(od_backend *b, const od_origin *from, od_error *err)
{
    od_status st;

    if ((st = od_instance_load(&b->here, from, &b->ways, err)) != OD_OK ||
        (st = od_instance_open(&b->here, err)) != OD_OK)
        return st;
    b->table = &b->here.table;
    b->text = b->here.text;
    b->prompt = b->here.prompt;
    return OD_OK;
}

static od_status open_apart(od_backend *b, const od_origin *from, od_error *err)
{
    const od_isolate_plan plan = {*from, b->ways};
    od_status st = od_isolate_open(&b->apart, &plan, err);

    if (st != OD_OK)
        return st;
    b->table = od_isolate_table(b->apart);
    b->text = od_isolate_text(b->apart);
    b->prompt = od_isolate_prompt(b->apart);
    return OD_OK;
}

od_status od_backend_open_from(od_backend **out, const od_origin *from, const od_backend_ways *ways,
                               od_error *err)
{
    od_backend *b = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(b, 1, err)) != OD_OK)
        return st;
    atomic_flag_clear(&b->refused);
    if (ways)
        b->ways = *ways;
    if (pthread_mutex_init(&b->turn, NULL) != 0) {
        free(b);
        return od_fail_memory(err);
    }
    st = b->ways.isolate ? open_apart(b, from, err) : open_here(b, from, err);
    if (st == OD_OK)
        *out = b;
    else
        od_backend_close(b);
    return st;
}

/* Sets where the backend of this name is. *file is for free(). */
static od_status find_origin(od_origin *from, char **file, const char *name, od_error *err)
{
    const od_plugin *plugin;
    od_status st;

    *file = NULL;
    if (strchr(name, '/')) {
        from->path = name;
        return OD_OK;
    }
    if ((from->built_in = od_backend_find(name)))
        return OD_OK;
    if (!(plugin = od_plugin_find(name)))
        return unknown_backend(name, err);
    st = od_plugin_locate(file, plugin, err);
    from->path = *file;
    return st;
}

od_status od_backend_open(od_backend **out, const char *spec, const od_backend_ways *ways, od_error *err)
{
    od_origin from = {0};
    od_arena texts = {0};
    char *file = NULL;
    const char *name;
    od_status st;

    *out = NULL;
    if ((st = od_spec_split(&name, &from.options, spec, &texts, err)) != OD_OK ||
        (st = find_origin(&from, &file, name, err)) != OD_OK)
        goto done;
    st = od_backend_open_from(out, &from, ways, err);
done:
    free(file);
    od_arena_free(&texts);
    return st;
}

void od_backend_close(od_backend *b)
{
    if (!b)
        return;
    od_isolate_close(b->apart);
    od_instance_close(&b->here);
    pthread_mutex_destroy(&b->turn);
    free(b);
}

const odeval_backend *od_backend_table(const od_backend *b)
{
    return b->table;
}

const char *od_backend_text(const od_backend *b)
{
    return b->text;
}

const char *od_backend_prompt(const od_backend *b)
{
    return b->prompt;
}

size_t od_backend_memory(od_backend *b)
{
    return b->apart ? od_isolate_memory(b->apart) : od_host_memory(&b->here.host);
}

/* Once: a backend that does it does it for every image. */
static void log_refusal(od_backend *b, const od_border *border)
{
    char line[OD_BORDER_FAILURE + 200];

    if (!border->refusal[0] || !b->ways.log || atomic_flag_test_and_set(&b->refused))
        return;
    snprintf(line, sizeof line, "a result of backend \"%s\" was refused: %s (more of them are not said)",
             b->table->name, border->refusal);
    b->ways.log(b->ways.log_context, ODEVAL_LOG_WARNING, line);
}

/* One call of detect: n is at most max_batch. */
static od_status detect_batch(od_backend *b, const odeval_request *requests, size_t n, od_backend_put put,
                              void *context, od_error *err)
{
    char reason[OD_BORDER_FAILURE] = "";
    od_border border = {0};
    od_status st;

    if ((st = od_border_open(&border, b->table, requests, n, put, context, err)) != OD_OK)
        return st;
    if (b->apart)
        st = od_isolate_detect(b->apart, requests, n, &border, reason, err);
    else
        st = od_instance_detect(&b->here, requests, n, &border.sink, err);
    if (reason[0] == '\0')
        snprintf(reason, sizeof reason, "backend \"%s\" gave no answer", b->table->name);
    log_refusal(b, &border);
    if (st == OD_OK && !(b->ways.cancelled && b->ways.cancelled(b->ways.cancelled_context)))
        od_border_finish(&border, reason);
    od_border_close(&border);
    return st;
}

od_status od_backend_detect(od_backend *b, const odeval_request *requests, size_t n, od_backend_put put,
                            void *context, od_error *err)
{
    bool in_turn = !(b->table->flags & ODEVAL_BACKEND_THREADS);
    od_status st = OD_OK;

    if (in_turn)
        pthread_mutex_lock(&b->turn);
    for (size_t done = 0; st == OD_OK && done < n; done += b->table->max_batch) {
        size_t left = n - done;

        st = detect_batch(b, requests + done, left < b->table->max_batch ? left : b->table->max_batch, put,
                          context, err);
    }
    if (in_turn)
        pthread_mutex_unlock(&b->turn);
    return st;
}
