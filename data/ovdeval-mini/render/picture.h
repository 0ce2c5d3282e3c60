/* picture.h: one picture being made: what was drawn, which labels are asked, and which boxes are the truth.
 *
 * An item is anything that may be annotated: draw it between picture_begin_item() and picture_end_item(), and
 * its box and area are those of the pixels it covers by half or more, whatever is drawn over it later. What
 * is drawn outside of items is scenery.
 *
 * A picture holds small, fixed numbers of things; going beyond them is a mistake in a subset's code and ends
 * the program with a message.
 */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "random.h"
#include "raster.h"

enum { MAX_ITEMS = 40, MAX_LABELS = 12, MAX_ANNOTATIONS = 40, LABEL_SIZE = 64 };

/* Pixels. */
typedef struct box {
    int x, y, w, h;
} box;

typedef struct picture_item {
    box box;  /* tight around the foreground */
    int area; /* pixels of foreground */
} picture_item;

typedef struct annotation {
    char label[LABEL_SIZE];
    box box;
    int area;
    bool crowd;
} annotation;

typedef struct label_list {
    char text[MAX_LABELS][LABEL_SIZE];
    int n;
} label_list;

typedef struct picture {
    canvas canvas;
    chance chance;
    picture_item items[MAX_ITEMS];
    int n_items;
    box taken[MAX_ITEMS]; /* places given away by picture_place() */
    int n_taken;
    annotation annotations[MAX_ANNOTATIONS];
    int n_annotations;
    label_list positive; /* the image's `text`: labels of its annotations, in order of first use */
    label_list negative; /* its `neg_text`: labels that nothing in it answers to */
} picture;

/* A blank picture; picture_free() releases it. */
void picture_create(picture *p, int width, int height, uint64_t seed);
void picture_free(picture *p);

void picture_begin_item(picture *p);

/* The item's index. */
int picture_end_item(picture *p);

/* Annotates an item; adds the label to the positive ones. */
void picture_annotate(picture *p, int item, const char *label, bool crowd);

/* Adds a hard negative, unless it is there already. */
void picture_deny(picture *p, const char *label);

bool label_list_has(const label_list *list, const char *label);

/* A centre, in units, for something half_width by half_height pixels around it, `gap` pixels away from
 * everything placed before and inside the picture; `top` to `bottom` limit it to these rows. Where it does
 * not fit, it is tried smaller and smaller: the result is the scale that fitted, in 64ths, or 0 when nothing
 * did. */
int picture_place(picture *p, int half_width, int half_height, int gap, int top, int bottom, point *centre);

/* Takes this place, unless it is within `gap` pixels of one that was taken before, or not wholly in the
 * picture. */
bool picture_claim(picture *p, box wanted, int gap);

/* A quiet background, a little different from picture to picture. */
void picture_paper(picture *p);

/* snprintf into a label; a label that does not fit ends the program. */
void label_format(char label[LABEL_SIZE], const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints the message and ends the program. */
_Noreturn void give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
