/* Reports of records made by hand: what is expected is what a reader should see. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "report/report.h"
#include "report/text.h"

/* ---- a benchmark with subsets ---- */

static od_named_value celebrity[] = {
    {"nms_AP", 0.55}, {"AP", 0.5}, {"greedy_precision", 0.25}, {"greedy_recall", 0.5}, {"greedy_f1", 1. / 3}};
static od_named_value logo[] = {
    {"nms_AP", NAN}, {"AP", 1}, {"greedy_precision", 0}, {"greedy_recall", NAN}, {"greedy_f1", 0}};
static od_named_value position[] = {
    {"nms_AP", 0.25}, {"AP", 0.125}, {"greedy_precision", 1}, {"greedy_recall", 1}, {"greedy_f1", 1}};
static od_named_value extra[] = {
    {"nms_AP", 0}, {"AP", 0.0001}, {"greedy_precision", 1}, {"greedy_recall", 1}, {"greedy_f1", 1}};
static od_named_value noun[] = {{"nms_AP", NAN},
                                {"AP", 0.75},
                                {"greedy_precision", 0.125},
                                {"greedy_recall", NAN},
                                {"greedy_f1", 1. / 6}};
static od_named_value headline[] = {{"nms_AP", 0.3101},
                                    {"AP", 0.4375},
                                    {"greedy_precision", 0.5625},
                                    {"greedy_recall", NAN},
                                    {"greedy_f1", 0.5}};

static od_named_value counts[][2] = {{{"images", 2244}, {"gt", 2245}},
                                     {{"images", 10}, {"gt", 12}},
                                     {{"images", 3}, {"gt", 4}},
                                     {{"images", 1}, {"gt", 1}},
                                     {{"images", 2258}, {"gt", 2262}}};

#define SCORES(list)                                                                                         \
    {                                                                                                        \
        (list), sizeof(list) / sizeof *(list)                                                                \
    }
#define COUNTS(i)                                                                                            \
    {                                                                                                        \
        counts[i], 2                                                                                         \
    }

static const char *noun_members[] = {"celebrity", "logo"}, *position_members[] = {"position"},
                  *absent[] = {"color"};
#define GROUP(id, words, members, n, list)                                                                   \
    {                                                                                                        \
        .name = (id), .title = (words), .subsets = (members), .n_subsets = (n), .scores = list               \
    }
static od_record_group groups[] = {
    GROUP("proper_noun", "proper noun", noun_members, 2, SCORES(noun)),
    {.name = "attribute", .title = "attribute", .subsets = absent, .n_subsets = 1},
    GROUP("position", "position", position_members, 1, SCORES(position))};
static od_record_group averages[] = {GROUP("groups2", "mean of the group means", NULL, 0, SCORES(headline)),
                                     GROUP("flat4", "mean of all", NULL, 0, SCORES(noun))};
static od_record_subset subsets[] = {{.name = "celebrity", .scores = SCORES(celebrity), .counts = COUNTS(0)},
                                     {.name = "logo", .scores = SCORES(logo), .counts = COUNTS(1)},
                                     {.name = "position", .scores = SCORES(position), .counts = COUNTS(2)},
                                     {.name = "extra", .scores = SCORES(extra), .counts = COUNTS(3)}};
static od_named_value effect[] = {{"nms_AP", -0.0031}, {"AP", 0}, {"greedy_f1", 0.00002}};
static od_named_value no_effect[] = {{"nms_AP", 0}, {"AP", 0}};
static od_record_warning warnings[] = {
    {.code = "annotation-id-0",
     .text =
         "annotation id 0 is in the ground truth: the reference takes a detection matched to it for a false "
         "positive",
     .count = 8,
     .effect = SCORES(effect)},
    {.code = "zero_size", .text = "3 detections have no area, and match nothing", .count = 3, .notice = true},
    {.code = "non-finite",
     .subset = "logo",
     .text = "1 detection is NaN",
     .count = 1,
     .effect = SCORES(no_effect)}};

static const od_record levels = {.odeval = "0.1.0",
                                 .bench = "mini",
                                 .bench_title = "a miniature",
                                 .model = "M, simulated",
                                 .simulated = true,
                                 .rules = "reference",
                                 .mode = "all",
                                 .primary = "nms_AP",
                                 .headline = "groups2",
                                 .overall = SCORES(headline),
                                 .counts = COUNTS(4),
                                 .averages = averages,
                                 .n_averages = 2,
                                 .groups = groups,
                                 .n_groups = 3,
                                 .subsets = subsets,
                                 .n_subsets = 4,
                                 .warnings = warnings,
                                 .n_warnings = 3};

