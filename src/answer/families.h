/* families.h: the families of models, one row in one file each.
 *
 * The registry, in alphabetical order, is od_families (families.c).
 */
#ifndef OD_ANSWER_FAMILIES_H
#define OD_ANSWER_FAMILIES_H

#include "answer/answer.h"

extern const od_family od_family_chatrex;
extern const od_family od_family_cogvlm;
extern const od_family od_family_deepseek_vl2;
extern const od_family od_family_florence_2;
extern const od_family od_family_florence_2_processed;
extern const od_family od_family_gemini;
extern const od_family od_family_glm_4v;
extern const od_family od_family_grounding_dino;
extern const od_family od_family_internvl;
extern const od_family od_family_kosmos_2;
extern const od_family od_family_llava;
extern const od_family od_family_mm_grounding_dino;
extern const od_family od_family_molmo;
extern const od_family od_family_moondream;
extern const od_family od_family_paligemma;
extern const od_family od_family_pixels;
extern const od_family od_family_qwen_vl;
extern const od_family od_family_qwen2_vl;
extern const od_family od_family_qwen2_5_vl;
extern const od_family od_family_qwen3_vl;
extern const od_family od_family_rex_omni;
extern const od_family od_family_sphinx;

#endif
