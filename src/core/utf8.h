/* utf8.h: characters in UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
#ifndef OD_CORE_UTF8_H
#define OD_CORE_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the character that starts at p < end: 1 to 4; 0 when no character starts so; -1 when the bytes up
 * to `end` are the beginning of one. */
int od_utf8_length(const char *p, const char *end);

/* Writes one character; what is none (a surrogate, above U+10FFFF) becomes U+FFFD. Returns its bytes. */
size_t od_utf8_put(char out[4], uint32_t code);

/* Columns that the character of `length` bytes at p takes on a terminal, in every locale: 2 for those of East
 * Asia and for pictures (Unicode's East_Asian_Width W and F, by blocks), 0 for marks on the character before,
 * else 1. */
unsigned od_utf8_columns(const char *p, int length);

#endif
