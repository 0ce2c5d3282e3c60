#include "backend/openai_curl.h"

#include <dlfcn.h>

static void *open_library(void)
{
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib",
                                        "libcurl.so"};
    void *library = NULL;

    for (size_t i = 0; i < sizeof names / sizeof names[0] && !library; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    return library;
}

od_status od_curl_load(od_curl *curl, od_error *err)
{
    void *library = open_library();
    const char *missing = NULL;

    if (!library) {
        od_fail(err, OD_SYSTEM, "libcurl is not installed");
        return od_remedy(err, "install it (Debian, Ubuntu: apt-get install libcurl4)");
    }
    /* POSIX's own way to store what dlsym gives in a pointer to a function. */
#define LOAD(name)                                                                                           \
    if (!(*(void **)&curl->name = dlsym(library, "curl_" #name)) && !missing)                                \
        missing = "curl_" #name;
    OD_CURL_FUNCTIONS(LOAD)
#undef LOAD
    if (!missing)
        return OD_OK;
    dlclose(library);
    od_fail(err, OD_SYSTEM, "the libcurl of this system has no %s", missing);
    return od_remedy(err, "install version 7.68 or later");
}
