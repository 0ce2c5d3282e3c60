/* What is to be learnt of a record while it is read, so that others like it need not be read so thoroughly.
 */
#include <string.h>

#include "dataset/coco.h"

void od_coco_outline_begin(od_coco_outline *o, const od_coco_reader *r, od_place place, bool texts)
{
    *o = (od_coco_outline){.plain = !r->way.general, .texts = texts, .start = place.at};
    memset(o->at, OD_COCO_NO_KEY, sizeof o->at);
}

/* Any read may move the window on, past the start of the record. */
static bool is_in_window(const od_coco_outline *o, const od_json *j)
{
    return o->start >= j->offset;
}

/* How many values there are from `from` to where the reader is. */
static unsigned count(od_coco_outline *o, const od_json *j, uint64_t from)
{
    o->plain = o->plain && is_in_window(o, j);
    return o->plain ? od_json_count_values(j->begin + (from - j->offset), j->p, o->texts, OD_SHAPE_VALUES)
                    : 0;
}

static void pass(od_coco_outline *o, unsigned n)
{
    o->n_values += n;
    o->plain = o->plain && o->n_values <= OD_SHAPE_VALUES;
}

void od_coco_outline_key(od_coco_outline *o, const od_json *j, unsigned key, uint64_t from, unsigned wanted,
                         bool integer)
{
    const unsigned n = count(o, j, from);

    if (!o->plain)
        return;
    o->plain = n == wanted && o->at[key] == OD_COCO_NO_KEY;
    o->at[key] = (uint8_t)o->n_values;
    if (integer)
        o->integers |= UINT32_C(1) << o->n_values;
    pass(o, n);
}

void od_coco_outline_other(od_coco_outline *o, const od_json *j, uint64_t from)
{
    pass(o, count(o, j, from));
}

void od_coco_outline_learn(od_coco_shape *shape, const od_coco_outline *o, const od_json *j)
{
    shape->text.n_values = 0;
    if (!o->plain || !is_in_window(o, j))
        return;
    memcpy(shape->at, o->at, sizeof shape->at);
    od_json_shape_learn(&shape->text, j->begin + (o->start - j->offset), j->p, o->texts, o->n_values,
                        o->integers);
}
