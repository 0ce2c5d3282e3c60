/* A run of a benchmark: what is refused, what is routed where, what each defect changes. */
#include "core/output.h"
#include "unit/score_help.h"
#include "unit/scratch.h"

static const char *text_file(void **state, const char *name, const char *text)
{
    return scratch_file(state, name, text, strlen(text));
}

/* ---- options ---- */

static void assert_refused(const char *bench, od_job_options options, const char *says, const char *advises)
{
    od_error err = {0};
    od_bench *b = NULL;
    od_job *job = (od_job *)&err;

    must(od_bench_open(&b, bench, &err), &err);
    if (od_job_create(&job, b, &options, &err) != OD_USAGE)
        fail_msg("not refused, though it should say \"%s\"", says);
    assert_null(job);
    assert_says(err.what, says);
    assert_says(err.remedy, advises);
    od_bench_free(b);
}

static void options_that_make_no_sense_are_refused(void **state)
{
    (void)state;

    assert_refused("ovdeval", (od_job_options){.gt = "gt.json"}, "--gt names one annotation file",
                   "--data DIR");
    assert_refused("ovdeval", (od_job_options){.subsets = (const char *const[]){"colour", NULL}},
                   "ovdeval has no subset \"colour\"", "color, material");
    assert_refused("coco", (od_job_options){.mode = "some"}, "no mode \"some\"", "all, positive, 1bbox");
    assert_refused("coco", (od_job_options){.metrics = "AP,AP50"}, "no metric \"AP50\"", "nms_AP");
    assert_refused("coco", (od_job_options){.metrics = "AP,"}, "no metric \"\"", "nms_AP");
    assert_refused("coco", (od_job_options){.metrics = "AP,greedy,AP"}, "AP twice", "");
    assert_refused("coco", (od_job_options){.iou = "2"}, "--iou", "0.5:0.95:0.05");
    assert_refused("coco", (od_job_options){.area = "2"}, "--area", "all=0:1e10");
    assert_refused("coco", (od_job_options){.max_dets = "x"}, "--max-dets", "1,10,100");
}

static void options_win_over_the_definition(void **state)
{
    od_job_options options = {.metrics = "greedy:iou=0.7", .mode = "positive", .max_dets = "5"};
    scored s = open_job("coco", &options);
    (void)state;

    assert_int_equal(s.job->n_metrics, 1);
    assert_double_same("its IoU", s.job->metrics[0].params[0], .7);
    assert_int_equal(s.job->mode, OD_MODE_POSITIVE);
    assert_int_equal(s.job->protocol.n_max_dets, 1);
    assert_int_equal(s.job->protocol.n_iou, 10);
    assert_true(s.job->options.threads >= 1);
    close_job(&s);
}

/* ---- ground truth ---- */

static void assert_truth_refused(const char *gt, od_rules rules, const char *what, const char *remedy)
{
    od_job_options options = {.rules = rules, .threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    assert_int_equal(od_job_take_truth(s.job, 0, read_truth(gt), &err), OD_INPUT);
    assert_says(err.what, what);
    assert_string_equal(err.remedy, remedy);
    close_job(&s);
}

#define NO_AREA ANNOTATION(1, 1, 1, 10, 10, 50, 50, ",\"iscrowd\":0")
#define NO_CROWD ANNOTATION(2, 1, 1, 10, 10, 50, 50, ",\"area\":2500")
#define NO_ID "{\"image_id\":1,\"category_id\":1,\"bbox\":[10,10,50,50],\"area\":2500,\"iscrowd\":0}"

static void reference_rules_refuse_annotations_that_lack_a_field(void **state)
{
    (void)state;

    assert_truth_refused(GT(NO_AREA), OD_RULES_REFERENCE,
                         "1 annotation has no \"area\", which the reference refuses (first: gt.json: byte ",
                         "add it, or use --rules corrected, which takes width x height");
    assert_truth_refused(
        GT(NO_CROWD "," NO_CROWD), OD_RULES_REFERENCE,
        "2 annotations have no \"iscrowd\", which the reference refuses (first: gt.json: byte ",
        "add it, or use --rules corrected, which takes 0");
    assert_truth_refused(GT(NO_ID), OD_RULES_REFERENCE,
                         "1 annotation has no \"id\", which the reference refuses (first: gt.json: byte ",
                         "add it, or use --rules corrected, which numbers them");
}

static void corrected_rules_fill_in_what_is_lacking(void **state)
{
    static const char *const gt[] = {GT(NO_AREA), GT(NO_CROWD), GT(NO_ID)};
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        scored s = score_with(gt[i], DETS(DET(1, 1, 10, 10, 50, 50, 1)),
                              (od_job_options){.rules = OD_RULES_CORRECTED, .threads = 1});

        SAME(s, "APm", 0.9999999999999998); /* width x height is 2500 */
        assert_undefined(&s, "APs");
        close_job(&s);
    }
}

