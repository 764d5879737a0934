"""What stands beneath a picture: legend, notes with unit and period, and the check table."""

from workbench.display import style
from workbench.display.drawing import Drawing
from workbench.display.lettering import ASCENT, LINE_HEIGHT, text_width, wrap_text
from workbench.display.shapes import Box, Line, Text, move

MARGIN = 8.0  # around the whole picture [pt]
GAP = 12.0  # between picture, legend, notes and table [pt]
SIZE = style.SMALL_FONT_SIZE
PITCH = LINE_HEIGHT * SIZE
SAMPLE = 28.0  # length of a line in the legend [pt]
LEAST_WIDTH = 300.0
CELL_PADDING = 5.0
ROW_HEIGHT = PITCH + 3.0


def compose(items, diagram, graph):
    """Set legend, notes and check table beneath the items of a picture.

    Parameters
    ----------
    items : list
        Lines, boxes and text of the picture itself.
    diagram : Diagram
        Its description: styles, notes, check table, title, language.
    graph : dict
        The graph of the engine with its places, from which the page can lay the picture out again.

    Returns
    -------
    Drawing
        The whole sheet.
    """
    left, top, right, bottom = _extent(items)
    picture = [move(item, MARGIN - left, MARGIN - top) for item in items]
    width = max(right - left, LEAST_WIDTH, sum(_column_widths(diagram.check)))
    shift = (width - (right - left)) / 2
    picture = [move(item, shift, 0) for item in picture]
    y = MARGIN + bottom - top + GAP
    for part in (_legend, _notes, _check):
        more, height = part(diagram, width)
        picture += [move(item, MARGIN, y) for item in more]
        y += height + (GAP if more else 0.0)
    plan = {
        "graph": graph,
        "origin": [MARGIN - left + shift, MARGIN - top],
        "kinds": [edge.kind for edge in diagram.edges],
        "names": {kind: diagram.styles[kind].name(diagram.lang) for kind in diagram.kinds()},
    }
    return Drawing(width + 2 * MARGIN, y - GAP + MARGIN, tuple(picture), diagram.title, plan)


def _extent(items):
    edges = [_bounds(item) for item in items]
    lefts, tops, rights, bottoms = zip(*edges, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _bounds(item):
    if isinstance(item, Line):
        xs, ys = zip(*item.points, strict=True)
        return min(xs) - 3, min(ys) - 3, max(xs) + 3, max(ys) + 3
    if isinstance(item, Box):
        return item.x, item.y, item.x + item.width, item.y + item.height
    return item.bounds()


def _legend(diagram, width):
    """Return a sample and the name of every kind of line that occurs."""
    items, x, y = [], 0.0, 0.0
    kinds = diagram.kinds()
    if len(kinds) < 2:
        return [], 0.0
    for kind in kinds:
        look = diagram.styles[kind]
        name = look.name(diagram.lang)
        room = SAMPLE + 4 + text_width(name, SIZE) + 16
        if x and x + room - 16 > width:
            x, y = 0.0, y + PITCH
        middle = y + PITCH / 2
        items.append(Line(((x, middle), (x + SAMPLE, middle)), look.colour, look.width, look.dash, True, "legend"))
        items.append(Text(x + SAMPLE + 4, _baseline(y), name, SIZE, "start", kind="note"))
        x += room
    return items, y + PITCH


def _notes(diagram, width):
    lines = [line for note in diagram.notes for line in wrap_text(note, width, SIZE)]
    items = [Text(0.0, _baseline(i * PITCH), line, SIZE, "start", kind="note") for i, line in enumerate(lines)]
    return items, PITCH * len(lines)


def _baseline(top, pitch=PITCH):
    return top + (pitch - SIZE) / 2 + ASCENT * SIZE


def _check(diagram, width):
    """Return the check table, set in as many panels side by side as the width allows."""
    check = diagram.check
    if check is None or not check.rows:
        return [], 0.0
    title = [Text(0.0, _baseline(0.0), check.title, SIZE, "start", kind="note")] if check.title else []
    top = PITCH + 2 if title else 0.0
    widths = _column_widths(check)
    panel = sum(widths) + GAP
    panels = max(1, min(int((width + GAP) // panel), -(-len(check.rows) // 4)))
    rows_each = -(-len(check.rows) // panels)
    items = title
    for index in range(panels):
        rows = check.rows[index * rows_each : (index + 1) * rows_each]
        if rows:
            items += [move(item, index * panel, top) for item in _panel(check, rows, widths)]
    return items, top + ROW_HEIGHT * (rows_each + 1)


def _column_widths(check):
    if check is None:
        return []
    columns = zip(check.header, *check.rows, strict=True)
    return [max(text_width(cell, SIZE) for cell in column) + 2 * CELL_PADDING for column in columns]


def _panel(check, rows, widths):
    items, total, height = [], sum(widths), ROW_HEIGHT * (len(rows) + 1)
    # 三线表: heavy rules at top and bottom, a thin one beneath the header.
    for y, weight in ((0.0, 1.2), (ROW_HEIGHT, 0.6), (height, 1.2)):
        items.append(Line(((0.0, y), (total, y)), style.BLACK, weight, kind="rule"))
    for number, row in enumerate([check.header, *rows]):
        x, y = 0.0, _baseline(number * ROW_HEIGHT, ROW_HEIGHT)
        for cell, width, side in zip(row, widths, check.align, strict=True):
            anchor, place = ("start", CELL_PADDING) if side == "l" else ("end", width - CELL_PADDING)
            items.append(Text(x + place, y, cell, SIZE, anchor, kind="cell"))
            x += width
    return items
