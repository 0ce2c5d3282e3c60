#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/number.h"
#include "core/pow5.h"

/* Whole numbers up to 480 bits, little end first: 5^65 has 151 bits, times a row 279. */
enum { LIMBS = 15 };
typedef struct whole {
    uint32_t limb[LIMBS];
} whole;

static void multiply(whole *x, uint32_t factor)
{
    uint64_t carry = 0;

    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)x->limb[i] * factor;
        x->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    assert_int_equal(carry, 0);
}

static whole five_to_the(int n)
{
    whole x = {{1}};

    for (int i = 0; i < n; i++)
        multiply(&x, 5);
    return x;
}

static int bits_of(const whole *x)
{
    for (int i = LIMBS * 32 - 1; i >= 0; i--)
        if (x->limb[i / 32] >> i % 32 & 1)
            return i + 1;
    return 0;
}

static whole shifted(const whole *x, int left)
{
    whole y = {{0}};

    for (int i = 0; i < LIMBS * 32; i++) {
        int from = i - left;
        if (from >= 0 && from < LIMBS * 32 && (x->limb[from / 32] >> from % 32 & 1))
            y.limb[i / 32] |= (uint32_t)1 << i % 32;
    }
    return y;
}

static int compare(const whole *a, const whole *b)
{
    for (int i = LIMBS - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

static whole of_row(od_pow5 row)
{
    return (whole){
        {(uint32_t)row.low, (uint32_t)(row.low >> 32), (uint32_t)row.high, (uint32_t)(row.high >> 32)}};
}

static whole product(const whole *a, const whole *b)
{
    whole sum = {{0}};

    for (int i = 0; i < LIMBS; i++) {
        uint64_t carry = 0;
        for (int k = 0; i + k < LIMBS; k++) {
            carry += (uint64_t)a->limb[i] * b->limb[k] + sum.limb[i + k];
            sum.limb[i + k] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    return sum;
}

static void every_row_from_5_to_the_0_on_is_the_power_cut_to_128_bits(void **state)
{
    (void)state;
    for (int q = 0; q <= OD_POW5_MAX; q++) {
        whole power = five_to_the(q), row = of_row(od_pow5_table[q - OD_POW5_MIN]);

        whole cut = shifted(&power, 128 - bits_of(&power));

        assert_int_equal(bits_of(&row), 128);
        assert_int_equal(compare(&row, &cut), 0);
    }
}

/* row = floor(2^b / p) + 1 with p = 5^-q, which is to say (row - 1) p <= 2^b < row p. */
static void every_row_below_is_the_reciprocal_rounded_up(void **state)
{
    (void)state;
    for (int q = OD_POW5_MIN; q < 0; q++) {
        whole p = five_to_the(-q), row = of_row(od_pow5_table[q - OD_POW5_MIN]), less = row, one = {{1}};
        whole upper = product(&row, &p), lower, power_of_two;

        less.limb[0]--; /* no row ends in 32 zero bits, or the comparison below fails */
        lower = product(&less, &p);
        power_of_two = shifted(&one, bits_of(&upper) - 1);

        assert_int_equal(bits_of(&row), 128);
        assert_true(compare(&lower, &power_of_two) <= 0);
        assert_true(compare(&power_of_two, &upper) < 0);
    }
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Near the end of the text numbers are read step by step, far from it, where most are plain, in leaps: both
 * must take as many bytes, or none, and give the same value. */
static size_t read_near_and_far(const char *text, double *value)
{
    static const char behind[] = ",                                                               ";
    const size_t n = strlen(text);
    char *far = malloc(n + sizeof behind);
    const char *after, *near_end = od_number_read(text, text + n, value);
    double far_value = -1;

    assert_non_null(far);
    memcpy(far, text, n);
    memcpy(far + n, behind, sizeof behind);
    after = od_number_read(far, far + n + sizeof behind - 1, &far_value);
    assert_int_equal(near_end != NULL, after != NULL);
    if (after && (after - far != near_end - text || !same(*value, far_value)))
        fail_msg("%.60s: %a near the end, %a far from it", text, *value, far_value);
    free(far);
    return near_end ? (size_t)(near_end - text) : 0;
}

/* The program runs in the C locale unless a test says otherwise, so strtod is the judge. */
static void reads_as_strtod(const char *text)
{
    const char *end = text + strlen(text);
    double value = -1;

    if (read_near_and_far(text, &value) != strlen(text) || od_number_skip(text, end) != end ||
        !same(value, strtod(text, NULL)))
        fail_msg("%.60s: %a instead of %a", text, value, strtod(text, NULL));
}

static void numbers_with_known_traps_are_read_as_strtod_reads_them(void **state)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "0.0",
        "-0.0",
        "0e999999999999999999999",
        "1",
        "10",
        "0.1",
        "-1.5",
        "123456789012345678",
        "9007199254740993",
        "9007199254740992",
        "9007199254740994.0000000000000000000000000001",
        "9007199254740993.00000000000000000000000000000000001",
        "18446744073709551615",
        "18446744073709551616",
        "9999999999999999999",
        "99999999999999999999",
        "1e22",
        "1e23",
        "1e-22",
        "1e-23",
        "8.5e22",
        "1e65",
        "1e66",
        "1e-65",
        "1e-66",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e308",
        "1e309",
        "1e400",
        "-1e400",
        "1e-400",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "1E5",
        "1e+5",
        "1e-05",
        "7.0420557077594588669468784357561207962098443483187940792729600000e+59",
        "0.500000000000000166533453693773481063544750213623046875",
        "3.518437208883201171875e13",
        "62.5364939768271845828",
        "8.10109172351e-10",
        "1.50000000000000011102230246251565",
        "6929495644600919.5",
        "3.7455744005952583e15",
        "1e1000000000000000000000",
        "1e-1000000000000000000000",
        ("0."
         "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e10"
         "0")};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        reads_as_strtod(texts[i]);
}

static uint64_t random_64(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static double any_finite(uint64_t *seed)
{
    double value;

    do {
        uint64_t bits = random_64(seed);
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value));
    return value;
}

static void doubles_printed_in_several_ways_are_read_as_strtod_reads_them(void **state)
{
    static const int precisions[] = {17, 16, 15, 20, 26};
    uint64_t seed = 1;
    char text[512];

    (void)state;
    for (int i = 0; i < 60000; i++) {
        double value = any_finite(&seed);
        double box = (double)(random_64(&seed) % 1000000) / 1000.0;
        for (size_t k = 0; k < sizeof precisions / sizeof *precisions; k++) {
            snprintf(text, sizeof text, "%.*g", precisions[k], value);
            reads_as_strtod(text);
        }
        snprintf(text, sizeof text, "%.2f", box);
        reads_as_strtod(text);
        snprintf(text, sizeof text, "%.17g", (double)(float)box);
        reads_as_strtod(text);
    }
}

static void digit_strings_of_all_lengths_are_read_as_strtod_reads_them(void **state)
{
    uint64_t seed = 2;
    char text[128];

    (void)state;
    for (int i = 0; i < 200000; i++) {
        int n = 0, before = 1 + (int)(random_64(&seed) % 25), fraction = (int)(random_64(&seed) % 25);
        n += random_64(&seed) % 2 ? snprintf(text, sizeof text, "-") : 0;
        text[n++] = (char)('1' + random_64(&seed) % 9);
        for (int k = 1; k < before; k++)
            text[n++] = (char)('0' + random_64(&seed) % 10);
        if (fraction)
            text[n++] = '.';
        for (int k = 0; k < fraction; k++)
            text[n++] = (char)('0' + random_64(&seed) % 10);
        snprintf(text + n, sizeof text - (size_t)n, "e%d", (int)(random_64(&seed) % 700) - 350);
        reads_as_strtod(text);
    }
}

/* Lengths around those where the ways to read a number part; digits that are often 0 or 9. */
static void plain_numbers_of_all_lengths_are_read_as_strtod_reads_them(void **state)
{
    static const char likely[] = "00001234567899990000";
    uint64_t seed = 3;
    char text[64];

    (void)state;
    for (int i = 0; i < 300000; i++) {
        unsigned before = (unsigned)(i % 10), places = (unsigned)(i / 10 % 24), n = 0;

        if (random_64(&seed) % 4 == 0)
            text[n++] = '-';
        text[n++] = (char)(before == 0 ? '0' : '1' + random_64(&seed) % 9);
        for (unsigned k = 1; k < before; k++)
            text[n++] = likely[random_64(&seed) % (sizeof likely - 1)];
        if (places)
            text[n++] = '.';
        for (unsigned k = 0; k < places; k++)
            text[n++] = likely[random_64(&seed) % (sizeof likely - 1)];
        text[n] = '\0';
        reads_as_strtod(text);
    }
}

/* Between a double and the next lies a number of up to 768 digits: it goes to the even one, a trace more goes
 * up. */
static void numbers_half_way_between_doubles_are_read_as_strtod_reads_them(void **state)
{
    uint64_t seed = 3;
    char text[1300];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        double value =
            ldexp((double)(random_64(&seed) >> 11 | (uint64_t)1 << 52), (int)(random_64(&seed) % 60) - 50);
        long double half =
            (long double)value + ((long double)nextafter(value, INFINITY) - (long double)value) / 2;
        int n = snprintf(text, sizeof text, "%.70Lf", half);
        reads_as_strtod(text);
        snprintf(text + n, sizeof text - (size_t)n, "00000000000000000000000000000000000001");
        reads_as_strtod(text);
    }
}

/* Where doubles are smallest, half way needs the most digits: up to 768. (Where long double has no more bits
 * than double, these are plain doubles.) */
static void the_longest_half_way_numbers_are_read_as_strtod_reads_them(void **state)
{
    static const double starts[] = {DBL_TRUE_MIN, DBL_MIN / 4, DBL_MIN};
    char text[1300];

    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        double value = starts[i];
        for (int k = 0; k < 40; k++, value = nextafter(value, 1)) {
            long double half = ((long double)value + (long double)nextafter(value, 1)) / 2;
            snprintf(text, sizeof text, "%.1100Lf", half);
            reads_as_strtod(text);
            text[strlen(text) - 1] = '1';
            reads_as_strtod(text);
        }
    }
}

static void a_million_digits_are_read_correctly(void **state)
{
    const size_t n = 1000000;
    char *text = malloc(n + 32);
    double value = 0;

    (void)state;
    assert_non_null(text);
    memset(text, '0', n);
    text[0] = '1';
    memcpy(text + n, "e-999999", 9);
    assert_ptr_equal(od_number_read(text, text + n + 8, &value), text + n + 8);
    assert_true(same(value, 1.0)); /* 10^999999 / 10^999999 */
    text[1] = '.';
    text[n - 1] = '7';
    memcpy(text + n, "e15", 4);
    assert_ptr_equal(od_number_read(text, text + n + 3, &value), text + n + 3);
    assert_true(same(value, 1e15));
    memcpy(text, "9007199254740993.0", 18); /* half way but for the last of a million digits */
    assert_ptr_equal(od_number_read(text, text + n, &value), text + n);
    assert_true(same(value, 9007199254740994.0));
    text[n - 1] = '0';
    assert_ptr_equal(od_number_read(text, text + n, &value), text + n);
    assert_true(same(value, 9007199254740992.0));
    free(text);
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const texts[] = {"",    "-",   "+1",  ".5",   "1.",   "-.5",     "1.x",
                                        "1e",  "1e+", "e5",  "nan",  "inf",  "-NaN",    "Infinit",
                                        "--1", " 1",  "abc", "1.e5", "-Inf", "\xd9\xa1"};
    double value;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(read_near_and_far(texts[i], &value), 0);
        assert_null(od_number_skip(texts[i], texts[i] + strlen(texts[i])));
    }
}

