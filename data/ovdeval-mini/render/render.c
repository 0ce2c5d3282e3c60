/* render.c: draws the pictures of ovdeval-mini and writes their annotations: render FOLDER.
 *
 * The same bytes on every machine: see raster.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "subset.h"

static const subset *const subsets[] = {
    &subset_celebrity, &subset_color,    &subset_landmark, &subset_logo,
    &subset_material,  &subset_negation, &subset_position, &subset_relationship,
};

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: render FOLDER (which must exist)\n", stderr);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < sizeof(subsets) / sizeof(subsets[0]); i++)
        subset_write(subsets[i], argv[1]);
    return EXIT_SUCCESS;
}
