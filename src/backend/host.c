#include "backend/host.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "core/version.h"

enum { LOG_LINE = 2000 };

/* Before each piece of memory. Its size is a multiple of the strictest alignment, so that what follows has
 * it. */
typedef struct od_host_block {
    _Alignas(max_align_t) struct od_host_block *next;
    struct od_host_block *previous;
    size_t size;
} block;

char *od_line_text(char *buf, size_t size, const char *text)
{
    const char *end = text + strlen(text);
    char *o = buf;

    while (text < end) {
        char piece[4];
        int n = od_utf8_length(text, end);
        size_t wide = n > 0 ? (size_t)n : od_utf8_put(piece, 0xFFFD);

        if (n > 0)
            memcpy(piece, text, wide);
        if (n == 1 && ((unsigned char)piece[0] < 0x20 || piece[0] == 0x7F))
            piece[0] = ' ';
        if ((size_t)(o - buf) + wide >= size)
            break;
        memcpy(o, piece, wide);
        o += wide;
        text += n > 0 ? n : 1;
    }
    *o = '\0';
    return buf;
}

static void lent_log(void *context, odeval_log_level level, const char *text)
{
    od_host *h = context;
    char line[LOG_LINE];

    if (!h->ways.log || !text)
        return;
    if (level < ODEVAL_LOG_ERROR || level > ODEVAL_LOG_DEBUG)
        level = ODEVAL_LOG_NOTE;
    h->ways.log(h->ways.log_context, level, od_line_text(line, sizeof line, text));
}

static void *lent_alloc(void *context, size_t size)
{
    od_host *h = context;
    block *b = size <= SIZE_MAX - sizeof *b ? calloc(1, sizeof *b + size) : NULL;

    if (!b)
        return NULL;
    b->size = size;
    pthread_mutex_lock(&h->lock);
    b->next = h->blocks;
    if (h->blocks)
        h->blocks->previous = b;
    h->blocks = b;
    h->memory += size;
    pthread_mutex_unlock(&h->lock);
    return b + 1;
}

static void lent_free(void *context, void *memory)
{
    od_host *h = context;
    block *b = memory;

    if (!b)
        return;
    b--;
    pthread_mutex_lock(&h->lock);
    if (b->next)
        b->next->previous = b->previous;
    if (b->previous)
        b->previous->next = b->next;
    else
        h->blocks = b->next;
    h->memory -= b->size;
    pthread_mutex_unlock(&h->lock);
    free(b);
}

static int lent_cancelled(void *context)
{
    return od_host_cancelled(context);
}

static void lent_fail(void *context, const char *text)
{
    od_host *h = context;

    if (!text)
        return;
    pthread_mutex_lock(&h->lock);
    if (h->words[0] == '\0')
        od_line_text(h->words, sizeof h->words, text);
    pthread_mutex_unlock(&h->lock);
}

od_status od_host_init(od_host *h, const od_backend_ways *ways, od_error *err)
{
    memset(h, 0, sizeof *h);
    if (pthread_mutex_init(&h->lock, NULL) != 0)
        return od_fail_memory(err);
    h->ways = *ways;
    h->lent = (odeval_host){
        .struct_size = sizeof h->lent,
        .abi_version = ODEVAL_BACKEND_ABI,
        .version = OD_VERSION,
        .context = h,
        .log = lent_log,
        .alloc = lent_alloc,
        .free = lent_free,
        .cancelled = lent_cancelled,
        .fail = lent_fail,
    };
    return OD_OK;
}

void od_host_release(od_host *h)
{
    if (!h->lent.context)
        return;
    for (block *b = h->blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    pthread_mutex_destroy(&h->lock);
    memset(h, 0, sizeof *h);
}

size_t od_host_memory(od_host *h)
{
    size_t memory;

    pthread_mutex_lock(&h->lock);
    memory = h->memory;
    pthread_mutex_unlock(&h->lock);
    return memory;
}

bool od_host_cancelled(od_host *h)
{
    return h->ways.cancelled && h->ways.cancelled(h->ways.cancelled_context);
}

void od_host_log(od_host *h, odeval_log_level level, const char *text)
{
    lent_log(h, level, text);
}

char *od_host_words(od_host *h, char *buf, size_t size)
{
    pthread_mutex_lock(&h->lock);
    od_line_text(buf, size, h->words);
    pthread_mutex_unlock(&h->lock);
    return buf;
}

const od_dataset *od_host_truth(const odeval_host *host, uint64_t number, uint32_t *image)
{
    const od_host *h = host->context;

    return h->ways.truth ? h->ways.truth(h->ways.truth_context, number, image) : NULL;
}
