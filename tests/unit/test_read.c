#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "decision/bootstrap.h"
#include "record/read.h"
#include "score_help.h"
#include "scratch.h"

static od_buffer buffer_of(const char *text)
{
    return (od_buffer){.bytes = (char *)text, .n = strlen(text)};
}

/* Reads the text and writes it anew. */
static void assert_same_again(const char *text)
{
    const od_buffer bytes = buffer_of(text);
    od_buffer again = {0};
    od_record *r = NULL;
    od_error err = {0};

    must(od_record_parse(&r, "run.json", &bytes, &err), &err);
    must(od_record_json(r, &again, &err), &err);

    assert_string_equal(again.bytes, text);
    od_buffer_free(&again);
    od_record_free(r);
}

/* ---- what the writer writes ---- */

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static od_named_value scores[] = {{"nms_AP", 0.3101}, {"AP", NAN}, {"x", 1e-300}};
static od_named_value counts[] = {{"images", 2244}};
static od_record_range ranges[] = {{"nms_AP", 0.25, 0.375}, {"AP", NAN, NAN}};
static od_record_label labels[] = {{"Weißer Hund", 3}};
static const od_record_answers answers = {.n = 7,
                                          .statuses = {counts, 1},
                                          .repairs = {counts, 1},
                                          .passed = {counts, 1},
                                          .boxes = {counts, 1},
                                          .lengths = {counts, 1},
                                          .reading = {counts, 1},
                                          .labels = labels,
                                          .n_labels = 25,
                                          .n_listed = 1};

static void assert_kept(const od_record *r)
{
    od_buffer json = {0};
    od_error err = {0};

    must(od_record_json(r, &json, &err), &err);
    assert_same_again(json.bytes);
    od_buffer_free(&json);
}

/* Every member that the writer knows. */
static void every_member_is_kept(void **state)
{
    const char *members[] = {"a", "b"};
    od_named_text params[] = {{"iou", "0.5"}, {"frame", "\"q\"\n\u00e9"}};
    od_named_text environment[] = {{"system", "Linux"}, {"threads", "2"}};
    od_record_group average = {.name = "flat8",
                               .title = "mean",
                               .scores = {scores, 3},
                               .readable = {scores, 1},
                               .intervals = {ranges, 2}};
    od_record_group group = average;
    od_record_input inputs[] = {{"ground_truth", "a.json", 17, HEX}, {"predictions", "p", 0, ""}};
    od_record_category categories[] = {
        {.id = "7", .name = "a \"b\"", .scores = {scores, 3}},
        {.id = "-3", .name = ""},
        {.id = "9007199254740993", .name = "no double has this id", .scores = {scores, 1}},
        {.id = "-9223372036854775808", .name = "least"},
        {.id = "7", .name = "c", .text_id = true}};
    od_record_subset subsets[] = {{.name = "a",
                                   .scores = {scores, 3},
                                   .counts = {counts, 1},
                                   .answers = answers,
                                   .readable = {scores, 2},
                                   .readable_counts = {counts, 1},
                                   .intervals = {ranges, 2},
                                   .inputs = inputs,
                                   .n_inputs = 2,
                                   .categories = categories,
                                   .n_categories = 5},
                                  {.name = "b"}};
    od_record_entry ledger[] = {{"unknown_category", 2, {"out.json: record 4", "two"}, 2},
                                {"duplicate", 1u << 30, {NULL}, 0}};
    od_record_warning warnings[] = {
        {.code = "annotation-id-0", .text = "t", .count = 1, .effect = {scores, 2}},
        {.code = "duplicate", .text = "u", .subset = "a", .count = 3, .notice = true}};
    od_record r = {.odeval = "0.1.0",
                   .bench = "ovdeval",
                   .bench_title = "OVDEval",
                   .definition_sha256 = HEX,
                   .model = "a simulated model",
                   .simulated = true,
                   .run = {true, "openai:model=m,key=***", "1", HEX},
                   .rules = "reference",
                   .mode = "all",
                   .params = params,
                   .n_params = 2,
                   .params_default = true,
                   .primary = "nms_AP",
                   .headline = "flat8",
                   .overall = {scores, 3},
                   .counts = {counts, 1},
                   .answers = answers,
                   .frame = "qwen3-vl",
                   .reader = "lenient",
                   .left_out = 4,
                   .readable = {scores, 3},
                   .readable_counts = {counts, 1},
                   .resamples = 1000,
                   .seed = 4294967295u,
                   .confidence = .95,
                   .intervals = {ranges, 2},
                   .averages = &average,
                   .n_averages = 1,
                   .groups = &group,
                   .n_groups = 1,
                   .subsets = subsets,
                   .n_subsets = 2,
                   .ledger = ledger,
                   .n_ledger = 2,
                   .warnings = warnings,
                   .n_warnings = 2,
                   .environment = environment,
                   .n_environment = 2};

    (void)state;
    group.name = "g";
    group.title = NULL;
    group.subsets = members;
    group.n_subsets = 2;
    assert_kept(&r);
    r.left_out = 0;
    r.resamples = 0;
    r.model = r.headline = r.frame = NULL;
    assert_kept(&r);
    r.answers.n = 0;
    r.n_subsets = r.n_groups = r.n_averages = r.n_ledger = r.n_warnings = r.n_environment = 0;
    assert_kept(&r);
}

