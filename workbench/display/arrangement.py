"""From the description of a diagram to the drawing: sizes, places, arrows, and what stands beneath."""

import re
from dataclasses import replace

from workbench.display import style
from workbench.display.layout import LayoutError, lay_out
from workbench.display.lettering import ASCENT, LINE_HEIGHT, block_size
from workbench.display.shapes import Box, Line, Text
from workbench.display.sheet import compose
from workbench.display.stubs import columns_room, draw_columns, draw_rows, rows_room

PADDING_X, PADDING_Y = 6.0, 5.0  # between text and outline of a box [pt]
LEAST_WIDTH, LEAST_HEIGHT = 42.0, 26.0
LABEL_SIZE = style.SMALL_FONT_SIZE
LABEL_PADDING = 3.0
JOINT = 3.4  # diameter of the dot where pipes join [pt]
HEADING_Y = -18.0  # baseline of the headings above the picture [pt]

_OPTIONS = {
    "elk.algorithm": "layered",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
    "elk.layered.edgeLabels.sideSelection": "ALWAYS_UP",
    "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    "elk.spacing.nodeNode": "10",
    "elk.spacing.edgeNode": "8",
    "elk.spacing.edgeEdge": "7",
    "elk.spacing.edgeLabel": "1",
    "elk.spacing.labelNode": "0",
    "elk.spacing.labelLabel": "4",
    "elk.spacing.nodeSelfLoop": "10",
    "elk.layered.spacing.nodeNodeBetweenLayers": "12",
    "elk.layered.spacing.edgeNodeBetweenLayers": "8",
    "elk.layered.spacing.edgeEdgeBetweenLayers": "6",
}
_SIDES = {
    "above": "OUTSIDE V_TOP H_CENTER",
    "below": "OUTSIDE V_BOTTOM H_CENTER",
    "left": "OUTSIDE H_LEFT V_CENTER",
    "right": "OUTSIDE H_RIGHT V_CENTER",
}


def arrange(diagram):
    """Lay out a diagram and draw it.

    Parameters
    ----------
    diagram : Diagram
        What the picture says.

    Returns
    -------
    Drawing
        Picture, legend, notes and check table.

    Raises
    ------
    LayoutError
        If there is nothing to draw.
    """
    if not diagram.nodes:
        raise LayoutError(f"没有可画的单元或物流 / there is nothing to draw: {diagram.title}")
    ports = _ports(diagram)
    graph = {
        "id": "diagram",
        "layoutOptions": _options(diagram),
        "children": [_child(node, ports.get(node.id, ())) for node in diagram.nodes],
        "edges": [_connection(index, edge, diagram) for index, edge in enumerate(diagram.edges)],
    }
    placed = lay_out(graph)
    items = []
    for index, (node, child) in enumerate(zip(diagram.nodes, placed["children"], strict=True)):
        items += [replace(item, part=f"n{index}") for item in _draw_node(node, child, diagram.styles)]
    for index, (edge, connection) in enumerate(zip(diagram.edges, placed["edges"], strict=True)):
        items += [replace(item, part=f"e{index}") for item in _draw_edge(edge, connection, diagram)]
        items += [replace(item, part=f"t{index}") for item in _draw_label(edge, connection)]
    return compose(items + _stage_headings(diagram, placed["children"]), diagram, placed)


def _options(diagram):
    options = {**_OPTIONS, "elk.direction": diagram.direction}
    if diagram.ordered:
        # Returns leave a box with the main stream and come back to its entry, as on a flow sheet.
        options["elk.layered.cycleBreaking.strategy"] = "MODEL_ORDER"
        options["elk.layered.feedbackEdges"] = "true"
    if diagram.stages:
        options["elk.partitioning.activate"] = "true"
        # Unconnected parts packed beside each other would leave the columns of their stages.
        options["elk.separateConnectedComponents"] = "false"
        options["elk.layered.compaction.postCompaction.strategy"] = "NONE"
    return options


def _stage_headings(diagram, children):
    """Return the heading of each stage, centred above the boxes of the stage."""
    items = []
    for index, heading in enumerate(diagram.stages):
        own = [child for node, child in zip(diagram.nodes, children, strict=True) if node.stage == index]
        if own:
            left = min(child["x"] for child in own)
            right = max(child["x"] + child["width"] for child in own)
            items.append(Text((left + right) / 2, HEADING_Y, heading, style.FONT_SIZE, kind="heading"))
    return items


