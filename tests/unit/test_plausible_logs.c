#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "answer/answer.h"
#include "answer/plausible.h"
#include "core/json.h"

enum { TEXT = 500 };

/* The numbers of one field of a record, four at most. */
static void read_numbers(od_json *j, double v[4])
{
    bool first = true, more;
    double value;

    assert_int_equal(od_json_open_array(j), OD_OK);
    for (int n = 0; od_json_item(j, &first, &more) == OD_OK && more; n++) {
        assert_int_equal(od_json_number(j, &value), OD_OK);
        if (n < 4)
            v[n] = value;
    }
}

/* The logs do not give the images' sizes. RefGTA's are all of one size; COCO's longer side is 640, mostly,
 * and whether that is the width, the two boxes tell, the true one and the answer: a stand-in, good for tests.
 */
static od_sizes size_of_image(const double truth[4], const double box[4], bool is_gta)
{
    bool is_tall = fmax(truth[3], box[3]) > 490, is_wide = fmax(truth[2], box[2]) > 490;

    if (is_gta)
        return (od_sizes){1920, 1080, 0, 0};
    return (od_sizes){is_tall && !is_wide ? 480 : 640, is_tall ? 640 : 480, 0, 0};
}

static void read_record(od_json *j, od_plausible *p, bool is_gta)
{
    double box[4] = {0}, truth[4] = {0};
    bool first = true, more;
    od_sizes sizes;
    od_str key;

    assert_int_equal(od_json_open_object(j), OD_OK);
    while (od_json_key(j, &first, &key, &more) == OD_OK && more) {
        if (od_str_equal(key, OD_STR("extracted_answer")))
            read_numbers(j, box);
        else if (od_str_equal(key, OD_STR("ground_truth")))
            read_numbers(j, truth);
        else
            assert_int_equal(od_json_skip(j), OD_OK);
    }
    sizes = size_of_image(truth, box, is_gta);
    if (box[2] > 0)
        assert_int_equal(od_plausible_add(p, &sizes, box, NULL, NULL), OD_OK);
}

static void read_log(od_input *in, od_plausible *p, bool is_gta)
{
    bool first = true, more, first_record = true, more_records;
    od_error err = {0};
    od_str key;
    od_json j;

    od_json_init(&j, in, &err);
    assert_int_equal(od_json_open_object(&j), OD_OK);
    while (od_json_key(&j, &first, &key, &more) == OD_OK && more) {
        if (!od_str_equal(key, OD_STR("results"))) {
            assert_int_equal(od_json_skip(&j), OD_OK);
            continue;
        }
        assert_int_equal(od_json_open_array(&j), OD_OK);
        while (od_json_item(&j, &first_record, &more_records) == OD_OK && more_records)
            read_record(&j, p, is_gta);
    }
    assert_int_equal(err.code, OD_OK);
    od_json_free(&j);
}

/* Qwen2.5-VL's own answers, which are pixels of its input. */
static void real_answers_are_told_from_0_to_1000(void **state)
{
    static const char *const logs[] = {
        "refcoco_val_qwen2_5vl_3b_instruct_r1_500",      "refcoco_val_qwen2_5vl_3b_instruct_sft_500",
        "refcocog_val_qwen2_5vl_3b_instruct_sft_300",    "refcocop_val_qwen2_5vl_3b_instruct_r1_500",
        "refgta_subsample_qwen2_5vl_3b_instruct_r1_500", "refgta_subsample_qwen2_5vl_3b_instruct_sft_500",
    };
    const od_family *input = od_family_find("qwen2.5-vl"), *pixels = od_family_find("pixels");
    const od_family *scaled = od_family_find("qwen3-vl");
    char path[160], buf[TEXT];

    (void)state;

    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        od_plausible p = {0};
        od_plausible_summary s;
        od_input *in;
        snprintf(path, sizeof path, "../shared/data/rec-logs/%s.json.gz", logs[i]);
        if (od_input_open(&in, path, NULL) != OD_OK) {
            print_message("%s is not there: not tested\n", path);
            skip();
        }
        read_log(in, &p, strncmp(logs[i], "refgta", 6) == 0);
        od_input_close(in);
        od_plausible_summarise(&p, &s);
        od_plausible_release(&p);

        assert_true(s.boxes >= 480);
        assert_null(od_plausible_suspicion(&s, &input->frame, buf, sizeof buf));
        assert_null(od_plausible_suspicion(&s, &pixels->frame, buf, sizeof buf));
        assert_non_null(od_plausible_suspicion(&s, &scaled->frame, buf, sizeof buf));
        assert_non_null(strstr(buf, "qwen2.5-vl"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_answers_are_told_from_0_to_1000),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
