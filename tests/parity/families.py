"""Inputs for the parity tests: scenes drawn from a seed, in families that each press on one corner of the protocol."""

import json
import math

NAN, INF = math.nan, math.inf


class Repeated(str):
    """A key that a dict holds more than once, so that JSON with repeated keys can be written."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


class Scene:
    """One evaluation: images, categories, truths and detections as COCO writes them, and the protocol's parameters."""

    def __init__(self, rng, images=(1, 4), categories=(1, 3), truths=(0, 4), extra=(0, 2)):
        self.rng, self.params = rng, None
        self.digits = rng.choice([0, 0, 0, 1, 2])
        self.images = [{"id": i + 1, "width": 640, "height": 480} for i in range(rng.randint(*images))]
        self.categories = [{"id": i + 1, "name": f"c{i + 1}"} for i in range(rng.randint(*categories))]
        self.truths, self.detections = [], []
        for image in self.images:
            for _ in range(rng.randint(*truths)):
                truth = self.add_truth(image["id"], self.category(), self.box())
                self.answer(truth)
            for _ in range(rng.randint(*extra)):
                self.add_detection(image["id"], self.category(), self.box())
        rng.shuffle(self.detections)
        if not self.detections:
            self.add_detection(1, self.category(), self.box())

    def category(self):
        return self.rng.choice(self.categories)["id"]

    def image(self):
        return self.rng.choice(self.images)["id"]

    def number(self, low, high):
        value = self.rng.uniform(low, high)
        return round(value, self.digits) if self.digits else int(value)

    def box(self):
        side = self.rng.choice([20, 60, 60, 200])
        return [self.number(0, 200), self.number(0, 200), self.number(3, side), self.number(3, side)]

    def near(self, box):
        """A box that overlaps `box` more or less well."""
        reach = self.rng.choice([0, 0.05, 0.1, 0.2, 0.4])
        moved = [value + self.rng.uniform(-reach, reach) * side for value, side in zip(box, box[2:] * 2)]
        return [round(value, self.digits or None) if math.isfinite(value) else value for value in moved]

    def answer(self, truth):
        """What a detector says about a truth: mostly a box near it, at times twice, with another label, or nothing."""
        for _ in range(self.rng.choice([0, 1, 1, 1, 2])):
            right = self.rng.random() < 0.85
            self.add_detection(truth["image_id"], truth["category_id"] if right else self.category(),
                               self.near(truth["bbox"]))

    def add_truth(self, image, category, box, crowd=0):
        truth = {"id": len(self.truths) + 1, "image_id": image, "category_id": category, "bbox": box,
                 "area": round(box[2] * box[3], 4), "iscrowd": crowd}
        self.truths.append(truth)
        return truth

    def add_detection(self, image, category, box, score=None):
        score = round(self.rng.random(), 2) if score is None else score
        self.detections.append({"image_id": image, "category_id": category, "bbox": box, "score": score})

    def some(self, items, share=0.4):
        """A few of the items, at least one where there are any."""
        items = list(items)
        return [item for item in items if self.rng.random() < share] or items[:1]

    def rename(self, kind, table):
        """Gives images ("image") or categories other ids, everywhere."""
        for entry in self.images if kind == "image" else self.categories:
            entry["id"] = table[entry["id"]]
        for record in self.truths + self.detections:
            record[kind + "_id"] = table.get(record[kind + "_id"], record[kind + "_id"])

    def texts(self):
        """The annotation file and the prediction file."""
        gt = {"images": self.images, "annotations": self.truths, "categories": self.categories}
        return tuple(json.dumps(document, separators=(",", ":")) for document in (gt, self.detections))


# ---------------------------------------------------------------------------------------------------------------------
# twists: each changes a scene in place


def all_scores_one(scene):
    for detection in scene.detections:
        detection["score"] = scene.rng.choice([1, 1.0])


def few_scores(scene):
    values = scene.rng.sample([0.1, 0.25, 0.3, 0.5, 0.7, 0.9], scene.rng.randint(1, 3))
    for detection in scene.detections:
        detection["score"] = scene.rng.choice(values)


def odd_scores(scene):
    for detection in scene.some(scene.detections):
        detection["score"] = scene.rng.choice([NAN, NAN, INF, -INF, 0.0, -0.0, 0, -1, -0.5, 5e-324, 1e308, 2])


