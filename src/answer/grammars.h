/* grammars.h: the grammars by name, one row in one file each.
 *
 * The order in which they are tried is that of od_grammars (grammars.c). Families name theirs from here.
 */
#ifndef OD_ANSWER_GRAMMARS_H
#define OD_ANSWER_GRAMMARS_H

#include "answer/answer.h"

extern const od_grammar od_grammar_json;   /* lists and objects with boxes, as JSON or nearly */
extern const od_grammar od_grammar_arrays; /* parallel lists: boxes, labels, scores */
/* Four numbers in brackets and no label. Any text may hold those: only families that name it read it. It is
 * not in od_grammars, and od_answer_read never falls back to it. */
extern const od_grammar od_grammar_bare;

extern const od_grammar od_grammar_ref_box;      /* <|object_ref_start|>, <ref>..</ref><box>..</box> */
extern const od_grammar od_grammar_det;          /* <|ref|>dog<|/ref|><|det|>[[..]]<|/det|> */
extern const od_grammar od_grammar_begin_of_box; /* <|begin_of_box|>[[..]]<|end_of_box|> */
extern const od_grammar od_grammar_loc;          /* <loc0256><loc0128><loc0768><loc0512> dog */
extern const od_grammar od_grammar_loc_quads;    /* dog<loc_52><loc_332><loc_932><loc_774> */
extern const od_grammar od_grammar_patch_index;  /* <phrase>..<object><patch_index_0044>.. */
extern const od_grammar od_grammar_points;       /* <point x= y=>: counted, no boxes */
extern const od_grammar od_grammar_brackets;     /* a dog [[086,540,400,760;..]] */
extern const od_grammar od_grammar_objects;      /* <ground>dog</ground><objects><obj3></objects> */
extern const od_grammar od_grammar_rex;          /* <|box_start|><35><980><987><999><|box_end|> */

/* Like od_grammar_bare, only for families that name them and not in od_grammars: */
extern const od_grammar od_grammar_lists; /* [0.1,0.2,0.3,0.4;..], after a phrase or alone */
extern const od_grammar od_grammar_pairs; /* dog(176,106),(232,160): od_grammar_ref_box without its tags */

#endif
