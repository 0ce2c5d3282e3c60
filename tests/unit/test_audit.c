/* What the audit notices about detections beside the ground truth. */
#include "metric/audit.h"
#include "unit/score_help.h"

#define DOG_IN_1 GT_OF(IMAGE(1), TRUTH(1, 1, 1, 0, 0, 100, 100, 10000))

static scored audit_with(const char *gt, const char *detections, od_job_options options)
{
    options.metrics = "greedy";
    options.threads = 1;
    return score_with(gt, detections, options);
}

static scored audit(const char *gt, const char *detections)
{
    return audit_with(gt, detections, (od_job_options){0});
}

static const od_ledger_entry *entry_of(const scored *s, const od_ledger_kind *kind)
{
    const od_ledger *l = &scores_of(s)->ledger;

    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i].kind == kind)
            return &l->entries[i];
    fail_msg("nothing is noted as %s", kind->code);
    return NULL;
}

/* The kind fired so often, gives this first place (NULL: none), and is the only one. Frees s. */
static void assert_only(scored s, const od_ledger_kind *kind, uint64_t count, const char *first)
{
    const od_ledger *l = &scores_of(&s)->ledger;
    const od_ledger_entry *e = entry_of(&s, kind);

    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i].kind != kind)
            fail_msg("%s is noted too", l->entries[i].kind->code);
    assert_int_equal(e->count, count);
    assert_int_equal(e->n_examples > 0, first != NULL);
    if (first)
        assert_string_equal(e->examples[0], first);
    close_job(&s);
}

/* ---- single detections ---- */

static void ordinary_detections_raise_nothing(void **state)
{
    scored s;
    (void)state;

    s = audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 100, 100, 0.9) "," DET(1, 2, 540, 380, 101, 101, 0.5) "," DET(
                            1, 1, -1, -1, 50, 50, 0.4) "," DET(1, 1, 10, 10, 9, 9, 0.4)));

    assert_int_equal(scores_of(&s)->ledger.n, 0); /* up to a pixel outside is no matter */
    SAME(s, "images", 1);
    SAME(s, "images_predicted", 1);
    SAME(s, "gt", 1);
    SAME(s, "predictions", 4);
    close_job(&s);
}

static void numbers_that_are_not_finite_are_noted(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 9, 9, 0.9) "," DET(1, 1, 0, 0, NaN, 9, 0.8) "," DET(
        1, 1, 0, 0, 9, Infinity, 0.7) "," DET(1, 1, 0, 0, 9, 9, NaN));
    scored s;
    (void)state;

    assert_only(audit(DOG_IN_1, dets), &od_kind_non_finite, 3, "preds.json: record 2: image_id 1");

    s = audit_with(DOG_IN_1, dets, (od_job_options){.rules = OD_RULES_CORRECTED});
    SAME(s, "predictions", 1);
    assert_only(s, &od_kind_non_finite, 3, "preds.json: record 2: image_id 1");
}

static void negative_sizes_are_noted(void **state)
{
    (void)state;

    assert_only(audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 9, 9, 0.9) "," DET(1, 1, 50, 50, 9, -9, 0.8) "," DET(
                                    1, 1, 50, 50, -9, 0, 0.7))),
                &od_kind_negative_size, 2, "preds.json: record 2: image_id 1");
}

static void boxes_without_area_are_noted(void **state)
{
    (void)state;

    assert_true(od_kind_zero_size.notice);
    assert_only(audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 9, 0, 0.9) "," DET(1, 1, 50, 50, 9, 9, 0.8))),
                &od_kind_zero_size, 1, "preds.json: record 1: image_id 1");
}

static void boxes_that_reach_out_by_more_than_a_pixel_are_noted(void **state)
{
    (void)state;

    assert_only(audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 641, 481, 0.9) "," DET(1, 1, 600, 0, 42, 9, 0.8) "," DET(
                                    1, 1, 0, 400, 9, 82, 0.7) "," DET(1, 1, -2, 0, 9, 9, 0.6))),
                &od_kind_outside_image, 3, "preds.json: record 2: image_id 1");
}