static const char gt[] = GT(TRUTH(0, 1, 1, 0, 0, 10, 10, 100) "," TRUTH(2, 2, 2, 0, 0, 10, 10, 100));
static const char dets[] = DETS(DET(1, 1, 0, 0, 10, 10, 0.9) "," DET(2, 9, 5, 0, 10, 10, 0.8));

/* With an effect, a ledger, categories, intervals. */
static void the_record_of_a_job_is_kept(void **state)
{
    const od_record_options options = {.categories = true, .environment = true};
    const od_bootstrap_options resampling = {.resamples = 20, .seed = 5, .confidence = .9, .threads = 1};
    scored s = score(gt, dets, "AP,nms_AP,greedy");
    od_bootstrap *b = NULL;
    od_record *r = NULL;
    od_error err = {0};
    (void)state;

    must(od_record_make(&r, s.job, &options, &err), &err);
    assert_true(r->n_warnings > 0 && r->n_ledger > 0);
    assert_kept(r);
    must(od_bootstrap_job(&b, s.job, &resampling, &err), &err);
    must(od_bootstrap_note(b, &resampling, r, &err), &err);
    assert_true(r->intervals.n > 20);
    assert_kept(r);
    od_bootstrap_free(b);
    od_record_free(r);
    close_job(&s);
}

static char *read_text(const char *path)
{
    od_buffer text = {0};
    od_error err = {0};

    must(od_input_bytes(&text, path, 1 << 24, &err), &err);
    must(od_buffer_add(&text, "", 1, &err), &err);
    return text.bytes;
}

/* What the command printed for the bundled data: text answers, readable scores, warnings. */
static void a_record_that_the_command_printed_is_kept(void **state)
{
    char *text = read_text("tests/cli/mini_json.out");
    (void)state;

    assert_same_again(text);
    free(text);
}

/* ---- what it does not write ---- */

#define RECORD_OF(schema, more)                                                                              \
    "{\"schema\":" schema ",\"odeval\":\"1\",\"bench\":{\"name\":\"b\"},\"rules\":\"r\",\"mode\":\"all\","   \
    "\"primary\":\"AP\",\"overall\":{},\"subsets\":[]" more "}"
#define RECORD(more) RECORD_OF("\"odeval.run/1\"", more)

static od_status parse(const char *text, char message[1200])
{
    const od_buffer bytes = buffer_of(text);
    od_record *r = NULL;
    od_error err = {0};
    od_status st = od_record_parse(&r, "run.json", &bytes, &err);

    assert_true((st == OD_OK) == (r != NULL));
    od_error_text(&err, message, 1200);
    if (st != OD_OK) {
        assert_int_equal(st, OD_INPUT);
        assert_string_equal(err.input, "run.json");
        assert_true(err.remedy[0]);
    }
    od_record_free(r);
    return st;
}

static void unknown_keys_are_passed_over(void **state)
{
    char message[1200];
    (void)state;

    assert_int_equal(parse(RECORD(""), message), OD_OK);
    assert_int_equal(parse(RECORD(",\"new\":[{\"a\":[1,null]}],\"warnings\":[{\"code\":\"c\",\"text\":\"t\","
                                  "\"count\":1,\"future\":{}}]"),
                           message),
                     OD_OK);
}

