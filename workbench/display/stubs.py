"""Short arrows and loops at the four sides of a box: their room and their drawing."""

from workbench.display import style
from workbench.display.lettering import ASCENT, LINE_HEIGHT, text_width
from workbench.display.shapes import Line, Text

SIZE = style.SMALL_FONT_SIZE
PITCH = LINE_HEIGHT * SIZE  # distance of two lines of text [pt]
ARROW = 20.0  # length of a short arrow [pt]
GAP = 3.0  # between an arrow and its text [pt]
MARGIN = 10.0  # between neighbouring stubs [pt]
CLEARANCE = 3.0  # between a box and the text of a stub [pt]
LOOP_WIDTH = 18.0
LOOP_DEPTH = 16.0
LOOP_HEIGHT = 9.0  # of a loop at the left or right side


def column_width(stub):
    """Return the room one stub takes along the upper or lower side. [pt]"""
    text = max((text_width(line, SIZE) for line in stub.lines), default=0.0)
    return (LOOP_WIDTH if stub.loop else 0.0) + GAP + text + MARGIN


def row_height(stub):
    """Return the room one stub takes along the left or right side. [pt]"""
    return max(1, len(stub.lines)) * PITCH + (8.0 if stub.loop else 4.0)


def columns_room(stubs):
    """Return width and height of a row of stubs above or below a box. [pt]"""
    if not stubs:
        return 0.0, 0.0
    return sum(map(column_width, stubs)), max(_column_height(stub) for stub in stubs)


def _column_height(stub):
    return max(ARROW, len(stub.lines) * PITCH + CLEARANCE)


def rows_room(stubs):
    """Return width and height of the stubs at the left or right of a box. [pt]"""
    if not stubs:
        return 0.0, 0.0
    text = max(text_width(line, SIZE) for stub in stubs for line in stub.lines)
    return ARROW + GAP + text, sum(map(row_height, stubs))


def draw_columns(stubs, box, above, styles):
    """Return the items of the stubs above or below a box, each with its text at the right.

    Parameters
    ----------
    stubs : sequence of Stub
        From left to right.
    box : Box
        The box they belong to.
    above : bool
        Upper or lower side.
    styles : dict
        Kind of flow to line style.
    """
    items = []
    x = box.x + box.width / 2 - (columns_room(stubs)[0] - MARGIN) / 2
    edge, away = (box.y, -1) if above else (box.y + box.height, 1)
    for stub in stubs:
        length = away * _column_height(stub)
        if stub.loop:
            right, depth = x + LOOP_WIDTH, edge + away * LOOP_DEPTH
            points = [(right, edge), (right, depth), (x, depth), (x, edge)]
        else:
            right, points = x, [(x, edge), (x, edge + length)]
            if stub.inward:
                points.reverse()
        top = edge + length if above else edge + CLEARANCE
        items += [_line(stub, points, styles), *_words(stub, right + GAP, top)]
        x += column_width(stub)
    return items


def _words(stub, x, top):
    return [Text(x, top + ASCENT * SIZE + index * PITCH, line, SIZE, "start") for index, line in enumerate(stub.lines)]


def draw_rows(stubs, box, left, styles):
    """Return the items of the stubs at the left or right of a box, from top to bottom."""
    items = []
    y = box.y + box.height / 2 - rows_room(stubs)[1] / 2
    edge, away = (box.x, -1) if left else (box.x + box.width, 1)
    for stub in stubs:
        middle = y + row_height(stub) / 2
        ends = [(edge, middle), (edge + away * ARROW, middle)]
        if stub.inward:
            ends.reverse()
        if stub.loop:
            far, half = edge + away * ARROW, LOOP_HEIGHT / 2
            ends = [(edge, middle - half), (far, middle - half), (far, middle + half), (edge, middle + half)]
        items.append(_line(stub, ends, styles))
        first = middle - len(stub.lines) * PITCH / 2 + ASCENT * SIZE + (PITCH - SIZE) / 2
        x, anchor = edge + away * (ARROW + GAP), "end" if left else "start"
        items += [Text(x, first + i * PITCH, line, SIZE, anchor) for i, line in enumerate(stub.lines)]
        y += row_height(stub)
    return items


def _line(stub, points, styles):
    look = styles[stub.kind]
    return Line(tuple(points), look.colour, look.width, look.dash, True, "flow", stub.tip)
