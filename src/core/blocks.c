#include "core/blocks.h"

#include <stdlib.h>
#include <string.h>

static od_status add_block(od_blocks *b, char *block, uint32_t used, od_error *err)
{
    od_status st;

    if ((st = OD_GROW(b->block, b->block_capacity, b->n + 1, err)) != OD_OK ||
        (st = OD_GROW(b->used, b->used_capacity, b->n + 1, err)) != OD_OK)
        return st;
    b->block[b->n] = block;
    b->used[b->n++] = used;
    b->count += used;
    return OD_OK;
}

/* Not zeroed: memory that is not used yet need not be touched. */
static od_status new_block(od_blocks *b, uint32_t used, od_error *err)
{
    char *block = malloc(OD_BLOCK * b->item_size);
    od_status st;

    if (!block)
        return od_fail_memory(err);
    if ((st = add_block(b, block, used, err)) != OD_OK)
        free(block);
    return st;
}

od_status od_blocks_room(od_blocks *b, uint32_t n, void *room, od_error *err)
{
    char *at;
    od_status st;

    if (n > OD_BLOCK)
        return od_fail(err, OD_USAGE, "a block has no room for %u items at a time", n);
    if ((b->n == 0 || OD_BLOCK - b->used[b->n - 1] < n) && (st = new_block(b, 0, err)) != OD_OK)
        return st;
    at = b->block[b->n - 1] + b->used[b->n - 1] * b->item_size;
    memcpy(room, &at, sizeof at);
    return OD_OK;
}

od_status od_blocks_absorb(od_blocks *b, od_blocks *other, od_error *err)
{
    od_status st;

    if ((st = OD_GROW(b->block, b->block_capacity, b->n + other->n, err)) != OD_OK ||
        (st = OD_GROW(b->used, b->used_capacity, b->n + other->n, err)) != OD_OK)
        return st;
    for (size_t i = 0; i < other->n && st == OD_OK; i++)
        st = add_block(b, other->block[i], other->used[i], err);
    other->n = other->count = 0;
    return st;
}

od_status od_blocks_append(od_blocks *b, const od_blocks *other, od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < other->n && st == OD_OK; i++) {
        st = new_block(b, other->used[i], err);
        if (st == OD_OK)
            memcpy(b->block[b->n - 1], other->block[i], other->used[i] * b->item_size);
    }
    return st;
}

void od_blocks_release(od_blocks *b)
{
    for (size_t i = 0; i < b->n; i++)
        free(b->block[i]);
    free(b->block);
    free(b->used);
    *b = (od_blocks){.item_size = b->item_size};
}
