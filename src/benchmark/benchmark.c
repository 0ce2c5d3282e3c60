#include "benchmark/benchmark.h"

#include <stdlib.h>
#include <string.h>

void od_bench_free(od_bench *bench)
{
    od_arena texts;

    if (!bench)
        return;
    texts = bench->texts;
    free(bench);
    od_arena_free(&texts);
}

uint32_t od_bench_find_subset(const od_bench *bench, const char *name)
{
    for (uint32_t i = 0; i < bench->n_subsets; i++)
        if (strcmp(bench->subsets[i].name, name) == 0)
            return i;
    return OD_NONE;
}
