"""Read an intake workbook as people hand it back: sheets renamed, rows inserted, dates and numbers as they come.

Whatever cannot be read for certain is a problem with its sheet and cell; nothing is guessed and nothing is lost.
"""

import datetime
import warnings
import zipfile
from dataclasses import replace

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from .problems import did_you_mean, problem
from .reading import RawTable, clean
from .schema import case_tables, fields
from .sheets import (
    COVER,
    LISTS,
    NOT_READ,
    NUMERIC,
    SETTINGS,
    choice_code,
    column_by_label,
    number_text,
    plain,
    sheet_name,
    table_by_name,
)

TABLE_MARK = "table_"
"""Defined names ``table_flows`` … keep the table of a sheet when the sheet is renamed."""
_HEADER_ROWS = 15
_RECALCULATE = "在 Excel 或 WPS 中打开并保存, 或改为数值 open and save it in Excel or WPS, or paste the value"
_SPLIT = "取消合并, 逐格填写 split them and fill each cell"
_SAVE_AS = "另存为 .xlsx 工作簿 save it as an .xlsx workbook"


def read_workbook(path):
    """Return (tables, settings, problems) of an intake workbook.

    Parameters
    ----------
    path : str or pathlib.Path
        An .xlsx file of Excel, WPS or LibreOffice.

    Returns
    -------
    tables : dict
        {table: RawTable} of the sheets that hold rows; ``file`` is the name of the sheet.
    settings : RawTable or None
        Rows of (setting, value); None where the workbook has no sheet of settings.
    problems : list of Problem
        Each with sheet and cell.
    """
    try:
        book, cached = _open(path)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        return (
            {},
            None,
            [problem("broken_workbook", str(getattr(path, "name", path)), detail=str(error), hint=_SAVE_AS)],
        )
    marked = _marked_sheets(book)
    tables, settings, problems = {}, None, []
    for sheet in book.worksheets:
        name = sheet.title
        if not _is_read(name):
            continue
        grid, wrong = _grid(sheet, cached)
        if not any(_filled(row) for row in grid):
            continue
        if plain(name) == SETTINGS or _looks_like_settings(grid):
            settings, problems = _settings(name, grid), problems + wrong
            continue
        table = marked.get(name) or table_by_name().get(plain(name)) or _table_by_columns(grid)
        raw, found = _read_sheet(sheet, grid, table)
        problems += wrong + found
        if raw is not None and table in tables:
            problems.append(problem("duplicate_sheet", name, value=name, other=tables[table].file))
        elif raw is not None:
            tables[table] = raw
    return tables, settings, problems


