/* scratch.h: a folder of its own for each test that needs files. Include after cmocka.h. */
#ifndef OD_TESTS_SCRATCH_H
#define OD_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct scratch {
    char folder[64];
    char path[8][256]; /* what scratch_path gave last */
    unsigned n;
} scratch;

static inline int scratch_setup(void **state)
{
    scratch *s = calloc(1, sizeof *s);

    if (!s)
        return -1;
    snprintf(s->folder, sizeof s->folder, "%s", "/tmp/odeval-test-XXXXXX");
    *state = s;
    return mkdtemp(s->folder) ? 0 : -1;
}

static inline void scratch_remove(const char *path)
{
    char inner[512];
    struct dirent *entry;
    DIR *folder;

    if (unlink(path) == 0 || !(folder = opendir(path)))
        return;
    while ((entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner)
            scratch_remove(inner);
    closedir(folder);
    rmdir(path);
}

static inline int scratch_teardown(void **state)
{
    scratch *s = *state;

    scratch_remove(s->folder);
    free(s);
    return 0;
}

/* The path of a name in the folder; the last eight stay valid. */
static inline const char *scratch_path(void **state, const char *name)
{
    scratch *s = *state;
    char *path = s->path[s->n++ % 8];
    size_t n = strlen(s->folder);

    assert_true(n + strlen(name) + 2 <= sizeof s->path[0]);
    memcpy(path, s->folder, n);
    path[n] = '/';
    memcpy(path + n + 1, name, strlen(name) + 1);
    return path;
}

static inline const char *scratch_file(void **state, const char *name, const void *bytes, size_t n)
{
    const char *path = scratch_path(state, name);
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return path;
}

/* How many names the folder holds. */
static inline unsigned scratch_count(void **state)
{
    const scratch *s = *state;
    DIR *folder = opendir(s->folder);
    unsigned n = 0;

    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    return n;
}

#endif
