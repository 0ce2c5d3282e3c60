/* test_rec_logs.c: the strict readers read real answers as the logged runs did, and the lenient reader reads
 * a box from nearly all of them. The logs lie in $ODEVAL_SHARED/data/rec-logs (default: ../shared); without
 * them the test passes with a message.
 *
 * test_rec_logs           tests
 * test_rec_logs --table   prints what each reader reads, as a Markdown table
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"
#include "core/json.h"

enum { READERS_MAX = 32 };

/* What one reader made of all answers. */
typedef struct figures {
    unsigned with, without, boxes, equal;
} figures;

typedef struct survey {
    unsigned answers;
    unsigned r1, r1_other; /* answers of trained models; those that vlm-r1-rec reads otherwise than the log */
    unsigned sft, sft_other; /* of fine-tuned models; vlm-r1-rec-baseline */
    figures lenient, strict[READERS_MAX];
    const od_family *family;
} survey;

/* One record of a log. */
typedef struct record {
    od_buffer output;
    double box[4]; /* that the logged run extracted; 0, 0, 0, 0 when it found none */
} record;

/* ---- reading a log ---- */

static od_status read_corners(od_json *j, double box[4])
{
    bool first = true, more;
    od_status st = od_json_open_array(j);

    for (int i = 0; i < 4 && st == OD_OK; i++)
        if ((st = od_json_item(j, &first, &more)) == OD_OK)
            st = od_json_number(j, &box[i]);
    return st == OD_OK ? od_json_item(j, &first, &more) : st;
}

static od_status read_record(od_json *j, record *rec)
{
    bool first = true, more;
    od_str key, text;
    od_status st = od_json_open_object(j);

    rec->output.n = 0;
    while (st == OD_OK && (st = od_json_key(j, &first, &key, &more)) == OD_OK && more) {
        if (od_str_equal(key, OD_STR("model_output"))) {
            if ((st = od_json_string(j, &text)) == OD_OK)
                st = od_buffer_add(&rec->output, text.p, text.n, j->err);
        } else {
            st = od_str_equal(key, OD_STR("extracted_answer")) ? read_corners(j, rec->box) : od_json_skip(j);
        }
    }
    return st;
}

/* ---- counting ---- */

static void count(figures *f, const od_reading *r)
{
    f->with += r->n_boxes > 0;
    f->without += r->n_boxes == 0;
    f->boxes += (unsigned)r->n_boxes;
}

static bool same_boxes(const od_reading *a, const od_reading *b)
{
    if (a->n_boxes != b->n_boxes)
        return false;
    for (size_t i = 0; i < a->n_boxes; i++)
        if (memcmp(a->boxes[i].v, b->boxes[i].v, sizeof a->boxes[i].v) != 0)
            return false;
    return true;
}

static bool is_logged(const od_reading *r, const double box[4])
{
    static const double none[4] = {0, 0, 0, 0};

    return memcmp(r->n_boxes ? r->boxes[0].v : none, box, sizeof none) == 0;
}

static od_status survey_answer(survey *s, const record *rec, bool trained, od_error *err)
{
    od_reading lenient = {0}, strict = {0};
    od_str text = rec->output.n ? (od_str){rec->output.bytes, rec->output.n} : OD_STR("");
    const od_strict_reader *logged = od_strict_reader_find(trained ? "vlm-r1-rec" : "vlm-r1-rec-baseline");
    od_status st = od_answer_read(&lenient, s->family, text, err);

    s->answers++;
    count(&s->lenient, &lenient);
    for (size_t i = 0; od_strict_readers[i] && st == OD_OK; i++) {
        st = od_strict_readers[i]->read(&strict, text, err);
        count(&s->strict[i], &strict);
        s->strict[i].equal += same_boxes(&strict, &lenient);
        if (od_strict_readers[i] != logged)
            continue;
        *(trained ? &s->r1 : &s->sft) += 1;
        *(trained ? &s->r1_other : &s->sft_other) += !is_logged(&strict, rec->box);
    }
    od_reading_release(&lenient);
    od_reading_release(&strict);
    return st;
}

