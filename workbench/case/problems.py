"""What is wrong with a case: one problem per mistake, all reported at once."""

import csv
import difflib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from ..errors import WorkbenchError


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the data, and where.

    Attributes
    ----------
    code : str
        Short stable code; tests and tools rely on it, not on the sentences.
    file : str
        File (or workbook sheet) that has to be mended.
    row : int or None
        Row as the spreadsheet numbers it; the header is row 1.
    column : str or None
        Column of the table.
    zh, en : str
        The sentence for people.
    hint : str
        What to do about it, in both languages; may be empty.
    cell : str
        Cell of the sheet, such as ``C7``, where the file is a workbook; empty otherwise.
    """

    code: str
    file: str
    row: int | None
    column: str | None
    zh: str
    en: str
    hint: str = ""
    cell: str = ""

    def __str__(self):
        """Return the problem as one line: where, what, how to mend it."""
        row = "" if self.row is None else f" 第 {self.row} 行"
        row = f"!{self.cell}" if self.cell else row
        column = "" if self.column is None else f" {self.column} 列"
        hint = f" — {self.hint}" if self.hint else ""
        return f"{self.file}{row}{column}: {self.zh} / {self.en}{hint} [{self.code}]"

    def to_json(self):
        """Return the problem as the object that ``--json`` prints; ``cell`` only where there is one."""
        return {name: value for name, value in asdict(self).items() if name != "cell" or value}


class CaseError(WorkbenchError):
    """A case that cannot be used as it is.

    Attributes
    ----------
    problems : tuple of Problem
        Everything that is wrong with it.
    """

    def __init__(self, case, problems):
        self.case = case
        self.problems = tuple(problems)
        lines = "\n".join(f"  * {problem}" for problem in self.problems)
        count = len(self.problems)
        super().__init__(f"案例 {case!r} 有 {count} 处问题 / {count} problem(s) in case {case!r}:\n{lines}")


@cache
def _sentences():
    text = (files(__package__) / "problems.csv").read_text(encoding="utf-8")
    return {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


def problem(code, file, row=None, column=None, hint="", **values):
    """Return a `Problem` whose sentences come from ``problems.csv``.

    Parameters
    ----------
    code : str
        A code of ``problems.csv``.
    file, row, column, hint
        As in `Problem`.
    **values
        What the sentences need; ``value`` is shown in quotes. A value that is a pair differs between zh and en.
    """
    zh, en = _sentences()[code]
    shown = {
        name: repr(value) if name == "value" and isinstance(value, str) else value for name, value in values.items()
    }
    return Problem(code, file, row, column, zh.format(**_side(shown, 0)), en.format(**_side(shown, 1)), hint)


def _side(values, index):
    return {name: value[index] if isinstance(value, tuple) else value for name, value in values.items()}


def did_you_mean(word, words):
    """Return the hint that names the nearest known words, empty if none is near.

    Examples
    --------
    >>> did_you_mean("rsds", ["rsd", "amount"])
    "是否为 'rsd'? did you mean 'rsd'?"
    """
    near = difflib.get_close_matches(word.lower(), {w.lower(): w for w in words}, n=1, cutoff=0.6)
    if not near:
        return ""
    match = next(w for w in words if w.lower() == near[0])
    return f"是否为 {match!r}? did you mean {match!r}?"
