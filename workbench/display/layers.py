"""Layers of a Sankey diagram on paper: what stands where, from left to right, recycles beneath."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .labels import spread, text_width, wrap
from .style import PAGE_HEIGHT, PAGE_WIDTH, SMALL_FONT_SIZE

EM = SMALL_FONT_SIZE * 2.54 / 72  # width of a Chinese character [cm]
LINE = 1.35 * EM  # height of a line of text [cm]
BAR = 0.26  # width of a node [cm]
MARGIN = 0.3  # [cm]
LANE_GAP = LINE + 0.15  # between two recycles [cm]


@dataclass
class Layout:
    """Where everything stands on paper.

    Attributes
    ----------
    x, y : dict
        Middle of each node. [cm]
    size : dict
        Height of each node. [cm]
    text : dict
        Label of each node; empty for a lane that a ribbon only passes.
    steps : list of tuple
        (link, from node, to node) of each piece of a ribbon from layer to layer.
    scale : float
        Width of a ribbon over its amount. [cm/unit]
    height : float
        Height of the picture. [cm]
    floor : float
        Beneath it only recycles run. [cm]
    """

    x: dict
    y: dict
    size: dict
    text: dict
    steps: list
    scale: float
    height: float
    floor: float


def lay_out(links, nodes):
    """Return where the ribbons and nodes stand.

    Parameters
    ----------
    links, nodes : DataFrame
        As `workbench.display.sankey.links_and_nodes` gives them.

    Returns
    -------
    Layout
    """
    steps, nodes = _steps(links, nodes)
    return _place(steps, nodes, links[links["back"]])


def recycles(links):
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


def layer_ranks(links):
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


def _steps(links, nodes):
    """Cut each forward link into steps from layer to layer, with a bare lane in every layer it passes."""
    steps, lanes, ranks = [], {}, nodes["rank"].to_dict()
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


def _place(steps, nodes, back):
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
    layout = Layout(
        x={node: MARGIN + (rank + 0.5) * pitch for node, rank in nodes["rank"].items()},
        y={},
        size=size,
        text=text,
        steps=steps,
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
