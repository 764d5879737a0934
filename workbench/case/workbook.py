"""Write the intake workbook: a sheet per table as auditors number them, made from ``fields.csv``.

Row 1 of a sheet is for people, row 2 holds the column ids in grey, data begins in row 3. The defined name
``table_<id>`` keeps the table of a sheet when people rename it. Headers are locked (without a password, against
slips), cells are not.
"""

import datetime
from pathlib import Path

import xlsxwriter

from ..errors import UsageError
from ..places import find_case
from .cells import convert
from .schema import fields, table_titles
from .sheets import COVER, LISTS, NOT_READ, NUMERIC, SETTINGS, columns, sheet_name, sheet_order, shown_choice
from .source import read_source
from .workbook_lists import Lists, example, needed, validation
from .workbook_reading import TABLE_MARK

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_TEXT = 32767
_FIRST_ROW = 2
_COVER_ROW = 32  # height of two lines [points]
_NEEDED_TABLES = ("processes", "flows")
_TEACHING_TABLES = ("expected",)
_PROTECTION = {"format_columns": True, "format_rows": True, "insert_rows": True, "delete_rows": True, "sort": True}
_COVER = (
    ("填写说明", "How to fill in"),
    ("每个工作表是一张表: 第 1 行是栏目名, 第 2 行(灰色)是程序用的列名, 从第 3 行起填写。", "One sheet is one table: labels in row 1, column ids in row 2 (grey), data from row 3."),
    ("红色标签的两张表必填, 其余可空; 带 * 的列必填。", "The two sheets with red tabs are needed, all others may stay empty; columns with * are required."),
    ("未知请留空, 不要填 0、“/”或“无数据”。空格表示未知, 0 表示确实为零。", "Leave unknown cells empty: empty means unknown, 0 means really zero."),
    ("数字不带单位和千分位; 单位填在“单位”列, 例如 t/d、m3/d、kWh/a、mg/L。天与年只按年运行天数换算。", "Numbers without units or thousands separators; the unit goes to its own column. Days and years meet only through the operating days."),
    ("百分数填 0.08 或 8%。日期 2012-06-30, 月份 2012-06。月报每月一行。", "Fractions as 0.08 or 8%; dates 2012-06-30, months 2012-06. Monthly records take one row a month."),
    ("下拉框中选择; 编号先在自己的表中登记, 再在别的表引用。outside 指系统外。", "Pick from the lists; an id is entered in its own sheet first. outside is the world outside the plant."),
    ("可以改表名、调整表和列的次序; 第 2 行的列名请勿改。名称以 # 开头的表和列不读, 可作自己的备注。", "Sheets may be renamed and sheets and columns reordered; keep row 2. Sheets and columns whose name begins with # are not read."),
    ("不要合并单元格; 公式须在 Excel 或 WPS 中计算并保存过。", "Do not merge cells; formulas must have been calculated and saved in Excel or WPS."),
    ("数据性质写在“案例设置”: 合成教学数据填 synthetic, 实测填 measured; 它印在每一份成果上。案例名称不写企业名。", "Say in the settings whether the data is synthetic or measured: it is printed on every result. The title is never a client's name."),
)  # fmt: skip


def intake_tables(held=()):
    """Return the tables of an intake workbook: all but those that only teaching cases hold."""
    return [table for table in sheet_order() if table not in _TEACHING_TABLES or table in held]


def write_workbook(case, path):
    """Write the intake workbook of a case, or an empty one.

    Parameters
    ----------
    case : str, path or None
        Id, folder or workbook whose tables are filled in; None for an empty workbook.
    path : str or path
        The .xlsx file.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UsageError
        If a text is longer than a cell holds, or there is no such case.
    """
    source = None if case is None else read_source(find_case(case))
    raw = {} if source is None else source.tables
    settings = {} if source is None else source.settings
    write_tables(path, raw, settings, intake_tables(raw))
    return Path(path)


def write_tables(path, raw, settings, tables):
    """Write sheets for ``tables``, filled from ``raw`` ({table: RawTable}) and ``settings`` (None: no such sheet)."""
    with xlsxwriter.Workbook(Path(path)) as book:
        formats = _Formats(book)
        _write_cover(book, formats, tables)
        if settings is not None:
            sheet = book.add_worksheet(SETTINGS)
        sheets = {table: book.add_worksheet(sheet_name(table)) for table in tables}
        lists = Lists(book, book.add_worksheet(LISTS), tables)
        if settings is not None:
            _write_settings(sheet, formats, settings, lists)
        for table, sheet in sheets.items():
            _write_table(book, sheet, formats, table, (raw.get(table), lists))


class _Formats:
    """The cell formats of one workbook."""

    def __init__(self, book):
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.link = book.get_default_url_format()
        edge = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True, "valign": "vcenter"}
        self.header = book.add_format(edge | {"bold": True, "bg_color": "#DDEBF7"})
        self.needed = book.add_format(edge | {"bold": True, "bg_color": "#DDEBF7", "font_color": "#C00000"})
        self.ids = book.add_format({"font_color": "#808080", "font_size": 8, "bg_color": "#F2F2F2"})
        self.text = book.add_format({"locked": False, "num_format": "@"})
        # Excel shows the text as it is, and still does after the cell has been edited.
        self.quoted = book.add_format({"locked": False, "num_format": "@", "quote_prefix": True})
        self.number = book.add_format({"locked": False})
        self.date = book.add_format({"locked": False, "num_format": "yyyy-mm-dd"})

    def of(self, field):
        """Return the format of the cells of a column."""
        if field.type in NUMERIC:
            return self.number
        return self.date if field.type == "date" else self.text


