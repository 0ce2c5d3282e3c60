#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer/answer.h"
#include "made_run.h"

enum { TEXT = 500 };

static od_frame parsed(const char *text)
{
    const od_family *family = od_family_find(text);
    od_error err = {0};
    od_frame f;

    if (family)
        return family->frame;
    if (od_frame_parse(&f, od_str_of(text), &err) != OD_OK)
        fail_msg("%s: %s", text, err.what);
    return f;
}

static void add(od_plausible *p, od_sizes sizes, double a, double b, double c, double d)
{
    assert_int_equal(od_plausible_add(p, &sizes, (double[4]){a, b, c, d}, NULL, NULL), OD_OK);
}

static const od_plausible_frame *frame_named(const od_plausible_summary *s, const char *name)
{
    for (size_t i = 0; i < s->n_frames; i++)
        if (strcmp(s->frames[i].name, name) == 0)
            return &s->frames[i];
    fail_msg("no candidate %s", name);
    return NULL;
}

/* What is said of a run in the frame `right` when `declared` is declared. */
static const char *suspicion_of(const od_frame *right, const od_frame *declared, made_run r, unsigned n,
                                char *buf)
{
    od_plausible p = {0};
    od_plausible_summary s;

    r.frame = right;
    od_plausible_declare(&p, declared);
    made_boxes(&r, n, &p);
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);
    return od_plausible_suspicion(&s, declared, buf, TEXT);
}

static const od_sizes square = {100, 100, 0, 0};

static void boxes_are_counted(void **state)
{
    od_plausible p = {0};
    od_plausible_summary s;
    const od_plausible_frame *pixels;

    (void)state;
    add(&p, square, 0, 0, 100, 100);   /* all of it */
    add(&p, square, 0, 0, 105, 50);    /* beyond the side, by no more than 5% */
    add(&p, square, 0, 0, 106, 50);    /* outside */
    add(&p, square, -6, 0, 10, 10);    /* outside */
    add(&p, square, 30, 10, 20, 40);   /* x reversed */
    add(&p, square, 30, 10, 30.5, 40); /* flat, and not of integers */
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);

    pixels = frame_named(&s, "pixels");
    assert_int_equal(s.boxes, 6);
    assert_int_equal(s.integers, 5);
    assert_true(s.largest == 106);
    assert_int_equal(pixels->boxes, 6);
    assert_int_equal(pixels->outside, 2);
    assert_int_equal(pixels->reversed, 1);
    assert_int_equal(pixels->flat, 1);
    assert_true(pixels->reach_x == 1.06);
    assert_true(pixels->reach_y == 1);
}

static void each_frame_sees_its_own_boxes(void **state)
{
    od_plausible p = {0};
    od_plausible_summary s;

    (void)state;
    add(&p, (od_sizes){200, 400, 100, 100}, 10, 20, 50, 80);
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);

    assert_true(frame_named(&s, "pixels")->reach_x == 0.25 && frame_named(&s, "pixels")->reach_y == 0.2);
    assert_true(frame_named(&s, "qwen2.5-vl")->reach_x == 0.5 &&
                frame_named(&s, "qwen2.5-vl")->reach_y == 0.8);
    assert_true(frame_named(&s, "gemini")->reach_x == 0.08 && frame_named(&s, "gemini")->reach_y == 0.05);
    assert_true(frame_named(&s, "space=pixels,order=xywh")->reach_x == 0.3);
    /* 50 sides: the quarter of a doubling that it lies in begins at 48 */
    assert_true(frame_named(&s, "space=unit,order=xywh")->reach_x == 56);
    assert_true(frame_named(&s, "space=unit,order=xywh")->reach_y == 96);
    assert_int_equal(frame_named(&s, "gemini")->outside, 0);
    assert_int_equal(frame_named(&s, "space=unit,order=xywh")->outside, 1);
}

