/* gate_junit.c: the gate as JUnit XML: a rule is a test case; a regression fails, what the data cannot tell
 * is skipped, and runs that cannot be compared are errors.
 *
 * Valid by the schemas of Apache Ant (windyroad's JUnit.xsd) and of Jenkins (junit-10.xsd). The first insists
 * on a time and a host: they say nothing here, so that the same input gives the same bytes. */
#include <string.h>

#include "report/gate_report.h"
#include "report/markup.h"

typedef struct form {
    const od_gate_page *page;
    od_buffer *out;
    od_error *err;
} form;

static od_status put(const form *f, const char *markup)
{
    return od_buffer_add(f->out, markup, strlen(markup), f->err);
}

static od_status put_all(const form *f, const char *before, const char *text, const char *after)
{
    od_status st;

    if ((st = put(f, before)) != OD_OK || (st = od_xml_text(f->out, text, f->err)) != OD_OK)
        return st;
    return put(f, after);
}

static unsigned count(const od_gate_page *page, od_verdict verdict)
{
    unsigned n = 0;

    for (size_t i = 0; page->gate && i < page->gate->n; i++)
        n += page->gate->results[i].verdict == verdict;
    return n;
}

static od_status open_suite(const form *f)
{
    const od_gate_page *p = f->page;
    const unsigned errors = p->gate ? 0 : (unsigned)p->obstacles->n;
    od_status st;

    if ((st = put(f, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n")) != OD_OK ||
        (st = put_all(f, "  <testsuite name=\"odeval gate\" package=\"", p->baseline->record->bench,
                      "\" id=\"0\" timestamp=\"1970-01-01T00:00:00\" hostname=\"localhost\"")) != OD_OK)
        return st;
    return od_buffer_printf(f->out, f->err,
                            " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" time=\"0\">\n"
                            "    <properties>\n",
                            p->gate ? (unsigned)p->gate->n : errors, count(p, OD_VERDICT_REGRESSED), errors,
                            count(p, OD_VERDICT_INCONCLUSIVE));
}

static od_status put_property(const form *f, const char *name, const char *value)
{
    od_status st;

    if ((st = put_all(f, "      <property name=\"", name, "\" value=\"")) != OD_OK)
        return st;
    return put_all(f, "", value, "\"/>\n");
}

static od_status put_properties(const form *f)
{
    const od_gate_page *p = f->page;
    od_buffer text = {0};
    od_status st;

    if ((st = put_property(f, "verdict", od_gate_page_verdict(p))) != OD_OK ||
        (st = put_property(f, "baseline", p->baseline->path)) != OD_OK ||
        (st = put_property(f, "candidate", p->candidate->path)) != OD_OK)
        return st;
    for (size_t i = 0; p->gate && i < p->obstacles->n && st == OD_OK; i++) {
        text.n = 0;
        if ((st = od_obstacle_sentence(&text, &p->obstacles->list[i], f->err)) == OD_OK)
            st = put_property(f, "not comparable", text.bytes);
    }
    od_buffer_free(&text);
    return st == OD_OK ? put(f, "    </properties>\n") : st;
}

/* `element` NULL: it passed. */
static od_status put_case(const form *f, const char *name, const char *element, const char *type,
                          const char *message)
{
    od_status st;

    if ((st = put_all(f, "    <testcase name=\"", name, "\" classname=\"")) != OD_OK ||
        (st = put_all(f, "odeval.", f->page->baseline->record->bench, "\" time=\"0\"")) != OD_OK)
        return st;
    if (!element)
        return put(f, "/>\n");
    if ((st = put_all(f, ">\n      <", element, " type=\"")) != OD_OK ||
        (st = put_all(f, "", type, "\" message=\"")) != OD_OK ||
        (st = put_all(f, "", message, "\"/>\n    </testcase>\n")) != OD_OK)
        return st;
    return OD_OK;
}

static od_status put_result(const form *f, const od_gate_result *r)
{
    const char *element = r->verdict == OD_VERDICT_REGRESSED      ? "failure"
                          : r->verdict == OD_VERDICT_INCONCLUSIVE ? "skipped"
                                                                  : NULL;
    od_buffer text = {0};
    od_status st = od_gate_sentence(&text, r, f->err);

    if (st == OD_OK)
        st = put_case(f, r->rule->path, element, od_verdict_name(r->verdict), text.bytes);
    od_buffer_free(&text);
    return st;
}

static od_status put_obstacle(const form *f, const od_obstacle *o)
{
    od_buffer text = {0};
    od_status st = od_obstacle_sentence(&text, o, f->err);

    if (st == OD_OK)
        st = put_case(f, o->field, "error", "not comparable", text.bytes);
    od_buffer_free(&text);
    return st;
}

static od_status junit_write(const od_gate_page *page, const od_report_style *style, od_buffer *text,
                             od_error *err)
{
    const form f = {page, text, err};
    od_status st;

    (void)style;
    if ((st = open_suite(&f)) != OD_OK || (st = put_properties(&f)) != OD_OK)
        return st;
    for (size_t i = 0; page->gate && i < page->gate->n && st == OD_OK; i++)
        st = put_result(&f, &page->gate->results[i]);
    for (size_t i = 0; !page->gate && i < page->obstacles->n && st == OD_OK; i++)
        st = put_obstacle(&f, &page->obstacles->list[i]);
    if (st != OD_OK)
        return st;
    return put(&f, "    <system-out/>\n    <system-err/>\n  </testsuite>\n</testsuites>\n");
}

const od_gate_report od_gate_report_junit = {.name = "junit", .write = junit_write};
