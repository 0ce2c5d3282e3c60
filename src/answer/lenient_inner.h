/* lenient_inner.h: the state of the lenient reader. Only lenient*.c use it.
 */
#ifndef OD_ANSWER_LENIENT_INNER_H
#define OD_ANSWER_LENIENT_INNER_H

#include "answer/lenient.h"
#include "answer/lenient_key.h"
#include "answer/lenient_text.h"

enum {
    OD_LENIENT_DEPTH = 64,
    OD_NO_OWNER = UINT8_MAX,
    /* While an object is open, `index` of its boxes holds its place in the stack, and whether they stand
     * under a key that may be their label. */
    OD_OWNER_KEYED = 0x100,
};

/* A text that is kept in the reading. */
typedef struct od_kept {
    bool is_there;
    size_t at, bytes;
} od_kept;

/* What an object says about its boxes. */
typedef struct od_item {
    size_t first;                 /* of the reading's boxes that came since it began */
    uint32_t n_boxes, n_keyed;    /* of its own, under box keys and under others */
    bool seen;                    /* it has a key that is more than a group's */
    bool passed;                  /* something in it was passed over, and counted */
    bool empty_box;               /* a box key with [], null or "none" */
    bool key_remarked;            /* OD_REPAIR_KEY_NAME is counted for the present key */
    uint8_t box_rank, label_rank; /* of the keys that its boxes and its label came with */
    bool label_sure;
    od_kept label;
    od_kept inherited; /* the label of the objects around it */
    od_quoted under;   /* the key it stands under, when that may be its label */
    od_kept key_label; /* the present key as a label */
    bool has_score;
    double score;
    uint32_t corners; /* bits: 1 << od_corner */
    bool places;      /* they came as points, whose two numbers are in the frame's order */
    double corner[OD_N_CORNERS];
    const char *labels, *scores; /* the inside of lists of them; read once the object ends */
} od_item;

/* An open list or object. */
typedef struct od_level {
    bool is_list;
    bool is_paren;
    bool implied;     /* an object without its opening brace */
    bool skipped;     /* of no interest: tokens are only passed over */
    bool part;        /* an object that is the value of a box key */
    bool value_due;   /* of an object: the key was read, its value was not */
    bool after_value; /* a comma is due */
    bool after_comma;
    bool any;       /* it is not empty */
    uint8_t lists;  /* of a list: how many lists deep under its key, from 1 */
    uint8_t owner;  /* place in the stack of the object whose boxes stand here, or OD_NO_OWNER */
    od_key key;     /* of an object the present one; of a list the one that it stands under */
    od_quoted name; /* of that key; of a list with texts and without a box key the first of them */
    /* standing here directly; pairs: of two numbers each; quads: lists of four in a list without a box key */
    uint32_t n_numbers, n_bad, n_children, n_pairs, n_quads, n_texts;
    bool named_pairs; /* they say which number is x */
    double numbers[4];
    od_item item; /* of an object; else not initialised */
} od_level;

/* What was found, to return to. */
typedef struct od_lenient_mark {
    size_t n_boxes;
    uint32_t repairs[OD_N_REPAIRS], passed[OD_N_PASSED];
} od_lenient_mark;

typedef struct od_lenient {
    od_reading *r;
    od_error *err;
    od_scan s;
    od_lenient_form form;
    uint32_t depth;  /* levels open, of those in the stack */
    size_t beyond;   /* levels open above the stack's */
    uint32_t quoted; /* objects in texts that are open */

    /* there is no brace in the text: "label: dog" is as good as an object */
    bool without_braces;
    const char *text;

    /* outside of all brackets */
    bool prose, prose_since; /* words anywhere; since the last bracket */
    bool comma_since;
    bool quoted_outside; /* a quote before the first bracket was taken for the text's */
    bool any_value;      /* brackets closed in this section */

    bool any_list;                          /* brackets closed anywhere */
    bool content;                           /* something that is more than an empty list */
    bool parallel;                          /* lists of labels or scores beside lists of boxes */
    bool no_comment_end;                    /* no end of a comment comes any more */
    bool cut_in_text;                       /* the text breaks off inside quotes */
    bool was_cut, had_fence, ends_in_prose; /* the last: words are the last thing, and there was no fence */
    uint32_t cuts;

    bool in_fence, fence_won;
    uint32_t fences;     /* repairs of fences */
    uint32_t superseded; /* boxes dropped for those of a later fence, or of an earlier one */
    od_lenient_mark start, section;

    od_level stack[OD_LENIENT_DEPTH];
} od_lenient;

static inline od_level *od_top(od_lenient *m)
{
    return m->depth ? &m->stack[m->depth - 1] : NULL;
}

static inline void od_repaired(od_lenient *m, od_repair repair)
{
    m->r->repairs[repair]++;
}

/* lenient_token.c */

/* The token at s.p, inside of brackets. */
od_status od_take_token(od_lenient *m);
/* A key without quotes, inside of brackets; its colon stands at s.p. */
od_status od_take_bare_key(od_lenient *m, od_str word);

/* lenient_value.c: what stands under keys */

/* A number where one stands: into the list, or as the value of the object's key. NaN: no number. */
od_status od_take_number(od_lenient *m, double value, od_str written);
od_status od_take_text(od_lenient *m, const od_quoted *t);
/* null, or any other word without quotes that is no label. */
od_status od_take_null(od_lenient *m);
/* The level was taken off the stack; its memory is still good. */
od_status od_list_ends(od_lenient *m, od_level *l);

/* Where boxes that stand in the level belong; NULL when that is no object. */
static inline od_item *od_owner(od_lenient *m, const od_level *l)
{
    return l->owner == OD_NO_OWNER ? NULL : &m->stack[l->owner].item;
}
/* Counts what is no box that counts. */
void od_passed_over(od_lenient *m, const od_level *l, od_passed passed, uint32_t times);
/* n numbers under the level's key, inside `lists` lists. */
od_status od_take_box(od_lenient *m, od_level *l, const double *v, size_t n, uint8_t lists);
/* The box just added belongs to the level's owner; `under` is the key that it came with. */
void od_own_last_box(od_lenient *m, const od_level *l, od_key under);

/* A point where a box is due: two of them are its corners. */
void od_put_pair(od_level *l, const double v[2]);
/* The points that stand in the level, inside `lists` lists: a box, or what they are. */
od_status od_take_pairs(od_lenient *m, od_level *l, uint8_t lists);
/* The corner that a key of the level names, as a point. */
void od_put_place(od_level *l, const double v[2]);

/* Whether the text is one number. */
bool od_number_in(od_str text, double *value);

/* lenient_item.c: objects */

/* A key comes in the object on top. */
od_status od_take_key(od_lenient *m, const od_quoted *name);
od_status od_object_ends(od_lenient *m, od_level *l);
/* The text breaks off: drops what belongs to objects that are open. */
void od_text_breaks_off(od_lenient *m);

/* lenient_level.c: what is open */

od_status od_open_object(od_lenient *m, bool implied);
od_status od_open_list(od_lenient *m, bool is_paren);
od_status od_close_top(od_lenient *m);
/* A closing bracket that stands right before s.p. */
od_status od_close(od_lenient *m, char bracket);
/* Closes all, counting each bracket that is missing. */
od_status od_close_all(od_lenient *m);
/* A value begins in the level on top. */
void od_value_begins(od_lenient *m);

#endif
