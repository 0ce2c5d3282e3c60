#include "backend/opencv/heads.h"

#include <string.h>

/* One line each, in the order of the alphabet. */
const od_head *const od_heads[] = {
    &od_head_centernet,
    &od_head_yolo,
    NULL,
};

const od_head *od_head_find(const char *name)
{
    for (const od_head *const *h = od_heads; *h; h++)
        if (strcmp((*h)->name, name) == 0)
            return *h;
    return NULL;
}
