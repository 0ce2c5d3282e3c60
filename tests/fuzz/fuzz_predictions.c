/* Predictions in any form, for a benchmark of two small subsets. The first byte chooses how the text arrives
 * and what the reader is told; the rest is the file. Whatever it holds, reading must end in columns that fit
 * together or in an error that says something; and it must end in the same when several threads read it. */
#include <stdint.h>
#include <stdlib.h>

#include "../unit/same.h"
#include "prediction/formats.h"

enum {
    AS_STREAM = 1, /* in small pieces, the other bits of the byte saying how small */
    ONE_SET = 2,
    FOLDED = 4,
    FORCED = 8,
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool truth)
{
    if (!truth)
        abort();
}

static od_dataset *make_set(od_id first, od_id second, const char *name)
{
    od_dataset_builder *b;
    od_dataset *set;
    od_image_entry image = {.id = first, .width = 640, .height = 480, .file = OD_STR("dir/one.jpg")};

    must(od_dataset_builder_create(&b, NULL) == OD_OK);
    must(od_dataset_add_image(b, &image, NULL) == OD_OK);
    image = (od_image_entry){.id = second};
    must(od_dataset_add_image(b, &image, NULL) == OD_OK);
    must(od_dataset_add_category(b, (od_id){.number = 1}, OD_STR("red"), NULL) == OD_OK);
    must(od_dataset_add_category(b, (od_id){.text = "x"}, OD_STR("Dark  blue."), NULL) == OD_OK);
    must(od_dataset_finish(&set, b, name, NULL) == OD_OK);
    return set;
}

static void check_target(od_target *t)
{
    od_detections *d = &t->detections;
    size_t mended = 0;

    for (uint32_t i = 0; i < d->n; i++) {
        must(d->image[i] < t->dataset->n_images && t->answered[d->image[i]]);
        must(d->category[i] == OD_NONE || d->category[i] < t->dataset->n_categories);
        must(od_detection_place(d, i).at > 0);
        mended += mended < d->n_mended && d->mended[mended].detection == i;
    }
    must(mended == d->n_mended);
}

/* The last thing done with a target: it takes the column of images away. */
static void check_grouping(od_target *t)
{
    od_detections *d = &t->detections;

    must(od_detections_group(d, t->dataset->n_images, NULL) == OD_OK);
    must(d->by_image_start[t->dataset->n_images] == d->n);
    for (uint32_t i = 0; i < d->n; i++)
        must(od_detection_at(d, i) < d->n);
}

static void check_error(const od_error *err, od_status st)
{
    char text[1200];

    must(st == OD_INPUT && err->code == st);
    must(err->what[0] != '\0' && od_error_text(err, text, sizeof text)[0] != '\0');
}

static void read_bytes(od_prediction_sink *sink, unsigned how, const uint8_t *bytes, size_t n, od_error *err)
{
    od_input *in = NULL;
    od_status st;

    if (how & AS_STREAM)
        st = od_input_of_chunks(&in, "p", bytes, n, how >> 4, err);
    else
        st = od_input_of_bytes(&in, "p", bytes, n, err);
    if (st == OD_OK)
        st = od_predictions_read_input(sink, in, err);
    od_input_close(in);
    if (st != OD_OK)
        check_error(err, st);
    for (uint32_t i = 0; i < sink->n_targets; i++)
        check_target(&sink->targets[i]);
}

/* One reading of the file, with all that it comes to. */
typedef struct reading {
    od_target targets[2];
    od_ledger ledger;
    od_prediction_sink sink;
    od_error err;
} reading;

/* piece_bytes 0: on one thread. */
static void read_by(reading *r, od_dataset *const sets[2], unsigned how, size_t piece_bytes,
                    const uint8_t *bytes, size_t n)
{
    static const char *const passed_over[] = {"other", NULL};
    bool one_set = (how & ONE_SET) != 0;

    *r = (reading){.sink = {.targets = r->targets,
                            .n_targets = one_set ? 1 : 2,
                            .target = one_set ? 0 : OD_NONE,
                            .label_match = how & FOLDED ? OD_LABEL_FOLDED : OD_LABEL_EXACT,
                            .format = how & FORCED ? od_prediction_formats[(how >> 4) % 3] : NULL,
                            .passed_over = passed_over,
                            .ledger = &r->ledger,
                            .n_threads = piece_bytes ? 3 : 1,
                            .piece_bytes = piece_bytes}};
    must(od_target_init(&r->targets[0], one_set ? "" : "a", sets[0], NULL) == OD_OK);
    must(od_target_init(&r->targets[1], "b", sets[1], NULL) == OD_OK);
    read_bytes(&r->sink, how, bytes, n, &r->err);
}

static void release(reading *r)
{
    for (int i = 0; i < 2; i++) {
        check_grouping(&r->targets[i]);
        od_target_release(&r->targets[i]);
    }
    od_ledger_free(&r->ledger);
}

static void check_same(const reading *a, const reading *b)
{
    for (int i = 0; i < 2; i++)
        must(same_target(&a->targets[i], &b->targets[i]));
    must(same_ledger(&a->ledger, &b->ledger) && same_error(&a->err, &b->err) &&
         a->sink.routed == b->sink.routed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    unsigned how = n ? bytes[0] : 0;
    const uint8_t *text = n ? bytes + 1 : bytes;
    od_dataset *sets[2] = {make_set((od_id){.number = 1}, (od_id){.number = 20}, "a"),
                           make_set((od_id){.text = "1"}, (od_id){.number = -3}, "b")};
    reading serial, split;

    n -= n > 0;
    read_by(&serial, sets, how, 0, text, n);
    if (how & ONE_SET && !(how & AS_STREAM)) {
        read_by(&split, sets, how, n % 61 + 1, text, n);
        check_same(&serial, &split);
        release(&split);
    }
    release(&serial);
    for (int i = 0; i < 2; i++)
        od_dataset_free(sets[i]);
    return 0;
}
