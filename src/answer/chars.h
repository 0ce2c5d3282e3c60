/* chars.h: kinds of ASCII characters, whatever the locale. */
#ifndef OD_ANSWER_CHARS_H
#define OD_ANSWER_CHARS_H

#include <stdbool.h>

static inline bool od_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool od_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool od_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A byte of a character beyond ASCII. */
static inline bool od_is_wide(char c)
{
    return (unsigned char)c >= 0x80;
}

static inline char od_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

#endif