def _open(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names every decoration that it does not keep
        book = load_workbook(path)
        sheets = [sheet for sheet in book.worksheets if _is_read(sheet.title)]
        formulas = any(_is_formula(cell) for sheet in sheets for row in sheet.iter_rows() for cell in row)
        return book, load_workbook(path, data_only=True) if formulas else None


def _is_read(name):
    return plain(name) not in (COVER, LISTS) and not name.startswith(NOT_READ)


def _is_formula(cell):
    return getattr(cell, "data_type", "") == "f"


def _marked_sheets(book):
    marked = {}
    for name, defined in book.defined_names.items():
        table = name.removeprefix(TABLE_MARK)
        if name != table and table in case_tables() and "#REF" not in (defined.attr_text or ""):
            marked |= {title: table for title, _ in defined.destinations}
    return marked


def _grid(sheet, cached):
    """Return (rows of values, problems); a formula gives its saved result."""
    grid, problems = [], []
    for row in sheet.iter_rows(min_row=1, min_col=1):
        values = []
        for cell in row:
            value = cell.value
            if _is_formula(cell):
                value = cached[sheet.title][cell.coordinate].value
                if value is None:
                    formula = getattr(cell.value, "text", cell.value)
                    found = problem("uncached_formula", sheet.title, cell.row, value=str(formula), hint=_RECALCULATE)
                    problems.append(_at(found, cell.coordinate))
            values.append(value)
        grid.append(values)
    return grid, problems


def _at(found, cell):
    return replace(found, cell=cell)


def _filled(row):
    return any(value is not None and str(value).strip() for value in row)


def _table_by_columns(grid):
    """Return the table whose column ids a row of the sheet holds, None if several fit alike or none does."""
    best = {}
    for row in grid[:_HEADER_ROWS]:
        names = {plain(value) for value in row if value is not None}
        for table in case_tables():
            hits = len(names & set(column_by_label(table)))
            best[table] = max(best.get(table, 0), hits / max(len(names), 1) if hits >= 2 else 0)
    first, second = sorted(best.values(), reverse=True)[:2]
    return max(best, key=best.get) if first > second and first >= 0.6 else None


def _read_sheet(sheet, grid, table):
    name = sheet.title
    if table is None:
        known = [sheet_name(other) for other in case_tables()]
        hint = did_you_mean(name, known) or f"表名前加 {NOT_READ} 则不读 a name that begins with {NOT_READ} is not read"
        return None, [problem("unknown_sheet", name, hint=hint)]
    header, header_rows = _header(grid, table)
    if not header_rows:
        ids = ", ".join(fields()[table])
        return None, [problem("sheet_without_header", name, hint=f"需要列名 columns: {ids}")]
    start = min(header_rows)
    wrong = _fill_merged(sheet, grid, table, (header, max(header_rows)))
    places, found = _places(name, grid, header, start)
    rows = []
    for number, values in enumerate(grid[start:], start + 1):
        cells = tuple(_text(fields()[table].get(column), _at_column(values, index)) for index, column in places)
        if any(cells) and number not in header_rows:
            rows.append((number, cells))
    letters = tuple(get_column_letter(index + 1) for index, _ in places)
    raw = RawTable(name, tuple(column for _, column in places), tuple(rows), "utf-8", letters, max(header_rows))
    return (raw if rows else None), [*wrong, *found]


def _at_column(values, index):
    return values[index] if index < len(values) else None


def _header(grid, table):
    """Return ({position: column name}, rows of the header); ids win over the labels above them."""
    known = column_by_label(table)
    ids = {plain(column) for column in fields()[table]}
    by_id = _best_row(grid[:_HEADER_ROWS], ids)
    by_label = _best_row(grid[: by_id - 1 if by_id else _HEADER_ROWS], set(known) - ids)
    header_rows = [row for row in (by_label, by_id) if row]
    header = {}
    for row in header_rows:
        for index, value in enumerate(grid[row - 1]):
            text = _text(None, value)
            if text and (plain(text) in known or index not in header or header[index] not in fields()[table]):
                header[index] = known.get(plain(text), text)
    return header, header_rows


def _best_row(rows, names):
    hits = [sum(plain(value) in names for value in row if value is not None) for row in rows]
    most = max(hits, default=0)
    return hits.index(most) + 1 if most >= 2 else None


def _places(name, grid, header, start):
    """Return ([(position, column)], problems of columns that have data and no name)."""
    width = max(map(len, grid))
    problems = []
    for index in range(width):
        if index in header:
            continue
        for number, row in enumerate(grid[start:], start + 1):
            if _text(None, _at_column(row, index)):
                cell = f"{get_column_letter(index + 1)}{number}"
                hint = f"写明列名或删去; # 开头的列不读 name it or delete it; {NOT_READ}… is not read"
                problems.append(_at(problem("column_without_header", name, number, hint=hint), cell))
                break
    return [(index, header[index]) for index in sorted(header) if not header[index].startswith(NOT_READ)], problems


def _fill_merged(sheet, grid, table, header):
    """Give every row of a merged text its value; merged numbers and merged columns are problems."""
    names, start = header
    problems = []
    for area in sheet.merged_cells.ranges:
        value = grid[area.min_row - 1][area.min_col - 1] if area.min_row <= len(grid) else None
        if area.max_row <= start or value is None:
            continue
        field = fields()[table].get(names.get(area.min_col - 1, ""))
        if area.min_col != area.max_col or field is None or field.type in NUMERIC:
            found = problem("merged_cells", sheet.title, area.min_row, area=area.coord, hint=_SPLIT)
            problems.append(_at(found, f"{get_column_letter(area.min_col)}{area.min_row}"))
            continue
        for row in range(area.min_row, area.max_row + 1):
            grid[row - 1][area.min_col - 1] = value
    return problems


def _text(field, value):
    """Return the text of a cell as a case folder would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return _date_text(field, value)
    text = str(value).replace("\r\n", "\n")
    text = clean(unescape(text) if "_x" in text else text)
    return choice_code(field, text) if field is not None and field.type == "choice" and text else text


def _date_text(field, value):
    if field is not None and field.type == "month" and value.day == 1:
        return f"{value:%Y-%m}"
    if isinstance(value, datetime.datetime) and (value.hour or value.minute):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value.year:04d}-{value:%m-%d}"


def _looks_like_settings(grid):
    keys = set(fields()["case"]) - {"id"}
    return sum(any(str(value).strip() in keys for value in row if value is not None) for row in grid) >= 5


def _settings(name, grid):
    """Return the settings as rows of (setting, value): the value stands right of the key."""
    known = fields()["case"]
    columns = range(max(map(len, grid)))
    key = max(columns, key=lambda index: sum(str(_at_column(row, index)).strip() in known for row in grid))
    rows = []
    for number, row in enumerate(grid[1:], start=2):
        setting = _text(None, _at_column(row, key))
        value = _text(known.get(setting), _at_column(row, key + 1))
        if value:
            rows.append((number, (setting, value)))
    letters = (get_column_letter(key + 1), get_column_letter(key + 2))
    return RawTable(name, ("setting", "value"), tuple(rows), "utf-8", letters)
