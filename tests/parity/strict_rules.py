"""What published evaluation programs read from an answer, written down rule by rule: the reference for the strict
readers (src/answer/strict_*.c).

Every rule takes a text and returns a pair: whether it found a list, and the boxes, each ([x1, y1, x2, y2], label or
None). Where the program would stop with an exception, the rule raises; the caller makes that "no boxes".

numpy's conversions are written out, so that the standard library is enough: they were compared with numpy 2.2.
"""

import ast
import json
import re


class Stopped(Exception):
    """The program would stop here."""


INTEGERS = r"\[(\d+),\s*(\d+),\s*(\d+),\s*(\d+)]"
NUMBER = r"(\s*-?\d*\.?\d+\s*)"


def between(tag, text):
    """All that stands between <tag> and </tag>, without overlaps."""
    return re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)


def fences(text):
    return re.findall(r"```json(.*?)```", text, re.DOTALL)


def plain(number):
    """An int, a float or a bool: what can be subtracted and compared."""
    if not isinstance(number, (int, float)):
        raise Stopped
    return number


def four(box):
    if not isinstance(box, (list, tuple)) or len(box) < 4:
        raise Stopped
    return [plain(number) for number in box[:4]]


# ---- VLM-R1: evaluation of referring expressions ----


def one(match, convert):
    return False, [([convert(group) for group in match.groups()], None)] if match else []


def vlm_r1_rec(text):
    answers = between("answer", text)
    found = answers and re.search(r"\{.*" + INTEGERS + r"\s*.*\}", answers[0].strip(), re.DOTALL)
    return one(found, int)


def vlm_r1_rec_baseline(text):
    return one(re.search(r"\[" + r",\s*".join([NUMBER] * 4) + r"\]", text), float)


def vlm_r1_rec_internvl(text):
    answers = between("answer", text)
    return one(answers and re.search(INTEGERS, answers[0].strip(), re.DOTALL), int)


def vlm_r1_reward_rec(text):
    return vlm_r1_rec_internvl(text)


def vlm_r1_od(text):
    blocks = fences(text)
    if not blocks:
        return False, []
    value = json.loads(blocks[0].strip())
    if not isinstance(value, list):
        raise Stopped
    try:
        return True, [(four(value[0]["bbox_2d"]), None)]
    except (Stopped, LookupError, TypeError):
        return True, []


# ---- VLM-R1: rewards ----


def items(block, labelled):
    """The items that a reward can use; any iterable is a list of items."""
    boxes = []
    for item in [item for item in json.loads(block.strip())]:
        try:
            box = four(item["bbox_2d"])
            label = item.get("label")
        except (Stopped, LookupError, TypeError):
            continue
        label = label if isinstance(label, str) else None
        if label is not None or not labelled:
            boxes.append((box, label))
    return True, boxes


def vlm_r1_map(text):
    blocks = fences(text)
    return items(blocks[-1], True) if blocks else (False, [])


def vlm_r1_reward(text):
    answers = between("answer", text)
    if not answers:
        return False, []
    answer = answers[-1].strip()
    return (True, []) if answer == "None" else vlm_r1_map(answer)


def clean(text):
    answers = between("answer", text)
    if answers:
        text = answers[-1]
    for ending in "\n\r":
        text = re.sub(r"(?<=\s)" + ending, "", text)
        text = re.sub(r"(?<!\s)" + ending, " ", text)
    return text.strip().rstrip(".").lower()


def vlm_r1_weighted(text):
    text = clean(text)
    if text == "none":
        return True, []
    blocks = fences(text)
    return items(blocks[0], False) if blocks else (False, [])


def named(label):
    """str() of a label; of what no category is called, a stand-in that is easier to compare."""
    if label is None or isinstance(label, (str, bool, int, float)):
        return str(label)
    return "[...]" if isinstance(label, (list, tuple)) else "{...}" if isinstance(label, (dict, set)) else "..."


# ---- supervision ----


def supervision_value(text):
    text = re.sub(r"^```(json)?", "", text.strip(), flags=re.IGNORECASE).strip()
    text = re.sub(r"```$", "", text).strip()
    first, last = text.find("["), text.rfind("]")
    if -1 < first < last:
        text = text[first : last + 1].strip()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        pass
    if "[" in text:
        snippet = text[text.index("[") :]
        if "}" in snippet:
            try:
                return json.loads(snippet[: snippet.rindex("}") + 1] + "]")
            except Exception:
                pass
    return ast.literal_eval(text)


def numpy_float(value):
    """A float as numpy makes it of an object."""
    if value is None:
        return float("nan")
    if isinstance(value, (int, float, str)):
        return float(value)
    raise Stopped


