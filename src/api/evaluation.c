/* evaluation.c: an evaluation from its creation to its end, and how errors leave the library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"

_Static_assert((int)ODEVAL_OK == (int)OD_OK && (int)ODEVAL_USAGE == (int)OD_USAGE &&
                   (int)ODEVAL_INPUT == (int)OD_INPUT && (int)ODEVAL_BACKEND == (int)OD_BACKEND &&
                   (int)ODEVAL_SYSTEM == (int)OD_SYSTEM,
               "statuses pass through unchanged");
_Static_assert((int)ODEVAL_UNIT_NONE == (int)OD_UNIT_NONE && (int)ODEVAL_UNIT_BYTE == (int)OD_UNIT_BYTE &&
                   (int)ODEVAL_UNIT_LINE == (int)OD_UNIT_LINE &&
                   (int)ODEVAL_UNIT_RECORD == (int)OD_UNIT_RECORD,
               "units pass through unchanged");
_Static_assert(sizeof((odeval_error *)0)->input == sizeof((od_error *)0)->input,
               "names of inputs are cut once");
_Static_assert(sizeof((odeval_error *)0)->message >= sizeof((od_error *)0)->what +
                                                         sizeof((od_error *)0)->input +
                                                         sizeof((od_error *)0)->remedy + 64,
               "messages are not cut again");

const char *odeval_version(void)
{
    return ODEVAL_VERSION;
}

odeval_status od_api_return(odeval_error *to, const od_error *from, od_status st)
{
    if (st == OD_OK || !to || to->code != ODEVAL_OK)
        return (odeval_status)st;
    memset(to, 0, sizeof *to);
    to->code = (odeval_status)st;
    to->unit = (odeval_unit)from->unit;
    to->position = from->at;
    memcpy(to->input, from->input, sizeof to->input);
    od_error_text(from, to->message, sizeof to->message);
    return to->code;
}

/* Takes the benchmark over. */
static od_status create(odeval **out, od_bench *bench, od_error *err)
{
    odeval *o = NULL;
    od_status st;

    if ((st = OD_ALLOC(o, 1, err)) != OD_OK) {
        od_bench_free(bench);
        return st;
    }
    o->bench = bench;
    if ((st = OD_ALLOC(o->drafts, bench->n_subsets, err)) != OD_OK) {
        odeval_free(o);
        return st;
    }
    *out = o;
    return OD_OK;
}

odeval_status odeval_create(odeval **out, const char *bench, odeval_error *err)
{
    od_bench *definition = NULL;
    od_error e = {0};
    od_status st;

    *out = NULL;
    if ((st = od_bench_open(&definition, bench, &e)) == OD_OK)
        st = create(out, definition, &e);
    return od_api_return(err, &e, st);
}

odeval_status odeval_create_json(odeval **out, const char *json, size_t n, odeval_error *err)
{
    od_bench *definition = NULL;
    od_error e = {0};
    od_status st;

    *out = NULL;
    if ((st = od_bench_parse(&definition, json, n, "benchmark definition", &e)) == OD_OK)
        st = create(out, definition, &e);
    return od_api_return(err, &e, st);
}

static void drop_results(odeval *o)
{
    od_record_free(o->summary);
    od_record_free(o->record);
    o->summary = NULL;
    o->record = NULL;
    od_buffer_free(&o->record_text);
    od_buffer_free(&o->report_text);
}

void od_api_drop_truth(odeval *o)
{
    drop_results(o);
    od_job_free(o->job);
    o->job = NULL;
    for (uint32_t i = 0; o->drafts && i < o->bench->n_subsets; i++) {
        od_dataset_builder_free(o->drafts[i].builder);
        o->drafts[i] = (od_draft){0};
    }
    o->stage = OD_STAGE_OPTIONS;
    o->incomplete = false;
}

void odeval_free(odeval *o)
{
    if (!o)
        return;
    od_api_drop_truth(o);
    od_api_options_free(&o->options);
    od_bench_free(o->bench);
    free(o->drafts);
    free(o);
}

odeval_status odeval_clear_detections(odeval *o, odeval_error *err)
{
    od_error e = {0};
    od_status st;

    if (o->stage < OD_STAGE_READY)
        return ODEVAL_OK;
    drop_results(o);
    for (uint32_t i = 0; i < o->bench->n_subsets; i++)
        o->drafts[i].n_detections = 0;
    o->stage = OD_STAGE_READY;
    st = od_job_reset_predictions(o->job, &e);
    o->incomplete = st != OD_OK;
    return od_api_return(err, &e, st);
}

/* The benchmark's subsets as a list for messages. */
static od_status list_subsets(const od_bench *b, od_buffer *names, od_error *err)
{
    od_status st = OD_OK;

    for (uint32_t i = 0; i < b->n_subsets && st == OD_OK; i++)
        st = od_buffer_printf(names, err, "%s%s", i ? ", " : "", b->subsets[i].name);
    return st;
}

od_status od_api_subset(const odeval *o, const char *subset, uint32_t *index, od_error *err)
{
    const od_bench *b = o->bench;
    od_buffer names = {0};
    od_status st;

    *index = subset ? od_bench_find_subset(b, subset) : b->one_set ? 0 : OD_NONE;
    if (*index != OD_NONE)
        return OD_OK;
    if ((st = list_subsets(b, &names, err)) != OD_OK)
        goto done;
    if (subset)
        od_fail(err, OD_USAGE, "%s has no subset \"%s\"", b->name, subset);
    else
        od_fail(err, OD_USAGE, "%s has several subsets, and none is named", b->name);
    st = od_remedy(err, b->one_set ? "pass NULL, or \"%s\"" : "choose from %s", names.bytes);
done:
    od_buffer_free(&names);
    return st;
}

od_status od_api_need_scores(const odeval *o, od_error *err)
{
    if (o->stage == OD_STAGE_SCORED)
        return OD_OK;
    od_fail(err, OD_USAGE, "there are no scores yet");
    return od_remedy(err, "call odeval_score first");
}
