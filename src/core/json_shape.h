/* json_shape.h: records one like the other, read by what stands between their numbers.
 *
 * Big files are written by one loop, so neighbouring records differ in their numbers only, and in a text or
 * two. When the JSON reader has read a record, its shape is learnt: the text before, between and behind its
 * numbers, byte for byte, white space and all. Another record that has the same text around its numbers has
 * the same grammar, the same keys and the same strings, so nothing is left to find out about it but the
 * numbers, and these are read by the functions that the JSON reader reads them with. Where the caller wants
 * texts, too, a string that is no key is left open like a number; one with an escape is for the JSON reader.
 * At the first difference, whatever it is, nothing is taken: the JSON reader then reads the record from its
 * start, says what is wrong, if anything is, and its shape is learnt instead. So the two ways can differ only
 * where this one accepts, and it accepts a part of what the other does, with the same values.
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
    uint8_t n_values;                    /* numbers and open texts; 0: no shape is known */
    uint16_t reach;                      /* a record of plain numbers can be read in so many bytes */
    uint32_t kinds;                      /* 2 bits a value, an od_shape_kind, the first lowest */
    uint8_t length[OD_SHAPE_VALUES + 1]; /* bytes before each value, and behind the last */
    char bytes[OD_SHAPE_BYTES + 8];      /* these pieces, one after the other, and room to read a word */
} od_json_shape;

typedef enum od_shape_kind { OD_SHAPE_NUMBER, OD_SHAPE_INTEGER, OD_SHAPE_TEXT } od_shape_kind;

/* A value of a record; which of the three, the shape's `kinds` says. */
typedef union od_json_value {
    int64_t integer;
    double number;
    od_str text; /* in the window: gone when `j` moves on */
} od_json_value;

/* How many numbers (and words that stand for one), and with `texts` strings that are no keys, the text of a
 * well-formed value or record holds; most + 1 when there are more than `most`. */
unsigned od_json_count_values(const char *p, const char *end, bool texts, unsigned most);

/* Keeps the shape of the well-formed object or array in [p, end), which has n_values of those; bit i of
 * `integers` says that value i, a number, is wanted as an integer. No shape is known afterwards when there
 * are more or fewer values, or too much text between them. */
void od_json_shape_learn(od_json_shape *shape, const char *p, const char *end, bool texts, unsigned n_values,
                         uint32_t integers);

/* Reads the record that comes next into values[n_values], white space before it included, when it has that
 * shape. False, with nothing taken from `j`, when it has not, or when not all of it is in the window;
 * `values` are then anything. */
bool od_json_shape_read(const od_json_shape *shape, od_json *j, od_json_value *values);

#endif
