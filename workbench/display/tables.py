"""Tables for people: one DataFrame, as the reader sees it and as the report reads it.

The reader gets HTML with every text escaped; the report gets the same cells as JSON, so no HTML is ever parsed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from math import floor, isfinite, log10

import pandas as pd
from pandas.api import types

from .style import UNKNOWN, number

SHOWN_ROWS = 60
TABLE_MIME = "application/vnd.workbench.table+json"

_WORDS = {
    "zh": {"yes": "是", "no": "否", "rest": "其余 {} 行"},
    "en": {"yes": "yes", "no": "no", "rest": "{} more rows"},
}


@dataclass(frozen=True)
class Table:
    """A table ready to be read: every cell is text.

    Attributes
    ----------
    number : str
        Number with its word, such as 表3-1; empty if the table has none.
    title : str
        Title.
    header : tuple of str
        Labels of the columns.
    rows : tuple of tuple of str
        Cells, all rows.
    align : tuple of str
        ``left`` or ``right`` for each column.
    note : str
        Text beneath the table; empty if there is none.
    lang : str
        ``zh`` or ``en``.
    worksheet : str
        Number of the worksheet that it is, such as 2-3; else empty.
    """

    number: str
    title: str
    header: tuple
    rows: tuple
    align: tuple
    note: str = ""
    lang: str = "zh"
    worksheet: str = ""

    def to_json(self):
        """Return the table as the report reads it."""
        return {
            "number": self.number,
            "title": self.title,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
            "note": self.note,
            "align": list(self.align),
            "worksheet": self.worksheet,
        }

    def to_html(self):
        """Return the table as HTML; rows beyond the first 60 are folded."""
        caption = escape(f"{self.number}  {self.title}".strip())
        rest = self.rows[SHOWN_ROWS:]
        parts = [
            '<div class="workbench-table">',
            f'<p style="text-align:center"><strong>{caption}</strong></p>',
            self._grid(self.rows[:SHOWN_ROWS]),
        ]
        if rest:
            summary = escape(_WORDS[self.lang]["rest"].format(len(rest)))
            parts.append(f"<details><summary>{summary}</summary>{self._grid(rest)}</details>")
        if self.note:
            parts.append(f"<p><small>{escape(self.note)}</small></p>")
        return "".join([*parts, "</div>"])

    def mimebundle(self):
        """Return every form of the table, by mime type."""
        return {
            "text/plain": f"{self.number} {self.title}".strip(),
            "text/html": self.to_html(),
            TABLE_MIME: self.to_json(),
        }

    def _grid(self, rows):
        head = "".join(_cell("th", text, side) for text, side in zip(self.header, self.align, strict=True))
        body = "".join(
            "<tr>" + "".join(_cell("td", *pair) for pair in zip(row, self.align, strict=True)) + "</tr>" for row in rows
        )
        return f'<table style="margin:auto"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def make_table(frame, title, *, number="", lang="zh", columns=None, label=None, digits=None, note=None):
    """Return a DataFrame as a table for people.

    Parameters
    ----------
    frame : DataFrame
        One row per row of the table; the index is not shown.
    title : str
        Title.
    number : str
        Number with its word, such as 表3-1.
    lang : str
        ``zh`` or ``en``.
    columns : list of str or mapping, optional
        The columns to show, in order; a mapping also gives their labels. All by default.
    label : callable, optional
        ``label(column, lang)``, the label of a column that ``columns`` does not label.
    digits : int or mapping of column to int, optional
        Decimals of the numbers; by default each column gets sensible ones.
    note : str, optional
        Text beneath the table.

    Returns
    -------
    Table

    Raises
    ------
    KeyError
        If ``columns`` or ``digits`` names a column that the frame does not have.
    """
    names = list(frame.columns if columns is None else columns)
    _require(frame, names)
    decimals = digits if isinstance(digits, Mapping) else dict.fromkeys(names, digits)
    _require(frame, decimals)
    texts = [column_texts(frame[name], decimals.get(name), lang) for name in names]
    return Table(
        number=number,
        title=title,
        header=tuple(_header(name, columns, label, lang) for name in names),
        rows=tuple(zip(*texts, strict=True)),
        align=tuple("right" if _is_numeric(frame[name]) else "left" for name in names),
        note=note or "",
        lang=lang,
    )


def column_texts(series, digits=None, lang="zh"):
    """Return the values of one column as texts: unknown as —, numbers with the same sensible decimals.

    Parameters
    ----------
    series : Series
        Values of any kind.
    digits : int, optional
        Decimals of the numbers.
    lang : str
        ``zh`` or ``en``.
    """
    if "year" in str(series.name):
        return [str(value) if types.is_integer(value) else cell_text(value, digits, lang) for value in series]
    if digits is None and _is_numeric(series):
        digits = sensible_decimals(series)
    return [cell_text(value, digits, lang) for value in series]


def cell_text(value, digits=None, lang="zh"):
    """Return one value as text.

    Parameters
    ----------
    value : object
        Number, truth value, date, list of texts or text; None, nan and empty text are unknown.
    digits : int, optional
        Decimals of a number; by default its own sensible ones.
    lang : str
        ``zh`` or ``en``.
    """
    if isinstance(value, list | tuple | set):
        return ("、" if lang == "zh" else ", ").join(cell_text(item, digits, lang) for item in value) or UNKNOWN
    if value is None or value is pd.NaT or value is pd.NA or value != value or value == "":
        return UNKNOWN
    if types.is_bool(value):
        return _WORDS[lang]["yes" if value else "no"]
    if types.is_number(value):
        return _number_text(value, digits)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)


def sensible_decimals(values):
    """Return the decimals that suit all numbers of a column, or None if each needs its own.

    The largest number shows at least four significant digits and the smallest at least two; a column that
    spans more than four powers of ten has no common decimals.
    """
    known = [abs(float(value)) for value in values if types.is_number(value) and isfinite(value) and value]
    if not known or all(value == round(value) for value in known):
        return 0
    largest, smallest = floor(log10(max(known))), floor(log10(min(known)))
    if largest - smallest > 4:
        return None
    return max(0, 3 - largest, 1 - smallest)


def _number_text(value, digits):
    if digits is None or not isfinite(value):
        return number(value)
    # Adding zero turns a negative zero, which rounding can leave, into zero.
    return f"{round(float(value), digits) + 0.0:,.{digits}f}".replace("-", "−")


def _is_numeric(series):
    if types.is_bool_dtype(series):
        return False
    if types.is_numeric_dtype(series):
        return True
    known = [value for value in series if cell_text(value) != UNKNOWN]
    return bool(known) and all(types.is_number(value) and not types.is_bool(value) for value in known)


def _header(name, columns, label, lang):
    if isinstance(columns, Mapping):
        return str(columns[name])
    return str(label(name, lang) if label else name)


def _require(frame, names):
    absent = [name for name in names if name not in frame.columns]
    if absent:
        raise KeyError(f"表中没有这些列 / the table has no columns {absent}; 现有 / it has {list(frame.columns)}")


def _cell(tag, text, side):
    return f'<{tag} style="text-align:{side}">{escape(text)}</{tag}>'
