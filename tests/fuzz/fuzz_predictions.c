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

/* Lines have their detections in order and apart; what was tallied adds up. */
static void check_lines(const od_target *t)
{
    const od_answer_tally *a = &t->answers;
    uint64_t end = 0, answers = 0, labelled = a->unknown_beyond;

    for (size_t i = 0; i < t->log.n; i++) {
        must(t->log.lines[i].first >= end);
        end = (uint64_t)t->log.lines[i].first + t->log.lines[i].n;
    }
    must(end <= t->detections.n);
    for (int i = 0; i < OD_N_ANSWER_STATUS; i++)
        answers += a->status[i];
    must(answers == a->n);
    for (size_t i = 0; i < a->n_unknown; i++)
        labelled += a->unknown[i].count;
    must(labelled == a->boxes_unknown && a->boxes_unknown <= a->boxes);
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
    check_lines(t);
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

static void check_error(const od_error *err, od_status st, bool has_frame)
{
    char text[1200];

    /* an answer as text, and no frame */
    must((st == OD_INPUT || (st == OD_USAGE && !has_frame)) && err->code == st);
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
        check_error(err, st, sink->answers != NULL);
    for (uint32_t i = 0; i < sink->n_targets; i++)
        check_target(&sink->targets[i]);
}

/* One reading of the file, with all that it comes to. */
typedef struct reading {
    od_target targets[2];
    od_ledger ledger;
    od_run_facts runs;
    od_prediction_sink sink;
    od_answer_way way;
    od_error err;
} reading;

/* The upper bits choose the family (spread over the list), and with it whatever else there is to choose. */
static bool choose_way(od_answer_way *way, unsigned how)
{
    unsigned n_families = 0, n_readers = 0, choice = how >> 4;

    if (!choice)
        return false;
    while (od_families[n_families])
        n_families++;
    while (od_strict_readers[n_readers])
        n_readers++;
    *way = (od_answer_way){.family = od_families[choice * 7 % n_families],
                           .has_frame = true,
                           .strict = how & FOLDED ? od_strict_readers[choice % n_readers] : NULL,
                           .duplicates = (od_duplicates)(choice % 5),
                           .drop_unknown_labels = choice % 3 == 0};
    way->frame = way->family->frame;
    return true;
}

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
                            .format = how & FORCED ? od_prediction_formats[(how >> 4) % 4] : NULL,
                            .passed_over = passed_over,
                            .ledger = &r->ledger,
                            .runs = &r->runs,
                            .n_threads = piece_bytes ? 3 : 1,
                            .piece_bytes = piece_bytes}};
    if (choose_way(&r->way, how))
        r->sink.answers = &r->way;
    must(od_target_init(&r->targets[0], one_set ? "" : "a", sets[0], NULL) == OD_OK);
    must(od_target_init(&r->targets[1], "b", sets[1], NULL) == OD_OK);
    read_bytes(&r->sink, how, bytes, n, &r->err);
}

/* Names and values come in pairs, and what all heads agree on the first one says. */
static void check_runs(const od_run_facts *runs)
{
    for (size_t i = 0; i < runs->n; i++) {
        const od_run_head *head = &runs->heads[i];
        size_t ends = 0;

        for (size_t k = 0; k < head->bytes; k++)
            ends += head->texts[k] == '\0';
        must(ends % 2 == 0 && (head->bytes == 0 || head->texts[head->bytes - 1] == '\0'));
        must(!od_run_facts_text(runs, "backend") || od_run_head_text(head, "backend"));
    }
}

static void release(reading *r)
{
    for (int i = 0; i < 2; i++) {
        check_grouping(&r->targets[i]);
        od_target_release(&r->targets[i]);
    }
    check_runs(&r->runs);
    od_run_facts_release(&r->runs);
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
