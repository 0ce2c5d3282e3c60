#include "backend/loader.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

/* The loader's own words, without the path that they often begin with: the error has it already. */
static const char *loader_words(const char *path)
{
    const char *words = dlerror();
    size_t n = strlen(path);

    if (!words)
        return "no reason given";
    return strncmp(words, path, n) == 0 && strncmp(words + n, ": ", 2) == 0 ? words + n + 2 : words;
}

static od_status no_library(const char *path, od_error *err)
{
    od_place at = {.input = path};

    if (access(path, F_OK) != 0) {
        od_fail_at(err, OD_BACKEND, at, "there is no such file to load a backend from");
        return od_remedy(err, "check the path; a built-in backend is named without a '/'");
    }
    od_fail_at(err, OD_BACKEND, at, "the backend cannot be loaded (%s)", loader_words(path));
    return od_remedy(err, "build it as a shared object for this machine: cc -shared -fPIC");
}

od_status od_library_load(void **library, const odeval_backend **table, const char *path, od_error *err)
{
    odeval_backend_entry_function entry;
    void *symbol;

    *table = NULL;
    *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!*library)
        return no_library(path, err);
    symbol = dlsym(*library, ODEVAL_BACKEND_SYMBOL);
    if (!symbol) {
        od_library_unload(*library);
        *library = NULL;
        od_fail_at(err, OD_BACKEND, (od_place){.input = path},
                   "the file has no function %s, so it is no backend", ODEVAL_BACKEND_SYMBOL);
        return od_remedy(err, "export it with ODEVAL_BACKEND_EXPORT, and in C++ as extern \"C\"");
    }
    /* ISO C has no cast from void * to a function; POSIX says that the bytes are the same. */
    memcpy(&entry, &symbol, sizeof entry);
    *table = entry();
    return OD_OK;
}

void od_library_unload(void *library)
{
    if (library)
        dlclose(library);
}
