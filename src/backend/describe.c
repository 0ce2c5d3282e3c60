#include <stdio.h>

#include "backend/backend.h"
#include "core/number.h"

enum { WIDTH = 24, FORM_MOST = 96 };

static const char *kind_of(odeval_option_type type)
{
    switch (type) {
    case ODEVAL_OPTION_TEXT: return "=TEXT";
    case ODEVAL_OPTION_NUMBER: return "=NUMBER";
    case ODEVAL_OPTION_INTEGER: return "=INTEGER";
    case ODEVAL_OPTION_FLAG: return "";
    case ODEVAL_OPTION_SECRET: return "=VARIABLE";
    }
    return "";
}

/* "  threshold=NUMBER          least score (0 to 1; default 0.3)" */
static od_status describe_option(const odeval_backend_option *o, od_buffer *text, od_error *err)
{
    char low[OD_NUMBER_TEXT], high[OD_NUMBER_TEXT];
    char form[FORM_MOST];
    const char *between = " (";
    od_status st;

    snprintf(form, sizeof form, "%s%s", o->name, kind_of(o->type));
    st = od_buffer_printf(text, err, "  %-*s %s", WIDTH, form, o->help ? o->help : "");
    if (st == OD_OK && (o->low != 0 || o->high != 0)) {
        od_number_write(low, o->low);
        od_number_write(high, o->high);
        st = od_buffer_printf(text, err, "%s%s to %s", between, low, high);
        between = "; ";
    }
    if (st == OD_OK && (o->flags & ODEVAL_OPTION_REQUIRED)) {
        st = od_buffer_printf(text, err, "%srequired", between);
        between = "; ";
    }
    if (st == OD_OK && o->standard && o->standard[0] && o->type != ODEVAL_OPTION_FLAG) {
        st = od_buffer_printf(text, err, "%sdefault %s", between, o->standard);
        between = "; ";
    }
    if (st == OD_OK)
        st = od_buffer_printf(text, err, "%s\n", between[0] == ';' ? ")" : "");
    return st;
}

od_status od_backend_describe(const odeval_backend *table, od_buffer *text, od_error *err)
{
    od_status st = OD_OK;

    for (const odeval_backend_option *o = table->options; st == OD_OK && o && o->name; o++)
        st = describe_option(o, text, err);
    return st;
}
