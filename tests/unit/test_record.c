/* The run record of jobs that were scored in memory or from files; the sentences and numbers are by hand. */
#include "score_help.h"

#include "core/version.h"
#include "record/record.h"
#include "scratch.h"

/* Two subsets in one group each, and an average that needs both. */
static const char two_subsets[] =
    "{\"schema\":\"odeval.bench/1\",\"name\":\"pair\",\"title\":\"a "
    "pair\",\"layout\":{\"annotations\":\"{subset}.json\"},"
    "\"subsets\":[{\"name\":\"left\"},{\"name\":\"right\"}],"
    "\"groups\":[{\"name\":\"first\",\"title\":\"the first\",\"subsets\":[\"left\"]}],"
    "\"averages\":[{\"name\":\"flat2\",\"title\":\"mean of both\",\"subsets\":[\"left\",\"right\"]}],"
    "\"headline\":\"flat2\",\"metrics\":[\"nms_AP\",\"AP\",\"greedy\"],\"primary\":\"nms_AP\"}";

static const od_record_options plain;

static scored open_pair(od_job_options options)
{
    od_error err = {0};
    scored s = {0};

    must(od_bench_parse(&s.bench, two_subsets, sizeof two_subsets - 1, "pair.json", &err), &err);
    must(od_job_create(&s.job, s.bench, &options, &err), &err);
    return s;
}

static void finish(scored *s)
{
    od_error err = {0};

    must(od_job_score(s->job, &err), &err);
}

static od_record *record_of(const scored *s, const od_record_options *options)
{
    od_error err = {0};
    od_record *r = NULL;

    must(od_record_make(&r, s->job, options, &err), &err);
    return r;
}

/* One dog, found exactly, in each subset; the annotation ids are the caller's. One perfect pair has the AP
 * 0.9999999999999998 (semantics A9). */
static scored score_pair(const char *left, const char *right, od_job_options options)
{
    scored s = open_pair(options);

    give_truth(&s, 0, left);
    give_truth(&s, 1, right);
    give_detections(&s, 0, DETS(DET(1, 1, 10, 10, 50, 50, 0.5)));
    give_detections(&s, 1, DETS(DET(1, 1, 10, 10, 50, 50, 0.5)));
    finish(&s);
    return s;
}

#define ONE_IMAGE(truths) GT_OF(IMAGE(1), truths)
#define DOG(id) TRUTH(id, 1, 1, 10, 10, 50, 50, 2500)
static const double perfect = 0.9999999999999998;

static const od_record_warning *find_warning(const od_record *r, const char *code)
{
    for (uint32_t i = 0; i < r->n_warnings; i++)
        if (strcmp(r->warnings[i].code, code) == 0)
            return &r->warnings[i];
    return NULL;
}

static double number(const od_record *r, const char *path)
{
    double value;

    if (!od_record_number(r, path, &value))
        fail_msg("the record has no number %s", path);
    return value;
}

static void assert_same(double actual, double expected)
{
    if (memcmp(&actual, &expected, sizeof actual) != 0)
        fail_msg("%.17g is not %.17g", actual, expected);
}

static const char *param(const od_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].name, name) == 0)
            return r->params[i].value;
    return NULL;
}

static void overall_is_the_headline_and_counts_are_sums(void **state)
{
    scored s = score_pair(ONE_IMAGE(DOG(1)), ONE_IMAGE(DOG(1) "," TRUTH(2, 1, 2, 100, 100, 50, 50, 2500)),
                          (od_job_options){.threads = 1});
    od_record *r;

    (void)state;
    r = record_of(&s, &plain);

    assert_string_equal(r->headline, "flat2");
    assert_same(number(r, "overall.AP"), (perfect + perfect / 2) / 2); /* in "right" the cat is missed */
    assert_same(number(r, "AP"), number(r, "averages.flat2.AP"));
    assert_same(number(r, "subsets.right.greedy_recall"), 0.5);
    assert_same(number(r, "groups.first.greedy_recall"), 1);
    assert_same(number(r, "counts.gt"), 3);
    assert_same(number(r, "subsets.right.counts.gt"), 2);
    assert_string_equal(r->counts.list[0].name, "images");
    assert_int_equal(r->n_warnings, 0);
    od_record_free(r);
    close_job(&s);
}

