#include "record/npy.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ALIGNMENT = 64, PREFIX = 10, HEADER_MAX = 512, CHUNK = 512 };

/* "(10, 101, 3)", and "(3,)" for one axis, as Python writes tuples. */
static size_t write_shape(char *text, size_t size, const size_t *shape, size_t n_axes)
{
    size_t n = (size_t)snprintf(text, size, "(");

    for (size_t i = 0; i < n_axes && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%zu", i ? ", " : "", shape[i]);
    if (n < size)
        n += (size_t)snprintf(text + n, size - n, "%s", n_axes == 1 ? ",)" : ")");
    return n;
}

od_status od_npy_header(od_output *o, const size_t *shape, size_t n_axes, od_error *err)
{
    char text[HEADER_MAX], tuple[HEADER_MAX / 2];
    size_t n, padded;

    if (write_shape(tuple, sizeof tuple, shape, n_axes) >= sizeof tuple)
        return od_fail(err, OD_SYSTEM, "an array has too many axes for its file");
    memcpy(text, "\x93NUMPY\x01\x00", 8);
    n = PREFIX + (size_t)snprintf(text + PREFIX, sizeof text - PREFIX,
                                  "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", tuple);
    /* A line end closes the header, and spaces before it align the numbers. */
    padded = (n + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    memset(text + n, ' ', padded - n);
    text[padded - 1] = '\n';
    text[8] = (char)((padded - PREFIX) & 0xff);
    text[9] = (char)((padded - PREFIX) >> 8);
    return od_output_write(o, text, padded, err);
}

static void put_double(unsigned char *to, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        to[i] = (unsigned char)(bits >> 8 * i);
}

od_status od_npy_numbers(od_output *o, const double *values, size_t n, od_error *err)
{
    unsigned char bytes[CHUNK * 8];
    od_status st = OD_OK;

    while (n > 0 && st == OD_OK) {
        size_t now = n < CHUNK ? n : CHUNK;

        for (size_t i = 0; i < now; i++)
            put_double(bytes + 8 * i, values[i]);
        st = od_output_write(o, bytes, 8 * now, err);
        values += now;
        n -= now;
    }
    return st;
}
