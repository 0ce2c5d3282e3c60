#include "backend/journal.h"
#include "unit/score_help.h"
#include "unit/scratch.h"

/* A benchmark of one set with three images, 1 to 3, whose folder is the scratch folder. */
typedef struct fixture {
    od_bench *bench;
    od_job *job;
    od_plan *plan;
    od_journal_head head;
    const char *path;
} fixture;

static void set_up(fixture *f, void **state, const char *backend)
{
    const char *gt =
        GT("{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[0,0,9,9],\"area\":81,\"iscrowd\":0}");
    const od_plan_part all = {.sample = 0};
    od_error err = {0};
    const od_journal_detector detector = {.text = backend, .version = "1"};
    od_job_options options = {.gt = scratch_file(state, "gt.json", gt, strlen(gt))};

    *f = (fixture){.path = scratch_path(state, "preds.jsonl")};
    must(od_bench_open(&f->bench, "coco", &err), &err);
    must(od_job_create(&f->job, f->bench, &options, &err), &err);
    must(od_job_load_truth(f->job, &err), &err);
    must(od_plan_make(&f->plan, f->job, &all, &err), &err);
    must(od_journal_head_make(&f->head, f->plan, &detector, &err), &err);
}

static void tear_down(fixture *f)
{
    od_journal_head_release(&f->head);
    od_plan_free(f->plan);
    od_job_free(f->job);
    od_bench_free(f->bench);
}

static od_journal *open_journal(const fixture *f)
{
    od_error err = {0};
    od_journal *j = NULL;

    must(od_journal_open(&j, f->path, f->plan, &f->head, &err), &err);
    return j;
}

static void add(const fixture *f, od_journal *j, size_t item, const odeval_result *result)
{
    const od_line_facts facts = {.plan = f->plan, .item = item, .image_sha256 = ""};
    od_journal_entry entry;
    od_buffer line = {0};
    od_error err = {0};

    must(od_journal_line(&line, &entry, &facts, result, result->text != NULL, &err), &err);
    must(od_journal_add(j, item, &entry, &line, &err), &err);
    od_buffer_free(&line);
}

static void add_box(const fixture *f, od_journal *j, size_t item)
{
    const odeval_box box = {.x = 1, .y = 2, .width = 3, .height = 4.5, .score = 0.5, .label = "dog"};
    const odeval_result result = {.boxes = &box, .n_boxes = 1, .score = NAN, .tokens = 7, .retries = 1};

    add(f, j, item, &result);
}

static void add_failure(const fixture *f, od_journal *j, size_t item, int permanent)
{
    const odeval_result result = {.failure = "no \"luck\"\n", .permanent = permanent, .score = NAN};

    add(f, j, item, &result);
}

static size_t slurp(const char *path, char *buf, size_t size)
{
    FILE *file = fopen(path, "rb");
    size_t n;

    assert_non_null(file);
    n = fread(buf, 1, size - 1, file);
    assert_int_equal(fclose(file), 0);
    buf[n] = '\0';
    return n;
}

static void lines_are_what_the_prediction_reader_takes(void **state)
{
    const odeval_result text = {
        .text = "a\"b\xff", .n_text = 4, .score = 0.25, .input_width = 8, .input_height = 6};
    char bytes[8192], *line;
    od_journal *j;
    fixture f;

    set_up(&f, state, "null");
    j = open_journal(&f);
    add_box(&f, j, 0);
    add(&f, j, 1, &text);
    add_failure(&f, j, 2, 1);
    od_journal_close(j);
    slurp(f.path, bytes, sizeof bytes);

    assert_ptr_equal(strstr(bytes, "{\"odeval_run\": {\"schema\": \"odeval.journal/1\""), bytes);
    line = strchr(bytes, '\n') + 1;
    assert_string_equal(line,
                        "{\"image_id\": 1, \"predictions\": [{\"label\": \"dog\", \"bbox\": [1, 2, 3, 4.5], "
                        "\"score\": 0.5}], \"tokens\": 7, \"retries\": 1}\n"
                        "{\"image_id\": 2, \"answer\": \"a\\\"b\xef\xbf\xbd\", \"score\": 0.25, "
                        "\"input_size\": [8, 6]}\n"
                        "{\"image_id\": 3, \"error\": \"no \\\"luck\\\"\\n\", \"permanent\": true}\n");
    tear_down(&f);
}