#define TWICE GT(TRUTH(5, 1, 1, 0, 0, 50, 50, 2500) "," TRUTH(5, 2, 1, 0, 0, 50, 50, 2500))

static void corrected_rules_refuse_an_id_used_twice(void **state)
{
    (void)state;

    assert_truth_refused(TWICE, OD_RULES_CORRECTED,
                         "1 annotation has an id that a later one has too (first: gt.json: byte ",
                         "number them anew; --rules reference scores the file as pycocotools does");
}

#define DEFINITION(metrics, primary)                                                                         \
    "{\"schema\":\"odeval.bench/1\",\"name\":\"mine\",\"title\":\"t\",\"layout\":{\"annotations\":\"a\"},"   \
    "\"metrics\":[" metrics "],\"primary\":\"" primary "\"}"

static od_status score_as_defined(const char *definition, const char *metrics, od_error *err)
{
    od_job_options options = {.metrics = metrics, .threads = 1};
    od_bench *b = NULL;
    od_job *job = NULL;
    od_status st;

    must(od_bench_parse(&b, definition, strlen(definition), "mine.json", err), err);
    must(od_job_create(&job, b, &options, err), err);
    must(od_job_take_truth(job, 0, read_truth(GT(TRUTH(5, 1, 1, 0, 0, 50, 50, 2500))), err), err);
    st = od_job_score(job, err);
    od_job_free(job);
    od_bench_free(b);
    return st;
}

static void a_primary_score_that_its_own_metrics_do_not_give_is_refused(void **state)
{
    od_error err = {0}, of_count = {0}, chosen = {0}, fine = {0};
    (void)state;

    assert_int_equal(score_as_defined(DEFINITION("\"greedy\"", "AP"), NULL, &err), OD_INPUT);
    assert_says(err.what, "mine names \"AP\" as its primary score");
    assert_says(err.remedy, "greedy_f1");
    assert_int_equal(score_as_defined(DEFINITION("\"AP\"", "images"), NULL, &of_count), OD_INPUT);
    assert_int_equal(score_as_defined(DEFINITION("\"AP\"", "AP"), "greedy", &chosen), OD_OK);
    assert_int_equal(score_as_defined(DEFINITION("\"AP\"", "AR10"), NULL, &fine), OD_OK);
}

/* Semantics A1: image 1 has no ground truth, image 2 two copies; one detection in each finds one of two. */
static void reference_rules_take_the_last_annotation_of_an_id_twice(void **state)
{
    scored s;
    (void)state;

    s = score(TWICE, DETS(DET(1, 1, 0, 0, 50, 50, 0.1) "," DET(2, 1, 0, 0, 50, 50, 0.9)), "AP");

    SAME(s, "AR100", .5);
    NEAR(s, "AP50", 51. / 101, 5e-16);
    close_job(&s);
}

/* ---- predictions ---- */

#define ONE_DOG GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500))

static od_status load(scored *s, void **state, const char *gt, const char *detections, od_error *err)
{
    give_truth(s, 0, gt);
    return od_job_load_predictions(s->job, text_file(state, "out.json", detections), err);
}

