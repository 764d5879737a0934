"""Measures a rendered SVG the way a careful reader looks at it, and the plants whose pictures are measured."""

import random
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from workbench.display import style

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 0.4  # touching is no overlap [pt]


def load_metrics(path):
    font = TTFont(path)
    units, widths = font["head"].unitsPerEm, font["hmtx"]
    return {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}


FALLBACK = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
METRICS = load_metrics(FALLBACK) | load_metrics(style.FONT_FILES[style.SANS])


class Picture:
    """Text rectangles, arrow segments and box outlines read back from an SVG."""

    def __init__(self, svg):
        root = ElementTree.fromstring(svg)
        self.width, self.height = map(float, root.get("viewBox").split()[2:])
        self.texts, self.missing = [], set()
        self.flows, self.heads, self.boxes = [], [], []
        for element in root.iter():
            tag, kind = element.tag.removeprefix(SVG), element.get("class")
            if tag == "text":
                self.texts.append(self.read_text(element))
            elif tag == "polyline" and kind == "flow":
                look = tuple(map(element.get, ("stroke", "stroke-dasharray", "stroke-width")))
                self.flows.append((points_of(element), look))
            elif tag == "polygon" and kind == "head":
                self.heads.append(bounds_of(points_of(element)))
            elif kind == "node":
                self.boxes.append(read_box(tag, element))

    def read_text(self, element):
        text, size = element.text or "", float(element.get("font-size"))
        self.missing |= {character for character in text if ord(character) not in METRICS}
        width = size * sum(METRICS.get(ord(character), 1.0) for character in text)
        x, y = float(element.get("x")), float(element.get("y"))
        left = x - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor")]
        # A line of Chinese fills its em box: 0.88 above the baseline and 0.12 below it.
        return text, element.get("class"), (left, y - 0.88 * size, left + width, y + 0.12 * size)

    @property
    def words(self):
        return [text for text, _, _ in self.texts]


def points_of(element):
    return [tuple(map(float, pair.split(","))) for pair in element.get("points").split()]


def bounds_of(points):
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def read_box(tag, element):
    if tag == "ellipse":
        cx, cy, rx, ry = (float(element.get(name)) for name in ("cx", "cy", "rx", "ry"))
        return tag, (cx - rx, cy - ry, cx + rx, cy + ry)
    if tag == "polygon":
        return tag, bounds_of(points_of(element))
    x, y, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
    return tag, (x, y, x + width, y + height)


def overlap(one, other, slack=SLACK):
    """Tell whether two rectangles, of which one may be a line, share more than their rims."""
    return (
        one[0] < other[2] - slack
        and one[2] > other[0] + slack
        and one[1] < other[3] - slack
        and one[3] > other[1] + slack
    )


def segments_of(points):
    return [bounds_of(pair) for pair in pairwise(points)]


def holds(tag, box, text):
    """Tell whether a text rectangle lies inside the outline of a box."""
    left, top, right, bottom = box
    if not (left <= text[0] and text[2] <= right and top <= text[1] and text[3] <= bottom):
        return False
    cx, cy, rx, ry = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2
    # Letters leave the upper and lower eighth of their em box empty.
    inset = (text[3] - text[1]) / 8
    corners = [((x - cx) / rx, (y - cy) / ry) for x in text[::2] for y in (text[1] + inset, text[3] - inset)]
    if tag == "ellipse":
        return all(x * x + y * y <= 1.0 for x, y in corners)
    return tag != "polygon" or all(abs(x) + abs(y) <= 1.0 for x, y in corners)


def together(one, other):
    """Return the length two orthogonal segments run on top of each other. [pt]"""
    for a, b in ((0, 1), (1, 0)):
        flat = abs(one[b] - one[b + 2]) < SLACK and abs(other[b] - other[b + 2]) < SLACK
        if flat and abs(one[b] - other[b]) < SLACK:
            return max(0.0, min(one[a + 2], other[a + 2]) - max(one[a], other[a]))
    return 0.0


