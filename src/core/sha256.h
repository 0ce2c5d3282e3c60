/* sha256.h: fingerprints of inputs and definitions (FIPS 180-4). */
#ifndef OD_CORE_SHA256_H
#define OD_CORE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

typedef struct od_sha256 {
    uint32_t state[8];
    uint64_t n;
    unsigned char block[64];
} od_sha256;

void od_sha256_init(od_sha256 *h);
void od_sha256_add(od_sha256 *h, const void *bytes, size_t n);
void od_sha256_hex(od_sha256 *h, char hex[65]); /* lower case, terminated */

/* Of a whole file as it lies on disk (a .gz is not inflated), and its size. */
od_status od_sha256_file(const char *path, char hex[65], uint64_t *bytes, od_error *err);

#endif
