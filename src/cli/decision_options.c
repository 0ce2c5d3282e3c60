#include "cli/decision_options.h"

#include <limits.h>
#include <string.h>

#include "core/number.h"
#include "core/threads.h"

static const double CONFIDENCE = .95;

#define AT(member) .offset = offsetof(od_resampling_options, member)
const od_option od_options_resampling[] = {
    {"bootstrap", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = OD_RESAMPLES_MIN, .high = OD_RESAMPLES_MAX,
     AT(bootstrap), .help = "resamples behind each interval; default 1000"},
    {"seed", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 0, .high = UINT_MAX, AT(seed),
     .help = "of the resamples; default 0: the same seed gives the same intervals"},
    {"confidence", .kind = OD_OPTION_TEXT, .metavar = "P", AT(confidence),
     .help = "of the intervals, above 0.5 and below 1; default 0.95"},
    {"threads", .kind = OD_OPTION_NUMBER, .metavar = "N", .low = 1, .high = 256, AT(threads),
     .help = "1 to 256; default: the processors this process may use; results do not depend on it"},
    {"progress", .kind = OD_OPTION_CHOICE, .choice = od_when_name, AT(progress),
     .help = "a line on standard error for work that takes a while; default auto: on a terminal"},
    {"quiet", 'q', OD_OPTION_FLAG, AT(quiet), .help = "nothing on standard error but errors"},
    {0},
};
#undef AT

static void show(void *meter, uint64_t done, uint64_t total)
{
    od_meter_show(meter, "resample", done, total);
}

static od_status read_confidence(double *out, const char *text, od_error *err)
{
    const char *end = text + strlen(text);

    if (od_number_read(text, end, out) == end && *out > .5 && *out < 1)
        return OD_OK;
    return od_fail(err, OD_USAGE, "--confidence takes a number above 0.5 and below 1, not \"%s\"", text);
}

od_status od_resampling_make(od_bootstrap_options *out, const od_resampling_options *given, od_meter *meter,
                             od_error *err)
{
    meter->when = given->quiet ? "never" : given->progress;
    *out = (od_bootstrap_options){
        .resamples = given->bootstrap ? given->bootstrap : OD_RESAMPLES_STANDARD,
        .seed = given->seed,
        .confidence = CONFIDENCE,
        .threads = given->threads ? given->threads : od_processors(),
        .progress = show,
        .progress_context = meter,
    };
    return given->confidence ? read_confidence(&out->confidence, given->confidence, err) : OD_OK;
}

void od_print_obstacles(const char *name, const char *a, const char *b, const od_obstacles *obstacles)
{
    for (size_t i = 0; i < obstacles->n; i++) {
        const od_obstacle *o = &obstacles->list[i];
        const od_place place = {.input = name};
        od_error line = {0};

        od_fail_at(&line, OD_INPUT, place, "not comparable: %s: %s (%s: %s, %s: %s)", o->field, o->why, a,
                   o->a, b, o->b);
        if (i + 1 == obstacles->n)
            od_remedy(&line, "--force compares them all the same, and says so");
        od_print_error(&line);
    }
}