def crowds(scene):
    for truth in scene.some(scene.truths):
        truth["iscrowd"] = scene.rng.choice([1, 1, True])
    for truth in scene.some(scene.truths, 0.3):
        x, y, w, h = truth["bbox"]
        crowd = scene.add_truth(truth["image_id"], truth["category_id"], [x - 5, y - 5, w + 20, h + 20], 1)
        scene.answer(crowd)


def crowds_only(scene):
    for truth in scene.truths:
        truth["iscrowd"] = 1


def empty_images(scene):
    for image in scene.some(scene.images):
        scene.truths = [truth for truth in scene.truths if truth["image_id"] != image["id"]]


def silent_images(scene):
    for image in scene.some(scene.images[1:]):
        rest = [detection for detection in scene.detections if detection["image_id"] != image["id"]]
        scene.detections = rest or scene.detections


def truthless_categories(scene):
    category = scene.category()
    scene.truths = [truth for truth in scene.truths if truth["category_id"] != category]


def undetected_categories(scene):
    category = scene.category()
    rest = [detection for detection in scene.detections if detection["category_id"] != category]
    scene.detections = rest or scene.detections


def no_truths(scene):
    scene.truths = []


def odd_sizes(scene):
    for record in scene.some(scene.truths) + scene.some(scene.detections):
        side = scene.rng.randint(2, 3)
        record["bbox"][side] = scene.rng.choice([0, 0, -0.0, -record["bbox"][side], -1, 1])
        if scene.rng.random() < 0.2:
            record["bbox"][2:] = scene.rng.choice([[0, 0], [-5, -5]])
        if "area" in record and scene.rng.random() < 0.5:
            record["area"] = record["bbox"][2] * record["bbox"][3]


def zero_ids(scene):
    scene.rename("image", {image["id"]: image["id"] - 1 for image in scene.images})
    scene.rename("category", {category["id"]: category["id"] - 1 for category in scene.categories})
    for number, truth in enumerate(scene.truths):
        truth["id"] = number


def negative_ids(scene):
    scene.rename("image", {image["id"]: 1 - image["id"] for image in scene.images})
    scene.rename("category", {category["id"]: -3 * category["id"] for category in scene.categories})
    for number, truth in enumerate(scene.truths):
        truth["id"] = scene.rng.choice([-1, 1]) * (number + 1)


def huge_ids(scene):
    base = scene.rng.choice([2**53, 2**53, 2**62, -(2**53) - 9, 2**63 - 10])
    scene.rename("image", {image["id"]: base + image["id"] for image in scene.images})
    if scene.rng.random() < 0.5:
        scene.rename("category", {category["id"]: 2**53 + category["id"] for category in scene.categories})
    for truth in scene.truths:
        truth["id"] += scene.rng.choice([0, 2**53])


def unsorted_ids(scene):
    for kind, entries in ("image", scene.images), ("category", scene.categories):
        scene.rename(kind, dict(zip([e["id"] for e in entries], scene.rng.sample(range(1, 99), len(entries)))))
    numbers = scene.rng.sample(range(1, 200), len(scene.truths))
    for truth, number in zip(scene.truths, numbers):
        truth["id"] = number
    scene.rng.shuffle(scene.truths)


def text_ids(scene):
    names = ["im10", "im9", "Im1", "\u00e4", "im\u4e00", "\U0001f600", "0"]
    drawn = scene.rng.sample(names, len(scene.images))
    scene.rename("image", {image["id"]: name for image, name in zip(scene.images, drawn)})
    if scene.rng.random() < 0.5:
        scene.rename("category", {category["id"]: f"k{category['id']}" for category in scene.categories})


def numbers_as_floats(scene):
    for record in scene.some(scene.truths + scene.detections + scene.images + scene.categories):
        key = scene.rng.choice([key for key in record if key.endswith("id")])
        record[key] = True if record[key] == 1 and scene.rng.random() < 0.5 else float(record[key])
    for truth in scene.some(scene.truths, 0.2):
        truth["iscrowd"] = bool(truth["iscrowd"])


def repeated_truth_ids(scene):
    for _ in range(scene.rng.randint(1, 3)):
        if not scene.truths:
            return
        truth = dict(scene.rng.choice(scene.truths), bbox=scene.box())
        change = scene.rng.choice(["nothing", "image_id", "category_id", "unknown image", "unknown category"])
        if change == "image_id":
            truth["image_id"] = scene.image()
        elif change == "category_id":
            truth["category_id"] = scene.category()
        elif change == "unknown image":
            truth["image_id"] = 777
        elif change == "unknown category":
            truth["category_id"] = 888
        scene.truths.insert(scene.rng.randint(0, len(scene.truths)), truth)


