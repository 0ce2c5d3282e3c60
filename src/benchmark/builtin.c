#include <stdlib.h>
#include <string.h>

#include "benchmark/benchmark.h"
#include "benchmark/embedded.h"
#include "core/input.h"
#include "core/nearest.h"

size_t od_bench_count(void)
{
    size_t n = 0;

    while (od_embedded_benchmarks[n].json)
        n++;
    return n;
}

od_status od_bench_at(od_bench **out, size_t index, od_error *err)
{
    const od_embedded *e = &od_embedded_benchmarks[index];

    return od_bench_parse(out, e->json, e->n, "built-in benchmark", err);
}

static bool is_called(const od_bench *bench, const char *name)
{
    if (strcmp(bench->name, name) == 0)
        return true;
    for (const char **alias = bench->aliases; *alias; alias++)
        if (strcmp(*alias, name) == 0)
            return true;
    return false;
}

enum { DEFINITION_MAX = 16 << 20 };

/* A definition is a document: it is read whole. */
static od_status read_file(od_bench **out, const char *path, od_error *err)
{
    od_input *in = NULL;
    od_window w;
    od_status st;

    if ((st = od_input_open(&in, path, err)) != OD_OK)
        return st;
    w = od_input_window(in);
    while (!w.last && st == OD_OK && w.end - w.begin <= DEFINITION_MAX) {
        st = od_input_more(in, w.begin, err);
        w = od_input_window(in);
    }
    if (st == OD_OK && w.end - w.begin > DEFINITION_MAX) {
        od_fail_at(err, OD_INPUT, (od_place){.input = path}, "this is too large for a benchmark definition");
        st = od_remedy(err, "give predictions as --preds and annotations as --gt");
    }
    if (st == OD_OK)
        st = od_bench_parse(out, w.begin, (size_t)(w.end - w.begin), path, err);
    od_input_close(in);
    return st;
}

static bool is_path(const char *name)
{
    size_t n = strlen(name);

    return strchr(name, '/') || (n > 5 && strcmp(name + n - 5, ".json") == 0);
}

static od_status unknown(const char *name, const char *const *names, od_error *err)
{
    const char *near = od_nearest(name, names);

    od_fail(err, OD_USAGE, "there is no benchmark \"%s\"", name);
    if (near)
        return od_remedy(
            err, "did you mean %s? odeval list benches names all; your own is given as FILE.json", near);
    return od_remedy(err, "odeval list benches names all; your own is given as FILE.json");
}

od_status od_bench_open(od_bench **out, const char *name, od_error *err)
{
    const size_t n = od_bench_count();
    od_bench **benches = NULL;
    const char **names = NULL;
    od_status st;

    *out = NULL;
    if (is_path(name))
        return read_file(out, name, err);
    if ((st = OD_ALLOC(benches, n, err)) != OD_OK || (st = OD_ALLOC(names, n + 1, err)) != OD_OK)
        goto done;
    for (size_t i = 0; i < n && !*out; i++) {
        if ((st = od_bench_at(&benches[i], i, err)) != OD_OK)
            goto done;
        names[i] = benches[i]->name;
        if (is_called(benches[i], name)) {
            *out = benches[i];
            benches[i] = NULL;
        }
    }
    if (!*out)
        st = unknown(name, names, err);
done:
    for (size_t i = 0; benches && i < n; i++)
        od_bench_free(benches[i]);
    free(benches);
    free(names);
    return st;
}
