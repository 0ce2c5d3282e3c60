#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "backend/spec.h"

typedef struct block {
    const char *url;
    double heat;
    int64_t tokens;
    int fast;
    const char *key;
} block;

static const odeval_backend_option rows[] = {
    {"url", "where it is", NULL, ODEVAL_OPTION_TEXT, 1, offsetof(block, url), 0, 0},
    {"heat", "how wild", "0.5", ODEVAL_OPTION_NUMBER, 0, offsetof(block, heat), 0, 2},
    {"tokens", "at most", "100", ODEVAL_OPTION_INTEGER, 0, offsetof(block, tokens), 1, 1000},
    {"fast", "in a hurry", NULL, ODEVAL_OPTION_FLAG, 0, offsetof(block, fast), 0, 0},
    {"key", "to get in", "OD_TEST_UNSET", ODEVAL_OPTION_SECRET, 0, offsetof(block, key), 0, 0},
    {0},
};

static const odeval_backend table = {.name = "far", .options = rows, .private_size = sizeof(block)};

typedef struct parsed {
    block b;
    const char *text;
    od_status st;
    od_error err;
    od_arena texts;
} parsed;

static parsed apply(const char *options)
{
    parsed p = {0};

    p.st = od_spec_apply(&p.text, &table, options, &p.b, &p.texts, &p.err);
    return p;
}

static void a_name_ends_at_the_first_colon(void **state)
{
    od_arena texts = {0};
    const char *name, *options;

    (void)state;

    assert_int_equal(od_spec_split(&name, &options, "far:url=http://a:80/v1", &texts, NULL), OD_OK);

    assert_string_equal(name, "far");
    assert_string_equal(options, "url=http://a:80/v1");
    od_arena_free(&texts);
}

static void a_path_may_hold_an_escaped_colon(void **state)
{
    od_arena texts = {0};
    const char *name, *options;

    (void)state;

    assert_int_equal(od_spec_split(&name, &options, "./a\\:b.so:x=1", &texts, NULL), OD_OK);

    assert_string_equal(name, "./a:b.so");
    assert_string_equal(options, "x=1");
    od_arena_free(&texts);
}

static void a_spec_without_a_name_is_refused(void **state)
{
    od_arena texts = {0};
    const char *name, *options;
    od_error err = {0};

    (void)state;

    assert_int_equal(od_spec_split(&name, &options, ":x=1", &texts, &err), OD_USAGE);
    assert_int_equal(od_spec_split(&name, &options, "", &texts, &err), OD_USAGE);
    assert_string_equal(err.what, "there is no backend named in \":x=1\"");
    od_arena_free(&texts);
}

static void values_land_in_the_private_block(void **state)
{
    parsed p;

    (void)state;

    p = apply("tokens=7,url=http://a:80/v1,fast,heat=1.25");

    assert_int_equal(p.st, OD_OK);
    assert_string_equal(p.b.url, "http://a:80/v1");
    assert_true(p.b.heat == 1.25);
    assert_int_equal(p.b.tokens, 7);
    assert_int_equal(p.b.fast, 1);
    od_arena_free(&p.texts);
}

static void what_is_not_given_has_its_default(void **state)
{
    parsed p;

    (void)state;

    p = apply("url=u");

    assert_int_equal(p.st, OD_OK);
    assert_true(p.b.heat == 0.5);
    assert_int_equal(p.b.tokens, 100);
    assert_int_equal(p.b.fast, 0);
    assert_null(p.b.key);
    od_arena_free(&p.texts);
}

static void the_canonical_text_does_not_depend_on_the_order_typed(void **state)
{
    parsed one, other;

    (void)state;

    one = apply("heat=0.50,url=u,fast=yes");
    other = apply("fast,url=u");

    assert_string_equal(one.text, "far:url=u,heat=0.5,tokens=100,fast=1,key=***");
    assert_string_equal(other.text, one.text);
    od_arena_free(&one.texts);
    od_arena_free(&other.texts);
}

static void a_comma_or_backslash_in_a_value_is_escaped_both_ways(void **state)
{
    parsed p;

    (void)state;

    p = apply("url=a\\,b\\\\,heat=1");

    assert_string_equal(p.b.url, "a,b\\");
    assert_true(p.b.heat == 1);
    assert_string_equal(p.text, "far:url=a\\,b\\\\,heat=1,tokens=100,key=***");
    od_arena_free(&p.texts);
}

static void an_unknown_option_suggests_the_nearest(void **state)
{
    parsed p;

    (void)state;

    p = apply("url=u,token=7");

    assert_int_equal(p.st, OD_USAGE);
    assert_string_equal(p.err.what, "backend \"far\" has no option \"token\"");
    assert_string_equal(p.err.remedy, "did you mean tokens? It has: url, heat, tokens, fast, key");
    od_arena_free(&p.texts);
}

