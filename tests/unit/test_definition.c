/* Benchmark definitions: the built-in ones, and what is wrong with others. */
#include "unit/score_help.h"
#include "unit/scratch.h"

/* ---- the built-in ones ---- */

static void every_built_in_benchmark_parses(void **state)
{
    (void)state;

    assert_true(od_bench_count() >= 6);
    for (size_t i = 0; i < od_bench_count(); i++) {
        od_error err = {0};
        od_bench *b = NULL, *again = NULL;

        must(od_bench_at(&b, i, &err), &err);
        must(od_bench_open(&again, b->name, &err), &err);
        assert_string_equal(again->sha256, b->sha256);
        assert_true(b->title[0] && b->primary[0] && b->n_metrics > 0 && b->n_subsets > 0);
        assert_int_equal(strlen(b->sha256), 64);
        od_bench_free(b);
        od_bench_free(again);
    }
}

static od_bench *open_bench(const char *name)
{
    od_error err = {0};
    od_bench *b = NULL;

    must(od_bench_open(&b, name, &err), &err);
    return b;
}

static void ovdeval_has_its_subsets_groups_and_averages(void **state)
{
    od_bench *b = open_bench("ovdeval");
    (void)state;

    assert_int_equal(b->n_subsets, 9);
    assert_int_equal(b->n_groups, 6);
    assert_int_equal(b->n_averages, 3);
    assert_string_equal(b->averages[b->headline].name, "groups5");
    assert_true(b->averages[b->headline].of_groups);
    assert_int_equal(b->averages[b->headline].n_members, 5);
    assert_string_equal(b->primary, "nms_AP");
    assert_false(b->one_set);
    assert_true(b->subsets[0].optional);
    assert_string_equal(b->subsets[od_bench_find_subset(b, "color")].annotations, "annotations/color.json");
    assert_string_equal(b->subsets[od_bench_find_subset(b, "color")].images, "images/color");
    assert_true(b->subsets[od_bench_find_subset(b, "color")].labels_asked);
    assert_false(b->subsets[od_bench_find_subset(b, "logo")].labels_asked); /* semantics B1 */
    assert_int_equal(od_bench_find_subset(b, "colour"), OD_NONE);
    od_bench_free(b);
}

static void coco_filtered_is_coco_pos_1(void **state)
{
    od_bench *b = open_bench("coco_filtered"), *alias = open_bench("coco_pos_1");
    (void)state;

    assert_string_equal(alias->name, b->name);
    assert_ptr_equal(b->filter, od_filter_find("category_at_most"));
    assert_true(b->one_set);
    assert_int_equal(b->headline, OD_NONE);
    od_bench_free(b);
    od_bench_free(alias);
}

static void an_unknown_name_suggests_the_nearest(void **state)
{
    od_bench *b = (od_bench *)&b;
    od_error err = {0};
    (void)state;

    assert_int_equal(od_bench_open(&b, "ovdevla", &err), OD_USAGE);

    assert_null(b);
    assert_string_equal(err.what, "there is no benchmark \"ovdevla\"");
    assert_says(err.remedy, "did you mean ovdeval?");
}

static void a_name_like_none_gets_no_suggestion(void **state)
{
    od_bench *b = NULL;
    od_error err = {0};
    (void)state;

    assert_int_equal(od_bench_open(&b, "zzzzzzzzzz", &err), OD_USAGE);

    assert_null(strstr(err.remedy, "did you mean"));
    assert_says(err.remedy, "odeval list benches");
}

/* ---- anybody's own ---- */

#define START "{\"schema\":\"odeval.bench/1\",\"name\":\"mine\",\"title\":\"my own\","
#define LAYOUT "\"layout\":{\"annotations\":\"{subset}/gt.json\"},"
#define METRICS "\"metrics\":[\"AP\",\"greedy:iou=0.7\"],\"primary\":\"AP\""
#define TWO                                                                                                  \
    "\"subsets\":[{\"name\":\"a\"},{\"name\":\"b\",\"annotations\":\"other/b.json\",\"optional\":true}],"    \
    "\"averages\":[{\"name\":\"flat\",\"subsets\":[\"b\",\"a\"]}],\"headline\":\"flat\","
