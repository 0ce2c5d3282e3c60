/* test_strict_golden.c: every strict reader reads from every answer of a golden file what the Python rules
 * read (make_strict_golden.py), box for box and bit for bit.
 *
 * test_strict_golden [FILE]   default: tests/parity/strict_golden.jsonl.gz
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"
#include "core/json.h"

enum { SHOWN = 10, READERS_MAX = 32 };

/* What the file says about one reader and one answer. */
typedef struct expected {
    od_reading reading; /* status, boxes, labels */
} expected;

typedef struct line {
    od_buffer text;
    expected of[READERS_MAX]; /* in the order of od_strict_readers */
} line;

typedef struct tally {
    unsigned long answers, passed, failed, boxes;
} tally;

static size_t index_of(od_str name)
{
    size_t i = 0;

    while (od_strict_readers[i] && !od_str_equal(od_str_of(od_strict_readers[i]->name), name))
        i++;
    return i;
}

/* ---- a line of the file ---- */

static od_status read_label(od_json *j, od_reading *r, od_answer_box *box)
{
    od_json_type type;
    od_str label;
    od_status st;

    if ((st = od_json_peek(j, &type)) != OD_OK || type == OD_JSON_NULL)
        return st == OD_OK ? od_json_null(j) : st;
    if ((st = od_json_string(j, &label)) != OD_OK)
        return st;
    box->has_label = true;
    box->label = r->texts.n;
    box->label_bytes = label.n;
    return od_buffer_add(&r->texts, label.p, label.n, j->err);
}

/* [x1, y1, x2, y2, label] */
static od_status read_box(od_json *j, od_reading *r)
{
    bool first = true, more;
    od_answer_box box = {0};
    od_status st = od_json_open_array(j);

    for (int i = 0; i < 5 && st == OD_OK; i++) {
        if ((st = od_json_item(j, &first, &more)) == OD_OK)
            st = i < 4 ? od_json_number(j, &box.v[i]) : read_label(j, r, &box);
    }
    if (st != OD_OK || (st = od_json_item(j, &first, &more)) != OD_OK)
        return st;
    if ((st = OD_GROW(r->boxes, r->boxes_capacity, r->n_boxes + 1, j->err)) == OD_OK)
        r->boxes[r->n_boxes++] = box;
    return st;
}

/* ["parsed", box, box, ...] */
static od_status read_expected(od_json *j, od_reading *r)
{
    bool first = true, more;
    od_str status;
    od_status st;

    if ((st = od_json_open_array(j)) != OD_OK || (st = od_json_item(j, &first, &more)) != OD_OK ||
        (st = od_json_string(j, &status)) != OD_OK)
        return st;
    r->status = od_str_equal(status, OD_STR("parsed")) ? OD_ANSWER_PARSED : OD_ANSWER_EMPTY;
    while ((st = od_json_item(j, &first, &more)) == OD_OK && more)
        if ((st = read_box(j, r)) != OD_OK)
            return st;
    return st;
}

static od_status read_reads(od_json *j, line *l)
{
    bool first = true, more;
    od_str name;
    od_status st = od_json_open_object(j);

    while (st == OD_OK && (st = od_json_key(j, &first, &name, &more)) == OD_OK && more) {
        size_t i = index_of(name);

        if (!od_strict_readers[i])
            return od_json_fail(j, "there is no strict reader %.*s", (int)name.n, name.p);
        st = read_expected(j, &l->of[i].reading);
    }
    return st;
}

static od_status read_line(od_json *j, line *l)
{
    bool first = true, more;
    od_str key, text;
    od_status st = od_json_open_object(j);

    l->text.n = 0;
    for (size_t i = 0; od_strict_readers[i]; i++) {
        od_reading_clear(&l->of[i].reading);
        l->of[i].reading.status = OD_ANSWER_UNPARSABLE;
    }
    while (st == OD_OK && (st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        if (od_str_equal(key, OD_STR("reads"))) {
            st = read_reads(j, l);
        } else if ((st = od_json_string(j, &text)) == OD_OK) {
            st = od_buffer_add(&l->text, text.p, text.n, j->err);
        }
    }
    return st;
}

/* ---- comparing ---- */

static bool same_box(const od_reading *a, const od_answer_box *x, const od_reading *b, const od_answer_box *y)
{
    return memcmp(x->v, y->v, sizeof x->v) == 0 && x->has_label == y->has_label &&
           od_str_equal(od_reading_label(a, x), od_reading_label(b, y));
}

static bool same_reading(const od_reading *a, const od_reading *b)
{
    if (a->status != b->status || a->n_boxes != b->n_boxes)
        return false;
    for (size_t i = 0; i < a->n_boxes; i++)
        if (!same_box(a, &a->boxes[i], b, &b->boxes[i]))
            return false;
    return true;
}

static void show(const char *what, const od_reading *r)
{
    printf("    %s: %s", what, od_answer_status_name(r->status));
    for (size_t i = 0; i < r->n_boxes; i++) {
        const od_answer_box *b = &r->boxes[i];
        od_str label = od_reading_label(r, b);

        printf(" [%.17g %.17g %.17g %.17g \"%.*s\"]", b->v[0], b->v[1], b->v[2], b->v[3], (int)label.n,
               label.p);
    }
    printf("\n");
}

static od_status check_line(const line *l, tally *t, od_reading *r, od_error *err)
{
    od_str text = l->text.n ? (od_str){l->text.bytes, l->text.n} : OD_STR("");

    t->answers++;
    for (size_t i = 0; od_strict_readers[i]; i++) {
        bool same;
        od_status st = od_strict_readers[i]->read(r, text, err);

        if (st != OD_OK)
            return st;
        same = same_reading(&l->of[i].reading, r);
        t->passed += same;
        t->failed += !same;
        t->boxes += r->n_boxes;
        if (same || t->failed > SHOWN)
            continue;
        printf("answer %lu, %s:\n%.*s\n", t->answers, od_strict_readers[i]->name, (int)text.n, text.p);
        show("expected", &l->of[i].reading);
        show("read", r);
    }
    return OD_OK;
}

static od_status run(const char *path, tally *t, od_error *err)
{
    od_input *in = NULL;
    od_reading r = {0};
    od_json j;
    od_json_type type;
    static line l;
    od_status st;

    if ((st = od_input_open(&in, path, err)) != OD_OK)
        return st;
    od_json_init(&j, in, err);
    while ((st = od_json_peek(&j, &type)) == OD_OK && type == OD_JSON_OBJECT)
        if ((st = read_line(&j, &l)) != OD_OK || (st = check_line(&l, t, &r, err)) != OD_OK)
            break;
    if (st == OD_OK)
        st = od_json_finish(&j);
    od_json_free(&j);
    od_input_close(in);
    od_reading_release(&r);
    od_buffer_free(&l.text);
    for (size_t i = 0; od_strict_readers[i]; i++)
        od_reading_release(&l.of[i].reading);
    return st;
}

int main(int argc, char **argv)
{
    tally t = {0};
    od_error err = {0};
    char text[1200];
    od_status st = run(argc > 1 ? argv[1] : "tests/parity/strict_golden.jsonl.gz", &t, &err);

    if (st != OD_OK)
        printf("%s\n", od_error_text(&err, text, sizeof text));
    printf("%lu answers, %lu boxes\n", t.answers, t.boxes);
    printf("strict golden: %lu passed, %lu failed\n", t.passed, t.failed + (st != OD_OK));
    return st == OD_OK && t.failed == 0 && t.passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
