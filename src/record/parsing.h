/* parsing.h: what the files that read a record share; nobody else includes it.
 *
 * Each function reads one member of an object. A member that is not there is an error where it is required,
 * and leaves zeroes where it is not; one of the wrong type is an error that names its path.
 */
#ifndef OD_RECORD_PARSING_H
#define OD_RECORD_PARSING_H

#include <cjson/cJSON.h>

#include "record/record.h"

/* A record on its way. Everything it holds comes from its arena. */
typedef struct od_parsing {
    od_record *record;
    const char *name; /* of the file */
    od_error *err;
} od_parsing;

/* Where a value stands: a key of the object above it, or (key NULL) an item of the list above it. */
typedef struct od_spot {
    const struct od_spot *above; /* NULL: the record itself */
    const char *key;
    size_t item;
    const cJSON *value;
} od_spot;

/* A score is from 0 to 1; a record that says otherwise was not written by odeval, and must not lead a board.
 */
enum { OD_READ_REQUIRED = 1, OD_READ_NULLABLE = 2, OD_READ_SCORE = 4 };

/* "the run record's "subsets[2].name" `what`". */
od_status od_parsing_fail(const od_parsing *r, const od_spot *at, const char *what);

/* The member as a spot; its value is NULL when it is not there. */
od_spot od_parsing_member(const od_spot *object, const char *key);
od_spot od_parsing_item(const od_spot *list, size_t item, const cJSON *value);
/* The member when it is a list or an object; `found->value` is NULL when it is not there. */
od_status od_parsing_list(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                          od_spot *found, uint32_t *n);
od_status od_parsing_object(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                            od_spot *found, uint32_t *n);

/* n zeroed items; NULL, with the error set, when memory is exhausted. */
void *od_parsing_room(const od_parsing *r, size_t n, size_t size);

od_status od_parsing_copy(const od_parsing *r, const char *text, const char **out);
od_status od_parsing_text(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                          const char **out);
od_status od_parsing_bool(const od_parsing *r, const od_spot *object, const char *key, bool *out);
/* null is NaN where it is allowed. */
od_status od_parsing_number(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                            double *out);
/* A whole number from 0 to 2^53. */
od_status od_parsing_count(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                           uint64_t *out);
od_status od_parsing_scores(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                            od_record_scores *out);
od_status od_parsing_ranges(const od_parsing *r, const od_spot *object, const char *key,
                            od_record_ranges *out);
od_status od_parsing_texts(const od_parsing *r, const od_spot *object, const char *key, const char ***out,
                           uint32_t *n);
od_status od_parsing_named_texts(const od_parsing *r, const od_spot *object, const char *key, unsigned how,
                                 od_named_text **out, uint32_t *n);

/* The parts of a record that are lists of levels. */
od_status od_parsing_answers(const od_parsing *r, const od_spot *object, od_record_answers *out);
od_status od_parsing_levels(const od_parsing *r, const od_spot *root);

/* After the levels: ids of categories from 2^53 on, of which cJSON has lost the last digits, from the text.
 */
od_status od_parsing_large_ids(const od_parsing *r, const od_buffer *bytes);

#endif
