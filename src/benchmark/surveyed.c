/* surveyed.c: a benchmark for predictions without a data set.
 */
#include "benchmark/benchmark.h"
#include "core/jsonout.h"

static void put_name(od_jsonout *j, const char *name)
{
    od_jsonout_key(j, "name");
    od_jsonout_cstr(j, name);
}

static void put_subsets(od_jsonout *j, const od_survey *s)
{
    od_jsonout_key(j, "subsets");
    od_jsonout_open(j, '[', true);
    for (size_t i = 0; i < s->n; i++) {
        od_jsonout_open(j, '{', true);
        put_name(j, s->sets[i].name);
        od_jsonout_close(j, '}');
    }
    od_jsonout_close(j, ']');
}

/* With subsets there must be a headline. */
static void put_average(od_jsonout *j, const od_survey *s)
{
    od_jsonout_key(j, "averages");
    od_jsonout_open(j, '[', true);
    od_jsonout_open(j, '{', true);
    put_name(j, "all");
    od_jsonout_key(j, "subsets");
    od_jsonout_open(j, '[', true);
    for (size_t i = 0; i < s->n; i++)
        od_jsonout_cstr(j, s->sets[i].name);
    od_jsonout_close(j, ']');
    od_jsonout_close(j, '}');
    od_jsonout_close(j, ']');
    od_jsonout_key(j, "headline");
    od_jsonout_cstr(j, "all");
}

/* A definition like anybody's: what follows from one is decided in one place. */
static void put_definition(od_jsonout *j, const od_survey *s)
{
    static const char *const fields[][2] = {
        {"schema", "\"odeval.bench/1\""},          {"name", "\"predictions\""}, {"title", "\"predictions\""},
        {"layout", "{\"annotations\": \"none\"}"}, {"metrics", "[\"greedy\"]"}, {"primary", "\"greedy_f1\""}};

    od_jsonout_open(j, '{', true);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        od_jsonout_key(j, fields[i][0]);
        od_jsonout_raw(j, fields[i][1]);
    }
    if (s->n > 1 || s->sets[0].name[0]) {
        put_subsets(j, s);
        put_average(j, s);
    }
    od_jsonout_close(j, '}');
}

od_status od_bench_of_survey(od_bench **out, const od_survey *s, od_error *err)
{
    od_jsonout j;
    od_status st;

    *out = NULL;
    for (size_t i = 0; s->n > 1 && i < s->n; i++)
        if (!s->sets[i].name[0]) {
            od_fail(err, OD_INPUT, "some of the predictions name a subset, and some do not");
            return od_remedy(err, "name the data set with --bench, or the subset in every one");
        }
    od_jsonout_init(&j, true, err);
    put_definition(&j, s);
    st = j.st == OD_OK ? od_bench_parse(out, j.text.bytes, j.text.n, "predictions", err) : j.st;
    od_jsonout_free(&j);
    return st;
}