static void what_is_wrong_is_named_by_its_path(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {RECORD(",\"ledger\":{\"a\":{\"count\":1.5}}"), "\"ledger.a.count\" is not a count"},
        {RECORD(",\"ledger\":{\"a\":{\"count\":-1}}"), "\"ledger.a.count\" is not a count"},
        {RECORD(",\"ledger\":{\"a\":{\"count\":1,\"examples\":[\"\",2]}}"),
         "\"ledger.a.examples[1]\" is not a text"},
        {RECORD(",\"ledger\":{\"a\":{\"count\":1,\"examples\":[\"\",\"\",\"\",\"\"]}}"),
         "\"ledger.a.examples\" has too many"},
        {RECORD(",\"warnings\":[{\"code\":\"c\",\"text\":\"t\",\"count\":1},3]"),
         "\"warnings[1]\" is not an object"},
        {RECORD(",\"warnings\":[{\"code\":\"c\",\"count\":1}]"), "\"warnings[0].text\" is missing"},
        {RECORD(",\"groups\":[{\"name\":\"g\",\"scores\":{\"AP\":\"high\"}}]"),
         "\"groups[0].scores.AP\" is not a number"},
        {RECORD(",\"groups\":[{\"name\":\"g\",\"scores\":{\"AP\":-5}}]"),
         "\"groups[0].scores.AP\" is not a score, which is from 0 to 1"},
        {RECORD(",\"averages\":{\"flat8\":{\"AP\":1e308}}"),
         "\"averages.flat8.AP\" is not a score, which is from 0 to 1"},
        {RECORD(",\"averages\":{\"flat8\":3}"), "\"averages.flat8\" is not an object"},
        {RECORD(",\"average_titles\":[]"), "\"average_titles\" is not an object"},
        {RECORD(",\"counts\":{\"gt\":1e999}"), "\"counts.gt\" is not a finite number"},
        {RECORD(",\"model\":{\"name\":7}"), "\"model.name\" is not a text"},
        {RECORD(",\"run\":[]"), "\"run\" is not an object"},
        {RECORD(",\"run\":{\"prompt_sha256\":7}"), "\"run.prompt_sha256\" is not a text"},
        {RECORD(",\"params_default\":1"), "\"params_default\" is not true or false"},
        {RECORD(",\"mode\":\"all\""), "\"mode\" is there twice"},
        {RECORD(",\"counts\":{\"a\":{\"b\":1,\"b\":2}}"), "\"counts.a.b\" is there twice"},
        {RECORD(",\"intervals\":{\"resamples\":0,\"seed\":0,\"confidence\":0.95}"),
         "\"intervals\" are of no bootstrap"},
        {RECORD(",\"intervals\":{\"resamples\":9,\"seed\":0,\"confidence\":0.95,\"overall\":{\"AP\":[1]}}"),
         "\"intervals.overall.AP\" is not a list of two"},
        {RECORD(",\"intervals\":{\"resamples\":9,\"seed\":0,\"confidence\":0.95,\"overall\":{\"AP\":[1,0]}}"),
         "\"intervals.overall.AP\" ends before it begins"},
        {RECORD_OF("\"odeval.run/2\"", ""), "has schema odeval.run/2, and this odeval reads odeval.run/1"},
        {RECORD_OF("\"odeval.bench/1\"", ""), "is no run record"},
        {RECORD_OF("1", ""), "\"schema\" is not a text"},
        {"[]", "the run record is not an object"},
        {"{}", "\"schema\" is missing"},
        {"", "is not valid JSON"},
        {"{\"schema\":NaN}", "is not valid JSON"},
        {RECORD("") "x", "byte 125: give a file"},
        {"{\"schema\":\"odeval.run/"
         "1\",\"odeval\":\"1\",\"bench\":{\"name\":\"b\"},\"rules\":\"r\",\"mode\":\"m\","
         "\"primary\":\"p\",\"overall\":{},\"subsets\":[{\"name\":\"a\",\"scores\":{}},{\"name\":\"a\","
         "\"scores\":{}}]}",
         "\"subsets\" has the same name twice"},
        {"{\"schema\":\"odeval.run/"
         "1\",\"odeval\":\"1\",\"bench\":{\"name\":\"b\"},\"rules\":\"r\",\"mode\":\"m\","
         "\"primary\":\"p\",\"overall\":{},\"subsets\":[{\"name\":\"a\",\"scores\":{},\"categories\":[{"
         "\"id\":1.5,"
         "\"name\":\"\",\"scores\":{}}]}]}",
         "\"subsets[0].categories[0].id\" is not a whole number"},
        {"{\"schema\":\"odeval.run/"
         "1\",\"odeval\":\"1\",\"bench\":{\"name\":\"b\"},\"rules\":\"r\",\"mode\":\"m\","
         "\"primary\":\"p\",\"overall\":{},\"subsets\":[{\"name\":\"a\",\"scores\":{},\"inputs\":[{\"role\":"
         "\"r\","
         "\"name\":\"n\",\"bytes\":1,\"sha256\":\"xyz\"}]}]}",
         "\"subsets[0].inputs[0].sha256\" is not 64 hexadecimal digits"},
    };
    char message[1200];
    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (parse(cases[i].text, message) != OD_INPUT)
            fail_msg("%s is taken", cases[i].text);
        assert_says(message, cases[i].says);
    }
}