def box_size(node):
    """Return width and height of the outline of a node. [pt]"""
    name_width, name_height = block_size(node.lines)
    detail_width, detail_height = block_size(node.details, style.SMALL_FONT_SIZE)
    width = max(name_width, detail_width) + 2 * PADDING_X
    height = name_height + detail_height + 2 * PADDING_Y
    if node.shape in ("circle", "diamond"):
        # A rectangle inside an ellipse fits at √2, inside a rhombus at 2; text lines are short.
        factor = 1.3 if node.shape == "circle" else 1.55
        width, height = width * factor, height * factor
    above, below = columns_room(node.above)[0], columns_room(node.below)[0]
    left, right = rows_room(node.left)[1], rows_room(node.right)[1]
    return (
        max(width, above, below, node.width, LEAST_WIDTH),
        max(height, left, right, node.height, LEAST_HEIGHT),
    )


def _child(node, ports):
    width, height = box_size(node)
    labels = []
    for side, placement in _SIDES.items():
        stubs = getattr(node, side)
        room = columns_room(stubs) if side in ("above", "below") else rows_room(stubs)
        if stubs:
            options = {"elk.nodeLabels.placement": placement}
            labels.append({"text": side, "width": room[0], "height": room[1], "layoutOptions": options})
    options = {}
    if node.layer:
        options["elk.layered.layering.layerConstraint"] = node.layer
    if node.stage is not None:
        options["elk.partitioning.partition"] = str(node.stage)
    return {
        "id": node.id,
        "width": width,
        "height": height,
        "labels": labels,
        "ports": [{"id": port, "width": 0, "height": 0} for port in ports],
        "layoutOptions": options,
    }


def _port(edge, index, leaving, trunks):
    node = edge.source if leaving else edge.target
    return f"{node} {'out' if leaving else 'in'} {edge.kind if trunks else index}"


def _ports(diagram):
    """Return the ports of each box: one per arrow, or with trunks one per side and kind."""
    ports = {}
    for index, edge in enumerate(diagram.edges):
        for node, leaving in ((edge.source, True), (edge.target, False)):
            ports.setdefault(node, {})[_port(edge, index, leaving, diagram.trunks)] = None
    return ports


def _connection(index, edge, diagram):
    trunks = diagram.trunks
    priority = {"elk.layered.priority.direction": "0" if edge.kind in diagram.returns else "10"}
    ends = {"sources": [_port(edge, index, True, trunks)], "targets": [_port(edge, index, False, trunks)]}
    connection = {"id": f"edge {index}", **ends, "layoutOptions": priority}
    if edge.lines:
        width, height = block_size(edge.lines, LABEL_SIZE)
        connection["labels"] = [{"text": "label", "width": width + 2 * LABEL_PADDING, "height": height}]
    return connection


def _draw_node(node, child, styles):
    box = Box(child["x"], child["y"], child["width"], child["height"], node.shape, tip=node.tip)
    box = replace(box, id=node.id, name=node_name(node))
    items = [] if node.shape == "text" else [box]
    _, name_height = block_size(node.lines)
    _, detail_height = block_size(node.details, style.SMALL_FONT_SIZE)
    middle, top = box.x + box.width / 2, box.y + (box.height - name_height - detail_height) / 2
    items += text_block(node.lines, middle, top, style.FONT_SIZE, "name")
    items += text_block(node.details, middle, top + name_height, style.SMALL_FONT_SIZE, "name")
    items += draw_columns(node.above, box, True, styles) + draw_columns(node.below, box, False, styles)
    items += draw_rows(node.left, box, True, styles) + draw_rows(node.right, box, False, styles)
    return items


def text_block(lines, middle, top, size, kind):
    """Return centred lines of text below each other, beginning at `top`."""
    first = top + (LINE_HEIGHT - 1) / 2 * size + ASCENT * size
    return [
        Text(middle, first + i * LINE_HEIGHT * size, line, size, "middle", kind=kind) for i, line in enumerate(lines)
    ]


def node_name(node):
    """Return the name of a box on one line; words of Latin script keep a space where the line was broken."""
    return re.sub(r"(?<=[^\W\d_]) (?=[\u3000-\u9fff])|(?<=[\u3000-\u9fff]) ", "", " ".join(node.lines))


def _draw_edge(edge, connection, diagram):
    look = diagram.styles[edge.kind]
    items = []
    for section in connection.get("sections", []):
        corners = [section["startPoint"], *section.get("bendPoints", []), section["endPoint"]]
        points = tuple((corner["x"], corner["y"]) for corner in corners)
        items.append(
            Line(points, look.colour, look.width, look.dash, True, "flow", edge.tip, (edge.source, edge.target))
        )
    for joint in connection.get("junctionPoints", []):
        x, y, half = joint["x"], joint["y"], JOINT / 2
        items.append(Box(x - half, y - half, JOINT, JOINT, "circle", look.colour, look.colour, 0.3, "joint"))
    return items


def _draw_label(edge, connection):
    items = []
    for label in connection.get("labels", []):
        middle = label["x"] + label["width"] / 2
        items += text_block(edge.lines, middle, label["y"], LABEL_SIZE, "label")
    return items
