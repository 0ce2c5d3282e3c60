/* answers.c: how fast answers as text are read, on one thread (a part of `make bench-micro`).
 *
 * The texts are made here, so they are the same everywhere: what a family's own example says, again and
 * again; longer answers in JSON, with a thought and without, sound and damaged; the same as lines of a file.
 */
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"
#include "bench/rounds.h"
#include "core/jsonout.h"
#include "prediction/prediction.h"

enum { ANSWERS = 2000, SIDE = 1000 };

static const char thought[] = "The request is for every dog in the picture. I can see a lawn with trees "
                              "behind it, a bench on the left, and "
                              "several animals: the large one near the middle is clearly a dog, lying down, "
                              "and others stand further back. "
                              "I will give one box for each of them, from the left to the right. ";

/* ---- texts ---- */

typedef struct form {
    const char *what, *family; /* NULL: not declared */
    int boxes;
    bool think, damaged;
} form;

static const form forms[] = {
    {"JSON, 1 box", "qwen2.5-vl", 1, false, false},
    {"JSON, 5 boxes", "qwen2.5-vl", 5, false, false},
    {"JSON, 20 boxes", "qwen2.5-vl", 20, false, false},
    {"JSON, 5 boxes after a thought", "qwen2.5-vl", 5, true, false},
    {"JSON, 5 boxes, damaged", "qwen2.5-vl", 5, false, true},
    {"JSON, 5 boxes, no family declared", NULL, 5, false, false},
    {"JSON, 20 boxes, no family declared", NULL, 20, false, false},
};

enum { N_FORMS = sizeof forms / sizeof *forms };

/* Damaged: single quotes, and a comma too many. */
static od_status write_answer(od_buffer *b, const form *f, unsigned seed, od_error *err)
{
    const char q = f->damaged ? '\'' : '"';
    od_status st = f->think ? od_buffer_printf(b, err, "<think>%s</think>\n<answer>", thought) : OD_OK;

    if (st == OD_OK)
        st = od_buffer_printf(b, err, "```json\n[\n");
    for (int i = 0; i < f->boxes && st == OD_OK; i++) {
        const unsigned x = (seed * 37 + (unsigned)i * 101) % (SIDE - 300),
                       y = (seed * 53 + (unsigned)i * 71) % 600;

        st = od_buffer_printf(b, err, "\t{%cbbox_2d%c: [%u, %u, %u, %u], %clabel%c: %cdog%c}%s\n", q, q, x, y,
                              x + 40 + seed % 200, y + 30 + seed % 90, q, q, q, q,
                              i + 1 < f->boxes || f->damaged ? "," : "");
    }
    if (st == OD_OK)
        st = od_buffer_printf(b, err, "]\n```%s", f->think ? "</answer>" : "");
    return st;
}

/* ---- reading texts ---- */

typedef struct texts {
    const od_family *family;
    od_buffer bytes;
    size_t end[ANSWERS];
    od_reading reading;
} texts;

static od_status read_part(void *context, od_error *err)
{
    texts *t = context;
    od_status st = OD_OK;

    for (size_t i = 0, from = 0; i < ANSWERS && st == OD_OK; from = t->end[i++])
        st = od_answer_read(&t->reading, t->family, (od_str){t->bytes.bytes + from, t->end[i] - from}, err);
    return st;
}

static void texts_release(texts *t)
{
    od_buffer_free(&t->bytes);
    od_reading_release(&t->reading);
}

static od_status bench_form(const form *f, od_error *err)
{
    texts t = {.family = f->family ? od_family_find(f->family) : NULL};
    od_status st = OD_OK;

    for (unsigned i = 0; i < ANSWERS && st == OD_OK; i++) {
        st = write_answer(&t.bytes, f, i, err);
        t.end[i] = t.bytes.n;
    }
    if (st == OD_OK)
        st = show_speed(f->what, read_part, &t, t.bytes.n, err);
    texts_release(&t);
    return st;
}

static od_status bench_family(const od_family *family, od_error *err)
{
    texts t = {.family = family};
    char what[80];
    od_status st = OD_OK;

    for (unsigned i = 0; i < ANSWERS && st == OD_OK; i++) {
        st = od_buffer_add(&t.bytes, family->example, strlen(family->example), err);
        t.end[i] = t.bytes.n;
    }
    snprintf(what, sizeof what, "example of %s", family->name);
    if (st == OD_OK)
        st = show_speed(what, read_part, &t, t.bytes.n, err);
    texts_release(&t);
    return st;
}

