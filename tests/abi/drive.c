/* drive.c: puts three images before a backend and prints what comes back, for tests/abi/backends.sh.
 *
 *     drive [--isolate] [--time-limit SECONDS] SPEC
 *
 * The images are 8 x 6 pixels, grey 51 (0.2), 102 and 153; the labels asked for are "cat" and "dog". Ends
 * with the exit code that `odeval run` would have.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"

enum { IMAGES = 3, WIDTH = 8, HEIGHT = 6 };

static void print_log(void *context, odeval_log_level level, const char *text)
{
    static const char *const names[] = {"error", "warning", "note", "debug"};

    (void)context;
    printf("log %s: %s\n", names[level], text);
}

static void print_result(void *context, const odeval_result *r)
{
    (void)context;
    printf("image %d:", (int)r->number);
    if (r->failure)
        printf(" failure%s: %s", r->permanent ? " for good" : "", r->failure);
    else if (r->text)
        printf(" text: %.*s", (int)r->n_text, r->text);
    else
        printf(" %zu boxes", r->n_boxes);
    for (size_t i = 0; i < r->n_boxes; i++)
        printf(", %s at %g %g %g %g score %g", r->boxes[i].label, r->boxes[i].x, r->boxes[i].y,
               r->boxes[i].width, r->boxes[i].height, r->boxes[i].score);
    printf("\n");
}

static od_status run(od_backend *b, od_error *err)
{
    static const char *const labels[] = {"cat", "dog"};
    unsigned char rgb[IMAGES][3 * WIDTH * HEIGHT];
    odeval_request requests[IMAGES];

    for (int i = 0; i < IMAGES; i++) {
        memset(rgb[i], 51 * (i + 1), sizeof rgb[i]);
        requests[i] = (odeval_request){.struct_size = sizeof requests[i],
                                       .number = (uint64_t)i,
                                       .file_name = "grey.png",
                                       .path = "/nowhere/grey.png",
                                       .bytes = rgb[i],
                                       .n_bytes = sizeof rgb[i],
                                       .rgb = rgb[i],
                                       .width = WIDTH,
                                       .height = HEIGHT,
                                       .labels = labels,
                                       .n_labels = 2,
                                       .prompt = "Find the cat and the dog."};
    }
    printf("%s\n", od_backend_text(b));
    return od_backend_detect(b, requests, IMAGES, print_result, NULL, err);
}

int main(int argc, char **argv)
{
    od_backend_ways ways = {.log = print_log};
    od_backend *b;
    od_error err = {0};
    char text[1200];
    od_status st;
    int i = 1;

    for (; i < argc - 1; i++)
        if (strcmp(argv[i], "--isolate") == 0)
            ways.isolate = true;
        else if (strcmp(argv[i], "--time-limit") == 0)
            ways.time_limit = atof(argv[++i]);
    st = od_backend_open(&b, i < argc ? argv[i] : "", &ways, &err);
    if (st == OD_OK)
        st = run(b, &err);
    od_backend_close(b);
    if (st != OD_OK)
        printf("%s\n", od_error_text(&err, text, sizeof text));
    return st;
}
