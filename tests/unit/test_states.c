#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <zlib.h>

#include "population.h"
#include "record/states.h"
#include "score_help.h"

static const char record_text[] = "{\"schema\":\"odeval.run/1\"}\n";
static const od_buffer record = {.bytes = (char *)record_text, .n = sizeof record_text - 1};

static const char gt[] = GT(TRUTH(1, 1, 1, 0, 0, 10, 10, 100) "," TRUTH(2, 2, 2, 0, 0, 10, 10, 100));
static const char dets[] = DETS(DET(1, 1, 0, 0, 10, 10, 0.9) "," DET(2, 1, 5, 0, 10, 10, 0.8));

/* A small scored job and its states. */
typedef struct fixture {
    scored s;
    od_buffer file;
} fixture;

static fixture make(unsigned threads)
{
    fixture f = {
        .s = score_with(gt, dets,
                        (od_job_options){.metrics = "AP,nms_AP:tie=first,greedy", .threads = threads})};
    od_error err = {0};

    must(od_states_bytes(&f.file, f.s.job, &record, &err), &err);
    return f;
}

static void release(fixture *f)
{
    od_buffer_free(&f->file);
    close_job(&f->s);
}

/* Parses a copy of its exact size, whose end the address sanitizer watches. */
static od_status parse(const char *bytes, size_t n, const od_buffer *of, char text[1200])
{
    char *copy = malloc(n ? n : 1);
    od_states *states = NULL;
    od_error err = {0};
    od_status st;

    assert_non_null(copy);
    memcpy(copy, bytes, n);
    st = od_states_parse(&states, "run.states", copy, n, of, &err);
    if (st != OD_OK) {
        assert_null(states);
        assert_string_equal(err.input, "run.states");
        assert_true(err.what[0] && err.remedy[0]);
    }
    od_error_text(&err, text, 1200);
    od_states_free(states);
    free(copy);
    return st;
}

static void what_was_saved_is_there_again(void **state)
{
    fixture f = make(1);
    od_states *s = NULL;
    od_error err = {0};
    (void)state;

    must(od_states_parse(&s, "run.states", f.file.bytes, f.file.n, &record, &err), &err);

    assert_int_equal(s->n_subsets, 1);
    assert_int_equal(s->headline, OD_NONE);
    assert_string_equal(s->subsets[0].name, "coco");
    assert_int_equal(s->subsets[0].dataset->n_images, 3);
    assert_int_equal(s->subsets[0].dataset->image_id[2].number, 3);
    assert_int_equal(s->subsets[0].dataset->n_categories, 2);
    assert_memory_equal(s->subsets[0].dataset->category_name[1].p, "cat", 4);
    assert_int_equal(s->subsets[0].n_runs, 3);
    assert_double_same("tie", s->subsets[0].uses[1].params[1], 1);
    assert_true(od_protocol_is_default(&s->subsets[0].protocol));
    for (size_t r = 0; r < 3; r++) {
        const od_run *run = &s->subsets[0].runs[r];
        od_scores scores = {.n_categories = 2};

        must(run->use->metric->finish(run->state, &run->context, &scores, &err), &err);
        for (size_t i = 0; i < scores.n; i++)
            assert_double_same(scores.list[i].name, scores.list[i].value,
                               value_of(&f.s, scores.list[i].name));
        od_scores_free(&scores);
    }
    od_states_free(s);
    release(&f);
}

static void the_bytes_do_not_depend_on_threads(void **state)
{
    const population p = {.scored = true};
    od_bench *b = NULL;
    od_buffer files[4] = {{0}};
    od_error err = {0};
    (void)state;

    must(od_bench_open(&b, "coco", &err), &err);
    for (unsigned i = 0; i < 4; i++) {
        od_job *job = sample_with(b, &p, 60, 3, "AP,nms_AP,greedy", NULL);

        /* scored anew, on i + 1 threads */
        od_evaluation_free(&job->subsets[0].evaluation);
        must(od_evaluate(&job->subsets[0].evaluation, &job->subsets[0].problem, job->metrics, job->n_metrics,
                         i + 1, NULL, NULL, &err),
             &err);
        must(od_states_bytes(&files[i], job, &record, &err), &err);
        od_job_free(job);
        assert_int_equal(files[i].n, files[0].n);
        assert_memory_equal(files[i].bytes, files[0].bytes, files[0].n);
    }
    for (unsigned i = 0; i < 4; i++)
        od_buffer_free(&files[i]);
    od_bench_free(b);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    fixture f = make(1);
    char text[1200];
    (void)state;

    for (size_t n = 0; n < f.file.n; n++)
        if (parse(f.file.bytes, n, &record, text) != OD_INPUT)
            fail_msg("%zu of %zu bytes are taken", n, f.file.n);
    assert_int_equal(parse(f.file.bytes, f.file.n, &record, text), OD_OK);
    release(&f);
}

static void a_changed_byte_is_refused_wherever_it_is(void **state)
{
    fixture f = make(1);
    char text[1200];
    (void)state;

    for (size_t i = 0; i < f.file.n; i++) {
        f.file.bytes[i] ^= 1 << i % 8;
        if (parse(f.file.bytes, f.file.n, &record, text) != OD_INPUT)
            fail_msg("a change of byte %zu is taken", i);
        f.file.bytes[i] ^= 1 << i % 8;
    }
    release(&f);
}