static void a_path_that_leads_nowhere_is_no_number(void **state)
{
    static const char *const paths[] = {
        "",           "AP51",         "overall.images", "subsets.left",
        "subsets.AP", "groups.AP",    "averages.flat2", "ledger.unknown_category",
        "left.AP",    "subsets.x.AP", "counts.AP",      "subsets.left.counts"};
    scored s = score_pair(ONE_IMAGE(DOG(1)), ONE_IMAGE(DOG(1)), (od_job_options){.threads = 1});
    od_record *r = record_of(&s, &plain);

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        double value = 1;

        assert_false(od_record_number(r, paths[i], &value));
        assert_true(isnan(value));
    }
    od_record_free(r);
    close_job(&s);
}

static void annotation_id_0_is_a_warning_with_its_effect(void **state)
{
    scored s = score_pair(ONE_IMAGE(DOG(0)), ONE_IMAGE(DOG(1)), (od_job_options){.threads = 1});
    const od_record_warning *w;
    od_record *r;

    (void)state;
    r = record_of(&s, &plain);
    w = find_warning(r, "annotation-id-0");

    assert_non_null(w);
    assert_int_equal(w->count, 1);
    assert_null(w->subset);
    assert_false(w->notice);
    assert_non_null(strstr(w->text, "(1 time; first: left: gt.json: byte "));
    assert_non_null(strstr(w->text, "; --rules corrected mends it"));
    assert_int_equal(w->effect.n, 3);
    assert_string_equal(w->effect.list[0].name, "nms_AP");
    assert_same(w->effect.list[0].value, perfect / 2 - perfect); /* 0 instead of 1 in one of two subsets */
    assert_string_equal(w->effect.list[1].name, "AP");
    assert_string_equal(w->effect.list[2].name, "greedy_f1");
    assert_same(w->effect.list[2].value, 0);
    assert_null(find_warning(r, "annotation_id_0")); /* said once */
    assert_null(find_warning(r, "rules"));
    assert_same(number(r, "ledger.annotation_id_0"), 1);
    od_record_free(r);
    close_job(&s);
}

static void under_corrected_rules_the_effect_is_still_reference_minus_corrected(void **state)
{
    scored s = score_pair(ONE_IMAGE(DOG(0)), ONE_IMAGE(DOG(1)),
                          (od_job_options){.threads = 1, .rules = OD_RULES_CORRECTED});
    const od_record_warning *w;
    od_record *r;

    (void)state;
    r = record_of(&s, &plain);
    w = find_warning(r, "annotation-id-0");

    assert_string_equal(r->rules, "corrected");
    assert_same(number(r, "AP"), perfect);
    assert_same(od_record_score(&w->effect, "AP"), perfect / 2 - perfect);
    assert_non_null(strstr(w->text, "; corrected rules mend it here"));
    od_record_free(r);
    close_job(&s);
}

/* "left" has id 0 and an "ignore": mended together, the ignored cat is not missed any more. */
static void several_defects_are_also_weighed_together(void **state)
{
    scored s = score_pair(ONE_IMAGE(DOG(0) "," ANNOTATION(7, 1, 2, 200, 200, 50, 50,
                                                          ",\"area\":2500,\"iscrowd\":0,\"ignore\":1")),
                          ONE_IMAGE(DOG(1)), (od_job_options){.threads = 1});
    const od_record_warning *all;
    od_record *r;

    (void)state;
    r = record_of(&s, &plain);
    all = find_warning(r, "rules");

    assert_non_null(find_warning(r, "annotation-id-0"));
    assert_non_null(find_warning(r, "ignore-overwritten"));
    assert_non_null(all);
    assert_int_equal(all->count, 2);
    assert_string_equal(all->text, "the 2 defects above together");
    assert_same(od_record_score(&all->effect, "AP"), perfect / 2 - perfect);
    /* Alone, each leaves "left" with less: id 0 mended (1 + 0) / 2, ignore mended 0. */
    assert_same(od_record_score(&find_warning(r, "annotation-id-0")->effect, "AP"),
                perfect / 2 - (perfect / 2 + perfect) / 2);
    assert_same(od_record_score(&find_warning(r, "ignore-overwritten")->effect, "AP"), 0);
    od_record_free(r);
    close_job(&s);
}