/* ---- reading lines ---- */

typedef struct lines {
    od_dataset *dataset;
    od_buffer bytes;
    od_answer_way way;
} lines;

static od_status lines_part(void *context, od_error *err)
{
    lines *l = context;
    od_target target = {0};
    od_ledger ledger = {0};
    od_prediction_sink sink = {
        .targets = &target, .n_targets = 1, .target = 0, .answers = &l->way, .ledger = &ledger};
    od_input *in = NULL;
    od_status st;

    if ((st = od_target_init(&target, "", l->dataset, err)) == OD_OK &&
        (st = od_input_of_bytes(&in, "answers", l->bytes.bytes, l->bytes.n, err)) == OD_OK)
        st = od_predictions_read_input(&sink, in, err);
    od_input_close(in);
    od_target_release(&target);
    od_ledger_free(&ledger);
    return st;
}

static od_status make_dataset(od_dataset **out, od_error *err)
{
    od_dataset_builder *b = NULL;
    od_status st = od_dataset_builder_create(&b, err);

    if (st == OD_OK)
        st = od_dataset_add_category(b, (od_id){.number = 1}, OD_STR("dog"), err);
    for (int64_t i = 0; i < ANSWERS && st == OD_OK; i++) {
        const od_image_entry image = {.id = {.number = i}, .width = SIDE, .height = SIDE};

        st = od_dataset_add_image(b, &image, err);
    }
    if (st == OD_OK)
        return od_dataset_finish(out, b, "images", err);
    od_dataset_builder_free(b);
    return st;
}

static od_status add_line(od_buffer *bytes, const form *f, unsigned i, od_error *err)
{
    od_buffer answer = {0};
    od_jsonout o;
    od_status st;

    od_jsonout_init(&o, true, err);
    if ((st = write_answer(&answer, f, i, err)) != OD_OK)
        goto done;
    od_jsonout_open(&o, '{', true);
    od_jsonout_key(&o, "image_id");
    od_jsonout_integer(&o, i);
    od_jsonout_key(&o, "input_size");
    od_jsonout_open(&o, '[', true);
    od_jsonout_integer(&o, SIDE);
    od_jsonout_integer(&o, SIDE);
    od_jsonout_close(&o, ']');
    od_jsonout_key(&o, "answer");
    od_jsonout_text(&o, (od_str){answer.bytes, answer.n});
    od_jsonout_close(&o, '}');
    od_jsonout_newline(&o);
    if ((st = o.st) == OD_OK)
        st = od_buffer_add(bytes, o.text.bytes, o.text.n, err);
done:
    od_jsonout_free(&o);
    od_buffer_free(&answer);
    return st;
}

static od_status bench_lines(const form *f, od_error *err)
{
    char what[80];
    lines l = {0};
    od_status st;

    if ((st = od_answer_way_parse(&l.way, f->family, NULL, NULL, NULL, NULL, err)) != OD_OK ||
        (st = make_dataset(&l.dataset, err)) != OD_OK)
        goto done;
    for (unsigned i = 0; i < ANSWERS && st == OD_OK; i++)
        st = add_line(&l.bytes, f, i, err);
    snprintf(what, sizeof what, "lines of %s", f->what);
    if (st == OD_OK)
        st = show_speed(what, lines_part, &l, l.bytes.n, err);
done:
    od_buffer_free(&l.bytes);
    od_dataset_free(l.dataset);
    return st;
}

/* ---- all ---- */

static od_status run_all(od_error *err)
{
    od_status st = OD_OK;

    for (size_t i = 0; i < N_FORMS && st == OD_OK; i++)
        st = bench_form(&forms[i], err);
    for (size_t i = 0; i < N_FORMS && st == OD_OK; i++)
        if (forms[i].family)
            st = bench_lines(&forms[i], err);
    for (const od_family *const *family = od_families; *family && st == OD_OK; family++)
        st = bench_family(*family, err);
    return st;
}

int main(void)
{
    od_error err = {0};
    char text[1200];
    od_status st = run_all(&err);

    if (st != OD_OK)
        fprintf(stderr, "answers: %s\n", od_error_text(&err, text, sizeof text));
    return st;
}
