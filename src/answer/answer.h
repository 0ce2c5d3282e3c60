/* answer.h: boxes from the text that a model answered with.
 *
 * A grammar knows one way to write boxes down; a family says which grammars a model uses and in which frame
 * its numbers are. Reading takes a text apart and keeps what it says, number for number, in the order in
 * which it is written; what the numbers mean is the frame's affair, what the labels mean the data set's.
 * The ground truth is never looked at.
 *
 * Reading is linear in the length of the text, whatever stands there, and allocates nothing once the
 * reading's columns are large enough.
 */
#ifndef OD_ANSWER_ANSWER_H
#define OD_ANSWER_ANSWER_H

#include "answer/frame.h"
#include "core/memory.h"

/* What became of an answer. */
typedef enum od_answer_status {
    OD_ANSWER_PARSED,     /* boxes, nothing had to be mended */
    OD_ANSWER_REPAIRED,   /* boxes, after repairs */
    OD_ANSWER_TRUNCATED,  /* boxes, and then the text breaks off */
    OD_ANSWER_EMPTY,      /* says that there is nothing: [], None, "there are no ..." as the grammar has it */
    OD_ANSWER_REFUSED,    /* says that it will not answer */
    OD_ANSWER_UNPARSABLE, /* text without a box that could be read */
    OD_ANSWER_FAILED,     /* no answer came: null, or an error of the run */
    OD_N_ANSWER_STATUS,
} od_answer_status;

/* "parsed", "repaired", "truncated", "declared_empty", "refused", "unparsable", "failed" */
const char *od_answer_status_name(od_answer_status status);

/* What was mended, or passed over, to get at the boxes. */
typedef enum od_repair {
    OD_REPAIR_TRAILING_COMMA, /* [1,2,] */
    OD_REPAIR_MISSING_COMMA,  /* {..} {..} */
    OD_REPAIR_SINGLE_QUOTES,  /* {'label': ...} */
    OD_REPAIR_BARE_KEY,       /* {label: ...}, or a text without quotes */
    OD_REPAIR_PYTHON_LITERAL, /* True, False, None */
    OD_REPAIR_STRAY_QUOTE,    /* ["{...}]: a quote where none belongs */
    OD_REPAIR_QUOTED_OBJECT,  /* ["{\"bbox_2d\": ...}"]: an object inside a text */
    OD_REPAIR_INVALID_ESCAPE, /* "\'" or "\d" in a text; a raw control character in a text; &quot; for quotes
                               */
    OD_REPAIR_UNCLOSED_TEXT,  /* a text whose closing quote is missing */
    OD_REPAIR_BRACKET,        /* one missing, one too many, the wrong or a full-width one */
    OD_REPAIR_FENCE,          /* an opening or closing fence that is missing or stands where it should not */
    OD_REPAIR_NUMBER_TEXT,    /* "12" where 12 is due */
    OD_REPAIR_NESTED_BOX,     /* [[x1, y1, x2, y2]] where one list is due */
    OD_REPAIR_KEY_NAME, /* a box under a key that is not the family's: bbox, box, location; ["dog", [..]] */
    OD_REPAIR_PROSE,    /* text before, after or between that is no part of the answer's form */
    OD_REPAIR_OTHER_GRAMMAR, /* written as another family writes */
    OD_REPAIR_TAG,           /* a tag misspelt, missing or not closed */
    OD_REPAIR_ENCODING,      /* bytes that are no UTF-8, a NUL, in a label: U+FFFD stands for them */
    OD_REPAIR_CUT,           /* the text breaks off inside an item, which is dropped */
    OD_N_REPAIRS,
} od_repair;

/* "trailing_comma", and a clause for reports: "a comma before a closing bracket". */
const char *od_repair_name(od_repair repair);
const char *od_repair_words(od_repair repair);

/* What was recognised and is no box that counts. */
typedef enum od_passed {
    OD_PASSED_POINT,      /* two numbers */
    OD_PASSED_POLYGON,    /* more than four */
    OD_PASSED_MASK,       /* a segmentation mask */
    OD_PASSED_ARITY,      /* another number of numbers where a box is due */
    OD_PASSED_NUMBER,     /* a box with a value that is no finite number: text, NaN, 1e999, null */
    OD_PASSED_NO_BOX,     /* an item that has a label, and no box */
    OD_PASSED_INDEX,      /* an index without a proposal (found when boxes are placed) */
    OD_PASSED_NO_LABEL,   /* a box of parallel lists for which the list of labels has none */
    OD_PASSED_SUPERSEDED, /* a box outside of the last code fence that has some: of an earlier try, say */
    OD_N_PASSED,
} od_passed;

const char *od_passed_name(od_passed passed);
const char *od_passed_words(od_passed passed);

/* One box as written. */
typedef struct od_answer_box {
    double v[4];    /* the numbers, in the order of the text; of OD_SPACE_CELLS v[0] and v[1] only */
    uint32_t index; /* of an index answer: the proposal's number; else UINT32_MAX */
    bool has_order; /* the text itself says which number is which (named corners): then `order` holds */
    od_order order;
    bool has_label;
    size_t label, label_bytes; /* the label in the reading's texts, valid UTF-8, trimmed of white space */
    bool has_score;
    double score; /* finite */
} od_answer_box;

