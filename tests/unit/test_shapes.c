/* The backend "shapes" through its table: drawings in, boxes out. */
#include <pthread.h>

#include "backend/backends.h"
#include "unit/shapes_drawing.h"

enum { MOST_BOXES = 4096 };

typedef struct answer {
    odeval_box boxes[MOST_BOXES]; /* labels are the request's */
    size_t n;
    int puts, failures;
} answer;

static int take(void *context, const odeval_result *r)
{
    answer *a = context;

    a->puts++;
    a->failures += r->failure != NULL;
    for (size_t i = 0; i < r->n_boxes && a->n < MOST_BOXES; i++)
        a->boxes[a->n++] = r->boxes[i];
    return 1;
}

static int never(void *context)
{
    (void)context;
    return 0;
}

static int always(void *context)
{
    (void)context;
    return 1;
}

/* A private block as the host makes it: zeroed, and the options in it. */
static void *open_shapes(const odeval_host *host, double threshold)
{
    const odeval_backend *b = &od_backend_shapes;
    char *block = calloc(1, b->private_size);

    assert_non_null(block);
    for (const odeval_backend_option *o = b->options; o->name; o++)
        if (o->type == ODEVAL_OPTION_INTEGER)
            *(int64_t *)(void *)(block + o->offset) = atoll(o->standard);
        else
            *(double *)(void *)(block + o->offset) = threshold;
    assert_int_equal(b->open(block, host), ODEVAL_BACKEND_OK);
    return block;
}

static const odeval_host quiet = {.struct_size = sizeof quiet, .cancelled = never};

static odeval_backend_status ask(void *block, const drawing *d, const char *const *labels, size_t n,
                                 answer *a)
{
    odeval_request r = {.struct_size = sizeof r,
                        .file_name = "",
                        .rgb = d->rgb,
                        .width = (uint32_t)d->width,
                        .height = (uint32_t)d->height,
                        .labels = labels,
                        .n_labels = n,
                        .prompt = ""};
    odeval_sink sink = {.struct_size = sizeof sink, .context = a, .put = take};

    memset(a, 0, sizeof *a);
    return od_backend_shapes.detect(block, &r, 1, &sink);
}

/* Where the label's best box has its middle, when it scores above `least`; else 0, 0. */
typedef struct spot {
    double x, y;
} spot;

static spot where(const drawing *d, const char *label, double least)
{
    static answer a;
    void *block = open_shapes(&quiet, 0.05);
    spot s = {0, 0};

    assert_int_equal(ask(block, d, &label, 1, &a), ODEVAL_BACKEND_OK);
    assert_int_equal(a.puts, 1);
    assert_int_equal(a.failures, 0);
    if (a.n > 0 && a.boxes[0].score > least)
        s = (spot){a.boxes[0].x + a.boxes[0].width / 2, a.boxes[0].y + a.boxes[0].height / 2};
    free(block);
    return s;
}

static bool found_at(const drawing *d, const char *label, double x, double y)
{
    spot s = where(d, label, 0.5);

    return fabs(s.x - x) < 3 && fabs(s.y - y) < 3;
}

static bool not_found(const drawing *d, const char *label)
{
    return where(d, label, 0.25).x == 0;
}

static void a_red_circle_is_found_and_no_blue_square_is(void **state)
{
    drawing d = drawing_new(200, 100);

    (void)state;
    draw(&d, drawn_disc, 50, 50, 20, drawn_red);
    draw(&d, drawn_square, 150, 50, 18, drawn_green);

    assert_true(found_at(&d, "red circle", 50, 50));
    assert_true(found_at(&d, "a green square", 150, 50));
    assert_true(not_found(&d, "blue square"));
    assert_true(not_found(&d, "red square"));
    assert_true(not_found(&d, "green circle"));
    assert_true(not_found(&d, "triangle"));
    assert_true(found_at(&d, "thing that is not red", 150, 50));
    drawing_free(&d);
}

static void relations_are_about_which_of_two(void **state)
{
    drawing d = drawing_new(300, 100);

    (void)state;
    draw(&d, drawn_disc, 40, 50, 20, drawn_red);
    draw(&d, drawn_star, 150, 50, 24, drawn_blue);
    draw(&d, drawn_disc, 260, 50, 20, drawn_red);

    assert_true(found_at(&d, "circle left of the star", 40, 50));
    assert_true(found_at(&d, "circle right of the star", 260, 50));
    assert_true(not_found(&d, "circle above the star"));
    assert_true(not_found(&d, "star left of the circle") == false);
    assert_true(found_at(&d, "circle on the left", 40, 50));
    drawing_free(&d);
}

