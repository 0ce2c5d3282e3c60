#define _DEFAULT_SOURCE /* flock */

#include "backend/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/output.h"

struct od_journal {
    const od_plan *plan;
    char *path;
    int fd; /* -1: closed */
    od_buffer head;
    od_journal_entry *entries; /* one an item of the plan */
    pthread_mutex_t lock;      /* over what follows, and over writing */
    bool has_lock;
    uint64_t end;    /* of the file; behind the last whole line */
    uint64_t synced; /* how far it is safe */
};

static od_status fail_system(const od_journal *j, const char *what, od_error *err)
{
    char text[100];

    od_fail(err, OD_SYSTEM, "%s cannot be %s: %s", j->path, what, od_errno_text(text, sizeof text, errno));
    return od_remedy(err, "check the folder, or give another --out");
}

/* ---- opening ---- */

static od_status lock_file(od_journal *j, od_error *err)
{
    if (flock(j->fd, LOCK_EX | LOCK_NB) == 0)
        return OD_OK;
    if (errno != EWOULDBLOCK)
        return fail_system(j, "locked", err);
    od_fail(err, OD_SYSTEM, "another run is writing to %s", j->path);
    return od_remedy(err, "wait for it, or give this one another --out");
}

/* Whether the name still stands for the file that was opened: a run that ended meanwhile may have put a
 * settled one in its place. */
static bool is_current(const od_journal *j)
{
    struct stat mine, named;

    return fstat(j->fd, &mine) == 0 && stat(j->path, &named) == 0 && mine.st_dev == named.st_dev &&
           mine.st_ino == named.st_ino;
}

static od_status open_file(od_journal *j, od_error *err)
{
    od_status st;

    for (int tries = 0; tries < 100; tries++) {
        struct stat about;

        if ((j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666)) < 0)
            return fail_system(j, "opened", err);
        if (fstat(j->fd, &about) != 0 || !S_ISREG(about.st_mode)) {
            od_fail(err, OD_USAGE, "--out must be a regular file, and %s is none", j->path);
            return od_remedy(err, "a run is resumed from it");
        }
        if ((st = lock_file(j, err)) != OD_OK)
            return st;
        if (is_current(j))
            return OD_OK;
        close(j->fd);
        j->fd = -1;
    }
    return od_fail(err, OD_SYSTEM, "%s is replaced again and again by somebody else", j->path);
}

static od_status refuse_foreign(const od_journal *j, od_error *err)
{
    od_fail(err, OD_INPUT, "%s is there, and was not written by odeval run", j->path);
    return od_remedy(err, "give another --out, or remove the file");
}

static od_status check_head(const od_journal *j, const od_journal_head *head, const char *line, size_t n,
                            od_error *err)
{
    od_buffer differing = {0};
    bool is_head;
    od_status st = od_journal_read_head(head, line, n, &is_head, &differing, err);

    if (st == OD_OK && !is_head)
        st = refuse_foreign(j, err);
    if (st == OD_OK && differing.n) {
        od_fail(err, OD_INPUT, "%s is the journal of another run: %s differ%s", j->path, differing.bytes,
                strchr(differing.bytes, ',') ? "" : "s");
        st = od_remedy(err, "run it as it was begun, or give another --out");
    }
    od_buffer_free(&differing);
    return st;
}

static od_status take_line(od_journal *j, const char *line, size_t n, uint64_t number, od_error *err)
{
    const od_place place = {.input = j->path, .at = number, .unit = OD_UNIT_LINE};
    od_journal_read read = {.item = 0};
    od_status st = od_journal_read_line(&read, j->plan, line, n, place, err);

    if (st != OD_OK)
        return od_remedy(err, "remove the line, or give another --out");
    read.entry.at = j->end;
    read.entry.bytes = n + 1;
    j->entries[read.item] = read.entry;
    return OD_OK;
}

/* Whole lines only: what stands behind the last line end is torn, and left out of `end`. */
static od_status read_lines(od_journal *j, const od_journal_head *head, FILE *file, od_error *err)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    od_status st = OD_OK;

    for (uint64_t number = 1; st == OD_OK && (n = getline(&line, &size, file)) > 0; number++) {
        if (line[n - 1] != '\n') {
            /* The head was not even written: it must be one that began, and no file of somebody else's. */
            if (number == 1 && ((size_t)n > j->head.n || memcmp(line, j->head.bytes, (size_t)n) != 0))
                st = refuse_foreign(j, err);
            break;
        }
        st = number == 1 ? check_head(j, head, line, (size_t)n - 1, err)
                         : take_line(j, line, (size_t)n - 1, number, err);
        j->end += (uint64_t)n;
    }
    if (st == OD_OK && ferror(file))
        st = fail_system(j, "read", err);
    free(line);
    return st;
}

static od_status read_file(od_journal *j, const od_journal_head *head, od_error *err)
{
    int fd = dup(j->fd);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
    od_status st;

    if (!file) {
        st = fail_system(j, "read", err);
        if (fd >= 0)
            close(fd);
        return st;
    }
    st = read_lines(j, head, file, err);
    fclose(file);
    return st;
}

/* One write, so that no other line can come between. What was written in part is taken back. */
static od_status write_line(od_journal *j, const char *bytes, size_t n, od_error *err)
{
    ssize_t done;
    int number;

    do
        done = pwrite(j->fd, bytes, n, (off_t)j->end);
    while (done < 0 && errno == EINTR);
    if (done == (ssize_t)n) {
        j->end += n;
        return OD_OK;
    }
    number = done < 0 ? errno : ENOSPC;
    if (ftruncate(j->fd, (off_t)j->end) != 0 && done < 0)
        number = errno;
    errno = number;
    fail_system(j, "written", err);
    return od_remedy(err, "what is in it is kept: make room, and run the same command again");
}

