#include "answer/python_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/python_inner.h"
#include "core/number.h"
#include "core/utf8.h"

/* ---- making ---- */

od_status od_python_begin(od_python *py, od_str source, od_error *err)
{
    od_status st = OD_GROW(py->values, py->capacity, 1, err);

    py->source = source;
    py->texts.n = 0;
    py->n = 0;
    if (st == OD_OK)
        py->values[py->n++] = (od_python_value){.kind = OD_PYTHON_NONE, .end = 1};
    return st;
}

void od_python_release(od_python *py)
{
    free(py->values);
    od_buffer_free(&py->texts);
    *py = (od_python){0};
}

bool od_python_stop(od_python_reader *r, od_python_outcome outcome)
{
    r->outcome = outcome;
    return false;
}

bool od_python_open(od_python_reader *r, od_python_kind kind, const char *at, od_python_id *id)
{
    od_python *py = r->py;

    if ((r->st = OD_GROW(py->values, py->capacity, py->n + 1, r->err)) != OD_OK)
        return false;
    *id = (od_python_id)py->n;
    py->values[py->n++] = (od_python_value){
        .kind = (uint8_t)kind,
        .unhashable = kind == OD_PYTHON_LIST || kind == OD_PYTHON_SET || kind == OD_PYTHON_DICT,
        .at = (uint32_t)(at - py->source.p),
    };
    return true;
}

void od_python_close(od_python_reader *r, od_python_id id)
{
    r->py->values[id].end = (od_python_id)r->py->n;
}

bool od_python_add_number(od_python_reader *r, od_python_kind kind, const char *at, double number)
{
    od_python_id id;

    if (!od_python_open(r, kind, at, &id))
        return false;
    r->py->values[id].as.number = number;
    od_python_close(r, id);
    return true;
}

double od_python_integer(double value)
{
    return value == 0 ? 0 : value;
}

bool od_python_add_bytes(od_python_reader *r, const char *bytes, size_t n)
{
    r->st = od_buffer_add(&r->py->texts, bytes, n, r->err);
    return r->st == OD_OK;
}

bool od_python_add_code(od_python_reader *r, uint32_t code)
{
    char bytes[4];

    if (code < 0xd800 || code > 0xdfff)
        return od_python_add_bytes(r, bytes, od_utf8_put(bytes, code));
    bytes[0] = (char)(0xe0 | code >> 12);
    bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[2] = (char)(0x80 | (code & 0x3f));
    return od_python_add_bytes(r, bytes, 3);
}

bool od_python_hex(const char *p, const char *end, unsigned n, uint32_t *code)
{
    *code = 0;
    for (; n > 0; n--, p++) {
        int c = p < end ? *p | 0x20 : 0;

        if (p < end && *p >= '0' && *p <= '9')
            *code = *code << 4 | (uint32_t)(*p - '0');
        else if (c >= 'a' && c <= 'f')
            *code = *code << 4 | (uint32_t)(c - 'a' + 10);
        else
            return false;
    }
    return true;
}

/* ---- looking ---- */

const od_python_value *od_python_at(const od_python *py, od_python_id id)
{
    while (py->values[id].kind == OD_PYTHON_GROUP)
        id++;
    return &py->values[id];
}

od_python_id od_python_first(const od_python *py, od_python_id id)
{
    return (od_python_id)(od_python_at(py, id) - py->values) + 1;
}

od_python_id od_python_next(const od_python *py, od_python_id id)
{
    return py->values[id].end;
}

od_str od_python_text(const od_python *py, const od_python_value *v)
{
    const char *base = v->in_source ? py->source.p : py->texts.bytes;

    return v->as.text.bytes ? (od_str){base + v->as.text.at, v->as.text.bytes} : (od_str){"", 0};
}

od_python_id od_python_get(const od_python *py, od_python_id dict, const char *key)
{
    const od_python_value *d = od_python_at(py, dict);
    od_str wanted = od_str_of(key);
    od_python_id found = 0, id = od_python_first(py, dict);

    if (d->kind != OD_PYTHON_DICT)
        return 0;
    for (; id < d->end; id = od_python_next(py, od_python_next(py, id))) {
        const od_python_value *k = od_python_at(py, id);

        if (k->kind == OD_PYTHON_STR && od_str_equal(od_python_text(py, k), wanted))
            found = od_python_next(py, id);
    }
    return found;
}