static void inside_and_around_need_a_hole(void **state)
{
    drawing d = drawing_new(260, 120);

    (void)state;
    draw(&d, drawn_ring, 60, 60, 50, drawn_blue);
    draw(&d, drawn_disc, 60, 60, 16, drawn_red);
    draw(&d, drawn_disc, 200, 60, 16, drawn_red);

    assert_true(found_at(&d, "ring", 60, 60));
    assert_true(found_at(&d, "circle inside the ring", 60, 60));
    assert_true(found_at(&d, "ring around the circle", 60, 60));
    assert_true(not_found(&d, "square inside the ring"));
    drawing_free(&d);
}

static void things_that_touch_are_told_apart(void **state)
{
    drawing d = drawing_new(200, 100);

    (void)state;
    draw(&d, drawn_square, 60, 50, 20, drawn_yellow);
    draw(&d, drawn_disc, 100, 50, 20, drawn_blue);
    draw(&d, drawn_disc, 170, 50, 14, drawn_blue);

    assert_true(found_at(&d, "circle touching the square", 100, 50));
    assert_true(found_at(&d, "square touching the circle", 60, 50));
    drawing_free(&d);
}

static void without_is_the_other_one(void **state)
{
    drawing d = drawing_new(200, 100);

    (void)state;
    draw(&d, drawn_square, 50, 50, 24, drawn_black);
    draw(&d, drawn_square, 50, 50, 20, drawn_yellow);
    draw(&d, drawn_square, 150, 50, 24, drawn_yellow);
    draw(&d, drawn_disc, 150, 50, 6, drawn_black);

    assert_true(found_at(&d, "square with border", 50, 50));
    assert_true(found_at(&d, "square without border", 150, 50));
    assert_true(found_at(&d, "square without dot", 50, 50));
    drawing_free(&d);
}

static void an_emblem_is_told_by_what_it_shows_in_what(void **state)
{
    drawing d = drawing_new(220, 100);

    (void)state;
    draw(&d, drawn_disc, 50, 50, 30, drawn_red);
    draw(&d, drawn_plus, 50, 50, 16, drawn_white);
    draw(&d, drawn_disc, 160, 50, 30, drawn_red);
    draw(&d, drawn_star, 160, 50, 18, drawn_yellow);

    assert_true(found_at(&d, "emblem with a white cross in a red circle", 50, 50));
    assert_true(found_at(&d, "emblem with a yellow star in a red circle", 160, 50));
    assert_true(not_found(&d, "emblem with a white star in a red circle"));
    assert_true(not_found(&d, "emblem with a white cross in a blue circle"));
    drawing_free(&d);
}

static bool oval_face(double x, double y)
{
    return x * x / 0.64 + y * y <= 1;
}

static void a_face_is_told_by_what_is_on_it(void **state)
{
    const od_rgb skin = {240, 196, 158};
    drawing d = drawing_new(160, 200);

    (void)state;
    draw(&d, oval_face, 80, 120, 50, skin);
    draw(&d, drawn_square, 80, 70, 32, drawn_blue);
    draw(&d, drawn_bar, 80, 88, 50, drawn_blue);
    for (int side = -1; side <= 1; side += 2) {
        draw(&d, drawn_disc, 80 + side * 17, 118, 14, drawn_black);
        draw(&d, drawn_disc, 80 + side * 17, 118, 10, skin);
        draw(&d, drawn_disc, 80 + side * 17, 118, 5, drawn_black);
    }

    assert_true(where(&d, "face with a blue hat", 0.5).x > 70);
    assert_true(where(&d, "face with a blue hat and round glasses", 0.5).x > 70);
    assert_true(where(&d, "face without a beard", 0.5).x > 70);
    assert_true(not_found(&d, "face with a red hat"));
    assert_true(not_found(&d, "face with blue hair"));
    assert_true(not_found(&d, "face with a moustache"));
    drawing_free(&d);
}

static void odd_labels_find_nothing_and_hurt_nothing(void **state)
{
    static answer a;
    static char endless[70001];
    const char *labels[] = {"", "   ", "\xff\xfe\x80", "zebra", endless, "without", "of of of in in not"};
    drawing d = drawing_new(80, 80);
    void *block = open_shapes(&quiet, 0.05);

    (void)state;
    memset(endless, 'q', sizeof endless - 1);
    draw(&d, drawn_disc, 40, 40, 20, drawn_red);

    assert_int_equal(ask(block, &d, labels, 5, &a), ODEVAL_BACKEND_OK);
    assert_int_equal(a.puts, 1);
    assert_int_equal(a.n, 0);
    assert_int_equal(ask(block, &d, labels, sizeof labels / sizeof labels[0], &a), ODEVAL_BACKEND_OK);
    assert_int_equal(a.failures, 0);
    free(block);
    drawing_free(&d);
}

static const char *const many[] = {"red circle",   "striped square",          "thing",
                                   "black",        "face with a hat",         "square left of the circle",
                                   "white bridge", "emblem with a white star"};

