/* What the heads of journals say, and when files are of one run. */
#include "prediction_files.h"

static const od_ledger_kind *const other_run = &od_kind_other_run;

/* A head of the named members, and a line after it. */
#define HEAD(members) "{\"odeval_run\": {" members "}}\n"
#define LINE "{\"image_id\": 2, \"predictions\": []}\n"
#define RUN(options, prompt, images)                                                                         \
    HEAD("\"prompt_sha256\": \"" prompt "\", \"images\": \"" images                                          \
         "\", \"backend\": \"openai:model=m" options "\", \"backend_version\": \"1\"")

typedef struct reading {
    fixture *f;
    od_run_facts runs;
} reading;

static reading begin(void **state)
{
    fixture *f = *state;

    one_set(f);
    return (reading){.f = f};
}

static void read_journal(reading *r, const char *name, const char *text)
{
    r->f->sink.runs = &r->runs;
    write_file(name, text);
    if (od_predictions_read(&r->f->sink, in_folder(name), &r->f->err) != OD_OK)
        fail_msg("%s", error_text(r->f));
}

static const char *said(const reading *r, const char *name)
{
    const char *text = od_run_facts_text(&r->runs, name);

    return text ? text : "(nothing)";
}

static void a_head_gives_its_texts_by_name(void **state)
{
    reading r = begin(state);

    read_journal(&r, "a.jsonl", RUN(",temperature=0,seed=1", "cafe", "all") LINE);

    assert_int_equal(r.runs.n, 1);
    assert_string_equal(said(&r, "backend"), "openai:model=m,temperature=0,seed=1");
    assert_string_equal(said(&r, "backend_version"), "1");
    assert_string_equal(said(&r, "prompt_sha256"), "cafe");
    assert_string_equal(said(&r, "prompt"), "(nothing)");
    assert_string_equal(r.runs.heads[0].place.input, "a.jsonl");
    assert_int_equal(r.runs.heads[0].place.at, 1);
    od_run_facts_release(&r.runs);
}

static void a_head_is_no_line_of_an_image(void **state)
{
    reading r = begin(state);

    read_journal(&r, "a.jsonl", LINE RUN("", "cafe", "all") LINE);

    assert_int_equal(r.runs.n, 1);
    assert_int_equal(od_ledger_count(&r.f->target[0].ledger, &od_kind_record_unusable), 0);
    assert_int_equal(r.f->target[0].log.n, 2);
    od_run_facts_release(&r.runs);
}

static void nobody_needs_to_want_the_heads(void **state)
{
    fixture *f = *state;

    one_set(f);
    assert_read(f, RUN("", "cafe", "all") LINE);

    assert_int_equal(f->target[0].log.n, 1);
}

static void what_is_no_text_is_read_over(void **state)
{
    reading r = begin(state);

    read_journal(
        &r, "a.jsonl",
        HEAD("\"n\": 7, \"list\": [1, {\"backend\": \"x\"}], \"a\\u0000b\": \"c\", \"nul\": \"\\u0000\", "
             "\"latin\": \"\xe9\", \"backend\": \"b\", \"empty\": \"\"") LINE);
    read_journal(&r, "b.jsonl", "{\"odeval_run\": 7}\n" LINE);

    assert_string_equal(od_run_head_text(&r.runs.heads[0], "backend"), "b");
    assert_string_equal(od_run_head_text(&r.runs.heads[0], "empty"), "");
    assert_null(od_run_head_text(&r.runs.heads[0], "n"));
    assert_null(od_run_head_text(&r.runs.heads[0], "list"));
    assert_null(od_run_head_text(&r.runs.heads[0], "a"));
    assert_null(od_run_head_text(&r.runs.heads[0], "nul"));
    assert_int_equal(r.runs.heads[1].bytes, 0);
    od_run_facts_release(&r.runs);
}

static void a_log_of_results_has_no_head(void **state)
{
    reading r = begin(state);

    read_journal(&r, "log.json",
                 "{\"results\": [{\"image\": \"one.jpg\", \"odeval_run\": {\"backend\": \"b\"}, "
                 "\"predictions\": []}]}");

    assert_int_equal(r.runs.n, 0);
    assert_int_equal(r.f->target[0].log.n, 1);
    od_run_facts_release(&r.runs);
}

static void shards_are_one_run(void **state)
{
    reading r = begin(state);

    read_journal(&r, "a.jsonl", RUN(",seed=1", "cafe", "shard 1/2") LINE);
    read_journal(&r, "b.jsonl", RUN(",seed=1", "cafe", "shard 2/2") LINE);

    assert_int_equal(od_ledger_count(&r.f->ledger, other_run), 0);
    assert_string_equal(said(&r, "backend"), "openai:model=m,seed=1");
    assert_string_equal(said(&r, "prompt_sha256"), "cafe");
    assert_string_equal(said(&r, "images"), "(nothing)");
    od_run_facts_release(&r.runs);
}

static void another_prompt_is_another_run(void **state)
{
    reading r = begin(state);

    read_journal(&r, "a.jsonl", RUN("", "0123456789abcdef", "all") LINE);
    read_journal(&r, "b.jsonl", RUN("", "fedcba9876543210", "all") LINE);

    assert_int_equal(od_ledger_count(&r.f->ledger, other_run), 1);
    assert_string_equal(example(&r.f->ledger, other_run, 0),
                        "b.jsonl: line 1: prompt_sha256 fedcba987654; in a.jsonl 0123456789ab");
    assert_string_equal(said(&r, "prompt_sha256"), "(nothing)");
    assert_string_equal(said(&r, "backend"), "openai:model=m");
    od_run_facts_release(&r.runs);
}

static void another_option_of_the_detector_is_another_run(void **state)
{
    static const struct {
        const char *a, *b, *says;
    } cases[] = {
        {RUN(",seed=1,x=2", "", "all"), RUN(",seed=12,x=2", "", "all"),
         "backend ...seed=12,x=2; in a.jsonl ...seed=1,x=2"},
        {RUN(",seed=1", "", "all"), RUN(",seed=1,x=2", "", "all"),
         "backend ...seed=1,x=2; in a.jsonl ...seed=1"},
        {RUN("", "", "all"), RUN(",y", "", "all"), "backend ...model=m,y; in a.jsonl ...model=m"},
        {HEAD("\"backend\": \"oracle\""), HEAD("\"backend\": \"null\""), "backend null; in a.jsonl oracle"},
        {HEAD("\"backend\": \"oracle\""), HEAD(""), "backend ; in a.jsonl oracle"},
        {HEAD("\"backend_version\": \"1\""), HEAD("\"backend_version\": \"2\""),
         "backend_version 2; in a.jsonl 1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[200];
        reading r;

        fixture_reset(*state);
        r = begin(state);
        snprintf(expected, sizeof expected, "b.jsonl: line 1: %s", cases[i].says);

        read_journal(&r, "a.jsonl", cases[i].a);
        read_journal(&r, "b.jsonl", cases[i].b);

        assert_int_equal(od_ledger_count(&r.f->ledger, other_run), 1);
        assert_string_equal(example(&r.f->ledger, other_run, 0), expected);
        od_run_facts_release(&r.runs);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_head_gives_its_texts_by_name), TEST(a_head_is_no_line_of_an_image),
        TEST(nobody_needs_to_want_the_heads), TEST(what_is_no_text_is_read_over),
        TEST(a_log_of_results_has_no_head),   TEST(shards_are_one_run),
        TEST(another_prompt_is_another_run),  TEST(another_option_of_the_detector_is_another_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