static void reading_stops_where_the_grammar_stops(void **state)
{
    static const struct {
        const char *text;
        size_t taken;
        double value;
    } rows[] = {{"01", 1, 0},
                {"-01", 2, -0.0},
                {"12,3", 2, 12},
                {"1e5x", 3, 1e5},
                {"1.5]", 3, 1.5},
                {"1.5E5]", 5, 1.5e5},
                {"1.123456789e2]", 13, 112.3456789},
                {"1.5.5", 3, 1.5},
                {"640/480", 3, 640},
                {"1234567.5:", 9, 1234567.5},
                {"NaNs", 3, NAN},
                {"Infinity]", 8, INFINITY},
                {"-Infinity", 9, -INFINITY},
                {"1-2", 1, 1},
                {"0x10", 1, 0}};
    double value;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = rows[i].text;

        const size_t taken = read_near_and_far(text, &value);

        assert_int_equal(taken, rows[i].taken);
        assert_true(isnan(rows[i].value) ? isnan(value) : same(value, rows[i].value));
    }
}

static void the_byte_at_the_end_is_not_looked_at(void **state)
{
    double value;

    (void)state;
    for (size_t n = 1; n <= 4; n++) {
        static const char text[] = "1234";
        static const double wanted[] = {0, 1, 12, 123, 1234};
        assert_ptr_equal(od_number_read(text, text + n, &value), text + n);
        assert_true(same(value, wanted[n]));
    }
}

