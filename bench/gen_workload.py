#!/usr/bin/env python3
"""Seeded workloads in COCO's format, for measuring time and memory (needs numpy).

    gen_workload.py [--out DIR] [--force] NAME...        writes DIR/NAME.gt.json and DIR/NAME.dt.json

    W1     5,000 images,    80 categories,    36,781 truths,    36,781 detections   a detector with a score cut
    W2     the same ground truth,                               500,000 detections   100 an image
    W3    80,000 images,   365 categories, 1,200,000 truths, 1,200,000 detections   Objects365 in size
    W4     the ground truth of W1,                               30,000 detections   a vision-language model: no scores
    W5    20,000 images, 1,203 categories,   245,000 truths, 6,000,000 detections   LVIS in size (about 775 MB)
    and between them, for the plot of scaling: 5k, 150k, 750k, 2M detections, all 100 an image or fewer

What they have in common with real files: images hold very different numbers of objects; a few categories are common
and most are rare; objects of one category stand together; sizes and shapes of boxes are lognormal; 1.2 in 100 truths
are crowds; annotation ids of COCO-like sets are in no order and areas are smaller than the boxes. Detections are
found objects, duplicates of them, and background, half of that in a category which the image does have; they are
written image by image, best score first. Half of the images print boxes with 2 decimals and scores with 5, as people
round them; the other half all digits of a float32 seen as a double, as detectors do.
"""
import argparse
import json
import os
from dataclasses import dataclass

import numpy as np

COCO_GAPS = {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}
COCO_CATEGORIES = [i for i in range(1, 91) if i not in COCO_GAPS]
IMAGE_SIZES = np.array([(640, 480), (640, 427), (480, 640), (500, 375), (427, 640), (640, 640)])
IMAGE_SIZE_SHARES = [.40, .25, .12, .10, .08, .05]
CROWDS = .012
BLOCK = 100_000  # records formatted at a time


@dataclass(frozen=True)
class Scene:
    """A ground truth. Workloads with equal scenes have equal ground truth files."""
    seed: int
    images: int
    categories: tuple
    truths: int
    like_coco: bool  # areas of outlines, annotation ids in no order


@dataclass(frozen=True)
class Model:
    """How the detections came about, as shares of the truths (found) or of the detections (duplicates)."""
    found: float         # of the truths; 0: as found_budget says
    found_budget: float  # of the detections, where found is 0
    duplicates: float
    full: bool           # the same number in every image, the best kept
    scored: bool


CUT = Model(found=0, found_budget=.60, duplicates=.08, full=False, scored=True)
FULL = Model(found=.88, found_budget=0, duplicates=.25, full=True, scored=True)
VLM = Model(found=0, found_budget=.75, duplicates=.02, full=False, scored=False)

COCO = Scene(11, 5_000, tuple(COCO_CATEGORIES), 36_781, True)
OBJECTS = Scene(13, 80_000, tuple(range(1, 366)), 1_200_000, False)
LVIS = Scene(15, 20_000, tuple(range(1, 1204)), 245_000, False)
WORKLOADS = {
    "W1": (COCO, CUT, 36_781),
    "W2": (COCO, FULL, 500_000),
    "W3": (OBJECTS, CUT, 1_200_000),
    "W4": (COCO, VLM, 30_000),
    "W5": (LVIS, FULL, 6_000_000),
    "5k": (Scene(21, 500, tuple(COCO_CATEGORIES), 3_678, True), CUT, 5_000),
    "150k": (COCO, FULL, 150_000),
    "750k": (Scene(23, 7_500, tuple(COCO_CATEGORIES), 55_171, True), FULL, 750_000),
    "2M": (Scene(25, 20_000, tuple(range(1, 366)), 245_000, False), FULL, 2_000_000),
}


@dataclass
class Truth:
    image_id: np.ndarray  # per image, ascending
    size: np.ndarray      # per image: width, height
    category_id: np.ndarray
    share: np.ndarray     # per category
    image: np.ndarray     # per truth, ascending
    category: np.ndarray  # per truth, index
    box: np.ndarray       # per truth: x, y, w, h
    area: np.ndarray
    crowd: np.ndarray
    id: np.ndarray