/* SHA-256 of "abc" (FIPS 180-4) and of nothing. */
static void the_prompt_is_the_detectors_own_or_the_benchmarks(void **state)
{
    static const struct {
        const char *own, *bench, *sha256;
    } cases[] = {
        {"abc", "xyz", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {NULL, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {NULL, NULL, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"", "abc", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    };
    fixture f;

    set_up(&f, state, "null");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const od_journal_detector detector = {.text = "null", .prompt = cases[i].own};
        od_journal_head head = {0};
        od_error err = {0};

        f.bench->prompt = cases[i].bench;
        must(od_journal_head_make(&head, f.plan, &detector, &err), &err);

        for (size_t k = 0; k < head.n; k++)
            if (strcmp(head.fields[k].name, "prompt_sha256") == 0)
                assert_string_equal(head.fields[k].value, cases[i].sha256);
        od_journal_head_release(&head);
    }
    tear_down(&f);
}

static void a_journal_that_is_opened_again_knows_what_it_holds(void **state)
{
    od_journal *j;
    fixture f;

    set_up(&f, state, "null");
    j = open_journal(&f);
    add_failure(&f, j, 0, 0);
    add_failure(&f, j, 1, 1);
    add_box(&f, j, 0); /* the later line counts */
    od_journal_close(j);

    j = open_journal(&f);

    assert_int_equal(od_journal_entry_of(j, 0)->state, OD_JOURNAL_ANSWERED);
    assert_true(od_journal_entry_of(j, 0)->tokens == 7);
    assert_int_equal(od_journal_entry_of(j, 1)->state, OD_JOURNAL_HOPELESS);
    assert_int_equal(od_journal_entry_of(j, 2)->state, OD_JOURNAL_NONE);
    od_journal_close(j);
    tear_down(&f);
}

/* Cut at every byte: the lines before the cut are there, the torn one is not, and what is added follows them.
 */
static void a_file_that_was_cut_at_any_byte_is_gone_on_with(void **state)
{
    char whole[8192], now[8192];
    od_journal *j;
    size_t n;
    fixture f;

    set_up(&f, state, "null");
    j = open_journal(&f);
    for (size_t i = 0; i < 3; i++)
        add_box(&f, j, i);
    od_journal_close(j);
    n = slurp(f.path, whole, sizeof whole);

    for (size_t cut = 0; cut <= n; cut++) {
        size_t lines = 0;

        assert_int_equal(truncate(f.path, (off_t)cut), 0);
        for (size_t i = 0; i < cut; i++)
            lines += whole[i] == '\n';
        j = open_journal(&f);
        for (size_t i = 0; i < 3; i++) {
            const bool there = i + 1 < lines;

            assert_int_equal(od_journal_entry_of(j, i)->state, there ? OD_JOURNAL_ANSWERED : OD_JOURNAL_NONE);
            if (!there)
                add_box(&f, j, i);
        }
        od_journal_close(j);
        assert_int_equal(slurp(f.path, now, sizeof now), n);
        assert_string_equal(now, whole);
    }
    tear_down(&f);
}

static void settling_puts_the_last_line_of_each_item_in_order(void **state)
{
    char first[8192], second[8192];
    od_error err = {0};
    od_journal *j;
    fixture f;

    set_up(&f, state, "null");
    j = open_journal(&f);
    for (size_t i = 0; i < 3; i++)
        add_box(&f, j, i);
    must(od_journal_settle(j, &err), &err);
    od_journal_close(j);
    slurp(f.path, first, sizeof first);
    assert_int_equal(unlink(f.path), 0);
    j = open_journal(&f);
    add_failure(&f, j, 2, 0);
    add_box(&f, j, 2);
    add_box(&f, j, 1);
    add_failure(&f, j, 0, 0);
    add_box(&f, j, 0);

    must(od_journal_settle(j, &err), &err);

    od_journal_close(j);
    slurp(f.path, second, sizeof second);
    assert_string_equal(second, first);
    tear_down(&f);
}

static void assert_refused(const fixture *f, od_status status, const char *says)
{
    od_error err = {0};
    od_journal *j = (od_journal *)&err;

    assert_int_equal(od_journal_open(&j, f->path, f->plan, &f->head, &err), status);
    assert_null(j);
    assert_says(err.what, says);
}

static void another_runs_journal_is_refused_by_the_names_of_what_differs(void **state)
{
    fixture f, other;

    set_up(&f, state, "null");
    od_journal_close(open_journal(&f));
    set_up(&other, state, "oracle:miss=0.5");
    other.path = f.path;

    assert_refused(&other, OD_INPUT, "is the journal of another run: backend differs");

    must(od_journal_head_add(&other.head, "more", "1", NULL), NULL);
    assert_refused(&other, OD_INPUT, "backend, more differ");
    tear_down(&other);
    tear_down(&f);
}

static void a_second_writer_is_refused(void **state)
{
    od_journal *j;
    fixture f;

    set_up(&f, state, "null");
    j = open_journal(&f);

    assert_refused(&f, OD_SYSTEM, "another run is writing");

    od_journal_close(j);
    od_journal_close(open_journal(&f));
    tear_down(&f);
}

static void what_is_no_journal_is_left_alone(void **state)
{
    static const char *const texts[] = {"[]",
                                        "[]\n",
                                        "{\"image_id\": 1, \"predictions\": []}\n",
                                        "{\"odeval_run\": 1}\n",
                                        "{\"odeval_run\": {\"schema\": \"x\"",
                                        "\n"};
    char bytes[8192];
    fixture f;

    set_up(&f, state, "null");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        scratch_file(state, "preds.jsonl", texts[i], strlen(texts[i]));
        assert_refused(&f, OD_INPUT, "was not written by odeval run");
        slurp(f.path, bytes, sizeof bytes);
        assert_string_equal(bytes, texts[i]);
    }
    tear_down(&f);
}

static void a_line_that_is_none_of_the_run_is_refused_by_its_number(void **state)
{
    static const char *const lines[] = {"{\"image_id\": 4, \"predictions\": []}\n", "{\"predictions\": []}\n",
                                        "{\"image_id\": 1}\n", "nonsense\n",
                                        "{\"image_id\": 1, \"predictions\": [], \"image_sha256\": \"12\"}\n"};
    od_error err = {0};
    fixture f;

    set_up(&f, state, "null");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        od_journal *j = NULL;
        FILE *file;

        unlink(f.path);
        od_journal_close(open_journal(&f));
        assert_non_null(file = fopen(f.path, "ab"));
        fputs(lines[i], file);
        assert_int_equal(fclose(file), 0);
        err = (od_error){0};
        assert_int_equal(od_journal_open(&j, f.path, f.plan, &f.head, &err), OD_INPUT);
        assert_int_equal(err.unit, OD_UNIT_LINE);
        assert_int_equal(err.at, 2);
    }
    tear_down(&f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(lines_are_what_the_prediction_reader_takes),
        TEST(the_prompt_is_the_detectors_own_or_the_benchmarks),
        TEST(a_journal_that_is_opened_again_knows_what_it_holds),
        TEST(a_file_that_was_cut_at_any_byte_is_gone_on_with),
        TEST(settling_puts_the_last_line_of_each_item_in_order),
        TEST(another_runs_journal_is_refused_by_the_names_of_what_differs),
        TEST(a_second_writer_is_refused),
        TEST(what_is_no_journal_is_left_alone),
        TEST(a_line_that_is_none_of_the_run_is_refused_by_its_number),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
