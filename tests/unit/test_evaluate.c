/* Any number of threads, any split, any order of files: the same bits. */
#include "metric/evaluate.h"
#include "unit/score_help.h"

/* ---- problems ---- */

enum { IMAGES_MAX = 14, TRUTHS_MAX = 40, DETS_MAX = 120 };

typedef struct box {
    unsigned image, category, crowd;
    double box[4], area;
    const char *score;
} box;

typedef struct problem {
    unsigned n_images, n_truths, n_dets;
    box truth[TRUTHS_MAX], det[DETS_MAX];
} problem;

/* Boxes on a grid and few scores, so that overlaps and ties abound. */
static box random_box(uint64_t *seed, unsigned n_images)
{
    static const char *const scores[] = {"0.1", "0.5", "0.9", "0.9", "1", "1", "1", "NaN", "-0.0", "0.0"};
    box b = {.image = random_below(seed, n_images),
             .category = 1 + random_below(seed, 4),
             .crowd = random_below(seed, 10) == 0,
             .score = scores[random_below(seed, 10)]};

    for (int i = 0; i < 4; i++)
        b.box[i] = (i < 2 ? 0 : 20) + 10 * random_below(seed, 8);
    b.area = random_below(seed, 5) ? b.box[2] * b.box[3] : 1024;
    return b;
}

static problem random_problem(uint64_t seed)
{
    problem p = {.n_images = 1 + random_below(&seed, IMAGES_MAX),
                 .n_truths = random_below(&seed, TRUTHS_MAX),
                 .n_dets = random_below(&seed, DETS_MAX)};

    for (unsigned i = 0; i < p.n_truths; i++)
        p.truth[i] = random_box(&seed, p.n_images);
    for (unsigned i = 0; i < p.n_dets; i++) {
        const char *score;

        p.det[i] = random_box(&seed, p.n_images);
        score = p.det[i].score;
        if (p.n_truths && random_below(&seed, 2))
            p.det[i] = p.truth[random_below(&seed, p.n_truths)]; /* found, perhaps again */
        p.det[i].score = score;
    }
    return p;
}

static void shuffle(unsigned *list, unsigned n, uint64_t *seed)
{
    for (unsigned i = 0; i < n; i++)
        list[i] = i;
    for (unsigned i = n; i > 1; i--) {
        unsigned k = random_below(seed, i), swap = list[k];

        list[k] = list[i - 1];
        list[i - 1] = swap;
    }
}

/* The order in which boxes are written: as they are, or image after image in the order of `rank`. */
static void order_boxes(const box *list, unsigned n, const unsigned *rank, unsigned n_images, unsigned *order)
{
    unsigned k = 0;

    for (unsigned r = 0; rank && r < n_images; r++)
        for (unsigned i = 0; i < n; i++)
            if (list[i].image == rank[r])
                order[k++] = i;
    for (unsigned i = 0; !rank && i < n; i++)
        order[k++] = i;
}

static void put_box(od_buffer *b, const box *x, unsigned position, int id)
{
    /* category 4 is not in the data set; annotation ids start at 0 */
    assert_int_equal(od_buffer_printf(b, NULL,
                                      "%s{\"image_id\":%u,\"category_id\":%u,\"bbox\":[%g,%g,%g,%g],",
                                      position ? "," : "", x->image + 1, x->category, x->box[0], x->box[1],
                                      x->box[2], x->box[3]),
                     OD_OK);
    assert_int_equal(
        id >= 0 ? od_buffer_printf(b, NULL, "\"id\":%d,\"area\":%g,\"iscrowd\":%u}", id, x->area, x->crowd)
                : od_buffer_printf(b, NULL, "\"score\":%s}", x->score),
        OD_OK);
}

/* rank NULL: images ascending and boxes as they are; else images, and the boxes with them, in that order. */
static char *gt_text(const problem *p, const unsigned *rank)
{
    unsigned order[TRUTHS_MAX];
    od_buffer b = {0};

    order_boxes(p->truth, p->n_truths, rank, p->n_images, order);
    assert_int_equal(od_buffer_printf(&b, NULL, "{\"images\":["), OD_OK);
    for (unsigned i = 0; i < p->n_images; i++)
        assert_int_equal(od_buffer_printf(&b, NULL, "%s{\"id\":%u,\"width\":640,\"height\":480}",
                                          i ? "," : "", (rank ? rank[i] : i) + 1),
                         OD_OK);
    assert_int_equal(od_buffer_printf(&b, NULL,
                                      "],\"categories\":[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"},"
                                      "{\"id\":3,\"name\":\"c\"}],\"annotations\":["),
                     OD_OK);
    for (unsigned i = 0; i < p->n_truths; i++)
        put_box(&b, &p->truth[order[i]], i, (int)order[i]);
    assert_int_equal(od_buffer_printf(&b, NULL, "]}"), OD_OK);
    return b.bytes;
}