def repeated_image_ids(scene):
    scene.images.append(dict(scene.rng.choice(scene.images)))
    scene.categories.append(dict(scene.rng.choice(scene.categories)))


def truths_elsewhere(scene):
    for truth in scene.some(scene.truths):
        other = dict(truth, id=len(scene.truths) + 1)
        other[scene.rng.choice(["image_id", "category_id"])] = scene.rng.choice([0, 555, -1])
        scene.truths.insert(scene.rng.randint(0, len(scene.truths)), other)


def unknown_categories(scene):
    for detection in scene.some(scene.detections):
        detection["category_id"] = scene.rng.choice([0, 99, -1, 10**17])


def ignore_fields(scene):
    for truth in scene.some(scene.truths, 0.6):
        truth["ignore"] = scene.rng.choice([0, 1, True, 2])
    crowd = scene.some(scene.truths, 0.2)
    for truth in crowd if scene.rng.random() < 0.5 else []:
        truth["iscrowd"] = 1


def odd_areas(scene):
    for truth in scene.some(scene.truths, 0.7):
        truth["area"] = scene.rng.choice(
            [0, 1, 500.5, 1023.9999, 1024, 1024.0001, 5000, 9216, 9217, 1e10, 1e11, -1, 0.0])


def odd_numbers(scene):
    for record in scene.some(scene.truths, 0.3) + scene.some(scene.detections, 0.3):
        record["bbox"][scene.rng.randrange(4)] = scene.rng.choice([NAN, NAN, INF, -INF])
    for truth in scene.some(scene.truths, 0.2):
        truth["area"] = scene.rng.choice([NAN, INF, -INF, truth["area"]])


def extreme_numbers(scene):
    scale = scene.rng.choice([1e-300, 1e-160, 5e-324, 1e-5, 1e5, 1e100, 1e150, 1e300])
    for record in scene.truths + scene.detections:
        if scene.rng.random() < 0.9:
            record["bbox"] = [value * scale for value in record["bbox"]]
        if "area" in record:
            record["area"] = record["bbox"][2] * record["bbox"][3]


def full_precision(scene):
    for record in scene.truths + scene.detections:
        record["bbox"] = [value + scene.rng.random() for value in record["bbox"]]
        if "score" in record:
            record["score"] = scene.rng.random()
        else:
            record["area"] = record["bbox"][2] * record["bbox"][3] * scene.rng.choice([1, 1, 0.7])


def copies(scene):
    for detection in scene.some(scene.detections):
        for _ in range(scene.rng.randint(1, 3)):
            copy = dict(detection)
            scene.detections.insert(scene.rng.randint(0, len(scene.detections)), copy)


def shuffled_keys(scene):
    """Other orders of keys, keys that nobody asked for, and keys twice, of which the last counts."""
    for records in scene.images, scene.categories, scene.truths, scene.detections:
        for index, record in enumerate(records):
            pairs = list(record.items())
            if scene.rng.random() < 0.5:
                pairs.append((scene.rng.choice(["segmentation", "note", "area2"]), scene.rng.choice(
                    [[[1, 2, 3, 4, 5, 6]], {"counts": "ab\"{[", "size": [1, 2]}, None, "x\\u0000", [[], {}]])))
            if records is scene.detections and scene.rng.random() < 0.3:
                pairs += [("area", 5), ("iscrowd", 1), ("id", 0)]
            scene.rng.shuffle(pairs)
            if scene.rng.random() < 0.3:
                key, value = scene.rng.choice(pairs)
                pairs.insert(0, (Repeated(key), scene.rng.choice(records).get(key, value)))
            records[index] = dict(pairs)


def any_parameters(scene):
    chance = scene.rng.random
    scene.params = {}
    if chance() < 0.6:
        scene.params["iouThrs"] = scene.rng.choice(
            [[0.5], [0.75], [0.5, 0.75], [0.3, 0.5, 0.7], [0.1], [0.95, 1.0], [0.25, 0.5, 0.75, 0.9]])
    if chance() < 0.6:
        scene.params["maxDets"] = scene.rng.choice(
            [[1, 2, 3], [1, 10, 300], [100, 300, 1000], [1, 2, 100], [3, 1, 2], [100, 10, 1], [1, 2, 3, 100],
             [1, 3, 100, 500]])
    if chance() < 0.4 or not scene.params:
        scene.params["areaRng"] = scene.rng.choice(
            [[[0, 1e10], [0, 400], [400, 2500], [2500, 1e10]], [[0, 1e5], [0, 100], [50, 900], [900, 1e5]],
             [[100, 2000], [0.5, 1024], [1024, 9216], [9216, 1e10]]])