static void an_average_without_all_its_subsets_is_undefined_and_said_to_be(void **state)
{
    static const char *const left[] = {"left", NULL};
    scored s = open_pair((od_job_options){.threads = 1, .subsets = left});
    const od_record_warning *average, *defect;
    od_record *r;

    (void)state;
    give_truth(&s, 0, ONE_IMAGE(DOG(0)));
    give_detections(&s, 0, DETS(DET(1, 1, 10, 10, 50, 50, 0.5)));
    finish(&s);
    r = record_of(&s, &plain);
    average = find_warning(r, "average_undefined");
    defect = find_warning(r, "annotation-id-0");

    assert_int_equal(r->n_subsets, 1);
    assert_true(isnan(number(r, "AP")));
    assert_true(isnan(number(r, "averages.flat2.AP")));
    assert_same(number(r, "groups.first.AP"), 0);
    assert_string_equal(average->text, "flat2 is undefined without scores for right");
    assert_int_equal(average->count, 1);
    assert_string_equal(defect->subset, "left"); /* without a headline the effect is the subset's own */
    assert_same(od_record_score(&defect->effect, "AP"), -perfect);
    od_record_free(r);
    close_job(&s);
}

static void ledgers_are_merged_over_subsets(void **state)
{
    scored s = open_pair((od_job_options){.threads = 1});
    const od_record_warning *negative, *category;
    od_record *r;

    (void)state;
    give_truth(&s, 0, ONE_IMAGE(DOG(1)));
    give_truth(&s, 1, ONE_IMAGE(DOG(1)));
    give_detections(&s, 0, DETS(DET(1, 1, 10, 10, -5, 50, 0.5) "," DET(1, 99, 10, 10, 5, 50, 0.25)));
    give_detections(&s, 1, DETS(DET(1, 1, 10, 10, -5, 50, 0.5) "," DET(1, 1, 10, 10, 50, 50, 0.25)));
    finish(&s);
    r = record_of(&s, &plain);
    negative = find_warning(r, "negative_size");
    category = find_warning(r, "unknown_category");

    assert_same(number(r, "ledger.negative_size"), 2);
    assert_null(negative->subset);
    assert_string_equal(
        negative->text,
        "2 detections have a negative width or height, and match nothing (first: left: preds.json: "
        "record 1: image_id 1): order the corners, x1 < x2 and y1 < y2");
    assert_string_equal(category->subset, "left"); /* the only one */
    assert_int_equal(category->count, 1);
    assert_int_equal(
        strncmp(category->text,
                "1 detection has a category_id that the data set does not have; it can only be wrong "
                "(first: preds.json: record 2",
                80),
        0);
    od_record_free(r);
    close_job(&s);
}

static void ties_of_nms_ap_are_told_with_what_hangs_on_them(void **state)
{
    scored s = open_pair((od_job_options){.threads = 1});
    const od_record_warning *w;
    od_record *r;

    (void)state;
    give_truth(&s, 0, ONE_IMAGE(DOG(1)));
    give_truth(&s, 1, ONE_IMAGE(DOG(1)));
    /* Cat, then dog on the dog's box with one score: the last wins, so the dog stays; pessimistic, the cat
     * does. */
    give_detections(&s, 0, DETS(DET(1, 2, 10, 10, 50, 50, 0.5) "," DET(1, 1, 10, 10, 50, 50, 0.5)));
    give_detections(&s, 1, DETS(DET(1, 1, 10, 10, 50, 50, 0.5)));
    finish(&s);
    r = record_of(&s, &plain);
    w = find_warning(r, "nms_ties");

    assert_int_equal(w->count, 1);
    assert_string_equal(
        w->text, "1 of 1 decisions of NMS-AP were ties (1 between different labels), which the order in "
                 "the file decided: nms_AP is 100.00, and 50.00 when wrong labels win the ties");
    od_record_free(r);
    close_job(&s);
}

