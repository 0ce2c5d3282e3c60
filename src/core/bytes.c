#include "core/bytes.h"

#include <string.h>

static od_status put(od_buffer *b, uint64_t value, size_t n, od_error *err)
{
    unsigned char bytes[8];

    for (size_t i = 0; i < n; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    return od_buffer_add(b, bytes, n, err);
}

od_status od_put_u32(od_buffer *b, uint32_t value, od_error *err)
{
    return put(b, value, 4, err);
}

od_status od_put_u64(od_buffer *b, uint64_t value, od_error *err)
{
    return put(b, value, 8, err);
}

od_status od_put_double(od_buffer *b, double value, od_error *err)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return put(b, bits, 8, err);
}

static bool take(const char **p, const char *end, uint64_t *value, size_t n)
{
    if ((size_t)(end - *p) < n)
        return false;
    *value = 0;
    for (size_t i = 0; i < n; i++)
        *value |= (uint64_t)(unsigned char)(*p)[i] << (8 * i);
    *p += n;
    return true;
}

bool od_take_u32(const char **p, const char *end, uint32_t *value)
{
    uint64_t wide;

    if (!take(p, end, &wide, 4))
        return false;
    *value = (uint32_t)wide;
    return true;
}

bool od_take_u64(const char **p, const char *end, uint64_t *value)
{
    return take(p, end, value, 8);
}

bool od_take_double(const char **p, const char *end, double *value)
{
    uint64_t bits;

    if (!take(p, end, &bits, 8))
        return false;
    memcpy(value, &bits, sizeof *value);
    return true;
}
