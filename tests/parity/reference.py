"""What the reference implementations say about one evaluation: pycocotools 2.0.11 for AP, and two plain
implementations of our own, of NMS-AP's filter and of greedy matching, for which no exact reference exists.

Everything takes the JSON text, not objects: pycocotools writes into the objects that it is given.
"""

import contextlib
import hashlib
import io
import json
import math
import struct
import unittest.mock

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

CANONICAL_NAN = struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000))[0]
SUM_PIECE = 8192
SUMS_IN_ONE_PIECE = np.lib.NumpyVersion(np.__version__) >= "2.3.0"
NMS_IOU = 0.5
GREEDY_IOU = 0.5


def mean_in_pieces(values):
    """np.mean of a row, to the bit, as numpy has it up to 2.2. Later ones sum a long row in one piece, and the last
    bit of a mean of more than 8,192 values depends on that."""
    pieces = (np.add.reduce(values[i : i + SUM_PIECE]) for i in range(0, len(values), SUM_PIECE))
    return sum(pieces) / len(values)


def evaluate(gt_text, dt_text, params=None):
    """A finished COCOeval. Raises what pycocotools raises on input that it can not take."""
    gt = COCO()
    gt.dataset = json.loads(gt_text)
    with contextlib.redirect_stdout(io.StringIO()):
        gt.createIndex()
        run = COCOeval(gt, gt.loadRes(json.loads(dt_text)), "bbox")
        for name, value in (params or {}).items():
            setattr(run.params, name, np.array(value) if name == "iouThrs" else value)
        with np.errstate(all="ignore"):
            run.evaluate()
            run.accumulate()
            with unittest.mock.patch.object(np, "mean", mean_in_pieces if SUMS_IN_ONE_PIECE else np.mean):
                run.summarize()
    return run


def stats(run):
    return [float(value).hex() for value in run.stats]


def digest(array):
    """SHA-256 of the float64 values in C order; every NaN as one bit pattern, -0.0 as it is."""
    array = np.array(array, dtype="<f8", order="C")
    array[np.isnan(array)] = CANONICAL_NAN
    return hashlib.sha256(array.tobytes()).hexdigest()


# ---------------------------------------------------------------------------------------------------------------------
# boxes


def fmin(a, b):
    """C's fmin: an operand that is NaN is not looked at."""
    return b if a != a else a if b != b else min(a, b)


def fmax(a, b):
    return b if a != a else a if b != b else max(a, b)


def divide(a, b):
    """IEEE division, where Python raises."""
    if b:
        return a / b
    return math.copysign(math.inf, a) * math.copysign(1.0, b) if a and a == a else math.nan


def coco_iou(detection, truth, crowd):
    """As pycocotools' bbIou, operation by operation."""
    dx, dy, dw, dh = map(float, detection)
    gx, gy, gw, gh = map(float, truth)
    w = fmin(dw + dx, gw + gx) - fmax(dx, gx)
    if w <= 0:
        return 0.0
    h = fmin(dh + dy, gh + gy) - fmax(dy, gy)
    if h <= 0:
        return 0.0
    return divide(w * h, dw * dh if crowd else dw * dh + gw * gh - w * h)


def ovdeval_iou(truth, detection):
    """As OVDEval's eval.py: any NaN on the way makes the result NaN."""
    gx, gy, gw, gh = map(float, truth)
    dx, dy, dw, dh = map(float, detection)
    w = min(gx + gw, dx + dw) - max(gx, dx)
    h = min(gy + gh, dy + dh) - max(gy, dy)
    if any(v != v for v in (gx, gy, gx + gw, gy + gh, dx, dy, dx + dw, dy + dh, w, h)):
        return math.nan
    inter = max(0.0, w) * max(0.0, h)
    union = gw * gh + dw * dh - inter
    return 0.0 if union == 0 else divide(inter, union)


# ---------------------------------------------------------------------------------------------------------------------
# NMS-AP


def best_score(candidates, detections):
    """The highest score, NaN above all; among equals the last. (numpy's argsort, reversed, for up to 16 candidates.)"""
    best = candidates[0]
    for index in candidates[1:]:
        score, top = detections[index]["score"], detections[best]["score"]
        if score != score or (top == top and score >= top):
            best = index
    return best


