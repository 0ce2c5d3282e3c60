#include "core/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

od_str od_str_of(const char *terminated)
{
    return (od_str){terminated, terminated ? strlen(terminated) : 0};
}

bool od_str_equal(od_str a, od_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int od_str_compare(od_str a, od_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;

    return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Through memcpy: the pointer's own type is the caller's business, and this way no aliasing rule is bent. */
static void set_pointer(void *pointer, void *value)
{
    memcpy(pointer, &value, sizeof value);
}

od_status od_alloc(void *pointer, size_t count, size_t size, od_error *err)
{
    void *fresh = size && count > SIZE_MAX / size ? NULL : calloc(count ? count : 1, size ? size : 1);

    set_pointer(pointer, fresh);
    return fresh ? OD_OK : od_fail_memory(err);
}

od_status od_grow(void *pointer, size_t *capacity, size_t needed, size_t size, od_error *err)
{
    size_t wanted;
    void *old, *grown;

    if (needed <= *capacity)
        return OD_OK;
    wanted = *capacity + *capacity / 2 + 16;
    if (wanted < needed)
        wanted = needed;
    if (size && wanted > SIZE_MAX / size)
        return od_fail_memory(err);
    memcpy(&old, pointer, sizeof old);
    grown = realloc(old, wanted * size);
    if (!grown)
        return od_fail_memory(err);
    set_pointer(pointer, grown);
    *capacity = wanted;
    return OD_OK;
}

/* Room for n more bytes and the terminator. */
static od_status make_room(od_buffer *b, size_t n, od_error *err)
{
    if (n > SIZE_MAX - b->n - 1)
        return od_fail_memory(err);
    if (b->maximum && b->n + n > b->maximum)
        return od_fail(err, OD_SYSTEM, "more than %zu bytes in one piece", b->maximum);
    return OD_GROW(b->bytes, b->capacity, b->n + n + 1, err);
}

od_status od_buffer_add(od_buffer *b, const void *bytes, size_t n, od_error *err)
{
    od_status st;

    if ((st = make_room(b, n, err)) != OD_OK)
        return st;
    if (n)
        memcpy(b->bytes + b->n, bytes, n);
    b->n += n;
    b->bytes[b->n] = '\0';
    return OD_OK;
}

od_status od_buffer_printf(od_buffer *b, od_error *err, const char *fmt, ...)
{
    char small[512];
    va_list args;
    od_status st;
    int n;

    va_start(args, fmt);
    n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (n < 0)
        return od_fail(err, OD_SYSTEM, "text could not be formatted");
    if ((size_t)n < sizeof small)
        return od_buffer_add(b, small, (size_t)n, err);
    if ((st = make_room(b, (size_t)n, err)) != OD_OK)
        return st;
    va_start(args, fmt);
    vsnprintf(b->bytes + b->n, (size_t)n + 1, fmt, args);
    va_end(args);
    b->n += (size_t)n;
    return OD_OK;
}

void od_buffer_free(od_buffer *b)
{
    free(b->bytes);
    *b = (od_buffer){0};
}

enum { PAGE_BYTES = 64 * 1024 };

struct od_arena_page {
    struct od_arena_page *next;
    size_t used, size;
    max_align_t bytes[];
};

void *od_arena_alloc(od_arena *a, size_t n)
{
    const size_t align = sizeof(max_align_t);
    struct od_arena_page *page = a->page;
    size_t size;

    if (n > SIZE_MAX / 2)
        return NULL;
    n = (n + align - 1) / align * align;
    if (!page || page->size - page->used < n) {
        size = n > PAGE_BYTES ? n : PAGE_BYTES;
        page = malloc(sizeof *page + size);
        if (!page)
            return NULL;
        *page = (struct od_arena_page){.next = a->page, .size = size};
        a->page = page;
    }
    page->used += n;
    return memset((char *)page->bytes + page->used - n, 0, n);
}

od_str od_arena_copy(od_arena *a, od_str text)
{
    char *copy = od_arena_alloc(a, text.n + 1);

    if (!copy)
        return (od_str){0};
    if (text.n)
        memcpy(copy, text.p, text.n);
    return (od_str){copy, text.n};
}

char *od_arena_printf(od_arena *a, const char *fmt, ...)
{
    va_list args;
    char *text;
    int n;

    va_start(args, fmt);
    n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0 || !(text = od_arena_alloc(a, (size_t)n + 1)))
        return NULL;
    va_start(args, fmt);
    vsnprintf(text, (size_t)n + 1, fmt, args);
    va_end(args);
    return text;
}

void od_arena_free(od_arena *a)
{
    struct od_arena_page *page = a->page;

    while (page) {
        struct od_arena_page *next = page->next;
        free(page);
        page = next;
    }
    a->page = NULL;
}