static void parameters_that_are_not_the_benchmarks_own_are_told(void **state)
{
    scored s = score_pair(ONE_IMAGE(DOG(1)), ONE_IMAGE(DOG(1)),
                          (od_job_options){.threads = 1,
                                           .max_dets = "1,100",
                                           .metrics = "nms_AP:tie=first,greedy",
                                           .label_match = OD_LABEL_FOLDED,
                                           .mode = "positive"});
    const od_record_warning *w;
    od_record *r;

    (void)state;
    r = record_of(&s, &plain);
    w = find_warning(r, "params");

    assert_false(r->params_default);
    assert_string_equal(param(r, "iou"), "0.5:0.95:0.05");
    assert_string_equal(param(r, "max_dets"), "1,100");
    assert_string_equal(param(r, "metrics"), "nms_AP:iou=0.5:tie=first,greedy:iou=0.5:average=boxes");
    assert_string_equal(param(r, "unknown"), "error");
    assert_int_equal(w->count, 4);
    assert_string_equal(
        w->text, "max_dets is 1,100 (standard: 1,10,100), nms_AP is nms_AP:iou=0.5:tie=first (standard: "
                 "nms_AP:iou=0.5:tie=last), label_match is folded (standard: exact), mode is positive "
                 "(standard: all): not comparable with runs of the standard protocol");
    od_record_free(r);
    close_job(&s);
}

static void fewer_metrics_are_no_other_protocol(void **state)
{
    scored s =
        score_pair(ONE_IMAGE(DOG(1)), ONE_IMAGE(DOG(1)), (od_job_options){.threads = 1, .metrics = "AP"});
    od_record *r;

    (void)state;
    r = record_of(&s, &plain);

    assert_true(r->params_default);
    assert_null(find_warning(r, "params"));
    assert_false(od_record_has(&r->overall, "nms_AP"));
    od_record_free(r);
    close_job(&s);
}

static void a_name_that_says_simulated_marks_the_record(void **state)
{
    static const struct {
        const char *name;
        bool simulated;
    } models[] = {{"VLM-like, Simulated", true}, {"VLM-R1", false}, {NULL, false}};

    (void)state;
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        scored s = score_pair(ONE_IMAGE(DOG(1)), ONE_IMAGE(DOG(1)),
                              (od_job_options){.threads = 1, .model = models[i].name});
        od_record *r = record_of(&s, &plain);

        assert_int_equal(r->simulated, models[i].simulated);
        od_record_free(r);
        close_job(&s);
    }
}

static void categories_and_the_environment_are_there_when_asked_for(void **state)
{
    const od_record_options everything = {.categories = true, .environment = true};
    scored s = score_pair(ONE_IMAGE(DOG(1)), ONE_IMAGE(DOG(1)), (od_job_options){.threads = 3});
    od_record *without, *with;

    (void)state;
    without = record_of(&s, &plain);
    with = record_of(&s, &everything);

    assert_int_equal(without->subsets[0].n_categories, 0);
    assert_int_equal(without->n_environment, 0);
    assert_int_equal(with->subsets[0].n_categories, 2);
    assert_string_equal(with->subsets[0].categories[0].id, "1");
    assert_string_equal(with->subsets[0].categories[0].name, "dog");
    assert_same(od_record_score(&with->subsets[0].categories[0].scores, "AP"), perfect);
    assert_string_equal(with->subsets[0].categories[1].name, "cat");
    assert_true(od_record_has(&with->subsets[0].categories[1].scores, "AP"));
    assert_true(isnan(od_record_score(&with->subsets[0].categories[1].scores, "AP"))); /* no cat to find */
    assert_string_equal(with->environment[with->n_environment - 1].name, "threads");
    assert_string_equal(with->environment[with->n_environment - 1].value, "3");
    od_record_free(without);
    od_record_free(with);
    close_job(&s);
}

/* ---- from files ---- */

static const char coco_gt[] = ONE_IMAGE(DOG(0));

