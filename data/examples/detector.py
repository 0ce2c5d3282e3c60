#!/usr/bin/env python3
"""A detector for `odeval run --backend exec:command="python3 data/examples/detector.py"`.

odeval writes one line of JSON for each image to standard input; one line is answered on standard output. See
`odeval help exec`. This one needs the standard library only: it finds patches of the colour that a label names
("a red square") in PNG and PPM files. To use a model of yours, load it where this file says so and replace detect().
"""

import json
import os
import struct
import sys
import zlib

# Hue ranges in degrees, as far apart as people name them.
HUES = {"red": (345, 15), "orange": (15, 45), "yellow": (45, 70), "green": (70, 165), "blue": (165, 260),
        "purple": (260, 345)}
LEAST_SATURATION, LEAST_VALUE, LEAST_PIXELS = 0.4, 0.25, 30


def read_ppm(data):
    fields, at = [], 2
    while len(fields) < 3:
        while data[at:at + 1].isspace():
            at += 1
        end = at
        while not data[end:end + 1].isspace():
            end += 1
        fields.append(int(data[at:end]))
        at = end
    width, height, most = fields
    if most != 255:
        raise ValueError("a PPM of another depth than 8 bits")
    return width, height, 3, data[at + 1:]


def unfilter(raw, height, stride, step):
    """PNG keeps each byte as a difference to its neighbours: left, above, or both."""
    out, above, at = bytearray(), bytes(stride), 0
    for _ in range(height):
        kind, row = raw[at], bytearray(raw[at + 1:at + 1 + stride])
        at += 1 + stride
        for i in range(stride if kind else 0):
            left = row[i - step] if i >= step else 0
            corner = above[i - step] if i >= step else 0
            if kind == 1:
                guess = left
            elif kind == 2:
                guess = above[i]
            elif kind == 3:
                guess = (left + above[i]) // 2
            else:
                p = left + above[i] - corner
                guess = min((left, above[i], corner), key=lambda c: abs(p - c))
            row[i] = (row[i] + guess) & 255
        out += row
        above = row
    return bytes(out)


def read_png(data):
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        chunk = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunk)
            if depth != 8 or colour not in (2, 6) or interlaced:
                raise ValueError("a PNG that is not 8 bit RGB or RGBA, or is interlaced")
            step = 3 if colour == 2 else 4
        elif kind == b"IDAT":
            packed += chunk
        at += 12 + size
    return width, height, step, unfilter(zlib.decompress(packed), height, width * step, step)


def read_image(path):
    with open(path, "rb") as f:
        data = f.read()
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return read_png(data)
    if data[:2] == b"P6":
        return read_ppm(data)
    raise ValueError("neither a PNG nor a PPM file")


def hue_of(r, g, b):
    """In degrees; None where there is hardly any colour."""
    most, least = max(r, g, b), min(r, g, b)
    if most < 255 * LEAST_VALUE or most - least < LEAST_SATURATION * most:
        return None
    if most == r:
        return 60 * (g - b) / (most - least) % 360
    return 60 * (b - r) / (most - least) + 120 if most == g else 60 * (r - g) / (most - least) + 240


def patches(width, height, wanted):
    """Boxes (x, y, width, height, pixels) of connected pixels for which wanted[] is true."""
    for start in range(width * height):
        if not wanted[start]:
            continue
        wanted[start] = 0
        stack, n = [start], 0
        x1 = x2 = start % width
        y1 = y2 = start // width
        while stack:
            at = stack.pop()
            x, y, n = at % width, at // width, n + 1
            x1, x2, y1, y2 = min(x1, x), max(x2, x), min(y1, y), max(y2, y)
            for near, inside in ((at - 1, x > 0), (at + 1, x + 1 < width), (at - width, y > 0),
                                 (at + width, y + 1 < height)):
                if inside and wanted[near]:
                    wanted[near] = 0
                    stack.append(near)
        if n >= LEAST_PIXELS:
            yield x1, y1, x2 - x1 + 1, y2 - y1 + 1, n


# A model that takes long to load is loaded here, once: odeval waits (exec's option "startup").


def detect(request):
    """Boxes for the labels of one request, in pixels of the image. Replace this."""
    width, height, step, pixels = read_image(request["image"])
    named = [(label, HUES[word]) for label in request["labels"] for word in label.lower().split() if word in HUES]
    if not named:
        return []
    hues = [hue_of(*pixels[i:i + 3]) for i in range(0, width * height * step, step)]
    found = []
    for label, (low, high) in named:
        wanted = bytearray(h is not None and (low <= h < high if low < high else h >= low or h < high) for h in hues)
        for x, y, w, h, n in patches(width, height, wanted):
            found.append({"label": label, "bbox": [x, y, w, h], "score": round(n / (w * h), 4)})
    return found


def main():
    # What libraries print goes to standard error, so that only answers are on standard output.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"number": request["number"]}
        try:
            answer["predictions"] = detect(request)
        except Exception as e:
            answer["error"] = f"{type(e).__name__}: {e}"
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