/* ---- one set ---- */

static od_named_value coco_scores[] = {{"AP", 0.421},   {"AP50", 0.6},       {"APs", NAN},
                                       {"AR1", 0.3},    {"AR100", 0.5},      {"AP_tiny", 0.01},
                                       {"nms_AP", 0.4}, {"greedy_f1", 0.25}, {"mine", 0.5}};
static od_named_value coco_counts[] = {{"images", 5000}, {"predictions", 36781}};
static od_named_text coco_params[] = {{"iou", "0.5:0.95:0.05"}};
static od_named_value dog_scores[] = {{"AP", 0.5}, {"AP50", 1}}, cat_scores[] = {{"AP", NAN}, {"AP50", NAN}};
static od_record_category coco_categories[] = {
    {.id = "1", .name = "dog", .scores = SCORES(dog_scores)},
    {.id = "2", .name = "a | \"cat\", <b>", .scores = SCORES(cat_scores)}};
static od_record_subset coco_subset = {.name = "coco",
                                       .scores = SCORES(coco_scores),
                                       .counts = SCORES(coco_counts),
                                       .categories = coco_categories,
                                       .n_categories = 2};

static const od_record one_set = {.odeval = "0.1.0",
                                  .bench = "coco",
                                  .bench_title = "COCO",
                                  .rules = "corrected",
                                  .mode = "all",
                                  .params = coco_params,
                                  .n_params = 1,
                                  .params_default = true,
                                  .primary = "AP",
                                  .overall = SCORES(coco_scores),
                                  .counts = SCORES(coco_counts),
                                  .subsets = &coco_subset,
                                  .n_subsets = 1};

/* ---- */

static char *report(const char *form, const od_record *r, od_report_style style)
{
    od_buffer text = {0};

    assert_non_null(od_report_find(form));
    assert_int_equal(od_report_find(form)->write(r, &style, &text, NULL), OD_OK);
    assert_non_null(text.bytes);
    return text.bytes;
}

static void assert_report(const char *form, const od_record *r, od_report_style style, const char *expected)
{
    char *text = report(form, r, style);

    assert_string_equal(text, expected);
    free(text);
}

static void assert_starts(const char *text, const char *start)
{
    if (strncmp(text, start, strlen(start)) != 0)
        fail_msg("\"%.100s\" does not start with \"%s\"", text, start);
}

#define TITLE                                                                                                \
    "mini \u00b7 M, simulated \u00b7 rules reference \u00b7 mode all\n"                                      \
    "simulated predictions: no model was run\n"                                                              \
    "\n"
#define GRID                                                                                                 \
    "             nms_AP      AP       P       R      F1  images    gt\n"                                    \
    "proper noun     n/a   75.00   12.50     n/a   16.67    2254  2257\n"                                    \
    "  celebrity   55.00   50.00   25.00   50.00   33.33    2244  2245\n"                                    \
    "  logo          n/a  100.00    0.00     n/a    0.00      10    12\n"                                    \
    "position      25.00   12.50  100.00  100.00  100.00       3     4\n"                                    \
    "extra          0.00    0.01  100.00  100.00  100.00       1     1\n"                                    \
    "\n"                                                                                                     \
    "flat4           n/a   75.00   12.50     n/a   16.67\n"                                                  \
    "groups2 *     31.01   43.75   56.25     n/a   50.00    2258  2262\n"                                    \
    "\n"                                                                                                     \
    "* headline: mean of the group means. Scores are in percent. P, R, F1: greedy\n"                         \
    "precision, recall, F1.\n"
#define WARNINGS                                                                                             \
    "\n"                                                                                                     \
    "warnings\n"                                                                                             \
    "- annotation id 0 is in the ground truth: the reference takes a detection\n"                            \
    "  matched to it for a false positive\n"                                                                 \
    "  effect: nms_AP -0.31, greedy_f1 +0.002 points\n"                                                      \
    "- logo: 1 detection is NaN\n"                                                                           \
    "  effect: none on nms_AP, AP\n"
#define NOTICES                                                                                              \
    "\n"                                                                                                     \
    "notices\n"                                                                                              \
    "- 3 detections have no area, and match nothing\n"

static void the_table_has_subsets_under_their_groups_and_the_headline_last(void **state)
{
    (void)state;

    assert_report("table", &levels, (od_report_style){.width = 80}, TITLE GRID WARNINGS);
}

