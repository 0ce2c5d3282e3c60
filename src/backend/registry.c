#include <string.h>

#include "backend/backend.h"
#include "backend/backends.h"

/* One line each, in the order of the alphabet. */
const odeval_backend *const od_backends[] = {
    &od_backend_exec,   &od_backend_null,
#ifdef OD_WITH_CURL
    &od_backend_openai,
#endif
    &od_backend_oracle, &od_backend_shapes, NULL,
};

const odeval_backend *od_backend_find(const char *name)
{
    for (const odeval_backend *const *b = od_backends; *b; b++)
        if (strcmp((*b)->name, name) == 0)
            return *b;
    return NULL;
}