static void images_of_unknown_size_have_no_outside(void **state)
{
    scored s;
    (void)state;

    s = audit(GT_OF("{\"id\":1}", TRUTH(1, 1, 1, 0, 0, 9, 9, 81)),
              DETS(DET(1, 1, 9000, 0, 9, 9, 0.9) "," DET(1, 1, 0, 0, 9, 9, 0.8)));

    assert_int_equal(scores_of(&s)->ledger.n, 0);
    close_job(&s);
}

/* ---- several detections ---- */

static void copies_are_noted_once_each(void **state)
{
    (void)state;

    assert_only(
        audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 9, 9, 0.5) "," DET(1, 1, 0, 0, 9, 8, 0.5) "," DET(
                            1, 1, 0, 0, 9, 9, 0.5) "," DET(1, 1, 0, 0, 9, 9,
                                                           0.5) "," DET(1, 2, 0, 0, 9, 9,
                                                                        0.5) "," DET(1, 1, 0, 0, 9, 9, 0.4))),
        &od_kind_duplicate, 2, "preds.json: record 3: image_id 1"); /* another label or score is none */
}

static void detections_beyond_the_largest_limit_are_noted(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 9, 9, 0.1) "," DET(1, 1, 0, 0, 9, 8, 0.2) "," DET(
        1, 1, 0, 0, 9, 7, 0.3) "," DET(1, 2, 0, 0, 9, 7, 0.3));
    (void)state;

    assert_only(audit_with(DOG_IN_1, dets, (od_job_options){.max_dets = "1,2"}), &od_kind_too_many, 1,
                "preds.json: record 1: image_id 1"); /* the one with the lowest score */
}

static void scores_that_are_all_equal_are_noted(void **state)
{
    scored s;
    (void)state;

    s = audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 9, 9, 0.5) "," DET(1, 2, 0, 0, 9, 9, 0.5)));

    assert_only(s, &od_kind_scores_equal, 2, "every score is 0.5");
}

static void one_score_is_equal_to_nothing(void **state)
{
    scored s;
    (void)state;

    s = audit(DOG_IN_1, DETS(DET(1, 1, 0, 0, 9, 9, 0.5)));

    assert_int_equal(scores_of(&s)->ledger.n, 0);
    close_job(&s);
}

static void a_nan_among_equal_scores_makes_them_differ_wherever_it_stands(void **state)
{
    static const char *const dets[] = {
        DETS(DET(1, 1, 0, 0, 9, 9, NaN) "," DET(2, 1, 0, 0, 9, 9, 0.5) "," DET(3, 1, 0, 0, 9, 9, 0.5)),
        DETS(DET(1, 1, 0, 0, 9, 9, 0.5) "," DET(2, 1, 0, 0, 9, 9, 0.5) "," DET(3, 1, 0, 0, 9, 9, NaN)),
    };
    (void)state;

    for (size_t i = 0; i < 2; i++)
        for (unsigned threads = 1; threads < 4; threads++) {
            scored s = score_with(GT(""), dets[i], (od_job_options){.metrics = "greedy", .threads = threads});

            assert_int_equal(noted(&s, &od_kind_scores_equal), 0);
            assert_int_equal(noted(&s, &od_kind_non_finite), 1);
            close_job(&s);
        }
}

/* ---- images, labels, scope ---- */

static void images_that_were_never_predicted_are_noted(void **state)
{
    (void)state;

    assert_only(audit(GT(""), DETS(DET(2, 1, 0, 0, 9, 9, 0.5))), &od_kind_never_predicted, 2, "image_id 1");
}