# ---------------------------------------------------------------------------------------------------------------------
# scenes of their own making


def area_on_a_border(rng):
    """Squares of 32 and 96 and their neighbours, as truths and as detections, in the box and in the area field."""
    scene = Scene(rng, truths=(0, 1), extra=(0, 0))
    for image in scene.images:
        for _ in range(rng.randint(1, 3)):
            side = rng.choice([31, 32, 33, 95, 96, 97])
            x, y = rng.randint(0, 50), rng.randint(0, 50)
            truth = scene.add_truth(image["id"], scene.category(), [x, y, side, side])
            truth["area"] = rng.choice([side * side, 1024, 9216, 1024.0, 9216.0])
            for _ in range(rng.randint(0, 2)):
                w, h = rng.choice([(side, side), (32, 32), (96, 96), (64, 16), (144, 64), (33, 31)])
                scene.add_detection(image["id"], truth["category_id"], [x + rng.randint(0, 2), y, w, h])
    return scene


def iou_on_a_threshold(rng):
    """Pairs whose IoU is k/20 for whole k, from boxes one in the other or one beside the other."""
    scene = Scene(rng, images=(1, 2), truths=(0, 1), extra=(0, 1))
    for _ in range(rng.randint(2, 6)):
        unit, k = rng.randint(1, 9), rng.randint(9, 20)
        x, y, height = rng.randint(0, 500), rng.randint(0, 300), rng.randint(5, 60)
        inner, outer = [x, y, k * unit, height], [x, y, 20 * unit, height]
        if rng.random() < 0.4:
            inner = [x + (20 - k) * unit, y, (20 + k) * unit, height]
            outer = [x, y, (20 + k) * unit, height]
        if rng.random() < 0.5:
            inner, outer = outer, inner
        crowd = int(rng.random() < 0.2)
        truth = scene.add_truth(scene.image(), scene.category(), outer, crowd)
        scene.add_detection(truth["image_id"], truth["category_id"], inner)
    return scene


def equal_ious(rng):
    """Truths at the same IoU to one detection: one box twice, or two that mirror each other; some ignored."""
    scene = Scene(rng, images=(1, 2), categories=(1, 2), truths=(0, 1), extra=(0, 1))
    for _ in range(rng.randint(1, 3)):
        image, category, step = scene.image(), scene.category(), rng.randint(0, 4)
        x, y, side = rng.randint(20, 90), rng.randint(20, 90), rng.choice([20, 32, 40, 96])
        shifts = rng.choice([[(-1, 0), (1, 0)], [(-1, 0), (1, 0), (0, 1), (0, -1)], [(0, 0), (0, 0)], [(0, 0)] * 3])
        for dx, dy in shifts:
            truth = scene.add_truth(image, category, [x + dx * step, y + dy * step, side, side])
            truth["iscrowd"] = int(rng.random() < 0.15)
            truth["area"] = rng.choice([side * side, side * side, 1024, 900, 9216])
        for _ in range(rng.randint(1, len(shifts) + 1)):
            scene.add_detection(image, category, [x, y, side, side], rng.choice([0.5, 0.7, 1.0]))
    return scene


def ladder(rng):
    """Truths in a row and detections half-way between them: who takes which first decides how many are found."""
    scene = Scene(rng, images=(1, 2), categories=(1, 2), truths=(0, 1), extra=(0, 0))
    for image in scene.images:
        category, side, step = scene.category(), rng.choice([24, 36, 96]), rng.randint(2, 8)
        rungs = rng.randint(2, 4)
        for rung in rng.sample(range(rungs), rungs):
            scene.add_truth(image["id"], category, [2 * rung * step, 7, side, side])
        for rung in rng.sample(range(rungs + 1), rng.randint(2, rungs + 1)):
            score = rng.choice([0.5, 0.5, 0.9])
            scene.add_detection(image["id"], category, [(2 * rung - 1) * step, 7, side, side], score)
    return scene


