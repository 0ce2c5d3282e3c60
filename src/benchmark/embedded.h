/* embedded.h: the benchmark definitions that travel in the binary; made from data/benchmarks at build time.
 */
#ifndef OD_BENCHMARK_EMBEDDED_H
#define OD_BENCHMARK_EMBEDDED_H

#include <stddef.h>

typedef struct od_embedded {
    const char *json; /* not terminated */
    size_t n;
} od_embedded;

/* Ends with a row whose json is NULL. */
extern const od_embedded od_embedded_benchmarks[];

#endif
