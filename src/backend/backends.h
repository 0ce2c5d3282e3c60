/* backends.h: the built-in backends: each is one file, one line here and one in registry.c. */
#ifndef OD_BACKEND_BACKENDS_H
#define OD_BACKEND_BACKENDS_H

#include "odeval/backend.h"

extern const odeval_backend od_backend_exec;
extern const odeval_backend od_backend_null;
#ifdef OD_WITH_CURL
extern const odeval_backend od_backend_openai;
#endif
extern const odeval_backend od_backend_oracle;
extern const odeval_backend od_backend_shapes;

#endif
