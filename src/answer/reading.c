#include "answer/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

typedef struct named {
    const char *name, *words;
} named;

static const char *const status_names[OD_N_ANSWER_STATUS] = {
    [OD_ANSWER_PARSED] = "parsed",       [OD_ANSWER_REPAIRED] = "repaired",
    [OD_ANSWER_TRUNCATED] = "truncated", [OD_ANSWER_EMPTY] = "declared_empty",
    [OD_ANSWER_REFUSED] = "refused",     [OD_ANSWER_UNPARSABLE] = "unparsable",
    [OD_ANSWER_FAILED] = "failed",
};

static const named repairs[OD_N_REPAIRS] = {
    [OD_REPAIR_TRAILING_COMMA] = {"trailing_comma", "a comma before a closing bracket, or two in a row"},
    [OD_REPAIR_MISSING_COMMA] = {"missing_comma", "no comma, or no colon, where one is due"},
    [OD_REPAIR_SINGLE_QUOTES] = {"single_quotes", "a text in single or in typographic quotes"},
    [OD_REPAIR_BARE_KEY] = {"bare_key", "a key or a text without quotes"},
    [OD_REPAIR_PYTHON_LITERAL] = {"python_literal", "True, False or None as Python writes them"},
    [OD_REPAIR_STRAY_QUOTE] = {"stray_quote", "a quote where none belongs"},
    [OD_REPAIR_QUOTED_OBJECT] = {"quoted_object", "an object or a list inside a text"},
    [OD_REPAIR_INVALID_ESCAPE] = {"invalid_escape",
                                  "an escape that JSON does not know, or a line end, in a text"},
    [OD_REPAIR_UNCLOSED_TEXT] = {"unclosed_text",
                                 "a text with a quote inside it, or without its closing quote"},
    [OD_REPAIR_BRACKET] = {"bracket",
                           "a bracket that is missing, one too many, of the wrong kind or full-width"},
    [OD_REPAIR_FENCE] = {"fence", "a code fence that is missing or stands where it should not"},
    [OD_REPAIR_NUMBER_TEXT] = {"number_text", "a number in quotes"},
    [OD_REPAIR_NESTED_BOX] = {"nested_box", "a box inside a list of its own"},
    [OD_REPAIR_KEY_NAME] = {"key_name", "a box under an unusual key, or without keys beside its label"},
    [OD_REPAIR_PROSE] = {"prose", "words around the boxes"},
    [OD_REPAIR_OTHER_GRAMMAR] = {"other_grammar", "written as another family writes"},
    [OD_REPAIR_TAG] = {"tag", "a tag that is misspelt, missing or not closed"},
    [OD_REPAIR_ENCODING] = {"encoding", "bytes in a label that are not UTF-8"},
    [OD_REPAIR_CUT] = {"cut", "the text breaks off inside an item, which is dropped"},
};

static const named passed_over[OD_N_PASSED] = {
    [OD_PASSED_POINT] = {"point", "a point, not a box"},
    [OD_PASSED_POLYGON] = {"polygon", "more than four numbers: a polygon, not a box"},
    [OD_PASSED_MASK] = {"mask", "a segmentation mask"},
    [OD_PASSED_ARITY] = {"arity", "one or three numbers where a box needs four"},
    [OD_PASSED_NUMBER] = {"number", "a box with a value that is no finite number"},
    [OD_PASSED_NO_BOX] = {"no_box", "a label without a box"},
    [OD_PASSED_INDEX] = {"index", "an index without a proposal"},
    [OD_PASSED_NO_LABEL] = {"no_label", "a box beyond the end of the list of labels"},
    [OD_PASSED_SUPERSEDED] = {"superseded", "a box outside of the last code fence with boxes"},
};

const char *od_answer_status_name(od_answer_status status)
{
    return status_names[status];
}

const char *od_repair_name(od_repair repair)
{
    return repairs[repair].name;
}

const char *od_repair_words(od_repair repair)
{
    return repairs[repair].words;
}

const char *od_passed_name(od_passed passed)
{
    return passed_over[passed].name;
}

const char *od_passed_words(od_passed passed)
{
    return passed_over[passed].words;
}

void od_reading_clear(od_reading *r)
{
    od_answer_box *boxes = r->boxes;
    size_t boxes_capacity = r->boxes_capacity;
    od_buffer texts = r->texts, unwrapped = r->unwrapped;

    texts.n = 0;
    *r = (od_reading){
        .boxes = boxes, .boxes_capacity = boxes_capacity, .texts = texts, .unwrapped = unwrapped};
}

void od_reading_release(od_reading *r)
{
    free(r->boxes);
    od_buffer_free(&r->texts);
    od_buffer_free(&r->unwrapped);
    *r = (od_reading){0};
}

/* Bytes at the start of the text that are valid UTF-8 without a NUL. */
static size_t valid_bytes(od_str text)
{
    const char *p = text.p, *end = text.p + text.n;
    int n;

    for (; p < end && *p && (n = od_utf8_length(p, end)) > 0; p += n)
        ;
    return (size_t)(p - text.p);
}

od_status od_reading_text(od_reading *r, od_str text, size_t *at, size_t *bytes, od_error *err)
{
    size_t valid;
    od_status st;

    text = od_trimmed(text);
    *at = r->texts.n;
    *bytes = 0;
    valid = text.n ? valid_bytes(text) : 0;
    if (valid < text.n)
        r->repairs[OD_REPAIR_ENCODING]++;
    while (text.n) {
        if ((st = od_buffer_add(&r->texts, text.p, valid, err)) != OD_OK)
            return st;
        if (valid < text.n) {
            if ((st = od_buffer_add(&r->texts, "\xef\xbf\xbd", 3, err)) != OD_OK)
                return st;
            valid++;
        }
        text = (od_str){text.p + valid, text.n - valid};
        valid = text.n ? valid_bytes(text) : 0;
    }
    *bytes = r->texts.n - *at;
    return OD_OK;
}

od_status od_reading_add(od_reading *r, const double v[4], od_str label, od_error *err)
{
    od_answer_box box = {.v = {v[0], v[1], v[2], v[3]}, .index = UINT32_MAX};
    od_status st;

    r->last_was_box = false;
    if (!isfinite(v[0]) || !isfinite(v[1]) || !isfinite(v[2]) || !isfinite(v[3])) {
        r->passed[OD_PASSED_NUMBER]++;
        return OD_OK;
    }
    if ((st = OD_GROW(r->boxes, r->boxes_capacity, r->n_boxes + 1, err)) != OD_OK)
        return st;
    if (label.p) {
        box.has_label = true;
        if ((st = od_reading_text(r, label, &box.label, &box.label_bytes, err)) != OD_OK)
            return st;
    }
    r->boxes[r->n_boxes++] = box;
    r->last_was_box = true;
    return OD_OK;
}

od_answer_box *od_reading_last(od_reading *r)
{
    return r->last_was_box && r->n_boxes ? &r->boxes[r->n_boxes - 1] : NULL;
}

od_status od_reading_take(od_reading *r, const double *v, size_t n, od_str label, od_error *err)
{
    r->last_was_box = false;
    if (n == 4)
        return od_reading_add(r, v, label, err);
    r->passed[n == 2 ? OD_PASSED_POINT : n > 4 ? OD_PASSED_POLYGON : OD_PASSED_ARITY]++;
    return OD_OK;
}