enum { N_MANY = sizeof many / sizeof many[0] };

static void noise(drawing *d, uint64_t seed)
{
    for (size_t i = 0; i < (size_t)d->width * (size_t)d->height * 3; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        d->rgb[i] = (unsigned char)(seed >> 56);
    }
}

static void boxes_lie_in_the_image_and_scores_in_their_range(void **state)
{
    static const int sizes[][2] = {{1, 1}, {1, 700}, {700, 1}, {2, 2}, {5, 3}, {64, 64}, {4000, 3999}};
    static answer a;
    void *block = open_shapes(&quiet, 0);

    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        drawing d = drawing_new(sizes[k][0], sizes[k][1]);

        for (int noisy = 0; noisy < 2; noisy++) {
            if (noisy)
                noise(&d, k);
            assert_int_equal(ask(block, &d, many, N_MANY, &a), ODEVAL_BACKEND_OK);
            assert_int_equal(a.puts, 1);
            assert_int_equal(a.failures, 0);
            for (size_t i = 0; i < a.n; i++) {
                const odeval_box *b = &a.boxes[i];

                assert_true(b->score > 0 && b->score <= 1);
                assert_true(b->x >= 0 && b->y >= 0 && b->width >= 1 && b->height >= 1);
                assert_true(b->x + b->width <= d.width && b->y + b->height <= d.height);
            }
        }
        drawing_free(&d);
    }
    free(block);
}

static void a_large_image_gives_boxes_in_its_own_pixels(void **state)
{
    drawing d = drawing_new(2400, 1600);
    spot s;

    (void)state;
    draw(&d, drawn_disc, 1800, 400, 150, drawn_red);

    s = where(&d, "red circle", 0.5);

    assert_true(fabs(s.x - 1800) <= 4 && fabs(s.y - 400) <= 4);
    drawing_free(&d);
}

typedef struct errand {
    pthread_t thread;
    void *block;
    const drawing *d;
    answer a;
} errand;

static void *run_errand(void *context)
{
    errand *e = context;

    ask(e->block, e->d, many, N_MANY, &e->a);
    return NULL;
}

static void threads_that_share_a_block_give_the_same_bytes(void **state)
{
    enum { N = 4 };
    static errand errands[N];
    drawing d = drawing_new(200, 150);
    void *block = open_shapes(&quiet, 0);

    (void)state;
    draw(&d, drawn_disc, 50, 50, 30, drawn_red);
    draw(&d, drawn_star, 130, 60, 30, drawn_blue);
    for (int i = 0; i < N; i++) {
        errands[i].block = block;
        errands[i].d = &d;
        assert_int_equal(pthread_create(&errands[i].thread, NULL, run_errand, &errands[i]), 0);
    }
    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_join(errands[i].thread, NULL), 0);

    assert_true(errands[0].a.n > 2);
    for (int i = 1; i < N; i++)
        assert_memory_equal(&errands[i].a, &errands[0].a, sizeof(answer));
    free(block);
    drawing_free(&d);
}

static void an_image_without_pixels_is_a_failure_for_good(void **state)
{
    static answer a;
    drawing none = {0, 0, NULL};
    void *block = open_shapes(&quiet, 0.05);

    (void)state;

    assert_int_equal(ask(block, &none, many, 1, &a), ODEVAL_BACKEND_OK);

    assert_int_equal(a.failures, 1);
    free(block);
}

static void a_run_that_is_cancelled_ends_without_an_answer(void **state)
{
    static answer a;
    const odeval_host stopping = {.struct_size = sizeof stopping, .cancelled = always};
    drawing d = drawing_new(20, 20);
    void *block = open_shapes(&stopping, 0.05);

    (void)state;

    assert_int_equal(ask(block, &d, many, 1, &a), ODEVAL_BACKEND_CANCELLED);

    assert_int_equal(a.puts, 0);
    free(block);
    drawing_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_red_circle_is_found_and_no_blue_square_is),
        cmocka_unit_test(relations_are_about_which_of_two),
        cmocka_unit_test(inside_and_around_need_a_hole),
        cmocka_unit_test(things_that_touch_are_told_apart),
        cmocka_unit_test(without_is_the_other_one),
        cmocka_unit_test(an_emblem_is_told_by_what_it_shows_in_what),
        cmocka_unit_test(a_face_is_told_by_what_is_on_it),
        cmocka_unit_test(odd_labels_find_nothing_and_hurt_nothing),
        cmocka_unit_test(boxes_lie_in_the_image_and_scores_in_their_range),
        cmocka_unit_test(a_large_image_gives_boxes_in_its_own_pixels),
        cmocka_unit_test(threads_that_share_a_block_give_the_same_bytes),
        cmocka_unit_test(an_image_without_pixels_is_a_failure_for_good),
        cmocka_unit_test(a_run_that_is_cancelled_ends_without_an_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