static char *dets_text(const problem *p, const unsigned *rank)
{
    unsigned order[DETS_MAX];
    od_buffer b = {0};

    order_boxes(p->det, p->n_dets, rank, p->n_images, order);
    assert_int_equal(od_buffer_printf(&b, NULL, "["), OD_OK);
    for (unsigned i = 0; i < p->n_dets; i++)
        put_box(&b, &p->det[order[i]], i, -1);
    assert_int_equal(od_buffer_printf(&b, NULL, "]"), OD_OK);
    return b.bytes;
}

static scored score_problem(const problem *p, const unsigned *gt_rank, const unsigned *det_rank,
                            unsigned threads)
{
    char *gt = gt_text(p, gt_rank), *dets = dets_text(p, det_rank);
    scored s = score_with(gt, dets,
                          (od_job_options){.metrics = "AP,nms_AP,greedy:average=images", .threads = threads});

    free(gt);
    free(dets);
    return s;
}

/* ---- sameness ---- */

static bool same_double(double a, double b)
{
    return bits_of(a) == bits_of(b) || (a != a && b != b);
}

/* Every score of `part` is in `whole`, bit for bit, and per category. */
static void assert_same_scores(uint64_t seed, const od_scores *part, const od_scores *whole)
{
    for (size_t i = 0; i < part->n; i++) {
        const od_score *a = &part->list[i], *b = od_scores_find(whole, a->name);

        if (!b || !same_double(a->value, b->value) || !a->per_category != !b->per_category)
            fail_msg("seed %llu: %s is %.17g, not %.17g", (unsigned long long)seed, a->name, a->value,
                     b ? b->value : NAN);
        for (uint32_t k = 0; a->per_category && k < part->n_categories; k++)
            if (!same_double(a->per_category[k], b->per_category[k]))
                fail_msg("seed %llu: %s of category %u differs", (unsigned long long)seed, a->name, k);
    }
}

static void assert_same_ledger(uint64_t seed, const od_ledger *a, const od_ledger *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        if (a->entries[i].kind != b->entries[i].kind || a->entries[i].count != b->entries[i].count ||
            a->entries[i].n_examples != b->entries[i].n_examples)
            fail_msg("seed %llu: %s is noted otherwise", (unsigned long long)seed, a->entries[i].kind->code);
        for (uint32_t k = 0; k < a->entries[i].n_examples; k++)
            assert_string_equal(a->entries[i].examples[k], b->entries[i].examples[k]);
    }
}

static void the_number_of_threads_changes_nothing(void **state)
{
    static const unsigned threads[] = {2, 3, 7};
    (void)state;

    for (uint64_t seed = 1; seed <= 60; seed++) {
        problem p = random_problem(seed);
        scored one = score_problem(&p, NULL, NULL, 1);

        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
            scored many = score_problem(&p, NULL, NULL, threads[i]);

            assert_int_equal(scores_of(&one)->n, scores_of(&many)->n);
            assert_same_scores(seed, scores_of(&many), scores_of(&one));
            assert_same_ledger(seed, &scores_of(&many)->ledger, &scores_of(&one)->ledger);
            close_job(&many);
        }
        close_job(&one);
    }
}

static void the_order_of_images_and_of_their_boxes_changes_nothing(void **state)
{
    (void)state;

    for (uint64_t seed = 1; seed <= 60; seed++) {
        unsigned gt_rank[IMAGES_MAX], det_rank[IMAGES_MAX];
        uint64_t order = ~seed;
        problem p = random_problem(seed);
        scored a = score_problem(&p, NULL, NULL, 1), b;

        shuffle(gt_rank, p.n_images, &order);
        shuffle(det_rank, p.n_images, &order);
        b = score_problem(&p, gt_rank, det_rank, 2);

        assert_same_scores(seed, scores_of(&b), scores_of(&a));
        close_job(&a);
        close_job(&b);
    }
}

/* ---- states ---- */

static const od_problem *problem_of(const scored *s)
{
    return &s->job->subsets[0].problem;
}