/* Options that make no sense, and what is said about them. */
static void each_misuse_has_its_sentence(void **state)
{
    static const struct {
        const char *options, *what;
    } cases[] = {
        {"url=u,url=v", "option \"url\" of backend \"far\" is given twice"},
        {"url", "option \"url\" of backend \"far\" has no value"},
        {"", "backend \"far\" needs its option \"url\" (where it is)"},
        {"url=u,", "an option of backend \"far\" has no name"},
        {"url=u,,fast", "an option of backend \"far\" has no name"},
        {"url=u,heat=hot", "option \"heat\" of backend \"far\" is \"hot\", and needs a number from 0 to 2"},
        {"url=u,heat=1x", "option \"heat\" of backend \"far\" is \"1x\", and needs a number from 0 to 2"},
        {"url=u,heat=2.5", "option \"heat\" of backend \"far\" is \"2.5\", and needs a number from 0 to 2"},
        {"url=u,heat=NaN", "option \"heat\" of backend \"far\" is \"NaN\", and needs a number from 0 to 2"},
        {"url=u,heat=", "option \"heat\" of backend \"far\" is \"\", and needs a number from 0 to 2"},
        {"url=u,tokens=0",
         "option \"tokens\" of backend \"far\" is \"0\", and needs a whole number from 1 to 1000"},
        {"url=u,tokens=1.5",
         "option \"tokens\" of backend \"far\" is \"1.5\", and needs a whole number from 1 to 1000"},
        {"url=u,fast=maybe",
         "option \"fast\" of backend \"far\" is \"maybe\", and needs 1 or 0 (yes or no, true or "
         "false), or no value at all for 1"},
    };

    (void)state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        parsed p = apply(cases[i].options);

        assert_int_equal(p.st, OD_USAGE);
        assert_string_equal(p.err.what, cases[i].what);
        assert_null(p.text);
        od_arena_free(&p.texts);
    }
}

static void a_secret_comes_from_the_environment_and_is_never_shown(void **state)
{
    parsed p;

    (void)state;
    setenv("OD_TEST_KEY", "sk-hidden", 1);

    p = apply("url=u,key=OD_TEST_KEY");

    assert_int_equal(p.st, OD_OK);
    assert_string_equal(p.b.key, "sk-hidden");
    assert_null(strstr(p.text, "hidden"));
    assert_non_null(strstr(p.text, "key=***"));
    unsetenv("OD_TEST_KEY");
    od_arena_free(&p.texts);
}

static void a_variable_that_is_not_set_is_named(void **state)
{
    parsed p;

    (void)state;

    p = apply("url=u,key=OD_TEST_KEY");

    assert_int_equal(p.st, OD_USAGE);
    assert_non_null(strstr(p.err.what, "OD_TEST_KEY"));
    od_arena_free(&p.texts);
}

static void a_secret_typed_by_mistake_is_not_repeated(void **state)
{
    char text[1200];
    parsed p;

    (void)state;

    p = apply("url=u,key=sk-hidden");

    assert_int_equal(p.st, OD_USAGE);
    assert_null(strstr(od_error_text(&p.err, text, sizeof text), "hidden"));
    od_arena_free(&p.texts);
}

static void help_says_kind_range_and_default(void **state)
{
    static const char expected[] = "  url=TEXT                 where it is (required)\n"
                                   "  heat=NUMBER              how wild (0 to 2; default 0.5)\n"
                                   "  tokens=INTEGER           at most (1 to 1000; default 100)\n"
                                   "  fast                     in a hurry\n"
                                   "  key=VARIABLE             to get in (default OD_TEST_UNSET)\n";
    od_buffer text = {0};

    (void)state;

    assert_int_equal(od_backend_describe(&table, &text, NULL), OD_OK);

    assert_int_equal(text.n, sizeof expected - 1);
    assert_memory_equal(text.bytes, expected, text.n);
    od_buffer_free(&text);
}

static void the_prompt_is_the_value_of_the_option_that_is_one(void **state)
{
    const odeval_backend_option asking[] = {
        {"system", "", "be brief", ODEVAL_OPTION_TEXT, 0, offsetof(block, key), 0, 0},
        {"ask", "", NULL, ODEVAL_OPTION_TEXT, ODEVAL_OPTION_PROMPT, offsetof(block, url), 0, 0},
        {0},
    };
    const odeval_backend asker = {.name = "asker", .options = asking, .private_size = sizeof(block)};
    block given = {0}, not_given = {0}, empty = {0};
    od_arena texts = {0};
    const char *text;

    (void)state;
    assert_int_equal(od_spec_apply(&text, &asker, "ask=where\\, {labels}", &given, &texts, NULL), OD_OK);
    assert_int_equal(od_spec_apply(&text, &asker, "", &not_given, &texts, NULL), OD_OK);
    assert_int_equal(od_spec_apply(&text, &asker, "ask=", &empty, &texts, NULL), OD_OK);

    assert_string_equal(od_spec_prompt(&asker, &given), "where, {labels}");
    assert_null(od_spec_prompt(&asker, &not_given));
    assert_string_equal(od_spec_prompt(&asker, &empty), "");
    assert_null(od_spec_prompt(&table, &given));
    od_arena_free(&texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_ends_at_the_first_colon),
        cmocka_unit_test(a_path_may_hold_an_escaped_colon),
        cmocka_unit_test(a_spec_without_a_name_is_refused),
        cmocka_unit_test(values_land_in_the_private_block),
        cmocka_unit_test(what_is_not_given_has_its_default),
        cmocka_unit_test(the_canonical_text_does_not_depend_on_the_order_typed),
        cmocka_unit_test(a_comma_or_backslash_in_a_value_is_escaped_both_ways),
        cmocka_unit_test(an_unknown_option_suggests_the_nearest),
        cmocka_unit_test(each_misuse_has_its_sentence),
        cmocka_unit_test(a_secret_comes_from_the_environment_and_is_never_shown),
        cmocka_unit_test(a_variable_that_is_not_set_is_named),
        cmocka_unit_test(a_secret_typed_by_mistake_is_not_repeated),
        cmocka_unit_test(the_prompt_is_the_value_of_the_option_that_is_one),
        cmocka_unit_test(help_says_kind_range_and_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
