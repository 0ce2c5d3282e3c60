/* json_shape.h: records one like the other, read by what stands between their numbers.
 *
 * Big files are written by one loop, so neighbouring records differ in their numbers only. When the JSON
 * reader has read a record, its shape is learnt: the text before, between and behind its numbers, byte for
 * byte, white space and all. Another record that has the same text around its numbers has the same grammar,
 * the same keys and the same strings, so nothing is left to find out about it but the numbers, and these are
 * read by the functions that the JSON reader reads them with. At the first difference, whatever it is,
 * nothing is taken: the JSON reader then reads the record from its start, says what is wrong, if anything is,
 * and its shape is learnt instead. So the two ways can differ only where this one accepts, and it accepts a
 * part of what the other does, with the same values.
 *
 * That a record is worth learning is the caller's to judge: it was read without complaint, the caller knows
 * what each of its numbers means, and what its strings and other values mean does not depend on their place
 * in the file.
 *
 * What it bought: W2's 500,000 records take 3,265 million instructions by the JSON reader alone, and 973
 * million this way.
 */
#ifndef OD_CORE_JSON_SHAPE_H
#define OD_CORE_JSON_SHAPE_H

#include "core/json.h"

enum { OD_SHAPE_VALUES = 16, OD_SHAPE_BYTES = 320 };

typedef struct od_json_shape {
    uint8_t n_values;                    /* numbers; 0: no shape is known */
    uint16_t reach;                      /* a record of plain numbers can be read in so many bytes */
    uint32_t integers;                   /* bit i: number i must be an integer */
    uint8_t length[OD_SHAPE_VALUES + 1]; /* bytes before each number, and behind the last */
    char bytes[OD_SHAPE_BYTES + 8];      /* these pieces, one after the other, and room to read a word */
} od_json_shape;

/* A number of a record; which of the two, the shape's `integers` says. */
typedef union od_json_value {
    int64_t integer;
    double number;
} od_json_value;

/* How many numbers (and words that stand for one) the text of a well-formed value or record holds, outside of
 * its strings; most + 1 when there are more than `most`. */
unsigned od_json_count_numbers(const char *p, const char *end, unsigned most);

/* Keeps the shape of the well-formed object or array in [p, end), which has n_values numbers; bit i of
 * `integers` says that number i is wanted as an integer. No shape is known afterwards when there are more or
 * fewer numbers, or too much text between them. */
void od_json_shape_learn(od_json_shape *shape, const char *p, const char *end, unsigned n_values,
                         uint32_t integers);

/* Reads the record that comes next into values[n_values], white space before it included, when it has that
 * shape. False, with nothing taken from `j`, when it has not, or when not all of it is in the window;
 * `values` are then anything. */
bool od_json_shape_read(const od_json_shape *shape, od_json *j, od_json_value *values);

#endif
