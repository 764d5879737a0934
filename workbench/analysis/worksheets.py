"""The 41 audit worksheets (企业清洁生产审核工作用表) as views of a case.

A worksheet is known by what it means; its number is the label that auditors know. ``worksheets.csv`` says which table
and which rows it shows, ``fields.csv`` which columns. Those that are worked out have a function here.
"""

import csv
from functools import cache
from importlib.resources import files

import pandas as pd

from ..case import case_tables, choice_label, column_label, fields, label
from ..errors import UsageError
from .causes import focus_processes
from .records import annual, by_year, unit_consumption

_ALWAYS = {"investments": ["option"], "benefits": ["option"]}


@cache
def worksheets():
    """Return {number: row} of ``worksheets.csv``: phase, table, zh, en, filter."""
    text = (files(__package__) / "worksheets.csv").read_text(encoding="utf-8")
    return {row["number"]: row for row in csv.DictReader(text.splitlines())}


def worksheet_title(number, lang="zh"):
    """Return the title of a worksheet.

    Examples
    --------
    >>> worksheet_title("1-2")
    '审核工作计划表'
    """
    return _row(number)[lang]


def worksheet(case, number, lang="zh"):
    """Return a worksheet of the case, labelled for people.

    Parameters
    ----------
    case : Case
    number : str
        Number as auditors know it, ``1-1`` … ``7-2``.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    pandas.DataFrame
        Columns are labels, choices are words, ids of processes and materials are names. Without rows where the
        case has no data.

    Raises
    ------
    UsageError
        If there is no such worksheet.
    """
    row = _row(number)
    work_out = _WORKED_OUT.get(row["table"])
    table = work_out(case) if work_out else _selected(case, row)
    return named(case, row["table"], table, lang)


def named(case, table, frame, lang="zh"):
    """Return a frame for people: labels for columns, words for choices, names for ids, per cents for shares.

    Parameters
    ----------
    case : Case
    table : str
        Table of ``fields.csv`` that describes the columns; a column that it does not hold is described by the first
        table that does.
    frame : pandas.DataFrame
    lang : str
        ``zh`` or ``en``.
    """
    shown = {}
    for column in frame.columns:
        field = _field(table, column)
        values = frame[column]
        if column in _CODED:
            values = values.map(lambda value, column=column: _coded(column, value, lang))
        elif field is not None and field.type == "choice":
            values = values.map(lambda value, field=field: _word(field, value, lang))
        elif field is not None and field.unit == "%" and field.type == "fraction":
            values = 100 * values.astype(float)
        elif field is not None and (field.refers in _NAMED or column == "item"):
            values = values.map(_names(case, field.refers, lang))
        shown[_label(table, column, lang)] = values
    return pd.DataFrame(shown, index=frame.index)


def _field(table, column):
    tables = (table, *case_tables()) if table == "results" else (table,)
    return next((fields()[name][column] for name in tables if column in fields()[name]), None)


def _word(field, value, lang):
    if not isinstance(value, str):
        return value
    return ";".join(choice_label(field.table, field.column, part, lang) for part in value.split(";")) if value else ""


_CODED = ("pollutant", "quantity")
"""Columns of codes that every table writes alike: their words are those of the results."""


def _coded(column, value, lang):
    return choice_label("results", column, value, lang) if isinstance(value, str) else value


_NAMED = ("processes", "materials", "products", "wastes", "focus_candidates", "measurement_plan", "options", "flows")


def _names(case, table, lang):
    if table == "processes":
        names = case.names(lang)
    else:
        known = ("materials", "carriers") if table == "" else (table,)
        names = {}
        for name in known:
            rows = case[name]
            names |= dict(zip(rows.iloc[:, 0], rows["name"], strict=True))
    return lambda value: names.get(value, value)


_YEARLY = {
    "consumption": {"amount": ("年消耗量", "amount"), "per_output": ("单位产品消耗", "per unit of output")},
    "production": {"amount": ("年产量", "output"), "per_output": ("年产值 (万元)", "output value (万元)")},
    "waste_records": {"amount": ("年产生或排放量", "amount"), "per_output": ("单位产品产生量", "per unit of output")},
}


def _label(table, column, lang):
    name, _, year = column.rpartition("_")
    if name in _YEARLY.get(table, {}) and year.isdigit():
        zh, en = _YEARLY[table][name]
        return f"{year} {zh if lang == 'zh' else en}"
    return column_label(column, lang) if table == "results" else label(table, column, lang)


def _row(number):
    if number not in worksheets():
        raise UsageError(f"没有工作用表 {number!r} no worksheet {number!r}; 1-1 … 7-2")
    return worksheets()[number]


def _selected(case, row):
    table = case[row["table"]]
    chosen = table.query(row["filter"].replace("' '", "', '")) if row["filter"] else table
    wanted = [
        column
        for column, field in fields()[row["table"]].items()
        if _belongs(field, row["number"]) or (field.role == "key" and field.worksheet) or column == "name"
    ]
    if not any(_belongs(fields()[row["table"]][column], row["number"]) for column in wanted):
        wanted = [column for column, field in fields()[row["table"]].items() if field.worksheet]
    return chosen[wanted]


def _belongs(field, number):
    return number in field.worksheet.split(";")


def _consumption(case):
    return by_year(unit_consumption(case, "consumption"))


def _production(case):
    sums = annual(case, "production")
    value = annual(case, "production", "output_value").rename(columns={"output_value": "per_output"})
    return by_year(sums.merge(value[["product", "year", "per_output"]], on=["product", "year"]))


def _waste_records(case):
    return by_year(unit_consumption(case, "waste_records"))


def _measurements(case):
    table = case["measurements"]
    keys = ["point", "quantity", "unit"]
    wide = table.pivot(index=keys, columns="run", values="value")[list(dict.fromkeys(table["run"]))]
    return table[keys].drop_duplicates().merge(wide.reset_index(), on=keys).reset_index(drop=True)


def _processes(case):
    inside = focus_processes(case)
    table = _selected(case, _row("3-2"))
    return table[table["process"].isin(inside)] if inside else table


_WORKED_OUT = {
    "processes": _processes,
    "consumption": _consumption,
    "production": _production,
    "waste_records": _waste_records,
    "measurements": _measurements,
}
