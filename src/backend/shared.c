#define _GNU_SOURCE /* memfd_create and its seals */
#include "backend/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static od_status no_memory(int number, od_error *err)
{
    char text[128];

    od_fail(err, OD_SYSTEM, "there is no memory to share with the backend's process (%s)",
            od_errno_text(text, sizeof text, number));
    return od_remedy(err, "free some, or run without --isolate");
}

static size_t first_page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static od_status map_flags(od_shared *s, od_error *err)
{
    void *page = mmap(NULL, first_page(), PROT_READ | PROT_WRITE, MAP_SHARED, s->file, 0);

    if (page == MAP_FAILED)
        return no_memory(errno, err);
    s->flags = page;
    return OD_OK;
}

od_status od_shared_create(od_shared *s, od_error *err)
{
    int number;

    *s = (od_shared){.file = memfd_create("odeval", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (s->file < 0)
        return no_memory(errno, err);
    /* It never shrinks, so that nobody can take pages away under the other. */
    if (fcntl(s->file, F_ADD_SEALS, F_SEAL_SHRINK) != 0)
        return no_memory(errno, err);
    if ((number = posix_fallocate(s->file, 0, (off_t)first_page())) != 0)
        return no_memory(number, err);
    return map_flags(s, err);
}

od_status od_shared_attach(od_shared *s, int file, od_error *err)
{
    *s = (od_shared){.file = file};
    return map_flags(s, err);
}

/* Pages are asked for here, where it can be refused, and not when they are touched, where that is SIGBUS. */
static od_status ensure_file(const od_shared *s, size_t size, od_error *err)
{
    struct stat now;
    int number;

    if (fstat(s->file, &now) != 0)
        return no_memory(errno, err);
    if (now.st_size >= (off_t)size)
        return OD_OK;
    number = posix_fallocate(s->file, now.st_size, (off_t)size - now.st_size);
    return number == 0 ? OD_OK : no_memory(number, err);
}

od_status od_shared_grow(od_shared *s, size_t needed, od_error *err)
{
    const size_t step = (size_t)1 << 20;
    size_t page = first_page();
    void *data;
    od_status st;

    if (needed <= s->size)
        return OD_OK;
    if (needed > SIZE_MAX / 4)
        return no_memory(ENOMEM, err);
    needed = (needed + step - 1) / step * step;
    if ((st = ensure_file(s, page + needed, err)) != OD_OK)
        return st;
    data = mmap(NULL, needed, PROT_READ | PROT_WRITE, MAP_SHARED, s->file, (off_t)page);
    if (data == MAP_FAILED)
        return no_memory(errno, err);
    if (s->data)
        munmap(s->data, s->size);
    s->data = data;
    s->size = needed;
    return OD_OK;
}

void od_shared_release(od_shared *s)
{
    if (s->data)
        munmap(s->data, s->size);
    if (s->flags)
        munmap(s->flags, first_page());
    if (s->file >= 0)
        close(s->file);
    *s = (od_shared){.file = -1};
}
