#!/usr/bin/env python3
"""Simulates three prediction files for ovdeval-mini from its annotations: python3 simulate.py

NO MODEL WAS RUN. Each file imitates the kind of mistakes that one kind of detector makes, by disturbing the ground
truth with seeded chance; scores on them say something about odeval and nothing about any model.

  predictions/good.json   a good detector: small jitter, few misses, a hard negative now and then at a lower score
  predictions/vlm.jsonl   a vision-language model: integer corners, no scores, duplicates, hard negatives on the boxes
                          of what they resemble, labels from no list, images answered with nothing
  predictions/poor.json   a poor detector: large jitter, wrong labels, many false positives, scores that mean little

The same bytes from every Python 3: only Random.random(), seeded with integers, and plain arithmetic are used.
"""

import json
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
SUBSETS = ("celebrity", "color", "landmark", "logo", "material", "negation", "position", "relationship")
SMALL_AREA = 1024
INVENTED_LABELS = ("object", "colorful shape", "picture frame", "unicorn", "drawing")


class Chance:
    """Draws from one seeded generator."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def happens(self, probability):
        return self.random() < probability

    def between(self, low, high):
        return low + (high - low) * self.random()

    def pick(self, values):
        return values[self.below(len(values))]

    def spread(self):
        """Between -1 and 1, mostly near 0."""
        return (self.random() + self.random() + self.random()) / 1.5 - 1.0


class Subset:
    """One annotation file, its annotations by image."""

    def __init__(self, name):
        with open(os.path.join(HERE, "annotations", name + ".json"), encoding="utf-8") as f:
            data = json.load(f)
        self.name = name
        self.images = data["images"]
        self.category_id = {c["name"]: c["id"] for c in data["categories"]}
        self.label = {c["id"]: c["name"] for c in data["categories"]}
        self.truths = {image["id"]: [] for image in self.images}
        for truth in data["annotations"]:
            self.truths[truth["image_id"]].append(truth)


def jittered(box, amount, image, chance):
    """The box, moved and resized by up to `amount` of its size, kept in the image."""
    x, y, w, h = box
    x += amount * w * chance.spread()
    y += amount * h * chance.spread()
    w *= 1.0 + amount * chance.spread()
    h *= 1.0 + amount * chance.spread()
    x, y = max(x, 0.0), max(y, 0.0)
    return [x, y, max(min(w, image["width"] - x), 1.0), max(min(h, image["height"] - y), 1.0)]


def random_box(image, chance):
    w = chance.between(0.05, 0.4) * image["width"]
    h = chance.between(0.05, 0.4) * image["height"]
    return [chance.random() * (image["width"] - w), chance.random() * (image["height"] - h), w, h]


def piece_of(box, chance):
    """A small box somewhere in a crowd's box."""
    x, y, w, h = box
    return [x + chance.between(0.05, 0.7) * w, y + chance.between(0.05, 0.7) * h, 0.25 * w, 0.25 * h]


def scored(subset, image, label, box, score):
    return {
        "image_id": image["id"],
        "category_id": subset.category_id[label],
        "bbox": [round(v, 2) for v in box],
        "score": round(score, 4),
    }


def good_detections(subset, image, chance):
    found = []
    asked = image["text"] + image["neg_text"]
    for truth in subset.truths[image["id"]]:
        label, small = subset.label[truth["category_id"]], truth["area"] < SMALL_AREA
        if truth["iscrowd"]:
            for _ in range(4):
                found.append(scored(subset, image, label, piece_of(truth["bbox"], chance), chance.between(0.3, 0.8)))
            continue
        if chance.happens(0.14 if small else 0.05):
            continue
        box = jittered(truth["bbox"], 0.11 if small else 0.075, image, chance)
        if chance.happens(0.05):
            label = chance.pick(asked)
        found.append(scored(subset, image, label, box, chance.between(0.5, 0.98)))
        if chance.happens(0.12):
            box = jittered(truth["bbox"], 0.12, image, chance)
            found.append(scored(subset, image, chance.pick(image["neg_text"]), box, chance.between(0.15, 0.7)))
    if chance.happens(0.4):
        found.append(scored(subset, image, chance.pick(asked), random_box(image, chance), chance.between(0.05, 0.5)))
    return found


def poor_detections(subset, image, chance):
    found = []
    asked = image["text"] + image["neg_text"]
    for truth in subset.truths[image["id"]]:
        label = subset.label[truth["category_id"]]
        if chance.happens(0.3):
            continue
        if chance.happens(0.35):
            label = chance.pick(asked)
        box = jittered(truth["bbox"], 0.3, image, chance)
        found.append(scored(subset, image, label, box, chance.between(0.05, 0.4)))
    for _ in range(3 + chance.below(3)):
        found.append(scored(subset, image, chance.pick(asked), random_box(image, chance), chance.between(0.02, 0.35)))
    return found


def answered(label, box):
    x, y, w, h = box
    return {"label": label, "bbox_2d": [int(x), int(y), int(x + w), int(y + h)]}


def most_alike(subset, label, truths):
    """The first of the ground truths whose label shares the most words with this one."""
    words = set(label.split())
    return max(truths, key=lambda t: len(words & set(subset.label[t["category_id"]].split())))


def vlm_answer(subset, image, chance):
    """Label by label, in the order asked, as a language model lists things."""
    answer = []
    truths = subset.truths[image["id"]]
    if chance.happens(0.06):
        return answer
    for label in image["text"]:
        for truth in truths:
            if subset.label[truth["category_id"]] != label:
                continue
            small = truth["area"] < SMALL_AREA
            if chance.happens(0.3 if small else 0.12):
                continue
            answer.append(answered(label, jittered(truth["bbox"], 0.22 if small else 0.13, image, chance)))
            if chance.happens(0.08):
                answer.append(dict(answer[-1]))
    for label in image["neg_text"]:
        if chance.happens(0.18):
            truth = most_alike(subset, label, truths)
            answer.append(answered(label, jittered(truth["bbox"], 0.08, image, chance)))
    if chance.happens(0.08):
        answer.append(answered(chance.pick(INVENTED_LABELS), random_box(image, chance)))
    return answer


def write_by_subset(path, model, subsets, detections, seed):
    parts = ['"model": %s' % json.dumps(model)]
    for i, subset in enumerate(subsets):
        chance = Chance(seed + i)
        found = [json.dumps(d) for image in subset.images for d in detections(subset, image, chance)]
        parts.append('"%s": [\n%s\n]' % (subset.name, ",\n".join(found)))
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write("{\n" + ",\n".join(parts) + "\n}\n")


def write_answers(path, subsets, seed):
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        for i, subset in enumerate(subsets):
            chance = Chance(seed + i)
            for image in subset.images:
                line = {
                    "subset": subset.name,
                    "file_name": image["file_name"],
                    "model": "simulated VLM",
                    "predictions": vlm_answer(subset, image, chance),
                }
                f.write(json.dumps(line) + "\n")


def main():
    folder = os.path.join(HERE, "predictions")
    os.makedirs(folder, exist_ok=True)
    subsets = [Subset(name) for name in SUBSETS]
    write_by_subset(os.path.join(folder, "good.json"), "simulated good detector", subsets, good_detections, 1000)
    write_answers(os.path.join(folder, "vlm.jsonl"), subsets, 2000)
    write_by_subset(os.path.join(folder, "poor.json"), "simulated poor detector", subsets, poor_detections, 3000)


if __name__ == "__main__":
    main()
