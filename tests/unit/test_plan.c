#include "backend/plan.h"
#include "unit/score_help.h"
#include "unit/scratch.h"

/* Two categories, four images; the second is asked for labels of its own, the third file is in a folder. */
static const char ground_truth[] =
    "{\"images\":["
    "{\"id\":30,\"width\":9,\"height\":9,\"file_name\":\"c.png\",\"text\":[\"dog\"],\"neg_text\":[\"cat\","
    "\"cow\"]},"
    "{\"id\":4,\"width\":9,\"height\":9,\"file_name\":\"a.png\",\"text\":[],\"neg_text\":[]},"
    "{\"id\":\"x\",\"width\":9,\"height\":9,\"file_name\":\"far/away/"
    "d.png\",\"text\":[\"cat\"],\"neg_text\":[]},"
    "{\"id\":5,\"width\":9,\"height\":9,\"text\":[\"cat\"],\"neg_text\":[]}],"
    "\"categories\":[{\"id\":1,\"name\":\"dog\"},{\"id\":2,\"name\":\"cat\"}],\"annotations\":["
    "{\"id\":1,\"image_id\":30,\"category_id\":1,\"bbox\":[0,0,9,9],\"area\":81,\"iscrowd\":0},"
    "{\"id\":2,\"image_id\":\"x\",\"category_id\":2,\"bbox\":[0,0,9,9],\"area\":81,\"iscrowd\":0}]}";

static const char definition[] =
    "{\"schema\":\"odeval.bench/1\",\"name\":\"mine\",\"title\":\"mine\","
    "\"layout\":{\"annotations\":\"{subset}.json\",\"images\":\"{subset}\"},"
    "\"subsets\":[{\"name\":\"own\",\"labels\":\"asked\"},{\"name\":\"all\",\"labels\":\"categories\"}],"
    "\"averages\":[{\"name\":\"flat\",\"title\":\"flat\",\"subsets\":[\"own\",\"all\"]}],\"headline\":"
    "\"flat\","
    "\"metrics\":[\"AP\"],\"primary\":\"AP\",\"prompt\":\"Find {labels}; only {labels}.\"}";

typedef struct fixture {
    od_bench *bench;
    od_job *job;
    od_plan *plan;
} fixture;

static void set_up(fixture *f, void **state, const char *mode)
{
    const char *root = ((scratch *)*state)->folder;
    od_job_options options = {.data = root, .mode = mode};
    od_error err = {0};

    *f = (fixture){.plan = NULL};
    scratch_file(state, "own.json", ground_truth, strlen(ground_truth));
    scratch_file(state, "all.json", ground_truth, strlen(ground_truth));
    mkdir(scratch_path(state, "own"), 0700);
    mkdir(scratch_path(state, "all"), 0700);
    must(od_bench_parse(&f->bench, definition, strlen(definition), "definition", &err), &err);
    must(od_job_create(&f->job, f->bench, &options, &err), &err);
    must(od_job_load_truth(f->job, &err), &err);
}

static void make(fixture *f, od_plan_part part)
{
    od_error err = {0};

    od_plan_free(f->plan);
    must(od_plan_make(&f->plan, f->job, &part, &err), &err);
}

static void tear_down(fixture *f)
{
    od_plan_free(f->plan);
    od_job_free(f->job);
    od_bench_free(f->bench);
}

/* "own/4 own/5 ...": the items in their order. */
static void assert_items(const fixture *f, const char *expected)
{
    char text[400] = "", id[40];

    for (size_t i = 0; i < f->plan->n; i++) {
        const od_item *it = &f->plan->items[i];
        size_t n = strlen(text);

        od_id_text(id, sizeof id, od_plan_dataset(f->plan, i)->image_id[it->image]);
        snprintf(text + n, sizeof text - n, "%s%s/%s", i ? " " : "", od_plan_subset_name(f->plan, i), id);
    }
    assert_string_equal(text, expected);
}

static void items_stand_in_the_order_of_subsets_and_ids(void **state)
{
    fixture f;

    set_up(&f, state, NULL);
    make(&f, (od_plan_part){.limit = 0});

    assert_items(&f, "own/4 own/5 own/30 own/\"x\" all/4 all/5 all/30 all/\"x\"");
    assert_string_equal(f.plan->part, "");
    assert_int_equal(od_plan_find(f.plan, OD_STR("all"), (od_id){.number = 30}), 6);
    assert_int_equal(od_plan_find(f.plan, OD_STR("own"), (od_id){.text = "x"}), 3);
    assert_int_equal(od_plan_find(f.plan, OD_STR("none"), (od_id){.number = 30}), OD_NONE);
    tear_down(&f);
}

static void shards_share_the_images_and_a_limit_comes_last(void **state)
{
    fixture f;

    set_up(&f, state, NULL);
    make(&f, (od_plan_part){.shard = 1, .n_shards = 3});
    assert_items(&f, "own/4 own/\"x\" all/30");
    assert_string_equal(f.plan->part, "shard 1/3");
    make(&f, (od_plan_part){.shard = 2, .n_shards = 3});
    assert_items(&f, "own/5 all/4 all/\"x\"");
    make(&f, (od_plan_part){.shard = 3, .n_shards = 3});
    assert_items(&f, "own/30 all/5");
    make(&f, (od_plan_part){.shard = 2, .n_shards = 3, .limit = 2});
    assert_items(&f, "own/5 all/4");
    assert_string_equal(f.plan->part, "shard 2/3, the first 2");
    assert_int_equal(od_plan_find(f.plan, OD_STR("all"), (od_id){.text = "x"}), OD_NONE);
    tear_down(&f);
}

