/* small.c: writes the small workload of the instruction guard: the same bytes on every machine.
 *
 *   small GT.json DT.json
 *
 * 120 images, 40 categories, about 7 truths an image and 25 detections: 3,000 detections. Everything is made
 * of integers, so that no compiler and no C library can print another digit.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

enum { IMAGES = 120, CATEGORIES = 40, DETECTIONS = 25, WIDTH = 640, HEIGHT = 480 };

/* In hundredths of a pixel. */
typedef struct box {
    int x, y, w, h;
} box;

/* xorshift64*: below n. */
static int below(uint64_t *seed, int n)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (int)((*seed * 2685821657736338717u >> 33) % (unsigned)n);
}

static box random_box(uint64_t *seed)
{
    int scale = 1 + below(seed, 6);
    box b;

    b.w = 800 + below(seed, 4000) * scale;
    b.h = 800 + below(seed, 4000) * scale;
    b.x = below(seed, WIDTH * 100 - b.w);
    b.y = below(seed, HEIGHT * 100 - b.h);
    return b;
}

/* Few categories are common. */
static int random_category(uint64_t *seed)
{
    return 1 + below(seed, 1 + below(seed, CATEGORIES));
}

static void print_box(FILE *f, box b)
{
    fprintf(f, "[%d.%02d, %d.%02d, %d.%02d, %d.%02d]", b.x / 100, b.x % 100, b.y / 100, b.y % 100, b.w / 100,
            b.w % 100, b.h / 100, b.h % 100);
}

typedef struct writer {
    FILE *truth, *detections;
    uint64_t seed;
    int n_truths, n_detections;
} writer;

static void write_truth(writer *w, int image, int category, box b)
{
    int64_t area = (int64_t)b.w * b.h / 100; /* hundredths of a square pixel */

    fprintf(w->truth,
            "%s{\"id\": %d, \"image_id\": %d, \"category_id\": %d, \"bbox\": ", w->n_truths ? ", " : "",
            w->n_truths + 1, image, category);
    print_box(w->truth, b);
    fprintf(w->truth, ", \"area\": %" PRId64 ".%02d, \"iscrowd\": %d}", area / 100, (int)(area % 100),
            below(&w->seed, 80) == 0);
    w->n_truths++;
}

/* With 11 digits more, as a detector's floats have them. */
static void print_long_box(FILE *f, uint64_t *seed, box b)
{
    const int sides[] = {b.x, b.y, b.w, b.h};

    for (int i = 0; i < 4; i++)
        fprintf(f, "%s%d.%02d%011d", i ? ", " : "[", sides[i] / 100, sides[i] % 100, below(seed, 2000000000));
    fputs("]", f);
}

static void write_detection(writer *w, int image, int category, box b, int score)
{
    fprintf(w->detections,
            "%s{\"image_id\": %d, \"category_id\": %d, \"bbox\": ", w->n_detections ? ", " : "", image,
            category);
    if (image % 2)
        print_box(w->detections, b);
    else
        print_long_box(w->detections, &w->seed, b);
    fprintf(w->detections, ", \"score\": 0.%05d}", score);
    w->n_detections++;
}

static box moved(uint64_t *seed, box b)
{
    int dx = b.w / 6, dy = b.h / 6;

    b.x += below(seed, 1 + dx);
    b.y += below(seed, 1 + dy);
    b.w -= below(seed, 1 + dx);
    b.h -= below(seed, 1 + dy);
    return b;
}

static void write_image(writer *w, int image)
{
    int truths = below(&w->seed, 15), score = 99000;

    for (int i = 0; i < DETECTIONS; i++) {
        int category = random_category(&w->seed);
        box b = random_box(&w->seed);

        score -= below(&w->seed, score / 8);
        if (i < truths) {
            write_truth(w, image, category, b);
            b = moved(&w->seed, b);
        }
        write_detection(w, image, category, b, score);
    }
}

static void write_all(writer *w)
{
    fputs("{\"images\": [", w->truth);
    for (int i = 1; i <= IMAGES; i++)
        fprintf(w->truth, "%s{\"id\": %d, \"width\": %d, \"height\": %d, \"file_name\": \"%012d.jpg\"}",
                i > 1 ? ", " : "", i * 7, WIDTH, HEIGHT, i * 7);
    fputs("], \"categories\": [", w->truth);
    for (int i = 1; i <= CATEGORIES; i++)
        fprintf(w->truth, "%s{\"id\": %d, \"name\": \"class %d\"}", i > 1 ? ", " : "", i, i);
    fputs("], \"annotations\": [", w->truth);
    fputs("[", w->detections);
    for (int i = 1; i <= IMAGES; i++)
        write_image(w, i * 7);
    fputs("]}\n", w->truth);
    fputs("]\n", w->detections);
}

int main(int argc, char **argv)
{
    writer w = {.seed = 20240607};

    if (argc != 3) {
        fputs("usage: small GT.json DT.json\n", stderr);
        return 2;
    }
    w.truth = fopen(argv[1], "w");
    w.detections = fopen(argv[2], "w");
    if (!w.truth || !w.detections) {
        perror("small");
        return 1;
    }
    write_all(&w);
    if (ferror(w.truth) || ferror(w.detections) || fclose(w.truth) != 0 || fclose(w.detections) != 0) {
        perror("small");
        return 1;
    }
    return 0;
}
