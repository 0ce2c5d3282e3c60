/* Journals, and what they are scored with. */
#include "core/sha256.h"
#include "unit/score_help.h"
#include "unit/scratch.h"

#define ONE_DOG GT(TRUTH(1, 1, 1, 10, 10, 50, 50, 2500))
#define ONE_CAT GT(TRUTH(1, 1, 2, 10, 10, 50, 50, 2500))
#define LINE "{\"image_id\": 1, \"predictions\": []}\n"

static const char *text_file(void **state, const char *name, const char *text)
{
    return scratch_file(state, name, text, strlen(text));
}

static const char *hash_of(const char *path)
{
    static char hex[65];
    uint64_t bytes;

    must(od_sha256_file(path, hex, &bytes, NULL), NULL);
    return hex;
}

/* A job of the benchmark "coco" with its ground truth in a file. */
static scored open_coco(void **state)
{
    const od_job_options options = {
        .gt = text_file(state, "gt.json", ONE_DOG), .metrics = "AP", .threads = 1};
    scored s = open_job("coco", &options);
    od_error err = {0};

    must(od_job_load_truth(s.job, &err), &err);
    return s;
}

static void load_journal(scored *s, void **state, const char *name, const char *members)
{
    char text[1024];
    od_error err = {0};

    snprintf(text, sizeof text, "{\"odeval_run\": {%s}}\n" LINE, members);
    must(od_job_load_predictions(s->job, text_file(state, name, text), &err), &err);
}

static const char *first_example(const scored *s)
{
    for (size_t i = 0; i < s->job->ledger.n; i++)
        if (s->job->ledger.entries[i].kind == &od_kind_run_elsewhere)
            return s->job->ledger.entries[i].examples[0];
    return "(none)";
}

static void a_journal_that_was_made_with_the_same_is_none(void **state)
{
    scored s = open_coco(state);
    char members[512];

    snprintf(members, sizeof members,
             "\"bench\": \"coco\", \"definition_sha256\": \"%s\", \"mode\": \"all\", \"ground_truth/coco\": "
             "\"%s\"",
             s.bench->sha256, hash_of(s.job->subsets[0].gt_path));
    load_journal(&s, state, "preds.jsonl", members);

    assert_int_equal(s.job->runs.n, 1);
    assert_string_equal(first_example(&s), "(none)");
    close_job(&s);
}

static void what_the_head_does_not_say_is_no_difference(void **state)
{
    scored s = open_coco(state);

    load_journal(&s, state, "preds.jsonl", "\"ground_truth/train\": \"cafe\"");

    assert_string_equal(first_example(&s), "(none)");
    close_job(&s);
}

static void another_benchmark_or_mode_is_named(void **state)
{
    static const struct {
        const char *members, *says;
    } cases[] = {
        {"\"mode\": \"positive\", \"bench\": \"lvis\"", "preds.jsonl: line 1: bench was lvis, and is coco"},
        {"\"mode\": \"positive\"", "preds.jsonl: line 1: mode was positive, and is all"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scored s = open_coco(state);

        load_journal(&s, state, "preds.jsonl", cases[i].members);

        assert_int_equal(od_ledger_count(&s.job->ledger, &od_kind_run_elsewhere), 1);
        assert_string_equal(first_example(&s), cases[i].says);
        close_job(&s);
    }
}

static void another_definition_is_named_by_its_hash(void **state)
{
    scored s = open_coco(state);
    char expected[120];

    load_journal(&s, state, "preds.jsonl",
                 "\"bench\": \"coco\", \"definition_sha256\": \"0123456789abcdef\"");

    snprintf(expected, sizeof expected,
             "preds.jsonl: line 1: definition_sha256 was 0123456789ab, and is %.12s", s.bench->sha256);
    assert_string_equal(first_example(&s), expected);
    close_job(&s);
}

static void other_ground_truth_is_named_by_its_hashes(void **state)
{
    scored s = open_coco(state);
    const char *cats = text_file(state, "cats.json", ONE_CAT);
    char members[200], expected[160], theirs[13], own[13];

    snprintf(theirs, sizeof theirs, "%.12s", hash_of(cats));
    snprintf(members, sizeof members, "\"ground_truth/coco\": \"%s\"", hash_of(cats));
    snprintf(own, sizeof own, "%.12s", hash_of(s.job->subsets[0].gt_path));
    load_journal(&s, state, "preds.jsonl", members);

    snprintf(expected, sizeof expected, "preds.jsonl: line 1: ground_truth/coco was %s, and is %s", theirs,
             own);
    assert_string_equal(first_example(&s), expected);
    close_job(&s);
}

static void each_file_is_judged_once(void **state)
{
    scored s = open_coco(state);

    load_journal(&s, state, "a.jsonl", "\"bench\": \"coco\"");
    load_journal(&s, state, "b.jsonl", "\"bench\": \"lvis\"");
    load_journal(&s, state, "c.jsonl", "\"bench\": \"coco\"");

    assert_int_equal(s.job->runs.n, 3);
    assert_int_equal(od_ledger_count(&s.job->ledger, &od_kind_run_elsewhere), 1);
    assert_string_equal(first_example(&s), "b.jsonl: line 1: bench was lvis, and is coco");
    close_job(&s);
}

static void runs_are_forgotten_with_the_predictions(void **state)
{
    scored s = open_coco(state);
    od_error err = {0};

    load_journal(&s, state, "a.jsonl", "\"bench\": \"lvis\"");
    must(od_job_reset_predictions(s.job, &err), &err);
    load_journal(&s, state, "b.jsonl", "\"bench\": \"coco\"");

    assert_int_equal(s.job->runs.n, 1);
    assert_string_equal(first_example(&s), "(none)");
    close_job(&s);
}

static void ground_truth_from_memory_is_nobodys_file(void **state)
{
    const od_job_options options = {.metrics = "AP", .threads = 1};
    scored s = open_job("coco", &options);

    give_truth(&s, 0, ONE_DOG);
    load_journal(&s, state, "preds.jsonl", "\"ground_truth/coco\": \"cafe\"");

    assert_string_equal(first_example(&s), "(none)");
    close_job(&s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_journal_that_was_made_with_the_same_is_none),
        TEST(what_the_head_does_not_say_is_no_difference),
        TEST(another_benchmark_or_mode_is_named),
        TEST(another_definition_is_named_by_its_hash),
        TEST(other_ground_truth_is_named_by_its_hashes),
        TEST(each_file_is_judged_once),
        TEST(runs_are_forgotten_with_the_predictions),
        TEST(ground_truth_from_memory_is_nobodys_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
