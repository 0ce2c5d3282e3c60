#include "prediction/prediction.h"

#include <string.h>
#include <sys/stat.h>

#include "prediction/directory.h"
#include "prediction/formats.h"
#include "prediction/line_take.h"

enum { PROBE_BYTES = 64 * 1024 };

const od_prediction_format *const od_prediction_formats[] = {
    &od_prediction_format_coco,
    &od_prediction_format_subsets,
    &od_prediction_format_jsonl,
    &od_prediction_format_results,
    NULL,
};

const od_prediction_format *od_prediction_format_find(const char *name)
{
    for (const od_prediction_format *const *f = od_prediction_formats; *f; f++) {
        if (strcmp((*f)->name, name) == 0)
            return *f;
    }
    return NULL;
}

/* ---- telling forms apart ---- */

/* The first bytes of the text, as many as a probe wants or there are. */
static od_status first_bytes(od_input *in, od_window *w, od_error *err)
{
    od_status st = OD_OK;

    *w = od_input_window(in);
    while (st == OD_OK && !w->last && w->end - w->begin < PROBE_BYTES) {
        st = od_input_more(in, w->begin, err);
        *w = od_input_window(in);
    }
    if (w->end - w->begin > PROBE_BYTES) {
        w->end = w->begin + PROBE_BYTES;
        w->last = false;
    }
    return st;
}

static const od_prediction_format *surest(od_window w)
{
    const od_prediction_format *best = NULL;
    int sure, best_sure = 0;

    for (const od_prediction_format *const *f = od_prediction_formats; *f; f++) {
        sure = (*f)->probe(w.begin, (size_t)(w.end - w.begin), w.last);
        if (sure > best_sure) {
            best = *f;
            best_sure = sure;
        }
    }
    return best;
}

/* JSON that is damaged is reported as that, and not as an unknown form. */
static od_status check_grammar(od_input *in, od_error *err)
{
    od_json j;
    od_status st;

    od_json_init(&j, in, err);
    st = od_json_skip(&j);
    od_json_free(&j);
    return st;
}

static od_status fail_form(od_input *in, od_window w, od_error *err)
{
    od_shape shape = od_shape_of(w.begin, (size_t)(w.end - w.begin), w.last);
    od_place place = {.input = od_input_name(in)};
    od_status st;

    if (shape.type == OD_JSON_OBJECT && shape.keys & OD_SHAPE_ANNOTATION) {
        od_fail_at(err, OD_INPUT, place, "this looks like an annotation file, not like predictions");
        od_remedy(err,
                  "give it as --gt; predictions are an array of {image_id, category_id, bbox, score} (see "
                  "`odeval help formats`)");
        return OD_INPUT;
    }
    if (shape.type != OD_JSON_END && (st = check_grammar(in, err)) != OD_OK)
        return st;
    if (shape.blank)
        od_fail_at(err, OD_INPUT, place, "the file holds nothing but white space");
    else if (shape.type == OD_JSON_END)
        od_fail_at(err, OD_INPUT, place, "this is no JSON, and predictions are");
    else
        od_fail_at(err, OD_INPUT, place, "this is JSON, but none of the forms of predictions");
    od_remedy(
        err,
        "the forms are an array of {image_id, category_id, bbox, score}, an object from subset to such an "
        "array, and JSON Lines with {image_id, predictions} or {image_id, answer} (see `odeval help "
        "formats`)");
    return OD_INPUT;
}

od_status od_prediction_format_of(od_input *in, const od_prediction_format **format, od_error *err)
{
    od_window w;
    od_status st;

    *format = NULL;
    if ((st = first_bytes(in, &w, err)) != OD_OK)
        return st;
    *format = surest(w);
    return *format ? OD_OK : fail_form(in, w, err);
}

static od_status read_input(od_prediction_sink *sink, od_input *in, od_error *err)
{
    const od_prediction_format *format = sink->format;
    od_status st;

    if (sink->n_threads > 1)
        od_input_read_ahead(in);
    if (!format && (st = od_prediction_format_of(in, &format, err)) != OD_OK)
        return st;
    if ((st = format->read(sink, in, err)) == OD_INPUT)
        od_remedy(err, "mend the file there, or write it again"); /* where nobody knew better */
    return st;
}

static od_status read_file(od_prediction_sink *sink, const char *path, od_error *err)
{
    od_input *in = NULL;
    od_status st;

    if ((st = od_input_open(&in, path, err)) == OD_OK)
        st = read_input(sink, in, err);
    od_input_close(in);
    return st;
}

/* ---- the whole ---- */

static uint64_t left_out(const od_prediction_sink *sink)
{
    return od_ledger_count(sink->ledger, &od_kind_unknown_subset) +
           od_ledger_count(sink->ledger, &od_kind_subset_passed_over);
}

