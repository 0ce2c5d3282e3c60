/* Leaderboards as texts: what a reader sees, and that nothing of a name is markup. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <cjson/cJSON.h>

#include "decision_fixture.h"
#include "report/board.h"
#include "report/html.h"
#include "report/sheet.h"

enum { RUNS = 4 };

typedef struct fixture {
    hand_record hands[RUNS];
    od_run_file runs[RUNS];
    od_boards *boards;
    od_buffer text;
} fixture;

/* a .5, b .4, c .4 and d .3, but with other rules; color and negation as given. */
static void begin(fixture *f)
{
    static const char *const models[] = {"a", "b", "c", "d"};
    static const char *const paths[] = {"a.json", "b.json", "c.json", "d.json"};
    static const double values[][3] = {{.5, .25, .75}, {.4, .5, .3}, {.4, .25, .55}, {.3, .9, .9}};

    *f = (fixture){.boards = NULL};
    for (size_t i = 0; i < RUNS; i++) {
        hand_make(&f->hands[i]);
        f->hands[i].record.model = models[i];
        f->hands[i].overall[0].value = values[i][0];
        f->hands[i].color[0].value = values[i][1];
        f->hands[i].negation[0].value = values[i][2];
        f->hands[i].record.n_warnings = 0;
        f->hands[i].record.params_default = true;
        f->hands[i].record.left_out = 5;
        f->runs[i] = hand_file(&f->hands[i], paths[i]);
    }
    f->hands[3].record.rules = "corrected";
}

static void rank(fixture *f, size_t n, const char *baseline)
{
    const od_ranking_options options = {.baseline = baseline,
                                        .bootstrap = {.resamples = 100, .confidence = .95, .threads = 1}};
    od_error err = {0};

    must(od_rank_runs(&f->boards, f->runs, n, &options, &err), &err);
}

/* The text is terminated. */
static const char *show(fixture *f, const char *form)
{
    const od_board_style style = {.width = 80};
    od_error err = {0};

    f->text.n = 0;
    must(od_board_form_find(form)->write(f->boards, &style, &f->text, &err), &err);
    must(od_buffer_add(&f->text, "", 1, &err), &err);
    return f->text.bytes;
}

static void end(fixture *f)
{
    od_buffer_free(&f->text);
    od_boards_free(f->boards);
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("there is no \"%s\" in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("there is \"%s\" in:\n%s", part, text);
}

/* ---- what is seen ---- */

static void best_and_second_best_are_marked_among_ranked_runs(void **state)
{
    od_sheet s;
    fixture f;
    (void)state;

    begin(&f);
    rank(&f, 4, NULL);
    assert_int_equal(od_sheet_make(&s, &f.boards->list[0], NULL), OD_OK);

    assert_int_equal(s.n_columns, 2);
    assert_string_equal(s.columns[0].head, "color");
    assert_true(s.rows[0].best && !s.rows[0].second);
    assert_true(s.rows[1].second && s.rows[2].second); /* a tie */
    assert_true(s.rows[1].cells[0].best);              /* b, .5: d's .9 is not comparable */
    assert_true(s.rows[0].cells[0].second && s.rows[2].cells[0].second);
    assert_false(s.rows[3].best || s.rows[3].cells[0].best || s.rows[3].cells[1].best);
    od_sheet_release(&s);
    end(&f);
}

static void one_run_alone_is_not_marked(void **state)
{
    od_sheet s;
    fixture f;
    (void)state;

    begin(&f);
    rank(&f, 1, NULL);
    assert_int_equal(od_sheet_make(&s, &f.boards->list[0], NULL), OD_OK);

    assert_false(s.rows[0].best || s.rows[0].cells[0].best);
    assert_string_equal(s.rows[0].place, "1");
    od_sheet_release(&s);
    end(&f);
}

static void the_table_says_ranks_ties_and_what_cannot_be_compared(void **state)
{
    fixture f;
    const char *text;
    (void)state;

    begin(&f);
    rank(&f, 4, "b");
    text = show(&f, "table");

    assert_contains(text, "mini: 4 runs, by nms_AP, in percent\n");
    assert_contains(text, "1     a       50.00    +10.00  5 of 100  reference\n");
    assert_contains(text, "2=    b       40.00  baseline");
    assert_contains(text, "2=    c       40.00         0");
    assert_contains(text, "- b and c have the same nms_AP to the last bit and share rank 2.\n");
    assert_contains(text, "- d cannot be compared with b: rules is reference there and corrected here");
    end(&f);
}

static void sources_are_footnotes_and_other_warnings_are_counted(void **state)
{
    fixture f;
    const char *text;
    (void)state;

    begin(&f);
    for (int i = 0; i < 2; i++) {
        f.hands[i].warnings[0] =
            (od_record_warning){.code = "source", .text = "from a paper", .notice = true};
        f.hands[i].warnings[1] = (od_record_warning){.code = "duplicates", .text = "twice"};
        f.hands[i].record.n_warnings = 2;
    }
    rank(&f, 3, NULL);
    text = show(&f, "markdown");

    assert_contains(text, "| 1 | a <sup>1</sup> | **50.00** |");
    assert_contains(text, "| b <sup>1</sup> | _40.00_ |");
    assert_contains(text, "| 1 | reference |"); /* one warning that is no source */
    assert_contains(text, "\n<sup>1</sup> from a paper\n");
    assert_lacks(text, "<sup>2</sup>");
    end(&f);
}

