/* loader.h: a backend out of a shared object.
 */
#ifndef OD_BACKEND_LOADER_H
#define OD_BACKEND_LOADER_H

#include "backend/backend.h"

/* Loads the file and gives its table. *library is for od_library_unload, also when it fails: NULL then. */
od_status od_library_load(void **library, const odeval_backend **table, const char *path, od_error *err);
void od_library_unload(void *library); /* NULL allowed */

#endif
