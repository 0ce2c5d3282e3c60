#include "core/sha256.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* FIPS 180-4, 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

enum { BLOCK = 64, LENGTH_AT = 56 };

void od_sha256_init(od_sha256 *h)
{
    *h = (od_sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                               0x1f83d9ab, 0x5be0cd19}};
}

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

/* One round of 6.2.2, names from there. The eight variables do not move: the caller turns their roles
 * instead. */
static inline void round_of(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f,
                            uint32_t g, uint32_t *h, uint32_t k_plus_w)
{
    uint32_t t1 = *h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + k_plus_w;
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));

    *d += t1;
    *h = t1 + t2;
}

static void schedule(uint32_t w[64], const unsigned char *block)
{
    for (int t = 0; t < 16; t++, block += 4)
        w[t] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 | block[3];
    for (int t = 16; t < 64; t++) {
        uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
        uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    for (int t = 0; t < 64; t++)
        w[t] += k[t];
}

static void take_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7], w[64];

    schedule(w, block);
    for (int t = 0; t < 64; t += 8) {
        round_of(a, b, c, &d, e, f, g, &h, w[t]);
        round_of(h, a, b, &c, d, e, f, &g, w[t + 1]);
        round_of(g, h, a, &b, c, d, e, &f, w[t + 2]);
        round_of(f, g, h, &a, b, c, d, &e, w[t + 3]);
        round_of(e, f, g, &h, a, b, c, &d, w[t + 4]);
        round_of(d, e, f, &g, h, a, b, &c, w[t + 5]);
        round_of(c, d, e, &f, g, h, a, &b, w[t + 6]);
        round_of(b, c, d, &e, f, g, h, &a, w[t + 7]);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

void od_sha256_add(od_sha256 *h, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    size_t held = (size_t)(h->n % BLOCK), room = BLOCK - held;

    h->n += n;
    if (held && n >= room) {
        memcpy(h->block + held, p, room);
        take_block(h->state, h->block);
        p += room;
        n -= room;
        held = 0;
    }
    for (; n >= BLOCK; p += BLOCK, n -= BLOCK)
        take_block(h->state, p);
    if (n)
        memcpy(h->block + held, p, n);
}

void od_sha256_hex(od_sha256 *h, char hex[65])
{
    static const unsigned char padding[BLOCK] = {0x80};
    uint64_t bits = h->n * 8;
    size_t held = (size_t)(h->n % BLOCK);
    unsigned char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    od_sha256_add(h, padding, (held < LENGTH_AT ? LENGTH_AT : LENGTH_AT + BLOCK) - held);
    od_sha256_add(h, length, sizeof length);
    for (int i = 0; i < 8; i++)
        snprintf(hex + 8 * i, 9, "%08x", (unsigned)h->state[i]);
}

od_status od_sha256_file(const char *path, char hex[65], uint64_t *bytes, od_error *err)
{
    unsigned char piece[16 * 1024];
    char text[128];
    od_sha256 h;
    size_t n;
    FILE *f;
    int failure = 0;

    hex[0] = '\0';
    *bytes = 0;
    f = fopen(path, "rb");
    if (!f)
        goto failed;
    od_sha256_init(&h);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        od_sha256_add(&h, piece, n);
    failure = ferror(f);
    if (failure)
        goto failed;
    fclose(f); /* only read from: nothing can be lost */
    *bytes = h.n;
    od_sha256_hex(&h, hex);
    return OD_OK;
failed:
    od_errno_text(text, sizeof text, errno);
    if (f)
        fclose(f);
    od_fail_at(err, OD_INPUT, (od_place){.input = path}, "could not be read for its fingerprint: %s", text);
    return od_remedy(err, "check the path and the permissions");
}
