#include "answer/strict.h"

#include <string.h>

const od_strict_reader *const od_strict_readers[] = {
    &od_strict_lmms_odinw13,
    &od_strict_qwen_cookbook,
    &od_strict_qwen3_odinw,
    &od_strict_supervision,
    &od_strict_vlm_r1_map,
    &od_strict_vlm_r1_od,
    &od_strict_vlm_r1_rec,
    &od_strict_vlm_r1_rec_baseline,
    &od_strict_vlm_r1_rec_internvl,
    &od_strict_vlm_r1_reward,
    &od_strict_vlm_r1_reward_rec,
    &od_strict_vlm_r1_weighted,
    NULL,
};

const od_strict_reader *od_strict_reader_find(const char *name)
{
    for (size_t i = 0; od_strict_readers[i]; i++)
        if (strcmp(od_strict_readers[i]->name, name) == 0)
            return od_strict_readers[i];
    return NULL;
}
