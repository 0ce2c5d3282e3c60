/* coco_fast.c: COCO records one like the other, read by their shape (core/json_shape.h has the reasons). */
#include <string.h>

#include "prediction/box_record.h"

void od_box_shape_learn(od_box_shape *shape, const char *p, const char *end, const uint8_t *order, unsigned n)
{
    static const uint8_t numbers[OD_N_KEYS] = {
        [OD_KEY_IMAGE] = 1, [OD_KEY_CATEGORY] = 1, [OD_KEY_BOX] = 4, [OD_KEY_SCORE] = 1};
    uint32_t integers;
    unsigned n_values = 0;

    for (unsigned i = 0; i < n; i++) {
        shape->at[order[i]] = (uint8_t)n_values;
        n_values += numbers[order[i]];
    }
    integers = UINT32_C(1) << shape->at[OD_KEY_IMAGE] | UINT32_C(1) << shape->at[OD_KEY_CATEGORY];
    od_json_shape_learn(&shape->text, p, end, false, n_values, integers);
}

bool od_box_record_read_fast(od_json *j, od_box_record *r)
{
    const od_box_shape *shape = &r->shape;
    od_json_value value[OD_SHAPE_VALUES];
    const od_json_value *corner = value + shape->at[OD_KEY_BOX];

    if (!od_json_shape_read(&shape->text, j, value))
        return false;
    r->image.number = value[shape->at[OD_KEY_IMAGE]].integer;
    r->category.number = value[shape->at[OD_KEY_CATEGORY]].integer;
    for (int i = 0; i < 4; i++)
        r->box[i] = corner[i].number;
    if (r->field[OD_KEY_SCORE].state == OD_FIELD_GOOD)
        r->score = value[shape->at[OD_KEY_SCORE]].number;
    return true;
}