def random_boxes(rng, size, typical_log_spread):
    """A box inside each image of the given sizes."""
    n = len(size)
    side = np.exp(rng.normal(np.log(48), typical_log_spread, n))
    stretch = np.exp(rng.normal(0, .45, n))
    w = np.clip(side * stretch, 2, size[:, 0] - 1)
    h = np.clip(side / stretch, 2, size[:, 1] - 1)
    return np.stack([rng.random(n) * (size[:, 0] - w), rng.random(n) * (size[:, 1] - h), w, h], axis=1)


def make_truth(scene):
    rng = np.random.default_rng(scene.seed)
    n, n_categories = scene.truths, len(scene.categories)
    image_id = np.sort(rng.choice(900_000, scene.images, replace=False)) + 1
    size = IMAGE_SIZES[rng.choice(len(IMAGE_SIZES), scene.images, p=IMAGE_SIZE_SHARES)]
    share = rng.permutation(1 / (np.arange(n_categories) + 3.0))
    share /= share.sum()
    busy = rng.gamma(1.1, 1.0, scene.images) + .02
    image = np.sort(rng.choice(scene.images, n, p=busy / busy.sum()))
    category = rng.choice(n_categories, n, p=share)
    for _ in range(3):  # half of the truths take over the category of the one before them in the image
        same = np.flatnonzero((rng.random(n - 1) < .3) & (image[1:] == image[:-1])) + 1
        category[same] = category[same - 1]
    box = np.round(random_boxes(rng, size[image], 1.05), 2)
    area = box[:, 2] * box[:, 3]
    if scene.like_coco:
        area *= rng.uniform(.35, 1, n)
    ids = (rng.permutation(n) if scene.like_coco else np.arange(n)) + 1
    crowd = (rng.random(n) < CROWDS).astype(int)
    return Truth(image_id, size, np.array(scene.categories), share, image, category, box, area, crowd, ids)


def shaken(rng, box, strength):
    """Boxes near the given ones, and how good they are: 1 for equal, falling with the shake."""
    n = len(box)
    shake = np.exp(rng.normal(np.log(strength), .6, n))[:, None]
    moved = box.copy()
    moved[:, :2] += rng.normal(0, 1, (n, 2)) * shake * box[:, 2:]
    moved[:, 2:] *= np.exp(rng.normal(0, 1, (n, 2)) * shake)
    return moved, np.exp(-4 * shake[:, 0])


def from_truths(rng, truth, source, strength, confused):
    """image, category, box, quality of detections that truths gave rise to."""
    category = truth.category[source].copy()
    wrong = rng.random(len(source)) < confused
    category[wrong] = rng.choice(len(truth.share), wrong.sum(), p=truth.share)
    box, quality = shaken(rng, truth.box[source], strength)
    return truth.image[source], category, box, quality


def background(rng, truth, image):
    """image, category, box, score of detections where there is nothing."""
    n = len(image)
    first = np.searchsorted(truth.image, np.arange(len(truth.image_id) + 1))
    count = np.diff(first)
    category = rng.choice(len(truth.share), n, p=truth.share)
    plausible = (count[image] > 0) & (rng.random(n) < .5)
    pick = first[image[plausible]] + (rng.random(plausible.sum()) * count[image[plausible]]).astype(int)
    category[plausible] = truth.category[pick]
    return image, category, random_boxes(rng, truth.size[image], 1.0), rng.beta(.45, 9, n)


def keep_first(order_keys, image, limit, n_images):
    """Which detections stay when each image keeps `limit`: the first in the order of the keys."""
    order = np.lexsort(order_keys)
    start = np.searchsorted(image[order], np.arange(n_images))
    rank = np.arange(len(order)) - start[image[order]]
    return order[rank < limit]


def clipped(box, size):
    """Boxes cut to their images, at least a pixel wide and high, in float32."""
    left = np.clip(box[:, 0], 0, size[:, 0] - 2)
    top = np.clip(box[:, 1], 0, size[:, 1] - 2)
    right = np.clip(box[:, 0] + box[:, 2], left + 1, size[:, 0])
    bottom = np.clip(box[:, 1] + box[:, 3], top + 1, size[:, 1])
    return np.stack([left, top, right - left, bottom - top], axis=1).astype(np.float32)


