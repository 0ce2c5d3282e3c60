/* npy.h: arrays of doubles in numpy's file format, version 1.0. */
#ifndef OD_RECORD_NPY_H
#define OD_RECORD_NPY_H

#include "core/output.h"

/* The header for little-endian doubles in C order; the numbers follow, last axis fastest. */
od_status od_npy_header(od_output *o, const size_t *shape, size_t n_axes, od_error *err);
od_status od_npy_numbers(od_output *o, const double *values, size_t n, od_error *err);

#endif
