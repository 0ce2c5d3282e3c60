#include "metric/ap_table.h"

static od_status ap_init(void *state, const od_metric_context *c, od_error *err)
{
    return od_ap_table_init(state, c->problem, err);
}

static od_status ap_observe(void *state, const od_metric_context *c, const od_image_view *image,
                            od_error *err)
{
    od_status st = od_ap_table_add_truths(state, image, err);

    (void)c;
    return st == OD_OK ? od_ap_table_add(state, image, NULL, 1, err) : st;
}

static od_status ap_merge(void *state, const void *other, od_error *err)
{
    return od_ap_table_merge(state, other, err);
}

static od_status ap_absorb(void *state, void *other, od_error *err)
{
    return od_ap_table_absorb(state, other, err);
}

static od_status ap_finish(const void *state, const od_metric_context *c, od_scores *scores, od_error *err)
{
    return od_ap_table_scores(state, 0, c, "", scores, err);
}

static od_status ap_save(const void *state, od_buffer *bytes, od_error *err)
{
    return od_ap_table_save(state, bytes, err);
}

static od_status ap_load(void *state, const char *bytes, size_t n, od_error *err)
{
    return od_ap_table_load(state, &bytes, bytes + n, err);
}

static od_status ap_curves(const void *state, const od_metric_context *c, unsigned wanted, bool with_scores,
                           od_curves *curves, od_error *err)
{
    return od_ap_table_curves(state, 0, c, wanted, with_scores, curves, err);
}

static od_status ap_sampler(od_sampler **out, const void *state, const od_metric_context *c, od_error *err)
{
    return od_ap_table_sampler(out, state, 0, c, "", err);
}

static void ap_release(void *state)
{
    od_ap_table_release(state);
}

const od_metric od_metric_ap = {
    .name = "AP",
    .title = "COCO average precision and recall: the 12 numbers",
    .help = "Detections of an image and category are matched to ground truth in order of falling score: each "
            "takes the\n"
            "free ground truth with the highest IoU, if that reaches the threshold (equal IoU: the later in "
            "the file).\n"
            "Precision is the share of right detections among those with at least a given score, recall the "
            "share of\n"
            "ground truth found; AP is precision, made falling, averaged over 101 recall points, 10 IoU "
            "thresholds\n"
            "(0.50 to 0.95) and all categories that have ground truth. AR is recall at the last detection, "
            "averaged\n"
            "over the thresholds. At most 100 detections per image and category count.\n"
            "\n"
            "  AP AP50 AP75     all thresholds; IoU 0.50; IoU 0.75\n"
            "  APs APm APl      ground truth of up to 32^2, 32^2 to 96^2, from 96^2 square pixels\n"
            "  AR1 AR10 AR100   at 1, 10, 100 detections per image and category\n"
            "  ARs ARm ARl      by size, at 100 detections\n"
            "\n"
            "Mind:\n"
            "- Equal scores are ranked by image id, then by order in the file: with all scores 1.0 the order "
            "of the\n"
            "  boxes in the file is the ranking.\n"
            "- False positives of a category without ground truth cost nothing.\n"
            "- A crowd (iscrowd) takes any number of detections, which then count neither way; its IoU is "
            "intersection\n"
            "  over the detection's area.\n"
            "- Under reference rules a detection matched to the annotation with id 0 counts as wrong.\n",
    .cite = "pycocotools 2.0.11 (cocoeval.py, maskApi.c), equal bit for bit with numpy up to 2.2. From 2.3 "
            "on numpy sums\n"
            "means of more than 8,192 values in another order, so that their last bit can differ.",
    .primary = "AP",
    .state_size = sizeof(od_ap_table),
    .init = ap_init,
    .observe = ap_observe,
    .merge = ap_merge,
    .absorb = ap_absorb,
    .finish = ap_finish,
    .save = ap_save,
    .load = ap_load,
    .curves = ap_curves,
    .sampler = ap_sampler,
    .release = ap_release,
};