def make_detections(scene, model, n, truth):
    """image, category, box, score: float32 values, in the order of the file."""
    rng = np.random.default_rng([scene.seed, n])
    n_images = len(truth.image_id)
    if model.found:
        source = np.flatnonzero(rng.random(scene.truths) < model.found)
    else:
        source = rng.choice(scene.truths, min(int(n * model.found_budget), scene.truths), replace=False)
    again = rng.choice(scene.truths, int(n * model.duplicates))
    hit = from_truths(rng, truth, source, .06, .06)
    twice = from_truths(rng, truth, again, .16, .25)
    score = np.concatenate([np.clip(rng.beta(1.6, 1.6, len(source)) * (.35 + .65 * hit[3]), 0, 1),
                            rng.beta(.7, 5, len(again))])
    image, category, box = (np.concatenate([a, b]) for a, b in zip(hit[:3], twice[:3]))
    if model.full:
        duplicate = np.arange(len(image)) >= len(source)
        kept = keep_first((rng.random(len(image)), duplicate, image), image, n // n_images, n_images)
        image, category, box, score = image[kept], category[kept], box[kept], score[kept]
        empty = np.repeat(np.arange(n_images), n // n_images - np.bincount(image, minlength=n_images))
    else:
        empty = rng.integers(0, n_images, n - len(image))
    rest = background(rng, truth, empty)
    image, category, box, score = (np.concatenate([a, b]) for a, b in zip((image, category, box, score), rest))
    box = clipped(box, truth.size[image])
    score = np.clip(score, 1e-4, 1).astype(np.float32)
    if not model.scored:
        score[:] = 1
    order = np.lexsort((-score, image) if model.scored else (rng.random(len(image)), image))
    return image[order], category[order], box[order], score[order], rng.random(n_images) < .5


def write_list(out, form, n, columns):
    """Records of `form`, columns given by columns(first, last) as lists, with ", " between them."""
    for first in range(0, n, BLOCK):
        out.write(", " if first else "")
        out.write(", ".join(form % row for row in zip(*columns(first, min(n, first + BLOCK)))))


def write_truth(path, t):
    def columns(first, last):
        part = slice(first, last)
        return (t.id[part].tolist(), t.image_id[t.image[part]].tolist(), t.category_id[t.category[part]].tolist(),
                *t.box[part].T.tolist(), t.area[part].tolist(), t.crowd[part].tolist())

    with open(path + ".part", "w") as out:
        out.write('{"info": {"description": "made by bench/gen_workload.py"}, "images": [')
        write_list(out, '{"id": %d, "file_name": "%012d.jpg", "width": %d, "height": %d}', len(t.image_id),
                   lambda a, b: (t.image_id[a:b].tolist(), t.image_id[a:b].tolist(), *t.size[a:b].T.tolist()))
        out.write('], "annotations": [')
        write_list(out, '{"id": %d, "image_id": %d, "category_id": %d, "bbox": [%r, %r, %r, %r], "area": %r, '
                        '"iscrowd": %d}', len(t.id), columns)
        out.write('], "categories": ')
        json.dump([{"id": c, "name": "class %d" % c, "supercategory": "thing"} for c in t.category_id.tolist()], out)
        out.write("}")
    os.replace(path + ".part", path)


def write_detections(path, t, image, category, box, score, rounded):
    def columns(first, last):
        part = slice(first, last)
        b, s, short = box[part].astype(float), score[part].astype(float), rounded[image[part]]
        b[short] = np.round(b[short], 2)
        s[short] = np.round(s[short], 5)
        return t.image_id[image[part]].tolist(), t.category_id[category[part]].tolist(), *b.T.tolist(), s.tolist()

    with open(path + ".part", "w") as out:
        out.write("[")
        write_list(out, '{"image_id": %d, "category_id": %d, "bbox": [%r, %r, %r, %r], "score": %r}', len(image),
                   columns)
        out.write("]")
    os.replace(path + ".part", path)


def make(name, folder, force=False):
    """Writes the two files of a workload unless they are there; returns their paths."""
    paths = [os.path.join(folder, "%s.%s.json" % (name, part)) for part in ("gt", "dt")]
    if force or not all(os.path.exists(p) for p in paths):
        scene, model, n = WORKLOADS[name]
        truth = make_truth(scene)
        write_truth(paths[0], truth)
        write_detections(paths[1], truth, *make_detections(scene, model, n, truth))
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default="build/bench", metavar="DIR")
    parser.add_argument("--force", action="store_true", help="write the files anew when they are there")
    parser.add_argument("name", nargs="+", choices=sorted(WORKLOADS), metavar="NAME")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    for name in options.name:
        paths = make(name, options.out, options.force)
        print("%-5s %s" % (name, "  ".join("%s: %d bytes" % (p, os.path.getsize(p)) for p in paths)), flush=True)


if __name__ == "__main__":
    main()
