#include "decision/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One run on its way to a board. */
typedef struct entry {
    od_rank rank;
    od_obstacles obstacles;
    od_bootstrap sample; /* the headline's resampled values only; none: values is NULL */
    double estimate;     /* what sample.estimates points to */
    size_t given;        /* its place among the runs given */
} entry;

/* The runs of one benchmark. */
typedef struct ranking {
    const od_ranking_options *options;
    const char *headline; /* "overall.nms_AP" */
    entry *entries;
    size_t n;
    size_t reference, baseline; /* indices into entries; baseline SIZE_MAX: none */
    od_arena *texts;
    od_error *err;
} ranking;

static const od_interval no_interval = {NAN, NAN};

static bool is_ranked(const ranking *r, const entry *e)
{
    return !isnan(e->rank.value) && (e->rank.comparable || r->options->force);
}

/* ---- names ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool has_model(const od_run_file *run)
{
    return run->record->model && run->record->model[0];
}

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* As few words as tell it from the others: the model, the file, the whole path. */
static od_status name_entry(const ranking *r, entry *e)
{
    const od_run_file *run = e->rank.run;
    const char *file = base_name(run->path);
    bool model_shared = false, file_shared = false;

    for (size_t i = 0; i < r->n; i++) {
        const od_run_file *other = r->entries[i].rank.run;
        const bool shared = &r->entries[i] != e && same_text(run->record->model, other->record->model);

        model_shared |= shared;
        if (&r->entries[i] != e && (shared || !has_model(run)))
            file_shared |= strcmp(file, base_name(other->path)) == 0;
    }
    if (file_shared)
        file = run->path;
    if (has_model(run) && !model_shared)
        e->rank.name = run->record->model;
    else if (has_model(run))
        e->rank.name = od_arena_printf(r->texts, "%s (%s)", run->record->model, file);
    else
        e->rank.name = file;
    return e->rank.name ? OD_OK : od_fail_memory(r->err);
}

/* ---- what is comparable ---- */

static bool is_baseline(const ranking *r, const od_run_file *run)
{
    const char *wanted = r->options->baseline;

    return wanted && (same_text(run->record->model, wanted) || strcmp(run->path, wanted) == 0);
}

static void find_reference(ranking *r)
{
    r->reference = 0;
    r->baseline = SIZE_MAX;
    for (size_t i = 0; i < r->n && r->baseline == SIZE_MAX; i++)
        if (is_baseline(r, r->entries[i].rank.run))
            r->reference = r->baseline = i;
}

static od_status check_entries(ranking *r)
{
    const od_record *reference = r->entries[r->reference].rank.run->record;
    od_status st = OD_OK;

    for (size_t i = 0; i < r->n && st == OD_OK; i++) {
        entry *e = &r->entries[i];

        if (i != r->reference)
            st = od_compare_check(&e->obstacles, reference, e->rank.run->record, r->err);
        e->rank.comparable = e->obstacles.n == 0;
    }
    return st;
}

/* ---- intervals ---- */

static bool has_sample(const entry *e)
{
    return e->sample.values != NULL;
}

/* Of all that was resampled, which may be much, only the headline is kept. */
static od_status keep_headline(ranking *r, entry *e, const od_bootstrap *all)
{
    const size_t path = od_bootstrap_find(all, r->headline);
    const size_t n = all->resamples;
    od_status st;

    if (path == SIZE_MAX)
        return OD_OK;
    if ((st = OD_ALLOC(e->sample.values, n, r->err)) != OD_OK)
        return st;
    memcpy(e->sample.values, all->values + path * n, n * sizeof *all->values);
    if (all->estimates) {
        e->estimate = all->estimates[path];
        e->sample.estimates = &e->estimate;
    }
    e->sample.paths = &r->headline;
    e->sample.n_paths = 1;
    e->sample.resamples = all->resamples;
    e->rank.interval = od_bootstrap_interval(&e->sample, 0, r->options->bootstrap.confidence);
    return OD_OK;
}

/* What the record itself says, where there are no states. */
static void take_interval(const ranking *r, entry *e)
{
    const od_record *record = e->rank.run->record;

    if (record->resamples == 0 || record->confidence != r->options->bootstrap.confidence)
        return;
    for (uint32_t i = 0; i < record->intervals.n; i++)
        if (strcmp(record->intervals.list[i].name, record->primary) == 0)
            e->rank.interval = (od_interval){record->intervals.list[i].low, record->intervals.list[i].high};
}

static od_status resample(ranking *r, entry *e)
{
    const od_run_file *run = e->rank.run;
    od_bootstrap *all = NULL;
    od_status st;

    if (isnan(e->rank.value))
        return OD_OK;
    take_interval(r, e);
    if (!run->states)
        return OD_OK;
    st = od_bootstrap_run(&all, run->record, run->states, &r->options->bootstrap, r->err);
    if (st == OD_OK)
        st = keep_headline(r, e, all);
    od_bootstrap_free(all);
    return st;
}

