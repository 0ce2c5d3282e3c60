/* Texts from anywhere in Markdown, XML and CSV. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "report/markup.h"

typedef od_status (*writer)(od_buffer *out, const char *text, od_error *err);

static void assert_written(writer write, const char *text, const char *expected)
{
    od_buffer out = {0};

    assert_int_equal(od_buffer_add(&out, "", 0, NULL), OD_OK);
    assert_int_equal(write(&out, text, NULL), OD_OK);
    assert_string_equal(out.bytes, expected);
    od_buffer_free(&out);
}

static void xml_has_no_markup_and_only_characters_of_xml(void **state)
{
    (void)state;
    assert_written(od_xml_text, "", "");
    assert_written(od_xml_text, "a < b & 'c' > \"d\"", "a &lt; b &amp; &#39;c&#39; &gt; &quot;d&quot;");
    assert_written(od_xml_text, "]]>", "]]&gt;");
    assert_written(od_xml_text, "one\n\ttwo\r", "one&#10;&#9;two?");
    assert_written(od_xml_text, "\x01\x1b[0m\x7f", "??[0m?");
    assert_written(od_xml_text, "caf\xc3\xa9 \xf0\x9f\x90\x95", "caf\xc3\xa9 \xf0\x9f\x90\x95");
    assert_written(od_xml_text, "\xff\xc3", "??");
    assert_written(od_xml_text, "\xed\xa0\x80", "???");          /* a surrogate is not UTF-8 */
    assert_written(od_xml_text, "\xef\xbf\xbf|", "?|");          /* U+FFFF is no character of XML 1.0 */
    assert_written(od_xml_text, "\xef\xbf\xbd", "\xef\xbf\xbd"); /* U+FFFD is */
}

static void markdown_shows_what_is_written(void **state)
{
    (void)state;
    assert_written(od_markdown_text, "<script>&", "&lt;script&gt;&amp;");
    assert_written(od_markdown_text, "a|b", "a\\|b");
    assert_written(od_markdown_text, "nms_AP _x_ [l](u) `c` *b* ~s~",
                   "nms_AP \\_x\\_ \\[l\\](u) \\`c\\` \\*b\\* \\~s\\~");
    assert_written(od_markdown_text, "one\ntwo", "one two");
}

static od_status field(od_buffer *out, const char *text, od_error *err)
{
    return od_csv_field(out, text, ',', err);
}

static void fields_of_csv_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    assert_written(field, "plain", "plain,");
    assert_written(field, NULL, ",");
    assert_written(field, "a,b", "\"a,b\",");
    assert_written(field, "say \"a\"", "\"say \"\"a\"\"\",");
    assert_written(field, "one\ntwo", "\"one\ntwo\",");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_has_no_markup_and_only_characters_of_xml),
        cmocka_unit_test(markdown_shows_what_is_written),
        cmocka_unit_test(fields_of_csv_are_quoted_where_they_must_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