def nms_survivors(gt_text, dt_text):
    """The indices of the detections that OVDEval's filter keeps, in the order in which eval.py hands them on."""
    detections = json.loads(dt_text)
    truths_of, of_image = {}, {}
    for truth in json.loads(gt_text)["annotations"]:
        truths_of.setdefault(truth["image_id"], []).append(truth["bbox"])
    for index, detection in enumerate(detections):
        of_image.setdefault(detection["image_id"], []).append(index)

    kept = []
    for image, indices in of_image.items():
        winners, losers = set(), set()
        for truth in truths_of.get(image, []):
            candidates = [i for i in indices if ovdeval_iou(truth, detections[i]["bbox"]) > NMS_IOU]
            if candidates:
                winner = best_score(candidates, detections)
                winners.add(winner)
                losers.update(i for i in candidates if i != winner)
        kept += [i for i in indices if i in winners or i not in losers]
    return kept


# ---------------------------------------------------------------------------------------------------------------------
# greedy precision and recall


def cells(gt_text, dt_text):
    """(image, category) -> (truths, detections), truths looked up by id as in pycocotools; and how many are charged."""
    gt, detections = json.loads(gt_text), json.loads(dt_text)
    images = {image["id"] for image in gt["images"]}
    categories = {category["id"] for category in gt["categories"]}
    by_id = {truth["id"]: truth for truth in gt["annotations"]}
    table, charged = {}, 0
    for image in sorted(images):
        for listed in gt["annotations"]:
            truth = by_id[listed["id"]]
            if listed["image_id"] == image and listed["category_id"] in categories:
                table.setdefault((truth["image_id"], truth["category_id"]), ([], []))[0].append(truth)
    table = {key: cell for key, cell in table.items() if key[0] in images and key[1] in categories}
    for detection in detections:
        if detection["category_id"] in categories:
            table.setdefault((detection["image_id"], detection["category_id"]), ([], []))[1].append(detection)
        else:
            charged += 1
    return table, charged


def greedy_cell(truths, detections):
    """Matches, detections that count, truths of one category in one image."""
    plain = [truth for truth in truths if not truth["iscrowd"]]
    crowds = [truth for truth in truths if truth["iscrowd"]]
    pairs = []
    for d, detection in enumerate(detections):
        for g, truth in enumerate(plain):
            iou = coco_iou(detection["bbox"], truth["bbox"], False)
            if iou >= GREEDY_IOU:
                pairs.append((-iou, d, g))
    matched, used = set(), set()
    for _, d, g in sorted(pairs):
        if d not in matched and g not in used:
            matched.add(d)
            used.add(g)
    in_crowd = sum(
        d not in matched and any(coco_iou(det["bbox"], crowd["bbox"], True) >= GREEDY_IOU for crowd in crowds)
        for d, det in enumerate(detections)
    )
    return len(matched), len(detections) - in_crowd, len(plain)


def greedy_counts(gt_text, dt_text):
    """Detections of a category that the data set does not have are charged: they count as detections."""
    table, charged = cells(gt_text, dt_text)
    counts = [greedy_cell(*cell) for cell in table.values()]
    return {
        "tp": sum(c[0] for c in counts),
        "predictions": sum(c[1] for c in counts) + charged,
        "truths": sum(c[2] for c in counts),
    }


# ---------------------------------------------------------------------------------------------------------------------
# all of it


def expected(gt_text, dt_text, params=None):
    """The expected results of one case, as they stand in the golden file."""
    run = evaluate(gt_text, dt_text, params)
    kept = nms_survivors(gt_text, dt_text)
    detections = json.loads(dt_text)
    try:
        nms_stats = stats(evaluate(gt_text, json.dumps([detections[i] for i in kept]), params))
    except IndexError:
        nms_stats = None
    return {
        "stats": stats(run),
        "shape": [int(n) for n in run.eval["counts"]],
        "precision": digest(run.eval["precision"]),
        "recall": digest(run.eval["recall"]),
        "scores": digest(run.eval["scores"]),
        "nms_kept": sorted(kept),
        "nms_stats": nms_stats,
        "greedy": greedy_counts(gt_text, dt_text),
    }