static scored score_files(const char *gt, const char *preds)
{
    const od_job_options options = {.threads = 1, .gt = gt, .drop_unknown = true};
    scored s = open_job("coco", &options);
    od_error err = {0};

    must(od_job_load_truth(s.job, &err), &err);
    must(od_job_load_predictions(s.job, preds, &err), &err);
    finish(&s);
    return s;
}

static void inputs_carry_fingerprints_when_asked_for(void **state)
{
    const od_record_options fingerprint = {.fingerprint = true};
    const char *gt = scratch_file(state, "gt.json", coco_gt, sizeof coco_gt - 1);
    const char *preds = scratch_file(state, "empty.json", "[]", 2);
    scored s = score_files(gt, preds);
    const od_record_input *input;
    od_record *without, *with;

    without = record_of(&s, &plain);
    with = record_of(&s, &fingerprint);

    assert_int_equal(with->subsets[0].n_inputs, 2);
    input = with->subsets[0].inputs;
    assert_string_equal(input[0].role, "ground_truth");
    assert_string_equal(input[0].name, "gt.json");
    assert_int_equal(input[0].bytes, sizeof coco_gt - 1);
    assert_string_equal(input[1].role, "predictions");
    assert_string_equal(input[1].name, "empty.json");
    assert_int_equal(input[1].bytes, 2);
    /* printf '[]' | sha256sum */
    assert_string_equal(input[1].sha256, "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
    assert_string_equal(without->subsets[0].inputs[1].name, "empty.json");
    assert_string_equal(without->subsets[0].inputs[1].sha256, "");
    od_record_free(without);
    od_record_free(with);
    close_job(&s);
}

static void no_path_of_the_machine_is_in_the_record(void **state)
{
    const char *gt = scratch_file(state, "gt.json", coco_gt, sizeof coco_gt - 1);
    const char *preds =
        scratch_file(state, "out.json", DETS(DET(9, 1, 1, 1, 5, 5, 0.5) "," DET(1, 1, 1, 1, -5, 5, 0.5)),
                     sizeof DETS(DET(9, 1, 1, 1, 5, 5, 0.5) "," DET(1, 1, 1, 1, -5, 5, 0.5)) - 1);
    scored s = score_files(gt, preds);
    od_buffer json = {0};
    od_error err = {0};
    od_record *r = record_of(&s, &plain);

    must(od_record_json(r, &json, &err), &err);

    assert_non_null(
        strstr(json.bytes, "\"unknown_image\": {\"count\": 1, \"examples\": [\"out.json: record 1"));
    assert_non_null(
        strstr(json.bytes, "\"annotation_id_0\": {\"count\": 1, \"examples\": [\"gt.json: byte "));
    assert_null(strstr(json.bytes, "/tmp"));
    od_buffer_free(&json);
    od_record_free(r);
    close_job(&s);
}

static void the_thread_count_does_not_show(void **state)
{
    od_buffer json[2] = {{0}, {0}};
    od_error err = {0};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        scored s = score_pair(ONE_IMAGE(DOG(0)), GT(DOG(0) "," TRUTH(3, 2, 2, 9, 9, 9, 9, 81)),
                              (od_job_options){.threads = 1 + 2 * i});
        od_record *r = record_of(&s, &(od_record_options){.categories = true});

        must(od_record_json(r, &json[i], &err), &err);
        od_record_free(r);
        close_job(&s);
    }

    assert_true(json[0].n > 0);
    assert_string_equal(json[0].bytes, json[1].bytes);
    od_buffer_free(&json[0]);
    od_buffer_free(&json[1]);
}