/* Only runs on the same images can be paired. */
static bool are_paired(const entry *a, const entry *b)
{
    return has_sample(a) && has_sample(b) && a->rank.comparable && b->rank.comparable;
}

static double estimated(const entry *e)
{
    return e->sample.estimates ? *e->sample.estimates : e->rank.value;
}

/* In how many resamples b is not above a, moved as od_bootstrap_difference moves them; *n of how many. */
static uint32_t count_below(const entry *a, const entry *b, uint32_t *n)
{
    const uint32_t all = a->sample.resamples;
    double sum = 0, move;
    uint32_t below = 0;

    *n = 0;
    for (uint32_t i = 0; i < all; i++) {
        const double d = b->sample.values[i] - a->sample.values[i];

        sum += isnan(d) ? 0 : d;
        *n += !isnan(d);
    }
    move = *n ? estimated(b) - estimated(a) - sum / *n : 0;
    for (uint32_t i = 0; i < all; i++) {
        const double d = b->sample.values[i] - a->sample.values[i];

        below += d == 0 || d + move <= 0;
    }
    return below;
}

/* Whether the interval of the difference lies above 0. Most pairs need no interval to tell. */
static bool surely_better(const ranking *r, const entry *b, const entry *a)
{
    const double confidence = r->options->bootstrap.confidence;
    od_interval difference;
    uint32_t below, n;

    if (!(b->rank.value > a->rank.value))
        return false;
    if (!are_paired(a, b))
        return true;
    below = count_below(a, b, &n);
    if (below == 0 || below > (1 - confidence) / 2 * n + 2)
        return below == 0 && n > 0;
    difference = od_bootstrap_difference(&a->sample, 0, &b->sample, 0, confidence, NULL);
    return difference.low > 0;
}

/* ---- ranks ---- */

/* `e` against `other`: adds to what is known of both. */
static void meet(const ranking *r, entry *e, entry *other)
{
    entry *high = e->rank.value > other->rank.value ? e : other, *low = high == e ? other : e;

    if (high->rank.value == low->rank.value)
        return;
    low->rank.rank++;
    if (surely_better(r, high, low)) {
        low->rank.best++;
        high->rank.worst--;
    }
}

static void rank_entries(ranking *r)
{
    uint32_t ranked = 0;

    for (size_t i = 0; i < r->n; i++)
        ranked += is_ranked(r, &r->entries[i]);
    for (size_t i = 0; i < r->n; i++)
        if (is_ranked(r, &r->entries[i])) {
            od_rank *rank = &r->entries[i].rank;

            rank->rank = rank->best = 1;
            rank->worst = ranked;
        }
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = 0; k < i; k++)
            if (is_ranked(r, &r->entries[i]) && is_ranked(r, &r->entries[k]))
                meet(r, &r->entries[i], &r->entries[k]);
    for (size_t i = 0; i < r->n; i++)
        if (!has_sample(&r->entries[i]))
            r->entries[i].rank.best = r->entries[i].rank.worst = r->entries[i].rank.rank;
}

static void subtract_baseline(ranking *r)
{
    const entry *baseline = r->baseline == SIZE_MAX ? NULL : &r->entries[r->baseline];

    for (size_t i = 0; i < r->n; i++) {
        entry *e = &r->entries[i];

        e->rank.difference = NAN;
        e->rank.difference_interval = no_interval;
        if (!baseline || e == baseline || !(e->rank.comparable || r->options->force))
            continue;
        e->rank.difference = e->rank.value - baseline->rank.value;
        if (are_paired(baseline, e))
            e->rank.difference_interval = od_bootstrap_difference(&baseline->sample, 0, &e->sample, 0,
                                                                  r->options->bootstrap.confidence, NULL);
    }
}

/* ---- the board ---- */

/* Ranked, without a value, incomparable. */
static int section(const entry *e)
{
    return e->rank.rank ? 0 : e->rank.comparable ? 1 : 2;
}

static int compare_entries(const void *left, const void *right)
{
    const entry *a = left, *b = right;

    if (section(a) != section(b))
        return section(a) - section(b);
    if (a->rank.value > b->rank.value || (isnan(b->rank.value) && !isnan(a->rank.value)))
        return -1;
    if (b->rank.value > a->rank.value || (isnan(a->rank.value) && !isnan(b->rank.value)))
        return 1;
    return a->given < b->given ? -1 : 1;
}

