"""Layers of a Sankey diagram on paper: what stands where, from left to right, recycles beneath."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .labels import spread, text_width, wrap
from .style import PAGE_HEIGHT, PAGE_WIDTH, SMALL_FONT_SIZE, number, percent

EM = SMALL_FONT_SIZE * 2.54 / 72  # width of a Chinese character [cm]
LINE = 1.45 * EM  # height of a line of text [cm]
BAR = 0.26  # width of a node [cm]
MARGIN = 0.3  # [cm]
RECYCLE = 1.6  # greatest width of a recycle [cm]
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
    """Return which links run backwards: of all orders found from every place to begin, the least amount.

    Parameters
    ----------
    links : DataFrame
        ``source``, ``target``, ``amount``.

    Returns
    -------
    ndarray of bool
    """
    after = defaultdict(list)
    for row in links.sort_values("amount", ascending=False, kind="stable").itertuples():
        after[row.source].append((row.target, row.Index))
    orders = [_closing_links(after, [start, *after]) for start in list(after)]
    best = min(orders, key=lambda closing: links["amount"].loc[sorted(closing)].sum())
    return links.index.isin(best)


def _closing_links(after, starts):
    """Follow the flows, the largest first, and return the links that lead back onto the way taken."""
    closing, state = set(), {}

    def visit(node):
        state[node] = "on the way"
        for target, link in after.get(node, ()):
            if state.get(target) == "on the way":
                closing.add(link)
            elif target not in state:
                visit(target)
        state[node] = "done"

    for start in starts:
        if start not in state:
            visit(start)
    return closing


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
    columns, edge = int(nodes["rank"].max()) + 1, _edge(nodes, back)
    pitch = (PAGE_WIDTH - 2 * edge) / columns
    text = {node: _node_text(row, (pitch - 0.15) / EM) for node, row in nodes.iterrows()}
    words = {node: LINE * (text[node].count("\n") + 1) + 0.12 if text[node] else 0.12 for node in nodes.index}
    lane_words = LANE_GAP * len(back) + 2.5 * LINE
    scale = _scale(nodes, words, back, lane_words)
    size = (nodes["amount"] * scale).to_dict()
    boxes = {node: size[node] + words[node] for node in nodes.index}
    floor = lane_words + back["amount"].sum() * scale
    tallest = max(sum(boxes[node] for node in group) for group in nodes.groupby("rank").groups.values())
    layout = Layout(
        x={node: edge + (rank + 0.5) * pitch for node, rank in nodes["rank"].items()},
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


def _edge(nodes, back):
    """Return the margin at both sides: with room for a recycle that turns before the first or after the last layer."""
    turns = nodes["rank"][[*back["source"], *back["target"]]]
    return MARGIN + (RECYCLE - 0.4 if {0, nodes["rank"].max()} & set(turns) else 0.0)


def _scale(nodes, words, back, lane_words):
    """Return the scale of the widths: the fullest layer takes 5 cm, or a recycle its most, or less. [cm/unit]"""
    amounts = nodes.groupby("rank")["amount"].sum()
    texts = nodes.assign(words=nodes.index.map(words)).groupby("rank")["words"].sum()
    room = PAGE_HEIGHT - lane_words - 2 * MARGIN - texts.max()
    limits = [5.0 / amounts.max(), max(room, 1.0) / (amounts.max() + back["amount"].sum())]
    return min(limits if back.empty else [*limits, RECYCLE / back["amount"].max()])


def _node_text(row, width):
    """Return name and amount of a node, the shorter the narrower its layer is."""
    if not isinstance(row["label"], str):
        return ""
    exact, short = amount_text(row["amount"], row["sd"]), number(row["amount"], 3)
    relative = "" if row["sd"] != row["sd"] else f"\n±{percent(row['sd'] / row['amount'], 2)}"
    values = [exact, exact.replace("±", "\n±"), short + relative]
    fitting = (text for text in values if max(map(text_width, text.split("\n"))) <= width)
    return f"{wrap(row['label'], width)}\n{next(fitting, values[-1])}"


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


def amount_text(amount, sd):
    """Return an amount with its standard uncertainty, where that is known."""
    return number(amount) if sd is None or sd != sd else f"{number(amount)}±{number(sd, 2)}"
