/* head_yolo.c: one row per candidate: the box's middle and size, and a score per label. YOLOv5 puts before
 * the scores how sure it is of any object at all; YOLOv8 and later do not, and lay their rows out as columns.
 */
#include <math.h>

#include "backend/opencv/heads.h"

enum { BOX = 4 };

/* Where value k of candidate i is: values[i * row_step + k * value_step]. */
typedef struct layout {
    size_t n, row_step, value_step;
    bool has_objectness;
} layout;

static bool fits(layout *l, const od_tensor *t, size_t n_values)
{
    if (t->n_dims != 2)
        return false;
    if (t->dims[0] == n_values) {
        *l = (layout){t->dims[1], 1, t->dims[1], false};
        return true;
    }
    if (t->dims[1] == n_values) {
        *l = (layout){t->dims[0], n_values, 1, false};
        return true;
    }
    return false;
}

/* The output that holds the candidates; NULL when there is none. YOLOv5 may give more: the maps that it was
 * made from. */
static const od_tensor *find_rows(layout *l, const od_outputs *o)
{
    for (const od_tensor *t = o->tensors; t < o->tensors + o->n; t++) {
        if (fits(l, t, BOX + o->n_labels))
            return t;
        if (fits(l, t, BOX + 1 + o->n_labels)) {
            l->has_objectness = true;
            return t;
        }
    }
    return NULL;
}

static bool yolo_accepts(const od_outputs *o)
{
    layout l;

    return find_rows(&l, o) != NULL;
}

/* The label with the highest score; the first of equal ones. A score that is no number wins. */
static uint32_t best_label(const float *scores, size_t step, size_t n_labels)
{
    uint32_t best = 0;

    for (uint32_t i = 0; i < n_labels; i++) {
        if (isnan(scores[i * step]))
            return i;
        if (scores[i * step] > scores[best * step])
            best = i;
    }
    return best;
}

static void yolo_decode(const od_outputs *o, od_best *best)
{
    layout l;
    const od_tensor *rows = find_rows(&l, o);

    if (!rows)
        return;
    for (size_t i = 0; i < l.n; i++) {
        const float *row = rows->values + i * l.row_step;
        const float *scores = row + (BOX + (size_t)l.has_objectness) * l.value_step;
        uint32_t label = best_label(scores, l.value_step, o->n_labels);
        float x = row[0], y = row[l.value_step];
        float width = row[2 * l.value_step], height = row[3 * l.value_step];
        float objectness = l.has_objectness ? row[BOX * l.value_step] : 1;
        od_seen seen = {.left = x - width / 2,
                        .top = y - height / 2,
                        .right = x + width / 2,
                        .bottom = y + height / 2,
                        .score = objectness * scores[label * l.value_step],
                        .label = label,
                        .place = (uint32_t)i};

        od_best_offer(best, &seen);
    }
}

const od_head od_head_yolo = {
    .name = "yolo",
    .help = "YOLOv5, YOLOv8 and what exports like them: rows of a box (middle, size) and a score per label; "
            "the best label of each",
    .form = "1 x N x (5 + C) as YOLOv5's, or 1 x (4 + C) x N as YOLOv8's",
    .size = 640,
    .scale = 1.0 / 255,
    .letterbox = true,
    .affine = false,
    .nms = 0.7,
    .most = 30000,
    .clip = true,
    .accepts = yolo_accepts,
    .decode = yolo_decode,
};