static od_status fill_board(const ranking *r, od_board *board)
{
    const od_record *like = r->entries[r->reference].rank.run->record;
    const size_t reference = r->entries[r->reference].given;

    *board = (od_board){.bench = like->bench,
                        .title = like->bench_title,
                        .primary = like->primary,
                        .n = r->n,
                        .baseline = SIZE_MAX,
                        .forced = r->options->force,
                        .confidence = r->options->bootstrap.confidence};
    board->ranks = od_arena_alloc(r->texts, r->n * sizeof *board->ranks);
    board->obstacles = od_arena_alloc(r->texts, r->n * sizeof *board->obstacles);
    if (!board->ranks || !board->obstacles)
        return od_fail_memory(r->err);
    qsort(r->entries, r->n, sizeof *r->entries, compare_entries);
    for (size_t i = 0; i < r->n; i++) {
        entry *e = &r->entries[i];

        board->ranks[i] = e->rank;
        board->obstacles[i] = e->obstacles;
        e->obstacles = (od_obstacles){0};
        board->n_incomparable += !e->rank.comparable;
        if (e->given == reference)
            board->reference = i;
    }
    if (r->baseline != SIZE_MAX)
        board->baseline = board->reference;
    return OD_OK;
}

static od_status rank_board(ranking *r, od_board *board)
{
    od_status st;

    find_reference(r);
    r->headline = od_arena_printf(r->texts, "overall.%s", r->entries[r->reference].rank.run->record->primary);
    if (!r->headline)
        return od_fail_memory(r->err);
    if ((st = check_entries(r)) != OD_OK)
        return st;
    for (size_t i = 0; i < r->n && st == OD_OK; i++) {
        entry *e = &r->entries[i];

        e->rank.interval = no_interval;
        if (!od_record_number(e->rank.run->record, r->headline, &e->rank.value) || !isfinite(e->rank.value))
            e->rank.value = NAN;
        if ((st = name_entry(r, e)) == OD_OK)
            st = resample(r, e);
    }
    if (st != OD_OK)
        return st;
    rank_entries(r);
    subtract_baseline(r);
    return fill_board(r, board);
}

/* ---- all boards ---- */

static bool is_first_of_bench(const od_run_file *runs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(runs[k].record->bench, runs[i].record->bench) == 0)
            return false;
    return true;
}

static od_status rank_bench(od_boards *b, const od_run_file *runs, size_t n, const char *bench,
                            const od_ranking_options *options, od_error *err)
{
    ranking r = {.options = options, .texts = &b->texts, .err = err};
    od_status st;

    if ((st = OD_ALLOC(r.entries, n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        if (strcmp(runs[i].record->bench, bench) == 0)
            r.entries[r.n++] = (entry){.rank = {.run = &runs[i]}, .given = i};
    st = rank_board(&r, &b->list[b->n]);
    if (st == OD_OK)
        b->n++;
    for (size_t i = 0; i < r.n; i++) {
        od_obstacles_free(&r.entries[i].obstacles);
        free(r.entries[i].sample.values);
    }
    free(r.entries);
    return st;
}

static od_status check_baseline(const od_run_file *runs, size_t n, const od_ranking_options *options,
                                od_error *err)
{
    const ranking asked = {.options = options};

    for (size_t i = 0; i < n; i++)
        if (!options->baseline || is_baseline(&asked, &runs[i]))
            return OD_OK;
    if (!options->baseline)
        return OD_OK;
    od_fail(err, OD_USAGE, "none of the runs is the baseline \"%s\"", options->baseline);
    return od_remedy(err, "name a model, or a record's path as it is given");
}

static int compare_boards(const void *left, const void *right)
{
    const od_board *a = left, *b = right;

    return strcmp(a->bench, b->bench);
}

od_status od_rank_runs(od_boards **out, const od_run_file *runs, size_t n, const od_ranking_options *options,
                       od_error *err)
{
    od_boards *b = NULL;
    od_status st;

    *out = NULL;
    if ((st = check_baseline(runs, n, options, err)) != OD_OK || (st = OD_ALLOC(b, 1, err)) != OD_OK)
        goto done;
    if (!(b->list = od_arena_alloc(&b->texts, (n + 1) * sizeof *b->list))) {
        st = od_fail_memory(err);
        goto done;
    }
    for (size_t i = 0; i < n && st == OD_OK; i++)
        if (is_first_of_bench(runs, i))
            st = rank_bench(b, runs, n, runs[i].record->bench, options, err);
    if (st != OD_OK)
        goto done;
    qsort(b->list, b->n, sizeof *b->list, compare_boards);
    *out = b;
    b = NULL;
done:
    od_boards_free(b);
    return st;
}

void od_boards_free(od_boards *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = 0; k < b->list[i].n; k++)
            od_obstacles_free(&b->list[i].obstacles[k]);
    od_arena_free(&b->texts);
    free(b);
}