static void half_a_percent_of_the_boxes_does_not_count_for_reach(void **state)
{
    od_plausible p = {0};
    od_plausible_summary s;

    (void)state;
    add(&p, square, 0, 0, 1e300, 1e-300);
    for (int i = 0; i < 199; i++)
        add(&p, square, 0, 0, 70, 30);
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);

    assert_true(frame_named(&s, "pixels")->reach_x == 0.7);
    assert_true(frame_named(&s, "pixels")->reach_y == 0.3);
    assert_int_equal(frame_named(&s, "pixels")->outside, 1);
}

static void a_box_without_the_sizes_it_needs_is_only_counted(void **state)
{
    od_plausible p = {0};
    od_plausible_summary s;

    (void)state;
    add(&p, (od_sizes){0}, 1, 2, 3, 4);
    add(&p, (od_sizes){4001, 20, 0, 0}, 1, 2, 3, 4); /* too narrow for the resize */
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);

    assert_int_equal(s.boxes, 2);
    assert_int_equal(frame_named(&s, "pixels")->boxes, 1);
    assert_int_equal(frame_named(&s, "qwen2.5-vl")->boxes, 0);
}

static void an_order_that_the_text_gives_holds_in_every_frame(void **state)
{
    od_plausible p = {0};
    od_plausible_summary s;
    od_order order = OD_ORDER_XYXY;

    (void)state;
    assert_int_equal(od_plausible_add(&p, &square, (double[4]){100, 200, 300, 900}, &order, NULL), OD_OK);
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);

    assert_true(frame_named(&s, "gemini")->reach_x == 0.3 && frame_named(&s, "gemini")->reach_y == 0.9);
}

static void nothing_seen_is_nothing_suspected(void **state)
{
    od_plausible p = {0}, other = {0};
    od_plausible_summary s;
    od_frame f = parsed("qwen3-vl");
    char buf[TEXT];

    (void)state;

    assert_int_equal(od_plausible_merge(&p, &other, NULL), OD_OK);
    od_plausible_summarise(&p, &s);

    assert_int_equal(s.n_frames, 0);
    assert_null(od_plausible_suspicion(&s, &f, buf, sizeof buf));
    od_plausible_release(&p);
    od_plausible_release(NULL);
}

/* Three parts, taken in by turns and merged either way round, come to the same bytes as one run. */
static void a_run_in_parts_is_the_same_run(void **state)
{
    od_frame right = parsed("gemini"), own = parsed("space=500");
    made_run r = {.random = 11, .images = MADE_WEB, .frame = &right, .mistakes = 0.03};
    od_plausible whole = {0}, part[3] = {{0}};
    od_plausible_summary wanted, got;

    (void)state;
    od_plausible_declare(&whole, &own);
    for (int i = 0; i < 3; i++)
        od_plausible_declare(&part[i], &own);
    for (int i = 0; i < 1000; i++) {
        od_sizes sizes = made_image(&r);
        double v[4];
        made_box(&r, &sizes, v);
        add(&whole, sizes, v[0], v[1], v[2], v[3]);
        add(&part[i % 7 % 3], sizes, v[0], v[1], v[2], v[3]);
    }

    assert_int_equal(od_plausible_merge(&part[2], &part[0], NULL), OD_OK);
    assert_int_equal(od_plausible_merge(&part[1], &part[2], NULL), OD_OK);
    od_plausible_summarise(&whole, &wanted);
    od_plausible_summarise(&part[1], &got);

    assert_memory_equal(&wanted, &got, sizeof wanted);
    od_plausible_release(&whole);
    for (int i = 0; i < 3; i++)
        od_plausible_release(&part[i]);
}