/* Scores of nothing would be all zero: when whatever was given was for other subsets, that is an error. */
static od_status fail_unrouted(const od_prediction_sink *sink, const char *input, od_error *err)
{
    bool one_set = sink->n_targets == 1 && sink->targets[0].subset[0] == '\0';
    od_place place = {.input = input};
    char names[240];

    od_fail_at(err, OD_INPUT, place, "nothing in the predictions is for a subset that is to be scored");
    if (one_set)
        od_remedy(err, "the benchmark has one set and no subsets: give records without a subset");
    else
        od_remedy(err, "name the subsets as the benchmark does: %s",
                  od_sink_subsets(sink, names, sizeof names));
    return OD_INPUT;
}

static bool has_answers(const od_target *t)
{
    return t->detections.n > 0 || memchr(t->answered, 1, t->dataset->n_images);
}

static bool something_was_for(const od_target *t)
{
    return has_answers(t) || od_ledger_find(&t->ledger, &od_kind_unknown_image);
}

/* A file of something else than boxes: all of its records are unusable, and nothing was answered. */
static od_status check_usable(const od_prediction_sink *sink, const char *input, od_error *err)
{
    const od_ledger_entry *first = od_ledger_find(sink->ledger, &od_kind_record_unusable);

    for (uint32_t i = 0; i < sink->n_targets; i++) {
        if (something_was_for(&sink->targets[i]))
            return OD_OK;
        if (!first)
            first = od_ledger_find(&sink->targets[i].ledger, &od_kind_record_unusable);
    }
    if (!first)
        return OD_OK;
    od_fail_at(err, OD_INPUT, (od_place){.input = input}, "none of the records can be used (first: %s)",
               first->n_examples ? first->examples[0] : "unknown");
    return od_remedy(err,
                     "a record needs an image, a category and a bbox, or an image and an answer; odeval help "
                     "formats shows the forms");
}

static od_status check_outcome(const od_prediction_sink *sink, uint64_t left_out_before, const char *input,
                               od_error *err)
{
    /* The only target is for all that names no subset, which may have been nothing. */
    const bool routed = sink->routed && (sink->n_targets != 1 || something_was_for(&sink->targets[0]));

    if (!routed && left_out(sink) > left_out_before)
        return fail_unrouted(sink, input, err);
    return check_usable(sink, input, err);
}

/* What the numbers of all targets say of the frame, once. */
static od_status doubt_frame(const od_prediction_sink *sink, od_error *err)
{
    od_plausible_summary summary;
    od_plausible all = {0};
    const char *suspicion;
    char text[400];
    od_status st = OD_OK;

    od_ledger_forget(sink->ledger, &od_kind_frame_doubtful);
    if (!sink->answers || !sink->answers->has_frame)
        return OD_OK;
    od_plausible_declare(&all, &sink->answers->frame);
    for (uint32_t i = 0; i < sink->n_targets && st == OD_OK; i++)
        if (sink->targets[i].answers.plausible.has_declared)
            st = od_plausible_merge(&all, &sink->targets[i].answers.plausible, err);
    if (st == OD_OK) {
        od_plausible_summarise(&all, &summary);
        suspicion = od_plausible_suspicion(&summary, &sink->answers->frame, text, sizeof text);
        if (suspicion)
            st = od_ledger_note(sink->ledger, &od_kind_frame_doubtful, summary.boxes, (od_place){0}, err,
                                "%s", suspicion);
    }
    od_plausible_release(&all);
    return st;
}

static od_status settle(const od_prediction_sink *sink, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < sink->n_targets && st == OD_OK; i++)
        st = od_target_settle(&sink->targets[i], sink->answers, err);
    return st == OD_OK ? doubt_frame(sink, err) : st;
}

/* What is to be done when a file, or a directory of them, has been read. */
static od_status conclude(const od_prediction_sink *sink, uint64_t left_out_before, const char *input,
                          od_error *err)
{
    od_status st = check_outcome(sink, left_out_before, input, err);

    return st == OD_OK ? settle(sink, err) : st;
}

od_status od_predictions_read(od_prediction_sink *sink, const char *path, od_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    uint64_t left_out_before = left_out(sink);
    struct stat about;
    od_status st;

    sink->routed = false;
    if (!standard && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
        st = od_prediction_directory_read(sink, path, read_file, err);
    else
        st = read_file(sink, path, err);
    return st == OD_OK ? conclude(sink, left_out_before, standard ? "standard input" : path, err) : st;
}

od_status od_predictions_read_input(od_prediction_sink *sink, od_input *in, od_error *err)
{
    uint64_t left_out_before = left_out(sink);
    od_status st;

    sink->routed = false;
    st = read_input(sink, in, err);
    return st == OD_OK ? conclude(sink, left_out_before, od_input_name(in), err) : st;
}
