"""All tables of a run as one Excel workbook: an index, and a sheet for each table."""

import re

import xlsxwriter

from .files import replacing

WIDEST, NARROWEST = 48, 8  # column widths [characters]
SHEET_NAME_LENGTH = 31
_WORDS = {
    "zh": {
        "index": "目录",
        "header": ("编号", "表名", "章"),
        "back": "返回目录",
        "trace": "任一数字的来源: workbench trace {}:表号!单元格",
        "prose": "正文数字",
        "prose_header": ("编号", "数字", "精确值", "句子", "章"),
    },
    "en": {
        "index": "Index",
        "header": ("Number", "Title", "Chapter"),
        "back": "Back to index",
        "trace": "Where a figure comes from: workbench trace {}:table!cell",
        "prose": "Figures in the text",
        "prose_header": ("Id", "Figure", "Exact", "Sentence", "Chapter"),
    },
}
_NUMBER = re.compile(r"^[−-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_workbook(book, path):
    """Write the tables of a book.

    Parameters
    ----------
    book : Book
        The chapters of a case.
    path : Path
        The .xlsx file.
    """
    tables = [(chapter, table) for chapter in book.chapters for table in chapter.tables]
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary) as workbook:
        workbook.set_properties({"title": book.title, "comments": book.label})
        formats = _Formats(workbook)
        names = _sheet_names([table for _, table in tables])
        _write_index(workbook, formats, book, list(zip(names, tables, strict=True)))
        for name, (_, table) in zip(names, tables, strict=True):
            _write_table(workbook.add_worksheet(name), formats, table, book)
        _write_prose(workbook, formats, book)


def cell_value(text, align):
    """Return a cell as Excel should hold it: a number where a column of numbers shows one, else the text.

    Parameters
    ----------
    text : str
        The cell as shown.
    align : str
        ``right`` for a column of numbers.

    Examples
    --------
    >>> cell_value("−1,234.5", "right"), cell_value("001", "left"), cell_value("—", "right")
    (-1234.5, '001', '—')
    """
    if align != "right" or not _NUMBER.match(text):
        return text
    return float(text.replace("−", "-").replace(",", ""))


class _Formats:
    """The cell formats of one workbook."""

    def __init__(self, workbook):
        self._workbook, self._numbers = workbook, {}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.label = workbook.add_format({"bold": True, "font_color": "#C00000"})
        self.header = workbook.add_format({"bold": True, "top": 2, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        self.text = workbook.add_format({"text_wrap": True, "valign": "top"})
        # Excel shows the text as it is, and still does after the cell has been edited.
        self.quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.note = workbook.add_format({"italic": True})
        self.link = workbook.get_default_url_format()

    def number(self, text):
        """Return the format that shows a number with the decimals and separators of its text."""
        whole = "#,##0" if "," in text else "0"
        decimals = len(text.partition(".")[2])
        pattern = f"{whole}.{'0' * decimals}" if decimals else whole
        if pattern not in self._numbers:
            self._numbers[pattern] = self._workbook.add_format({"num_format": pattern, "valign": "top"})
        return self._numbers[pattern]


def _write_index(workbook, formats, book, entries):
    words = _WORDS[book.lang]
    sheet = workbook.add_worksheet(words["index"])
    _write_text(sheet, 0, 0, book.title, formats, formats.title)
    sheet.write_string(1, 0, book.label, formats.label)
    sheet.write_string(1, 1, words["trace"].format(book.case_id), formats.note)
    for column, (text, width) in enumerate(zip(words["header"], (14, 60, 30), strict=True)):
        sheet.write_string(2, column, text, formats.header)
        sheet.set_column(column, column, width)
    for row, (name, (chapter, table)) in enumerate(entries, 3):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, table.number or name)
        _write_text(sheet, row, 1, table.title, formats)
        _write_text(sheet, row, 2, chapter.title, formats)
    sheet.freeze_panes(3, 0)


def _write_table(sheet, formats, table, book):
    _write_text(sheet, 0, 0, f"{table.number}  {table.title}".strip(), formats, formats.title)
    words = _WORDS[book.lang]
    sheet.write_url(1, 0, f"internal:'{words['index']}'!A1", formats.link, words["back"])
    sheet.write_string(1, 1, book.label, formats.label)
    for column, text in enumerate(table.header):
        _write_text(sheet, 2, column, text, formats, formats.header)
        sheet.set_column(column, column, _width([text, *(row[column] for row in table.rows)]))
    for row, cells in enumerate(table.rows, 3):
        for column, (text, align) in enumerate(zip(cells, table.align, strict=True)):
            _write_cell(sheet, row, column, text, (align, formats))
    if table.note:
        _write_text(sheet, len(table.rows) + 4, 0, table.note, formats, formats.note)
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)


def _write_prose(workbook, formats, book):
    """List the numbers that stand in sentences, each with the id that ``workbench trace`` knows it by."""
    words = _WORDS[book.lang]
    figures = [
        (f"{text.number}!{figure['name']}", figure, text.markdown, chapter.title)
        for chapter in book.chapters
        for text in chapter.numbered_texts
        for figure in text.figures
    ]
    if not figures:
        return
    sheet = workbook.add_worksheet(words["prose"])
    for column, (text, width) in enumerate(zip(words["prose_header"], (22, 12, 16, 90, 24), strict=True)):
        sheet.write_string(0, column, text, formats.header)
        sheet.set_column(column, column, width)
    for row, (name, figure, sentence, chapter) in enumerate(figures, 1):
        _write_text(sheet, row, 0, name, formats)
        _write_cell(sheet, row, 1, figure["shown"], ("right", formats))
        sheet.write_number(row, 2, figure["exact"])
        _write_text(sheet, row, 3, sentence, formats)
        _write_text(sheet, row, 4, chapter, formats)
    sheet.freeze_panes(1, 0)


def _write_cell(sheet, row, column, text, style):
    align, formats = style
    value = cell_value(text, align)
    if isinstance(value, float):
        sheet.write_number(row, column, value, formats.number(text))
    else:
        _write_text(sheet, row, column, text, formats)


def _write_text(sheet, row, column, text, formats, style=None):
    quoted = text.startswith(_FORMULA_SIGNS)
    sheet.write_string(row, column, text, formats.quoted if quoted else style or formats.text)


def _sheet_names(tables):
    """Return a name for each sheet: the table's number, made unique as Excel sees it."""
    names = []
    for position, table in enumerate(tables, 1):
        name = re.sub(r"[\[\]:*?/\\']", "_", table.number)[:SHEET_NAME_LENGTH] or f"{position}"
        taken = sum(other.split(" (")[0].lower() == name.lower() for other in names)
        names.append(f"{name[: SHEET_NAME_LENGTH - 5]} ({taken + 1})" if taken else name)
    return names


def _width(texts):
    return min(WIDEST, max(NARROWEST, *(text_width(line) for text in texts for line in text.split("\n"))) + 2)


def text_width(text):
    """Return the width of a text in Latin characters; a Chinese one counts two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