static void a_frame_that_only_one_part_declares_is_dropped(void **state)
{
    od_frame own = parsed("space=500");
    od_plausible with = {0}, without = {0};
    od_plausible_summary s;
    size_t n;

    (void)state;
    od_plausible_declare(&with, &own);
    add(&with, square, 1, 2, 3, 4);
    add(&without, square, 1, 2, 3, 4);
    od_plausible_summarise(&with, &s);
    n = s.n_frames;
    assert_string_equal(s.frames[n - 1].name, "as declared");
    assert_true(n < OD_PLAUSIBLE_MAX);

    assert_int_equal(od_plausible_merge(&with, &without, NULL), OD_OK);
    od_plausible_summarise(&with, &s);

    assert_int_equal(s.n_frames, n - 1);
    assert_int_equal(s.frames[0].boxes, 2);
    od_plausible_release(&with);
    od_plausible_release(&without);
}

static void fewer_than_twenty_boxes_say_nothing(void **state)
{
    od_frame right = parsed("qwen3-vl"), wrong = parsed("llava");
    made_run r = {.random = 3, .images = MADE_COCO};
    char buf[TEXT];

    (void)state;

    assert_null(suspicion_of(&right, &wrong, r, 19, buf));
    assert_non_null(suspicion_of(&right, &wrong, r, 20, buf));
}

static void assert_never_suspected(const od_frame *f, const char *name, made_run r, unsigned seeds)
{
    static const unsigned sizes[] = {20, 50, 100, 400};
    char buf[TEXT];

    for (uint64_t seed = 1; seed <= seeds; seed++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            r.random = seed * 7919;
            r.mistakes = seed % 3 ? 0.01 : 0.04;
            if (suspicion_of(f, f, r, sizes[i], buf))
                fail_msg("%s, images %d, objects %d, seed %d, %u boxes: %s", name, (int)r.images,
                         (int)r.objects, (int)seed, sizes[i], buf);
        }
}

static void a_right_frame_is_never_suspected(void **state)
{
    (void)state;

    for (const od_family *const *family = od_families; *family; family++) {
        if ((*family)->frame.space == OD_SPACE_CELLS)
            continue;
        for (int images = 0; images < MADE_N_IMAGES; images++)
            for (int objects = 0; objects < MADE_N_OBJECTS; objects++)
                assert_never_suspected(
                    &(*family)->frame, (*family)->name,
                    (made_run){.images = (made_images)images, .objects = (made_objects)objects}, 3);
    }
}

/* True frame, declared frame, images; what must be said of it. */
typedef struct confusion {
    const char *right, *declared;
    made_images images;
    const char *why, *named;
} confusion;

static const char leave[] = "of the boxes leave their image", reach[] = "the boxes reach no further",
                  turned[] = "end left of or above where they begin";