typedef struct od_grammar od_grammar;

/* What a text holds. Zero-initialised before the first; used again and again. */
typedef struct od_reading {
    od_answer_status status;
    const od_grammar *grammar; /* that the boxes were found with; NULL: no boxes */
    od_answer_box *boxes;
    size_t n_boxes, boxes_capacity;
    od_buffer texts;
    od_buffer unwrapped;              /* the answer without what it came wrapped in; of no use to callers */
    uint32_t repairs[OD_N_REPAIRS];   /* how often */
    uint32_t passed[OD_N_PASSED];     /* how often */
    size_t think_bytes, answer_bytes; /* of what stands up to the last </think>, and of what comes after it */
    bool unclosed_think;              /* a <think> that never ends: the answer never began */
    bool has_answer_tags;
    bool whole;        /* the answer's end is seen (its closing tag, an end-of-text token): what is open there
                          was left open, not cut off. Set before a grammar reads. */
    bool last_was_box; /* od_reading_last() has one to give */
} od_reading;

void od_reading_clear(od_reading *r);
void od_reading_release(od_reading *r);

static inline od_str od_reading_label(const od_reading *r, const od_answer_box *b)
{
    if (!b->has_label)
        return (od_str){NULL, 0};
    /* Where all labels are empty there may be no texts. */
    return (od_str){r->texts.bytes ? r->texts.bytes + b->label : "", b->label_bytes};
}

/* A way to write boxes down. */
struct od_grammar {
    const char *name;  /* "json", "box_tags" */
    const char *title; /* one line */
    /* Whether the text may hold this grammar at all: a cheap, linear look for its mark. */
    bool (*marked)(od_str text);
    /* Takes all boxes of `text` (the body of the answer, without thoughts) into `r`, behind those that are
     * there, counting repairs and what is passed over; sets r->status to OD_ANSWER_EMPTY when the text says
     * so in this grammar's manner and to OD_ANSWER_TRUNCATED when it breaks off. What it does not understand
     * it leaves alone: no boxes means that this grammar found none. Only memory can fail. */
    od_status (*read)(od_reading *r, od_str text, od_error *err);
};

/* NULL-terminated, in the order in which they are tried when a family's own have found nothing. */
extern const od_grammar *const od_grammars[];

enum { OD_FAMILY_GRAMMARS = 3 };

/* A family of models: one file, one row. */
typedef struct od_family {
    const char *name;       /* what --frame takes: "qwen2.5-vl" */
    const char *title;      /* one line: the models */
    const char *aliases[5]; /* NULL-terminated */
    const char *example;    /* an answer as such a model writes it; one of ours */
    const char *source;     /* where the form and the frame are described */
    const char *help;       /* caveats; NULL when there are none */
    od_frame frame;
    const od_grammar *grammars[OD_FAMILY_GRAMMARS + 1]; /* its own, first to last; NULL-terminated */
    bool labels_asked;    /* answers name no label: it is the one that was asked */
    bool needs_proposals; /* answers are indices into a list of boxes given with each line */
} od_family;

/* NULL-terminated, in alphabetical order of names. */
extern const od_family *const od_families[];
const od_family *od_family_find(const char *name); /* by name or alias; NULL when there is none */

/* Reads an answer leniently (semantics G4). `family` NULL: all grammars in order, none foreign. Clears `r`
 * first. A text with p NULL is OD_ANSWER_FAILED. Only memory can fail.
 *
 *  - What stands up to the last </think> (or </thinking>) is thought. A thought that never ends is the whole
 *    text, whatever boxes it mentions, unless answer tags follow in it.
 *  - The answer is inside the last <answer> tags that hold something; without such tags it is what is left.
 *  - "None", in words or as an empty list and nothing else, is OD_ANSWER_EMPTY.
 *  - The family's own grammars are tried, then those of od_grammars whose mark is there, counted as
 *    OD_REPAIR_OTHER_GRAMMAR. The first that finds boxes, or that nothing is declared, has the word; the
 * counts of others are forgotten. When none does, what the first of them passed over is kept.
 *  - Where none is found, what the whole may be wrapped in (a JSON text, HTML entities, doubled quotes) is
 * taken off, counted, and what is inside read in the same way.
 *  - Text without boxes is OD_ANSWER_EMPTY or OD_ANSWER_REFUSED when it says so in words (words.h), else
 *    OD_ANSWER_UNPARSABLE, also when it breaks off before its first box is complete. */
od_status od_answer_read(od_reading *r, const od_family *family, od_str text, od_error *err);

/* A reader that does as some published code does, with its faults, so that its numbers can be repeated. */
typedef struct od_strict_reader {
    const char *name; /* what --reader takes: "vlm-r1-od" */
    const char *title;
    const char *help; /* the rule, what it drops, and where it comes from */
    const char *source;
    bool labels_asked; /* as of a family */
    /* Clears and fills `r`; statuses PARSED, EMPTY (it found a list without usable items) and UNPARSABLE. */
    od_status (*read)(od_reading *r, od_str text, od_error *err);
} od_strict_reader;

extern const od_strict_reader *const od_strict_readers[];
const od_strict_reader *od_strict_reader_find(const char *name);

#endif
