#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "answer/grammars.h"
#include "reading_text.h"

static const struct {
    const char *name, *reads; /* by hand from the row's example */
} examples[] = {
    {"chatrex", "dog #3, dog #7"},
    {"cogvlm", "A dog [86 540 400 760], A dog [500 530 720 780], next to a red ball [410 700 450 742]"},
    {"deepseek-vl2", "dog [580 270 999 900], dog [12 300 340 888]"},
    {"florence-2", "dog [52 332 932 774], cat [5 12 410 388], cat [600 20 998 402]"},
    {"florence-2-processed", "dog [33.3 160.5 596.8 371.8], cat [12 20 80.5 64]"},
    {"gemini", "dog [599 339 725 395]"},
    {"glm-4v", "[120 340 560 910]"},
    {"grounding-dino", "dog [0.5 0.5 0.25 0.5]"},
    {"internvl", "dog [120 340 560 910], dog [600 300 880 905]"},
    {"kosmos-2", "a dog [44 863 0 0], a dog [5 911 0 0]"},
    {"llava", "[0.12 0.3 0.55 0.81]"},
    {"mm-grounding-dino", "0 [12.5 40 210.25 388]"},
    {"molmo", ""},
    {"moondream", "[0.125 0.25 0.5 0.75]"},
    {"paligemma", "dog [256 128 768 512], cat [100 600 400 1000]"},
    {"pixels", "dog [10 20 110 220]"},
    {"qwen-vl", "dog [536 509 588 602], dog [20 30 140 410]"},
    {"qwen2-vl", "dog [176 106 232 160]"},
    {"qwen2.5-vl", "dog [14 135 136 470]"},
    {"qwen3-vl", "dog [120 340 560 910]"},
    {"rex-omni", "dog [0 35 980 987], dog [646 0 999 940]"},
    {"sphinx", "[0.125 0.25 0.5 0.75], [0.5 0.25 0.875 0.75]"},
};
enum { N_EXAMPLES = sizeof examples / sizeof *examples };

static const od_grammar *const grammars[] = {
    &od_grammar_json,        &od_grammar_arrays, &od_grammar_bare,         &od_grammar_ref_box,
    &od_grammar_det,         &od_grammar_loc,    &od_grammar_begin_of_box, &od_grammar_loc_quads,
    &od_grammar_patch_index, &od_grammar_points, &od_grammar_brackets,     &od_grammar_objects,
    &od_grammar_rex,         &od_grammar_lists,  &od_grammar_pairs,
};

static void reads_as(const od_family *family, const char *expected)
{
    od_reading reading = {.status = OD_ANSWER_FAILED};
    od_error err = {.code = OD_OK};
    reading_text said;

    assert_int_equal(od_answer_read(&reading, family, od_str_of(family->example), &err), OD_OK);

    reading_text_of(&said, &reading);
    if (strcmp(said.text, expected) != 0)
        fail_msg("%s: \"%s\" is not \"%s\"", family->name, said.text, expected);
    if (reading.n_boxes) {
        assert_int_equal(reading.status, OD_ANSWER_PARSED);
        assert_ptr_equal(reading.grammar, family->grammars[0]);
    }
    od_reading_release(&reading);
}

static void every_example_is_read_as_a_person_reads_it(void **state)
{
    size_t n = 0;

    (void)state;
    for (; od_families[n]; n++) {
        assert_true(n < N_EXAMPLES);
        assert_string_equal(od_families[n]->name, examples[n].name);
        if (strcmp(examples[n].name, "molmo") != 0)
            reads_as(od_families[n], examples[n].reads);
    }
    assert_int_equal(n, N_EXAMPLES);
}

static void points_are_no_boxes(void **state)
{
    const od_family *molmo = od_family_find("molmo");
    od_reading reading = {.status = OD_ANSWER_PARSED};
    od_error err = {.code = OD_OK};

    (void)state;
    assert_int_equal(od_answer_read(&reading, molmo, od_str_of(molmo->example), &err), OD_OK);

    assert_int_equal(reading.n_boxes, 0);
    assert_int_equal(reading.passed[OD_PASSED_POINT], 1);
    assert_int_equal(reading.status, OD_ANSWER_UNPARSABLE);
    od_reading_release(&reading);
}

