"""Lines, boxes and text written as SVG."""

from html import escape

from workbench.display import style
from workbench.display.shapes import Box, Line, Text, arrow_head, diamond, stem

FONT_STACK = f"'{style.SANS}','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
TOUCH_WIDTH = 9.0  # unseen band along an arrow in which the pointer finds it [pt]
# The arrow under the pointer stands out; names and amounts appear as its tip.
POINTER_STYLE = "<style>.workbench-drawing g:hover>polyline.flow{stroke-width:3}</style>"


def write_item(item):
    """Return one line, box or text as an SVG element."""
    return _WRITERS[type(item)](item)


def _coordinates(points):
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _part(item):
    return f' data-part="{item.part}"' if item.part else ""


def _tip(text):
    return f"<title>{escape(text)}</title>" if text else ""


def _write_line(line):
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in line.dash)}"' if line.dash else ""
    shaft = (
        f'<polyline class="{line.kind}" points="{_coordinates(stem(line))}" fill="none" '
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
    ends = ""
    if line.ends:
        ends = f' data-source="{escape(line.ends[0])}" data-target="{escape(line.ends[1])}"'
    return f"<g{_part(line)}{ends}>{_tip(line.tip)}{shaft}{head}{touch}</g>"


def _write_box(box):
    paint = f'class="{box.kind}" fill="{box.fill}" stroke="{box.colour}" stroke-width="{box.line_width:g}"{_part(box)}'
    if box.id:
        paint += f' data-box="{escape(box.id)}" data-name="{escape(box.name)}"'
    if box.shape == "circle":
        cx, cy = box.x + box.width / 2, box.y + box.height / 2
        shape = f'<ellipse cx="{cx:.1f}" cy="{cy:.1f}" rx="{box.width / 2:.1f}" ry="{box.height / 2:.1f}" {paint}'
    elif box.shape == "diamond":
        shape = f'<polygon points="{_coordinates(diamond(box))}" {paint}'
    else:
        radius = ' rx="6"' if box.shape == "rounded" else ""
        shape = (
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"{radius} {paint}'
        )
    tag = shape[1:].split(" ", 1)[0]
    return f"{shape}>{_tip(box.tip)}</{tag}>"


def _write_text(text):
    return (
        f'<text class="{text.kind}" x="{text.x:.1f}" y="{text.y:.1f}" font-size="{text.size:g}" '
        f'text-anchor="{text.anchor}" fill="{text.colour}"{_part(text)}>{escape(text.text)}</text>'
    )


_WRITERS = {Line: _write_line, Box: _write_box, Text: _write_text}