#define ONE_SET START LAYOUT METRICS "}"
#define ONE_SET_WITH(keys) START LAYOUT keys "," METRICS "}"
#define TWO_SETS START LAYOUT TWO METRICS "}"
#define TWO_SETS_WITH(keys) START LAYOUT TWO keys "," METRICS "}"

static od_bench *parse(const char *json)
{
    od_error err = {0};
    od_bench *b = NULL;

    must(od_bench_parse(&b, json, strlen(json), "mine.json", &err), &err);
    return b;
}

static void a_short_definition_has_defaults(void **state)
{
    od_bench *b = parse(ONE_SET);
    char text[100];
    (void)state;

    assert_true(b->one_set);
    assert_string_equal(b->subsets[0].name, "mine");
    assert_string_equal(b->subsets[0].images, "images");
    assert_null(b->filter);
    assert_null(b->prompt);
    assert_int_equal(b->mode, OD_MODE_ALL);
    assert_true(od_protocol_is_default(&b->protocol));
    assert_string_equal(od_metric_use_text(&b->metrics[1], text, sizeof text),
                        "greedy:iou=0.7:average=boxes");
    od_bench_free(b);
}

static void a_definition_says_more(void **state)
{
    od_bench *b =
        parse(ONE_SET_WITH("\"labels\":\"asked\",\"mode\":\"positive\",\"prompt\":\"Find {labels}.\","
                           "\"filter\":{\"name\":\"image_at_most\",\"boxes\":5},\"aliases\":[\"my\"],"
                           "\"protocol\":{\"iou\":\"0.5,0.9\",\"max_dets\":\"1,50\",\"area\":\"all=0:9\"},"
                           "\"published\":[{\"model\":\"m\",\"scores\":{\"AP\":0.25}}]"));
    (void)state;

    assert_true(b->subsets[0].labels_asked);
    assert_int_equal(b->mode, OD_MODE_POSITIVE);
    assert_string_equal(b->prompt, "Find {labels}.");
    assert_string_equal(b->filter->name, "image_at_most");
    assert_int_equal(b->boxes, 5);
    assert_string_equal(b->aliases[0], "my");
    assert_null(b->aliases[1]);
    assert_int_equal(b->protocol.n_iou, 2);
    assert_int_equal(b->protocol.max_dets[1], 50);
    assert_int_equal(b->protocol.n_areas, 1);
    assert_int_equal(b->n_published, 1);
    assert_int_equal(b->published[0].subset, OD_NONE);
    assert_double_same("published", b->published[0].value, .25);
    od_bench_free(b);
}

static void subsets_lie_where_the_layout_or_they_themselves_say(void **state)
{
    od_bench *b = parse(TWO_SETS);
    (void)state;

    assert_string_equal(b->subsets[0].annotations, "a/gt.json");
    assert_string_equal(b->subsets[1].annotations, "other/b.json");
    assert_true(b->subsets[1].optional);
    assert_int_equal(b->averages[0].members[0], 1);
    assert_string_equal(b->averages[0].title, "flat");
    od_bench_free(b);
}

static void a_pattern_is_filled_in_wherever_it_stands(void **state)
{
    od_bench *b =
        parse(START "\"layout\":{\"annotations\":\"{subset}/{subset}.json\"},"
                    "\"subsets\":[{\"name\":\"a\"},{\"name\":\"{subset}\"}],"
                    "\"averages\":[{\"name\":\"f\",\"subsets\":[\"a\"]}],\"headline\":\"f\"," METRICS "}");
    (void)state;

    assert_string_equal(b->subsets[0].annotations, "a/a.json");
    assert_string_equal(b->subsets[1].annotations, "{subset}/{subset}.json");
    od_bench_free(b);
}

static void the_rule_for_labels_is_that_of_the_benchmark_unless_a_subset_has_its_own(void **state)
{
    od_bench *b = parse(
        START LAYOUT "\"labels\":\"asked\",\"subsets\":[{\"name\":\"a\"},"
                     "{\"name\":\"b\",\"labels\":\"categories\"}],"
                     "\"averages\":[{\"name\":\"f\",\"subsets\":[\"a\"]}],\"headline\":\"f\"," METRICS "}");
    (void)state;

    assert_true(b->subsets[0].labels_asked);
    assert_false(b->subsets[1].labels_asked);
    od_bench_free(b);
}

