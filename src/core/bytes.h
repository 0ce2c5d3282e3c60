/* bytes.h: numbers as bytes, little-endian on every machine, for saved states.
 */
#ifndef OD_CORE_BYTES_H
#define OD_CORE_BYTES_H

#include <stdbool.h>

#include "core/memory.h"

od_status od_put_u32(od_buffer *b, uint32_t value, od_error *err);
od_status od_put_u64(od_buffer *b, uint64_t value, od_error *err);
od_status od_put_double(od_buffer *b, double value, od_error *err);

/* Each moves *p over what it took; false, and *p unchanged, when fewer bytes are left. */
bool od_take_u32(const char **p, const char *end, uint32_t *value);
bool od_take_u64(const char **p, const char *end, uint64_t *value);
bool od_take_double(const char **p, const char *end, double *value);

#endif
