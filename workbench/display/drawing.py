"""A picture made of lines, boxes and text, written as SVG for the screen and PNG for print.

All lengths are points [pt], the origin is the upper left corner, y grows downward.
"""

from dataclasses import dataclass, replace
from html import escape
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from workbench.display import style
from workbench.display.lettering import ASCENT, DESCENT, text_width

POINTS_PER_INCH = 72.0
POINTS_PER_CENTIMETRE = POINTS_PER_INCH / 2.54
ARROW_LENGTH, ARROW_HALF_WIDTH = 7.0, 2.6
_FONT_STACK = f"'{style.SANS}','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
TOUCH_WIDTH = 9.0  # unseen band along an arrow in which the pointer finds it [pt]
# The arrow under the pointer stands out; names and amounts appear as its tip.
_POINTER_STYLE = "<style>.workbench-drawing g:hover>polyline.flow{stroke-width:3}</style>"
_KAPPA = 0.5523  # length of the handle of a cubic curve that draws a quarter of a circle


@dataclass(frozen=True)
class Line:
    """A polyline, with an arrow head at its last point if `arrow`."""

    points: tuple
    colour: str = style.BLACK
    width: float = style.LINE_WIDTH
    dash: tuple = ()
    arrow: bool = False
    kind: str = "flow"
    tip: str = ""


@dataclass(frozen=True)
class Box:
    """An outlined area: rectangle, rounded, circle (an ellipse) or diamond."""

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

    def bounds(self):
        """Return left, top, right, bottom of the inked area by the font's metrics. [pt]"""
        width = text_width(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - ASCENT * self.size, left + width, self.y + DESCENT * self.size


@dataclass(frozen=True)
class Drawing:
    """A finished picture.

    Attributes
    ----------
    width, height : float
        Natural size, at which the text is 五号. [pt]
    items : tuple
        `Line`, `Box` and `Text`, drawn in this order.
    title : str
        Caption for the reader, with unit and period.
    """

    width: float
    height: float
    items: tuple
    title: str = ""

    @property
    def orientation(self):
        """Return "portrait" or "landscape", whichever shows the picture larger on A4."""
        return "landscape" if self._scale(True) > self._scale(False) * 1.02 else "portrait"

    @property
    def page_scale(self):
        """Return by how much the picture must shrink to fit the text area of A4; at most 1."""
        return min(1.0, max(self._scale(True), self._scale(False)))

    def _scale(self, landscape):
        width, height = style.PAGE_WIDTH, style.PAGE_HEIGHT
        if landscape:
            width, height = height, width
        return min(width * POINTS_PER_CENTIMETRE / self.width, height * POINTS_PER_CENTIMETRE / self.height)

    def to_svg(self):
        """Return the picture as SVG text; names and amounts appear when the pointer rests on an arrow."""
        body = "\n".join(_SVG_WRITERS[type(item)](item) for item in self.items)
        size = f'width="{self.width:.1f}pt" height="{self.height:.1f}pt"'
        box = f'viewBox="0 0 {self.width:.1f} {self.height:.1f}"'
        title = f"<title>{escape(self.title)}</title>" if self.title else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} style="max-width:100%;height:auto" '
            f'font-family="{_FONT_STACK}" role="img" class="workbench-drawing">{title}{_POINTER_STYLE}\n'
            f'<rect width="100%" height="100%" fill="{style.WHITE}"/>\n{body}\n</svg>'
        )

    def to_figure(self):
        """Return the same picture as a matplotlib figure of the natural size."""
        size = (self.width / POINTS_PER_INCH, self.height / POINTS_PER_INCH)
        figure = Figure(figsize=size, facecolor=style.WHITE)
        place = Affine2D().scale(1, -1).translate(0, self.height).scale(1 / POINTS_PER_INCH)
        place = place + figure.dpi_scale_trans
        for item in self.items:
            _FIGURE_PAINTERS[type(item)](figure, item, place)
        return figure

    def to_png(self, dpi=160):
        """Return the picture as PNG bytes.

        Parameters
        ----------
        dpi : float
            Dots per inch of the natural size.
        """
        buffer = BytesIO()
        # Flat drawings hardly shrink further at higher levels, which cost most of the time.
        self.to_figure().savefig(buffer, format="png", dpi=dpi, pil_kwargs={"compress_level": 1})
        return buffer.getvalue()

    def _repr_svg_(self):
        return self.to_svg()


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


def _stem(line):
    """Return the points of a line, ended inside its arrow head so that the tip stays sharp."""
    if not line.arrow:
        return line.points
    tip, left, right = arrow_head(line.points)
    return (*line.points[:-1], ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2))