def iou_near_one(rng):
    """IoU a little below 1, and a threshold of 1, which the reference lowers by 1e-10."""
    scene = Scene(rng, images=(1, 2), truths=(1, 3), extra=(0, 1))
    scene.params = {"iouThrs": rng.choice([[1.0], [0.95, 1.0], [0.5, 0.9999999999, 1.0]])}
    for truth in scene.truths:
        x, y, w, h = truth["bbox"]
        short = rng.choice([0, 1e-15, 1e-12, 5e-11, 1e-10, 2e-10, 1e-9, 1e-6])
        scene.add_detection(truth["image_id"], truth["category_id"], [x, y, w - w * short, h])
    return scene


def beyond_max_dets(rng):
    """More than a hundred detections of one category in one image, few of them right, scores in few steps."""
    scene = Scene(rng, images=(1, 1), categories=(1, 2), truths=(2, 4), extra=(0, 1))
    category = scene.category()
    for number in range(rng.randint(95, 135)):
        box = rng.choice(scene.truths)["bbox"] if rng.random() < 0.05 else [number % 10, 0, 3, 3]
        scene.add_detection(1, category, box, rng.choice([0.1, 0.2, 0.5, 0.9, 1]))
    return scene


def plain(*twists, **sizes):
    def make(rng):
        scene = Scene(rng, **sizes)
        for twist in twists:
            twist(scene)
        return scene

    return make


TWISTS = [all_scores_one, few_scores, odd_scores, crowds, empty_images, silent_images, truthless_categories, odd_sizes,
          zero_ids, repeated_truth_ids, truths_elsewhere, unknown_categories, ignore_fields, odd_areas, copies,
          odd_numbers, any_parameters]


def mixture(rng):
    scene = Scene(rng)
    for twist in rng.sample(TWISTS, rng.randint(2, 5)):
        twist(scene)
    return scene


# name, weight, maker
FAMILIES = [
    ("random", 6, plain()),
    ("full-precision", 2, plain(full_precision)),
    ("many-images-few-boxes", 2, plain(images=(6, 10), truths=(0, 1), extra=(0, 1))),
    ("one-image-many-categories", 2, plain(images=(1, 1), categories=(8, 14), truths=(6, 14), extra=(2, 6))),
    ("many-categories", 1, plain(images=(2, 3), categories=(30, 40), truths=(20, 25), extra=(0, 0))),
    ("crowded-image", 2, plain(images=(1, 1), categories=(1, 1), truths=(8, 14), extra=(4, 8))),
    ("all-scores-one", 4, plain(all_scores_one)),
    ("few-scores", 4, plain(few_scores)),
    ("odd-scores", 4, plain(odd_scores)),
    ("crowds", 5, plain(crowds)),
    ("crowds-only", 1, plain(crowds_only)),
    ("empty-images", 2, plain(empty_images)),
    ("images-without-predictions", 2, plain(silent_images, images=(2, 5))),
    ("categories-without-truths", 2, plain(truthless_categories, categories=(2, 4))),
    ("categories-without-detections", 2, plain(undetected_categories, categories=(2, 4))),
    ("no-truths", 1, plain(no_truths)),
    ("zero-and-negative-sizes", 4, plain(odd_sizes)),
    ("ids-from-zero", 4, plain(zero_ids)),
    ("negative-ids", 2, plain(negative_ids)),
    ("huge-ids", 2, plain(huge_ids)),
    ("unsorted-ids", 3, plain(unsorted_ids)),
    ("text-ids", 2, plain(text_ids)),
    ("ids-as-floats-and-booleans", 2, plain(numbers_as_floats)),
    ("repeated-annotation-ids", 4, plain(repeated_truth_ids)),
    ("repeated-image-and-category-ids", 1, plain(repeated_image_ids)),
    ("annotations-of-unknown-images-and-categories", 2, plain(truths_elsewhere)),
    ("unknown-categories", 3, plain(unknown_categories)),
    ("ignore-fields", 2, plain(ignore_fields)),
    ("areas-unlike-the-box", 3, plain(odd_areas)),
    ("not-finite-boxes", 3, plain(odd_numbers)),
    ("tiny-and-huge-numbers", 3, plain(extreme_numbers)),
    ("copies", 3, plain(copies)),
    ("copies-with-equal-scores", 2, plain(few_scores, copies)),
    ("shuffled-keys", 3, plain(shuffled_keys)),
    ("parameters", 4, plain(any_parameters)),
    ("area-on-a-border", 4, area_on_a_border),
    ("iou-on-a-threshold", 5, iou_on_a_threshold),
    ("equal-ious", 4, equal_ious),
    ("ladder", 3, ladder),
    ("iou-near-one", 2, iou_near_one),
    ("more-than-100-detections", 1, beyond_max_dets),
    ("mixture", 10, mixture),
]
