#include "cli/opening.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "prediction/survey.h"

/* Cuts "color,logo" into pieces. */
static od_status cut_subsets(od_opening *o, const char *list, od_error *err)
{
    size_t n = 0;
    char *rest, *comma;
    od_status st;

    if (!list)
        return OD_OK;
    if ((st = od_alloc(&o->subset_text, strlen(list) + 1, 1, err)) != OD_OK)
        return st;
    rest = strcpy(o->subset_text, list);
    o->subsets[n++] = rest;
    for (; (comma = strchr(rest, ',')); rest = comma + 1) {
        if (n + 1 == OD_OPENING_SUBSETS_MAX)
            return od_fail(err, OD_USAGE, "--subset names more than %d subsets", OD_OPENING_SUBSETS_MAX - 1);
        *comma = '\0';
        o->subsets[n++] = comma + 1;
    }
    return OD_OK;
}

static bool is(const char *value, const char *word)
{
    return value && strcmp(value, word) == 0;
}

static od_job_options job_options(od_opening *o, const od_opening_options *given)
{
    static const od_protocol_options standard;
    const od_input_options *i = given->input;
    const od_protocol_options *p = given->protocol ? given->protocol : &standard;
    const od_running_options *r = given->running;

    return (od_job_options){
        .data = i->data,
        .gt = i->gt,
        .subsets = i->subset ? o->subsets : NULL,
        .metrics = p->metrics,
        .iou = p->iou,
        .area = p->area,
        .max_dets = p->max_dets,
        .mode = p->mode,
        .rules = is(p->rules, "corrected") ? OD_RULES_CORRECTED : OD_RULES_REFERENCE,
        .label_match = is(i->label_match, "folded") ? OD_LABEL_FOLDED : OD_LABEL_EXACT,
        .drop_unknown = is(i->unknown, "drop"),
        .format = i->preds_format ? od_prediction_format_find(i->preds_format) : NULL,
        .frame = i->frame,
        .reader = i->reader,
        .min_pixels = i->min_pixels,
        .max_pixels = i->max_pixels,
        .patch = i->patch,
        .duplicates = i->duplicates,
        .unknown_labels = i->unknown_labels,
        .model = i->name,
        .threads = r->threads,
        .progress = r->quiet ? NULL : od_meter_show,
        .progress_context = &o->meter,
    };
}

/* The options of the job; texts are borrowed. */
static od_status make_options(od_opening *o, const od_opening_options *given, od_job_options *options,
                              od_error *err)
{
    od_status st;

    o->meter.when = given->running->progress;
    if ((st = cut_subsets(o, given->input->subset, err)) != OD_OK)
        return st;
    *options = job_options(o, given);
    o->undeclared = given->any_frame && !options->frame;
    if (!given->running->quiet)
        o->unused = options->frame ? "--frame" : options->reader ? "--reader" : NULL;
    if (o->undeclared)
        options->frame = "space=pixels";
    return OD_OK;
}

/* The same file by another name would count twice. */
static od_status check_preds(const char *const *preds, od_error *err)
{
    size_t n = 0, repeated;

    while (preds[n])
        n++;
    if ((repeated = od_outputs_repeated(preds, n)) == n)
        return OD_OK;
    od_fail(err, OD_USAGE, "--preds names the same file twice, the second time as \"%s\"", preds[repeated]);
    return od_remedy(err, "give each file once, or what it holds counts twice");
}

od_status od_opening_make(od_opening *o, const od_opening_options *given, od_error *err)
{
    od_job_options options;
    od_status st;

    if ((st = check_preds(given->input->preds, err)) != OD_OK ||
        (st = make_options(o, given, &options, err)) != OD_OK ||
        (st = od_bench_open(&o->bench, given->input->bench ? given->input->bench : "coco", err)) != OD_OK)
        return st;
    return od_job_create(&o->job, o->bench, &options, err);
}

/* ---- without a data set ---- */

static od_status survey(od_survey *survey, const char *path, const od_job_options *o, od_error *err)
{
    od_answer_way way = {0};
    od_input *in = NULL;
    struct stat about;
    od_status st;

    if (strcmp(path, "-") == 0) {
        od_fail(err, OD_USAGE,
                "without a data set the predictions are read twice, and standard input cannot be");
        return od_remedy(err, "name a file, or the data set with --bench or --gt");
    }
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        od_fail(err, OD_USAGE, "%s is a folder, whose files are known by the data set's subsets", path);
        return od_remedy(err, "name a file, or the data set with --bench or --gt");
    }
    if ((st = od_answer_way_parse(&way, o->frame, o->reader, o->min_pixels, o->max_pixels, o->patch, err)) ==
            OD_OK &&
        (st = od_input_open(&in, path, err)) == OD_OK)
        st = od_survey_make(survey, in, o->format, &way, err);
    od_input_close(in);
    return st;
}

static od_status take_sets(od_opening *o, od_survey *s, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < s->n && st == OD_OK; i++) {
        od_dataset *set = s->sets[i].dataset;

        s->sets[i].dataset = NULL;
        st = od_job_take_truth(o->job, i, set, err);
    }
    return st;
}

od_status od_opening_survey(od_opening *o, const od_opening_options *given, od_error *err)
{
    od_job_options options;
    od_survey s = {0};
    od_status st;

    if (given->input->subset) {
        od_fail(err, OD_USAGE, "--subset chooses from a data set's subsets, and there is no data set");
        return od_remedy(err, "name the data set with --bench");
    }
    if (given->input->preds[1]) {
        od_fail(err, OD_USAGE, "several predictions belong together by their data set, and there is none");
        return od_remedy(err, "name it with --bench or --gt, or give one file");
    }
    if ((st = make_options(o, given, &options, err)) != OD_OK)
        return st;
    options.images_by_place = true;
    if ((st = survey(&s, given->input->preds[0], &options, err)) == OD_OK &&
        (st = od_bench_of_survey(&o->bench, &s, err)) == OD_OK &&
        (st = od_job_create(&o->job, o->bench, &options, err)) == OD_OK)
        st = take_sets(o, &s, err);
    od_survey_release(&s);
    return st;
}

/* Boxes are taken as they are: whoever expects them to be read in another frame gets other scores. */
static void warn_of_unused(const od_opening *o)
{
    char text[160];

    for (uint32_t i = 0; i < o->bench->n_subsets; i++)
        if (o->job->subsets[i].has_target && o->job->subsets[i].target.answers.n > 0)
            return;
    snprintf(
        text, sizeof text,
        "warning: %s says how answers as text are read, and the predictions hold none: it changes nothing",
        o->unused);
    od_print_note(text);
}

od_status od_opening_load(od_opening *o, const char *const *preds, od_error *err)
{
    od_status st = OD_OK;

    for (; *preds && st == OD_OK; preds++)
        st = od_job_load_predictions(o->job, *preds, err);
    if (st == OD_OK && o->unused) {
        od_meter_clear(&o->meter);
        warn_of_unused(o);
    }
    return st;
}

void od_opening_release(od_opening *o)
{
    od_meter_clear(&o->meter);
    od_job_free(o->job);
    od_bench_free(o->bench);
    free(o->subset_text);
    *o = (od_opening){0};
}

od_status od_opening_spare_truth(const od_opening *o, const od_outputs *outputs, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < o->bench->n_subsets && st == OD_OK; i++)
        st = od_outputs_spare(outputs, "the ground truth", o->job->subsets[i].gt_path, err);
    return st;
}
