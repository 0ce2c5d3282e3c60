#include "report/decision_json.h"

#include <math.h>

void od_json_run(od_jsonout *o, const char *key, const od_run_file *run)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "file");
    od_jsonout_cstr(o, run->path);
    od_jsonout_key(o, "model");
    od_jsonout_cstr(o, run->record->model);
    od_jsonout_close(o, '}');
}

void od_json_obstacles(od_jsonout *o, const od_obstacles *obstacles)
{
    if (obstacles->n == 0)
        return;
    od_jsonout_key(o, "not_comparable");
    od_jsonout_open(o, '[', false);
    for (size_t i = 0; i < obstacles->n; i++) {
        const od_obstacle *one = &obstacles->list[i];

        od_jsonout_open(o, '{', true);
        od_jsonout_key(o, "field");
        od_jsonout_cstr(o, one->field);
        od_jsonout_key(o, "a");
        od_jsonout_cstr(o, one->a);
        od_jsonout_key(o, "b");
        od_jsonout_cstr(o, one->b);
        od_jsonout_key(o, "why");
        od_jsonout_cstr(o, one->why);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

void od_json_interval(od_jsonout *o, const char *key, od_interval interval)
{
    od_jsonout_key(o, key);
    if (isnan(interval.low)) {
        od_jsonout_number(o, NAN);
        return;
    }
    od_jsonout_open(o, '[', true);
    od_jsonout_number(o, interval.low);
    od_jsonout_number(o, interval.high);
    od_jsonout_close(o, ']');
}

void od_json_resampling(od_jsonout *o, const od_bootstrap_options *options)
{
    od_jsonout_key(o, "bootstrap");
    od_jsonout_open(o, '{', true);
    od_jsonout_key(o, "resamples");
    od_jsonout_integer(o, options->resamples);
    od_jsonout_key(o, "seed");
    od_jsonout_integer(o, (int64_t)options->seed);
    od_jsonout_key(o, "confidence");
    od_jsonout_number(o, options->confidence);
    od_jsonout_close(o, '}');
}