/* Characters of a text: bytes that begin one. */
static int64_t count_characters(od_str text)
{
    int64_t n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

static bool same_key(const od_python *py, const od_python_value *a, const od_python_value *b)
{
    if (od_python_is_number(a) && od_python_is_number(b))
        return a->as.number == b->as.number;
    return a->kind == b->kind && (a->kind == OD_PYTHON_STR || a->kind == OD_PYTHON_BYTES) &&
           od_str_equal(od_python_text(py, a), od_python_text(py, b));
}

/* How many of a set's items or a dict's keys differ, up to 5. */
static int64_t count_different(const od_python *py, od_python_id id)
{
    const od_python_value *v = od_python_at(py, id), *seen[5];
    int64_t n = 0;

    for (od_python_id item = od_python_first(py, id); item < v->end && n < 5;) {
        const od_python_value *key = od_python_at(py, item);
        int64_t i = 0;

        while (i < n && !same_key(py, seen[i], key))
            i++;
        if (i == n)
            seen[n++] = key;
        item = od_python_next(py, item);
        if (v->kind == OD_PYTHON_DICT)
            item = od_python_next(py, item);
    }
    return n;
}

int64_t od_python_length(const od_python *py, od_python_id id)
{
    const od_python_value *v = od_python_at(py, id);

    switch ((od_python_kind)v->kind) {
    case OD_PYTHON_STR: return count_characters(od_python_text(py, v));
    case OD_PYTHON_BYTES: return (int64_t)v->as.text.bytes;
    case OD_PYTHON_SET:
    case OD_PYTHON_DICT: return count_different(py, id);
    case OD_PYTHON_LIST:
    case OD_PYTHON_TUPLE: return v->n;
    case OD_PYTHON_NONE:
    case OD_PYTHON_BOOL:
    case OD_PYTHON_INT:
    case OD_PYTHON_FLOAT:
    case OD_PYTHON_COMPLEX:
    case OD_PYTHON_ELLIPSIS:
    case OD_PYTHON_GROUP: break;
    }
    return -1;
}

bool od_python_is_number(const od_python_value *v)
{
    return v->kind == OD_PYTHON_INT || v->kind == OD_PYTHON_FLOAT || v->kind == OD_PYTHON_BOOL;
}

bool od_python_is_list(const od_python_value *v)
{
    return v->kind == OD_PYTHON_LIST || v->kind == OD_PYTHON_TUPLE;
}

/* ---- str() ---- */

static od_status add_number(const od_python_value *v, od_buffer *out, od_error *err)
{
    char text[OD_NUMBER_TEXT];
    size_t n = od_number_write(text, v->as.number);
    od_status st = od_buffer_add(out, text, n, err);

    if (st == OD_OK && v->kind == OD_PYTHON_FLOAT && !memchr(text, '.', n) && !memchr(text, 'e', n))
        st = od_buffer_add(out, ".0", 2, err);
    return st;
}

/* An integer that is exact in the source only. */
static od_status add_digits(const od_python *py, const od_python_value *v, od_buffer *out, od_error *err)
{
    const char *p = py->source.p + v->at, *end = py->source.p + py->source.n, *q = p + (*p == '-');

    while (q < end && *q >= '0' && *q <= '9')
        q++;
    return od_buffer_add(out, p, (size_t)(q - p), err);
}

od_status od_python_str(const od_python *py, od_python_id id, od_buffer *out, od_error *err)
{
    const od_python_value *v = od_python_at(py, id);
    od_str text;

    switch ((od_python_kind)v->kind) {
    case OD_PYTHON_STR: text = od_python_text(py, v); break;
    case OD_PYTHON_NONE: text = OD_STR("None"); break;
    case OD_PYTHON_BOOL: text = v->as.number != 0 ? OD_STR("True") : OD_STR("False"); break;
    case OD_PYTHON_LIST:
    case OD_PYTHON_TUPLE: text = OD_STR("[...]"); break;
    case OD_PYTHON_SET:
    case OD_PYTHON_DICT: text = OD_STR("{...}"); break;
    case OD_PYTHON_INT:
        return fabs(v->as.number) < 1e15 ? add_number(v, out, err) : add_digits(py, v, out, err);
    case OD_PYTHON_FLOAT: return add_number(v, out, err);
    case OD_PYTHON_COMPLEX:
    case OD_PYTHON_ELLIPSIS:
    case OD_PYTHON_BYTES:
    case OD_PYTHON_GROUP:
    default: text = OD_STR("..."); break;
    }
    return od_buffer_add(out, text.p, text.n, err);
}