def supervision(text):
    value = supervision_value(text)
    if not isinstance(value, list):
        return False, []
    usable = [item for item in value if isinstance(item, dict) and "bbox_2d" in item and "label" in item]
    boxes = [item["bbox_2d"] for item in usable]
    labels = [item["label"] for item in usable]
    lengths = {len(box) if isinstance(box, (list, tuple)) else None for box in boxes}
    if lengths - {4} and lengths - {1} or len(lengths) > 1 or any(isinstance(label, (list, tuple)) for label in labels):
        raise Stopped
    rows = [[numpy_float(number) for number in box] for box in boxes]
    return True, [(row * 4 if len(row) == 1 else row, named(label)) for row, label in zip(rows, labels)]


# ---- Qwen ----


def qwen_cookbook(text):
    lines = text.splitlines()
    if "```json" in lines:
        text = "\n".join(lines[lines.index("```json") + 1 :]).split("```")[0]
    try:
        value = ast.literal_eval(text)
    except Exception:
        value = ast.literal_eval(text[: text.rfind('"}') + 2] + "]")
    boxes = []
    for item in value:
        if not isinstance(item, dict):
            raise Stopped
        x1, y1, x2, y2 = four(item["bbox_2d"])
        [int(number / 1) for number in (x1, y1, x2, y2)]  # raises for infinities
        if not isinstance(item.get("label", ""), str):
            raise Stopped
        boxes.append(([min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)], item.get("label")))
    return True, boxes


def qwen3_odinw(text):
    text = text.split("</think>")[-1].strip()
    value = ast.literal_eval(text.replace("```json", "").replace("```", ""))
    groups = {}
    for item in value:
        if len(item.get("bbox_2d", [])) == 4:
            # boxes of boxes, which numpy would fold, count as unusable
            box, label = item["bbox_2d"], item["label"]
            if not isinstance(label, str):
                raise Stopped
            groups.setdefault(label, []).append(four(box))
    return True, [(box, label.lower()) for label, boxes in groups.items() for box in boxes]


# ---- lmms-eval ----


def end_of_object(text, start):
    """Behind the brace that closes the one at `start`; None when none does."""
    depth, quoted, escaped = 0, False, False
    for at in range(start, len(text)):
        c = text[at]
        if escaped:
            escaped = False
        elif c == "\\":
            escaped = True
        elif c == '"':
            quoted = not quoted
        elif not quoted and c in "{}":
            depth += 1 if c == "{" else -1
            if depth == 0:
                return at + 1
    return None


def objects(text):
    found, at = [], text.find("{")
    while at >= 0:
        end = end_of_object(text, at)
        if end is None:
            break
        try:
            found.append(json.loads(text[at:end]))
            at = end - 1
        except json.JSONDecodeError:
            pass
        at = text.find("{", at + 1)
    return found


def lmms_values(text):
    blocks = re.findall(r"```(?:json)?\s*(.*?)```", text, flags=re.DOTALL | re.IGNORECASE)
    for candidate in [text] + blocks:
        try:
            return [json.loads(candidate)]
        except json.JSONDecodeError:
            continue
    found = objects(text)
    return [found] if found else []


def first_of(item, keys):
    return next((item[key] for key in keys if key in item), None)


def lmms_label(item):
    label = first_of(item, ("label", "class", "category", "name", "class_name"))
    return None if label is None else named(label).strip().lower()


def lmms_odinw13(text):
    if not text:
        return False, []
    values = lmms_values(text)
    boxes, pile = [], list(values)
    while pile:
        node = pile.pop()
        if isinstance(node, list):
            pile += node
        elif isinstance(node, dict):
            box = first_of(node, ("bbox_2d", "bbox", "box_2d", "box"))
            if isinstance(box, list) and len(box) == 4:
                boxes.append(([float(number) for number in box], lmms_label(node)))
            else:
                pile += node.values()
    if not boxes:
        number = r"(-?\d+(?:\.\d+)?)"
        boxes = [([float(n) for n in quad], None) for quad in re.findall(r"[\s,]+".join([number] * 4), text)]
    return bool(values), boxes


RULES = {
    "lmms-odinw13": lmms_odinw13,
    "qwen-cookbook": qwen_cookbook,
    "qwen3-odinw": qwen3_odinw,
    "supervision": supervision,
    "vlm-r1-map": vlm_r1_map,
    "vlm-r1-od": vlm_r1_od,
    "vlm-r1-rec": vlm_r1_rec,
    "vlm-r1-rec-baseline": vlm_r1_rec_baseline,
    "vlm-r1-rec-internvl": vlm_r1_rec_internvl,
    "vlm-r1-reward": vlm_r1_reward,
    "vlm-r1-reward-rec": vlm_r1_reward_rec,
    "vlm-r1-weighted": vlm_r1_weighted,
}