static void a_record_knows_the_run_that_its_journal_is_of(void **state)
{
    const od_job_options options = {.metrics = "AP", .threads = 1};
    const char *const journal =
        "{\"odeval_run\": {\"prompt_sha256\": \"cafe\", \"backend\": \"null:delay=0\"}}\n"
        "{\"image_id\": 1, \"predictions\": []}\n";
    const char *const bare = strchr(journal, '\n') + 1;
    od_error err = {0};

    for (int with_head = 0; with_head < 2; with_head++) {
        const char *text = with_head ? journal : bare;
        scored s = open_job("coco", &options);
        od_buffer json = {0};
        od_record *r;

        give_truth(&s, 0, ONE_IMAGE(DOG(1)));
        must(od_job_load_predictions(s.job, scratch_file(state, "p.jsonl", text, strlen(text)), &err), &err);
        finish(&s);
        r = record_of(&s, &plain);
        must(od_record_json(r, &json, &err), &err);

        assert_int_equal(r->run.known, with_head);
        assert_int_equal(strstr(json.bytes, "\"run\":") != NULL, with_head);
        if (with_head) {
            assert_string_equal(r->run.backend, "null:delay=0");
            assert_string_equal(r->run.prompt_sha256, "cafe");
            assert_null(r->run.backend_version);
        }
        od_buffer_free(&json);
        od_record_free(r);
        close_job(&s);
    }
}

/* ---- the form ---- */

static void the_json_is_that_of_the_specification(void **state)
{
    od_named_value overall[] = {{"nms_AP", 0.3101}, {"AP", NAN}};
    od_named_value counts[] = {{"images", 2244}};
    od_named_value effect[] = {{"AP", -0.0003}};
    od_named_text params[] = {{"iou", "0.5"}};
    const char *members[] = {"celebrity"};
    od_record_group average = {.name = "groups5", .title = "mean", .scores = {overall, 1}};
    od_record_group group = {.name = "proper_noun",
                             .title = "proper noun",
                             .subsets = members,
                             .n_subsets = 1,
                             .scores = {overall, 1}};
    od_record_input input = {"ground_truth", "celebrity.json", 17, "ab12"};
    od_record_category categories[] = {{.id = "7", .name = "a \"b\"", .scores = {overall, 1}},
                                       {.id = "x", .name = "c", .text_id = true}};
    od_record_subset subset = {.name = "celebrity",
                               .scores = {overall, 2},
                               .counts = {counts, 1},
                               .inputs = &input,
                               .n_inputs = 1,
                               .categories = categories,
                               .n_categories = 2};
    od_record_entry entry = {"unknown_category", 2, {"out.json: record 4"}, 1};
    od_record_warning warnings[] = {
        {.code = "annotation-id-0", .text = "t", .count = 1, .effect = {effect, 1}},
        {.code = "duplicate", .text = "u", .subset = "celebrity", .count = 3, .notice = true}};
    const od_record r = {.odeval = "0.1.0",
                         .bench = "ovdeval",
                         .bench_title = "OVDEval",
                         .definition_sha256 = "ff",
                         .model = "VLM-R1-3B",
                         .run = {.known = true, .backend = "openai:model=m,seed=1", .prompt_sha256 = "ca"},
                         .rules = "reference",
                         .mode = "all",
                         .params = params,
                         .n_params = 1,
                         .params_default = true,
                         .primary = "nms_AP",
                         .headline = "groups5",
                         .overall = {overall, 2},
                         .counts = {counts, 1},
                         .averages = &average,
                         .n_averages = 1,
                         .groups = &group,
                         .n_groups = 1,
                         .subsets = &subset,
                         .n_subsets = 1,
                         .ledger = &entry,
                         .n_ledger = 1,
                         .warnings = warnings,
                         .n_warnings = 2};
    static const char expected[] =
        "{\n"
        " \"schema\": \"odeval.run/1\",\n"
        " \"odeval\": \"0.1.0\",\n"
        " \"bench\": {\"name\": \"ovdeval\", \"title\": \"OVDEval\", \"definition_sha256\": \"ff\"},\n"
        " \"model\": {\"name\": \"VLM-R1-3B\", \"simulated\": false},\n"
        " \"run\": {\"backend\": \"openai:model=m,seed=1\", \"backend_version\": null, "
        "\"prompt_sha256\": \"ca\"},\n"
        " \"rules\": \"reference\",\n"
        " \"mode\": \"all\",\n"
        " \"params\": {\"iou\": \"0.5\"},\n"
        " \"params_default\": true,\n"
        " \"primary\": \"nms_AP\",\n"
        " \"headline\": \"groups5\",\n"
        " \"overall\": {\"nms_AP\": 0.3101, \"AP\": null},\n"
        " \"counts\": {\"images\": 2244},\n"
        " \"averages\": {\n"
        "  \"groups5\": {\"nms_AP\": 0.3101}\n"
        " },\n"
        " \"average_titles\": {\"groups5\": \"mean\"},\n"
        " \"groups\": [\n"
        "  {\"name\": \"proper_noun\", \"title\": \"proper noun\", \"subsets\": [\"celebrity\"], "
        "\"scores\": {\"nms_AP\": 0.3101}}\n"
        " ],\n"
        " \"subsets\": [\n"
        "  {\n"
        "   \"name\": \"celebrity\",\n"
        "   \"scores\": {\"nms_AP\": 0.3101, \"AP\": null},\n"
        "   \"counts\": {\"images\": 2244},\n"
        "   \"inputs\": [\n"
        "    {\"role\": \"ground_truth\", \"name\": \"celebrity.json\", \"bytes\": 17, \"sha256\": "
        "\"ab12\"}\n"
        "   ],\n"
        "   \"categories\": [\n"
        "    {\"id\": 7, \"name\": \"a \\\"b\\\"\", \"scores\": {\"nms_AP\": 0.3101}},\n"
        "    {\"id\": \"x\", \"name\": \"c\", \"scores\": {}}\n"
        "   ]\n"
        "  }\n"
        " ],\n"
        " \"ledger\": {\n"
        "  \"unknown_category\": {\"count\": 2, \"examples\": [\"out.json: record 4\"]}\n"
        " },\n"
        " \"warnings\": [\n"
        "  {\"code\": \"annotation-id-0\", \"text\": \"t\", \"count\": 1, \"effect\": {\"AP\": -0.0003}},\n"
        "  {\"code\": \"duplicate\", \"text\": \"u\", \"subset\": \"celebrity\", \"count\": 3, \"notice\": "
        "true}\n"
        " ]\n"
        "}\n";
    od_buffer json = {0};

    (void)state;
    assert_int_equal(od_record_json(&r, &json, NULL), OD_OK);

    assert_string_equal(json.bytes, expected);
    od_buffer_free(&json);
}