#define ASKING                                                                                               \
    "{\"schema\":\"odeval.bench/"                                                                            \
    "1\",\"name\":\"mine\",\"title\":\"mine\",\"layout\":{\"annotations\":\"a\"},"                           \
    "\"labels\":\"%s\",\"metrics\":[\"greedy\"],\"primary\":\"greedy_f1\"}"

/* Image 1 was asked for dogs, and for nothing that is not there; image 2 for no list at all. */
static scored ask(const char *labels)
{
    const char *gt =
        "{\"images\":[{\"id\":1,\"text\":[\"dog\"],\"neg_text\":[\"bird\"]},{\"id\":2}]," CATEGORIES
        ",\"annotations\":[]}";
    od_job_options options = {.threads = 1};
    od_error err = {0};
    scored s = {0};
    char json[400];

    snprintf(json, sizeof json, ASKING, labels);
    must(od_bench_parse(&s.bench, json, strlen(json), "mine", &err), &err);
    must(od_job_create(&s.job, s.bench, &options, &err), &err);
    give_truth(&s, 0, gt);
    give_detections(
        &s, 0,
        DETS(DET(1, 1, 0, 0, 9, 9, 0.9) "," DET(1, 2, 0, 0, 9, 9, 0.8) "," DET(2, 2, 0, 0, 9, 9, 0.7)));
    must(od_job_score(s.job, &err), &err);
    return s;
}

static void labels_that_an_image_was_not_asked_for_are_noted(void **state)
{
    scored s;
    (void)state;

    assert_only(ask("asked"), &od_kind_label_not_asked, 1, "preds.json: record 2: image_id 1");

    s = ask("categories");
    assert_int_equal(scores_of(&s)->ledger.n, 0);
    close_job(&s);
}

static void what_the_mode_leaves_out_is_noted(void **state)
{
    const char *dets = DETS(DET(1, 1, 0, 0, 9, 9, 0.9) "," DET(1, 2, 0, 0, 9, 9, 0.8));
    scored s;
    (void)state;

    s = audit_with(DOG_IN_1, dets, (od_job_options){.mode = "positive"});

    SAME(s, "predictions", 1);
    assert_only(s, &od_kind_out_of_scope, 1, NULL);
}

static void detections_of_images_that_a_filter_took_are_noted(void **state)
{
    od_job_options options = {.metrics = "greedy", .threads = 1};
    scored s = open_job("coco_pos_2", &options);
    od_error err = {0};
    (void)state;

    give_truth(&s, 0,
               GT_OF(IMAGE(1) "," IMAGE(2), TRUTH(1, 1, 1, 0, 0, 9, 9, 81) "," TRUTH(
                                                2, 2, 1, 0, 0, 9, 9, 81) "," TRUTH(3, 2, 1, 0, 0, 9, 8, 72)));
    give_detections(&s, 0, DETS(DET(1, 1, 0, 0, 9, 9, 0.9) "," DET(2, 1, 0, 0, 9, 9, 0.8)));
    must(od_job_score(s.job, &err), &err);

    SAME(s, "images", 1);
    SAME(s, "gt", 1);
    assert_only(s, &od_kind_out_of_scope, 1, NULL);
}

/* ---- suspicions about the whole ---- */

/* Corners of boxes in the right half; as x, y, w, h three of the five reach out. */
#define CORNERS                                                                                              \
    DET(1, 1, 400, 10, 600, 90, 0.9)                                                                         \
    "," DET(1, 1, 350, 200, 640, 480, 0.8) "," DET(1, 1, 10, 300, 50, 400, 0.7) "," DET(                     \
        1, 1, 100, 100, 200, 200, 0.6) "," DET(1, 1, 20, 20, 60, 60, 0.5)

static void corners_given_as_sizes_are_suspected_with_the_evidence(void **state)
{
    const od_ledger_entry *e;
    scored s;
    (void)state;

    s = audit(DOG_IN_1, DETS(CORNERS));

    e = entry_of(&s, &od_kind_xyxy_suspected);
    assert_int_equal(e->count, 3);
    assert_string_equal(e->examples[0],
                        "60% reach out of the image as x, y, w, h; 100% lie inside as x1, y1, x2, y2");
    assert_int_equal(noted(&s, &od_kind_outside_image), 3);
    close_job(&s);
}