static void detections_of_unknown_images_are_refused(void **state)
{
    od_job_options options = {.threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    assert_int_equal(
        load(&s, state, ONE_DOG,
             DETS(DET(1, 1, 10, 10, 50, 50, 1) "," DET(7, 1, 0, 0, 9, 9, 1) "," DET(8, 1, 0, 0, 9, 9, 1)),
             &err),
        OD_INPUT);

    assert_says(err.what, "2 predictions are for images that the data set does not have");
    assert_says(err.what, "record 2: image_id 7");
    assert_says(err.remedy, "--unknown drop");
    close_job(&s);
}

static void when_no_image_is_known_the_sets_do_not_belong_together(void **state)
{
    od_job_options options = {.threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    assert_int_equal(load(&s, state, ONE_DOG, DETS(DET(7, 1, 0, 0, 9, 9, 1)), &err), OD_INPUT);

    assert_says(err.what, "1 prediction is for images that the data set does not have");
    assert_says(err.remedy, "none is for an image of this data set");
    close_job(&s);
}

static void detections_of_unknown_images_can_be_dropped(void **state)
{
    od_job_options options = {.metrics = "AP", .drop_unknown = true, .threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    must(load(&s, state, ONE_DOG, DETS(DET(7, 1, 0, 0, 9, 9, 1) "," DET(1, 1, 10, 10, 50, 50, 0.5)), &err),
         &err);
    must(od_job_score(s.job, &err), &err);

    SAME(s, "AP", 0.9999999999999998);
    SAME(s, "predictions", 1);
    assert_int_equal(od_ledger_count(&s.job->subsets[0].target.ledger, &od_kind_unknown_image), 1);
    close_job(&s);
}

static void detections_of_two_files_add_up(void **state)
{
    od_job_options options = {.metrics = "greedy", .threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    must(load(&s, state, ONE_DOG, DETS(DET(1, 1, 10, 10, 50, 50, 1)), &err), &err);
    must(od_job_load_predictions(s.job, text_file(state, "more.json", DETS(DET(2, 1, 0, 0, 9, 9, 1))), &err),
         &err);
    must(od_job_score(s.job, &err), &err);

    SAME(s, "predictions", 2);
    SAME(s, "greedy_precision", .5);
    assert_says(s.job->preds_path, "out.json"); /* the first stands for both */
    close_job(&s);
}

/* ---- subsets ---- */

#define PAIR                                                                                                 \
    "{\"schema\":\"odeval.bench/1\",\"name\":\"pair\",\"title\":\"two subsets\","                            \
    "\"layout\":{\"annotations\":\"annotations/{subset}.json\"},"                                            \
    "\"subsets\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\",\"optional\":true}],"                    \
    "\"averages\":[{\"name\":\"flat\",\"subsets\":[\"a\",\"b\"]}],\"headline\":\"flat\","                    \
    "\"metrics\":[\"greedy\",\"AP\"],\"primary\":\"AP\"}"

static scored open_pair(const od_job_options *options)
{
    od_error err = {0};
    scored s = {0};

    must(od_bench_parse(&s.bench, PAIR, strlen(PAIR), "pair", &err), &err);
    must(od_job_create(&s.job, s.bench, options, &err), &err);
    return s;
}

static double subset_value(const scored *s, const char *subset, const char *score)
{
    return od_scores_get(&s->job->subsets[od_bench_find_subset(s->bench, subset)].evaluation.scores, score);
}

#define FOUND DET(1, 1, 10, 10, 50, 50, 1)
#define MISSED DET(2, 1, 10, 10, 50, 50, 1)

static void each_subset_gets_its_own_detections(void **state)
{
    od_job_options options = {.threads = 2};
    scored s = open_pair(&options);
    od_error err = {0};

    give_truth(&s, 0, ONE_DOG);
    give_truth(&s, 1, ONE_DOG);
    must(od_job_load_predictions(
             s.job, text_file(state, "o.json", "{\"b\":[" MISSED "],\"a\":[" FOUND "," MISSED "]}"), &err),
         &err);
    must(od_job_score(s.job, &err), &err);

    assert_double_same("a", subset_value(&s, "a", "greedy_precision"), .5);
    assert_double_same("b", subset_value(&s, "b", "greedy_precision"), 0);
    assert_double_same("both", od_scores_get(od_job_headline(s.job), "greedy_precision"), .25);
    assert_double_same("both", od_scores_get(od_job_headline(s.job), "greedy_recall"), .5);
    assert_false(s.job->subsets[2].evaluated);
    close_job(&s);
}

static void without_a_subset_there_is_no_headline(void **state)
{
    od_job_options options = {.subsets = (const char *const[]){"a", NULL}, .threads = 1};
    scored s = open_pair(&options);
    od_error err = {0};

    assert_true(s.job->subsets[0].wanted);
    assert_false(s.job->subsets[1].wanted);
    give_truth(&s, 0, ONE_DOG);
    must(od_job_load_predictions(s.job, text_file(state, "o.json", "{\"b\":[" MISSED "],\"a\":[" FOUND "]}"),
                                 &err),
         &err);
    must(od_job_score(s.job, &err), &err);

    assert_double_same("a", subset_value(&s, "a", "greedy_recall"), 1);
    assert_true(isnan(od_scores_get(od_job_headline(s.job), "greedy_recall")));
    assert_int_equal(od_ledger_count(&s.job->ledger, &od_kind_subset_passed_over), 1);
    close_job(&s);
}

static const char *data_root(void **state, bool with_b)
{
    od_error err = {0};

    must(od_make_folder(scratch_path(state, "annotations"), &err), &err);
    text_file(state, "annotations/a.json", ONE_DOG);
    if (with_b)
        text_file(state, "annotations/b.json", ONE_DOG);
    return ((scratch *)*state)->folder;
}

static void ground_truth_is_read_from_the_data_root(void **state)
{
    od_job_options options = {.data = data_root(state, true), .threads = 1};
    scored s = open_pair(&options);
    od_error err = {0};

    must(od_job_load_truth(s.job, &err), &err);

    assert_int_equal(s.job->subsets[1].dataset->n_truths, 1);
    assert_says(s.job->subsets[1].gt_path, "annotations/b.json");
    assert_string_equal(s.job->root, options.data);
    assert_false(s.job->subsets[2].wanted); /* optional, and not there */
    close_job(&s);
}

static void a_subset_that_must_be_there_is_missed_by_name(void **state)
{
    od_job_options options = {.data = data_root(state, false), .threads = 1};
    scored s = open_pair(&options);
    od_error err = {0};

    assert_int_equal(od_job_load_truth(s.job, &err), OD_INPUT);
    assert_says(err.input, "annotations/b.json");
    close_job(&s);
}

static void an_optional_subset_that_was_asked_for_must_be_there(void **state)
{
    od_job_options options = {
        .data = data_root(state, true), .subsets = (const char *const[]){"c", NULL}, .threads = 1};
    scored s = open_pair(&options);
    od_error err = {0};

    assert_int_equal(od_job_load_truth(s.job, &err), OD_INPUT);
    assert_says(err.input, "annotations/c.json");
    close_job(&s);
}

static void gt_names_the_file_of_a_benchmark_of_one_set(void **state)
{
    od_job_options options = {.gt = text_file(state, "mine.json", ONE_DOG), .threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    must(od_job_load_truth(s.job, &err), &err);

    assert_int_equal(s.job->subsets[0].dataset->n_truths, 1);
    assert_null(s.job->root);
    close_job(&s);
}

/* ---- effects of defects ---- */

#define IDS_0_AND_1 GT(TRUTH(0, 1, 1, 10, 10, 50, 50, 2500) "," TRUTH(1, 2, 1, 10, 10, 50, 50, 2500))
#define BOTH DETS(DET(1, 1, 10, 10, 50, 50, 1) "," DET(2, 1, 10, 10, 50, 50, 1))

/* Semantics A6: AP 0.2525 = 51/101 at precision 1/2; both found is 1. */
static void the_effect_of_id_0_is_computed_under_either_rules(void **state)
{
    scored reference, corrected;
    double value;
    (void)state;

    reference = score_with(IDS_0_AND_1, BOTH, (od_job_options){.threads = 1});
    corrected = score_with(IDS_0_AND_1, BOTH, (od_job_options){.rules = OD_RULES_CORRECTED, .threads = 1});

    NEAR(reference, "AP", 51. / 202, 5e-16);
    NEAR(corrected, "AP", 1, 5e-16);
    assert_int_equal(reference.job->subsets[0].n_effects, 1);
    assert_int_equal(reference.job->subsets[0].effects[0].fix, OD_FIX_ID_ZERO);
    assert_double_same("mended", od_scores_get(&reference.job->subsets[0].effects[0].other, "AP"),
                       value_of(&corrected, "AP"));
    assert_double_same("not mended", od_scores_get(&corrected.job->subsets[0].effects[0].other, "AP"),
                       value_of(&reference, "AP"));
    assert_int_equal(od_job_headline_with(reference.job, OD_FIX_ID_ZERO, "AP", &value, NULL), OD_OK);
    assert_double_same("the headline", value, value_of(&corrected, "AP"));
    assert_int_equal(od_job_headline_with(reference.job, OD_FIX_IGNORE, "AP", &value, NULL), OD_OK);
    assert_double_same("a defect that is not there", value, value_of(&reference, "AP"));
    close_job(&reference);
    close_job(&corrected);
}

static void several_defects_have_an_effect_each_and_one_together(void **state)
{
    scored s;
    double value;
    (void)state;

    s = score_with(IDS_0_AND_1, BOTH, (od_job_options){.max_dets = "1,10,300", .threads = 1});

    assert_int_equal(s.job->subsets[0].n_effects, 3);
    assert_undefined(&s, "AP");
    assert_int_equal(od_job_headline_with(s.job, OD_FIX_ID_ZERO, "AP", &value, NULL), OD_OK);
    assert_true(isnan(value)); /* still no limit of 100 */
    assert_int_equal(od_job_headline_with(s.job, OD_FIX_MAX_DETS, "AP", &value, NULL), OD_OK);
    assert_near("without the other defect", value, 51. / 202, 5e-16);
    assert_int_equal(od_job_headline_with(s.job, OD_FIX_ALL, "AP", &value, NULL), OD_OK);
    assert_near("without both", value, 1, 5e-16);
    close_job(&s);
}

static void without_defects_there_are_no_effects(void **state)
{
    scored s;
    (void)state;

    s = score(ONE_DOG, DETS(FOUND), "AP");

    assert_int_equal(s.job->subsets[0].n_effects, 0);
    close_job(&s);
}

static void an_effect_in_one_subset_moves_the_average(void **state)
{
    od_job_options options = {.threads = 1};
    scored s = open_pair(&options);
    od_error err = {0};
    double value;
    (void)state;

    give_truth(&s, 0, IDS_0_AND_1);
    give_truth(&s, 1, ONE_DOG);
    give_detections(&s, 0, BOTH);
    give_detections(&s, 1, DETS(FOUND));
    must(od_job_score(s.job, &err), &err);
    must(od_job_headline_with(s.job, OD_FIX_ALL, "AP", &value, &err), &err);

    assert_near("the headline", od_scores_get(od_job_headline(s.job), "AP"), (51. / 202 + 1) / 2, 5e-16);
    assert_near("mended", value, 1, 5e-16);
    close_job(&s);
}

#define FILES(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_that_make_no_sense_are_refused),
        cmocka_unit_test(options_win_over_the_definition),
        cmocka_unit_test(reference_rules_refuse_annotations_that_lack_a_field),
        cmocka_unit_test(corrected_rules_fill_in_what_is_lacking),
        cmocka_unit_test(corrected_rules_refuse_an_id_used_twice),
        cmocka_unit_test(a_primary_score_that_its_own_metrics_do_not_give_is_refused),
        cmocka_unit_test(reference_rules_take_the_last_annotation_of_an_id_twice),
        FILES(detections_of_unknown_images_are_refused),
        FILES(when_no_image_is_known_the_sets_do_not_belong_together),
        FILES(detections_of_unknown_images_can_be_dropped),
        FILES(detections_of_two_files_add_up),
        FILES(each_subset_gets_its_own_detections),
        FILES(without_a_subset_there_is_no_headline),
        FILES(ground_truth_is_read_from_the_data_root),
        FILES(a_subset_that_must_be_there_is_missed_by_name),
        FILES(an_optional_subset_that_was_asked_for_must_be_there),
        FILES(gt_names_the_file_of_a_benchmark_of_one_set),
        cmocka_unit_test(the_effect_of_id_0_is_computed_under_either_rules),
        cmocka_unit_test(several_defects_have_an_effect_each_and_one_together),
        cmocka_unit_test(without_defects_there_are_no_effects),
        cmocka_unit_test(an_effect_in_one_subset_moves_the_average),
    };

    return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
