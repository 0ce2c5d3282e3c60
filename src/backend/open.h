/* open.h: opening a backend whose table is at hand: od_backend_open for built-in ones, and tests with tables
 * of their own.
 */
#ifndef OD_BACKEND_OPEN_H
#define OD_BACKEND_OPEN_H

#include "backend/instance.h"

/* As od_backend_open, from a table or a file and options that are split already. */
od_status od_backend_open_from(od_backend **out, const od_origin *from, const od_backend_ways *ways,
                               od_error *err);

#endif