static void the_fingerprint_is_that_of_the_bytes(void **state)
{
    od_bench *a = parse(ONE_SET), *b = parse(ONE_SET "\n"), *c = parse(ONE_SET);
    (void)state;

    assert_string_equal(a->sha256, c->sha256);
    assert_string_not_equal(a->sha256, b->sha256);
    od_bench_free(a);
    od_bench_free(b);
    od_bench_free(c);
}

/* ---- what is wrong ---- */

static void assert_wrong(const char *json, const char *says)
{
    od_error err = {0};
    od_bench *b = (od_bench *)&err;

    if (od_bench_parse(&b, json, strlen(json), "mine.json", &err) != OD_INPUT)
        fail_msg("not refused: %s", json);
    assert_null(b);
    assert_int_equal(err.code, OD_INPUT);
    assert_string_equal(err.input, "mine.json");
    assert_says(err.what, says);
    assert_true(err.remedy[0] != '\0');
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
    od_bench *b = NULL;
    od_error err = {0};
    (void)state;

    assert_wrong("", "not valid JSON");
    assert_wrong("{", "not valid JSON");
    assert_wrong(ONE_SET "]", "not valid JSON");
    assert_int_equal(od_bench_parse(&b, "{\"a\":tru}", 9, "mine.json", &err), OD_INPUT);
    assert_int_equal(err.unit, OD_UNIT_BYTE);
    assert_int_equal(err.at, 5);
}

static void what_is_needed_must_be_there(void **state)
{
    (void)state;

    assert_wrong("[]", "lacks \"schema\"");
    assert_wrong("{}", "lacks \"schema\"");
    assert_wrong("{\"schema\":\"odeval.bench/2\"}", "odeval.bench/2");
    assert_wrong("{\"schema\":\"odeval.bench/1\"}", "lacks \"name\"");
    assert_wrong("{\"schema\":\"odeval.bench/1\",\"name\":\"x\"}", "lacks \"title\"");
    assert_wrong(START METRICS "}", "\"layout\"");
    assert_wrong(START "\"layout\":{}," METRICS "}", "lacks \"annotations\"");
    assert_wrong(START LAYOUT "\"primary\":\"AP\"}", "\"metrics\"");
    assert_wrong(START LAYOUT "\"metrics\":[],\"primary\":\"AP\"}", "\"metrics\"");
    assert_wrong(START LAYOUT "\"metrics\":[\"AP\"]}", "lacks \"primary\"");
    assert_wrong(START LAYOUT "\"subsets\":[{\"name\":\"a\"}]," METRICS "}", "\"headline\"");
    assert_wrong(START LAYOUT "\"subsets\":[{}]," METRICS "}", "lacks \"name\"");
    assert_wrong(ONE_SET_WITH("\"filter\":{\"boxes\":3}"), "lacks \"name\"");
    assert_wrong(ONE_SET_WITH("\"published\":[{}]"), "lacks \"model\"");
}

static void misspelt_keys_are_refused_at_every_level(void **state)
{
    (void)state;

    assert_wrong(ONE_SET_WITH("\"lable\":\"asked\""), "unknown key \"lable\"");
    assert_wrong(START "\"layout\":{\"annotations\":\"a\",\"image\":\"b\"}," METRICS "}",
                 "unknown key \"image\"");
    assert_wrong(START LAYOUT "\"subsets\":[{\"name\":\"a\",\"label\":\"asked\"}]," METRICS "}",
                 "unknown key \"label\"");
    assert_wrong(ONE_SET_WITH("\"filter\":{\"name\":\"image_at_most\",\"box\":3}"), "unknown key \"box\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":{\"maxdets\":\"1\"}"), "unknown key \"maxdets\"");
    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"g\",\"subset\":[\"a\"]}]"), "unknown key \"subset\"");
    assert_wrong(ONE_SET_WITH("\"published\":[{\"model\":\"m\",\"score\":{}}]"), "unknown key \"score\"");
}

