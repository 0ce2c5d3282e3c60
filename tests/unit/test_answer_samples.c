#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "reading_text.h"

/* Answers of real models as their logs and notebooks have them; boxes and labels by hand from the files. */
static const struct {
    const char *file, *family;
    od_answer_status status;
    const char *boxes;
} samples[] = {
    {"001_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_REPAIRED, "table with bananas [0 134 644 415]"},
    {"002_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_PARSED, "umpcatcher [0 219 123 387]"},
    {"003_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_REPAIRED, "person with phone. [0 1 234 469]"},
    {"004_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_PARSED, "person with camera [140 69 325 237]"},
    {"005_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_PARSED, "man standing far left in orange. [14 135 136 470]"},
    {"007_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_PARSED, "table with bananas. [0 134 644 415]"},
    {"009_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_REPAIRED, "man standing far left in orange. [14 135 136 470]"},
    {"010_vlmr1.txt", "qwen2.5-vl", OD_ANSWER_PARSED, "zebra closest to us. First [150 123 644 428]"},
    /* no "label": each object has name_zh and name_en */
    {"068_qwen3-vl_c6.txt", "qwen3-vl", OD_ANSWER_PARSED,
     "Rice [0 614 224 825], Rice [0 207 227 333], Potato Carrot Pork Rib Soup [266 126 695 343], "
     "Orange Slices [704 185 956 317], Shredded Cabbage [40 368 436 610], "
     "Tomato Scrambled Eggs [562 359 946 593], Spicy Blood Tofu [278 584 762 939]"},
    {"072_notebooks_c12.txt", "gemini", OD_ANSWER_PARSED, "dogs tail [599 339 725 395]"},
    /* a warning of the program that was run; its answer was not printed */
    {"074_notebooks_c25.txt", "paligemma", OD_ANSWER_UNPARSABLE, ""},
    {"077_smol-vision_c9.txt", "florence-2-processed", OD_ANSWER_PARSED,
     "candy [2272 2085 2659 2453], candy [1925 1335 2296 1707], candy [1651 1431 1961 1788], "
     "candy [2457 1915 2840 2193], candy [2009 1955 2388 2187], human hand [1155 533 3784 3022]"},
    {"082_rex-omni_c6.txt", "rex-omni", OD_ANSWER_PARSED,
     "man [23 294 106 525], man [80 286 146 515], man [69 363 357 936], man [251 327 457 781], "
     "man [308 212 362 461], man [512 252 612 551], man [763 270 842 467], woman [396 253 446 376], "
     "woman [586 360 745 820], woman [591 228 645 374], woman [699 233 738 417], woman [880 293 953 514], "
     "yellow flower [441 439 594 588], sofa [643 453 999 977], robot-shape light [128 95 218 259], "
     "robot-shape light [771 96 876 254], blanket [828 560 962 947], microwave [351 307 400 368], "
     "laptop [126 343 166 388], cup [575 358 592 384], cup [613 545 637 602], cup [840 364 854 387], "
     "cup [883 359 895 375], white chair [386 418 434 577], white chair [454 419 498 510], "
     "white chair [524 420 582 584], white chair [624 416 673 563], lamp [358 1 399 131], "
     "lamp [488 2 530 130], lamp [620 2 664 132]"},
    {"084_qwen-vl.txt", "qwen-vl", OD_ANSWER_PARSED, "\xe5\x87\xbb\xe6\x8e\x8c [536 509 588 602]"},
    {"088_deepseek-vl2.txt", "deepseek-vl2", OD_ANSWER_PARSED, "The giraffe at the back. [580 270 999 900]"},
};
enum { N_SAMPLES = sizeof samples / sizeof *samples };

/* The file's text; false when it is not there. */
static bool load(const char *name, char *text, size_t size, size_t *n)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "../shared/data/answers/%s", name);
    file = fopen(path, "rb");
    if (!file)
        return false;
    *n = fread(text, 1, size, file);
    fclose(file);
    return true;
}

/* The boxes alone, without what reading_text_of says after them. */
static void assert_boxes(const char *name, const od_reading *r, const char *expected)
{
    reading_text said = {.n = 0};

    for (size_t i = 0; i < r->n_boxes; i++) {
        if (i)
            reading_text_add(&said, ", ", 2);
        reading_text_box(&said, r, &r->boxes[i]);
    }
    if (strcmp(said.text, expected) != 0)
        fail_msg("%s: \"%s\" is not \"%s\"", name, said.text, expected);
}

static void read_sample(od_reading *r, const char *name, const char *family)
{
    char text[8192];
    size_t n = 0;
    od_error err = {.code = OD_OK};

    if (!load(name, text, sizeof text, &n)) {
        print_message("skipped: ../shared/data/answers is not here\n");
        skip();
    }
    assert_int_equal(od_answer_read(r, od_family_find(family), (od_str){text, n}, &err), OD_OK);
}

static void real_answers_are_read_completely_and_rightly(void **state)
{
    od_reading reading = {.status = OD_ANSWER_PARSED};

    (void)state;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        read_sample(&reading, samples[i].file, samples[i].family);

        assert_boxes(samples[i].file, &reading, samples[i].boxes);
        if (reading.status != samples[i].status)
            fail_msg("%s is said to be %s", samples[i].file, od_answer_status_name(reading.status));
    }
    od_reading_release(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_answers_are_read_completely_and_rightly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
