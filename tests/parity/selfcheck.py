"""The vectors of the semantics, worked out by hand or on the reference, against the functions of reference.py."""

import json
import random

import numpy as np
from pycocotools import mask

import reference


def truth(number, image, category, box, crowd=0):
    return {"id": number, "image_id": image, "category_id": category, "bbox": box, "area": box[2] * box[3],
            "iscrowd": crowd}


def detection(image, category, box, score):
    return {"image_id": image, "category_id": category, "bbox": box, "score": score}


def data_set(images, categories, truths):
    return json.dumps({"images": [{"id": i} for i in images],
                       "categories": [{"id": c, "name": f"c{c}"} for c in categories], "annotations": truths})


def check_stats(found, wanted, decimals):
    """Equal when rounded as the wanted numbers are."""
    found = [float.fromhex(text) for text in found]
    assert np.allclose(found, wanted, rtol=0, atol=0.51 * 10.0**-decimals), (found, wanted)


def ap_equals_the_coco_vector():
    gt = data_set([1, 2, 3], [1, 2], [
        truth(1, 1, 1, [10, 10, 50, 50]), truth(2, 1, 1, [100, 100, 40, 40]), truth(3, 2, 1, [20, 20, 30, 30]),
        truth(4, 2, 2, [0, 0, 200, 200]), truth(5, 3, 2, [50, 50, 20, 20], crowd=1)])
    dt = json.dumps([
        detection(1, 1, [12, 12, 50, 50], .9), detection(1, 1, [100, 100, 40, 30], .8),
        detection(1, 1, [11, 11, 50, 50], .7), detection(2, 1, [20, 20, 30, 30], .6),
        detection(2, 2, [10, 10, 190, 190], .95), detection(3, 2, [52, 52, 10, 10], .5),
        detection(3, 2, [300, 300, 10, 10], .4), detection(2, 1, [0, 0, 5, 5], .85)])

    run = reference.evaluate(gt, dt)

    check_stats(reference.stats(run), [
        .740297029703, .878217821782, .878217821782, .5, .717821782178, .9, .583333333333, .866666666667,
        .866666666667, 1.0, .75, .9], 12)
    check_stats([run.eval["precision"][:, :, k, 0, 2].mean().hex() for k in (0, 1)],
                [.5805940594059406, .8999999999999999], 15)


def one_pair(gt_box, dt_box):
    found = reference.evaluate(data_set([1], [1], [truth(1, 1, 1, gt_box)]), json.dumps([detection(1, 1, dt_box, .5)]))
    return [float(value) for value in found.stats]


def iou_on_a_threshold_is_a_match():
    assert one_pair([0, 0, 20, 10], [0, 0, 10, 10])[:2] == [.09999999999999999, .9999999999999999]
    assert abs(one_pair([0, 0, 20, 10], [0, 0, 18, 10])[0] - .9) < 1e-15
    assert abs(one_pair([0, 0, 20, 10], [0, 0, 19, 10])[0] - 1) < 1e-15
    assert one_pair([0, 0, 20, 10], [0, 0, 20, 10])[:2] == [.9999999999999998, .9999999999999999]


def areas_on_a_border_belong_to_both_ranges():
    assert abs(one_pair([0, 0, 33, 33], [0, 0, 31, 31])[4] - .8) < 1e-15
    assert one_pair([0, 0, 33, 33], [0, 0, 31, 31])[3] == -1
    assert one_pair([0, 0, 32, 32], [0, 0, 32, 32])[3] == one_pair([0, 0, 32, 32], [0, 0, 32, 32])[4] > .99


def truth_0_is_never_found():
    perfect = [[0, 0, 10, 10], [50, 50, 10, 10]]
    dt = json.dumps([detection(1, 1, box, .5) for box in perfect])
    run = reference.evaluate(data_set([1], [1], [truth(i, 1, 1, box) for i, box in enumerate(perfect)]), dt)
    assert abs(run.stats[0] - .2525) < 5e-5


def seven_of_twenty_reach_35_recall_points():
    boxes = [[20 * i, 0, 10, 10] for i in range(20)]
    run = reference.evaluate(data_set([1], [1], [truth(i + 1, 1, 1, box) for i, box in enumerate(boxes)]),
                             json.dumps([detection(1, 1, box, .5) for box in boxes[:7]]))
    assert abs(run.stats[0] - .3465346534653465) < 1e-16


def a_hundred_detections_are_looked_at():
    boxes = [[20 * i, 0, 10, 10] for i in range(120)]
    run = reference.evaluate(data_set([1], [1], [truth(i + 1, 1, 1, box) for i, box in enumerate(boxes)]),
                             json.dumps([detection(1, 1, box, 1) for box in boxes]))
    assert np.allclose(run.stats[[0, 6, 7, 8]], [84 / 101, 1 / 120, 10 / 120, 100 / 120])


