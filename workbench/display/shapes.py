"""Lines, boxes and text that a picture is made of.

All lengths are points [pt], the origin is the upper left corner, y grows downward.
"""

from dataclasses import dataclass, replace

from workbench.display import style
from workbench.display.lettering import ASCENT, DESCENT, text_width

ARROW_LENGTH, ARROW_HALF_WIDTH = 7.0, 2.6


@dataclass(frozen=True)
class Line:
    """A polyline, with an arrow head at its last point if `arrow`; `ends` are the boxes that it joins.

    `part` names what moves together when the picture is laid out again: n1 a box, e1 an arrow, t1 its text.
    """

    points: tuple
    colour: str = style.BLACK
    width: float = style.LINE_WIDTH
    dash: tuple = ()
    arrow: bool = False
    kind: str = "flow"
    tip: str = ""
    ends: tuple = ()
    part: str = ""


@dataclass(frozen=True)
class Box:
    """An outlined area: rectangle, rounded, circle (an ellipse) or diamond; `id` and `name` say what it stands for."""

    x: float
    y: float
    width: float
    height: float
    shape: str = "rectangle"
    colour: str = style.BLACK
    fill: str = style.WHITE
    line_width: float = style.LINE_WIDTH
    kind: str = "node"
    tip: str = ""
    id: str = ""
    name: str = ""
    part: str = ""


@dataclass(frozen=True)
class Text:
    """One line of text; `y` is its baseline, `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    size: float = style.FONT_SIZE
    anchor: str = "middle"
    colour: str = style.BLACK
    kind: str = "label"
    part: str = ""

    def bounds(self):
        """Return left, top, right, bottom of the inked area by the font's metrics. [pt]"""
        width = text_width(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - ASCENT * self.size, left + width, self.y + DESCENT * self.size


def move(item, dx, dy):
    """Return an item shifted by (dx, dy). [pt]"""
    if isinstance(item, Line):
        return replace(item, points=tuple((x + dx, y + dy) for x, y in item.points))
    return replace(item, x=item.x + dx, y=item.y + dy)


def arrow_head(points):
    """Return the three corners of the arrow head at the end of a polyline."""
    (x0, y0), (x, y) = points[-2:]
    length = ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5 or 1.0
    ux, uy = (x - x0) / length, (y - y0) / length
    bx, by = x - ARROW_LENGTH * ux, y - ARROW_LENGTH * uy
    wing_x, wing_y = -uy * ARROW_HALF_WIDTH, ux * ARROW_HALF_WIDTH
    return (x, y), (bx + wing_x, by + wing_y), (bx - wing_x, by - wing_y)


def stem(line):
    """Return the points of a line, ended inside its arrow head so that the tip stays sharp."""
    if not line.arrow:
        return line.points
    tip, left, right = arrow_head(line.points)
    return (*line.points[:-1], ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2))


def diamond(box):
    """Return the four corners of a diamond."""
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    return (cx, box.y), (box.x + box.width, cy), (cx, box.y + box.height), (box.x, cy)