static void values_of_another_type_are_refused(void **state)
{
    (void)state;

    assert_wrong("{\"schema\":\"odeval.bench/1\",\"name\":7,\"title\":\"x\"}", "text for \"name\"");
    assert_wrong(START "\"layout\":[1]," METRICS "}", "\"layout\"");
    assert_wrong(ONE_SET_WITH("\"subsets\":{}"), "list for \"subsets\"");
    assert_wrong(ONE_SET_WITH("\"subsets\":[\"a\"]"), "object for \"subsets\"");
    assert_wrong(ONE_SET_WITH("\"groups\":\"a\""), "list for \"groups\"");
    assert_wrong(ONE_SET_WITH("\"groups\":[[1]]"), "object for \"groups\"");
    assert_wrong(ONE_SET_WITH("\"averages\":[1]"), "object for \"averages\"");
    assert_wrong(ONE_SET_WITH("\"filter\":[1]"), "object for \"filter\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":[1]"), "object for \"protocol\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":\"0.5\""), "object for \"protocol\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":{\"iou\":0.5}"), "text for \"iou\"");
    assert_wrong(ONE_SET_WITH("\"aliases\":[1]"), "\"aliases\"");
    assert_wrong(ONE_SET_WITH("\"published\":[[1]]"), "\"published\"");
    assert_wrong(ONE_SET_WITH("\"published\":[{\"model\":\"m\",\"scores\":[1]}]"), "\"m\"");
    assert_wrong(ONE_SET_WITH("\"published\":[{\"model\":\"m\",\"scores\":{\"AP\":\"1\"}}]"), "\"AP\"");
    assert_wrong(TWO_SETS_WITH("\"published\":[{\"model\":\"m\",\"subsets\":[1]}]"), "\"subsets\"");
    assert_wrong(TWO_SETS_WITH("\"published\":[{\"model\":\"m\",\"subsets\":{\"a\":5}}]"), "\"m\"");
    assert_wrong(START LAYOUT "\"subsets\":[{\"name\":\"a\",\"optional\":1}]," METRICS "}", "\"optional\"");
    assert_wrong(START LAYOUT "\"metrics\":\"AP\",\"primary\":\"AP\"}", "list for \"metrics\"");
}

static void names_of_nothing_are_refused(void **state)
{
    (void)state;

    assert_wrong(ONE_SET_WITH("\"labels\":\"all\""), "\"all\"");
    assert_wrong(TWO_SETS_WITH("\"labels\":\"all\""), "\"all\"");
    assert_wrong(ONE_SET_WITH("\"mode\":\"negative\""), "unknown mode \"negative\"");
    assert_wrong(ONE_SET_WITH("\"filter\":{\"name\":\"none\"}"), "unknown filter \"none\"");
    assert_wrong(ONE_SET_WITH("\"headline\":\"flat\""), "no average \"flat\"");
    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"g\",\"subsets\":[\"c\"]}]"), "no subset \"c\"");
    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"g\",\"subsets\":[]}]"), "members for \"g\"");
    assert_wrong(START LAYOUT
                 "\"subsets\":[{\"name\":\"a\"}],\"averages\":[{\"name\":\"f\",\"groups\":[\"g\"]}],"
                 "\"headline\":\"f\"," METRICS "}",
                 "no group \"g\"");
    assert_wrong(TWO_SETS_WITH("\"published\":[{\"model\":\"m\",\"subsets\":{\"c\":{\"AP\":1}}}]"),
                 "no subset \"c\"");
    assert_wrong(START LAYOUT "\"metrics\":[\"mAP\"],\"primary\":\"AP\"}", "\"mAP\"");
    assert_wrong(START LAYOUT "\"metrics\":[\"nms_AP:tie=none\"],\"primary\":\"AP\"}", "\"nms_AP:tie=none\"");
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;

    assert_wrong(ONE_SET_WITH("\"filter\":{\"name\":\"image_at_most\",\"boxes\":0}"), "\"boxes\"");
    assert_wrong(ONE_SET_WITH("\"filter\":{\"name\":\"image_at_most\",\"boxes\":\"5\"}"), "\"boxes\"");
    assert_wrong(ONE_SET_WITH("\"filter\":{\"name\":\"image_at_most\",\"boxes\":1.5}"), "\"boxes\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":{\"iou\":\"1.5\"}"), "\"iou\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":{\"area\":\"all\"}"), "\"area\"");
    assert_wrong(ONE_SET_WITH("\"protocol\":{\"max_dets\":\"0\"}"), "\"max_dets\"");
}

