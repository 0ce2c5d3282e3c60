#include "cli/run_options.h"

#include <string.h>

#include "core/number.h"

#define AT(member) .offset = offsetof(od_run_options, member)
const od_option od_options_detector[] = {
    {"backend", .kind = OD_OPTION_TEXT, .metavar = "SPEC", .value = OD_VALUE_BACKEND, AT(backend),
     .help = "the detector and its options: NAME:option=value,... (odeval list backends), or your own shared "
             "object, ./mine.so:option=value"},
    {"jobs", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 1024, AT(jobs),
     .help = "calls of the detector at once, where it allows several; default: as suits it"},
    {"isolate", .kind = OD_OPTION_FLAG, AT(isolate),
     .help = "the detector in a process of its own: when it crashes, that costs the images it was at"},
    {"time-limit", .kind = OD_OPTION_NUMBER, .metavar = "SECONDS", .low = 1, .high = 86400, AT(time_limit),
     .help =
         "with --isolate: a detector that takes longer for an image is stopped, and the image has failed"},
    {0},
};

const od_option od_options_part[] = {
    {"limit", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 1000000000, AT(limit),
     .help = "only the first N images"},
    {"sample", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 1000000000, AT(sample),
     .help = "only N images, drawn by --seed; a larger sample holds the smaller one"},
    {"seed", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 0, .high = 1000000000, AT(seed),
     .help = "which sample, and which resamples of --bootstrap; default: 0"},
    {"shard", .kind = OD_OPTION_TEXT, .metavar = "K/N", AT(shard),
     .help =
         "only every N-th image, beginning with the K-th: for N machines, whose files are scored together "
         "by giving --preds several times"},
    {0},
};

const od_option od_options_run[] = {
    {"out", .kind = OD_OPTION_TEXT, .metavar = "FILE", .value = OD_VALUE_FILE, AT(out),
     .help =
         "the answers, a line an image, written as they come; when the file is there the run goes on where "
         "it ended"},
    {"max-failures", .kind = OD_OPTION_TEXT, .metavar = "N|P%", AT(max_failures),
     .help = "end the run when more images fail, as a number or a part of all; default: never"},
    {"no-score", .kind = OD_OPTION_FLAG, AT(no_score),
     .help = "write the answers, and leave scoring to later"},
    {0},
};
#undef AT

static od_status need(const char *value, const char *option, const char *remedy, od_error *err)
{
    if (value)
        return OD_OK;
    od_fail(err, OD_USAGE, "%s is missing", option);
    return od_remedy(err, "%s", remedy);
}

od_status od_run_options_check(const od_run_options *o, bool resampled, od_error *err)
{
    od_status st;

    if ((st = need(o->backend, "--backend", "name the detector (odeval list backends)", err)) != OD_OK ||
        (st = need(o->out, "--out", "name the file for the answers, preds.jsonl for example", err)) != OD_OK)
        return st;
    if (strcmp(o->out, "-") == 0) {
        od_fail(err, OD_USAGE, "--out must be a file, and - is none: a run is resumed from it");
        return od_remedy(err, "name a file; --no-score leaves standard output empty");
    }
    if (o->seed && !o->sample && !resampled) {
        od_fail(err, OD_USAGE, "--seed needs --sample or --bootstrap");
        return od_remedy(err, "say how many images or resamples to draw, or leave --seed out");
    }
    if (o->time_limit && !o->isolate) {
        od_fail(err, OD_USAGE, "--time-limit can only stop a detector that runs in a process of its own");
        return od_remedy(err, "add --isolate");
    }
    return OD_OK;
}

od_status od_run_options_part(const od_run_options *o, od_plan_part *part, od_error *err)
{
    *part = (od_plan_part){.sample = o->sample, .seed = o->seed, .limit = o->limit};
    return o->shard ? od_plan_parse_shard(part, o->shard, err) : OD_OK;
}

od_status od_run_options_failures(const od_run_options *o, size_t n, uint64_t *most, od_error *err)
{
    const char *text = o->max_failures, *end = text ? text + strlen(text) : NULL, *rest;
    double value;

    *most = UINT64_MAX;
    if (!text)
        return OD_OK;
    rest = od_number_read(text, end, &value);
    if (rest && rest + 1 == end && *rest == '%' && value >= 0 && value <= 100) {
        *most = (uint64_t)(value / 100 * (double)n);
        return OD_OK;
    }
    if (rest == end && value >= 0 && value <= 1e15 && value == (double)(uint64_t)value) {
        *most = (uint64_t)value;
        return OD_OK;
    }
    od_fail(err, OD_USAGE, "--max-failures does not take \"%s\"", text);
    return od_remedy(err, "write a number of images, 20, or a part of them, 5%%");
}
