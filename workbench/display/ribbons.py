"""Sankey diagrams on paper: layers from left to right, recycles beneath, widths true to the amounts."""

from collections import defaultdict

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from .arrows import unit_text
from .layers import BAR, LANE_GAP, MARGIN, amount_text, lay_out
from .sankey import links_and_nodes, role_of
from .style import BLACK, PAGE_WIDTH, SMALL_FONT_SIZE, WHITE, new_figure, number

_WORDS = {
    "zh": "单位：{}；条带宽度 = 校正后数量，斜线边 = ±1 倍标准不确定度",
    "en": "unit: {}; width = reconciled amount, hatched edge = ±1 standard uncertainty",
}


def sankey_print(flows, unit, *, names=None, tolerance=1e-3, lang="zh"):
    """Draw flows as a Sankey diagram for paper.

    Parameters
    ----------
    flows, unit, names, tolerance, lang
        As for `workbench.display.sankey.sankey`; one scenario. Some twelve layers and forty flows fill a page:
        a larger plant is drawn by workshop.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If an amount is unknown or a process does not close within the tolerance; the message names it.
    """
    links, nodes = links_and_nodes(flows, names=names, tolerance=tolerance)
    layout = lay_out(links, nodes)
    figure = new_figure(PAGE_WIDTH, layout.height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, PAGE_WIDTH), ylim=(0, layout.height))
    axes.set_axis_off()
    middles, taken = _draw_ribbons(axes, links, layout)
    taken += _draw_nodes(axes, nodes, layout)
    _label_ribbons(axes, middles, links, taken)
    axes.text(MARGIN, MARGIN, _WORDS[lang].format(unit_text(unit)), fontsize=SMALL_FONT_SIZE, va="bottom")
    return figure


def _ports(links, layout):
    """Return where each step leaves its source and enters its target: heights of the ribbon's middle."""
    leaving, entering = defaultdict(list), defaultdict(list)
    for step in layout.steps:
        leaving[step[1]].append((layout.y[step[2]], step))
        entering[step[2]].append((layout.y[step[1]], step))
    for row in links[links["back"]].itertuples():
        leaving[row.source].append((-1.0, (row.Index, row.source, row.target)))
        entering[row.target].append((-1.0, (row.Index, row.source, row.target)))
    start, end = {}, {}
    for ports, side in ((leaving, start), (entering, end)):
        for node, members in ports.items():
            top = layout.y[node] + layout.size[node] / 2
            for _, step in sorted(members, reverse=True):
                width = links["amount"][step[0]] * layout.scale
                side[step] = top - width / 2
                top -= width
    return start, end


def _draw_ribbons(axes, links, layout):
    """Draw all ribbons; return the middles of the forward ones and the labels of the recycles."""
    start, end = _ports(links, layout)
    paths = defaultdict(list)
    for step in layout.steps:
        x0, x1 = layout.x[step[1]], layout.x[step[2]]
        paths[step[0]].append(_curve(x0, start[step], x1, end[step]))
    floor, middles, labels = layout.floor, {}, []
    for index, row in sorted(links.iterrows(), key=lambda item: -item[1]["amount"]):
        width = row["amount"] * layout.scale
        if row["back"]:
            step = (index, row["source"], row["target"])
            floor -= width + LANE_GAP
            corners = _detour(layout, step, (start[step], end[step]), (floor + width / 2, width))
            upper, lower = _rounded(corners, width)
            text = f"{row['name']} {amount_text(row['amount'], row['sd'])}"
            label = _write(axes, np.mean(corners[:, 0]), floor + width + 0.08, text)
            labels.append(label)
        else:
            middles[index] = np.concatenate(paths[index])
            upper, lower = middles[index] + (0, width / 2), middles[index] - (0, width / 2)
        _draw_ribbon(axes, row, (upper, lower), width, layout.scale)
    return middles, labels


def _curve(x0, y0, x1, y1):
    """Return the middle of a ribbon from bar to bar: straight at both ends."""
    share = np.linspace(0, 1, 40)
    x = x0 + BAR / 2 + (x1 - x0 - BAR) * share
    return np.column_stack([x, y0 + (y1 - y0) * share**2 * (3 - 2 * share)])


