/* exec_lines.c: what is asked, and what is answered, as lines of JSON.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/exec.h"
#include "core/json.h"
#include "core/jsonout.h"
#include "core/utf8.h"

static bool is_utf8(const char *text)
{
    const char *end = text + strlen(text);

    while (text < end) {
        int n = od_utf8_length(text, end);

        if (n <= 0)
            return false;
        text += n;
    }
    return true;
}

od_status od_exec_request(od_buffer *line, const odeval_request *request, od_error *err)
{
    od_jsonout out;
    od_status st;

    line->n = 0;
    if (!is_utf8(request->path))
        return od_fail(err, OD_INPUT, "the path of the image is no UTF-8, and JSON cannot carry it");
    od_jsonout_init(&out, true, err);
    od_jsonout_open(&out, '{', true);
    od_jsonout_key(&out, "number");
    od_jsonout_integer(&out, (int64_t)request->number);
    od_jsonout_key(&out, "image");
    od_jsonout_cstr(&out, request->path);
    od_jsonout_key(&out, "file_name");
    od_jsonout_cstr(&out, request->file_name);
    od_jsonout_key(&out, "width");
    od_jsonout_integer(&out, request->width);
    od_jsonout_key(&out, "height");
    od_jsonout_integer(&out, request->height);
    od_jsonout_key(&out, "labels");
    od_jsonout_open(&out, '[', true);
    for (size_t i = 0; i < request->n_labels; i++)
        od_jsonout_cstr(&out, request->labels[i]);
    od_jsonout_close(&out, ']');
    od_jsonout_key(&out, "prompt");
    od_jsonout_cstr(&out, request->prompt);
    od_jsonout_close(&out, '}');
    od_jsonout_newline(&out);
    st = out.st;
    if (st == OD_OK)
        st = od_buffer_add(line, out.text.bytes, out.text.n, err);
    od_jsonout_free(&out);
    return st;
}

/* ---- answers ---- */

static od_status keep_text(od_json *j, od_buffer *to, od_error *err)
{
    od_status st;
    od_str text;

    to->n = 0;
    if ((st = od_json_string(j, &text)) != OD_OK)
        return st;
    return od_buffer_add(to, text.p, text.n, err);
}

static od_status read_numbers(od_json *j, double *values, size_t wanted)
{
    bool first = true, more;
    size_t n = 0;
    double value;
    od_status st;

    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more) {
        if ((st = od_json_number(j, &value)) != OD_OK)
            return st;
        if (n < wanted)
            values[n] = value;
        n++;
    }
    if (st == OD_OK && n != wanted)
        st = od_json_fail(j, "a list has %zu numbers, %zu are needed", n, wanted);
    return st;
}

/* null is Python's None: there is none. */
static od_status read_number_or_null(od_json *j, double *value, double none)
{
    od_json_type type;
    od_status st = od_json_peek(j, &type);

    *value = none;
    if (st != OD_OK)
        return st;
    return type == OD_JSON_NULL ? od_json_null(j) : od_json_number(j, value);
}

static od_status read_box_member(od_exec_answer *a, od_json *j, od_str key, odeval_box *box, bool *placed)
{
    double v[4];
    od_str label;
    od_status st;

    if (od_str_equal(key, OD_STR("label"))) {
        if ((st = od_json_string(j, &label)) != OD_OK)
            return st;
        if (label.n > 0 && memchr(label.p, '\0', label.n))
            return od_json_fail(j, "a label has a zero character in it");
        box->label = od_arena_copy(&a->labels, label).p;
        return box->label ? OD_OK : od_fail_memory(j->err);
    }
    if (od_str_equal(key, OD_STR("score")))
        return read_number_or_null(j, &box->score, NAN);
    if (od_str_equal(key, OD_STR("bbox"))) {
        if ((st = read_numbers(j, v, 4)) == OD_OK)
            box->x = v[0], box->y = v[1], box->width = v[2], box->height = v[3];
    } else if (od_str_equal(key, OD_STR("bbox_2d"))) {
        if ((st = read_numbers(j, v, 4)) == OD_OK)
            box->x = v[0], box->y = v[1], box->width = v[2] - v[0], box->height = v[3] - v[1];
    } else
        return od_json_skip(j);
    *placed = true;
    return st;
}

static od_status read_box(od_exec_answer *a, od_json *j)
{
    odeval_box box = {.score = NAN};
    bool first = true, more, placed = false;
    od_str key;
    od_status st;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more)
        if ((st = read_box_member(a, j, key, &box, &placed)) != OD_OK)
            return st;
    if (st != OD_OK)
        return st;
    if (!placed)
        return od_json_fail(j, "a prediction has no bbox");
    if (!box.label)
        return od_json_fail(j, "a prediction has no label");
    if ((st = OD_GROW(a->boxes, a->boxes_capacity, a->n_boxes + 1, j->err)) == OD_OK)
        a->boxes[a->n_boxes++] = box;
    return st;
}

