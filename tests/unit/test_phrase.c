#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "answer/phrase.h"

static void assert_phrase(const char *text, const char *expected)
{
    od_str phrase = od_phrase_before(od_str_of(text));

    if (!od_str_equal(phrase, od_str_of(expected)))
        fail_msg("\"%s\" gives \"%.*s\"", text, (int)phrase.n, phrase.p ? phrase.p : "");
}

static void the_label_is_what_stands_before_the_box(void **state)
{
    (void)state;
    assert_phrase("a dog ", "a dog");
    assert_phrase("It rains. A red dog ", "A red dog");
    assert_phrase("first line\nA dog\n", "A dog");
    assert_phrase(" and a cat in a hat ", "a cat in a hat");
    assert_phrase("\xe5\x87\xbb\xe6\x8e\x8c", "\xe5\x87\xbb\xe6\x8e\x8c");
    assert_phrase("Mr. Smith's dog", "Smith's dog"); /* a full stop and a space end a sentence, always */
    assert_phrase("size 4.5 shoe", "size 4.5 shoe");
}

static void what_surrounds_a_label_is_left_out(void **state)
{
    (void)state;
    assert_phrase("- dog: ", "dog");
    assert_phrase("2. **dog** - ", "dog");
    assert_phrase("\"dog\": ", "dog");
    assert_phrase("There is a dog at ", "a dog");
    assert_phrase("The dog is located in ", "The dog");
}

static void what_names_nothing_is_no_label(void **state)
{
    static const char *const texts[] = {
        "", " , ", "The bounding box is ", "Coordinates: ", "and ", "is at", "12", "```json\n"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_null(od_phrase_before(od_str_of(texts[i])).p);
}

static void none_is_said_in_words_or_by_empty_brackets(void **state)
{
    static const char *const none[] = {"None", " none. ", "no", "[]", "[[ ]]", "()"};
    static const char *const some[] = {"", " ", "[1]", "nonesuch", "no dog"};

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_true(od_phrase_says_none(od_str_of(none[i])));
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        assert_false(od_phrase_says_none(od_str_of(some[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_label_is_what_stands_before_the_box),
        cmocka_unit_test(what_surrounds_a_label_is_left_out),
        cmocka_unit_test(what_names_nothing_is_no_label),
        cmocka_unit_test(none_is_said_in_words_or_by_empty_brackets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