/* The folder must know the file, too. */
static od_status sync_folder(const od_journal *j, od_error *err)
{
    const char *slash = strrchr(j->path, '/');
    od_buffer folder = {0};
    od_status st =
        slash ? od_buffer_printf(&folder, err, "%.*s", slash == j->path ? 1 : (int)(slash - j->path), j->path)
              : od_buffer_printf(&folder, err, ".");
    int fd;

    if (st != OD_OK)
        return st;
    if ((fd = open(folder.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0) {
        fsync(fd); /* file systems that cannot do it for a folder do not need it */
        close(fd);
    }
    od_buffer_free(&folder);
    return OD_OK;
}

static od_status begin(od_journal *j, od_error *err)
{
    od_status st;

    if (ftruncate(j->fd, (off_t)j->end) != 0)
        return fail_system(j, "written", err);
    if (j->end > 0)
        return OD_OK;
    if ((st = write_line(j, j->head.bytes, j->head.n, err)) != OD_OK ||
        (st = od_journal_sync(j, err)) != OD_OK)
        return st;
    return sync_folder(j, err);
}

od_status od_journal_open(od_journal **out, const char *path, const od_plan *plan,
                          const od_journal_head *head, od_error *err)
{
    od_buffer copy = {0};
    od_journal *j = NULL;
    od_status st;

    *out = NULL;
    if ((st = OD_ALLOC(j, 1, err)) != OD_OK)
        return st;
    j->fd = -1;
    j->plan = plan;
    st = od_buffer_printf(&copy, err, "%s", path);
    j->path = copy.bytes;
    if (st != OD_OK || (st = OD_ALLOC(j->entries, plan->n, err)) != OD_OK ||
        (st = od_journal_head_write(head, &j->head, err)) != OD_OK)
        goto done;
    j->has_lock = pthread_mutex_init(&j->lock, NULL) == 0;
    if (!j->has_lock) {
        st = od_fail_memory(err);
        goto done;
    }
    if ((st = open_file(j, err)) != OD_OK || (st = read_file(j, head, err)) != OD_OK ||
        (st = begin(j, err)) != OD_OK)
        goto done;
    *out = j;
    j = NULL;
done:
    od_journal_close(j);
    return st;
}

void od_journal_close(od_journal *j)
{
    if (!j)
        return;
    if (j->fd >= 0)
        close(j->fd);
    if (j->has_lock)
        pthread_mutex_destroy(&j->lock);
    od_buffer_free(&j->head);
    free(j->entries);
    free(j->path);
    free(j);
}

/* ---- running ---- */

const od_journal_entry *od_journal_entry_of(const od_journal *j, size_t item)
{
    return &j->entries[item];
}

od_status od_journal_add(od_journal *j, size_t item, const od_journal_entry *entry, const od_buffer *line,
                         od_error *err)
{
    od_journal_entry now = *entry;
    od_status st;

    pthread_mutex_lock(&j->lock);
    now.at = j->end;
    now.bytes = line->n;
    if ((st = write_line(j, line->bytes, line->n, err)) == OD_OK)
        j->entries[item] = now;
    pthread_mutex_unlock(&j->lock);
    return st;
}

od_status od_journal_sync(od_journal *j, od_error *err)
{
    uint64_t end, synced;

    pthread_mutex_lock(&j->lock);
    end = j->end;
    synced = j->synced;
    pthread_mutex_unlock(&j->lock);
    if (end == synced)
        return OD_OK;
    if (fdatasync(j->fd) != 0)
        return fail_system(j, "written", err);
    pthread_mutex_lock(&j->lock);
    j->synced = end;
    pthread_mutex_unlock(&j->lock);
    return OD_OK;
}

/* ---- at the end ---- */

static bool is_settled(const od_journal *j)
{
    uint64_t at = j->head.n;

    for (size_t i = 0; i < j->plan->n; i++) {
        if (j->entries[i].state == OD_JOURNAL_NONE)
            continue;
        if (j->entries[i].at != at)
            return false;
        at += j->entries[i].bytes;
    }
    return at == j->end;
}

static od_status copy_line(const od_journal *j, const od_journal_entry *entry, od_output *to,
                           od_buffer *scratch, od_error *err)
{
    uint64_t done = 0;
    od_status st = OD_GROW(scratch->bytes, scratch->capacity, (size_t)entry->bytes, err);

    while (st == OD_OK && done < entry->bytes) {
        ssize_t n =
            pread(j->fd, scratch->bytes + done, (size_t)(entry->bytes - done), (off_t)(entry->at + done));

        if (n > 0)
            done += (uint64_t)n;
        else if (n == 0 || errno != EINTR)
            st = fail_system(j, "read", err);
    }
    return st == OD_OK ? od_output_write(to, scratch->bytes, (size_t)entry->bytes, err) : st;
}

od_status od_journal_settle(od_journal *j, od_error *err)
{
    od_buffer scratch = {0};
    od_output *to = NULL;
    od_status st;

    if (is_settled(j))
        return od_journal_sync(j, err);
    if ((st = od_output_open(&to, j->path, err)) != OD_OK)
        return st;
    st = od_output_write(to, j->head.bytes, j->head.n, err);
    for (size_t i = 0; i < j->plan->n && st == OD_OK; i++)
        if (j->entries[i].state != OD_JOURNAL_NONE)
            st = copy_line(j, &j->entries[i], to, &scratch, err);
    od_buffer_free(&scratch);
    if (st == OD_OK)
        return od_output_commit(to, err);
    od_output_discard(to);
    return st;
}
