#include "cli/timing.h"

#include <stdio.h>
#include <sys/resource.h>

/* KiB. Linux's own account first: getrusage() also counts what the process held before it became odeval. */
static long peak_memory(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    struct rusage used = {0};
    char line[256];
    long kib = 0;

    while (status && kib == 0 && fgets(line, sizeof line, status))
        if (sscanf(line, "VmHWM: %ld kB", &kib) != 1)
            kib = 0;
    if (status)
        fclose(status);
    if (kib == 0 && getrusage(RUSAGE_SELF, &used) == 0)
        kib = used.ru_maxrss;
    return kib;
}

static void print_line(const char *what, double amount, const char *unit)
{
    fprintf(stderr, "%-18s %10.1f %s\n", what, amount, unit);
}

void od_print_timing(const od_timing *timing, double started)
{
    double total = od_now() - started;

    for (int i = 0; i < OD_N_PHASES; i++)
        print_line(od_phase_name((od_phase)i), timing->seconds[i] * 1e3, "ms");
    print_line("total", total * 1e3, "ms");
    print_line("peak memory", (double)peak_memory() / 1024, "MiB");
}
