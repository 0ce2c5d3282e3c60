#include "core/jsonout.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "core/utf8.h"

void od_jsonout_init(od_jsonout *o, bool compact, od_error *err)
{
    *o = (od_jsonout){.err = err, .compact = compact, .fresh = true};
}

void od_jsonout_free(od_jsonout *o)
{
    od_buffer_free(&o->text);
}

static void add(od_jsonout *o, const char *bytes, size_t n)
{
    if (o->st == OD_OK)
        o->st = od_buffer_add(&o->text, bytes, n, o->err);
}

static bool on_one_line(const od_jsonout *o)
{
    return o->compact || o->inline_depth > 0;
}

static void new_line(od_jsonout *o)
{
    add(o, "\n", 1);
    for (unsigned i = 0; i < o->depth; i++)
        add(o, " ", 1);
}

/* What stands before a value or a key: nothing after a key, else a comma and the gap. */
static void separate(od_jsonout *o)
{
    if (o->after_key) {
        o->after_key = false;
        return;
    }
    if (o->depth > 0 && on_one_line(o)) {
        if (!o->fresh)
            add(o, ", ", 2);
    } else if (o->depth > 0) {
        if (!o->fresh)
            add(o, ",", 1);
        new_line(o);
    }
    o->fresh = false;
}

void od_jsonout_open(od_jsonout *o, char bracket, bool one_line)
{
    separate(o);
    add(o, &bracket, 1);
    o->depth++;
    if (o->inline_depth > 0 || one_line)
        o->inline_depth++;
    o->fresh = true;
}

void od_jsonout_close(od_jsonout *o, char bracket)
{
    bool one_line = on_one_line(o);

    o->depth--;
    if (o->inline_depth > 0)
        o->inline_depth--;
    if (!one_line && !o->fresh)
        new_line(o);
    add(o, &bracket, 1);
    o->fresh = false;
}

static void escaped(od_jsonout *o, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *at = memchr(plain, c, sizeof plain - 1);
    char text[8];

    if (at)
        add(o, (char[]){'\\', names[at - plain]}, 2);
    else
        add(o, text, (size_t)snprintf(text, sizeof text, "\\u%04x", c));
}

/* Bytes that are not UTF-8, as file names can hold them, become U+FFFD: JSON has no other way. */
static void quoted(od_jsonout *o, od_str text)
{
    const char *p = text.p, *end = p + text.n, *run = p;

    add(o, "\"", 1);
    while (p < end) {
        unsigned char c = (unsigned char)*p;
        int length = od_utf8_length(p, end);
        if (length > 0 && c >= 0x20 && c != '"' && c != '\\') {
            p += length;
            continue;
        }
        add(o, run, (size_t)(p - run));
        if (length > 0)
            escaped(o, c);
        else
            add(o, "\xef\xbf\xbd", 3);
        run = ++p;
    }
    add(o, run, (size_t)(end - run));
    add(o, "\"", 1);
}

void od_jsonout_key(od_jsonout *o, const char *key)
{
    separate(o);
    quoted(o, od_str_of(key));
    add(o, ": ", 2);
    o->after_key = true;
}

void od_jsonout_text(od_jsonout *o, od_str text)
{
    if (!text.p) {
        od_jsonout_raw(o, "null");
        return;
    }
    separate(o);
    quoted(o, text);
}

void od_jsonout_cstr(od_jsonout *o, const char *text)
{
    od_jsonout_text(o, od_str_of(text));
}

void od_jsonout_number(od_jsonout *o, double value)
{
    char text[OD_NUMBER_TEXT];

    if (isfinite(value))
        od_number_write(text, value);
    od_jsonout_raw(o, isfinite(value) ? text : "null");
}

void od_jsonout_integer(od_jsonout *o, int64_t value)
{
    char text[OD_NUMBER_TEXT];

    snprintf(text, sizeof text, "%" PRId64, value);
    od_jsonout_raw(o, text);
}

void od_jsonout_bool(od_jsonout *o, bool value)
{
    od_jsonout_raw(o, value ? "true" : "false");
}

void od_jsonout_raw(od_jsonout *o, const char *json)
{
    separate(o);
    add(o, json, strlen(json));
}

void od_jsonout_newline(od_jsonout *o)
{
    add(o, "\n", 1);
    o->fresh = true;
}
