#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <zlib.h>

#include "backend/picture.h"
#include "backend/picture_kind.h"
#include "unit/jpeg_bytes.h"
#include "unit/scratch.h"

enum { SIDE = 20 };

typedef struct made {
    unsigned char bytes[4096];
    size_t n;
} made;

static void keep(void *context, void *data, int n)
{
    made *m = context;

    assert_true(m->n + (size_t)n <= sizeof m->bytes);
    memcpy(m->bytes + m->n, data, (size_t)n);
    m->n += (size_t)n;
}

static void paint(unsigned char rgb[SIDE * SIDE * 3])
{
    for (int i = 0; i < SIDE * SIDE; i++) {
        rgb[3 * i] = (unsigned char)(i % SIDE * 12);
        rgb[3 * i + 1] = (unsigned char)(i / SIDE * 12);
        rgb[3 * i + 2] = (unsigned char)((i * 37) % 256);
    }
}

static void put_chunk(made *m, const char *name, const unsigned char *data, size_t n)
{
    unsigned char length[4] = {0, 0, (unsigned char)(n >> 8), (unsigned char)n}, check[4];
    const size_t start = m->n + 4;
    uLong crc;

    keep(m, length, 4);
    keep(m, (void *)(uintptr_t)name, 4);
    keep(m, (void *)(uintptr_t)data, (int)n);
    crc = crc32(0, m->bytes + start, (uInt)(m->n - start));
    for (int i = 0; i < 4; i++)
        check[i] = (unsigned char)(crc >> (24 - 8 * i));
    keep(m, check, 4);
}

static void write_png(made *m, const unsigned char rgb[SIDE * SIDE * 3])
{
    const unsigned char head[13] = {0, 0, 0, SIDE, 0, 0, 0, SIDE, 8, 2};
    unsigned char rows[SIDE * (1 + SIDE * 3)], packed[2048];
    uLongf n = sizeof packed;

    for (int y = 0; y < SIDE; y++) {
        rows[y * (1 + SIDE * 3)] = 0;
        memcpy(rows + y * (1 + SIDE * 3) + 1, rgb + (ptrdiff_t)y * SIDE * 3, SIDE * 3);
    }
    assert_int_equal(compress(packed, &n, rows, sizeof rows), Z_OK);
    keep(m, "\x89PNG\r\n\x1a\n", 8);
    put_chunk(m, "IHDR", head, sizeof head);
    put_chunk(m, "IDAT", packed, n);
    put_chunk(m, "IEND", head, 0);
}

/* As it is after reading and decoding a file with these bytes; released by the caller. */
static od_picture picture_of(void **state, const void *bytes, size_t n)
{
    od_picture p = {0};

    od_picture_read(&p, scratch_file(state, "image", bytes, n));
    od_picture_decode(&p);
    return p;
}

static void assert_fails(void **state, const void *bytes, size_t n, const char *reason)
{
    od_picture p = picture_of(state, bytes, n);

    assert_null(p.rgb);
    assert_string_equal(p.failure, reason);
    od_picture_release(&p);
}

static void a_png_is_decoded_and_its_bytes_are_hashed(void **state)
{
    unsigned char rgb[SIDE * SIDE * 3];
    made png = {.n = 0};
    od_picture p;

    paint(rgb);
    write_png(&png, rgb);

    p = picture_of(state, png.bytes, png.n);

    assert_string_equal(p.failure, "");
    assert_int_equal(p.width, SIDE);
    assert_int_equal(p.height, SIDE);
    assert_memory_equal(p.rgb, rgb, sizeof rgb);
    assert_int_equal(p.n_bytes, png.n);
    od_picture_release(&p);
}