def _coordinates(points):
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _tip(text):
    return f"<title>{escape(text)}</title>" if text else ""


def _write_line(line):
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in line.dash)}"' if line.dash else ""
    stem = (
        f'<polyline class="{line.kind}" points="{_coordinates(_stem(line))}" fill="none" '
        f'stroke="{line.colour}" stroke-width="{line.width:g}"{dash}/>'
    )
    touch = ""
    if line.tip:
        touch = (
            f'<polyline class="touch" points="{_coordinates(line.points)}" fill="none" stroke="{line.colour}" '
            f'stroke-width="{TOUCH_WIDTH:g}" stroke-opacity="0"/>'
        )
    head = ""
    if line.arrow:
        head = f'<polygon class="head" points="{_coordinates(arrow_head(line.points))}" fill="{line.colour}"/>'
    return f"<g>{_tip(line.tip)}{stem}{head}{touch}</g>"


def _write_box(box):
    paint = f'class="{box.kind}" fill="{box.fill}" stroke="{box.colour}" stroke-width="{box.line_width:g}"'
    if box.shape == "circle":
        cx, cy = box.x + box.width / 2, box.y + box.height / 2
        shape = f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{box.width / 2:.1f}" ry="{box.height / 2:.1f}" {paint}'
    elif box.shape == "diamond":
        shape = f'<polygon points="{_coordinates(_diamond(box))}" {paint}'
    else:
        radius = ' rx="6"' if box.shape == "rounded" else ""
        shape = (
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"{radius} {paint}'
        )
    tag = shape[1:].split(" ", 1)[0]
    return f"{shape}>{_tip(box.tip)}</{tag}>"


def _diamond(box):
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    return (cx, box.y), (box.x + box.width, cy), (cx, box.y + box.height), (box.x, cy)


def _write_text(text):
    return (
        f'<text class="{text.kind}" x="{text.x:.1f}" y="{text.y:.1f}" font-size="{text.size:g}" '
        f'text-anchor="{text.anchor}" fill="{text.colour}">{escape(text.text)}</text>'
    )


def _paint_line(figure, line, place):
    dashes = (0, tuple(part / line.width for part in line.dash)) if line.dash else "solid"
    outline = Outline(_stem(line))
    figure.add_artist(
        PathPatch(
            outline,
            transform=place,
            fill=False,
            edgecolor=line.colour,
            linewidth=line.width,
            linestyle=dashes,
            capstyle="butt",
            joinstyle="miter",
        )
    )
    if line.arrow:
        head = Outline([*arrow_head(line.points), arrow_head(line.points)[0]], closed=True)
        figure.add_artist(PathPatch(head, transform=place, facecolor=line.colour, linewidth=0))


def _paint_box(figure, box, place):
    figure.add_artist(
        PathPatch(
            _outline(box),
            transform=place,
            facecolor=box.fill,
            edgecolor=box.colour,
            linewidth=box.line_width,
            joinstyle="miter",
        )
    )


def _outline(box):
    if box.shape == "diamond":
        return Outline([*_diamond(box), _diamond(box)[0]], closed=True)
    if box.shape == "circle":
        return _rounded(box, box.width / 2, box.height / 2)
    radius = 6.0 if box.shape == "rounded" else 0.0
    return _rounded(box, radius, radius)


def _rounded(box, rx, ry):
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    hx, hy = rx * (1 - _KAPPA), ry * (1 - _KAPPA)
    points = [(left + rx, top), (right - rx, top)]
    points += [(right - hx, top), (right, top + hy), (right, top + ry), (right, bottom - ry)]
    points += [(right, bottom - hy), (right - hx, bottom), (right - rx, bottom), (left + rx, bottom)]
    points += [(left + hx, bottom), (left, bottom - hy), (left, bottom - ry), (left, top + ry)]
    points += [(left, top + hy), (left + hx, top), (left + rx, top), (left + rx, top)]
    corner = [Outline.LINETO, Outline.CURVE4, Outline.CURVE4, Outline.CURVE4]
    return Outline(points, [Outline.MOVETO, *(4 * corner), Outline.CLOSEPOLY])


def _paint_text(figure, text, place):
    figure.text(
        text.x,
        text.y,
        text.text,
        transform=place,
        fontsize=text.size,
        color=text.colour,
        ha={"start": "left", "middle": "center", "end": "right"}[text.anchor],
        va="baseline",
        parse_math=False,
    )


_SVG_WRITERS = {Line: _write_line, Box: _write_box, Text: _write_text}
_FIGURE_PAINTERS = {Line: _paint_line, Box: _paint_box, Text: _paint_text}
