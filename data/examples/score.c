/* score.c: how a training loop asks odeval for numbers after every epoch.
 *
 *     cc -std=c11 score.c $(pkg-config --cflags --libs odeval) -o score && ./score
 *
 * With the folder of ovdeval-mini as argument it scores files as well: ./score
 * /usr/local/share/odeval/ovdeval-mini
 */
#include <stdio.h>
#include <stdlib.h>

#include <odeval/odeval.h>

static void check(odeval_status status, const odeval_error *err)
{
    if (status == ODEVAL_OK)
        return;
    fprintf(stderr, "score: %s\n", err->message);
    exit((int)status);
}

/* Three images of two categories, as they lie in a program's memory. */
static void add_ground_truth(odeval *o, odeval_error *err)
{
    static const odeval_image images[] = {
        {1, 640, 480, "a.png"}, {2, 640, 480, "b.png"}, {3, 640, 480, "c.png"}};
    static const int64_t image_id[] = {1, 1, 2, 3}, category_id[] = {1, 2, 1, 2};
    static const double box[] = {10, 10, 50, 50, 100, 100, 40, 40, 20, 20, 30, 30, 50, 50, 200, 200};
    const odeval_truths truths = {.n = 4, .image_id = image_id, .category_id = category_id, .box = box};

    for (size_t i = 0; i < sizeof images / sizeof images[0]; i++)
        check(odeval_add_image(o, NULL, &images[i], err), err);
    check(odeval_add_category(o, NULL, 1, "circle", err), err);
    check(odeval_add_category(o, NULL, 2, "square", err), err);
    check(odeval_add_truths(o, NULL, &truths, err), err);
}

/* Stands for a model: it finds one more box each epoch, and names a category that nobody knows. */
static void detect(odeval *o, int epoch, odeval_error *err)
{
    static const int64_t image_id[] = {1, 1, 2, 3}, category_id[] = {1, 7, 1, 2};
    static const double box[] = {12, 10, 50, 50, 100, 100, 40, 40, 21, 20, 30, 30, 50, 52, 200, 200};
    static const double score[] = {0.9, 0.8, 0.7, 0.6};
    const odeval_detections found = {
        .n = 2 + (size_t)epoch, .image_id = image_id, .category_id = category_id, .box = box, .score = score};

    check(odeval_add_detections(o, NULL, &found, err), err);
}

static void print_warnings(const odeval *o, odeval_error *err)
{
    odeval_warning w;

    for (size_t i = 0; i < odeval_warning_count(o); i++) {
        check(odeval_get_warning(o, i, &w, err), err);
        if (!w.notice)
            printf("  warning: %s\n", w.text);
    }
}

static void train(odeval_error *err)
{
    double ap, squares;
    odeval *o;

    check(odeval_create(&o, "coco", err), err);
    add_ground_truth(o, err);
    for (int epoch = 1; epoch <= 2; epoch++) {
        check(odeval_clear_detections(o, err), err);
        detect(o, epoch, err);
        check(odeval_score(o, err), err);
        check(odeval_get(o, "AP", &ap, err), err);
        check(odeval_get_category(o, NULL, 2, "AP", &squares, err), err);
        printf("epoch %d: AP %.4f, of squares %.4f\n", epoch, ap, squares);
        print_warnings(o, err);
    }
    odeval_free(o);
}

static void score_files(const char *folder, odeval_error *err)
{
    char predictions[4096];
    double headline, negation;
    odeval *o;

    snprintf(predictions, sizeof predictions, "%s/predictions/good.json", folder);
    check(odeval_create(&o, "ovdeval-mini", err), err);
    check(odeval_set(o, "data", folder, err), err);
    check(odeval_load_ground_truth(o, err), err);
    check(odeval_load_predictions(o, predictions, err), err);
    check(odeval_score(o, err), err);
    check(odeval_get(o, "nms_AP", &headline, err), err);
    check(odeval_get(o, "subsets.negation.nms_AP", &negation, err), err);
    printf("ovdeval-mini: NMS-AP %.4f, of negation %.4f\n", headline, negation);
    odeval_free(o);
}

int main(int argc, char **argv)
{
    odeval_error err = {0};

    train(&err);
    if (argc > 1)
        score_files(argv[1], &err);
    return 0;
}