static void the_hash_is_that_of_the_bytes_whatever_they_are(void **state)
{
    od_picture p = {0};

    od_picture_read(&p, scratch_file(state, "image", "abc", 3));

    assert_string_equal(p.failure, ""); /* a backend that wants the bytes may know what this is */
    assert_string_equal(p.sha256,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-4 */
    assert_int_equal(p.width, 0);
    od_picture_release(&p);
}

static void files_that_are_no_images_fail_with_their_reason(void **state)
{
    od_picture p = {0};

    od_picture_read(&p, scratch_path(state, "absent"));
    assert_string_equal(p.failure, "there is no such file");
    assert_string_equal(p.sha256, "");
    od_picture_release(&p);

    od_picture_read(&p, ((scratch *)*state)->folder);
    assert_string_equal(p.failure, "it is no regular file");
    od_picture_release(&p);

    assert_fails(state, "", 0, "the file is empty");
    assert_fails(state, "abc", 3, "it is no image that can be decoded: JPEG, PNG, BMP, GIF or PNM");
}

static void a_pipe_does_not_stop_the_run(void **state)
{
    const char *path = scratch_path(state, "pipe");
    od_picture p = {0};

    assert_int_equal(mkfifo(path, 0600), 0);

    od_picture_read(&p, path);

    assert_string_equal(p.failure, "it is no regular file");
    od_picture_release(&p);
}

/* Wherever it is cut; `slack` bytes at the end are looked at by nobody. */
static void assert_cut_fails(void **state, const made *m, size_t slack)
{
    od_picture whole = picture_of(state, m->bytes, m->n);

    assert_string_equal(whole.failure, "");
    od_picture_release(&whole);
    for (size_t n = 0; n < m->n - slack; n++) {
        od_picture p = picture_of(state, m->bytes, n);

        if (!p.failure[0] || p.rgb)
            fail_msg("%zu of %zu bytes were taken for the whole", n, m->n);
        od_picture_release(&p);
    }
}

static void an_image_that_breaks_off_fails_wherever_it_does(void **state)
{
    unsigned char rgb[SIDE * SIDE * 3];
    made png = {.n = 0}, jpeg = {.n = 0};

    paint(rgb);
    write_png(&png, rgb);
    keep(&jpeg, (void *)(uintptr_t)jpeg_bytes, sizeof jpeg_bytes);

    assert_cut_fails(state, &png, 4); /* the check sum of the end chunk */
    assert_cut_fails(state, &jpeg, 0);
    assert_fails(state, jpeg.bytes, jpeg.n - 2, "the file breaks off before the image ends");
}

static void more_pixels_than_the_limit_are_refused_from_the_head(void **state)
{
    static const char pnm[] = "P6\n30000 30000\n255\n";
    static const unsigned char nothing[] =
        "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\7\x08\x02\0\0\0crc.";
    static const unsigned char png[] =
        "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30\x08\x02\0\0\0crc.";
    od_picture p = {0};

    od_picture_read(&p, scratch_file(state, "image", png, sizeof png - 1));
    assert_string_equal(p.failure,
                        "it is 30000 x 30000 pixels large, and at most 100000000 pixels are decoded");
    assert_int_equal(strlen(p.sha256), 64);
    od_picture_release(&p);
    assert_fails(state, nothing, sizeof nothing - 1, "it is 0 x 7 pixels large");
    assert_fails(state, pnm, sizeof pnm - 1,
                 "it is 30000 x 30000 pixels large, and at most 100000000 pixels are decoded");
}

static void sixteen_bits_a_channel_fail(void **state)
{
    static const unsigned char png[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x10\x02\0\0\0crc.";
    static const char pnm[] = "P6\n1 1\n65535\n\0\1\0\2\0\3";

    assert_fails(state, png, sizeof png - 1, "it has 16 bits a channel: convert it to 8");
    assert_fails(state, pnm, sizeof pnm - 1, "it has 16 bits a channel: convert it to 8");
}

static void four_channels_of_a_jpeg_fail(void **state)
{
    /* a comment segment, then the frame: 8 bits, 1 x 1, 4 channels */
    static const unsigned char jpeg[] =
        "\xff\xd8\xff\xfe\0\5abc\xff\xc0\0\x14\x08\0\1\0\1\4\1\x11\0\2\x11\0\3\x11\0\4\x11\0";

    assert_fails(state, jpeg, sizeof jpeg - 1,
                 "it is CMYK, whose colours depend on the reader: convert it to RGB");
}

#define GIF_HEAD "GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff"
#define GIF_FRAME "\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"

static void a_gif_of_one_frame_is_decoded_and_one_of_two_fails(void **state)
{
    static const unsigned char one[] = GIF_HEAD GIF_FRAME "\x3b";
    static const unsigned char two[] = GIF_HEAD "\x21\xf9\4\0\0\0\0\0" GIF_FRAME GIF_FRAME "\x3b";
    const unsigned char red[3] = {0xff, 0, 0};
    od_picture p = picture_of(state, one, sizeof one - 1);

    assert_string_equal(p.failure, "");
    assert_memory_equal(p.rgb, red, 3);
    od_picture_release(&p);
    assert_fails(state, two, sizeof two - 1, "it is animated: keep one frame");
}

static void a_png_that_says_it_is_animated_fails(void **state)
{
    static const unsigned char png[] =
        "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0crc.\0\0\0\x08"
        "acTL\0\0\0\2\0\0\0\0crc.";

    assert_fails(state, png, sizeof png - 1, "it is animated: keep one frame");
}

/* None of these may read beyond its bytes: the sanitizers watch. */
static void kinds_of_any_bytes_are_told_without_reading_beyond_them(void **state)
{
    static const unsigned char heads[][32] = {"\xff\xd8\xff\xc0\0\x14\x08", "\xff\xd8\xff\xff\xff\xff",
                                              GIF_HEAD, "\x89PNG\r\n\x1a\n\xff\xff\xff\xff"};

    (void)state;
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
        for (size_t n = 0; n <= sizeof heads[h]; n++) {
            unsigned char *exact = malloc(n ? n : 1);

            assert_non_null(exact);
            memcpy(exact, heads[h], n);
            assert_false(od_picture_is_animated(exact, n));
            assert_false(od_picture_is_cmyk(exact, n));
            free(exact);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_png_is_decoded_and_its_bytes_are_hashed, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(the_hash_is_that_of_the_bytes_whatever_they_are, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(files_that_are_no_images_fail_with_their_reason, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(a_pipe_does_not_stop_the_run, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(an_image_that_breaks_off_fails_wherever_it_does, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(more_pixels_than_the_limit_are_refused_from_the_head, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(sixteen_bits_a_channel_fail, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(four_channels_of_a_jpeg_fail, scratch_setup, scratch_teardown),
        cmocka_unit_test_setup_teardown(a_gif_of_one_frame_is_decoded_and_one_of_two_fails, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(a_png_that_says_it_is_animated_fails, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test(kinds_of_any_bytes_are_told_without_reading_beyond_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
