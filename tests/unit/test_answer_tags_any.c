#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <time.h>

#include "read_bytes.h"

static od_reading reading;

/* An answer of every grammar, with more than one item. */
static const struct {
    const od_grammar *grammar;
    const char *text;
    bool labels; /* a label is complete before its box is */
} examples[] = {
    {&od_grammar_ref_box,
     "<|object_ref_start|>a dog<|object_ref_end|><|box_start|>(176,106),(232,160)<|box_end|> <ref>cat</ref>"
     "<box>[[10,20,30,40],[50,60,70,80]]</box>",
     true},
    {&od_grammar_det,
     "<|ref|>dog<|/ref|><|det|>[[580, 270, 999, 900], [12, 300, 340, 888]]<|/det|><|ref|>cat<|/ref|><|det|>"
     "[[11, 22, 33, 44]]<|/det|>",
     true},
    {&od_grammar_begin_of_box,
     "Here: <|begin_of_box|>[[120, 340, 560, 910], [10, 20, 30, 40]]<|end_of_box|> or <|begin_of_box|>dog "
     "(11,22,33,44)<|end_of_box|>",
     true},
    {&od_grammar_loc,
     "<loc0256><loc0128><loc0768><loc0512> dog ; <loc0100><loc0600><loc0400><loc1000> big cat ; "
     "<loc0101><loc0601><loc0401><loc1001> dog",
     false},
    {&od_grammar_loc_quads,
     "dog<loc_52><loc_332><loc_932><loc_774>cat<loc_5><loc_12><loc_410><loc_388><loc_600><loc_20><loc_998>"
     "<loc_402>",
     true},
    {&od_grammar_patch_index,
     "<grounding><phrase> a dog</phrase><object><patch_index_0044><patch_index_0863>"
     "</delimiter_of_multi_objects/><patch_index_0005><patch_index_0911></object>",
     true},
    {&od_grammar_points, "<point x=\"61.5\" y=\"40.2\" alt=\"dog\">dog</point>", true},
    {&od_grammar_brackets,
     "A dog [[086,540,400,760;500,530,720,780]] next to a red ball [[410,700,450,742]].", true},
    {&od_grammar_lists, "dog: [0.125,0.25,0.5,0.75;0.5,0.25,0.875,0.75]", true},
    {&od_grammar_pairs, "dog(176,106),(232,160) a cat (10,20),(30,40)", true},
    {&od_grammar_objects, "<ground>dog</ground><objects><obj3><obj17></objects>", true},
    {&od_grammar_rex,
     "<|object_ref_start|>dog<|object_ref_end|><|box_start|><0><35><980><987>, "
     "<646><0><999><940><|box_end|>, "
     "<|object_ref_start|>cat<|object_ref_end|><|box_start|><10><20><30><40><|box_end|>",
     true},
};
enum { N_EXAMPLES = sizeof examples / sizeof *examples };

static bool same_box(const od_reading *a, const od_reading *b, size_t i, bool labels)
{
    return memcmp(a->boxes[i].v, b->boxes[i].v, sizeof a->boxes[i].v) == 0 &&
           a->boxes[i].index == b->boxes[i].index &&
           (!labels || od_str_equal(od_reading_label(a, &a->boxes[i]), od_reading_label(b, &b->boxes[i])));
}

static void no_prefix_yields_a_box_that_the_whole_does_not(void **state)
{
    (void)state;
    for (size_t e = 0; e < N_EXAMPLES; e++) {
        size_t n = strlen(examples[e].text);
        od_reading whole;

        read_bytes(&reading, examples[e].grammar, examples[e].text, n, false);
        whole = reading;
        reading = (od_reading){.status = OD_ANSWER_PARSED};
        for (size_t cut = 0; cut < n; cut++) {
            read_bytes(&reading, examples[e].grammar, examples[e].text, cut, false);
            assert_true(reading.n_boxes <= whole.n_boxes);
            for (size_t i = 0; i < reading.n_boxes; i++)
                if (!same_box(&reading, &whole, i, examples[e].labels))
                    fail_msg("%s: the first %zu bytes give another box %zu", examples[e].grammar->name, cut,
                             i);
        }
        od_reading_release(&whole);
    }
}

