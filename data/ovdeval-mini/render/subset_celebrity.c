/* subset_celebrity.c: made-up people, known by hat or hair and one thing more, in person and in framed
 * portraits. */
#include "shape.h"
#include "sketch.h"
#include "subset.h"

typedef enum headwear { TOP_HAT, TOP_HAIR } headwear;
typedef enum mark {
    MARK_ROUND_GLASSES,
    MARK_SQUARE_GLASSES,
    MARK_MOUSTACHE,
    MARK_BEARD,
    MARK_EYE_PATCH
} mark;

typedef struct person {
    const char *label; /* NULL: a bystander, there to mislead */
    headwear top;
    colour_id colour; /* of the top */
    mark mark;
} person;

enum { N_PEOPLE = 10, N_BYSTANDERS = 3, N_CAST = 6, PORTRAIT_HALF_WIDTH = 128, PORTRAIT_HALF_HEIGHT = 150 };

/* First those with labels, then the bystanders. */
static const person people[N_PEOPLE + N_BYSTANDERS] = {
    {"face with a red hat and round glasses", TOP_HAT, COLOUR_RED, MARK_ROUND_GLASSES},
    {"face with a blue hat and round glasses", TOP_HAT, COLOUR_BLUE, MARK_ROUND_GLASSES},
    {"face with a red hat and a moustache", TOP_HAT, COLOUR_RED, MARK_MOUSTACHE},
    {"face with a green hat and a beard", TOP_HAT, COLOUR_GREEN, MARK_BEARD},
    {"face with a blue hat and an eye patch", TOP_HAT, COLOUR_BLUE, MARK_EYE_PATCH},
    {"face with yellow hair and round glasses", TOP_HAIR, COLOUR_YELLOW, MARK_ROUND_GLASSES},
    {"face with black hair and a beard", TOP_HAIR, COLOUR_BLACK, MARK_BEARD},
    {"face with orange hair and square glasses", TOP_HAIR, COLOUR_ORANGE, MARK_SQUARE_GLASSES},
    {"face with purple hair and an eye patch", TOP_HAIR, COLOUR_PURPLE, MARK_EYE_PATCH},
    {"face with black hair and a moustache", TOP_HAIR, COLOUR_BLACK, MARK_MOUSTACHE},
    {NULL, TOP_HAT, COLOUR_GREEN, MARK_SQUARE_GLASSES},
    {NULL, TOP_HAIR, COLOUR_YELLOW, MARK_BEARD},
    {NULL, TOP_HAIR, COLOUR_PURPLE, MARK_ROUND_GLASSES},
};

static const rgb dark = {44, 40, 44}, lip = {176, 74, 74};

static void draw_hat(const sketch *s, rgb cloth)
{
    static const short crown[][2] = {{-62, -52}, {-52, -134}, {52, -134}, {62, -52}};
    static const short band[][2] = {{-62, -52}, {-60, -72}, {60, -72}, {62, -52}};

    sketch_polygon(s, 4, crown, cloth);
    sketch_polygon(s, 4, band, rgb_mix(cloth, dark, 140));
    sketch_line(s, -92, -48, 92, -48, 18, cloth);
}

/* Over the forehead, cut along a slant. */
static void draw_fringe(const sketch *s, rgb hair)
{
    static const short above[][2] = {{-110, -130}, {110, -130}, {110, -10}, {86, -16},
                                     {20, -62},    {-60, -40},  {-86, -8},  {-110, 0}};
    region cap = region_ellipse(sketch_point(s, 0, -6), sketch_length(s, 89), sketch_length(s, 108));
    region cut = sketch_outline(s, 8, above);

    cap.within = &cut;
    sketch_fill(s, &cap, hair);
}

static void draw_glasses(const sketch *s, bool round)
{
    for (int side = -1; side <= 1; side += 2) {
        if (round) {
            sketch_ring(s, side * 34, -8, 29, 8, dark);
        } else {
            region lens =
                region_box(sketch_point(s, side * 34, -8), sketch_length(s, 29), sketch_length(s, 23));
            region hole = region_box(lens.at, sketch_length(s, 21), sketch_length(s, 15));

            lens.without = &hole;
            sketch_fill(s, &lens, dark);
        }
        sketch_line(s, side * 62, -10, side * 80, -14, 7, dark);
    }
    sketch_line(s, -7, -10, 7, -10, 7, dark);
}