static void what_is_named_is_named_once(void **state)
{
    (void)state;

    assert_wrong(START LAYOUT "\"metrics\":[\"AP\",\"AP\"],\"primary\":\"AP\"}", "a metric twice: \"AP\"");
    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"g\",\"subsets\":[\"a\"]},"
                               "{\"name\":\"g\",\"subsets\":[\"b\"]}]"),
                 "a group twice: \"g\"");
    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"g\",\"subsets\":[\"a\",\"a\"]}]"), "\"a\"");
    assert_wrong(START LAYOUT
                 "\"subsets\":[{\"name\":\"a\"}],\"averages\":[{\"name\":\"f\",\"subsets\":[\"a\"]},"
                 "{\"name\":\"f\",\"subsets\":[\"a\"]}],\"headline\":\"f\"," METRICS "}",
                 "an average twice: \"f\"");
    assert_wrong(START LAYOUT "\"subsets\":[{\"name\":\"a\"},{\"name\":\"a\"}]," METRICS "}", "\"a\"");
}

static void a_mean_is_over_subsets_or_over_groups(void **state)
{
    (void)state;

    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"g\",\"subsets\":[\"a\"],\"groups\":[\"g\"]}]"),
                 "unknown key \"groups\"");
    assert_wrong(START LAYOUT
                 "\"subsets\":[{\"name\":\"a\"}],\"groups\":[{\"name\":\"g\",\"subsets\":[\"a\"]}],"
                 "\"averages\":[{\"name\":\"f\",\"subsets\":[\"a\"],\"groups\":[\"g\"]}],"
                 "\"headline\":\"f\"," METRICS "}",
                 "not both, for \"f\"");
}

static void names_are_not_empty(void **state)
{
    (void)state;

    assert_wrong("{\"schema\":\"odeval.bench/1\",\"name\":\"\",\"title\":\"x\"}", "an empty \"name\"");
    assert_wrong(START LAYOUT "\"subsets\":[{\"name\":\"\"}]," METRICS "}", "an empty \"name\"");
    assert_wrong(TWO_SETS_WITH("\"groups\":[{\"name\":\"\",\"subsets\":[\"a\"]}]"), "an empty \"name\"");
}

/* ---- from files ---- */

static void a_path_is_read(void **state)
{
    const char *path = scratch_file(state, "mine.json", ONE_SET, strlen(ONE_SET));
    od_bench *b = open_bench(path);

    assert_string_equal(b->name, "mine");
    od_bench_free(b);
}

static void a_path_that_is_not_there_is_refused(void **state)
{
    od_bench *b = NULL;
    od_error err = {0};

    assert_int_equal(od_bench_open(&b, scratch_path(state, "none.json"), &err), OD_INPUT);
    assert_null(b);
    assert_says(err.input, "none.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_built_in_benchmark_parses),
        cmocka_unit_test(ovdeval_has_its_subsets_groups_and_averages),
        cmocka_unit_test(coco_filtered_is_coco_pos_1),
        cmocka_unit_test(an_unknown_name_suggests_the_nearest),
        cmocka_unit_test(a_name_like_none_gets_no_suggestion),
        cmocka_unit_test(a_short_definition_has_defaults),
        cmocka_unit_test(a_definition_says_more),
        cmocka_unit_test(subsets_lie_where_the_layout_or_they_themselves_say),
        cmocka_unit_test(the_fingerprint_is_that_of_the_bytes),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(what_is_needed_must_be_there),
        cmocka_unit_test(misspelt_keys_are_refused_at_every_level),
        cmocka_unit_test(values_of_another_type_are_refused),
        cmocka_unit_test(names_of_nothing_are_refused),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(a_pattern_is_filled_in_wherever_it_stands),
        cmocka_unit_test(the_rule_for_labels_is_that_of_the_benchmark_unless_a_subset_has_its_own),
        cmocka_unit_test(what_is_named_is_named_once),
        cmocka_unit_test(a_mean_is_over_subsets_or_over_groups),
        cmocka_unit_test(names_are_not_empty),
        cmocka_unit_test_setup_teardown(a_path_is_read, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(a_path_that_is_not_there_is_refused, scratch_setup, scratch_teardown),
    };

    return cmocka_run_group_tests_name("definition", tests, NULL, NULL);
}
