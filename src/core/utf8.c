#include "core/utf8.h"

/* The second byte is where overlong forms, surrogates and too large codes show (RFC 3629, section 4). */
static int second_is_valid(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;

    return second >= low && second <= high;
}

int od_utf8_length(const char *p, const char *end)
{
    const unsigned char *s = (const unsigned char *)p;
    int n;

    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    for (int i = 1; i < n; i++) {
        if (p + i == end)
            return -1;
        if (i == 1 ? !second_is_valid(s[0], s[1]) : (s[i] & 0xc0) != 0x80)
            return 0;
    }
    return n;
}

size_t od_utf8_put(char out[4], uint32_t code)
{
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        code = 0xfffd;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

typedef struct block {
    uint32_t first, last;
    unsigned columns;
} block;

/* Unicode 15, rising. Marks of scripts that are written without them, too, and pictures that some terminals
 * draw narrow, are left at one column. */
static const block blocks[] = {
    {0x0300, 0x036f, 0},   {0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},
    {0x200b, 0x200f, 0},   {0x202a, 0x202e, 0},   {0x2060, 0x2064, 0},   {0x20d0, 0x20ff, 0},
    {0x231a, 0x231b, 2},   {0x2329, 0x232a, 2},   {0x23e9, 0x23ec, 2},   {0x2614, 0x2615, 2},
    {0x2648, 0x2653, 2},   {0x2705, 0x2705, 2},   {0x2728, 0x2728, 2},   {0x274c, 0x274c, 2},
    {0x2753, 0x2755, 2},   {0x2795, 0x2797, 2},   {0x2b1b, 0x2b1c, 2},   {0x2b50, 0x2b50, 2},
    {0x2e80, 0x3029, 2},   {0x302a, 0x302d, 0},   {0x302e, 0x303e, 2},   {0x3041, 0x3096, 2},
    {0x3099, 0x309a, 0},   {0x309b, 0x4dbf, 2},   {0x4e00, 0xa4cf, 2},   {0xa960, 0xa97f, 2},
    {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe10, 0xfe19, 2},
    {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},   {0xfeff, 0xfeff, 0},   {0xff01, 0xff60, 2},
    {0xffe0, 0xffe6, 2},   {0x16fe0, 0x1b2ff, 2}, {0x1f300, 0x1f320, 2}, {0x1f32d, 0x1f393, 2},
    {0x1f3a0, 0x1f3f0, 2}, {0x1f3f4, 0x1f53d, 2}, {0x1f54b, 0x1f567, 2}, {0x1f5fb, 0x1f64f, 2},
    {0x1f680, 0x1f6ff, 2}, {0x1f900, 0x1faff, 2}, {0x20000, 0x3fffd, 2}, {0xe0100, 0xe01ef, 0},
};

unsigned od_utf8_columns(const char *p, int length)
{
    static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)p[0] & lead_bits[length];
    size_t low = 0, high = sizeof blocks / sizeof blocks[0];

    for (int i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)p[i] & 0x3f);
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (code > blocks[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof blocks / sizeof blocks[0] && code >= blocks[low].first ? blocks[low].columns : 1;
}
