/* The eight bytes at once against the plain loop: every pair of run length and following byte, and random
 * bytes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/digits.h"

static void compare(const char bytes[8])
{
    uint64_t at_once, one_by_one;
    unsigned n = od_digits_one_by_one(bytes, &one_by_one);

    assert_int_equal(od_digits(bytes, &at_once), n);
    assert_int_equal(at_once, one_by_one);
}

static void a_run_ends_at_any_byte_that_is_no_digit(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 8; n++)
        for (unsigned c = 0; c < 256; c++) {
            char bytes[8] = {'9', '0', '8', '1', '7', '2', '6', '3'};

            bytes[n] = (char)c;
            compare(bytes);
        }
}

static void random_bytes_are_read_alike(void **state)
{
    static const char likely[] = "0123456789012345678901234567890123456789.,-e]}/:\xb0\x00";
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        char bytes[8];

        for (unsigned k = 0; k < 8; k++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            bytes[k] = likely[(seed >> 33) % (sizeof likely - 1)];
        }
        compare(bytes);
    }
}

static void eight_digits_are_all_read(void **state)
{
    uint64_t value;

    (void)state;
    assert_int_equal(od_digits("12345678", &value), 8);
    assert_int_equal(value, 12345678);
    assert_int_equal(od_digits("99999999", &value), 8);
    assert_int_equal(value, 99999999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_ends_at_any_byte_that_is_no_digit),
        cmocka_unit_test(random_bytes_are_read_alike),
        cmocka_unit_test(eight_digits_are_all_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