static const confusion told[] = {
    {"qwen2.5-vl", "qwen3-vl", MADE_COCO, reach, "qwen2.5-vl"},
    {"qwen2.5-vl", "qwen3-vl", MADE_HD, leave, "qwen2.5-vl"},
    {"qwen2.5-vl", "qwen3-vl", MADE_PHOTOS, leave, "qwen2.5-vl"},
    {"qwen2.5-vl", "qwen3-vl", MADE_WEB, leave, "qwen2.5-vl"},
    {"pixels", "deepseek-vl2", MADE_VGA, reach, "pixels"},
    {"pixels", "florence-2", MADE_SMALL, reach, "pixels"},
    {"pixels", "gemini", MADE_HD, leave, "pixels"},
    {"qwen3-vl", "qwen2.5-vl", MADE_COCO, leave, "qwen3-vl"},
    {"qwen3-vl", "pixels", MADE_VGA, leave, "qwen3-vl"},
    {"qwen3-vl", "pixels", MADE_WEB, leave, "qwen3-vl"},
    {"qwen3-vl", "pixels", MADE_PHOTOS, reach, "qwen3-vl"},
    {"qwen3-vl", "llava", MADE_COCO, leave, "qwen3-vl"},
    {"llava", "qwen3-vl", MADE_COCO, reach, "llava"},
    {"llava", "pixels", MADE_HD, reach, "llava"},
    {"llava", "qwen2.5-vl", MADE_WEB, reach, "llava"},
    {"llava", "sphinx", MADE_HD, leave, "llava"},
    {"llava", "grounding-dino", MADE_COCO, leave, "llava"},
    {"sphinx", "qwen3-vl", MADE_HD, reach, "sphinx"},
    {"grounding-dino", "llava", MADE_COCO, turned, "grounding-dino"},
    {"paligemma", "pixels", MADE_COCO, leave, "paligemma"},
    {"paligemma", "llava", MADE_WEB, leave, "paligemma"},
    {"gemini", "qwen2.5-vl", MADE_COCO, leave, "gemini"},
    {"deepseek-vl2", "pixels", MADE_COCO, leave, "0..1000"},
    {"space=pixels,order=xywh", "pixels", MADE_COCO, turned, "order=xywh"},
    {"space=pixels,order=xywh", "qwen2.5-vl", MADE_HD, turned, "order=xywh"},
    {"space=1000,order=xywh", "qwen3-vl", MADE_COCO, turned, "space=1000,order=xywh"},
    {"pixels", "space=pixels,order=xywh", MADE_COCO, leave, "pixels"},
    {"qwen3-vl", "space=pixels,order=xywh", MADE_WEB, leave, "qwen3-vl"},
    {"space=input,max-pixels=1003520", "pixels", MADE_PHOTOS, reach, "max-pixels=1003520"},
    {"qwen3-vl", "space=500", MADE_COCO, leave, "qwen3-vl"},
    {"space=100", "llava", MADE_COCO, leave, "space=100"},
    {"space=100", "qwen3-vl", MADE_COCO, reach, "space=100"},
};

/* Whichever order a frame names, the other one's families are told with it: see the axes below. */
static bool tells(const char *text, const confusion *c)
{
    const char *families = text ? strstr(text, "; read as ") : NULL;
    bool unnamed_percent = strcmp(c->named, "space=100") == 0;

    return families && strstr(text, c->why) &&
           (strstr(families, c->named) || (unnamed_percent && strstr(families, "0..100 of")) ||
            (strcmp(c->named, "paligemma") == 0 && strstr(families, "gemini")));
}

static void a_wrong_frame_is_told_with_the_right_one(void **state)
{
    static const unsigned sizes[] = {100, 1000};
    char buf[TEXT];

    (void)state;

    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        od_frame right = parsed(told[i].right), declared = parsed(told[i].declared);
        for (unsigned seed = 1; seed <= 5; seed++)
            for (int k = 0; k < 2; k++) {
                made_run r = {.random = seed, .images = told[i].images, .mistakes = 0.01};
                const char *text = suspicion_of(&right, &declared, r, sizes[k], buf);
                if (!tells(text, &told[i]))
                    fail_msg("%s declared as %s, images %d, seed %u, %u boxes: %s", told[i].right,
                             told[i].declared, (int)told[i].images, seed, sizes[k], text ? text : "nothing");
            }
    }
}

/* The numbers are the same, or as good as. */
static void what_cannot_be_told_is_not_told(void **state)
{
    static const char *const pairs[][2] = {
        {"qwen3-vl", "deepseek-vl2"},   {"deepseek-vl2", "qwen3-vl"}, {"qwen3-vl", "florence-2"},
        {"florence-2", "qwen3-vl"},     {"paligemma", "gemini"},      {"gemini", "paligemma"},
        {"deepseek-vl2", "florence-2"},
    };
    static const char *const same_size[][2] = {{"pixels", "qwen2.5-vl"}, {"qwen2.5-vl", "pixels"}};
    static const char *const thousand[][2] = {{"pixels", "qwen3-vl"}, {"qwen2.5-vl", "qwen3-vl"}};
    char buf[TEXT];

    (void)state;

    for (uint64_t seed = 1; seed <= 5; seed++) {
        made_run r = {.random = seed, .mistakes = 0.01};
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            for (int images = 0; images < MADE_N_IMAGES; images++) {
                od_frame right = parsed(pairs[i][0]), declared = parsed(pairs[i][1]);
                r.images = (made_images)images;
                assert_null(suspicion_of(&right, &declared, r, 1000, buf));
            }
        for (size_t i = 0; i < 2; i++) {
            od_frame right = parsed(same_size[i][0]), declared = parsed(same_size[i][1]);
            od_frame scaled = parsed(thousand[i][1]), of_thousand = parsed(thousand[i][0]);
            r.images = MADE_COCO;
            assert_null(suspicion_of(&right, &declared, r, 1000, buf));
            r.images = MADE_HD;
            assert_null(suspicion_of(&right, &declared, r, 1000, buf));
            r.images = MADE_THOUSAND;
            assert_null(suspicion_of(&of_thousand, &scaled, r, 1000, buf));
        }
    }
}

