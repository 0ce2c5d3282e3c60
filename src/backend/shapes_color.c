/* shapes_color.c: which word fits a colour: by hue, saturation and brightness, with soft borders. */
#include "backend/shapes.h"

#include <math.h>

typedef struct hsv {
    double hue;        /* degrees, 0 is red */
    double saturation; /* 0 .. 1 */
    double value;      /* 0 .. 1 */
} hsv;

static hsv hsv_of(od_rgb c)
{
    int most = c.r > c.g ? c.r : c.g, least = c.r < c.g ? c.r : c.g, range;
    hsv h = {0};

    most = most > c.b ? most : c.b;
    least = least < c.b ? least : c.b;
    range = most - least;
    h.value = most / 255.0;
    if (range == 0)
        return h;
    h.saturation = (double)range / most;
    if (most == c.r)
        h.hue = 60.0 * (c.g - c.b) / range;
    else if (most == c.g)
        h.hue = 120 + 60.0 * (c.b - c.r) / range;
    else
        h.hue = 240 + 60.0 * (c.r - c.g) / range;
    if (h.hue < 0)
        h.hue += 360;
    return h;
}

/* A word covers a range of each coordinate, and fits less and less beyond it. */
typedef struct word {
    double hue_from, hue_to, saturation_from, saturation_to, value_from, value_to;
} word;

static const word words[OD_N_HUES] = {
    [OD_RED] = {344, 374, 0.55, 1, 0.45, 1},    [OD_ORANGE] = {18, 38, 0.55, 1, 0.75, 1},
    [OD_YELLOW] = {43, 66, 0.35, 1, 0.6, 1},    [OD_GREEN] = {75, 165, 0.25, 1, 0.2, 1},
    [OD_BLUE] = {180, 248, 0.3, 1, 0.3, 1},     [OD_PURPLE] = {258, 300, 0.25, 1, 0.25, 1},
    [OD_PINK] = {305, 350, 0.2, 0.68, 0.65, 1}, [OD_BROWN] = {8, 42, 0.3, 1, 0.22, 0.66},
    [OD_BLACK] = {0, 360, 0, 1, 0, 0.21},       [OD_WHITE] = {0, 360, 0, 0.05, 0.93, 1},
    [OD_GRAY] = {0, 360, 0, 0.11, 0.32, 0.88},
};

/* 1 from `from` to `to`, falling to 0 at `soft` beyond. */
static double within(double v, double from, double to, double soft)
{
    double out = v < from ? from - v : v > to ? v - to : 0;

    return out >= soft ? 0 : 1 - out / soft;
}

static double fits(const word *w, hsv at)
{
    double hue, tone = within(at.value, w->value_from, w->value_to, 0.12) *
                       within(at.saturation, w->saturation_from, w->saturation_to, 0.15);

    if (tone <= 0)
        return 0;
    hue = within(at.hue, w->hue_from, w->hue_to, 8);
    return tone * fmax(hue, within(at.hue + 360, w->hue_from, w->hue_to, 8));
}

double od_hue_fits(od_hue h, od_rgb c)
{
    return fits(&words[h], hsv_of(c));
}

/* For colours between all words. */
static od_hue nearest_tone(hsv at)
{
    if (at.value < 0.3)
        return OD_BLACK;
    if (at.saturation > 0.15)
        return OD_BROWN;
    return at.value > 0.9 ? OD_WHITE : OD_GRAY;
}

od_hue od_hue_of(od_rgb c)
{
    hsv at = hsv_of(c);
    od_hue best = nearest_tone(at);
    double most = 0;

    for (int i = 0; i < OD_N_HUES; i++) {
        double fit = fits(&words[i], at);

        if (fit > most) {
            most = fit;
            best = (od_hue)i;
        }
    }
    return best;
}
