/* Runs a fuzz target over files: `replay FILE|FOLDER...`. Each input lies in a block of its exact size, so
 * that a sanitizer sees the first byte read too many. A failure is the target's abort. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int fail(const char *path, const char *what)
{
    fprintf(stderr, "replay: %s: %s\n", path, what);
    return 1;
}

static int replay_file(const char *path, size_t n, unsigned *n_inputs)
{
    uint8_t *data = malloc(n ? n : 1);
    FILE *f = fopen(path, "rb");
    int failed = 1;

    if (!data || !f || fread(data, 1, n, f) != n) {
        fail(path, "could not be read");
    } else {
        (void)LLVMFuzzerTestOneInput(data, n);
        (*n_inputs)++;
        failed = 0;
    }
    if (f)
        fclose(f);
    free(data);
    return failed;
}

static int replay(const char *path, unsigned *n_inputs)
{
    struct dirent *entry;
    struct stat about;
    char inner[4096];
    int failed = 0;
    DIR *folder;

    if (stat(path, &about) != 0)
        return fail(path, "is not there");
    if (!S_ISDIR(about.st_mode))
        return replay_file(path, (size_t)about.st_size, n_inputs);
    folder = opendir(path);
    if (!folder)
        return fail(path, "could not be opened");
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) >= (int)sizeof inner)
            failed |= fail(path, "a name in it is too long");
        else
            failed |= replay(inner, n_inputs);
    }
    closedir(folder);
    return failed;
}

int main(int argc, char **argv)
{
    unsigned n_inputs = 0;
    int failed = 0;

    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i], &n_inputs);
    if (n_inputs == 0)
        failed |= fail(argc > 1 ? argv[1] : "(nothing)", "no inputs");
    printf("%u inputs\n", n_inputs);
    return failed;
}
