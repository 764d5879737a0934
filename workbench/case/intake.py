"""Take an intake workbook into a case folder: everything or nothing, and never over what is already there."""

import csv
import datetime
import io
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from ..errors import UsageError, WorkbenchError
from .loading import check_source
from .problems import CaseError
from .reading import RawTable
from .schema import case_tables, fields, keys
from .sheets import NUMERIC, canonical
from .source import read_source

COPIES = "copies"
"""Folder inside the case that holds the dated copies."""
_CHANGE_COLUMNS = ["table", "row", "column", "old", "new"]


@dataclass(frozen=True)
class Intake:
    """What an intake did.

    Attributes
    ----------
    folder : pathlib.Path
        The case folder.
    files : tuple of str
        Names of the files written; those that say the same as before are left as they were.
    copy : pathlib.Path or None
        Dated copy of the tables before an update.
    changes : pandas.DataFrame
        table, row (key), column, old, new: every cell that an update changed; the settings are table ``case``.
    """

    folder: Path
    files: tuple
    copy: Path | None
    changes: pd.DataFrame


def intake(file, folder, update=False):
    """Make a case folder from an intake workbook, or merge the workbook into one.

    Parameters
    ----------
    file : str or path
        The .xlsx file.
    folder : str or path
        Case folder to make; with ``update`` the one to change.
    update : bool
        Merge into an existing folder: a sheet that has rows takes the place of its table, where it lacks a column
        the values of that column stay by key; sheets and settings that are empty change nothing.

    Returns
    -------
    Intake

    Raises
    ------
    UsageError
        If the file is not there, the folder exists (without ``update``) or does not (with it), or the workbook
        belongs to another case.
    CaseError
        With every problem of the workbook, by sheet and cell; nothing is written then.
    WorkbenchError
        If a file is open in another program; everything is as before then.
    """
    file, folder = Path(file), Path(folder)
    if not file.is_file():
        raise UsageError(f"没有文件 {file.name} / no file {file.name}")
    if folder.exists() and not update:
        raise UsageError(
            f"已存在, 不覆盖 {folder}; 合并请加 --update / {folder} exists and is not overwritten; merge with --update"
        )
    if update and not (folder / "case.toml").is_file():
        raise UsageError(f"{folder} 不是案例文件夹 / {folder} is not a case folder")
    return _update(read_source(file), folder) if update else _make(read_source(file), folder)


def _make(source, folder):
    _check(source)
    files = case_files(source.settings, source.tables)
    write_new(folder, files)
    return Intake(folder, tuple(files), None, pd.DataFrame(columns=_CHANGE_COLUMNS, dtype="str"))


def write_new(folder, files):
    """Write the files of a new folder under another name beside it, then rename it: everything or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, text in files.items():
            (temporary / name).write_text(text, encoding="utf-8", newline="")
        temporary.chmod(0o755)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _check(source):
    _, problems = check_source(source)
    if problems:
        raise CaseError(source.settings.get("id", source.path.stem), problems)


def _update(source, folder):
    old = read_source(folder)
    given, known = source.settings.get("id", ""), old.settings.get("id", "")
    if given and known and given != known:
        raise UsageError(f"工作簿属于案例 {given}, 不是 {known} / the workbook belongs to case {given}, not {known}")
    tables = {table: _keep_columns(old.tables.get(table), raw) for table, raw in source.tables.items()}
    merged = replace(source, settings=old.settings | source.settings, tables=old.tables | tables)
    wrong = [found for found in old.problems if found.code != "unknown_file"]
    _check(replace(merged, problems=source.problems + wrong))
    changes = _changes(old, merged)
    files = case_files(merged.settings, tables)
    changed = {"case.toml" if table == "case" else f"{table}.csv" for table in changes["table"]}
    new = {f"{table}.csv" for table in tables if table not in old.tables}
    files = {name: text for name, text in files.items() if name in changed | new}
    return Intake(folder, tuple(files), _replace_files(folder, files) if files else None, changes)


def _keep_columns(old, new):
    """Return a sheet with the columns that it lacks taken from the folder's table, row by key."""
    if old is None:
        return new
    lost = tuple(name for name in old.header if name not in new.header)
    table = next(table for table in case_tables() if f"{table}.csv" == old.file)
    before = _by_key(table, old)
    rows = []
    for number, cells in new.rows:
        key = _key(table, dict(zip(new.header, cells, strict=True)))
        rows.append((number, cells + tuple(before.get(key, {}).get(name, "") for name in lost)))
    return replace(new, header=new.header + lost, letters=new.letters + ("",) * len(lost), rows=tuple(rows))


