"""Lines, boxes and text painted on a matplotlib figure."""

from matplotlib.patches import PathPatch
from matplotlib.path import Path

from workbench.display.shapes import Box, Line, Text, arrow_head, diamond, stem

_KAPPA = 0.5523  # length of the handle of a cubic curve that draws a quarter of a circle


def paint_item(figure, item, place):
    """Paint one line, box or text.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Gets the artist.
    item : Line, Box or Text
        What to paint.
    place : matplotlib.transforms.Transform
        From points of the picture to the figure.
    """
    _PAINTERS[type(item)](figure, item, place)


def _paint_line(figure, line, place):
    dashes = (0, tuple(part / line.width for part in line.dash)) if line.dash else "solid"
    outline = Path(stem(line))
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
        head = Path([*arrow_head(line.points), arrow_head(line.points)[0]], closed=True)
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
        return Path([*diamond(box), diamond(box)[0]], closed=True)
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
    corner = [Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    return Path(points, [Path.MOVETO, *(4 * corner), Path.CLOSEPOLY])


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


_PAINTERS = {Line: _paint_line, Box: _paint_box, Text: _paint_text}