static void a_record_cut_anywhere_is_refused(void **state)
{
    char *text = read_text("tests/cli/mini_json.out"), message[1200];
    const size_t n = strlen(text);
    (void)state;

    for (size_t cut = 0; cut + 2 < n; cut += cut < 2000 ? 1 : 97) {
        char *copy = malloc(cut + 1); /* its end is watched by the address sanitizer */

        assert_non_null(copy);
        memcpy(copy, text, cut);
        copy[cut] = '\0';
        if (parse(copy, message) != OD_INPUT)
            fail_msg("%zu of %zu bytes are taken", cut, n);
        free(copy);
    }
    free(text);
}

static void nesting_without_end_is_refused(void **state)
{
    enum { DEPTH = 200000 };
    char *text = malloc(DEPTH + 1), message[1200];
    (void)state;

    assert_non_null(text);
    memset(text, '[', DEPTH);
    text[DEPTH] = '\0';

    assert_int_equal(parse(text, message), OD_INPUT);
    free(text);
}

/* ---- files ---- */

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void states_come_with_the_record_when_they_are_there(void **state)
{
    const char *path = scratch_path(state, "run.json"), *states = scratch_path(state, "run.states");
    const od_record_options options = {0};
    scored s = score(gt, dets, "AP,greedy");
    od_buffer json = {0};
    od_record *r = NULL;
    od_run_file f;
    od_error err = {0};

    must(od_record_make(&r, s.job, &options, &err), &err);
    must(od_record_json(r, &json, &err), &err);
    write_file(path, json.bytes, json.n);
    must(od_run_file_read(&f, path, true, &err), &err);
    assert_null(f.states);
    od_run_file_release(&f);

    must(od_states_write(states, s.job, &json, &err), &err);
    must(od_run_file_read(&f, path, false, &err), &err);
    assert_null(f.states);
    od_run_file_release(&f);
    must(od_run_file_read(&f, path, true, &err), &err);
    assert_int_equal(f.states->n_subsets, 1);
    assert_string_equal(f.record->bench, "coco");
    assert_int_equal(f.bytes.n, json.n);
    od_run_file_release(&f);

    json.bytes[json.n - 1] = ' '; /* still JSON, and another file */
    write_file(path, json.bytes, json.n);
    assert_int_equal(od_run_file_read(&f, path, true, &err), OD_INPUT);
    assert_null(f.record);
    assert_string_equal(err.input, states);
    assert_says(err.what, "not of this record");
    od_record_free(r);
    od_buffer_free(&json);
    close_job(&s);
}

static void a_file_that_is_not_there_is_said(void **state)
{
    od_run_file f;
    od_error err = {0};

    assert_int_equal(od_run_file_read(&f, scratch_path(state, "none.json"), true, &err), OD_INPUT);
    assert_true(err.what[0] && err.remedy[0]);
    assert_null(f.record);
}

#define WITH_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_kept),
        cmocka_unit_test(the_record_of_a_job_is_kept),
        cmocka_unit_test(a_record_that_the_command_printed_is_kept),
        cmocka_unit_test(unknown_keys_are_passed_over),
        cmocka_unit_test(what_is_wrong_is_named_by_its_path),
        cmocka_unit_test(a_record_cut_anywhere_is_refused),
        cmocka_unit_test(nesting_without_end_is_refused),
        WITH_SCRATCH(states_come_with_the_record_when_they_are_there),
        WITH_SCRATCH(a_file_that_is_not_there_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
