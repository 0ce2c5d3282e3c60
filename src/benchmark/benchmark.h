/* benchmark.h: what a benchmark is: data, not code.
 *
 * A definition (JSON, schema odeval.bench/1) says where files lie, which subsets and groups there are, what
 * is filtered, which metrics count and how numbers are averaged. Those in data/benchmarks are embedded;
 * anybody's own file will do.
 */
#ifndef OD_BENCHMARK_BENCHMARK_H
#define OD_BENCHMARK_BENCHMARK_H

#include "dataset/filter.h"
#include "metric/metric.h"
#include "prediction/survey.h"

typedef struct od_bench_subset {
    const char *name;        /* of a benchmark of one set: the benchmark's name */
    const char *annotations; /* path below the data root */
    const char *images;      /* folder below the data root */
    bool labels_asked;       /* prompts hold the image's text and neg_text, not all categories */
    bool optional;           /* takes part when its file is there */
} od_bench_subset;

/* A group of subsets, or a named average over subsets or groups. */
typedef struct od_bench_list {
    const char *name, *title;
    bool of_groups;    /* members are groups, not subsets */
    bool optional;     /* says nothing when a member is missing */
    uint32_t *members; /* indices */
    uint32_t n_members;
} od_bench_list;

/* Numbers that somebody published for it. */
typedef struct od_bench_published {
    const char *model;
    uint32_t subset;   /* OD_NONE: the whole */
    const char *score; /* "nms_AP" */
    double value;
} od_bench_published;

typedef struct od_bench {
    const char *name, *title, *about, *source;
    const char *prompt;       /* {labels} stands for the list of labels; NULL: none given */
    const char **aliases;     /* NULL-terminated */
    od_bench_subset *subsets; /* at least one */
    od_bench_list *groups, *averages;
    od_bench_published *published;
    uint32_t n_subsets, n_groups, n_averages, n_published;
    bool one_set;            /* the definition names no subsets */
    uint32_t headline;       /* index into averages; OD_NONE: the one set's scores */
    const od_filter *filter; /* NULL: none */
    uint32_t boxes;          /* the filter's parameter; 0: its default */
    od_mode mode;            /* default */
    od_metric_use *metrics;  /* default */
    size_t n_metrics;
    const char *primary;  /* the score that ranks models: "nms_AP" */
    od_protocol protocol; /* default */
    char sha256[65];      /* of the definition's bytes */
    od_arena texts;       /* owns all of the above */
} od_bench;

/* `name` is a built-in benchmark's name or alias, or the path of a definition (it contains a '/' or ends in
 * ".json"). An unknown name is OD_USAGE and suggests the nearest; a definition that makes no sense is
 * OD_INPUT. */
od_status od_bench_open(od_bench **out, const char *name, od_error *err);
/* From the bytes of a definition; `source` is what messages call it. */
od_status od_bench_parse(od_bench **out, const char *json, size_t n, const char *source, od_error *err);
void od_bench_free(od_bench *bench);

/* One whose subsets are the sets of a survey, in their order; with greedy scores, which mean nothing there. */
od_status od_bench_of_survey(od_bench **out, const od_survey *survey, od_error *err);

/* The built-in ones: 0 .. n - 1, in alphabetical order of files. */
size_t od_bench_count(void);
od_status od_bench_at(od_bench **out, size_t index, od_error *err);

/* OD_NONE when there is none of that name. */
uint32_t od_bench_find_subset(const od_bench *bench, const char *name);

/* Scores of groups and averages. A member without scores (NULL), or without that score, makes a mean
 * undefined. subset_scores: n_subsets pointers. groups: n_groups, averages: n_averages, both zero-initialised
 * by the caller, who frees each with od_scores_free. Means are sums in the order of members divided by their
 * number. */
od_status od_bench_average(const od_bench *bench, const od_scores *const *subset_scores, od_scores *groups,
                           od_scores *averages, od_error *err);

/* Where the data lie: `data` if given, else $ODEVAL_DATA/NAME, ./data/NAME, the installed share folder. The
 * result is owned by the caller (free). Not found: OD_INPUT, naming what was tried and the layout. */
od_status od_bench_locate(const od_bench *bench, const char *data, char **root, od_error *err);

#endif