/* By printf '1/own/4' | sha256sum and so on: all/"x" begins with 179f, own/"x" with 3d06, all/30 with 5549,
 * all/4 with 57a8, the others with more. */
static void a_sample_is_the_images_with_the_least_hashes(void **state)
{
    fixture f;

    set_up(&f, state, NULL);
    make(&f, (od_plan_part){.sample = 3, .seed = 1});

    assert_items(&f, "own/\"x\" all/30 all/\"x\"");
    assert_string_equal(f.plan->part, "a sample of 3 (seed 1)");
    make(&f, (od_plan_part){.sample = 99, .seed = 1});
    assert_int_equal(f.plan->n, 8);
    tear_down(&f);
}

static void assert_asked(const fixture *f, size_t item, const char *prompt)
{
    od_asking a = {0};
    od_error err = {0};

    must(od_plan_ask(f->plan, item, &a, &err), &err);
    assert_string_equal(a.prompt.bytes, prompt);
    od_asking_release(&a);
}

static void prompts_hold_the_labels_of_the_image_or_of_the_whole(void **state)
{
    fixture f;

    set_up(&f, state, NULL);
    make(&f, (od_plan_part){.limit = 0});

    assert_asked(&f, 2, "Find dog, cat, cow; only dog, cat, cow.");
    assert_asked(&f, 0, "Find ; only .");
    assert_asked(&f, 6, "Find dog, cat; only dog, cat.");
    assert_true(od_plan_asks_apart(f.plan, 2));
    assert_false(od_plan_asks_apart(f.plan, 6));
    tear_down(&f);
}

static void positive_mode_asks_for_what_the_image_shows(void **state)
{
    fixture f;

    set_up(&f, state, "positive");
    make(&f, (od_plan_part){.limit = 0});

    assert_asked(&f, 2, "Find dog; only dog.");
    assert_asked(&f, 6, "Find dog; only dog.");
    assert_asked(&f, 7, "Find cat; only cat.");
    assert_asked(&f, 4, "Find ; only .");
    assert_true(od_plan_asks_apart(f.plan, 6));
    tear_down(&f);
}

static void files_are_met_by_their_last_part_when_their_folder_is_not_there(void **state)
{
    char expected[300];
    od_asking a = {0};
    fixture f;

    set_up(&f, state, NULL);
    make(&f, (od_plan_part){.limit = 0});

    must(od_plan_ask(f.plan, 2, &a, NULL), NULL);
    snprintf(expected, sizeof expected, "%s/own/c.png", ((scratch *)*state)->folder);
    assert_string_equal(a.path.bytes, expected);
    must(od_plan_ask(f.plan, 3, &a, NULL), NULL);
    snprintf(expected, sizeof expected, "%s/own/d.png", ((scratch *)*state)->folder);
    assert_string_equal(a.path.bytes, expected);
    must(od_plan_ask(f.plan, 1, &a, NULL), NULL);
    assert_int_equal(a.path.n, 0); /* the ground truth names no file */
    od_asking_release(&a);
    tear_down(&f);
}

static void shards_are_written_k_of_n(void **state)
{
    static const char *const bad[] = {"",      "1",    "/2",   "1/",  "0/2", "3/2",
                                      "1/2/3", "-1/2", "1/-2", "a/b", "1/2 "};
    od_plan_part part = {.limit = 9};
    od_error err = {0};

    (void)state;
    assert_int_equal(od_plan_parse_shard(&part, "2/4", NULL), OD_OK);
    assert_int_equal(part.shard, 2);
    assert_int_equal(part.n_shards, 4);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(od_plan_parse_shard(&part, bad[i], &err), OD_USAGE);
}

static void without_images_there_is_no_plan(void **state)
{
    const od_plan_part part = {.shard = 9, .n_shards = 9};
    od_error err = {0};
    fixture f;

    set_up(&f, state, NULL);
    assert_int_equal(od_plan_make(&f.plan, f.job, &part, &err), OD_INPUT);
    assert_says(err.what, "shard 9/9 of 8 images has no image");

    err = (od_error){0};
    rmdir(scratch_path(state, "all"));
    assert_int_equal(od_plan_make(&f.plan, f.job, &(od_plan_part){.limit = 0}, &err), OD_INPUT);
    assert_says(err.what, "there is no folder");
    assert_null(f.plan);
    tear_down(&f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(items_stand_in_the_order_of_subsets_and_ids),
        TEST(shards_share_the_images_and_a_limit_comes_last),
        TEST(a_sample_is_the_images_with_the_least_hashes),
        TEST(prompts_hold_the_labels_of_the_image_or_of_the_whole),
        TEST(positive_mode_asks_for_what_the_image_shows),
        TEST(files_are_met_by_their_last_part_when_their_folder_is_not_there),
        TEST(shards_are_written_k_of_n),
        TEST(without_images_there_is_no_plan),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
