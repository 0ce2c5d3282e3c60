#include "report/decision_json.h"
#include "report/gate_report.h"

static void put_number(od_jsonout *o, const char *key, double value)
{
    od_jsonout_key(o, key);
    od_jsonout_number(o, value);
}

static void put_flag(od_jsonout *o, const char *key, bool value)
{
    od_jsonout_key(o, key);
    od_jsonout_bool(o, value);
}

static void put_result(od_jsonout *o, const od_gate_result *r)
{
    const od_gate_rule *rule = r->rule;

    od_jsonout_open(o, '{', false);
    od_jsonout_key(o, "number");
    od_jsonout_cstr(o, rule->path);
    od_jsonout_key(o, "verdict");
    od_jsonout_cstr(o, od_verdict_name(r->verdict));
    od_jsonout_key(o, "reason");
    od_jsonout_cstr(o, r->reason);
    put_number(o, "baseline", r->baseline);
    put_number(o, "candidate", r->candidate);
    put_number(o, "difference", r->candidate - r->baseline);
    od_json_interval(o, "interval", r->interval);
    put_number(o, "detectable", r->detectable);
    put_number(o, "max_drop", rule->max_drop);
    put_flag(o, "relative", rule->relative);
    put_number(o, "floor", rule->floor);
    put_number(o, "confidence", rule->confidence);
    put_flag(o, "plain", rule->plain);
    put_flag(o, "lower_is_better", rule->lower_is_better);
    od_jsonout_close(o, '}');
}

static od_status json_write(const od_gate_page *page, const od_report_style *style, od_buffer *text,
                            od_error *err)
{
    od_jsonout o;
    od_status st;

    (void)style;
    od_jsonout_init(&o, false, err);
    od_jsonout_open(&o, '{', false);
    od_jsonout_key(&o, "schema");
    od_jsonout_cstr(&o, OD_GATE_SCHEMA);
    od_jsonout_key(&o, "verdict");
    od_jsonout_cstr(&o, od_gate_page_verdict(page));
    od_jsonout_key(&o, "exit_code");
    od_jsonout_integer(&o, od_gate_page_exit(page));
    put_flag(&o, "updated", page->updates);
    od_jsonout_key(&o, "bench");
    od_jsonout_cstr(&o, page->baseline->record->bench);
    od_json_resampling(&o, page->options);
    od_json_run(&o, "baseline", page->baseline);
    od_json_run(&o, "candidate", page->candidate);
    od_json_obstacles(&o, page->obstacles);
    od_jsonout_key(&o, "rules");
    od_jsonout_open(&o, '[', false);
    for (size_t i = 0; page->gate && i < page->gate->n; i++)
        put_result(&o, &page->gate->results[i]);
    od_jsonout_close(&o, ']');
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    st = o.st == OD_OK ? od_buffer_add(text, o.text.bytes, o.text.n, err) : o.st;
    od_jsonout_free(&o);
    return st;
}

const od_gate_report od_gate_report_json = {.name = "json", .write = json_write};