static void draw_eye_patch(const sketch *s)
{
    region face = region_ellipse(sketch_point(s, 0, 0), sketch_length(s, 80), sketch_length(s, 98));
    region strap = region_stroke(sketch_point(s, -90, -50), sketch_point(s, 90, 20), sketch_length(s, 8));

    strap.within = &face;
    sketch_fill(s, &strap, dark);
    sketch_disc(s, 32, -6, 26, 24, dark);
}

static void draw_beard(const sketch *s, rgb hair)
{
    static const short below[][2] = {{-90, 16}, {-58, 10}, {-34, 38}, {34, 38},
                                     {58, 10},  {90, 16},  {90, 130}, {-90, 130}};
    region chin = region_ellipse(sketch_point(s, 0, 6), sketch_length(s, 83), sketch_length(s, 108));
    region cut = sketch_outline(s, 8, below);

    chin.within = &cut;
    sketch_fill(s, &chin, hair);
}

static void draw_moustache(const sketch *s, rgb hair)
{
    for (int side = -1; side <= 1; side += 2) {
        sketch_line(s, 0, 42, side * 22, 44, 17, hair);
        sketch_line(s, side * 20, 45, side * 42, 36, 11, hair);
    }
}

static void draw_mark(const sketch *s, mark m, rgb hair)
{
    switch (m) {
    case MARK_ROUND_GLASSES:
    case MARK_SQUARE_GLASSES: draw_glasses(s, m == MARK_ROUND_GLASSES); break;
    case MARK_MOUSTACHE: draw_moustache(s, hair); break;
    case MARK_BEARD: draw_beard(s, hair); break;
    case MARK_EYE_PATCH: draw_eye_patch(s); break;
    }
}

static void draw_face(const sketch *s, const person *who, rgb skin)
{
    rgb top = colour_rgb[who->colour], shadow = rgb_mix(skin, (rgb){120, 50, 30}, 90);
    rgb beard = who->top == TOP_HAIR ? top : (rgb){92, 62, 42};

    if (who->top == TOP_HAIR)
        sketch_disc(s, 0, -14, 92, 102, top);
    sketch_disc(s, -80, 2, 13, 20, shadow);
    sketch_disc(s, 80, 2, 13, 20, shadow);
    sketch_disc(s, 0, 0, 80, 98, skin);
    for (int side = -1; side <= 1; side += 2)
        sketch_disc(s, side * 34, -8, 10, 12, dark);
    sketch_line(s, 0, 2, 5, 22, 7, shadow);
    draw_mark(s, who->mark, beard);
    sketch_line(s, -20, 60, 0, 66, 8, lip);
    sketch_line(s, 0, 66, 20, 60, 8, lip);
    if (who->top == TOP_HAT)
        draw_hat(s, top);
    else
        draw_fringe(s, top);
}

static void show_face(picture *p, const sketch *s, const person *who, rgb skin)
{
    int item;

    picture_begin_item(p);
    draw_face(s, who, skin);
    item = picture_end_item(p);
    if (who->label)
        picture_annotate(p, item, who->label, false);
}

static rgb random_skin(picture *p)
{
    static const rgb skins[] = {
        {250, 216, 186}, {240, 196, 158}, {216, 164, 122}, {176, 122, 84}, {236, 204, 176}};

    return skins[chance_below(&p->chance, (int)(sizeof(skins) / sizeof(skins[0])))];
}

static rgb random_shirt(picture *p)
{
    static const rgb shirts[] = {
        {98, 116, 138}, {124, 132, 120}, {142, 120, 128}, {112, 108, 132}, {86, 124, 128}};

    return shirts[chance_below(&p->chance, (int)(sizeof(shirts) / sizeof(shirts[0])))];
}

/* Neck and shoulders, as far as they lie in `window`; NULL: all of them. */
static void draw_shoulders(const sketch *s, const region *window, rgb shirt, rgb skin)
{
    region body = region_ellipse(sketch_point(s, 0, 212), sketch_length(s, 138), sketch_length(s, 104));
    region neck = region_box(sketch_point(s, 0, 100), sketch_length(s, 26), sketch_length(s, 30));

    body.within = window;
    neck.within = window;
    sketch_fill(s, &body, shirt);
    sketch_fill(s, &neck, rgb_mix(skin, (rgb){120, 50, 30}, 50));
}

