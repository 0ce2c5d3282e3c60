/* memory.h: checked allocation, growable columns, and arenas.
 *
 * Sizes are multiplied only here, and checked here. Freed with free() unless an arena owns them.
 */
#ifndef OD_CORE_MEMORY_H
#define OD_CORE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/* A piece of text: bytes in UTF-8, not terminated. NULL means: none. */
typedef struct od_str {
    const char *p;
    size_t n;
} od_str;

#define OD_STR(literal) ((od_str){(literal), sizeof(literal) - 1})
od_str od_str_of(const char *terminated); /* NULL stays NULL */
bool od_str_equal(od_str a, od_str b);
int od_str_compare(od_str a, od_str b); /* by bytes, which for UTF-8 is by code point */

/* Sets the pointer at `pointer` to count x size zeroed bytes; never to NULL on success, also for a count of
 * 0. */
od_status od_alloc(void *pointer, size_t count, size_t size, od_error *err);

/* Gives the array whose address is stored at `pointer` room for at least `needed` items (growing by half); it
 * has *capacity items. Old items are kept, new ones are not initialised. */
od_status od_grow(void *pointer, size_t *capacity, size_t needed, size_t size, od_error *err);

/* Spelt with the pointer itself: OD_ALLOC(set->area, n, err). */
#define OD_ALLOC(ptr, count, err) od_alloc(&(ptr), (count), sizeof *(ptr), (err))
#define OD_GROW(ptr, capacity, needed, err) od_grow(&(ptr), &(capacity), (needed), sizeof *(ptr), (err))

/* Bytes that grow; the maximum is stated at the start and reaching it is an error. */
typedef struct od_buffer {
    char *bytes;
    size_t n, capacity;
    size_t maximum; /* 0: no limit but memory */
} od_buffer;

od_status od_buffer_add(od_buffer *b, const void *bytes, size_t n, od_error *err);
od_status od_buffer_printf(od_buffer *b, od_error *err, const char *fmt, ...) OD_PRINTF(3, 4);
void od_buffer_free(od_buffer *b);

/* Many small things that live and die together. Zero-initialised means: empty. */
typedef struct od_arena {
    struct od_arena_page *page;
} od_arena;

/* n bytes, aligned for any type, zeroed; NULL when memory is exhausted. */
void *od_arena_alloc(od_arena *a, size_t n);
/* A terminated copy; .p is NULL when memory is exhausted. */
od_str od_arena_copy(od_arena *a, od_str text);
/* A terminated, formatted string; NULL when memory is exhausted. */
char *od_arena_printf(od_arena *a, const char *fmt, ...) OD_PRINTF(2, 3);
void od_arena_free(od_arena *a);

#endif
