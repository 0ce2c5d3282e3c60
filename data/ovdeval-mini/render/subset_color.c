/* subset_color.c: "red circle" among blue circles and red squares. */
#include "attribute.h"
#include "subset.h"

static const shape shapes[] = {SHAPE_CIRCLE, SHAPE_SQUARE,  SHAPE_TRIANGLE,
                               SHAPE_STAR,   SHAPE_HEXAGON, SHAPE_CROSS};

static paint color_paint(chance *c, int value, int radius, rgb *outline)
{
    rgb base = colour_rgb[value];

    (void)c;
    (void)radius;
    *outline = rgb_mix(base, colour_rgb[COLOUR_BLACK], 110);
    return (paint){.base = base, .shade = 22};
}

static const attribute color = {
    .n_values = N_HUES,
    .values = colour_name,
    .n_shapes = sizeof(shapes) / sizeof(shapes[0]),
    .shapes = shapes,
    .smallest = 11,
    .paint = color_paint,
};

static void draw(picture *p, int index)
{
    attribute_draw(p, index, &color);
}

const subset subset_color = {.name = "color", .n_pictures = 12, .draw = draw};