static void draw_in_person(picture *p, const person *who, int centre_x, int size)
{
    int y = p->canvas.height - size * 205 / 100;
    sketch s = {&p->canvas, {PX(centre_x), PX(y)}, PX(size)};
    box place = {centre_x - size * 140 / 100, y - size * 145 / 100, size * 280 / 100, size * 345 / 100};
    rgb skin = random_skin(p);

    if (!picture_claim(p, place, 0))
        return;
    draw_shoulders(&s, NULL, random_shirt(p), skin);
    show_face(p, &s, who, skin);
}

static void draw_portrait(picture *p, const person *who, int size)
{
    rgb wood = rgb_mix((rgb){120, 84, 56}, (rgb){196, 160, 90}, chance_below(&p->chance, 256)),
        skin = random_skin(p);
    int half_width = size * PORTRAIT_HALF_WIDTH / 100, half_height = size * PORTRAIT_HALF_HEIGHT / 100;
    point at = {0, 0};
    int scale = picture_place(p, half_width, half_height, 5, 0, p->canvas.height * 3 / 4, &at);
    region window;
    sketch s;

    if (scale < 48)
        return;
    s = (sketch){&p->canvas, at, PX(size) * scale / 64};
    sketch_box(&s, -PORTRAIT_HALF_WIDTH, -PORTRAIT_HALF_HEIGHT, PORTRAIT_HALF_WIDTH, PORTRAIT_HALF_HEIGHT,
               wood);
    window = region_box(at, sketch_length(&s, PORTRAIT_HALF_WIDTH - 14),
                        sketch_length(&s, PORTRAIT_HALF_HEIGHT - 14));
    sketch_fill(&s, &window, (rgb){228, 234, 236});
    s.size = s.size * 13 / 16;
    s.at.y += sketch_length(&s, 20);
    draw_shoulders(&s, &window, random_shirt(p), skin);
    show_face(p, &s, who, skin);
}

static void draw_room(picture *p)
{
    static const rgb walls[] = {{238, 228, 210}, {218, 226, 224}, {230, 220, 226}, {224, 228, 212}};
    rgb wall = walls[chance_below(&p->chance, (int)(sizeof(walls) / sizeof(walls[0])))];
    int rail = p->canvas.height * 80 / 100;

    canvas_gradient(&p->canvas, 0, rail, rgb_mix(wall, (rgb){255, 255, 255}, 60), wall);
    canvas_gradient(&p->canvas, rail, rail + 4, rgb_mix(wall, dark, 50), rgb_mix(wall, dark, 70));
    canvas_gradient(&p->canvas, rail + 4, p->canvas.height, rgb_mix(wall, dark, 24), rgb_mix(wall, dark, 40));
}

/* One large, two or three people in front, portraits behind them where there is room. */
static void draw(picture *p, int index)
{
    static const int in_person[] = {60, 46, 32}, portraits[] = {34, 28, 24, 20, 18};
    int n = 1 + index % 3, size = in_person[n - 1] * p->canvas.height / 270;
    const person *cast[N_CAST] = {
        &people[index % N_PEOPLE],           &people[(index * 3 + 4) % N_PEOPLE],
        &people[(index + 1) % N_PEOPLE],     &people[N_PEOPLE + index % N_BYSTANDERS],
        &people[(index * 7 + 2) % N_PEOPLE], &people[(index + 5) % N_PEOPLE],
    };

    draw_room(p);
    for (int i = 0; i < n; i++) {
        int slot = p->canvas.width / n, slack = slot / 2 - size * 142 / 100;
        int shift = slack > 0 ? chance_between(&p->chance, -slack, slack) : 0;

        draw_in_person(p, cast[i], slot * i + slot / 2 + shift, size);
    }
    for (int i = n; i < N_CAST; i++)
        draw_portrait(p, cast[i], portraits[i - n]);
}

static const char *label(int i)
{
    return people[i].label;
}

const subset subset_celebrity = {
    .name = "celebrity", .n_pictures = 12, .n_labels = N_PEOPLE, .label = label, .draw = draw};
