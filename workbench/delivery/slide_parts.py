"""Parts of a slide: text, native table, native chart, picture; Chinese fonts are set where PowerPoint looks for them."""

from io import BytesIO

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Cm, Pt

EAST_ASIA, LATIN = "微软雅黑", "Arial"
DARK, ACCENT, PALE = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x00, 0x5A, 0x92), RGBColor(0xEE, 0xF5, 0xFA)
WIDTH, HEIGHT = Cm(33.867), Cm(19.05)  # 16 : 9
LEFT, TOP, ROOM = Cm(1.4), Cm(2.7), (Cm(31.0), Cm(14.6))


def write_text(frame, lines, size=18, bold=False, colour=DARK):
    """Write lines of text into a text frame, one paragraph each.

    Parameters
    ----------
    frame : pptx text frame
        Emptied first.
    lines : list of str
        Texts; nothing in them is read as markup.
    size : float
        Font size. [pt]
    bold : bool
        Weight.
    colour : RGBColor
        Colour of the letters.
    """
    frame.word_wrap = True
    frame.clear()
    for position, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN
        run.font.color.rgb = colour
        _set_east_asia(run.font._element)
        paragraph.space_after = Pt(size / 3)


def _set_east_asia(properties):
    """Name the font of Chinese letters; python-pptx names the Latin one only."""
    element = properties.find(qn("a:ea"))
    if element is None:
        element = properties.makeelement(qn("a:ea"), {})
        latin = properties.find(qn("a:latin"))
        latin.addnext(element)
    element.set("typeface", EAST_ASIA)


def add_lines(slide, lines, size=18):
    """Add a box of text lines beneath the title."""
    box = slide.shapes.add_textbox(LEFT, TOP, *ROOM)
    write_text(box.text_frame, lines, size)


def add_note(slide, text):
    """Add one small line at the foot of a slide."""
    box = slide.shapes.add_textbox(LEFT, Cm(17.6), ROOM[0], Cm(1.0))
    write_text(box.text_frame, [text], 11)


def add_table(slide, header, rows, widths, size=13):
    """Add a native table.

    Parameters
    ----------
    slide : pptx slide
        Where it goes.
    header : sequence of str
        Heads of the columns.
    rows : list of sequence of str
        Cells.
    widths : sequence of float
        Relative widths of the columns.
    size : float
        Font size. [pt]
    """
    height = Cm(min(14.0, 0.95 * (len(rows) + 1)))
    table = slide.shapes.add_table(len(rows) + 1, len(header), LEFT, TOP, ROOM[0], height).table
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(ROOM[0] * width / sum(widths))
    for position, cells in enumerate([header, *rows]):
        for cell, text in zip(table.rows[position].cells, cells, strict=True):
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Cm(0.08)
            cell.fill.solid()
            cell.fill.fore_color.rgb = ACCENT if position == 0 else PALE if position % 2 else RGBColor(255, 255, 255)
            colour = RGBColor(255, 255, 255) if position == 0 else DARK
            write_text(cell.text_frame, [text], size, bold=position == 0, colour=colour)


def add_bars(slide, names, values, unit, digits="#,##0.##"):
    """Add a native bar chart whose longest bar stands on top; its numbers can be edited in PowerPoint.

    Parameters
    ----------
    slide : pptx slide
        Where it goes.
    names : list of str
        One name a bar, in the order to read.
    values : list of float
        Lengths.
    unit : str
        Name and unit of the values.
    digits : str
        Number format of the labels.
    """
    data = CategoryChartData(number_format=digits)
    data.categories = list(reversed(names))
    data.add_series(unit, list(reversed(values)))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, LEFT, TOP, *ROOM, data).chart
    chart.has_legend, chart.has_title = False, True
    write_text(chart.chart_title.text_frame, [unit], 14)
    chart.font.size, chart.font.name = Pt(13), LATIN
    _set_east_asia(chart.font._element)
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = digits, False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = ACCENT


def add_picture(slide, png, caption):
    """Add a picture as large as the slide allows, with its caption as what is told to who cannot see it."""
    picture = slide.shapes.add_picture(BytesIO(png), LEFT, TOP)
    scale = min(ROOM[0] / picture.width, ROOM[1] / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left = int(LEFT + (ROOM[0] - picture.width) / 2)
    picture._element.nvPicPr.cNvPr.set("descr", caption)