static void notices_are_shown_on_request(void **state)
{
    (void)state;

    assert_report("table", &levels, (od_report_style){.width = 80, .verbose = true},
                  TITLE GRID WARNINGS NOTICES);
}

static void a_width_of_0_is_80_columns(void **state)
{
    (void)state;

    assert_report("table", &levels, (od_report_style){0}, TITLE GRID WARNINGS);
}

static void in_a_narrow_table_the_last_columns_go(void **state)
{
    char *text = report("table", &levels, (od_report_style){.width = 40});

    (void)state;
    assert_non_null(strstr(text, "\n"
                                 "             nms_AP      AP       P\n"
                                 "proper noun     n/a   75.00   12.50\n"
                                 "  celebrity   55.00   50.00   25.00\n"));
    assert_non_null(strstr(text, "\n"
                                 "* headline: mean of the group means.\n"
                                 "Scores are in percent. P, R, F1: greedy\n"
                                 "precision, recall, F1.\n"));
    free(text);
}

static void no_line_is_wider_than_asked_or_ends_in_a_blank(void **state)
{
    static const od_record *const records[] = {&levels, &one_set};

    (void)state;
    for (unsigned width = 40; width <= 120; width++)
        for (size_t i = 0; i < 2; i++) {
            char *text = report("table", records[i],
                                (od_report_style){.width = width, .verbose = true, .per_category = true});

            for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
                assert_true(od_text_width(line) <= width);
                assert_int_not_equal(line[strlen(line) - 1], ' ');
            }
            free(text);
        }
}

