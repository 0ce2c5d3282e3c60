#include "answer/frame.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/nearest.h"
#include "core/number.h"

enum { SHOWN_MAX = 63, PATCH_STANDARD = 14, PATCH_MAX = 1024, TOKENS_LEAST = 4 };

static const double pixels_max = 9007199254740992.0; /* 2^53: whole numbers up to here are exact */

/* A space by name; what has a divisor has it behind the name. */
typedef struct space_row {
    const char *name;
    od_space space;
    bool has_divisor;
    double most; /* the divisor is a whole number from 1 to this; 0: any number above 0 */
} space_row;

static const space_row spaces[] = {
    {"pixels", OD_SPACE_PIXELS, false, 0},  {"input", OD_SPACE_INPUT, false, 0},
    {"bins:", OD_SPACE_BINS, true, 1e9},    {"square:", OD_SPACE_SQUARE, true, 0},
    {"cells:", OD_SPACE_CELLS, true, 4096},
};
static const char *const space_names[] = {"pixels", "input", "unit", "bins:", "square:", "cells:", NULL};

static const char *const order_names[] = {"xyxy", "yxyx", "xywh", "cxcywh", NULL};
static const char *const order_words[] = {
    [OD_ORDER_XYXY] = "x1 y1 x2 y2",
    [OD_ORDER_YXYX] = "y1 x1 y2 x2",
    [OD_ORDER_XYWH] = "x y width height",
    [OD_ORDER_CXCYWH] = "centre x, centre y, width, height",
};

static const char *const resize_names[] = {
    [OD_RESIZE_NONE] = "none",
    [OD_RESIZE_QWEN] = "qwen",
    [OD_RESIZE_TRANSFORMERS] = "transformers",
    [OD_RESIZE_TRANSFORMERS_EARLY] = "transformers-early",
    [OD_RESIZE_CLAMPED] = "clamped",
    [OD_N_RESIZE] = NULL,
};

typedef enum frame_key {
    KEY_SPACE,
    KEY_ORDER,
    KEY_RESIZE,
    KEY_PATCH,
    KEY_MIN_PIXELS,
    KEY_MAX_PIXELS,
    N_KEYS,
} frame_key;

static const char *const key_names[] = {"space",      "order",      "resize", "patch",
                                        "min-pixels", "max-pixels", NULL};

/* A frame that is being read. */
typedef struct draft {
    od_frame frame;
    bool seen[N_KEYS];
} draft;

const char *od_order_name(od_order order)
{
    return order_names[order];
}

const char *od_order_words(od_order order)
{
    return order_words[order];
}

const char *od_resize_name(od_resize resize)
{
    return resize_names[resize];
}

static int shown(od_str text)
{
    return (int)(text.n < SHOWN_MAX ? text.n : SHOWN_MAX);
}

static int find(od_str word, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (od_str_equal(word, od_str_of(names[i])))
            return i;
    return -1;
}

static od_status unknown(const char *kind, od_str word, const char *const *names, const char *all,
                         od_error *err)
{
    char misspelt[SHOWN_MAX + 1];
    const char *near;

    snprintf(misspelt, sizeof misspelt, "%.*s", shown(word), word.p);
    od_fail(err, OD_USAGE, "a frame has no %s \"%s\"", kind, misspelt);
    near = od_nearest(misspelt, names);
    return near ? od_remedy(err, "did you mean \"%s\"? There are %s", near, all)
                : od_remedy(err, "there are %s", all);
}

/* 0: any finite number above 0; else a whole one from 1 to `most`. */
static bool read_number(od_str text, double most, double *value)
{
    if (text.n == 0 || od_number_read(text.p, text.p + text.n, value) != text.p + text.n)
        return false;
    return most == 0 ? *value > 0 && isfinite(*value)
                     : *value >= 1 && *value <= most && *value == floor(*value);
}

static od_status wrong_number(const char *key, od_str text, double most, od_error *err)
{
    if (most == 0)
        return od_fail(err, OD_USAGE, "%s of a frame must be a finite number above 0, not \"%.*s\"", key,
                       shown(text), text.p);
    return od_fail(err, OD_USAGE, "%s of a frame must be a whole number from 1 to %.0f, not \"%.*s\"", key,
                   most, shown(text), text.p);
}

/* What looks like a number: that one is meant then, however wrong it is. */
static bool begins_number(od_str text)
{
    return text.n > 0 && strchr("0123456789+-.", text.p[0]) && text.p[0];
}

