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

static char random_byte(uint64_t *seed)
{
    static const char likely[] = "0123456789012345678901234567890123456789.,-e]}/:\xb0\x00";

    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
    return likely[(*seed >> 33) % (sizeof likely - 1)];
}

static void a_mask_has_the_digits_of_32_bytes(void **state)
{
    uint64_t seed = 2;
    char bytes[32];

    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        uint32_t wanted;

        for (unsigned k = 0; k < sizeof bytes; k++)
            bytes[k] = random_byte(&seed);
        wanted = od_digit_mask_one_by_one(bytes);

        assert_int_equal(od_digit_mask(bytes), wanted);
        assert_int_equal(od_digit_mask_by_words(bytes), wanted);
    }
    for (unsigned c = 0; c < 256; c++) {
        memset(bytes, (int)c, sizeof bytes);
        assert_int_equal(od_digit_mask(bytes), c >= '0' && c <= '9' ? UINT32_MAX : 0);
        assert_int_equal(od_digit_mask_by_words(bytes), c >= '0' && c <= '9' ? UINT32_MAX : 0);
    }
}

/* The first n of 16 bytes, whatever stands behind them, with and without zeros in their place. */
static void so_many_digits_are_joined(void **state)
{
    uint64_t seed = 3;
    char bytes[16];

    (void)state;
    for (unsigned i = 0; i < 200000; i++) {
        const unsigned n = 1 + i % 16;
        uint64_t digits = 0, eight = 0, sixteen = 0;

        for (unsigned k = 0; k < 16; k++) {
            bytes[k] = random_byte(&seed);
            if (k < n)
                bytes[k] = (char)('0' + (unsigned char)bytes[k] % 10);
            digits = k < n ? digits * 10 + (uint64_t)(bytes[k] - '0') : digits;
            sixteen = sixteen * 10 + (k < n ? (uint64_t)(bytes[k] - '0') : 0);
            eight = k < 8 ? sixteen : eight;
        }

        assert_true(od_digits_16(bytes, n) == sixteen);
        assert_true(od_digits_16_by_words(bytes, n) == sixteen);
        if (n > 8)
            continue;
        assert_true(od_digits_of(bytes, n) == digits);
        assert_true(od_digits_8(bytes, n) == eight);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_ends_at_any_byte_that_is_no_digit),
        cmocka_unit_test(random_bytes_are_read_alike),
        cmocka_unit_test(eight_digits_are_all_read),
        cmocka_unit_test(a_mask_has_the_digits_of_32_bytes),
        cmocka_unit_test(so_many_digits_are_joined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