static void colour_changes_nothing_but_the_colour(void **state)
{
    char *text = report("table", &levels, (od_report_style){.width = 80, .colour = true}), *to = text;

    (void)state;
    assert_starts(text, "\033[1mmini");
    assert_non_null(
        strstr(text, "\033[1mgroups2 *     31.01   43.75   56.25     n/a   50.00    2258  2262\033[0m\n"));
    assert_non_null(strstr(text, "\033[33m  matched to it for a false positive\033[0m\n"));
    for (const char *from = text; *from;) {
        if (*from == '\033')
            from = strchr(from, 'm') + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(text, TITLE GRID WARNINGS);
    free(text);
}

#define ONE_SET                                                                                              \
    "coco \u00b7 rules corrected \u00b7 mode all\n"                                                          \
    "\n"                                                                                                     \
    "score        meaning                                                value\n"                            \
    "AP           average precision, IoU 0.5:0.95:0.05                   42.10\n"                            \
    "AP50         average precision, IoU 0.5                             60.00\n"                            \
    "APs          average precision, small objects                         n/a\n"                            \
    "AR1          average recall, 1 detection per image and category     30.00\n"                            \
    "AR100        average recall, 100 detections per image and category  50.00\n"                            \
    "AP_tiny      average precision, area range tiny                      1.00\n"                            \
    "\n"                                                                                                     \
    "nms_AP       after NMS: average precision, IoU 0.5:0.95:0.05        40.00\n"                            \
    "\n"                                                                                                     \
    "greedy_f1    harmonic mean of these two                             25.00\n"                            \
    "\n"                                                                                                     \
    "mine                                                                50.00\n"                            \
    "\n"                                                                                                     \
    "images       images scored                                           5000\n"                            \
    "predictions  boxes predicted                                        36781\n"                            \
    "\n"                                                                                                     \
    "Scores are in percent.\n"

static void one_set_is_a_list_of_scores_with_their_meaning(void **state)
{
    (void)state;

    assert_report("table", &one_set, (od_report_style){.width = 80}, ONE_SET);
}

static void categories_are_shown_on_request(void **state)
{
    (void)state;

    assert_report("table", &one_set, (od_report_style){.width = 80, .per_category = true},
                  ONE_SET "\n"
                          "categories of coco\n"
                          "category           AP    AP50\n"
                          "dog             50.00  100.00\n"
                          "a | \"cat\", <b>    n/a     n/a\n");
}

static void long_names_are_cut(void **state)
{
    char name[200];
    od_record_category category = {.id = "1", .name = name, .scores = SCORES(dog_scores)};
    od_record_subset subset = {.name = "s", .categories = &category, .n_categories = 1};
    od_record r = one_set;
    char *text;

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    memcpy(name, "\xc3\xa4\xc3\xb6", 4); /* two characters */
    r.subsets = &subset;
    text = report("table", &r, (od_report_style){.width = 40, .per_category = true});

    /* 40 columns, less 2 + 5 and 2 + 6 for the numbers */
    assert_non_null(strstr(text, "\n\xc3\xa4\xc3\xb6xxxxxxxxxxxxxxxxxxxxxx\xe2\x80\xa6  50.00  100.00\n"));
    free(text);
}

/* U+72D7, two columns each */
#define DOG "\xe7\x8b\x97"
#define DOGS11 DOG DOG DOG DOG DOG DOG DOG DOG DOG DOG DOG
#define DOGS12 DOGS11 DOG
#define DOGS13 DOGS12 DOG

static void wide_characters_take_two_columns(void **state)
{
    od_record_category category = {.id = "1",
                                   .name = DOGS13, /* 26 columns */
                                   .scores = SCORES(dog_scores)};
    od_record_subset subset = {.name = "s", .categories = &category, .n_categories = 1};
    od_record r = one_set;
    char *text;

    (void)state;
    r.subsets = &subset;
    text = report("table", &r, (od_report_style){.width = 41, .per_category = true});
    assert_non_null(strstr(text, "\n" DOGS13 "  50.00  100.00\n"));
    free(text);

    /* 25 columns for the name: 12 characters and the dots */
    text = report("table", &r, (od_report_style){.width = 40, .per_category = true});
    assert_non_null(strstr(text, "\n" DOGS12 "\xe2\x80\xa6  50.00  100.00\n"));
    free(text);

    /* 24: 11 characters, the dots, and a blank */
    text = report("table", &r, (od_report_style){.width = 39, .per_category = true});
    assert_non_null(strstr(text, "\n" DOGS11 "\xe2\x80\xa6   50.00  100.00\n"));
    free(text);
}

static void names_cannot_steer_the_terminal(void **state)
{
    od_record_warning warning = {.code = "c", .text = "label \"\033[2J\"\nnext"};
    od_record r = one_set;
    char *text;

    (void)state;
    r.model = "evil\033]0;title\a\xc2\x9b\xff";
    r.warnings = &warning;
    r.n_warnings = 1;
    text = report("table", &r, (od_report_style){.width = 80});

    assert_starts(text, "coco \u00b7 evil?]0;title??? \u00b7 rules");
    assert_non_null(strstr(text, "- label \"?[2J\"?next\n"));
    assert_null(strchr(text, '\033'));
    free(text);
}

static void markdown_has_tables_and_says_what_is_simulated(void **state)
{
    (void)state;

    assert_report(
        "markdown", &levels, (od_report_style){.verbose = true},
        "## mini: M, simulated\n"
        "\n"
        "Rules reference, mode all; odeval 0.1.0.\n"
        "\n"
        "**simulated predictions: no model was run**\n"
        "\n"
        "| | nms_AP | AP | P | R | F1 | images | gt |\n"
        "| :-- | --: | --: | --: | --: | --: | --: | --: |\n"
        "| proper noun | n/a | 75.00 | 12.50 | n/a | 16.67 | 2254 | 2257 |\n"
        "| &nbsp;&nbsp;celebrity | 55.00 | 50.00 | 25.00 | 50.00 | 33.33 | 2244 | 2245 |\n"
        "| &nbsp;&nbsp;logo | n/a | 100.00 | 0.00 | n/a | 0.00 | 10 | 12 |\n"
        "| position | 25.00 | 12.50 | 100.00 | 100.00 | 100.00 | 3 | 4 |\n"
        "| extra | 0.00 | 0.01 | 100.00 | 100.00 | 100.00 | 1 | 1 |\n"
        "| flat4 | n/a | 75.00 | 12.50 | n/a | 16.67 | | |\n"
        "| **groups2 \\*** | **31.01** | **43.75** | **56.25** | **n/a** | **50.00** | **2258** | **2262** "
        "|\n"
        "\n"
        "\\* headline: mean of the group means. Scores are in percent. P, R, F1: greedy precision, recall, "
        "F1.\n"
        "\n"
        "### Warnings\n"
        "\n"
        "- annotation id 0 is in the ground truth: the reference takes a detection matched to it for a false "
        "positive (effect: nms_AP -0.31, greedy_f1 +0.002 points)\n"
        "- logo: 1 detection is NaN (effect: none on nms_AP, AP)\n"
        "\n"
        "### Notices\n"
        "\n"
        "- 3 detections have no area, and match nothing\n");
}

static void what_made_the_answers_is_said_on_one_line(void **state)
{
    char backend[400] = "openai:prompt=\033[2J\nfind {labels} ";
    const size_t n = strlen(backend);
    od_record r = one_set;
    char *text;

    (void)state;
    r.run = (od_record_run){true, "openai:model=m,temperature=0,seed=1", "1", "223a353b09ab"};
    text = report("table", &r, (od_report_style){.width = 80});
    assert_starts(text, "coco \u00b7 rules corrected \u00b7 mode all\n"
                        "run with openai:model=m,temperature=0,seed=1 (prompt 223a353b)\n\nscore");
    free(text);

    text = report("markdown", &r, (od_report_style){0});
    assert_starts(text, "## coco\n\nRules corrected, mode all; odeval 0.1.0.\n\n"
                        "Run with openai:model=m,temperature=0,seed=1 (prompt 223a353b).\n\n|");
    free(text);

    text = report("html", &r, (od_report_style){0});
    assert_non_null(
        strstr(text, "<dt>run with</dt><dd>openai:model=m,temperature=0,seed=1 (prompt 223a353b)</dd>"));
    free(text);

    memset(backend + n, 'x', 300);
    r.run = (od_record_run){true, backend, "1", NULL}; /* several prompts, one of them long */
    text = report("table", &r, (od_report_style){.width = 400});
    assert_non_null(strstr(text, "\nrun with openai:prompt=?[2J?find {labels} xxx"));
    assert_non_null(strstr(text, "xxx\xe2\x80\xa6\n\nscore"));
    free(text);

    r.run = (od_record_run){.known = true, .prompt_sha256 = "223a353b09ab"}; /* several detectors */
    text = report("table", &r, (od_report_style){.width = 80});
    assert_null(strstr(text, "run with"));
    free(text);
}

static void markdown_escapes_what_names_may_hold(void **state)
{
    od_record r = one_set;
    char *text;

    (void)state;
    r.model = "a|b\\c<img src=x>&amp;*d*_e_f\n`g`[h](i)~j~";
    text = report("markdown", &r, (od_report_style){.per_category = true});

    assert_starts(text,
                  "## coco: a\\|b\\\\c&lt;img src=x&gt;&amp;amp;\\*d\\*\\_e_f \\`g\\`\\[h\\](i)\\~j\\~\n");
    assert_non_null(strstr(text, "\n### Categories of coco\n\n| category | AP | AP50 |\n| :-- | --: | --: |\n"
                                 "| dog | 50.00 | 100.00 |\n| a \\| \"cat\", &lt;b&gt; | n/a | n/a |\n"));
    free(text);
}

static void csv_has_one_number_a_row(void **state)
{
    static od_named_value overall[] = {{"AP", 0.1}, {"APs", NAN}}, images[] = {{"images", 3}};
    od_record_group average = {.name = "flat,2", .title = "t", .scores = {overall, 1}};
    od_record_category category = {.id = "1", .name = "say \"dog\"\nnow", .scores = {overall, 1}};
    od_record_subset two[] = {
        {.name = "=left", .scores = {overall, 1}, .counts = {images, 1}},
        {.name = "right", .scores = {overall, 1}, .categories = &category, .n_categories = 1}};
    const od_record r = {.bench = "b",
                         .model = "m",
                         .rules = "reference",
                         .mode = "all",
                         .primary = "AP",
                         .headline = "flat,2",
                         .overall = {overall, 2},
                         .counts = {images, 1},
                         .averages = &average,
                         .n_averages = 1,
                         .groups = groups + 2,
                         .n_groups = 1,
                         .subsets = two,
                         .n_subsets = 2};

    (void)state;
    assert_report("csv", &r, (od_report_style){.per_category = true},
                  "bench,model,rules,mode,level,name,score,value,simulated\n"
                  "b,m,reference,all,overall,,AP,0.1,false\n"
                  "b,m,reference,all,overall,,APs,,false\n"
                  "b,m,reference,all,overall,,images,3,false\n"
                  "b,m,reference,all,average,\"flat,2\",AP,0.1,false\n"
                  "b,m,reference,all,group,position,nms_AP,0.25,false\n"
                  "b,m,reference,all,group,position,AP,0.125,false\n"
                  "b,m,reference,all,group,position,greedy_precision,1,false\n"
                  "b,m,reference,all,group,position,greedy_recall,1,false\n"
                  "b,m,reference,all,group,position,greedy_f1,1,false\n"
                  "b,m,reference,all,subset,=left,AP,0.1,false\n"
                  "b,m,reference,all,subset,=left,images,3,false\n"
                  "b,m,reference,all,subset,right,AP,0.1,false\n"
                  "b,m,reference,all,category,\"right/say \"\"dog\"\"\nnow\",AP,0.1,false\n");
}

static void csv_says_what_is_simulated_and_gives_every_digit(void **state)
{
    char *text = report("csv", &levels, (od_report_style){0});
    const char *at = strstr(text, ",subset,celebrity,greedy_f1,");
    double value;

    (void)state;
    assert_non_null(at);
    at += strlen(",subset,celebrity,greedy_f1,");
    assert_non_null(od_number_read(at, at + strcspn(at, ","), &value));
    assert_true(value == 1. / 3);
    assert_starts(at + strcspn(at, ","), ",true\n");
    free(text);
}

static void json_is_the_record(void **state)
{
    od_buffer expected = {0};
    char *text = report("json", &levels, (od_report_style){.verbose = true});

    (void)state;
    assert_int_equal(od_record_json(&levels, &expected, NULL), OD_OK);
    assert_string_equal(text, expected.bytes);
    assert_non_null(strstr(text, "\"simulated\": true"));
    od_buffer_free(&expected);
    free(text);
}

static void reports_are_found_by_name(void **state)
{
    static const char *const names[] = {"table", "json", "csv", "markdown", "html"};
    size_t n = 0;

    (void)state;
    while (od_reports[n])
        n++;
    assert_int_equal(n, sizeof names / sizeof *names);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(od_report_find(names[i])->name, names[i]);
    assert_null(od_report_find("tables"));
    assert_null(od_report_find(""));
}

static void words_are_wrapped_and_a_long_one_keeps_its_line(void **state)
{
    const od_wrap wrap = {"- ", "  ", "", "", 12};
    od_buffer text = {0};

    (void)state;
    assert_int_equal(od_text_wrap(&text,
                                  "one two  three abcdefghijklmnop q \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 four",
                                  &wrap, NULL),
                     OD_OK);

    assert_string_equal(
        text.bytes, "- one two\n  three\n  abcdefghijklmnop\n  q \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\n  four\n");
    od_buffer_free(&text);
}

static void wide_characters_part_a_long_word(void **state)
{
    const od_wrap wrap = {"", "", "", "", 10};
    od_buffer text = {0};

    (void)state;
    assert_int_equal(od_text_wrap(&text, "a " DOGS11 " b", &wrap, NULL), OD_OK);

    assert_string_equal(text.bytes, "a\n" DOG DOG DOG DOG DOG "\n" DOG DOG DOG DOG DOG "\n" DOG " b\n");
    od_buffer_free(&text);
}

static void points_show_the_smallest_effect(void **state)
{
    static const struct {
        double difference;
        const char *text;
    } rows[] = {{0, "0"},     {0.0031, "+0.31"},  {-0.0031, "-0.31"},   {0.00002, "+0.002"},  {-1, "-100.00"},
                {NAN, "n/a"}, {0.00005, "+0.01"}, {0.000049, "+0.005"}, {-1e-9, "-0.0000001"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[OD_CELL_TEXT];

        assert_string_equal(od_text_points(text, rows[i].difference), rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_subsets_under_their_groups_and_the_headline_last),
        cmocka_unit_test(notices_are_shown_on_request),
        cmocka_unit_test(a_width_of_0_is_80_columns),
        cmocka_unit_test(in_a_narrow_table_the_last_columns_go),
        cmocka_unit_test(no_line_is_wider_than_asked_or_ends_in_a_blank),
        cmocka_unit_test(colour_changes_nothing_but_the_colour),
        cmocka_unit_test(one_set_is_a_list_of_scores_with_their_meaning),
        cmocka_unit_test(categories_are_shown_on_request),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(wide_characters_take_two_columns),
        cmocka_unit_test(names_cannot_steer_the_terminal),
        cmocka_unit_test(markdown_has_tables_and_says_what_is_simulated),
        cmocka_unit_test(what_made_the_answers_is_said_on_one_line),
        cmocka_unit_test(markdown_escapes_what_names_may_hold),
        cmocka_unit_test(csv_has_one_number_a_row),
        cmocka_unit_test(csv_says_what_is_simulated_and_gives_every_digit),
        cmocka_unit_test(json_is_the_record),
        cmocka_unit_test(reports_are_found_by_name),
        cmocka_unit_test(words_are_wrapped_and_a_long_one_keeps_its_line),
        cmocka_unit_test(wide_characters_part_a_long_word),
        cmocka_unit_test(points_show_the_smallest_effect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
