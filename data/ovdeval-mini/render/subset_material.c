/* subset_material.c: "striped square" among dotted squares and striped circles; colours mean nothing. */
#include "attribute.h"
#include "subset.h"

static const shape shapes[] = {SHAPE_CIRCLE, SHAPE_SQUARE, SHAPE_TRIANGLE, SHAPE_DIAMOND, SHAPE_HEXAGON};

static const char *const texture_names[] = {
    [TEXTURE_PLAIN] = "plain",         [TEXTURE_STRIPED] = "striped", [TEXTURE_DOTTED] = "dotted",
    [TEXTURE_CHECKERED] = "checkered", [TEXTURE_BRICK] = "brick",     [TEXTURE_WAVY] = "wavy",
};

static paint texture_paint(chance *c, int value, int radius, rgb *outline)
{
    rgb hue = colour_rgb[chance_below(c, N_HUES)];
    rgb light = rgb_mix(hue, colour_rgb[COLOUR_WHITE], 150),
        dark = rgb_mix(hue, colour_rgb[COLOUR_BLACK], 60);
    paint p = {.base = light, .ink = dark, .texture = (texture)value, .pitch = PX(5) + radius / 8};

    if (p.texture == TEXTURE_BRICK) {
        p.base = rgb_mix(hue, colour_rgb[COLOUR_WHITE], 40);
        p.ink = rgb_mix(hue, colour_rgb[COLOUR_WHITE], 215);
    }
    *outline = rgb_mix(hue, colour_rgb[COLOUR_BLACK], 120);
    return p;
}

static const attribute material = {
    .n_values = sizeof(texture_names) / sizeof(texture_names[0]),
    .values = texture_names,
    .n_shapes = sizeof(shapes) / sizeof(shapes[0]),
    .shapes = shapes,
    .smallest = 16,
    .paint = texture_paint,
};

static void draw(picture *p, int index)
{
    attribute_draw(p, index, &material);
}

const subset subset_material = {.name = "material", .n_pictures = 12, .draw = draw};