static od_status survey_results(survey *s, od_json *j, bool trained, od_error *err)
{
    record rec = {0};
    bool first = true, more;
    od_status st = od_json_open_array(j);

    while (st == OD_OK && (st = od_json_item(j, &first, &more)) == OD_OK && more)
        if ((st = read_record(j, &rec)) == OD_OK)
            st = survey_answer(s, &rec, trained, err);
    od_buffer_free(&rec.output);
    return st;
}

static od_status survey_log(survey *s, const char *path, bool trained, od_error *err)
{
    od_input *in;
    od_json j;
    bool first = true, more;
    od_str key;
    od_status st;

    if ((st = od_input_open(&in, path, err)) != OD_OK)
        return st;
    od_json_init(&j, in, err);
    st = od_json_open_object(&j);
    while (st == OD_OK && (st = od_json_key(&j, &first, &key, &more)) == OD_OK && more)
        st = od_str_equal(key, OD_STR("results")) ? survey_results(s, &j, trained, err) : od_json_skip(&j);
    od_json_free(&j);
    od_input_close(in);
    return st;
}

static od_status survey_folder(survey *s, DIR *folder, const char *path, od_error *err)
{
    const struct dirent *entry;
    char file[1200];
    od_status st = OD_OK;

    while (st == OD_OK && (entry = readdir(folder))) {
        if (!strstr(entry->d_name, ".json"))
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        st = survey_log(s, file, strstr(entry->d_name, "_r1_") != NULL, err);
    }
    return st;
}

/* ---- results ---- */

static void print_row(const char *name, const survey *s, const figures *f)
{
    printf("| %s | %u | %u | %u | %.2f%% |\n", name, f->with, f->without, f->boxes,
           100.0 * f->equal / s->answers);
}

static void print_table(const survey *s)
{
    figures lenient = s->lenient;

    lenient.equal = s->answers;
    printf("| reader | answers with a box | without | boxes in all | read as odeval reads them |\n"
           "|---|--:|--:|--:|--:|\n");
    print_row("odeval (lenient)", s, &lenient);
    for (size_t i = 0; od_strict_readers[i]; i++)
        print_row(od_strict_readers[i]->name, s, &s->strict[i]);
}

static unsigned check(bool good, const char *what, unsigned found, unsigned of)
{
    if (!good)
        printf("%s: %u of %u\n", what, found, of);
    return good;
}

/* Semantics E4: of all 24,500 answers, 3 of trained models are read otherwise; these 1,500 hold none of the
 * three. Issue 4: at least 99.9% must yield their box. */
static unsigned check_all(const survey *s)
{
    return check(s->r1 == 1500 && s->r1_other == 0, "vlm-r1-rec differs from the log", s->r1_other, s->r1) +
           check(s->sft == 1500 && s->sft_other == 0, "vlm-r1-rec-baseline differs from the log",
                 s->sft_other, s->sft) +
           check(s->lenient.with * 1000ull >= s->answers * 999ull, "the lenient reader finds a box",
                 s->lenient.with, s->answers);
}

int main(int argc, char **argv)
{
    const char *shared = getenv("ODEVAL_SHARED");
    survey s = {.family = od_family_find("qwen2.5-vl")};
    od_error err = {0};
    char path[800], text[1200];
    unsigned passed = 0;
    DIR *folder;

    snprintf(path, sizeof path, "%s/data/rec-logs", shared ? shared : "../shared");
    if (!(folder = opendir(path))) {
        printf("rec logs: skipped, %s is not there\n", path);
        return EXIT_SUCCESS;
    }
    if (survey_folder(&s, folder, path, &err) == OD_OK)
        passed = check_all(&s);
    else
        printf("%s\n", od_error_text(&err, text, sizeof text));
    closedir(folder);
    if (argc > 1 && strcmp(argv[1], "--table") == 0 && s.answers > 0)
        print_table(&s);
    printf("rec logs: %u passed, %u failed\n", passed, 3 - passed);
    return passed == 3 ? EXIT_SUCCESS : EXIT_FAILURE;
}
