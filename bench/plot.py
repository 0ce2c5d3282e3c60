"""The plot of time and memory against input size, as SVG written by hand: two panels, both axes logarithmic."""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 460
PANEL_W, PANEL_H = 390, 310
TOP, LEFT, GAP = 62, 66, 90
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.small { font-size: 11px; fill: #59636e; }
.grid { stroke: #d1d9e0; stroke-width: 1; }
.frame { fill: none; stroke: #818b98; }
.guide { fill: none; stroke: #818b98; stroke-dasharray: 2 4; }
.line { fill: none; stroke-width: 2; }
.t1 { stroke: #bc4c00; } .t2 { stroke: #0969da; }
circle.t1 { fill: #bc4c00; } circle.t2 { fill: #0969da; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; } .small { fill: #9198a1; } .grid { stroke: #3d444d; } .frame, .guide { stroke: #656c76; }
  .t1 { stroke: #f0883e; } .t2 { stroke: #58a6ff; } circle.t1 { fill: #f0883e; } circle.t2 { fill: #58a6ff; }
}
"""


class Axis:
    """A logarithmic axis from pixel `start` to pixel `end`, over whole decades cut to the data."""

    def __init__(self, values, start, end):
        self.low, self.high = min(values) / 1.6, max(values) * 1.6
        self.start, self.end = start, end

    def at(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for decade in range(first, last + 1):
            for factor in (1, 2, 5) if math.log10(self.high / self.low) < 2.2 else (1, 3):
                value = factor * 10.0 ** decade
                if self.low <= value <= self.high:
                    yield value


def plain(value):
    return "%g" % float("%.3g" % value)


def text(x, y, words, css="", anchor="middle"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>' % (
        x, y, anchor, css and ' class="%s"' % css, escape(words))


def line(x1, y1, x2, y2, css):
    return '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>' % (x1, y1, x2, y2, css)


def grid(x, y, unit):
    """The frame of a panel with its ticks."""
    parts = ['<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="frame"/>'
             % (x.start, y.end, x.end - x.start, y.start - y.end)]
    for value in x.ticks():
        parts += [line(x.at(value), y.start, x.at(value), y.end, "grid"),
                  text(x.at(value), y.start + 18, plain(value))]
    for value in y.ticks():
        parts += [line(x.start, y.at(value), x.end, y.at(value), "grid"),
                  text(x.start - 8, y.at(value) + 4, plain(value), anchor="end")]
    parts += [text((x.start + x.end) / 2, y.start + 40, "input, MB (both files)"),
              text(x.start - 8, y.end - 10, unit, "small", "end")]
    return parts


def guide(x, y, anchor):
    """What grows in proportion to the input and goes through the anchor, within the panel."""
    low = max(x.low, anchor[0] * y.low / anchor[1])
    high = min(x.high, anchor[0] * y.high / anchor[1])
    ratio = anchor[1] / anchor[0]
    return line(x.at(low), y.at(low * ratio), x.at(high), y.at(high * ratio), "guide")


def panel(left, title, unit, series, labels, anchor):
    """series: css class to points (x, y), ascending in x; labels: texts parallel to the points."""
    points = [p for s in series.values() for p in s]
    x = Axis([p[0] for p in points], left, left + PANEL_W)
    y = Axis([p[1] for p in points], TOP + PANEL_H, TOP)
    parts = [text(left + PANEL_W / 2, TOP - 14, title, "title"), *grid(x, y, unit)]
    parts.append(guide(x, y, anchor))
    for css, list_ in series.items():
        parts.append('<polyline points="%s" class="line %s"/>' % (
            " ".join("%.1f,%.1f" % (x.at(a), y.at(b)) for a, b in list_), css))
        parts += ['<circle cx="%.1f" cy="%.1f" r="3.5" class="%s"/>' % (x.at(a), y.at(b), css) for a, b in list_]
    for i, name in enumerate(labels):
        column = [s[i] for s in series.values()]
        above = i % 2 == 1
        at = min(y.at(p[1]) for p in column) - 9 if above else max(y.at(p[1]) for p in column) + 17
        parts.append(text(x.at(column[0][0]) + (-4 if above else 4), at, name, "small", "end" if above else "start"))
    return parts


def legend(left, top):
    parts = []
    entries = (("t2", "2 threads"), ("t1", "1 thread"), ("guide", "in proportion to the input"))
    for i, (css, words) in enumerate(entries):
        x = left + i * 110
        parts += [line(x, top - 4, x + 24, top - 4, css if css == "guide" else "line " + css),
                  text(x + 30, top, words, anchor="start")]
    return parts


def draw(workloads):
    """SVG text; workloads as results/odeval.json has them."""
    rows = sorted(workloads, key=lambda w: sum(w["bytes"].values()))
    megabytes = [sum(w["bytes"].values()) / 1e6 for w in rows]

    def series(value):
        return {"t" + t: [(mb, value(w["threads"][t])) for mb, w in zip(megabytes, rows)] for t in ("2", "1")}

    times, memory = series(lambda s: s["seconds"] * 1e3), series(lambda s: s["kib"] / 1024)
    middle = min(range(len(rows)), key=lambda i: abs(math.log(megabytes[i] / 70)))
    names = [w["name"] for w in rows]
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">'
             % (WIDTH, HEIGHT, WIDTH, HEIGHT),
             "<title>Time and peak memory of odeval against the size of its input</title>",
             "<style>%s</style>" % STYLE]
    parts += panel(LEFT, "time of the whole process", "ms", times, names, times["t1"][middle])
    parts += panel(LEFT + PANEL_W + GAP, "peak memory, mapped pages counted", "MiB", memory, names,
                   memory["t1"][middle])
    parts += legend(LEFT, HEIGHT - 14)
    parts.append("</svg>\n")
    return "\n".join(parts)
