/* states_file.h: what the writer and the reader of states share; nobody else includes it. */
#ifndef OD_RECORD_STATES_FILE_H
#define OD_RECORD_STATES_FILE_H

#include <stddef.h>
#include <stdint.h>

enum {
    OD_STATES_USE_TEXT = 256, /* a metric with its options */
    /* marks of an image */
    OD_STATES_EXCLUDED = 1,
    OD_STATES_HAS_FILE = 2,
};

/* The most that so many bytes of a file may inflate to. */
static inline uint64_t od_states_limit(uint64_t file_bytes)
{
    return (UINT64_C(64) << 20) + 256 * file_bytes;
}

uint32_t od_states_crc(const void *bytes, size_t n);

#endif
