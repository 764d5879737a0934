"""Three-line tables of the Word report: a size that fits, a header on every page, no row torn apart."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from .report_style import text_width
from .workbook import text_width as characters

CM_PER_POINT = 2.54 / 72
TWENTIETHS_PER_CM = 1440 / 2.54
WIDEST_COLUMN = 22  # a column of text need not be wider than this many Chinese characters
MOST_STRETCHED = 2.0  # a small table is not drawn out over the whole page
LINES_ALLOWED = 4  # a cell with more lines than this asks for a wider page


@dataclass(frozen=True)
class Layout:
    """How a table is set.

    Attributes
    ----------
    size : float
        Font size. [pt]
    landscape : bool
        Whether its page is turned.
    widths : tuple of float
        Widths of the columns. [cm]
    """

    size: float
    landscape: bool
    widths: tuple


def lay_out(header, rows, style, landscape=False):
    """Return the largest font size at which a table fits, upright if it can be, else on a turned page.

    Parameters
    ----------
    header : sequence of str
        Labels of the columns.
    rows : sequence of sequence of str
        Cells.
    style : dict
        From `read_style`.
    landscape : bool
        Whether the page is turned already.

    Returns
    -------
    Layout
    """
    columns = [[label, *(row[position] for row in rows)] for position, label in enumerate(header)]
    table = style["table"]
    upright = [] if landscape else [(size, False) for size in table["sizes"]]
    for size, turned in upright + [(size, True) for size in table["landscape_sizes"]]:
        widths, fits = _column_widths(columns, size, text_width(style, turned), table["padding"])
        if fits:
            break
    return Layout(size, turned, tuple(widths))


def table_xml(table, layout, style):
    """Return a table as Word's XML.

    Parameters
    ----------
    table : Table
        Header, rows and alignment.
    layout : Layout
        From `lay_out`.
    style : dict
        From `read_style`.
    """
    rules = style["table"]
    widths = [round(width * TWENTIETHS_PER_CM) for width in layout.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    header = _row(table.header, table.align, widths, (layout.size, rules["inner_line"]))
    body = "".join(_row(row, table.align, widths, (layout.size, None)) for row in table.rows)
    outer = f'w:val="single" w:sz="{round(rules["outer_line"] * 8)}" w:space="0" w:color="000000"'
    padding = round(rules["padding"] * TWENTIETHS_PER_CM)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders><w:top {outer}/><w:bottom {outer}/></w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{padding}" w:type="dxa"/>'
        f'<w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1" w:val="0020"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{header}{body}</w:tbl>'
    )


def _row(cells, align, widths, look):
    size, line = look
    is_header = line is not None
    repeated = "<w:tblHeader/>" if is_header else ""
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>"
        + "".join(_cell(text, side, width, look) for text, side, width in zip(cells, align, widths, strict=True))
        + "</w:tr>"
    )


def _cell(text, side, width, look):
    size, line = look
    border = kept = bold = ""
    if line is not None:
        edge = f'<w:bottom w:val="single" w:sz="{round(line * 8)}" w:space="0" w:color="000000"/>'
        border = f"<w:tcBorders>{edge}</w:tcBorders>"
        kept, bold = "<w:keepNext/>", "<w:b/>"
    half_points = round(size * 2)
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(part) for part in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{kept}<w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr>{bold}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        f'<w:t xml:space="preserve">{lines}</w:t></w:r></w:p></w:tc>'
    )


def _column_widths(columns, size, available, padding):
    """Return the widths of the columns, and whether the table is well set with them."""

    def in_cm(width):
        return width * size * CM_PER_POINT / 2 + 2 * padding + 0.05

    # A label may take two lines before its column grows.
    natural = [in_cm(max(_line(label) / 2, *map(_line, cells), 1)) for label, *cells in columns]
    least = [in_cm(max(_word(label, 4), *(_word(text, 8) for text in cells), 1)) for label, *cells in columns]
    wanted = [max(low, min(full, in_cm(2 * WIDEST_COLUMN))) for full, low in zip(natural, least, strict=True)]
    if sum(wanted) <= available:
        scale = min(MOST_STRETCHED, available / sum(wanted))
        return [width * scale for width in wanted], True
    if sum(least) > available:
        return [width * available / sum(least) for width in least], False
    spare = (available - sum(least)) / (sum(wanted) - sum(least))
    widths = [low + (width - low) * spare for low, width in zip(least, wanted, strict=True)]
    lines = max((full - 2 * padding) / (width - 2 * padding) for full, width in zip(natural, widths, strict=True))
    return widths, lines <= LINES_ALLOWED


def _line(text):
    """Return the width of the longest line. [Latin characters]"""
    return max(characters(line) for line in text.split("\n"))


def _word(text, chinese):
    """Return the width of what should not be broken: a Latin word or number, or a few Chinese characters."""
    words = "".join(sign if ord(sign) < 0x2E80 else " " for sign in text).split()
    longest = max((len(word) for word in words), default=0)
    return max(min(longest, 16) * 1.1, min(chinese, characters(text)))
