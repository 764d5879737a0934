"""The grade book as files: csv and xlsx by class, and the columns that a learning platform wants."""

import csv
import re
import tomllib
from pathlib import Path

import pandas as pd
import xlsxwriter

from workbench.errors import UsageError

from ..files import replacing

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_SHEET = re.compile(r"[\[\]:*?/\\']")
_MAP_KEYS = {"file", "header", "columns", "encoding"}


def write_csv(table, path, encoding="utf-8-sig"):
    """Write a table as csv that Excel opens with its Chinese intact.

    Parameters
    ----------
    table : DataFrame
        What is unknown is left empty. A text that a spreadsheet would take for a formula is preceded by an
        apostrophe.
    path : Path
        The .csv file.
    encoding : str
        ``utf-8-sig`` carries the mark by which Excel knows it.
    """
    with replacing(path) as temporary, temporary.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows([_csv_cell(cell) for cell in row] for row in table.itertuples(index=False))


def write_workbook(sheets, path):
    """Write tables as sheets of one workbook.

    Parameters
    ----------
    sheets : dict of str to DataFrame
        By name of the sheet; characters that Excel forbids in a name are dropped.
    path : Path
        The .xlsx file.
    """
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, {"strings_to_formulas": False}) as workbook:
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = workbook.add_format({"text_wrap": True, "valign": "top"})
        quoted = workbook.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        taken = set()
        for name, table in sheets.items():
            sheet = workbook.add_worksheet(_sheet_name(name, taken))
            _fill(sheet, table, head, plain, quoted)


def read_map(path, known):
    """Return how the columns of a platform's template are filled.

    Parameters
    ----------
    path : str or Path
        A .toml file: ``file`` to write, ``header`` as the downloaded empty template has it, ``columns`` from its
        labels to ours, ``encoding`` of a csv.
    known : collection of str
        Our columns.

    Raises
    ------
    UsageError
        If it cannot be read, or names a column that is in neither.
    """
    path = Path(path)
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"读不懂列对应表 / cannot read the column map: {path.name}: {error}") from error
    columns = rules.get("columns")
    if rules.keys() - _MAP_KEYS or not isinstance(columns, dict) or not rules.get("file"):
        raise UsageError(
            f"{path.name}: 须有 file、header 和 [columns] / file, header and [columns] are wanted; "
            f"不认识 / unknown: {'、'.join(sorted(rules.keys() - _MAP_KEYS)) or '—'}"
        )
    header = rules.setdefault("header", list(columns))
    wrong = [label for label in columns if label not in header]
    wrong += [column for column in columns.values() if column not in known]
    if wrong:
        raise UsageError(
            f"{path.name}: 没有这些列 / no such columns: {'、'.join(map(str, wrong))}; 可用 / known: {'、'.join(known)}"
        )
    return rules


def mapped(table, rules):
    """Return a table in the columns of a platform's template; a column that nothing fills stays empty."""
    columns = rules["columns"]
    filled = {label: table[columns[label]] if label in columns else "" for label in rules["header"]}
    return pd.DataFrame(filled, index=table.index)


def write_mapped(table, rules, folder):
    """Write a table in the columns of a platform's template, as csv or xlsx; return the file."""
    path = Path(folder) / Path(rules["file"]).name
    filled = mapped(table, rules)
    if path.suffix == ".xlsx":
        write_workbook({"Sheet1": filled}, path)
    else:
        write_csv(filled, path, rules.get("encoding", "utf-8-sig"))
    return path


def _fill(sheet, table, head, plain, quoted):
    widths = [_characters(label) for label in table.columns]
    for column, label in enumerate(table.columns):
        sheet.write_string(0, column, str(label), head)
    for row, cells in enumerate(table.itertuples(index=False), 1):
        for column, cell in enumerate(cells):
            widths[column] = max(widths[column], _characters(cell))
            if _is_number(cell):
                sheet.write_number(row, column, float(cell), plain)
            elif not _is_unknown(cell):
                text = str(cell)
                sheet.write_string(row, column, text, quoted if text.startswith(FORMULA_SIGNS) else plain)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, 48))
    if len(table.columns):
        sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _sheet_name(name, taken):
    """Return a name that Excel allows and that no other sheet has."""
    plain = _SHEET.sub("", str(name)).strip()[:28] or "—"
    candidate, number = plain, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{plain[:25]} {number}"
    taken.add(candidate.lower())
    return candidate


def _csv_cell(cell):
    if _is_unknown(cell):
        return ""
    if _is_number(cell):
        return f"{float(cell):.10g}"
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _is_number(cell):
    return not isinstance(cell, (str, bool)) and hasattr(cell, "__float__") and cell == cell


def _is_unknown(cell):
    return cell is None or (not isinstance(cell, str) and cell != cell)


def _characters(cell):
    return max(
        (sum(2 if character > "\u2e7f" else 1 for character in line) for line in str(cell).splitlines()), default=0
    )