def _write_cover(book, formats, tables):
    sheet = book.add_worksheet(COVER)
    sheet.set_column(0, 1, 66)
    for row, (zh, en) in enumerate(_COVER):
        sheet.write_string(row, 0, zh, formats.wrapped if row else formats.title)
        sheet.write_string(row, 1, en, formats.wrapped if row else formats.title)
        sheet.set_row(row, _COVER_ROW)
    for row, table in enumerate(tables, len(_COVER) + 1):
        sheet.write_url(row, 0, f"internal:'{sheet_name(table)}'!A3", formats.link, sheet_name(table))
        sheet.write_string(row, 1, table_titles()[table][1], formats.wrapped)
    _print_on_one_width(sheet)
    sheet.protect()


def _print_on_one_width(sheet):
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_settings(sheet, formats, settings, lists):
    for column, (text, width) in enumerate(
        (("设置", 44), ("键 key", 24), ("取值 value", 40), ("单位", 8), ("说明", 60))
    ):
        sheet.write_string(0, column, text, formats.header)
        sheet.set_column(column, column, width)
    unknown = [name for name in settings if name not in fields()["case"]]
    for row, field in enumerate(fields()["case"].values(), 1):
        sheet.write_string(row, 0, f"{field.zh} {field.en}")
        sheet.write_string(row, 1, field.column, formats.ids)
        _write_cell(sheet, row, 2, (field, settings.get(field.column, "")), formats)
        sheet.write_string(row, 3, field.unit)
        sheet.write_string(row, 4, field.note or f"例如 e.g. {example(field)}", formats.wrapped)
        if rule := validation(field, lists):
            sheet.data_validation(row, 2, row, 2, rule)
    for row, name in enumerate(unknown, len(fields()["case"]) + 1):
        sheet.write_string(row, 1, name, formats.text)
        sheet.write_string(row, 2, settings[name], formats.text)
    sheet.freeze_panes(1, 2)
    _print_on_one_width(sheet)
    sheet.protect("", _PROTECTION)


def _write_table(book, sheet, formats, table, content):
    raw, lists = content
    shown = columns(table)
    rows = [] if raw is None else raw.rows
    extra = [] if raw is None else [name for name in raw.header if name not in fields()[table]]
    for column, field in enumerate(shown):
        must = needed(field)
        sheet.write_string(
            0, column, field.label() + (" *" if must else ""), formats.needed if must else formats.header
        )
        sheet.write_string(1, column, field.column, formats.ids)
        sheet.write_comment(0, column, _note(field), {"x_scale": 2, "y_scale": 1.4})
        sheet.set_column(column, column, _width(field), formats.of(field))
        if rule := validation(field, lists):
            sheet.data_validation(_FIRST_ROW, column, max(len(rows) + 500, 1000), column, rule)
    for column, name in enumerate(extra, len(shown)):
        sheet.write_string(0, column, name.removeprefix(NOT_READ), formats.header)
        sheet.write_string(1, column, name, formats.ids)
        sheet.set_column(column, column, 24, formats.text)
    for row, (_, cells) in enumerate(rows, _FIRST_ROW):
        given = dict(zip(raw.header, cells, strict=True))
        for column, field in enumerate(shown):
            _write_cell(sheet, row, column, (field, given.get(field.column, "")), formats)
        for column, name in enumerate(extra, len(shown)):
            sheet.write_string(row, column, given[name], formats.text)
    sheet.set_row(0, 32)
    sheet.set_tab_color("#C00000" if table in _NEEDED_TABLES else "#9DC3E6")
    sheet.freeze_panes(_FIRST_ROW, 1)
    _print_on_one_width(sheet)
    sheet.repeat_rows(0)
    sheet.protect("", _PROTECTION)
    book.define_name(f"{TABLE_MARK}{table}", f"='{sheet_name(table)}'!$A$2")


def _note(field):
    lines = [f"{field.zh} / {field.en}", "必填 required" if needed(field) else "可空 optional"]
    if field.refers:
        lines.append(f"编号见 id of {sheet_name(field.refers)}")
    if field.unit:
        lines.append(f"单位 unit {field.unit}")
    return "\n".join([*lines, f"例如 e.g. {example(field)}", field.note]).strip()


def _width(field):
    if field.type == "text":
        return 24
    return 18 if field.type in ("choice", "list") else 13


def _write_cell(sheet, row, column, content, formats):
    """Write a cell by its meaning; what is not of its column's type stays the text that was typed."""
    field, text = content
    value, wrong = convert(field, text)
    if text == "":
        sheet.write_blank(row, column, None, formats.of(field))
    elif wrong is None and field.type in NUMERIC and float(f"{value:.16G}") == value:
        sheet.write_number(row, column, value, formats.number)
    elif wrong is None and field.type == "date" and value > "1901":
        sheet.write_datetime(row, column, datetime.datetime.fromisoformat(value), formats.date)
    elif wrong is None and field.type in ("choice", "boolean"):
        shown = shown_choice(field, value) if field.type == "choice" else "是" if value else "否"
        sheet.write_string(row, column, shown, formats.text)
    elif len(text) > _LONGEST_TEXT:
        raise UsageError(
            f"{field.table} 的 {field.column} 有 {len(text)} 个字, Excel 一格最多 {_LONGEST_TEXT} / {field.table}."
            f"{field.column} holds {len(text)} characters, a cell of Excel at most {_LONGEST_TEXT}"
        )
    else:
        sheet.write_string(row, column, text, formats.quoted if text.startswith(_FORMULA_SIGNS) else formats.text)
