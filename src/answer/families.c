#include <string.h>

#include "answer/families.h"

/* One line a family; in the order of names by bytes. */
const od_family *const od_families[] = {
    &od_family_chatrex,
    &od_family_cogvlm,
    &od_family_deepseek_vl2,
    &od_family_florence_2,
    &od_family_florence_2_processed,
    &od_family_gemini,
    &od_family_glm_4v,
    &od_family_grounding_dino,
    &od_family_internvl,
    &od_family_kosmos_2,
    &od_family_llava,
    &od_family_mm_grounding_dino,
    &od_family_molmo,
    &od_family_moondream,
    &od_family_paligemma,
    &od_family_pixels,
    &od_family_qwen_vl,
    &od_family_qwen2_vl,
    &od_family_qwen2_5_vl,
    &od_family_qwen3_vl,
    &od_family_rex_omni,
    &od_family_sphinx,
    NULL,
};

static bool has_name(const od_family *family, const char *name)
{
    if (strcmp(family->name, name) == 0)
        return true;
    for (const char *const *alias = family->aliases; *alias; alias++)
        if (strcmp(*alias, name) == 0)
            return true;
    return false;
}

const od_family *od_family_find(const char *name)
{
    for (const od_family *const *family = od_families; *family; family++)
        if (has_name(*family, name))
            return *family;
    return NULL;
}