static od_status read_boxes(od_exec_answer *a, od_json *j)
{
    bool first = true, more;
    od_status st;

    a->n_boxes = 0;
    a->has_boxes = true;
    if ((st = od_json_open_array(j)) != OD_OK)
        return st;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more)
        if ((st = read_box(a, j)) != OD_OK)
            return st;
    return st;
}

static od_status read_whole(od_json *j, uint64_t *value, double most)
{
    bool fits;
    int64_t number = 0;
    od_status st = od_json_integer(j, &number, &fits);

    if (st == OD_OK && (!fits || number < 0 || (double)number > most))
        return od_json_fail(j, "a whole number from 0 on is needed");
    *value = (uint64_t)number;
    return st;
}

static od_status read_input_size(od_exec_answer *a, od_json *j)
{
    double v[2];
    od_status st = read_numbers(j, v, 2);

    if (st != OD_OK)
        return st;
    if (!(v[0] >= 1 && v[0] <= UINT32_MAX && v[1] >= 1 && v[1] <= UINT32_MAX))
        return od_json_fail(j, "an input_size is a width and a height from 1 on");
    a->input_width = (uint32_t)v[0];
    a->input_height = (uint32_t)v[1];
    return OD_OK;
}

static od_status read_failure(od_exec_answer *a, od_json *j)
{
    od_status st = keep_text(j, &a->failure, j->err);

    a->has_failure = true;
    return st == OD_OK ? od_buffer_add(&a->failure, "", 1, j->err) : st;
}

/* What has a null as its value is not there, so that a program can answer with all keys. */
static od_status read_member(od_exec_answer *a, od_json *j, od_str key)
{
    od_json_type type;
    od_status st = od_json_peek(j, &type);

    if (st != OD_OK)
        return st;
    if (type == OD_JSON_NULL)
        return od_json_null(j);
    if (od_str_equal(key, OD_STR("number"))) {
        a->has_number = true;
        return read_whole(j, &a->number, 0x1p62);
    }
    if (od_str_equal(key, OD_STR("predictions")))
        return read_boxes(a, j);
    if (od_str_equal(key, OD_STR("answer"))) {
        a->has_text = true;
        od_json_any_bytes(j, true);
        st = keep_text(j, &a->text, j->err);
        od_json_any_bytes(j, false);
        return st;
    }
    if (od_str_equal(key, OD_STR("error")))
        return read_failure(a, j);
    if (od_str_equal(key, OD_STR("permanent")))
        return od_json_bool(j, &a->permanent);
    if (od_str_equal(key, OD_STR("input_size")))
        return read_input_size(a, j);
    if (od_str_equal(key, OD_STR("tokens")))
        return read_whole(j, &a->tokens, 0x1p62);
    if (od_str_equal(key, OD_STR("seconds")))
        return od_json_number(j, &a->seconds);
    if (od_str_equal(key, OD_STR("score")))
        return od_json_number(j, &a->score);
    return od_json_skip(j);
}

static void clear(od_exec_answer *a)
{
    od_arena_free(&a->labels);
    a->has_number = a->has_boxes = a->has_text = a->has_failure = a->permanent = false;
    a->n_boxes = 0;
    a->input_width = a->input_height = 0;
    a->tokens = 0;
    a->seconds = 0;
    a->score = NAN;
}

static od_status read_object(od_exec_answer *a, od_json *j)
{
    bool first = true, more;
    od_str key;
    od_status st;

    if ((st = od_json_open_object(j)) != OD_OK)
        return st;
    while ((st = od_json_key(j, &first, &key, &more)) == OD_OK && more)
        if ((st = read_member(a, j, key)) != OD_OK)
            return st;
    if (st == OD_OK)
        st = od_json_finish(j);
    if (st == OD_OK && a->has_boxes + a->has_text + a->has_failure != 1)
        st = od_json_fail(j, "exactly one of predictions, answer and error is needed");
    return st;
}

od_status od_exec_answer_read(od_exec_answer *a, od_str line, od_error *err)
{
    od_input *in = NULL;
    od_json j;
    od_status st;

    clear(a);
    if ((st = od_input_of_bytes(&in, "the program's line", line.p, line.n, err)) != OD_OK)
        return st;
    od_json_init(&j, in, err);
    st = read_object(a, &j);
    od_json_free(&j);
    od_input_close(in);
    return st;
}

void od_exec_answer_release(od_exec_answer *a)
{
    free(a->boxes);
    od_arena_free(&a->labels);
    od_buffer_free(&a->text);
    od_buffer_free(&a->failure);
    memset(a, 0, sizeof *a);
}
