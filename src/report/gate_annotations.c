/* gate_annotations.c: the gate as workflow commands of GitHub Actions: an error for each regression, a
 * warning for what the data cannot tell. */
#include <string.h>

#include "report/gate_report.h"

/* As GitHub's toolkit escapes the data of a command. A property ends at a comma or colon, too. */
static od_status put_text(od_buffer *out, const char *text, bool property, od_error *err)
{
    const char *special = property ? "%\r\n:," : "%\r\n";
    od_status st = OD_OK;

    for (; *text && st == OD_OK; text++)
        st = strchr(special, *text) ? od_buffer_printf(out, err, "%%%02X", (unsigned)(unsigned char)*text)
                                    : od_buffer_add(out, text, 1, err);
    return st;
}

static od_status put_command(od_buffer *out, const char *command, const char *title, const char *message,
                             od_error *err)
{
    od_status st;

    if ((st = od_buffer_printf(out, err, "::%s title=odeval gate%%3A ", command)) != OD_OK ||
        (st = put_text(out, title, true, err)) != OD_OK || (st = od_buffer_add(out, "::", 2, err)) != OD_OK ||
        (st = put_text(out, message, false, err)) != OD_OK)
        return st;
    return od_buffer_add(out, "\n", 1, err);
}

static od_status put_result(od_buffer *out, const od_gate_result *r, od_error *err)
{
    od_buffer title = {0}, text = {0};
    od_status st;

    if (r->verdict == OD_VERDICT_PASS)
        return OD_OK;
    if ((st = od_buffer_printf(&title, err, "%s %s", r->rule->path, od_verdict_name(r->verdict))) == OD_OK &&
        (st = od_gate_sentence(&text, r, err)) == OD_OK)
        st = put_command(out, r->verdict == OD_VERDICT_REGRESSED ? "error" : "warning", title.bytes,
                         text.bytes, err);
    od_buffer_free(&title);
    od_buffer_free(&text);
    return st;
}

static od_status annotations_write(const od_gate_page *page, const od_report_style *style, od_buffer *text,
                                   od_error *err)
{
    od_buffer sentence = {0};
    od_status st = OD_OK;

    (void)style;
    for (size_t i = 0; i < page->obstacles->n && st == OD_OK; i++) {
        sentence.n = 0;
        if ((st = od_obstacle_sentence(&sentence, &page->obstacles->list[i], err)) == OD_OK)
            st = put_command(text, page->gate ? "warning" : "error", "not comparable", sentence.bytes, err);
    }
    od_buffer_free(&sentence);
    for (size_t i = 0; page->gate && i < page->gate->n && st == OD_OK; i++)
        st = put_result(text, &page->gate->results[i], err);
    return st;
}

const od_gate_report od_gate_report_annotations = {.name = "annotations", .write = annotations_write};
