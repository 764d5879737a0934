"""Make a new case folder: the needed files with one example row each, the intake workbook and the data request."""

import csv
import io
import os
from pathlib import Path

from ..errors import UsageError
from ..places import find_case
from .data_request import write_data_request
from .intake import case_files, write_new
from .loading import load_case
from .next_round import carry
from .schema import case_tables, fields, title
from .source import read_source
from .workbook import intake_tables, write_tables, write_workbook

_SETTINGS = """# 案例设置 / case settings; 每个键的含义见数据字典 / every key is described in the data dictionary
id = "{id}"
format = 1
provenance = "measured"
# audit_date = 2013-03-31      # 决定适用的标准、名录和限值 / chooses standards, catalogues and limits
# operating_days = 330         # 年运行天数, 换算 d 与 a / joins days and years
# operating_hours = 24         # 日运行小时, 换算 h 与 d / joins hours and days
"""
_EXAMPLES = {
    "processes": [("P1", "示例单元", "example process")],
    "flows": [
        ("F1", "outside", "P1", "示例物料", "100", "t/d", "0.02"),
        ("F2", "P1", "outside", "示例产品", "", "t/d", ""),
    ],
}
_COLUMNS = {
    "processes": ["process", "name", "name_en"],
    "flows": ["flow", "source", "target", "name", "amount", "unit", "rsd"],
}


def new_case(folder, old=None):
    """Make a case folder that can be checked and run at once, with its intake workbook and data request.

    Parameters
    ----------
    folder : str or path
        Its last part becomes the id.
    old : str or path, optional
        Last audit round (id, folder or workbook) whose plant, goals and open options are carried on.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    UsageError
        If the folder exists: nothing is overwritten; or there is no such old case.
    CaseError
        If the old case has problems.
    """
    folder = Path(folder)
    if folder.exists():
        raise UsageError(f"已存在, 不覆盖 {folder} / {folder} exists and is not overwritten")
    if old is None:
        files = {"case.toml": _SETTINGS.format(id=folder.name)}
        files |= {f"{table}.csv": _csv(_COLUMNS[table], rows) for table, rows in _EXAMPLES.items()}
    else:
        load_case(old)
        settings, tables = carry(read_source(find_case(old)))
        last = os.path.relpath(find_case(old), folder) if Path(old).exists() else str(old)
        files = case_files(settings | {"id": folder.name, "previous": Path(last).as_posix()}, tables)
    files["tables.txt"] = _other_tables()
    write_new(folder, files)
    workbook = folder / "intake.xlsx"
    if old is None:
        write_tables(workbook, {}, {"id": folder.name, "provenance": "measured"}, intake_tables())
    else:
        write_workbook(folder, workbook)
    return [*(folder / name for name in files), workbook, write_data_request(folder)]


def _csv(columns, rows):
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def _other_tables():
    lines = ["其他可以放进本文件夹的表(CSV, 首行为列名) / other tables that may be added here", ""]
    for table in case_tables():
        columns = ",".join(column for column, field in fields()[table].items() if field.role != "result")
        lines.append(f"{table}.csv  {title(table)} / {title(table, 'en')}\n    {columns}")
    return "\n".join(lines) + "\n"
