/* coverage.c: the share of 95% intervals that hold the expected number, on samples of a made-up population.
 * usage: coverage [SAMPLES [RESAMPLES]]. Fails when a share is not within 92% and 98%. */
#include "../tests/unit/coverage.h"

int main(int argc, char **argv)
{
    const uint32_t n_samples = argc > 1 ? (uint32_t)atoi(argv[1]) : 500;
    const uint32_t resamples = argc > 2 ? (uint32_t)atoi(argv[2]) : 1000;
    const uint32_t sizes[] = {50, 200, 800};
    int failed = 0;

    printf("| scores | images | number | expected | mean width | held |\n|---|--:|---|--:|--:|--:|\n");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int scored = 1; scored >= 0; scored--) {
            coverage c = {.population = {.scored = scored},
                          .images = sizes[i],
                          .n_expecting = 4000,
                          .n_samples = n_samples,
                          .resamples = resamples,
                          .threads = od_processors()};

            measure_coverage(&c);
            for (size_t k = 0; k < COVERAGE_NUMBERS; k++) {
                printf("| %s | %u | %s | %.2f | %.2f | %.1f%% |\n", scored ? "given" : "all 1.0", c.images,
                       coverage_numbers[k], 100 * c.expected[k], 100 * c.width[k], 100 * c.share[k]);
                failed |= c.share[k] < .92 || c.share[k] > .98;
            }
            fflush(stdout);
        }
    return failed;
}