static void one_box_that_cannot_be_corners_speaks_against_it(void **state)
{
    scored s;
    (void)state;

    s = audit(DOG_IN_1, DETS(CORNERS "," DET(1, 1, 300, 300, 20, 20, 0.4)));

    assert_int_equal(noted(&s, &od_kind_xyxy_suspected), 0);
    assert_int_equal(noted(&s, &od_kind_outside_image), 3);
    close_job(&s);
}

#define FRACTIONS                                                                                            \
    DET(1, 1, 0.1, 0.1, 0.5, 0.5, 0.9)                                                                       \
    "," DET(1, 1, 0.2, 0.1, 0.5, 0.5, 0.8) "," DET(1, 1, 0.3, 0.1, 0.5, 0.5, 0.7) "," DET(                   \
        1, 1, 0, 0, 1, 1, 0.6) "," DET(1, 1, 0.5, 0.1, 0.5, 0.5, 0.5)

static void fractions_given_as_pixels_are_suspected(void **state)
{
    scored s;
    (void)state;

    assert_only(audit(DOG_IN_1, DETS(FRACTIONS)), &od_kind_normalised_suspected, 5,
                "the largest coordinate is 1");

    s = audit(DOG_IN_1, DETS(FRACTIONS "," DET(1, 1, 0, 0, 2, 1, 0.4)));
    assert_int_equal(scores_of(&s)->ledger.n, 0);
    close_job(&s);
}

static void three_places_are_kept_and_all_are_counted(void **state)
{
    const od_ledger_entry *e;
    scored s;
    (void)state;

    s = audit(DOG_IN_1,
              DETS(DET(1, 1, 0, 0, 9, 9, 0.9) "," DET(1, 1, 0, 0, 9, -1, 0.8) "," DET(
                  1, 1, 0, 0, 9, -2, 0.7) "," DET(1, 1, 0, 0, 9, -3, 0.6) "," DET(1, 1, 0, 0, 9, -4, 0.5)));

    e = entry_of(&s, &od_kind_negative_size);
    assert_int_equal(e->count, 4);
    assert_int_equal(e->n_examples, 3);
    assert_string_equal(e->examples[2], "preds.json: record 4: image_id 1");
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_detections_raise_nothing),
        cmocka_unit_test(numbers_that_are_not_finite_are_noted),
        cmocka_unit_test(negative_sizes_are_noted),
        cmocka_unit_test(boxes_without_area_are_noted),
        cmocka_unit_test(boxes_that_reach_out_by_more_than_a_pixel_are_noted),
        cmocka_unit_test(images_of_unknown_size_have_no_outside),
        cmocka_unit_test(copies_are_noted_once_each),
        cmocka_unit_test(detections_beyond_the_largest_limit_are_noted),
        cmocka_unit_test(scores_that_are_all_equal_are_noted),
        cmocka_unit_test(one_score_is_equal_to_nothing),
        cmocka_unit_test(a_nan_among_equal_scores_makes_them_differ_wherever_it_stands),
        cmocka_unit_test(images_that_were_never_predicted_are_noted),
        cmocka_unit_test(labels_that_an_image_was_not_asked_for_are_noted),
        cmocka_unit_test(what_the_mode_leaves_out_is_noted),
        cmocka_unit_test(detections_of_images_that_a_filter_took_are_noted),
        cmocka_unit_test(corners_given_as_sizes_are_suspected_with_the_evidence),
        cmocka_unit_test(one_box_that_cannot_be_corners_speaks_against_it),
        cmocka_unit_test(fractions_given_as_pixels_are_suspected),
        cmocka_unit_test(three_places_are_kept_and_all_are_counted),
    };

    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
