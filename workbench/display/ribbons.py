"""Sankey diagrams on paper: layers from left to right, recycles beneath, widths true to the amounts."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke

from .labels import spread, text_width, wrap
from .sankey import amount_text, links_and_nodes
from .style import BLACK, PAGE_HEIGHT, PAGE_WIDTH, ROLES, SMALL_FONT_SIZE, WHITE, new_figure, number

EM = SMALL_FONT_SIZE * 2.54 / 72  # width of a Chinese character [cm]
LINE = 1.35 * EM  # height of a line of text [cm]
BAR = 0.26  # width of a node [cm]
MARGIN = 0.3  # [cm]
LANE_GAP = LINE + 0.15  # between two recycles [cm]

_WORDS = {
    "zh": "单位：{}；条带宽度 = 校正后数量，斜线边 = ±1 倍标准不确定度",
    "en": "unit: {}; width = reconciled amount, hatched edge = ±1 standard uncertainty",
}


@dataclass
class _Layout:
    """Where everything stands on paper. [cm]"""

    x: dict
    y: dict
    size: dict
    text: dict
    scale: float
    height: float
    floor: float


def sankey_print(flows, unit, *, names=None, tolerance=1e-3, lang="zh"):
    """Draw flows as a Sankey diagram for paper.

    Parameters
    ----------
    flows, unit, names, tolerance, lang
        As for `workbench.display.sankey.sankey`; one scenario.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If an amount is unknown or a process does not close within the tolerance; the message names it.
    """
    links, nodes = links_and_nodes(flows, names=names, tolerance=tolerance)
    links["back"] = _recycles(links)
    steps, nodes = _steps(links, nodes, _ranks(links))
    layout = _lay_out(steps, nodes, links[links["back"]])
    figure = new_figure(PAGE_WIDTH, layout.height)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, PAGE_WIDTH), ylim=(0, layout.height))
    axes.set_axis_off()
    middles, taken = _draw_ribbons(axes, steps, links, layout)
    taken += _draw_nodes(axes, nodes, layout)
    _label_ribbons(axes, middles, links, taken)
    axes.text(MARGIN, MARGIN, _WORDS[lang].format(unit), fontsize=SMALL_FONT_SIZE, va="bottom")
    return figure


def _recycles(links):
    """Return which links run backwards: the smallest of each loop, found by adding the largest first."""
    after, back = defaultdict(set), np.zeros(len(links), dtype=bool)
    for row in links.sort_values("amount", ascending=False, kind="stable").itertuples():
        if row.source in _reach(after, row.target):
            back[row.Index] = True
        else:
            after[row.source].add(row.target)
    return back


def _reach(after, start):
    seen, waiting = {start}, [start]
    while waiting:
        fresh = after[waiting.pop()] - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen


def _ranks(links):
    """Return the layer of each node: the longest way from the left; inputs stand just before their process."""
    forward = links[~links["back"]]
    ranks = dict.fromkeys([*links["source"], *links["target"]], 0)
    for _ in ranks:
        for source, target in zip(forward["source"], forward["target"], strict=True):
            ranks[target] = max(ranks[target], ranks[source] + 1)
    for source, target in zip(forward["source"], forward["target"], strict=True):
        if source.startswith("input "):
            ranks[source] = ranks[target] - 1
    return ranks


def _steps(links, nodes, ranks):
    """Cut each forward link into steps from layer to layer, with a bare lane in every layer it passes."""
    steps, lanes = [], {}
    for row in links[~links["back"]].itertuples():
        between = [f"lane {row.Index} {rank}" for rank in range(ranks[row.source] + 1, ranks[row.target])]
        lanes.update(dict.fromkeys(between, row.amount))
        stops = [row.source, *between, row.target]
        steps += [(row.Index, *pair) for pair in zip(stops, stops[1:], strict=False)]
        ranks.update({lane: ranks[row.source] + 1 + i for i, lane in enumerate(between)})
    nodes = nodes.reindex([*nodes.index, *lanes])
    nodes["amount"] = nodes["amount"].fillna(lanes)
    nodes["rank"] = [ranks[node] for node in nodes.index]
    return steps, nodes


def _lay_out(steps, nodes, back):
    columns = int(nodes["rank"].max()) + 1
    pitch = (PAGE_WIDTH - 2 * MARGIN) / columns
    text = {node: _node_text(row, (pitch - 0.15) / EM) for node, row in nodes.iterrows()}
    words = {node: LINE * (text[node].count("\n") + 1) + 0.12 if text[node] else 0.12 for node in nodes.index}
    lane_words = LANE_GAP * len(back) + 2.5 * LINE
    scale = _scale(nodes, words, back, lane_words)
    size = (nodes["amount"] * scale).to_dict()
    boxes = {node: size[node] + words[node] for node in nodes.index}
    floor = lane_words + back["amount"].sum() * scale
    tallest = max(sum(boxes[node] for node in group) for group in nodes.groupby("rank").groups.values())
    layout = _Layout(
        x={node: MARGIN + (rank + 0.5) * pitch for node, rank in nodes["rank"].items()},
        y={},
        size=size,
        text=text,
        scale=scale,
        height=floor + tallest + 2 * MARGIN,
        floor=floor,
    )
    centres = _centres(steps, nodes, boxes, (floor, floor + tallest + MARGIN))
    layout.y = {node: centres[node] - words[node] / 2 + 0.06 for node in nodes.index}
    return layout


def _scale(nodes, words, back, lane_words):
    """Return the scale of the widths: the fullest layer takes 5 cm, a recycle 1.6 cm, or less. [cm/unit]"""
    amounts = nodes.groupby("rank")["amount"].sum()
    texts = nodes.assign(words=nodes.index.map(words)).groupby("rank")["words"].sum()
    room = PAGE_HEIGHT - lane_words - 2 * MARGIN - texts.max()
    limits = [5.0 / amounts.max(), max(room, 1.0) / (amounts.max() + back["amount"].sum())]
    return min(limits if back.empty else [*limits, 1.6 / back["amount"].max()])


def _node_text(row, width):
    if not isinstance(row["label"], str):
        return ""
    value = row["value"] if text_width(row["value"]) <= width else row["value"].replace("±", "\n±")
    return f"{wrap(row['label'], width)}\n{value}"


def _centres(steps, nodes, boxes, frame):
    """Return the centre of each node's box: near its neighbours', in order, without overlap."""
    layers = [list(group) for _, group in sorted(nodes.groupby("rank").groups.items())]
    middle = sum(frame) / 2
    centres = dict.fromkeys(nodes.index, middle)
    neighbours = {+1: defaultdict(list), -1: defaultdict(list)}
    for _, source, target in steps:
        neighbours[+1][target].append(source)
        neighbours[-1][source].append(target)
    for sweep in range(24):
        sides = (+1, -1) if sweep >= 20 else ((+1,) if sweep % 2 == 0 else (-1,))
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = []
            for node in layer:
                near = [other for side in sides for other in neighbours[side][node]]
                weights = [boxes[other] for other in near]
                ys = [centres[other] for other in near]
                wanted.append(np.average(ys, weights=weights) if near else centres[node])
            placed = spread(wanted, [boxes[node] for node in layer], *frame)
            centres.update(zip(layer, placed, strict=True))
    return centres


def _ports(steps, links, layout):
    """Return where each step leaves its source and enters its target: heights of the ribbon's middle."""
    leaving, entering = defaultdict(list), defaultdict(list)
    for step in steps:
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


def _draw_ribbons(axes, steps, links, layout):
    """Draw all ribbons; return the middles of the forward ones and the labels of the recycles."""
    start, end = _ports(steps, links, layout)
    paths = defaultdict(list)
    for step in steps:
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
    role = ROLES.get(row["kind"], ROLES["material"])
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
    halo = [withStroke(linewidth=1.8, foreground=WHITE)]
    return axes.text(x, y, text, ha="center", va=va, fontsize=SMALL_FONT_SIZE, path_effects=halo, zorder=4)
