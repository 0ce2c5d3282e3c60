/* lenient.h: boxes from lists and objects, in JSON or in what models write in its place.
 *
 * One pass over the text, with a stack of what is open. Every token is taken for what it most likely is where
 * it stands; what would be an error to a JSON reader is mended, counted, and read on. Only grammars use it.
 *
 * Rules that a reader of results should know:
 *  - A box is four numbers under a box key (bbox_2d, box_2d, bbox, box, ...), named corners (x_min, y_min,
 *    x_max, y_max; x, y, w, h; ...), or four numbers under a key that is itself the label
 *    ({"dog": [[1, 2, 3, 4]]}), the last only where the object has neither a box key nor a label.
 *    Two points where one box is due are its corners. Four numbers in brackets without any key are read
 * beside a label, ["dog", [1, 2, 3, 4]], and nowhere else.
 *  - Where the text has no brace, keys make objects ("label: dog" and "bbox: [1, 2, 3, 4]", as YAML has it).
 *  - The last code fence with boxes is the answer; what stands in other fences or outside of them is not.
 *    Boxes there are counted as OD_PASSED_SUPERSEDED. When no fence has boxes, all that is found counts.
 *  - When the text breaks off, what belongs to an object that is still open is dropped; boxes under a key
 * that is the label are kept.
 *  - Nesting deeper than 64 levels is passed over.
 */
#ifndef OD_ANSWER_LENIENT_H
#define OD_ANSWER_LENIENT_H

#include "answer/scan.h"

typedef enum od_lenient_form {
    OD_LENIENT_OBJECTS, /* one object for each box, JSON's quotes and literals */
    OD_LENIENT_ARRAYS,  /* parallel lists of boxes, labels, scores, as JSON or as Python prints them; texts
                           without such lists hold nothing */
} od_lenient_form;

/* As od_grammar.read. */
od_status od_lenient_read(od_reading *r, od_lenient_form form, od_str text, od_error *err);

/* Whether the text has an opening bracket of the kind, '{' or '[', also a full-width one. */
bool od_lenient_bracket(od_str text, char bracket);

#endif
