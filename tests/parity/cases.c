#include "parity/cases.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

od_status parity_open(parity_file *f, const char *path, od_error *err)
{
    *f = (parity_file){.name = path, .stream = gzopen(path, "rb")};
    if (!f->stream)
        return od_fail(err, OD_INPUT, "%s: %s", path, errno ? strerror(errno) : "cannot be opened");
    return OD_OK;
}

void parity_close(parity_file *f)
{
    if (f->stream)
        gzclose_r(f->stream);
    od_buffer_free(&f->text);
}

static od_status read_failure(parity_file *f, od_error *err)
{
    int code;
    const char *why = gzerror(f->stream, &code);

    return od_fail(err, OD_INPUT, "%s: after line %llu: %s", f->name, (unsigned long long)f->line, why);
}

/* One line without its newline; *more is false when none is left. */
static od_status read_line(parity_file *f, bool *more, od_error *err)
{
    char piece[16384];
    od_status st;

    f->text.n = 0;
    *more = false;
    while (gzgets(f->stream, piece, sizeof piece)) {
        size_t n = strlen(piece);
        bool ends = n > 0 && piece[n - 1] == '\n';

        if ((st = od_buffer_add(&f->text, piece, n - ends, err)) != OD_OK)
            return st;
        *more = true;
        if (ends)
            break;
    }
    if (!*more && !gzeof(f->stream))
        return read_failure(f, err);
    f->line += *more;
    return OD_OK;
}

/* The text of the value that comes next, as it stands in the line. */
static od_status slice(od_json *j, const char *line, od_str *text)
{
    od_json_type type;
    od_status st;
    uint64_t begin;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    begin = od_json_offset(j);
    if ((st = od_json_skip(j)) != OD_OK)
        return st;
    *text = (od_str){line + begin, (size_t)(od_json_offset(j) - begin)};
    return OD_OK;
}

static od_status read_text(od_json *j, char *text, size_t size)
{
    od_str s;
    od_status st = od_json_string(j, &s);

    if (st != OD_OK)
        return st;
    if (s.n >= size)
        return od_json_fail(j, "a text has %zu bytes, %zu are expected at most", s.n, size - 1);
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return OD_OK;
}

/* At most `max` numbers; texts are read as C99 hexadecimal floats. */
static od_status read_numbers(od_json *j, double *values, size_t max, size_t *n)
{
    bool first = true, more;
    od_json_type type;
    od_status st;

    *n = 0;
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        char text[32] = "";

        if (*n == max)
            return od_json_fail(j, "more than %zu numbers", max);
        if ((st = od_json_peek(j, &type)) != OD_OK)
            return st;
        st = type == OD_JSON_STRING ? read_text(j, text, sizeof text) : od_json_number(j, &values[*n]);
        if (st != OD_OK)
            return st;
        if (type == OD_JSON_STRING)
            values[*n] = strtod(text, NULL);
        ++*n;
    }
    return st;
}

static od_status read_exactly(od_json *j, double *values, size_t wanted)
{
    size_t n;
    od_status st = read_numbers(j, values, wanted, &n);

    if (st == OD_OK && n != wanted)
        return od_json_fail(j, "%zu numbers, %zu are expected", n, wanted);
    return st;
}

static od_status read_nms_stats(od_json *j, parity_expected *e)
{
    od_json_type type;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK)
        return st;
    e->has_nms_stats = type != OD_JSON_NULL;
    return e->has_nms_stats ? read_exactly(j, e->nms_stats, PARITY_STATS) : od_json_null(j);
}

static od_status count_items(od_json *j, double *n)
{
    bool first = true, more;
    od_status st;

    *n = 0;
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        if ((st = od_json_skip(j)) != OD_OK)
            return st;
        ++*n;
    }
    return st;
}

static od_status read_greedy(od_json *j, parity_expected *e)
{
    bool first = true, more;
    od_status st;
    od_str key;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        double *value = od_str_equal(key, OD_STR("tp"))            ? &e->matched
                        : od_str_equal(key, OD_STR("predictions")) ? &e->predictions
                                                                   : &e->truths;
        if ((st = od_json_number(j, value)) != OD_OK)
            return st;
    }
    return st;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Sorted, as pycocotools sorts them. */