/* As somebody would who means harm: the checksum is right again. */
static void mend_checksum(od_buffer *file)
{
    const uint32_t crc = (uint32_t)crc32(0, (const Bytef *)file->bytes, (uInt)(file->n - 4));

    for (unsigned i = 0; i < 4; i++)
        file->bytes[file->n - 4 + i] = (char)(crc >> (8 * i));
}

static void a_changed_byte_with_a_mended_checksum_does_no_harm(void **state)
{
    fixture f = make(1);
    char text[1200];
    unsigned refused = 0;
    (void)state;

    for (size_t i = 0; i < f.file.n - 4; i++) {
        f.file.bytes[i] ^= 1 << i % 8;
        mend_checksum(&f.file);
        refused += parse(f.file.bytes, f.file.n, &record, text) == OD_INPUT;
        f.file.bytes[i] ^= 1 << i % 8;
    }
    assert_true(refused >= f.file.n / 2);
    release(&f);
}

static void a_size_that_cannot_be_is_refused_before_it_is_believed(void **state)
{
    fixture f = make(1);
    char text[1200];
    (void)state;

    memset(f.file.bytes + sizeof OD_STATES_SCHEMA + 65, 0xff, 7); /* of 8 bytes: about 2^56 */
    mend_checksum(&f.file);

    assert_int_equal(parse(f.file.bytes, f.file.n, &record, text), OD_INPUT);
    assert_says(text, "claim a size that cannot be");
    release(&f);
}

static void states_of_another_record_say_so(void **state)
{
    const od_buffer other = {.bytes = (char *)"{}", .n = 2};
    fixture f = make(1);
    char text[1200];
    (void)state;

    assert_int_equal(parse(f.file.bytes, f.file.n, &other, text), OD_INPUT);
    assert_says(text, "not of this record");
    assert_says(text, "score the predictions again with --save");
    release(&f);
}

static void another_version_and_another_file_say_so(void **state)
{
    fixture f = make(1);
    char text[1200];
    (void)state;

    assert_int_equal(parse("{\"schema\": 1}", 13, &record, text), OD_INPUT);
    assert_says(text, "another file has their name");
    f.file.bytes[sizeof OD_STATES_SCHEMA - 2] = '2';
    assert_int_equal(parse(f.file.bytes, f.file.n, &record, text), OD_INPUT);
    assert_says(text, "of another version");
    release(&f);
}

static void states_lie_beside_their_record(void **state)
{
    static const char *const pairs[][2] = {{"a/run.json", "a/run.states"},
                                           {"run", "run.states"},
                                           {".json", ".states"},
                                           {"x.json.gz", "x.json.gz.states"}};
    (void)state;

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char *path = od_states_path(pairs[i][0]);

        assert_non_null(path);
        assert_string_equal(path, pairs[i][1]);
        free(path);
    }
}

static void a_benchmark_of_levels_keeps_how_it_is_averaged(void **state)
{
    const char *const subsets[] = {"color", "material", NULL};
    const od_job_options options = {.subsets = subsets, .metrics = "greedy", .threads = 1};
    scored s = open_job("ovdeval-mini", &options);
    od_buffer file = {0};
    od_states *states = NULL;
    od_error err = {0};
    (void)state;

    for (uint32_t i = 0; i < s.bench->n_subsets; i++)
        if (s.job->subsets[i].wanted)
            give_truth(&s, i, gt);
    must(od_job_score(s.job, &err), &err);
    must(od_states_bytes(&file, s.job, &record, &err), &err);
    must(od_states_parse(&states, "run.states", file.bytes, file.n, &record, &err), &err);

    assert_int_equal(states->n_subsets, 2);
    assert_string_equal(states->subsets[1].name, "material");
    assert_int_equal(states->n_groups, s.bench->n_groups);
    assert_int_equal(states->headline, s.bench->headline);
    for (uint32_t g = 0; g < states->n_groups; g++) {
        const od_bench_list *l = &states->groups[g];

        assert_string_equal(l->name, s.bench->groups[g].name);
        for (uint32_t m = 0; m < l->n_members; m++)
            assert_true(l->members[m] == OD_NONE || strcmp(l->name, "attribute") == 0);
    }
    od_states_free(states);
    od_buffer_free(&file);
    close_job(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_saved_is_there_again),
        cmocka_unit_test(the_bytes_do_not_depend_on_threads),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_changed_byte_is_refused_wherever_it_is),
        cmocka_unit_test(a_changed_byte_with_a_mended_checksum_does_no_harm),
        cmocka_unit_test(a_size_that_cannot_be_is_refused_before_it_is_believed),
        cmocka_unit_test(states_of_another_record_say_so),
        cmocka_unit_test(another_version_and_another_file_say_so),
        cmocka_unit_test(states_lie_beside_their_record),
        cmocka_unit_test(a_benchmark_of_levels_keeps_how_it_is_averaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
