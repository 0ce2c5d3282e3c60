/* blocks.h: a long column in blocks of one size.
 *
 * It grows without moving what it holds, and takes another column's blocks over without copying. Merging the
 * rows of W2 that two threads had made took 4 ms of 118 as a copy.
 */
#ifndef OD_CORE_BLOCKS_H
#define OD_CORE_BLOCKS_H

#include <stdbool.h>

#include "core/memory.h"

enum { OD_BLOCK_BITS = 13, OD_BLOCK = 1 << OD_BLOCK_BITS }; /* items of a block */

/* Zero-initialised but for item_size means: empty. Blocks need not be full. */
typedef struct od_blocks {
    char **block;
    uint32_t *used; /* items of each block */
    size_t n, block_capacity, used_capacity;
    size_t item_size; /* bytes */
    size_t count;     /* items of all blocks */
} od_blocks;

/* Room for up to n (at most OD_BLOCK) items more, all in one block, at *room; od_blocks_added says how many
 * of them came to be. */
od_status od_blocks_room(od_blocks *b, uint32_t n, void *room, od_error *err);

static inline void od_blocks_added(od_blocks *b, uint32_t n)
{
    b->used[b->n - 1] += n;
    b->count += n;
}

/* Moves the blocks of `other`, which has items of the same size and is empty afterwards, behind those of b.
 */
od_status od_blocks_absorb(od_blocks *b, od_blocks *other, od_error *err);
/* The same with copies of them. */
od_status od_blocks_append(od_blocks *b, const od_blocks *other, od_error *err);

/* Items have numbers below 2^32 that say where they are; not every number has an item. */
static inline uint32_t od_blocks_number(size_t block, uint32_t item)
{
    return (uint32_t)(block << OD_BLOCK_BITS | item);
}

static inline const void *od_blocks_at(const od_blocks *b, uint32_t number)
{
    return b->block[number >> OD_BLOCK_BITS] + (size_t)(number & (OD_BLOCK - 1)) * b->item_size;
}

/* Whether each item has a number. */
static inline bool od_blocks_numbered(const od_blocks *b)
{
    return b->n <= UINT32_C(1) << (32 - OD_BLOCK_BITS);
}

void od_blocks_release(od_blocks *b);

#endif