static void undefined_numbers_are_said_and_not_made_up(void **state)
{
    fixture f;
    const char *text;
    (void)state;

    begin(&f);
    f.hands[1].overall[0].value = NAN;
    f.hands[1].color[0].value = NAN;
    rank(&f, 2, NULL);

    text = show(&f, "csv");
    assert_contains(text, "\"mini\",,,,\"b\",\"b.json\",true,\"nms_AP\",,,,");
    text = show(&f, "table");
    assert_contains(text, "\n      b         n/a");
    text = show(&f, "json");
    assert_contains(text, "\"value\": null");
    end(&f);
}

static void json_holds_ranks_scores_and_obstacles(void **state)
{
    fixture f;
    cJSON *json, *runs;
    (void)state;

    begin(&f);
    rank(&f, 4, NULL);
    json = cJSON_Parse(show(&f, "json"));
    assert_non_null(json);
    runs = cJSON_GetObjectItem(cJSON_GetArrayItem(cJSON_GetObjectItem(json, "boards"), 0), "runs");

    assert_string_equal(cJSON_GetObjectItem(json, "schema")->valuestring, "odeval.board/1");
    assert_int_equal(cJSON_GetArraySize(runs), 4);
    assert_int_equal(cJSON_GetObjectItem(cJSON_GetArrayItem(runs, 2), "rank")->valueint, 2);
    assert_true(cJSON_GetObjectItem(cJSON_GetObjectItem(cJSON_GetArrayItem(runs, 0), "scores"),
                                    "subsets.negation.nms_AP")
                    ->valuedouble == .75);
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetArrayItem(runs, 3), "rank")));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(cJSON_GetArrayItem(runs, 3), "obstacles")), 1);
    cJSON_Delete(json);
    end(&f);
}

/* ---- what is not markup ---- */

static void html_keeps_names_as_text(void **state)
{
    fixture f;
    const char *text;
    (void)state;

    begin(&f);
    f.hands[0].record.model = "<script>alert(1)</script>\" onclick='x' \xff\x01\xe2\x80\xae&amp;";
    f.hands[0].subsets[0].name = "\"><img src=x>";
    f.hands[1].subsets[0].name = "\"><img src=x>";
    rank(&f, 2, NULL);
    text = show(&f, "html");

    assert_contains(text, "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onclick=&#39;x&#39; "
                          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&amp;amp;");
    assert_lacks(text, "<script>alert");
    assert_lacks(text, "<img");
    assert_lacks(text, "http:");
    assert_lacks(text, "https:");
    end(&f);
}

static void csv_gives_spreadsheets_no_formulas(void **state)
{
    static const char *const names[] = {"=1+1", "+1", "-1", "@a"};
    fixture f;
    const char *text;
    (void)state;

    begin(&f);
    for (int i = 0; i < RUNS; i++)
        f.hands[i].record.model = names[i];
    f.runs[0].path = "say \"hi\", you.json";
    rank(&f, 4, NULL);
    text = show(&f, "csv");

    assert_contains(text, "\"'=1+1\",\"say \"\"hi\"\", you.json\",");
    assert_contains(text, "\"'+1\"");
    assert_contains(text, "\"'-1\"");
    assert_contains(text, "\"'@a\"");
    end(&f);
}

static void latex_and_markdown_keep_names_as_text(void **state)
{
    fixture f;
    const char *text;
    (void)state;

    begin(&f);
    f.hands[0].record.model = "\\input{/etc/passwd} 50% & $x_1$ | [a](b) <b> #~^";
    rank(&f, 1, NULL);

    text = show(&f, "latex");
    assert_contains(text,
                    "1 & \\textbackslash{}input\\{/etc/passwd\\} 50\\% \\& \\$x\\_1\\$ \\textbar{} [a](b) "
                    "\\textless{}b\\textgreater{} \\#\\textasciitilde{}\\textasciicircum{} & ");
    text = show(&f, "markdown");
    assert_contains(text, "| 1 | \\\\input{/etc/passwd} 50% &amp; $x_1$ \\| \\[a\\](b) &lt;b&gt; #\\~^ |");
    end(&f);
}

static void the_table_gives_terminals_no_orders(void **state)
{
    fixture f;
    (void)state;

    begin(&f);
    f.hands[0].record.model = "a\033[31mred";
    rank(&f, 1, NULL);

    assert_contains(show(&f, "table"), "a?[31mred");
    end(&f);
}

/* ---- pages ---- */

static void fill_takes_texts_in_turn_and_keeps_percent_signs(void **state)
{
    od_html h = {0};
    (void)state;

    od_html_fill(&h, "<i>%</i> 5%% of %", "a<b", "c");
    od_html_address(&h, " javascript:alert(1)/\xc3\xa9");
    od_html_number(&h, 1.5);
    od_html_raw(&h, " ");
    od_html_number(&h, -2);
    assert_int_equal(h.st, OD_OK);
    assert_int_equal(od_buffer_add(&h.text, "", 1, NULL), OD_OK);

    assert_string_equal(h.text.bytes, "<i>a&lt;b</i> 5% of c%20javascript%3Aalert%281%29/%C3%A91.5 -2");
    od_buffer_free(&h.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_and_second_best_are_marked_among_ranked_runs),
        cmocka_unit_test(one_run_alone_is_not_marked),
        cmocka_unit_test(the_table_says_ranks_ties_and_what_cannot_be_compared),
        cmocka_unit_test(sources_are_footnotes_and_other_warnings_are_counted),
        cmocka_unit_test(undefined_numbers_are_said_and_not_made_up),
        cmocka_unit_test(json_holds_ranks_scores_and_obstacles),
        cmocka_unit_test(html_keeps_names_as_text),
        cmocka_unit_test(csv_gives_spreadsheets_no_formulas),
        cmocka_unit_test(latex_and_markdown_keep_names_as_text),
        cmocka_unit_test(the_table_gives_terminals_no_orders),
        cmocka_unit_test(fill_takes_texts_in_turn_and_keeps_percent_signs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