/* Observes each range on its own, saves and loads what that gave, and merges all in a random order. */
static void merge_parts(od_run *total, const scored *s, const od_metric_use *use, unsigned n_parts,
                        uint64_t *seed)
{
    const uint32_t n = problem_of(s)->dataset->n_images;
    unsigned order[8];
    od_error err = {0};

    shuffle(order, n_parts, seed);
    for (unsigned i = 0; i < n_parts; i++) {
        uint32_t first = n * order[i] / n_parts, last = n * (order[i] + 1) / n_parts;
        od_buffer bytes = {0};
        od_run part, loaded;

        must(od_run_init(&part, problem_of(s), use, &err), &err);
        must(od_run_init(&loaded, problem_of(s), use, &err), &err);
        must(od_observe_images(&part, 1, problem_of(s), first, last, &err), &err);
        must(use->metric->save(part.state, &bytes, &err), &err);
        must(use->metric->load(loaded.state, bytes.bytes, bytes.n, &err), &err);
        must(use->metric->merge(total->state, loaded.state, &err), &err);
        od_buffer_free(&bytes);
        od_run_release(&part);
        od_run_release(&loaded);
    }
}

static void any_split_merged_in_any_order_gives_the_same(void **state)
{
    (void)state;

    for (uint64_t seed = 1; seed <= 40; seed++) {
        problem p = random_problem(seed);
        scored s = score_problem(&p, NULL, NULL, 1);
        uint64_t order = seed;

        for (size_t m = 0; m < s.job->n_metrics; m++) {
            od_scores scores = {.n_categories = problem_of(&s)->dataset->n_categories};
            od_error err = {0};
            od_run total;

            must(od_run_init(&total, problem_of(&s), &s.job->metrics[m], &err), &err);
            merge_parts(&total, &s, &s.job->metrics[m], 1 + random_below(&order, 8), &order);
            must(total.use->metric->finish(total.state, &total.context, &scores, &err), &err);

            assert_true(scores.n >= 3);
            assert_same_scores(seed, &scores, scores_of(&s));
            od_scores_free(&scores);
            od_run_release(&total);
        }
        close_job(&s);
    }
}

static void a_state_can_be_merged_from_several_and_is_left_as_it_was(void **state)
{
    problem p = random_problem(3);
    scored s = score_problem(&p, NULL, NULL, 1);
    (void)state;

    for (size_t m = 0; m < s.job->n_metrics; m++) {
        const od_run *run = &s.job->subsets[0].evaluation.runs[m];
        od_buffer before = {0}, after = {0};
        od_run other;

        assert_int_equal(od_run_init(&other, problem_of(&s), run->use, NULL), OD_OK);
        assert_int_equal(run->use->metric->save(run->state, &before, NULL), OD_OK);
        assert_int_equal(run->use->metric->merge(other.state, run->state, NULL), OD_OK);
        assert_int_equal(run->use->metric->merge(other.state, run->state, NULL), OD_OK);
        assert_int_equal(run->use->metric->save(run->state, &after, NULL), OD_OK);

        assert_int_equal(before.n, after.n);
        assert_memory_equal(before.bytes, after.bytes, before.n);
        od_buffer_free(&before);
        od_buffer_free(&after);
        od_run_release(&other);
    }
    close_job(&s);
}

/* Loads bytes into a fresh state; when they are taken, finishes it. */
static od_status try_load(const scored *s, const od_metric_use *use, const char *bytes, size_t n)
{
    od_scores scores = {.n_categories = problem_of(s)->dataset->n_categories};
    char *copy = malloc(n + 1); /* its end is watched by the address sanitizer */
    od_error err = {0};
    od_status st;
    od_run run;

    assert_non_null(copy);
    copy = realloc(copy, n ? n : 1);
    memcpy(copy, bytes, n);
    must(od_run_init(&run, problem_of(s), use, &err), &err);
    st = use->metric->load(run.state, copy, n, &err);
    if (st == OD_OK)
        must(use->metric->finish(run.state, &run.context, &scores, &err), &err);
    else if (err.code != OD_INPUT || !err.what[0] || !err.remedy[0])
        fail_msg("%s: refused without a word or a remedy", use->metric->name);
    od_scores_free(&scores);
    od_run_release(&run);
    free(copy);
    return st;
}