/* Near the end and far from it; see read_near_and_far. */
static const char *read_integer(const char *text, int64_t *value)
{
    char far[128];
    int64_t far_value = 0;
    const char *after = od_number_read_int64(text, text + strlen(text), value), *far_after;

    snprintf(far, sizeof far, "%s,%80s", text, "");
    far_after = od_number_read_int64(far, far + strlen(far), &far_value);
    assert_int_equal(after != NULL, far_after != NULL);
    assert_true(!after || (far_after - far == after - text && far_value == *value));
    return after;
}

static void integers_are_read_exactly_up_to_64_bits(void **state)
{
    int64_t value = 0;

    (void)state;
    assert_non_null(read_integer("9007199254740993", &value));
    assert_true(value == INT64_C(9007199254740993));
    assert_non_null(read_integer("9223372036854775807", &value));
    assert_true(value == INT64_MAX);
    assert_non_null(read_integer("-9223372036854775808", &value));
    assert_true(value == INT64_MIN);
    assert_non_null(read_integer("-0", &value));
    assert_true(value == 0);
    assert_non_null(read_integer("-7,", &value));
    assert_true(value == -7);
    assert_null(read_integer("9223372036854775808", &value));
    assert_null(read_integer("-9223372036854775809", &value));
    assert_null(read_integer("99999999999999999999999", &value));
    assert_null(read_integer("1.0", &value));
    assert_null(read_integer("1e3", &value));
    assert_null(read_integer("-", &value));
    assert_null(read_integer("", &value));
}