def text_faults(picture):
    for (one, _, first), (other, _, second) in combinations(picture.texts, 2):
        if overlap(first, second):
            yield f"text {one!r} lies on {other!r}"
    for text, kind, bounds in picture.texts:
        if bounds[0] < 0 or bounds[1] < 0 or bounds[2] > picture.width or bounds[3] > picture.height:
            yield f"text {text!r} leaves the picture"
        if any(overlap(segment, bounds) for points, _ in picture.flows for segment in segments_of(points)):
            yield f"an arrow crosses {text!r}"
        if any(overlap(head, bounds) for head in picture.heads):
            yield f"an arrow head covers {text!r}"
        touched = [(tag, box) for tag, box in picture.boxes if overlap(box, bounds)]
        if any(kind != "name" or not holds(tag, box, bounds) for tag, box in touched):
            yield f"an outline strikes {text!r}"


def line_faults(picture):
    solid = [box for tag, box in picture.boxes if tag == "rect"]
    for points, _ in picture.flows:
        for segment in segments_of(points):
            if segment[2] - segment[0] > SLACK and segment[3] - segment[1] > SLACK:
                yield f"a slanting arrow at {segment[:2]}"
            # The end of an arrow touches its own box, but no arrow runs through one.
            if any(overlap(segment, box, 2.0) for box in solid):
                yield f"an arrow runs through a box at {segment[:2]}"
    for (first, look), (second, other_look) in combinations(picture.flows, 2):
        # Arrows of one kind that share an end are one pipe; all others keep apart.
        pipe = look == other_look and (near(first[0], second[0]) or near(first[-1], second[-1]))
        runs = [together(a, b) for a in segments_of(first) for b in segments_of(second)]
        if not pipe and max(runs) > 1.0:
            yield f"two arrows lie on each other near {first[0]} and {second[0]}"
    for (_, one), (_, other) in combinations(picture.boxes, 2):
        if overlap(one, other):
            yield f"two boxes overlap at {one[:2]}"


def near(one, other):
    return abs(one[0] - other[0]) < 1.0 and abs(one[1] - other[1]) < 1.0


def find_faults(svg):
    picture = Picture(svg)
    missing = [f"no glyph for {character!r}" for character in sorted(picture.missing)]
    return [*missing, *text_faults(picture), *line_faults(picture)]


@pytest.fixture(scope="session")
def faults_of():
    """Return the function that lists what is wrong with a rendered picture."""
    return find_faults


@pytest.fixture(scope="session")
def read_picture():
    """Return the class that reads texts, arrows and boxes back from an SVG."""
    return Picture


def invent_plant():
    """Return processes and flows of an invented plant: 60 unit operations, 110 flows, 8 of them returns."""
    chance = random.Random(12452)
    kinds = ["反应釜", "压滤机", "干燥塔", "结晶器", "洗涤槽"]
    processes = pd.DataFrame(
        {
            "process": [f"P{i:02d}" for i in range(60)],
            "name": [f"{i + 1}号{chance.choice(kinds)}" for i in range(60)],
            "workshop": [f"第{i // 10 + 1}车间" for i in range(60)],
            "kind": ["treatment" if i == 59 else "production" for i in range(60)],
        }
    )
    name = {None: "outside"} | dict(enumerate(processes["process"]))
    ends = [(i, i + 1, "intermediate") for i in range(59)]
    ends += [(i, i - chance.randint(2, 6), "recycle") for i in range(7, 60, 7)]
    ends += [(None, chance.randrange(60), chance.choice(["raw", "fresh", "steam"])) for _ in range(20)]
    outputs = ["waste_gas", "waste_water", "solid_waste", "loss", "by_product"]
    ends += [(chance.randrange(60), None, chance.choice(outputs)) for _ in range(110 - len(ends))]
    sources, targets, flow_kinds = zip(*ends, strict=True)
    flows = pd.DataFrame(
        {
            "flow": [f"F{i}" for i in range(110)],
            "source": [name[end] for end in sources],
            "target": [name[end] for end in targets],
            "name": [f"物流{i}" for i in range(110)],
            "amount": [round(chance.uniform(0.5, 900.0), 2) for _ in range(110)],
            "unit": "t/d",
            "kind": flow_kinds,
            "basis": [chance.choice(["metered", "calculated", "estimated"]) for _ in range(110)],
        }
    )
    return processes, flows


@pytest.fixture(scope="session")
def large_plant():
    """Return the invented plant of 60 unit operations."""
    return invent_plant()