static od_status set_space(draft *d, od_str text, od_error *err)
{
    d->frame.divisor = 0;
    if (od_str_equal(text, OD_STR("unit")))
        text = OD_STR("1");
    if (begins_number(text)) {
        d->frame.space = OD_SPACE_SCALED;
        return read_number(text, 0, &d->frame.divisor) ? OD_OK : wrong_number("space", text, 0, err);
    }
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        const space_row *row = &spaces[i];
        size_t n = strlen(row->name);
        bool named = row->has_divisor ? text.n >= n && memcmp(text.p, row->name, n) == 0
                                      : od_str_equal(text, od_str_of(row->name));
        if (!named)
            continue;
        d->frame.space = row->space;
        text = (od_str){text.p + n, text.n - n};
        if (row->has_divisor && !read_number(text, row->most, &d->frame.divisor))
            return wrong_number(row->name, text, row->most, err);
        return OD_OK;
    }
    return unknown("space", text, space_names,
                   "pixels, input, unit, a number D for 0..D, bins:N, square:D and cells:N", err);
}

static od_status set_order(draft *d, od_str text, od_error *err)
{
    int order = find(text, order_names);

    if (order < 0)
        return unknown("order", text, order_names, "xyxy, yxyx, xywh and cxcywh", err);
    d->frame.order = (od_order)order;
    return OD_OK;
}

static od_status set_resize(draft *d, od_str text, od_error *err)
{
    int resize = find(text, resize_names);

    if (resize < 0)
        return unknown("resize", text, resize_names,
                       "none, qwen, transformers, transformers-early and clamped", err);
    d->frame.resize = (od_resize)resize;
    return OD_OK;
}

static od_status set_count(draft *d, frame_key key, od_str text, od_error *err)
{
    double value, most = key == KEY_PATCH ? PATCH_MAX : pixels_max;

    if (!read_number(text, most, &value))
        return wrong_number(key_names[key], text, most, err);
    if (key == KEY_PATCH)
        d->frame.factor = 2 * (uint32_t)value;
    else if (key == KEY_MIN_PIXELS)
        d->frame.min_pixels = value;
    else
        d->frame.max_pixels = value;
    return OD_OK;
}

static od_status set_key(draft *d, od_str name, od_str value, od_error *err)
{
    int key = find(name, key_names);

    if (key < 0)
        return unknown("key", name, key_names, "space, order, resize, patch, min-pixels and max-pixels", err);
    if (d->seen[key])
        return od_fail(err, OD_USAGE, "a frame says its %s twice", key_names[key]);
    d->seen[key] = true;
    switch ((frame_key)key) {
    case KEY_SPACE: return set_space(d, value, err);
    case KEY_ORDER: return set_order(d, value, err);
    case KEY_RESIZE: return set_resize(d, value, err);
    case KEY_PATCH:
    case KEY_MIN_PIXELS:
    case KEY_MAX_PIXELS:
    case N_KEYS: break;
    }
    return set_count(d, (frame_key)key, value, err);
}

