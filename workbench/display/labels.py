"""Labels that fit: Chinese text broken into lines and labels kept apart."""

import numpy as np
from scipy.optimize import isotonic_regression

from . import lettering
from .style import SMALL_FONT_SIZE

LINELESS = 1  # rings around a point whose labels need no line to it
_CLEARANCE = 1.5  # free space around a label [pixel]


def text_width(text):
    """Return the width of one line of text. [em]"""
    return lettering.text_width(str(text), 1.0)


def wrap(text, width):
    """Return a text broken into lines of about equal length, no wider than `width` where that is possible.

    Parameters
    ----------
    text : str
        Chinese, English or both.
    width : float
        Greatest width of a line. [em]

    Examples
    --------
    >>> wrap("浸出渣处理及有价金属回收利用", 8)
    '浸出渣处理及有\\n价金属回收利用'
    """
    line, asked = str(text).replace("\n", " "), width
    lines = lettering.wrap_text(line, asked, 1.0)
    # Lines of equal length may come out a character too wide: one line more, then.
    while max(map(text_width, lines)) > width and asked > 0.6 * width:
        asked -= 0.25
        lines = lettering.wrap_text(line, asked, 1.0)
    return "\n".join(lines)


def row_label(name, width, tail=""):
    """Return the label of a row on at most two lines: a longer name is cut, its tail (unit) never.

    Parameters
    ----------
    name : str
        Name; the table beneath the picture has it in full.
    width : float
        Width of a line. [em]
    tail : str
        What stands behind the name, such as the unit.

    Examples
    --------
    >>> row_label("单位产品综合能耗", 10, " [t/t]")
    '单位产品综\\n合能耗 [t/t]'
    >>> row_label("浸出渣处理及有价金属回收利用", 5)
    '浸出渣处理\\n及有价金…'
    """
    text, cut = str(name), str(name)
    while (lines := wrap(text + tail, width)).count("\n") > 1 and cut:
        cut = cut[:-1]
        text = cut.rstrip() + "…"
    return lines


def spread(positions, sizes, low=-np.inf, high=np.inf):
    """Return the centres of boxes moved as little as possible (least squares) so that none overlap.

    Parameters
    ----------
    positions : sequence of float
        Wanted centres, in any order; the boxes keep this order.
    sizes : float or sequence of float
        Sizes of the boxes, free space included, in the same unit.
    low, high : float
        Where the first box may begin and the last may end.

    Returns
    -------
    ndarray
        Centres in the order given.
    """
    wanted = np.asarray(positions, dtype=float)
    placed = np.empty_like(wanted)
    if not len(wanted):
        return placed
    order = np.argsort(wanted, kind="stable")
    size = np.broadcast_to(np.asarray(sizes, dtype=float), wanted.shape)[order]
    steps = np.concatenate([[0.0], np.cumsum((size[1:] + size[:-1]) / 2)])
    free = isotonic_regression(wanted[order] - steps).x
    placed[order] = np.clip(free, low + size[0] / 2, high - steps[-1] - size[-1] / 2) + steps
    return placed


def write_beside_rows(axes, texts, title=""):
    """Write a column of texts at the right of the rows 0, 1, 2 … of an axes, and a title above it.

    Parameters
    ----------
    axes : matplotlib Axes
        With one row at each whole number of its y axis.
    texts : sequence of str
        One for each row.
    title : str
        What the texts say.
    """
    column = axes.secondary_yaxis("right")
    column.set_yticks(range(len(texts)), texts, fontsize=SMALL_FONT_SIZE)
    column.tick_params(length=0)
    column.spines["right"].set_visible(False)
    axes.text(1.02, 1.01, title, fontsize=SMALL_FONT_SIZE, transform=axes.transAxes)


def place_beside(axes, points, texts, radii):
    """Write a text beside each point where it covers neither another text nor, if it can, another point.

    Parameters
    ----------
    axes : matplotlib Axes
        Its limits and scales must be final.
    points : sequence of (x, y)
        Points in data coordinates.
    texts : sequence of str
        Their labels.
    radii : sequence of float
        Radii of the points' markers. [pt]

    Returns
    -------
    list of matplotlib Annotation
        A label that had to move away keeps a thin line to its point.
    """
    figure = axes.figure
    figure.canvas.draw()
    pixels = axes.transData.transform(np.asarray(points, dtype=float))
    scale = figure.dpi / 72
    markers = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(pixels, np.asarray(radii) * scale, strict=True)]
    taken, labels = [], []
    for index, text in enumerate(texts):
        size = _text_size(axes, text)
        others = taken + [box for other, box in enumerate(markers) if other != index]
        offset, box, ring = _free_offset(pixels[index], radii[index] * scale, size, (others, axes.bbox.extents))
        taken += [box, *_beads(pixels[index], offset, ring)]
        labels.append(_annotate(axes, text, points[index], offset / scale, ring))
    return labels


def _text_size(axes, text):
    probe = axes.text(0, 0, text, fontsize=SMALL_FONT_SIZE)
    extent = probe.get_window_extent()
    probe.remove()
    return extent.width + 2 * _CLEARANCE, extent.height + 2 * _CLEARANCE


def _free_offset(point, radius, size, surroundings):
    """Return the nearest free place around a point: offset of the label's centre, its box, and the ring."""
    others, frame = surroundings
    best = None
    for ring in range(12):
        for angle in np.arange(0, 2 * np.pi, np.pi / 8):
            direction = np.array([np.cos(angle), np.sin(angle)])
            offset = direction * (radius + np.array(size) / 2 + ring * size[1] * 0.6)
            centre = point + offset
            box = (*(centre - np.array(size) / 2), *(centre + np.array(size) / 2))
            cost = sum(_shared_area(box, other) for other in others) + 10 * _area_outside(box, frame)
            beads = _beads(point, offset, ring)
            cost += sum(10 * _shared_area(bead, other) for bead in beads for other in others)
            if best is None or cost < best[0]:
                best = (cost, offset, box, ring)
        if best[0] == 0:
            break
    return best[1:]


def _beads(point, offset, ring):
    """Return small boxes along the line from a point to its label, where there is one."""
    if ring <= LINELESS:
        return []
    return [(*(point + share * offset - 1), *(point + share * offset + 1)) for share in np.linspace(0.3, 0.7, 7)]


def _shared_area(box, other):
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _area_outside(box, frame):
    return (box[2] - box[0]) * (box[3] - box[1]) - _shared_area(box, frame)


def _annotate(axes, text, point, offset, ring):
    line = {"arrowstyle": "-", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0} if ring > LINELESS else None
    label = axes.annotate(
        text,
        point,
        xytext=offset,
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=SMALL_FONT_SIZE,
        arrowprops=line,
        zorder=5,
    )
    # The axes are where they are: a label must not move them.
    label.set_in_layout(False)
    return label
