#include "picture.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACE_ATTEMPTS = 300, PLACE_SMALLEST = 24, FOREGROUND_SAMPLES = 8 };

void give_up(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fputs("render: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(EXIT_FAILURE);
}

void label_format(char label[LABEL_SIZE], const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(label, LABEL_SIZE, format, args);
    va_end(args);
    if (n < 0 || n >= LABEL_SIZE)
        give_up("a label is longer than %d characters: %s", LABEL_SIZE - 1, label);
}

void picture_create(picture *p, int width, int height, uint64_t seed)
{
    size_t n = (size_t)width * (size_t)height;

    memset(p, 0, sizeof(*p));
    p->chance.state = seed;
    p->canvas = (canvas){width, height, calloc(n, 3), calloc(n, sizeof(uint16_t))};
    if (!p->canvas.rgb || !p->canvas.covered)
        give_up("out of memory for a picture of %d x %d", width, height);
}

void picture_free(picture *p)
{
    free(p->canvas.rgb);
    free(p->canvas.covered);
}

void picture_begin_item(picture *p)
{
    size_t n = (size_t)p->canvas.width * (size_t)p->canvas.height;

    memset(p->canvas.covered, 0, n * sizeof(uint16_t));
}

static bool is_foreground(uint16_t samples)
{
    int n = 0;

    for (; samples; samples &= (uint16_t)(samples - 1))
        n++;
    return n >= FOREGROUND_SAMPLES;
}

int picture_end_item(picture *p)
{
    int left = p->canvas.width, right = -1, top = p->canvas.height, bottom = -1, area = 0;
    const uint16_t *covered = p->canvas.covered;

    for (int y = 0; y < p->canvas.height; y++) {
        for (int x = 0; x < p->canvas.width; x++) {
            if (!is_foreground(*covered++))
                continue;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y;
            area++;
        }
    }
    if (area == 0 || p->n_items == MAX_ITEMS)
        give_up("an item has no pixels, or is one too many");
    p->items[p->n_items] = (picture_item){{left, top, right - left + 1, bottom - top + 1}, area};
    return p->n_items++;
}

bool label_list_has(const label_list *list, const char *label)
{
    for (int i = 0; i < list->n; i++)
        if (strcmp(list->text[i], label) == 0)
            return true;
    return false;
}

static void label_list_add(label_list *list, const char *label)
{
    if (label_list_has(list, label))
        return;
    if (list->n == MAX_LABELS)
        give_up("too many labels in one picture: %s", label);
    label_format(list->text[list->n++], "%s", label);
}

void picture_annotate(picture *p, int index, const char *label, bool crowd)
{
    annotation *a = &p->annotations[p->n_annotations];

    if (p->n_annotations == MAX_ANNOTATIONS)
        give_up("too many annotations in one picture: %s", label);
    if (label_list_has(&p->negative, label))
        give_up("a label is both in the picture and denied: %s", label);
    p->n_annotations++;
    label_format(a->label, "%s", label);
    a->box = p->items[index].box;
    a->area = p->items[index].area;
    a->crowd = crowd;
    label_list_add(&p->positive, label);
}

void picture_deny(picture *p, const char *label)
{
    if (label_list_has(&p->positive, label))
        give_up("a label is both in the picture and denied: %s", label);
    label_list_add(&p->negative, label);
}

static bool apart(box a, box b, int gap)
{
    return a.x + a.w + gap <= b.x || b.x + b.w + gap <= a.x || a.y + a.h + gap <= b.y ||
           b.y + b.h + gap <= a.y;
}

static bool is_free(const picture *p, box b, int gap)
{
    for (int i = 0; i < p->n_taken; i++)
        if (!apart(p->taken[i], b, gap))
            return false;
    return true;
}

bool picture_claim(picture *p, box b, int gap)
{
    if (b.x < 0 || b.y < 0 || b.x + b.w > p->canvas.width || b.y + b.h > p->canvas.height)
        return false;
    if (!is_free(p, b, gap) || p->n_taken == MAX_ITEMS)
        return false;
    p->taken[p->n_taken++] = b;
    return true;
}

int picture_place(picture *p, int half_width, int half_height, int gap, int top, int bottom, point *centre)
{
    for (int scale = 64; scale >= PLACE_SMALLEST; scale -= 4) {
        int hw = half_width * scale / 64, hh = half_height * scale / 64;
        int columns = p->canvas.width - 2 * (hw + gap), rows = bottom - top - 2 * (hh + gap);

        for (int i = 0; i < PLACE_ATTEMPTS && columns > 0 && rows > 0; i++) {
            int x = gap + hw + chance_below(&p->chance, columns),
                y = top + gap + hh + chance_below(&p->chance, rows);

            if (!picture_claim(p, (box){x - hw, y - hh, 2 * hw, 2 * hh}, gap))
                continue;
            *centre = (point){PX(x), PX(y)};
            return scale;
        }
    }
    return 0;
}

void picture_paper(picture *p)
{
    static const rgb tints[] = {
        {250, 247, 238}, {240, 246, 250}, {246, 242, 250}, {242, 249, 243}, {250, 243, 240}};
    rgb top = tints[chance_below(&p->chance, (int)(sizeof(tints) / sizeof(tints[0])))];

    canvas_gradient(&p->canvas, 0, p->canvas.height, top, rgb_mix(top, (rgb){120, 125, 140}, 36));
}