def nms_equals_the_vector():
    gt = data_set([1, 2, 3], [1, 2], [
        truth(1, 1, 1, [10, 10, 100, 100]), truth(2, 1, 2, [200, 10, 80, 60]), truth(3, 2, 1, [0, 0, 50, 50])])
    dt = json.dumps([
        detection(1, 2, [12, 12, 100, 100], .9), detection(1, 1, [10, 10, 98, 100], .8),
        detection(1, 2, [205, 12, 78, 60], .7), detection(1, 1, [205, 12, 78, 60], .6),
        detection(2, 1, [0, 0, 50, 25], .95), detection(2, 1, [0, 0, 50, 48], .5),
        detection(3, 1, [0, 0, 50, 50], .99)])

    got = reference.expected(gt, dt)

    assert got["nms_kept"] == [0, 2, 4, 5, 6]
    check_stats(got["stats"], [.388333, .583333, .45, -1, .4875, 1, .275, .85, .85, -1, .85, 1], 6)
    check_stats(got["nms_stats"], [.263366, .376238, .334158, -1, .525, 0, .025, .6, .6, -1, .85, 0], 6)


def nms_follows_its_rules():
    one = data_set([1], [1], [truth(1, 1, 1, [0, 0, 100, 100])])
    two = data_set([1], [1], [truth(1, 1, 1, [0, 0, 100, 100]), truth(2, 1, 1, [0, 0, 100, 60])])
    same = data_set([1], [1, 2], [truth(1, 1, 1, [0, 0, 10, 10]), truth(2, 1, 2, [0, 0, 10, 10])])
    exactly_half = json.dumps([detection(1, 1, [0, 0, 100, 50], score) for score in (.9, .8)])
    tied = json.dumps([detection(1, 1, [0, 0, 100, height], 1.0) for height in (100, 99, 98)])
    not_a_number = json.dumps([detection(1, 1, [0, 0, 100, 100], score) for score in (.9, float("nan"), float("inf"))])
    nested = json.dumps([detection(1, 1, [0, 0, 100, 100], .9), detection(1, 1, [0, 0, 100, 60], .8)])
    perfect = json.dumps([detection(1, category, [0, 0, 10, 10], 1.0) for category in (1, 2)])

    assert reference.nms_survivors(one, exactly_half) == [0, 1]
    assert reference.nms_survivors(one, tied) == [2]
    assert reference.nms_survivors(one, not_a_number) == [1]
    assert reference.nms_survivors(two, nested) == [0]
    assert abs(float.fromhex(reference.expected(same, perfect)["stats"][0]) - 1) < 1e-15
    assert float.fromhex(reference.expected(same, perfect)["nms_stats"][0]) == 0.4999999999999999


def the_last_of_equals_wins():
    for n in range(1, 40):
        detections = [{"score": 1.0}] * n
        assert reference.best_score(list(range(n)), detections) == n - 1


def greedy_equals_the_vector():
    cat, dog = 1, 2
    gt = data_set([1, 2, 3, 4], [cat, dog], [
        truth(1, 1, cat, [0, 0, 100, 100]), truth(2, 1, dog, [200, 200, 100, 100]), truth(3, 2, cat, [0, 0, 10, 10]),
        truth(4, 2, cat, [0, 0, 10, 6]), truth(5, 4, dog, [0, 0, 10, 10])])
    dt = json.dumps([
        detection(1, dog, [0, 0, 100, 100], 1), detection(1, cat, [0, 0, 100, 90], 1),
        detection(1, cat, [0, 0, 100, 50], 1), detection(1, dog, [200, 200, 100, 49], 1),
        detection(2, cat, [0, 0, 10, 8], 1), detection(3, cat, [0, 0, 10, 10], 1)])
    crowd = data_set([1], [cat], [truth(1, 1, cat, [0, 0, 100, 100], crowd=1)])
    around = json.dumps([detection(1, cat, [50, 0, 100, 100], 1), detection(1, cat, [51, 0, 100, 100], 1),
                         detection(1, 99, [0, 0, 10, 10], 1)])

    assert reference.greedy_counts(gt, dt) == {"tp": 2, "predictions": 6, "truths": 5}
    assert reference.greedy_counts(crowd, around) == {"tp": 0, "predictions": 2, "truths": 0}


def our_iou_is_pycocotools_iou():
    rng = random.Random(1)
    values = [0, 1, 2.5, 7, 10.1, -3, 1e-300, 1e300, float("nan"), float("inf"), -float("inf")]
    for _ in range(20000):
        a, b = ([float(rng.choice(values[:6] if rng.random() < .8 else values)) for _ in range(4)] for _ in "ab")
        crowd = rng.random() < .5
        wanted = mask.iou([a], [b], [int(crowd)])[0, 0]
        found = reference.coco_iou(a, b, crowd)
        assert (found != found and wanted != wanted) or found.hex() == float(wanted).hex(), (a, b, crowd, found, wanted)


def means_are_in_pieces():
    rng = random.Random(2)
    row = np.array([rng.random() for _ in range(70000)])
    for n in list(range(1, 500)) + list(range(500, len(row), 501)):
        plain = float(np.mean(row[:n]))
        pieces = float(reference.mean_in_pieces(row[:n]))
        assert plain == pieces or (reference.SUMS_IN_ONE_PIECE and n > reference.SUM_PIECE), n


def run():
    checks = [ap_equals_the_coco_vector, iou_on_a_threshold_is_a_match, areas_on_a_border_belong_to_both_ranges,
              truth_0_is_never_found, seven_of_twenty_reach_35_recall_points, a_hundred_detections_are_looked_at,
              nms_equals_the_vector, nms_follows_its_rules, the_last_of_equals_wins,
              greedy_equals_the_vector, our_iou_is_pycocotools_iou, means_are_in_pieces]
    for check in checks:
        check()
    return len(checks)