static void writing_takes_the_fewest_of_15_to_17_digits_that_read_back(void **state)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0.1, "0.1"},
                {1, "1"},
                {-0.0, "-0"},
                {0, "0"},
                {1e-7, "1e-07"},
                {0.30000000000000004, "0.30000000000000004"},
                {100, "100"},
                {123456789012345, "123456789012345"},
                {-5e14, "-500000000000000"},
                {1e15, "1e+15"},
                {1e22, "1e+22"},
                {473.07, "473.07"},
                {NAN, "NaN"},
                {INFINITY, "Infinity"},
                {-INFINITY, "-Infinity"},
                {DBL_MAX, "1.7976931348623157e+308"}};
    char text[OD_NUMBER_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = od_number_write(text, rows[i].value);

        assert_string_equal(text, rows[i].text);
        assert_int_equal(n, strlen(rows[i].text));
    }
}

static void any_double_written_reads_back_as_itself(void **state)
{
    uint64_t seed = 4;
    char text[OD_NUMBER_TEXT];
    double again;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        double value = i % 2 ? any_finite(&seed) : (double)(random_64(&seed) % 100000000) / 10000.0;

        size_t n = od_number_write(text, value);

        assert_true(n < OD_NUMBER_TEXT);
        assert_ptr_equal(od_number_read(text, text + n, &again), text + n);
        assert_true(same(value, again));
    }
}

static void fixed_decimals_are_printfs(void **state)
{
    char text[400];

    (void)state;
    assert_int_equal(od_number_fixed(text, sizeof text, 31.005, 2), 5);
    assert_string_equal(text, "31.00"); /* 31.005 is a little less in binary */
    assert_int_equal(od_number_fixed(text, sizeof text, -0.5, 0), 2);
    assert_string_equal(text, "-0");
    assert_int_equal(od_number_fixed(text, sizeof text, DBL_MAX, 1), 311);
    assert_int_equal(od_number_fixed(text, sizeof text, -NAN, 1), 3);
    assert_string_equal(text, "nan");
    assert_int_equal(od_number_fixed(text, 4, 123.456, 2), 3);
    assert_string_equal(text, "123");
    assert_int_equal(od_number_fixed(text, 0, 1, 2), 0);
}

static void a_locale_with_a_decimal_comma_changes_nothing(void **state)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8",
                                        "ps_AF.UTF-8"};
    static const char hard[] = "9007199254740993.00000000000000000000000000001";
    const char *set = NULL;
    char text[64];
    double value = 0;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names && !set; i++)
        set = setlocale(LC_ALL, names[i]);
    if (!set)
        print_message("no locale with a decimal comma is installed: only the C locale is tested\n");

    od_number_read(hard, hard + sizeof hard - 1, &value);
    od_number_write(text, 0.30000000000000004);

    assert_true(value == 9007199254740994.0);
    assert_string_equal(text, "0.30000000000000004");
    od_number_fixed(text, sizeof text, 1234.5, 2);
    assert_string_equal(text, "1234.50");
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_from_5_to_the_0_on_is_the_power_cut_to_128_bits),
        cmocka_unit_test(every_row_below_is_the_reciprocal_rounded_up),
        cmocka_unit_test(numbers_with_known_traps_are_read_as_strtod_reads_them),
        cmocka_unit_test(doubles_printed_in_several_ways_are_read_as_strtod_reads_them),
        cmocka_unit_test(digit_strings_of_all_lengths_are_read_as_strtod_reads_them),
        cmocka_unit_test(plain_numbers_of_all_lengths_are_read_as_strtod_reads_them),
        cmocka_unit_test(numbers_half_way_between_doubles_are_read_as_strtod_reads_them),
        cmocka_unit_test(the_longest_half_way_numbers_are_read_as_strtod_reads_them),
        cmocka_unit_test(a_million_digits_are_read_correctly),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(reading_stops_where_the_grammar_stops),
        cmocka_unit_test(the_byte_at_the_end_is_not_looked_at),
        cmocka_unit_test(integers_are_read_exactly_up_to_64_bits),
        cmocka_unit_test(writing_takes_the_fewest_of_15_to_17_digits_that_read_back),
        cmocka_unit_test(any_double_written_reads_back_as_itself),
        cmocka_unit_test(fixed_decimals_are_printfs),
        cmocka_unit_test(a_locale_with_a_decimal_comma_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