/* Numbers relative to the image stay inside it with their axes swapped. Many small boxes tell, if there are
 * both wide and tall images. */
static void swapped_axes_are_told_by_the_shape_of_small_boxes(void **state)
{
    od_frame x_first = parsed("qwen3-vl"), y_first = parsed("gemini");
    char buf[TEXT];

    (void)state;

    for (uint64_t seed = 1; seed <= 5; seed++) {
        made_run r = {.random = seed, .images = MADE_PHOTOS, .mistakes = 0.01};
        assert_non_null(
            strstr(suspicion_of(&y_first, &x_first, r, 3000, buf), "y1 x1 y2 x2 (--frame gemini)"));
        assert_non_null(strstr(suspicion_of(&x_first, &y_first, r, 3000, buf), "x1 y1 x2 y2 (--frame "));
        r.images = MADE_HD; /* wide only */
        assert_null(suspicion_of(&y_first, &x_first, r, 3000, buf));
    }
}

static void the_order_that_the_numbers_leave_open_is_named_too(void **state)
{
    od_frame right = parsed("gemini"), declared = parsed("pixels");
    char buf[TEXT];

    (void)state;

    suspicion_of(&right, &declared, (made_run){.random = 1, .images = MADE_VGA}, 100, buf);

    assert_non_null(strstr(buf, "read as 0..1000 of the image's width and height, x1 y1 x2 y2 (--frame "));
    assert_non_null(strstr(buf, "; with y first: gemini), none does"));
}

static void a_small_buffer_holds_the_beginning(void **state)
{
    od_plausible p = {0};
    od_plausible_summary s;
    od_frame llava = parsed("llava");
    char buf[16];

    (void)state;
    for (int i = 0; i < 20; i++)
        add(&p, square, 10, 10, 90, 90);
    od_plausible_summarise(&p, &s);
    od_plausible_release(&p);

    assert_string_equal(od_plausible_suspicion(&s, &llava, buf, sizeof buf), "100% of the box");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_are_counted),
        cmocka_unit_test(each_frame_sees_its_own_boxes),
        cmocka_unit_test(half_a_percent_of_the_boxes_does_not_count_for_reach),
        cmocka_unit_test(a_box_without_the_sizes_it_needs_is_only_counted),
        cmocka_unit_test(an_order_that_the_text_gives_holds_in_every_frame),
        cmocka_unit_test(nothing_seen_is_nothing_suspected),
        cmocka_unit_test(a_run_in_parts_is_the_same_run),
        cmocka_unit_test(a_frame_that_only_one_part_declares_is_dropped),
        cmocka_unit_test(fewer_than_twenty_boxes_say_nothing),
        cmocka_unit_test(a_right_frame_is_never_suspected),
        cmocka_unit_test(a_wrong_frame_is_told_with_the_right_one),
        cmocka_unit_test(what_cannot_be_told_is_not_told),
        cmocka_unit_test(swapped_axes_are_told_by_the_shape_of_small_boxes),
        cmocka_unit_test(the_order_that_the_numbers_leave_open_is_named_too),
        cmocka_unit_test(a_small_buffer_holds_the_beginning),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