static void names_are_in_order(void **state)
{
    (void)state;
    for (size_t i = 1; od_families[0] && od_families[i]; i++)
        assert_true(strcmp(od_families[i - 1]->name, od_families[i]->name) < 0);
}

static void every_name_and_alias_finds_its_family_and_no_other(void **state)
{
    (void)state;
    for (const od_family *const *family = od_families; *family; family++) {
        assert_ptr_equal(od_family_find((*family)->name), *family);
        for (const char *const *alias = (*family)->aliases; *alias; alias++)
            assert_ptr_equal(od_family_find(*alias), *family);
    }
    assert_null(od_family_find("qwen"));
    assert_null(od_family_find(""));
}

static void every_row_is_complete(void **state)
{
    (void)state;
    for (const od_family *const *row = od_families; *row; row++) {
        const od_family *f = *row;
        bool has_divisor = f->frame.space != OD_SPACE_PIXELS && f->frame.space != OD_SPACE_INPUT;

        assert_true(f->title && f->example && f->source && f->help && f->grammars[0]);
        assert_null(f->aliases[sizeof f->aliases / sizeof *f->aliases - 1]);
        assert_null(f->grammars[OD_FAMILY_GRAMMARS]);
        assert_int_equal(f->frame.divisor > 0, has_divisor);
        assert_int_equal(f->frame.resize != OD_RESIZE_NONE, f->frame.factor > 0);
        assert_int_equal(f->help[strlen(f->help) - 1], '\n');
    }
}

static void every_grammar_is_used_by_a_family(void **state)
{
    (void)state;
    for (size_t g = 0; g < sizeof grammars / sizeof *grammars; g++) {
        bool used = false;
        for (const od_family *const *family = od_families; *family; family++)
            for (const od_grammar *const *own = (*family)->grammars; *own; own++)
                used |= *own == grammars[g];
        if (!used)
            fail_msg("no family writes as %s", grammars[g]->name);
    }
}

/* semantics G1 */
static void frames_are_those_of_the_models(void **state)
{
    static const struct {
        const char *name;
        double in[4], out[4]; /* in an image 1000 wide and 500 high */
    } placed[] = {
        {"qwen3-vl", {100, 200, 300, 400}, {100, 100, 300, 200}},
        {"gemini", {200, 100, 400, 300}, {100, 100, 300, 200}},
        {"paligemma", {512, 256, 1024, 512}, {250, 250, 500, 500}},
        {"deepseek-vl2", {999, 0, 999, 999}, {1000, 0, 1000, 500}},
        {"rex-omni", {0, 0, 999, 999}, {0, 0, 1000, 500}},
        {"florence-2", {0, 0, 999, 999}, {0.5, 0.25, 999.5, 499.75}},
        {"grounding-dino", {0.5, 0.5, 0.25, 0.5}, {375, 125, 625, 375}},
        {"sphinx", {0.25, 0.25, 0.5, 0.75}, {250, 0, 500, 500}},
        {"llava", {0.25, 0.5, 0.5, 1}, {250, 250, 500, 500}},
        {"pixels", {1, 2, 3, 4}, {1, 2, 3, 4}},
    };
    od_sizes sizes = {.width = 1000, .height = 500};

    (void)state;
    for (size_t i = 0; i < sizeof placed / sizeof *placed; i++) {
        const od_family *family = od_family_find(placed[i].name);
        double corners[4];

        assert_non_null(family);
        assert_null(od_frame_lacks(&family->frame, &sizes));
        od_frame_place(&family->frame, &sizes, placed[i].in, corners);

        assert_memory_equal(corners, placed[i].out, sizeof corners);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_example_is_read_as_a_person_reads_it),
        cmocka_unit_test(points_are_no_boxes),
        cmocka_unit_test(names_are_in_order),
        cmocka_unit_test(every_name_and_alias_finds_its_family_and_no_other),
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(every_grammar_is_used_by_a_family),
        cmocka_unit_test(frames_are_those_of_the_models),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