static void every_example_is_marked_and_read_without_repair(void **state)
{
    (void)state;
    for (size_t e = 0; e < N_EXAMPLES; e++) {
        bool marked = examples[e].grammar->marked(od_str_of(examples[e].text));
        uint32_t repairs = 0;

        read_bytes(&reading, examples[e].grammar, examples[e].text, strlen(examples[e].text), false);

        for (int i = 0; i < OD_N_REPAIRS; i++)
            repairs += reading.repairs[i];
        assert_true(marked);
        assert_int_equal(reading.status, OD_ANSWER_PARSED);
        assert_int_equal(repairs, examples[e].grammar == &od_grammar_pairs);
        assert_true(reading.n_boxes >= 2 || examples[e].grammar == &od_grammar_points);
    }
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Labels must be UTF-8 and boxes finite, whatever is read. */
static void assert_sound(void)
{
    for (size_t i = 0; i < reading.n_boxes; i++) {
        od_str label = od_reading_label(&reading, &reading.boxes[i]);
        for (int k = 0; k < 4; k++)
            assert_true(reading.boxes[i].v[k] - reading.boxes[i].v[k] == 0.0);
        assert_true(label.n <= reading.texts.n);
    }
}

static void any_bytes_can_be_read(void **state)
{
    static const char parts[] = "<>|/[]();,.-_ 0189aelxbE\"'{}\n&\xef\xbc\x88\xe2\x96\x81\xff";
    uint32_t seed = 20240611;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        const char *from = examples[next_random(&seed) % N_EXAMPLES].text;
        char text[512] = {0};
        size_t n = strlen(from);

        memcpy(text, from, n);
        for (uint32_t edits = 1 + next_random(&seed) % 6; edits; edits--)
            text[next_random(&seed) % n] = parts[next_random(&seed) % (sizeof parts - 1)];
        for (size_t e = 0; e < N_EXAMPLES; e++) {
            read_bytes(&reading, examples[e].grammar, text, n, round & 1);
            assert_sound();
        }
    }
}

/* Of this process: what else runs on the machine does not count. */
static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* What takes quadratic time takes minutes here, and what is linear some milliseconds. */
static void time_is_linear_in_the_length(void **state)
{
    static const char *const pieces[] = {"<",
                                         "<ref>",
                                         "<|",
                                         "|",
                                         "&lt;",
                                         "[",
                                         "[[1,",
                                         "(1,2),",
                                         "<ref><box>",
                                         "<box>",
                                         "</ref>",
                                         "a</ref>",
                                         "<loc_1>",
                                         "a<loc_1>",
                                         "<loc0001>",
                                         "<obj1>",
                                         "<point",
                                         "<point x=",
                                         "<phrase>a",
                                         "dog [[1,2,3,4]] ",
                                         "<|box_start|><1>",
                                         "<|begin_of_box|>[1,2,3,4]",
                                         "<box>(1,2),(3,4)</box>",
                                         "1",
                                         " ",
                                         "\xff",
                                         "a b ",
                                         "</s>",
                                         "<loc_1></s>",
                                         "<|det|>[["};
    static const char *const openings[] = {"", "<loc_1><loc0001>[[1,",
                                           ("<ref>dog</ref><box><object><objects>"
                                            "<|begin_of_box|><|box_start|><1><det>")};
    enum { BYTES = 1 << 18 };
    char *text = malloc(BYTES);

    (void)state;
    assert_non_null(text);
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++)
        for (size_t o = 0; o < sizeof openings / sizeof *openings; o++) {
            size_t n = strlen(openings[o]), step = strlen(pieces[p]);
            memcpy(text, openings[o], n);
            for (; n + step <= BYTES; n += step)
                memcpy(text + n, pieces[p], step);
            for (size_t e = 0; e < N_EXAMPLES; e++) {
                double start = seconds_now();
                examples[e].grammar->marked((od_str){text, n});
                read_bytes(&reading, examples[e].grammar, text, n, false);
                if (seconds_now() - start > 3.0)
                    fail_msg("%s needs %.1f s for 256 KB of %s", examples[e].grammar->name,
                             seconds_now() - start, pieces[p]);
            }
        }
    free(text);
}

static int release(void **state)
{
    (void)state;
    od_reading_release(&reading);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_prefix_yields_a_box_that_the_whole_does_not),
        cmocka_unit_test(every_example_is_marked_and_read_without_repair),
        cmocka_unit_test(any_bytes_can_be_read),
        cmocka_unit_test(time_is_linear_in_the_length),
    };

    return cmocka_run_group_tests(tests, NULL, release);
}
