#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/sha256.h"
#include "scratch.h"

/* FIPS 180-2, appendix B, and the NIST example values for the empty text and a million times 'a'. */
static const struct {
    const char *text, *hex;
} vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrs"
     "tnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};
static const char million_a[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void the_standards_examples_come_out(void **state)
{
    char hex[65];

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        od_sha256 h;
        od_sha256_init(&h);
        od_sha256_add(&h, vectors[i].text, strlen(vectors[i].text));
        od_sha256_hex(&h, hex);

        assert_string_equal(hex, vectors[i].hex);
    }
}

static void how_the_text_is_cut_up_does_not_matter(void **state)
{
    static const size_t pieces[] = {1, 3, 55, 56, 63, 64, 65, 127, 128, 1000, 9999};
    char a[10000], hex[65];

    (void)state;
    memset(a, 'a', sizeof a);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        od_sha256 h;
        od_sha256_init(&h);
        for (size_t left = 1000000, n; left > 0; left -= n) {
            n = left < pieces[i] ? left : pieces[i];
            od_sha256_add(&h, a, n);
        }
        od_sha256_hex(&h, hex);

        assert_string_equal(hex, million_a);
    }
}

static void a_file_has_the_fingerprint_of_its_bytes(void **state)
{
    char *a = malloc(1000000), hex[65];
    uint64_t n = 0;
    od_error err = {0};

    assert_non_null(a);
    memset(a, 'a', 1000000);
    assert_int_equal(od_sha256_file(scratch_file(state, "a", a, 1000000), hex, &n, &err), OD_OK);

    assert_string_equal(hex, million_a);
    assert_int_equal(n, 1000000);
    free(a);
}

static void a_file_that_cannot_be_read_has_none(void **state)
{
    const scratch *s = *state;
    char hex[65];
    uint64_t n = 1;
    od_error err = {0};

    assert_int_equal(od_sha256_file(scratch_path(state, "missing"), hex, &n, &err), OD_INPUT);
    assert_non_null(strstr(err.what, "No such file"));
    assert_string_equal(hex, "");
    assert_int_equal(n, 0);
    assert_int_equal(od_sha256_file(s->folder, hex, &n, &err), OD_INPUT);
    assert_string_equal(hex, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_examples_come_out),
        cmocka_unit_test(how_the_text_is_cut_up_does_not_matter),
        cmocka_unit_test_setup_teardown(a_file_has_the_fingerprint_of_its_bytes, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_has_none, scratch_setup, scratch_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
