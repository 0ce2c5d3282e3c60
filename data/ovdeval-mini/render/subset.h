/* subset.h: a subset is a row: its name, and a function that draws one picture of it. */
#ifndef SUBSET_H
#define SUBSET_H

#include "picture.h"

typedef struct subset {
    const char *name;
    int n_pictures;
    int n_labels; /* 0: each picture is asked its own labels, positive and negative */

    /* With n_labels, every picture is asked all of them, and they are the file's categories: the i-th. */
    const char *(*label)(int i);

    /* Draws the index-th picture on a blank one. With n_labels, annotations only: the rest is denied by the
     * caller. */
    void (*draw)(picture *p, int index);
} subset;

extern const subset subset_celebrity, subset_color, subset_landmark, subset_logo, subset_material,
    subset_negation, subset_position, subset_relationship;

/* Draws every picture of a subset and writes images/NAME/NNN.png and annotations/NAME.json under the folder.
 */
void subset_write(const subset *s, const char *folder);

#endif
