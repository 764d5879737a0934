"""Sentences that only a teacher can mark: handed out in a workbook, read back with the marks filled in."""

from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workbench.errors import UsageError, WorkbenchError

NAME = "待评文字题.xlsx"
_PLACE = ("学号", "练习", "所求")
_MARKS = "得分"


def read_written(path):
    """Return the marks that a teacher wrote into the workbook of sentences.

    Parameters
    ----------
    path : str or Path
        The workbook as `grade` wrote it; rows without marks are left out.

    Returns
    -------
    dict of (str, str, str) to float
        By student, exercise and asked name.

    Raises
    ------
    UsageError
        If the file cannot be read or lacks a column.
    WorkbenchError
        With every cell that holds no number.
    """
    path = Path(path)
    try:
        # Cells are read as they were saved; a formula has its last value.
        book = load_workbook(path, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError) as error:
        raise UsageError(f"读不到评分表 / cannot read the marks: {path.name}") from error
    rows = list(book.active.iter_rows(values_only=True))
    header = [str(label) for label in rows[0]] if rows else []
    missing = [label for label in (*_PLACE, _MARKS) if label not in header]
    if missing:
        raise UsageError(f"{path.name}: 缺少列 / columns are missing: {'、'.join(missing)}")
    places = [header.index(label) for label in (*_PLACE, _MARKS)]
    return _marks(path.name, [[row[place] for place in places] for row in rows[1:]])


def _marks(name, rows):
    marks, wrong = {}, []
    for number, (student, exercise, asked, value) in enumerate(rows, 2):
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            wrong.append(f"  * {name} 第 {number} 行：得分不是数 / row {number}: no number: {value!r}")
        else:
            marks[str(student), str(exercise), str(asked)] = float(value)
    if wrong:
        raise WorkbenchError("\n".join(wrong))
    return marks