static void names_with_points_are_found(void **state)
{
    od_named_value one[] = {{"AP", 0.25}}, two[] = {{"AP", 0.75}};
    od_record_subset subsets[] = {{.name = "v1", .scores = {one, 1}}, {.name = "v1.5", .scores = {two, 1}}};
    const od_record r = {.subsets = subsets, .n_subsets = 2};
    double value;

    (void)state;
    assert_true(od_record_number(&r, "subsets.v1.5.AP", &value));

    assert_same(value, 0.75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overall_is_the_headline_and_counts_are_sums),
        cmocka_unit_test(a_path_that_leads_nowhere_is_no_number),
        cmocka_unit_test(annotation_id_0_is_a_warning_with_its_effect),
        cmocka_unit_test(under_corrected_rules_the_effect_is_still_reference_minus_corrected),
        cmocka_unit_test(several_defects_are_also_weighed_together),
        cmocka_unit_test(an_average_without_all_its_subsets_is_undefined_and_said_to_be),
        cmocka_unit_test(ledgers_are_merged_over_subsets),
        cmocka_unit_test(ties_of_nms_ap_are_told_with_what_hangs_on_them),
        cmocka_unit_test(parameters_that_are_not_the_benchmarks_own_are_told),
        cmocka_unit_test(fewer_metrics_are_no_other_protocol),
        cmocka_unit_test(a_name_that_says_simulated_marks_the_record),
        cmocka_unit_test(categories_and_the_environment_are_there_when_asked_for),
        cmocka_unit_test_setup_teardown(inputs_carry_fingerprints_when_asked_for, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(no_path_of_the_machine_is_in_the_record, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(the_thread_count_does_not_show),
        cmocka_unit_test_setup_teardown(a_record_knows_the_run_that_its_journal_is_of, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(the_json_is_that_of_the_specification),
        cmocka_unit_test(names_with_points_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
