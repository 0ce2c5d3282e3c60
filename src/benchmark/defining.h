/* defining.h: reading the values of a benchmark's JSON; what the files that make a benchmark from it share,
 * nobody else includes it.
 */
#ifndef OD_BENCHMARK_DEFINING_H
#define OD_BENCHMARK_DEFINING_H

#include <cjson/cJSON.h>

#include "benchmark/benchmark.h"

/* A benchmark on its way. What it holds comes from its arena. */
typedef struct od_defining {
    od_bench *bench;
    const char *source; /* what messages call the definition */
    od_error *err;
} od_defining;

/* OD_INPUT: the benchmark definition `what` "`key`". */
od_status od_defining_fail(const od_defining *p, const char *what, const char *key);
/* An object without other keys than these, which end with NULL; `name` is what the definition calls it. */
od_status od_defining_keys(const od_defining *p, const cJSON *object, const char *name,
                           const char *const *known);
/* The text under a key; *out is NULL when it is absent. */
od_status od_defining_text(const od_defining *p, const cJSON *object, const char *key, bool required,
                           const char **out);
/* A text that is needed and not empty. */
od_status od_defining_name(const od_defining *p, const cJSON *object, const char **out);
/* False when it is absent. */
od_status od_defining_bool(const od_defining *p, const cJSON *object, const char *key, bool *out);
/* The array under a key, NULL when it is absent; *n its length. */
od_status od_defining_array(const od_defining *p, const cJSON *object, const char *key, const cJSON **out,
                            uint32_t *n);
/* Sets the pointer at `pointer` to n + 1 zeroed items. */
od_status od_defining_room(const od_defining *p, void *pointer, uint32_t n, size_t size);

#endif
