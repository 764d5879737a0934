"""The one description of every column of every table: ``fields.csv``.

Checks, labels of figures and tables, the intake workbook, the data dictionary and the glossary read it from here.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Field:
    """One column of one table.

    Attributes
    ----------
    table, column : str
        Where it stands.
    type : str
        ``id``, ``text``, ``number``, ``amount`` (not negative), ``fraction`` (0…1), ``integer``, ``boolean``,
        ``choice``, ``unit``, ``date``, ``month`` or ``list``.
    role : str
        ``key``, ``required``, ``optional``, ``reference`` or ``result``.
    refers : str
        Table that an id has to stand in; empty otherwise.
    values : tuple of str
        What a choice may be.
    unit : str
        Unit of the column where it is always the same.
    zh, en : str
        Label for people.
    worksheet : str
        Number of the audit worksheet that shows it.
    note : str
        What else one has to know.
    """

    table: str
    column: str
    type: str
    role: str
    refers: str
    values: tuple
    unit: str
    zh: str
    en: str
    worksheet: str
    note: str

    def label(self, lang="zh"):
        """Return the label, with the unit where the column has one."""
        text = self.zh if lang == "zh" else self.en
        return f"{text} ({self.unit})" if self.unit else text


def _rows(name):
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def fields():
    """Return every `Field` as {table: {column: Field}}, in the order of ``fields.csv``."""
    tables = {}
    for row in _rows("fields.csv"):
        columns = tables.setdefault(row["table"], {})
        if row["column"]:
            row["values"] = tuple(row["values"].split(";")) if row["values"] else ()
            columns[row["column"]] = Field(**row)
    return tables


@cache
def table_titles():
    """Return {table: (zh, en, worksheet)}."""
    return {row["table"]: (row["zh"], row["en"], row["worksheet"]) for row in _rows("fields.csv") if not row["column"]}


@cache
def _choices():
    return {(row["table"], row["column"], row["value"]): (row["zh"], row["en"]) for row in _rows("choices.csv")}


def case_tables():
    """Return the tables that a case may have, without its settings and the results of analyses."""
    return [table for table in fields() if table not in ("case", "results")]


def keys(table):
    """Return the key columns of a table.

    Examples
    --------
    >>> keys("focus_scores")
    ['candidate', 'factor']
    """
    return [name for name, field in fields()[table].items() if field.role == "key"]


def label(table, column, lang="zh"):
    """Return the label of a column for people; a column the schema does not know is its own label.

    Examples
    --------
    >>> label("options", "investment")
    '预计投资 (万元)'
    """
    field = fields().get(table, {}).get(column)
    return column if field is None else field.label(lang)


def column_label(column, lang="zh"):
    """Return the label of a column whatever its table: that of the results first, then the first table's.

    Examples
    --------
    >>> column_label("gap"), column_label("investment", "en")
    ('差值', 'investment (万元)')
    """
    for table in ("results", *case_tables()):
        if column in fields()[table]:
            return fields()[table][column].label(lang)
    return column


def title(table, lang="zh"):
    """Return the title of a table for people."""
    return table_titles()[table][0 if lang == "zh" else 1]


def choice_label(table, column, value, lang="zh"):
    """Return what a choice is called.

    Examples
    --------
    >>> choice_label("causes", "heading", "energy")
    '能耗高'
    >>> choice_label("balances", "kind", "energy", "en")
    'energy'
    """
    texts = _choices().get((table, column, value)) or _choices().get(("", "", value))
    return value if texts is None else texts[0 if lang == "zh" else 1]
