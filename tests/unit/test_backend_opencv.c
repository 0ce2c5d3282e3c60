/* The plug-in opencv with a real network and photographs, which are not part of this repository. What is
 * absent is skipped.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <cjson/cJSON.h>
#include <dirent.h>
#include <math.h>

#include "backend/backend.h"
#include "backend/picture.h"
#include "sanitizers.h"
#include "scratch.h"

#define SHARED "../shared/data"
#define MODEL SHARED "/models/centernet_coco80.onnx"
#define PAIR SHARED "/coco-pairs/val2017-50-centernet"
#define PHOTOGRAPHS SHARED "/images/val2017-50-licence-by"

enum { BOXES = 100 };

typedef struct found {
    size_t n;
    odeval_box boxes[BOXES];
    char labels[BOXES][32];
    char failure[200];
} found;

/* How far apart the plug-in and the reference are. The reference resized its images, and decoded them, with
 * another program; this network's weak peaks are so sensitive to single levels of grey that only its sure
 * boxes can be compared one by one. Measured with OpenCV 4.6: 1371 boxes where the reference has 1377; of
 * those with a score of 0.3 or more the worst pair has an IoU of 0.965 and scores 0.015 apart; of the 1236
 * with 0.1 or more, 29 have no partner of IoU 0.9. With cv::resize instead of cv::warpAffine that is 0.719,
 * and 121. */
typedef struct distance {
    unsigned n_photographs, n_boxes, n_references;
    unsigned n_sure;  /* boxes of either with a score of at least 0.3 */
    double iou;       /* the worst of their best partners */
    double score;     /* the largest difference of theirs */
    unsigned n_fair;  /* of at least 0.1 */
    unsigned n_alone; /* of those, how many have no partner of IoU 0.9 */
    unsigned count;   /* the largest difference of the numbers of boxes of a photograph */
} distance;

/* Where `make` has left the plug-in; also when this program is run by hand. */
static const char *plugin(void)
{
    static char path[300];
    const char *folder = getenv("B");

    snprintf(path, sizeof path, "%s/odeval-opencv.so", folder ? folder : "build/latest");
    return path[0] == '/' || access(path, F_OK) == 0 ? path : NULL;
}

static void need(const char *path)
{
#if UNDER_TSAN
    print_message("skipped: OpenCV's own threads cannot be judged by the thread sanitizer\n");
    skip();
#endif
    if (!plugin() || access(plugin(), F_OK) != 0) {
        print_message("skipped: odeval-opencv.so is not built (.ci/deps opencv installs what it needs)\n");
        skip();
    }
    if (access(path, F_OK) != 0) {
        print_message("skipped: %s is not here\n", path);
        skip();
    }
}

static od_status open_with(od_backend **b, od_error *err, const char *options)
{
    char spec[1000];

    snprintf(spec, sizeof spec, "./%s:%s", plugin(), options);
    return od_backend_open(b, plugin()[0] == '/' ? spec + 2 : spec, NULL, err);
}

static void keep(void *context, const odeval_result *r)
{
    found *f = context;

    f->n = r->n_boxes;
    assert_true(f->n <= BOXES);
    snprintf(f->failure, sizeof f->failure, "%s", r->failure ? r->failure : "");
    for (size_t i = 0; i < f->n; i++) {
        f->boxes[i] = r->boxes[i];
        snprintf(f->labels[i], sizeof f->labels[i], "%s", r->boxes[i].label);
    }
}

static void look(od_backend *b, found *f, const char *path)
{
    od_picture p = {0};
    od_error err = {.code = OD_OK};
    odeval_request request = {.struct_size = sizeof request, .file_name = path, .prompt = ""};

    od_picture_read(&p, path);
    od_picture_decode(&p);
    assert_string_equal(p.failure, "");
    request.rgb = p.rgb;
    request.width = p.width;
    request.height = p.height;
    assert_int_equal(od_backend_detect(b, &request, 1, keep, f, &err), OD_OK);
    od_picture_release(&p);
}

static cJSON *read_json(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text;
    size_t n;
    cJSON *json;

    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    n = (size_t)ftell(f);
    rewind(f);
    assert_non_null(text = malloc(n));
    assert_int_equal(fread(text, 1, n, f), n);
    fclose(f);
    json = cJSON_ParseWithLength(text, n);
    free(text);
    assert_non_null(json);
    return json;
}

static double number_of(const cJSON *object, const char *name)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static const char *name_of(const cJSON *truths, double category)
{
    const cJSON *c;

    cJSON_ArrayForEach(c, cJSON_GetObjectItemCaseSensitive(truths, "categories"))
    {
        if (number_of(c, "id") == category)
            return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(c, "name"));
    }
    return NULL;
}

static double overlap(const odeval_box *a, const odeval_box *b)
{
    double width = fmin(a->x + a->width, b->x + b->width) - fmax(a->x, b->x);
    double height = fmin(a->y + a->height, b->y + b->height) - fmax(a->y, b->y);
    double both = width > 0 && height > 0 ? width * height : 0;

    return both / (a->width * a->height + b->width * b->height - both);
}

/* Measures each box of `a` by the box of its label in `b` that overlaps it most. */
static void measure(const found *a, const found *b, distance *d)
{
    for (size_t i = 0; i < a->n; i++) {
        double iou = 0, score = 1;

        for (size_t k = 0; k < b->n; k++)
            if (strcmp(a->labels[i], b->labels[k]) == 0 && overlap(&a->boxes[i], &b->boxes[k]) > iou) {
                iou = overlap(&a->boxes[i], &b->boxes[k]);
                score = fabs(a->boxes[i].score - b->boxes[k].score);
            }
        if (a->boxes[i].score >= 0.1) {
            d->n_fair++;
            d->n_alone += iou < 0.9;
        }
        if (a->boxes[i].score >= 0.3) {
            d->n_sure++;
            d->iou = fmin(d->iou, iou);
            d->score = fmax(d->score, score);
        }
    }
}

static void read_references(found *f, int image_id, const cJSON *truths, const cJSON *references)
{
    const cJSON *r;

    f->n = 0;
    cJSON_ArrayForEach(r, references)
    {
        const cJSON *bbox = cJSON_GetObjectItemCaseSensitive(r, "bbox");

        if ((int)number_of(r, "image_id") != image_id)
            continue;
        assert_true(f->n < BOXES);
        snprintf(f->labels[f->n], sizeof f->labels[0], "%s", name_of(truths, number_of(r, "category_id")));
        f->boxes[f->n++] = (odeval_box){.x = cJSON_GetNumberValue(cJSON_GetArrayItem(bbox, 0)),
                                        .y = cJSON_GetNumberValue(cJSON_GetArrayItem(bbox, 1)),
                                        .width = cJSON_GetNumberValue(cJSON_GetArrayItem(bbox, 2)),
                                        .height = cJSON_GetNumberValue(cJSON_GetArrayItem(bbox, 3)),
                                        .score = number_of(r, "score")};
    }
}

static void compare(const found *got, const found *reference, distance *d)
{
    unsigned more = (unsigned)(got->n > reference->n ? got->n - reference->n : reference->n - got->n);

    measure(got, reference, d);
    measure(reference, got, d);
    d->n_photographs++;
    d->n_boxes += (unsigned)got->n;
    d->n_references += (unsigned)reference->n;
    d->count = more > d->count ? more : d->count;
}

/* Looks at each photograph of the folder and compares with the reference. */
static void look_at_all(od_backend *b, distance *d)
{
    cJSON *truths = read_json(PAIR "/gt.json"), *references = read_json(PAIR "/dt.json");
    DIR *folder = opendir(PHOTOGRAPHS);
    struct dirent *entry;
    found got, reference;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        char path[512];

        if (!strstr(entry->d_name, ".jpg"))
            continue;
        snprintf(path, sizeof path, "%s/%s", PHOTOGRAPHS, entry->d_name);
        look(b, &got, path);
        assert_string_equal(got.failure, "");
        read_references(&reference, atoi(entry->d_name), truths, references);
        compare(&got, &reference, d);
    }
    closedir(folder);
    cJSON_Delete(truths);
    cJSON_Delete(references);
}

static void boxes_agree_with_the_reference_detections(void **state)
{
    od_error err = {.code = OD_OK};
    distance d = {.iou = 1};
    od_backend *b;

    (void)state;
    need(MODEL);
    need(PHOTOGRAPHS);
    assert_int_equal(open_with(&b, &err, "model=" MODEL ",head=centernet"), OD_OK);

    look_at_all(b, &d);

    print_message(
        "%u photographs, %u boxes (reference %u, at most %u apart); %u sure ones: IoU %.3f, score %.4f; "
        "%u of %u fair ones without a partner\n",
        d.n_photographs, d.n_boxes, d.n_references, d.count, d.n_sure, d.iou, d.score, d.n_alone, d.n_fair);
    assert_int_equal(d.n_photographs, 20);
    assert_true(d.count <= 3);
    assert_true(d.n_sure >= 150);
    assert_true(d.iou >= 0.95);
    assert_true(d.score <= 0.02);
    assert_true(d.n_alone <= 50);
    od_backend_close(b);
}

/* Opens with these options, and expects words of the error. */
static void refuses(const char *options, const char *words)
{
    od_error err = {.code = OD_OK};
    od_backend *b;

    assert_int_equal(open_with(&b, &err, options), OD_BACKEND);
    if (!strstr(err.what, words))
        fail_msg("%s: \"%s\" is not in: %s", options, words, err.what);
    assert_null(b);
}

static void what_does_not_fit_is_refused_before_the_first_image(void **state)
{
    char options[600];

    need(MODEL);
    const char *three = scratch_file(state, "three.txt", "a\nb\nc\n\n", 7);
    const char *gap = scratch_file(state, "gap.txt", "a\n\nc\n", 5);
    const char *none = scratch_file(state, "none.onnx", "no network", 10);

    refuses("model=/nowhere.onnx,head=centernet", "/nowhere.onnx cannot be opened (No such file");
    refuses("model=" MODEL ",head=ssd", "there is no head \"ssd\": there are centernet, yolo");
    refuses("model=" MODEL ",head=yolo,size=512", "1 x 80 x 128 x 128");
    refuses("model=" MODEL ",head=centernet,size=100", "does not take an input of 100 x 100");
    refuses("model=" MODEL ",head=centernet,size=512x", "is no width and height");
    refuses("model=" MODEL ",head=centernet,fit=crop", "the fit \"crop\" is not known");
    refuses("model=" MODEL ",head=centernet,labels=/nowhere.txt", "/nowhere.txt");
    snprintf(options, sizeof options, "model=%s,head=centernet,labels=%s", MODEL, three);
    refuses(options, "C = 3 labels");
    snprintf(options, sizeof options, "model=%s,head=centernet,labels=%s", MODEL, gap);
    refuses(options, "line 2");
    snprintf(options, sizeof options, "model=%s,head=centernet", none);
    refuses(options, "is no ONNX model");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_agree_with_the_reference_detections),
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_refused_before_the_first_image, scratch_setup,
                                        scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