static od_str trimmed(od_str text)
{
    while (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = (od_str){text.p + 1, text.n - 1};
    while (text.n > 0 && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

/* The part of *text before the first `mark`, which is taken away with it; all of it when there is none. */
static od_str cut(od_str *text, char mark)
{
    const char *at = text->n ? memchr(text->p, mark, text->n) : NULL;
    od_str part = {text->p, at ? (size_t)(at - text->p) : text->n};
    size_t taken = part.n + (at != NULL);

    *text = (od_str){text->p + taken, text->n - taken};
    return trimmed(part);
}

static od_status set_parts(draft *d, od_str text, od_error *err)
{
    od_status st = OD_OK;
    bool more = true;

    while (st == OD_OK && more) {
        more = text.n > 0 && memchr(text.p, ',', text.n);
        od_str part = cut(&text, ',');
        bool has_value = part.n > 0 && memchr(part.p, '=', part.n);
        od_str name = cut(&part, '=');
        if (!has_value) {
            od_fail(err, OD_USAGE, "\"%.*s\" in a frame is no key with a value", shown(name), name.p);
            return od_remedy(err, "write a frame like space=1000,order=yxyx");
        }
        st = set_key(d, name, trimmed(part), err);
    }
    return st;
}

/* The squares of twice the patch that an image may have at most, when the user does not say. */
static double tokens_most(od_resize resize)
{
    return resize == OD_RESIZE_TRANSFORMERS || resize == OD_RESIZE_TRANSFORMERS_EARLY ? 1280 : 16384;
}

/* What follows from the keys that were given, and whether they go together. */
static od_status complete(draft *d, od_error *err)
{
    od_frame *f = &d->frame;
    bool has_limits = d->seen[KEY_PATCH] || d->seen[KEY_MIN_PIXELS] || d->seen[KEY_MAX_PIXELS];
    double square;

    if (!d->seen[KEY_SPACE]) {
        od_fail(err, OD_USAGE, "a frame must say its space");
        return od_remedy(err,
                         "add space=pixels, input, unit, a number D for 0..D, bins:N, square:D or cells:N");
    }
    if (f->space == OD_SPACE_CELLS && d->seen[KEY_ORDER])
        return od_fail(err, OD_USAGE,
                       "a frame of cells has no order: its boxes are two cells, not four numbers");
    if (f->space != OD_SPACE_INPUT && (has_limits || d->seen[KEY_RESIZE]))
        return od_fail(err, OD_USAGE,
                       "resize, patch, min-pixels and max-pixels of a frame belong to space=input only");
    if (d->seen[KEY_RESIZE] && f->resize == OD_RESIZE_NONE && has_limits)
        return od_fail(err, OD_USAGE,
                       "patch, min-pixels and max-pixels of a frame mean nothing with resize=none");
    if (!d->seen[KEY_RESIZE] && has_limits)
        f->resize = OD_RESIZE_QWEN;
    if (f->resize == OD_RESIZE_NONE)
        return OD_OK;
    if (!d->seen[KEY_PATCH])
        f->factor = 2 * PATCH_STANDARD;
    square = (double)f->factor * f->factor;
    if (!d->seen[KEY_MIN_PIXELS])
        f->min_pixels = TOKENS_LEAST * square;
    if (!d->seen[KEY_MAX_PIXELS])
        f->max_pixels = tokens_most(f->resize) * square;
    if (f->min_pixels > f->max_pixels)
        return od_fail(err, OD_USAGE, "min-pixels of a frame, %.0f, is more than max-pixels, %.0f",
                       f->min_pixels, f->max_pixels);
    return OD_OK;
}

od_status od_frame_parse(od_frame *f, od_str text, od_error *err)
{
    draft d = {.frame = {.space = OD_SPACE_PIXELS}};
    od_status st;

    *f = d.frame;
    if ((st = set_parts(&d, text, err)) != OD_OK || (st = complete(&d, err)) != OD_OK)
        return st;
    *f = d.frame;
    return OD_OK;
}

static const char *space_name(od_space space)
{
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (spaces[i].space == space)
            return spaces[i].name;
    return ""; /* scaled: the number alone */
}

char *od_frame_text(const od_frame *f, char *buf, size_t size)
{
    char divisor[OD_NUMBER_TEXT] = "", order[32] = "", resize[160] = "";

    if (f->divisor > 0)
        od_number_write(divisor, f->divisor);
    if (f->order != OD_ORDER_XYXY && f->space != OD_SPACE_CELLS)
        snprintf(order, sizeof order, ",order=%s", order_names[f->order]);
    if (f->resize != OD_RESIZE_NONE)
        snprintf(resize, sizeof resize, ",resize=%s,patch=%u,min-pixels=%.0f,max-pixels=%.0f",
                 resize_names[f->resize], (unsigned)f->factor / 2, f->min_pixels, f->max_pixels);
    snprintf(buf, size, "space=%s%s%s%s", space_name(f->space), divisor, order, resize);
    return buf;
}

static void space_words(const od_frame *f, char *buf, size_t size)
{
    char divisor[OD_NUMBER_TEXT];

    od_number_write(divisor, f->divisor);
    switch (f->space) {
    case OD_SPACE_PIXELS: snprintf(buf, size, "pixels of the image"); break;
    case OD_SPACE_INPUT: snprintf(buf, size, "pixels of the image as the model saw it"); break;
    case OD_SPACE_SCALED: snprintf(buf, size, "0..%s of the image's width and height", divisor); break;
    case OD_SPACE_BINS:
        snprintf(buf, size, "the centres of bins 0..%.0f of the image's width and height", f->divisor - 1);
        break;
    case OD_SPACE_SQUARE: snprintf(buf, size, "0..%s of the image padded to a square", divisor); break;
    case OD_SPACE_CELLS:
        snprintf(buf, size, "two cells of a grid of %s x %s, numbered by row: top left, bottom right",
                 divisor, divisor);
        break;
    }
}

char *od_frame_words(const od_frame *f, char *buf, size_t size)
{
    char space[160];

    space_words(f, space, sizeof space);
    if (f->space == OD_SPACE_CELLS)
        snprintf(buf, size, "%s", space);
    else
        snprintf(buf, size, "%s, %s", space, order_words[f->order]);
    return buf;
}