def _key(table, cells):
    return tuple(canonical(fields()[table][name], cells.get(name, "")) for name in keys(table))


def _by_key(table, raw):
    rows = (dict(zip(raw.header, cells, strict=True)) for _, cells in raw.rows)
    return {_key(table, cells): cells for cells in rows}


def _changes(old, new):
    """Return every cell that differs, by what it means and not by how it is written."""
    changes = [
        ("case", "", name, old.settings.get(name, ""), value)
        for name, value in new.settings.items()
        if _means(fields()["case"][name], old.settings.get(name, "")) != _means(fields()["case"][name], value)
    ]
    for table in new.tables:
        before = _by_key(table, old.tables[table]) if table in old.tables else {}
        after = _by_key(table, new.tables[table])
        for key in dict.fromkeys([*before, *after]):
            first, second = before.get(key, {}), after.get(key, {})
            changes += _changed_cells(table, key, first, second)
    return pd.DataFrame(changes, columns=_CHANGE_COLUMNS, dtype="str")


def _changed_cells(table, key, first, second):
    known = fields()[table]
    names = [name for name in dict.fromkeys([*first, *second]) if name in known]
    return [
        (table, " · ".join(key), name, first.get(name, ""), second.get(name, ""))
        for name in names
        if _means(known[name], first.get(name, "")) != _means(known[name], second.get(name, ""))
    ]


def _means(field, text):
    return "no" if field.type == "boolean" and text == "" else canonical(field, text)


def _replace_files(folder, files):
    """Put the files in the place of the old ones after a dated copy; put everything back if one is locked."""
    copy = _dated(folder / COPIES)
    copy.mkdir(parents=True)
    for path in [folder / "case.toml", *folder.glob("*.csv")]:
        shutil.copy2(path, copy / path.name)
    try:
        for name, text in files.items():
            temporary = folder / f".{name}.new"
            temporary.write_text(text, encoding="utf-8", newline="")
            temporary.replace(folder / name)
    except OSError as error:
        for name in files:
            (folder / f".{name}.new").unlink(missing_ok=True)
            if (copy / name).exists() and (copy / name).read_bytes() != (folder / name).read_bytes():
                shutil.copy2(copy / name, folder / name)
            elif not (copy / name).exists():
                (folder / name).unlink(missing_ok=True)
        raise WorkbenchError(
            f"不能写 {error.filename}, 可能正被打开 / cannot write {error.filename}: it may be open"
        ) from error
    return copy


def _dated(folder):
    stem = f"{datetime.datetime.now():%Y-%m-%d_%H%M%S}"
    names = [stem, *(f"{stem}_{number}" for number in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def case_files(settings, tables):
    """Return {name: text} of the files of a case folder.

    Parameters
    ----------
    settings : dict of str to str
        As typed, nested names joined by a dot.
    tables : dict of str to RawTable
        Cells are written as `canonical` gives them.
    """
    files = {"case.toml": settings_text(settings)}
    for table in case_tables():
        if table in tables:
            files[f"{table}.csv"] = table_text(table, tables[table])
    return files


def settings_text(settings):
    """Return ``case.toml``; nested names are written with their dots."""
    lines = []
    for name, text in settings.items():
        field = fields()["case"].get(name)
        typed = field is not None and field.type in (*NUMERIC, "date", "boolean")
        plain = canonical(field, text) if field is not None else text
        lines.append(f"{name} = {plain if typed else _quoted(plain)}")
    return "\n".join(lines) + "\n"


def _quoted(text):
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(sign, sign) for sign in text) + '"'


def table_text(table, raw):
    """Return the CSV text of a table; columns that are wholly empty are left out unless they are needed."""
    known = fields()[table]
    used = [
        position
        for position, name in enumerate(raw.header)
        if known[name].role in ("key", "required")
        or _is_flow_end(table, name)
        or any(cells[position] for _, cells in raw.rows)
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([raw.header[position] for position in used])
    for _, cells in raw.rows:
        writer.writerow([canonical(known[raw.header[position]], cells[position]) for position in used])
    return stream.getvalue()


def _is_flow_end(table, name):
    return table == "flows" and name in ("source", "target")


def plain_table(table, header, rows):
    """Return a `RawTable` of rows that a program made."""
    return RawTable(f"{table}.csv", tuple(header), tuple(enumerate(map(tuple, rows), 2)), "utf-8")