static void a_state_that_is_cut_or_too_long_is_refused(void **state)
{
    problem p = random_problem(7);
    scored s = score_problem(&p, NULL, NULL, 1);
    (void)state;

    for (size_t m = 0; m < s.job->n_metrics; m++) {
        const od_run *run = &s.job->subsets[0].evaluation.runs[m];
        od_buffer bytes = {0};

        assert_int_equal(run->use->metric->save(run->state, &bytes, NULL), OD_OK);
        for (size_t n = 0; n < bytes.n; n++)
            if (try_load(&s, run->use, bytes.bytes, n) != OD_INPUT)
                fail_msg("%s: %zu of %zu bytes are taken", run->use->metric->name, n, bytes.n);
        assert_int_equal(try_load(&s, run->use, bytes.bytes, bytes.n), OD_OK);
        assert_int_equal(od_buffer_add(&bytes, "x", 1, NULL), OD_OK);
        assert_int_equal(try_load(&s, run->use, bytes.bytes, bytes.n), OD_INPUT);
        od_buffer_free(&bytes);
    }
    close_job(&s);
}

static void a_damaged_state_is_refused_or_finished_and_never_more(void **state)
{
    uint64_t seed = 11;
    unsigned refused = 0;
    problem p = random_problem(7);
    scored s = score_problem(&p, NULL, NULL, 1);
    (void)state;

    for (size_t m = 0; m < s.job->n_metrics; m++) {
        const od_run *run = &s.job->subsets[0].evaluation.runs[m];
        od_buffer bytes = {0};

        assert_int_equal(run->use->metric->save(run->state, &bytes, NULL), OD_OK);
        for (size_t i = 0; i < bytes.n; i++) {
            char was = bytes.bytes[i];

            bytes.bytes[i] = (char)(was ^ (1 + random_below(&seed, 255)));
            refused += try_load(&s, run->use, bytes.bytes, bytes.n) != OD_OK;
            bytes.bytes[i] = was;
        }
        od_buffer_free(&bytes);
    }
    assert_true(refused >= 3 * 12); /* version, sizes */
    close_job(&s);
}

static void a_state_of_another_protocol_is_refused(void **state)
{
    problem p = random_problem(7);
    scored s = score_problem(&p, NULL, NULL, 1), other;
    char *gt = gt_text(&p, NULL), *dets = dets_text(&p, NULL);
    od_buffer bytes = {0};
    (void)state;

    other = score_with(gt, dets, (od_job_options){.metrics = "AP", .area = "all=0:1e10", .threads = 1});
    assert_int_equal(
        other.job->metrics[0].metric->save(other.job->subsets[0].evaluation.runs[0].state, &bytes, NULL),
        OD_OK);

    assert_int_equal(try_load(&s, &other.job->metrics[0], bytes.bytes, bytes.n), OD_INPUT);
    od_buffer_free(&bytes);
    close_job(&s);
    close_job(&other);
    free(gt);
    free(dets);
}

/* ---- the rest of evaluate.h ---- */

static void only_fixes_of_defects_that_are_there_matter(void **state)
{
    scored s;
    (void)state;

    s = score(GT(TRUTH(1, 1, 1, 0, 0, 9, 9, 81)), DETS(DET(1, 1, 0, 0, 9, 9, 1)), "AP");
    assert_int_equal(od_fixes_that_matter(problem_of(&s), scores_of(&s)), 0);
    close_job(&s);

    s = score_with(GT(ANNOTATION(0, 1, 1, 0, 0, 9, 9, ",\"area\":81,\"iscrowd\":0,\"ignore\":1")),
                   "[" DET(1, 1, 0, 0, 9, 9,
                           NaN) ",{\"image_id\":1,\"category_id\":\"cat\",\"bbox\":[0,0,9,9],\"score\":1}]",
                   (od_job_options){.metrics = "AP", .max_dets = "1,10,300", .threads = 1});
    assert_int_equal(od_fixes_that_matter(problem_of(&s), scores_of(&s)), OD_FIX_ALL);
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(the_order_of_images_and_of_their_boxes_changes_nothing),
        cmocka_unit_test(any_split_merged_in_any_order_gives_the_same),
        cmocka_unit_test(a_state_can_be_merged_from_several_and_is_left_as_it_was),
        cmocka_unit_test(a_state_that_is_cut_or_too_long_is_refused),
        cmocka_unit_test(a_damaged_state_is_refused_or_finished_and_never_more),
        cmocka_unit_test(a_state_of_another_protocol_is_refused),
        cmocka_unit_test(only_fixes_of_defects_that_are_there_matter),
    };

    return cmocka_run_group_tests_name("evaluate", tests, NULL, NULL);
}
