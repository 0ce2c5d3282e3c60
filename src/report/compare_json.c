#include "report/compare_report.h"
#include "report/decision_json.h"

static void put_differences(od_jsonout *o, const od_comparison *c)
{
    od_jsonout_key(o, "differences");
    od_jsonout_open(o, '[', false);
    for (size_t i = 0; i < c->n_differences; i++) {
        const od_difference *d = &c->differences[i];

        od_jsonout_open(o, '{', true);
        od_jsonout_key(o, "number");
        od_jsonout_cstr(o, d->path);
        od_jsonout_key(o, "a");
        od_jsonout_number(o, d->a);
        od_jsonout_key(o, "b");
        od_jsonout_number(o, d->b);
        od_jsonout_key(o, "difference");
        od_jsonout_number(o, d->b - d->a);
        od_json_interval(o, "interval", d->interval);
        od_jsonout_key(o, "p_greater");
        od_jsonout_number(o, d->p_greater);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
}

static void put_movers(od_jsonout *o, const char *key, const char *score, const od_mover *movers, size_t n)
{
    od_jsonout_key(o, key);
    od_jsonout_open(o, '{', false);
    od_jsonout_key(o, "score");
    od_jsonout_cstr(o, score);
    od_jsonout_key(o, "list");
    od_jsonout_open(o, '[', false);
    for (size_t i = 0; i < n; i++) {
        od_jsonout_open(o, '{', true);
        od_jsonout_key(o, "subset");
        od_jsonout_cstr(o, movers[i].subset);
        od_jsonout_key(o, "name");
        od_jsonout_cstr(o, movers[i].name);
        od_jsonout_key(o, "a");
        od_jsonout_number(o, movers[i].a);
        od_jsonout_key(o, "b");
        od_jsonout_number(o, movers[i].b);
        od_jsonout_close(o, '}');
    }
    od_jsonout_close(o, ']');
    od_jsonout_close(o, '}');
}

static void put_other(od_jsonout *o, const od_compared *other)
{
    const od_comparison *c = other->comparison;

    od_jsonout_open(o, '{', false);
    od_json_run(o, "run", other->run);
    od_json_obstacles(o, other->obstacles);
    if (c) {
        od_jsonout_key(o, "no_intervals");
        od_jsonout_cstr(o, c->no_intervals);
        put_differences(o, c);
        put_movers(o, "categories", c->category_score, c->categories, c->n_categories);
        put_movers(o, "images", c->image_score, c->images, c->n_images);
    }
    od_jsonout_close(o, '}');
}

static od_status json_write(const od_compare_page *page, const od_report_style *style, od_buffer *text,
                            od_error *err)
{
    od_jsonout o;
    od_status st;

    (void)style;
    od_jsonout_init(&o, false, err);
    od_jsonout_open(&o, '{', false);
    od_jsonout_key(&o, "schema");
    od_jsonout_cstr(&o, OD_COMPARE_SCHEMA);
    od_jsonout_key(&o, "bench");
    od_jsonout_cstr(&o, page->baseline->record->bench);
    od_json_resampling(&o, page->options);
    od_json_run(&o, "baseline", page->baseline);
    od_jsonout_key(&o, "comparisons");
    od_jsonout_open(&o, '[', false);
    for (size_t i = 0; i < page->n; i++)
        put_other(&o, &page->others[i]);
    od_jsonout_close(&o, ']');
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    st = o.st == OD_OK ? od_buffer_add(text, o.text.bytes, o.text.n, err) : o.st;
    od_jsonout_free(&o);
    return st;
}

const od_compare_report od_compare_report_json = {
    .name = "json",
    .extension = ".json",
    .write = json_write,
};