static od_status read_max_dets(od_json *j, od_protocol *p)
{
    double values[OD_MAX_DETS_MAX];
    size_t n;
    od_status st = read_numbers(j, values, OD_MAX_DETS_MAX, &n);

    if (st != OD_OK)
        return st;
    p->n_max_dets = (uint32_t)n;
    for (size_t i = 0; i < n; i++)
        p->max_dets[i] = (uint32_t)values[i];
    qsort(p->max_dets, n, sizeof *p->max_dets, compare_numbers);
    return OD_OK;
}

/* The names stay: a case gives other ends to the four ranges. */
static od_status read_areas(od_json *j, od_protocol *p)
{
    bool first = true, more;
    od_status st;

    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    for (uint32_t i = 0; (st = od_json_item(j, &first, &more)) == OD_OK && more; i++) {
        double ends[2];

        if (i == p->n_areas)
            return od_json_fail(j, "more than %u area ranges", p->n_areas);
        if ((st = read_exactly(j, ends, 2)) != OD_OK)
            return st;
        p->area[i].low = ends[0];
        p->area[i].high = ends[1];
    }
    return st;
}

static od_status read_iou(od_json *j, od_protocol *p)
{
    size_t n;
    od_status st = read_numbers(j, p->iou, OD_IOU_MAX, &n);

    p->n_iou = (uint32_t)n;
    return st;
}

static od_status read_params(od_json *j, od_protocol *p)
{
    bool first = true, more;
    od_status st;
    od_str key;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        if (od_str_equal(key, OD_STR("iouThrs")))
            st = read_iou(j, p);
        else if (od_str_equal(key, OD_STR("maxDets")))
            st = read_max_dets(j, p);
        else
            st = read_areas(j, p);
        if (st != OD_OK)
            return st;
    }
    return st;
}

static od_status read_member(od_json *j, od_str key, const char *line, parity_case *c)
{
    parity_expected *e = &c->expected;

    if (od_str_equal(key, OD_STR("name")))
        return read_text(j, c->name, sizeof c->name);
    if (od_str_equal(key, OD_STR("gt")))
        return slice(j, line, &c->gt);
    if (od_str_equal(key, OD_STR("dt")))
        return slice(j, line, &c->dt);
    if (od_str_equal(key, OD_STR("params")))
        return read_params(j, &c->protocol);
    if (od_str_equal(key, OD_STR("stats")))
        return read_exactly(j, e->stats, PARITY_STATS);
    if (od_str_equal(key, OD_STR("shape")))
        return read_exactly(j, e->shape, PARITY_AXES);
    if (od_str_equal(key, OD_STR("precision")))
        return read_text(j, e->precision, sizeof e->precision);
    if (od_str_equal(key, OD_STR("recall")))
        return read_text(j, e->recall, sizeof e->recall);
    if (od_str_equal(key, OD_STR("scores")))
        return read_text(j, e->scores, sizeof e->scores);
    if (od_str_equal(key, OD_STR("nms_kept")))
        return count_items(j, &e->n_kept);
    if (od_str_equal(key, OD_STR("nms_stats")))
        return read_nms_stats(j, e);
    if (od_str_equal(key, OD_STR("greedy")))
        return read_greedy(j, e);
    return od_json_fail(j, "\"%.*s\" is no member of a case", (int)key.n, key.p);
}

static od_status read_members(od_json *j, const char *line, parity_case *c)
{
    bool first = true, more;
    unsigned n = 0;
    od_status st;
    od_str key;

    od_protocol_default(&c->protocol);
    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    for (; (st = od_json_key(j, &first, &key, &more)) == OD_OK && more; n++)
        if ((st = read_member(j, key, line, c)) != OD_OK)
            return st;
    if (st == OD_OK && n < 11)
        return od_json_fail(j, "a case has at least 11 members, this one has %u", n);
    return st == OD_OK ? od_json_finish(j) : st;
}

od_status parity_next(parity_file *f, parity_case *c, bool *more, od_error *err)
{
    od_input *in = NULL;
    od_json j = {0};
    od_status st;

    if ((st = read_line(f, more, err)) != OD_OK || !*more)
        return st;
    if ((st = od_input_of_bytes(&in, f->name, f->text.bytes, f->text.n, err)) != OD_OK)
        return st;
    od_json_init(&j, in, err);
    st = read_members(&j, f->text.bytes, c);
    od_json_free(&j);
    od_input_close(in);
    return st;
}