def _detour(layout, step, ends, lane):
    """Return the corners of a recycle's way: out to the right, down, back to the left, up and in."""
    level, width = lane
    turn = width / 2 + 0.2
    x0, x1 = layout.x[step[1]] + BAR / 2, layout.x[step[2]] - BAR / 2
    right, left = x0 + turn, x1 - turn
    return np.array([(x0, ends[0]), (right, ends[0]), (right, level), (left, level), (left, ends[1]), (x1, ends[1])])


def _rounded(corners, width):
    """Return both edges of a ribbon that follows right-angled corners with rounded turns."""
    radius = width / 2 + 0.15
    directions = np.sign(np.diff(corners, axis=0))
    edges = []
    for side in (1, -1):
        first, last = (np.array([-d[1], d[0]]) * side * width / 2 for d in directions[[0, -1]])
        path = [corners[:1] + first]
        for corner, before, after in zip(corners[1:-1], directions, directions[1:], strict=False):
            turn = before[0] * after[1] - before[1] * after[0]
            centre = corner + radius * (after - before)
            angle = np.linspace(0, np.pi / 2, 12)[:, None]
            bow = before * np.sin(angle) - after * np.cos(angle)
            path.append(centre + (radius - side * turn * width / 2) * bow)
        edges.append(np.concatenate([*path, corners[-1:] + last]))
    return edges


def _draw_ribbon(axes, row, edges, width, scale):
    role = role_of(row["kind"])
    upper, lower = edges
    outline = np.concatenate([upper, lower[::-1]])
    axes.add_patch(Polygon(outline, facecolor=role.colour, alpha=0.35, linewidth=0, gid="flow", zorder=1))
    axes.add_patch(Polygon(outline, fill=False, edgecolor=role.colour, linewidth=0.5, zorder=1))
    if row["sd"] == row["sd"] and row["sd"] > 0:
        depth = min(2 * row["sd"] * scale / width, 1.0)
        edge = np.concatenate([upper, (upper + (lower - upper) * depth)[::-1]])
        axes.add_patch(Polygon(edge, facecolor="none", edgecolor=role.colour, hatch="/////", linewidth=0, gid="sd"))


def _draw_nodes(axes, nodes, layout):
    """Draw bars and their labels; return both."""
    drawn = []
    for node, row in nodes.iterrows():
        if not layout.text[node]:
            continue
        x, y, size = layout.x[node], layout.y[node], layout.size[node]
        colour = BLACK if row["role"] == "process" else WHITE
        bar = Rectangle((x - BAR / 2, y - size / 2), BAR, size, facecolor=colour, edgecolor=BLACK, linewidth=0.6)
        drawn += [axes.add_patch(bar), _write(axes, x, y + size / 2 + 0.06, layout.text[node])]
    return drawn


def _label_ribbons(axes, middles, links, taken):
    """Write the amount of each flow between two processes on its ribbon, where a free place is left."""
    boxes = [artist.get_window_extent() for artist in taken]
    for index, middle in middles.items():
        row = links.loc[index]
        if row["source"].startswith("input ") or row["target"].startswith("output "):
            continue
        for text in (f"{row['name']} {number(row['amount'])}", number(row["amount"])):
            label = _write(axes, 0, 0, text, va="center")
            if _find_place(label, middle, boxes):
                boxes.append(label.get_window_extent())
                break
            label.remove()


def _find_place(label, middle, boxes):
    """Move a label along the middle of its ribbon until it is free of all boxes; tell whether it is."""
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        label.set_position(middle[int(share * (len(middle) - 1))])
        if label.get_window_extent().count_overlaps(boxes) == 0:
            return True
    return False


def _write(axes, x, y, text, va="bottom"):
    plate = {"facecolor": WHITE, "edgecolor": "none", "alpha": 0.65, "pad": 0.4}
    return axes.text(x, y, text, ha="center", va=va, fontsize=SMALL_FONT_SIZE, bbox=plate, zorder=4)
