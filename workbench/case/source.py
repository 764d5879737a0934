"""A case as it was typed, from a folder or from an intake workbook: texts only, nothing checked yet."""

from dataclasses import dataclass, field
from pathlib import Path

from .problems import did_you_mean, problem
from .reading import read_csv, read_settings
from .schema import case_tables
from .sheets import SETTINGS
from .workbook_reading import read_workbook


@dataclass(frozen=True)
class Source:
    """What stands in a folder or workbook.

    Attributes
    ----------
    path : pathlib.Path
        Folder or workbook.
    settings : dict
        Values of ``case.toml`` or of the sheet of settings, by name; nested names are joined by a dot.
    settings_file : str
        Where problems of the settings lie.
    cells : dict
        (row, cell) of each setting in the workbook; empty for a folder.
    tables : dict
        {table: RawTable}.
    problems : list of Problem
        What could not be read.
    """

    path: Path
    settings: dict
    settings_file: str
    tables: dict
    problems: list
    cells: dict = field(default_factory=dict)

    def problems_of(self, file):
        """Return the problems of one file or sheet."""
        return [found for found in self.problems if found.file == file]


def read_source(path):
    """Return the `Source` of a case folder or of an intake workbook.

    Parameters
    ----------
    path : pathlib.Path
        A folder with ``case.toml``, or an .xlsx file.
    """
    return _read_book(path) if path.is_file() else _read_folder(path)


def _read_book(path):
    tables, settings, problems = read_workbook(path)
    rows = () if settings is None else settings.rows
    letter = "" if settings is None else settings.letters[1]
    given = {cells[0]: cells[1] for _, cells in rows}
    places = {cells[0]: (number, f"{letter}{number}") for number, cells in rows}
    return Source(path, given, SETTINGS if settings is None else settings.file, tables, problems, places)


def _read_folder(folder):
    settings, problems = {}, []
    path = folder / "case.toml"
    if path.is_file():
        settings, problems = read_settings(path)
    else:
        problems.append(problem("missing_file", "case.toml", table="case.toml", hint='至少 at least: id = "…"'))
    tables, wrong = _read_tables(folder)
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in settings.items()}
    return Source(folder, texts, "case.toml", tables, problems + wrong)


def _read_tables(folder):
    raw, problems = {}, []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in case_tables():
            hint = did_you_mean(path.stem, case_tables())
            problems.append(problem("unknown_file", path.name, table=path.stem, hint=hint))
            continue
        table, wrong = read_csv(path)
        problems += wrong
        if table is not None:
            raw[path.stem] = table
    return raw, problems
