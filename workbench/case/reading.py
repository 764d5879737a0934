"""Files as an auditor typed them, read as text: nothing is interpreted here."""

import csv
import io
import tomllib
from dataclasses import dataclass, replace

from .problems import problem


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in the file.

    Attributes
    ----------
    file : str
        Name of the file, as problems name it.
    header : tuple of str
        Column names.
    rows : tuple of (int, tuple of str)
        Row number as the spreadsheet shows it, and the cells. Wholly empty rows are left out.
    encoding : str
        ``utf-8`` or ``gb18030``.
    letters : tuple of str
        Spreadsheet letters of the columns where the table is a sheet of a workbook; empty for a CSV file.
    header_row : int
        Row of the column names.
    """

    file: str
    header: tuple
    rows: tuple
    encoding: str
    letters: tuple = ()
    header_row: int = 1

    def place(self, found):
        """Return a problem of this table with the cell of the sheet it is about."""
        if not self.letters or found.row is None:
            return found
        row = self.header_row if found.row == 1 else found.row
        letter = dict(zip(self.header, self.letters, strict=True)).get(found.column, "A")
        return replace(found, row=row, cell=f"{letter}{row}")


def decode(content):
    """Return (text, encoding) of bytes in UTF-8 (with or without BOM) or GB18030; (None, None) for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return None, None


def _content(path):
    """Return (bytes of a file or None, problems)."""
    try:
        return path.read_bytes(), []
    except OSError as error:
        hint = "关闭占用它的程序, 检查权限 close the program that holds it, check permissions"
        return None, [problem("unreadable_file", path.name, detail=error.strerror, hint=hint)]


def read_csv(path):
    """Return (RawTable or None, problems) of one CSV file."""
    content, problems = _content(path)
    if problems:
        return None, problems
    text, encoding = decode(content)
    if text is None or "\x00" in text:
        hint = "另存为 CSV UTF-8 (逗号分隔) save as CSV UTF-8 (comma delimited)"
        return None, [problem("unknown_encoding", path.name, hint=hint)]
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not any(cell.strip() for line in lines for cell in line):
        return None, [problem("empty_file", path.name, hint="至少要有表头 the header is needed")]
    header = [clean(cell) for cell in lines[0]]
    while header and not header[-1]:
        header.pop()
    rows, problems = [], []
    for number, line in enumerate(lines[1:], start=2):
        cells = [clean(cell) for cell in line]
        if not any(cells):
            continue
        extra = [cell for cell in cells[len(header) :] if cell]
        if extra:
            hint = "含逗号的文字要加引号 quote a text that holds a comma"
            problems.append(problem("too_many_cells", path.name, number, value=len(extra), hint=hint))
        rows.append((number, tuple((cells + [""] * len(header))[: len(header)])))
    return RawTable(path.name, tuple(header), tuple(rows), encoding), problems


def clean(cell):
    """Return a cell without Excel's wrappings: blanks around it and the ``="001"`` that keeps an id a text.

    Examples
    --------
    >>> clean(' ="001" ')
    '001'
    """
    text = cell.replace("\u00a0", " ").strip()
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1]
    return text


def read_settings(path):
    """Return (settings, problems) of a ``case.toml``; nested keys are joined by a dot."""
    content, problems = _content(path)
    if problems:
        return {}, problems
    text, encoding = decode(content)
    if text is None:
        hint = "另存为 UTF-8 save as UTF-8"
        return {}, [problem("unknown_encoding", path.name, hint=hint)]
    try:
        return flatten(tomllib.loads(text)), []
    except tomllib.TOMLDecodeError as error:
        hint = "文字要加引号, 每行一个 键 = 值 quote texts, one key = value a line"
        return {}, [problem("broken_toml", path.name, detail=str(error), hint=hint)]


def flatten(settings, prefix=""):
    """Return nested settings as one flat dict.

    Examples
    --------
    >>> flatten({"id": "x", "cost": {"low": 10}})
    {'id': 'x', 'cost.low': 10}
    """
    flat = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat
