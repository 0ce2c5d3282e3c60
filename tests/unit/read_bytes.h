/* read_bytes.h: reading with one grammar, for tests of grammars. Include after cmocka.h. */
#ifndef OD_TESTS_READ_BYTES_H
#define OD_TESTS_READ_BYTES_H

#include <stdlib.h>
#include <string.h>

#include "answer/grammars.h"

/* Reads a copy that ends where the text does, so that a look beyond it is seen by a sanitizer. */
static inline void read_bytes(od_reading *r, const od_grammar *grammar, const char *text, size_t n,
                              bool whole)
{
    char *copy = malloc(n ? n : 1);
    od_error err = {.code = OD_OK};

    assert_non_null(copy);
    memcpy(copy, text, n);
    od_reading_clear(r);
    r->whole = whole;
    assert_int_equal(grammar->read(r, (od_str){copy, n}, &err), OD_OK);
    free(copy);
}

#endif
