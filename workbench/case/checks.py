"""Checks of one table and between tables. Each returns problems; nobody stops at the first."""

import pandas as pd

from .cells import convert
from .problems import did_you_mean, problem
from .schema import fields, keys

OUTSIDE = "outside"
_NUMBERS = ("number", "amount", "fraction", "integer")


def empty_table(name):
    """Return a table of the schema without rows."""
    return _typed(name, {column: [] for column in fields()[name]}, [])


def check_table(name, raw):
    """Return (DataFrame, problems) of a raw table: columns, cells and keys.

    Parameters
    ----------
    name : str
        Table of ``fields.csv``.
    raw : RawTable
        What stands in the file.

    Returns
    -------
    table : pandas.DataFrame
        All columns of the schema; the index is the row as the spreadsheet numbers it.
    problems : list of Problem
    """
    problems = _check_header(name, raw)
    columns = {column: [] for column in fields()[name]}
    for number, cells in raw.rows:
        given = dict(zip(raw.header, cells, strict=True))
        for column, field in fields()[name].items():
            value, wrong = convert(field, given.get(column, ""))
            columns[column].append(value)
            if wrong:
                problems.append(_cell_problem(raw.file, number, field, wrong))
    table = _typed(name, columns, [number for number, _ in raw.rows])
    known = set(raw.header)
    return table, problems + _check_empty(name, raw, known) + _check_keys(name, raw.file, table)


def _typed(name, columns, rows):
    index = pd.Index(rows, name="row", dtype="int64")
    typed = {}
    for column, field in fields()[name].items():
        values = columns[column]
        if field.type in _NUMBERS:
            typed[column] = pd.Series(values, index=index, dtype="float64")
        elif field.type == "boolean":
            typed[column] = pd.Series([bool(value) for value in values], index=index, dtype="bool")
        else:
            typed[column] = pd.Series([value or "" for value in values], index=index, dtype="str")
    return pd.DataFrame(typed, index=index)


def _cell_problem(file, row, field, wrong):
    arguments = dict(wrong)
    code = arguments.pop("code")
    labels = (field.label("zh"), field.label("en"))
    return problem(code, file, row, field.column, label=labels, **arguments)


def _check_header(name, raw):
    known = [column for column, field in fields()[name].items() if field.role != "result"]
    problems = []
    for position, column in enumerate(raw.header):
        if column in raw.header[:position]:
            problems.append(problem("duplicate_column", raw.file, 1, column, value=column))
        elif column not in known:
            hint = did_you_mean(column, known) or f"可用的列 columns: {', '.join(known)}"
            problems.append(problem("unknown_column", raw.file, 1, column, value=column, hint=hint))
    for column, field in fields()[name].items():
        if column not in raw.header and _is_needed(name, field):
            labels = (field.label("zh"), field.label("en"))
            problems.append(problem("missing_column", raw.file, 1, column, value=column, label=labels))
    return problems


def _is_needed(name, field):
    if field.role == "required":
        return True
    if field.role == "key":
        return name != "contents" or field.column == "quantity"
    return name == "flows" and field.column in ("source", "target")


_MAY_BE_UNKNOWN = {
    ("flows", "amount"),
    ("contents", "content"),
    ("measurements", "value"),
    ("monitoring", "concentration"),
    ("consumption", "amount"),
    ("production", "amount"),
    ("waste_records", "amount"),
    ("goals", "baseline"),
    ("effects", "design"),
}


def _check_empty(name, raw, known):
    problems = []
    for column, field in fields()[name].items():
        if column not in known or not _is_needed(name, field) or (name, column) in _MAY_BE_UNKNOWN:
            continue
        position = raw.header.index(column)
        labels = (field.label("zh"), field.label("en"))
        problems += [
            problem("empty_cell", raw.file, row, column, label=labels) for row, cells in raw.rows if not cells[position]
        ]
    return problems


def _check_keys(name, file, table):
    columns = keys(name)
    first, problems = {}, []
    for row, *cells in zip(table.index.tolist(), *(table[column].tolist() for column in columns), strict=True):
        key = " · ".join(f"{cell:g}" if isinstance(cell, float) else cell for cell in cells)
        if key.strip(" ·") == "":
            continue
        if key in first:
            problems.append(problem("duplicate_key", file, row, columns[-1], value=key, other=first[key]))
        first.setdefault(key, row)
    return problems


def check_references(tables, files):
    """Return the problems of ids that do not stand in the table they refer to."""
    problems = []
    for name, table in tables.items():
        for column, field in fields()[name].items():
            target = field.refers
            if not target or (target != "processes" and target not in tables):
                continue
            problems += _unknown_ids(files[name], table[column], field, tables)
    return problems


def _unknown_ids(file, values, field, tables):
    key = keys(field.refers)[0]
    known = set(tables[field.refers][key]) if field.refers in tables else set()
    if field.refers == "processes":
        known.add(OUTSIDE)
    labels = (field.label("zh"), field.label("en"))
    return [
        problem(
            "unknown_id",
            file,
            row,
            field.column,
            value=value,
            label=labels,
            table=field.refers,
            hint=did_you_mean(value, sorted(known)),
        )
        for row, value in zip(values.index.tolist(), values.tolist(), strict=True)
        if value and value not in known
    ]


def check_flows(flows, balances, file):
    """Return the problems of flows that cannot be: loops, negative amounts, no balance named."""
    problems = []
    for row, flow in flows.iterrows():
        if flow["source"] and flow["source"] == flow["target"] and flow["kind"] != "circulating":
            problems.append(problem("self_loop", file, row, "target", value=flow["source"]))
        if flow["amount"] < 0 and not flow["stock_change"]:
            hint = "反向的物流请对调来源与去向 swap source and target of a reverse flow"
            labels = ("数量", "amount")
            problems.append(
                problem(
                    "negative_amount",
                    file,
                    row,
                    "amount",
                    value=f"{flow['amount']:g}",
                    label=labels,
                    hint=hint,
                )
            )
        if flow["stock_change"] and flow["target"] != OUTSIDE:
            problems.append(problem("missing_flow_stock", file, row, "target"))
        if not flow["balance"] and len(balances) > 1:
            hint = f"可选 one of: {', '.join(balances['balance'])}"
            problems.append(problem("missing_balance", file, row, "balance", hint=hint))
    return problems


def check_contents(contents, file):
    """Return the problems of contents: no owner, negative, or above the whole."""
    problems = []
    limits = {"": 1.0, "1": 1.0, "%": 100.0, "％": 100.0, "‰": 1000.0, "t/t": 1.0, "kg/kg": 1.0}
    for row, content in contents.iterrows():
        value, unit = content["content"], content["unit"]
        if not content["flow"] and not content["material"]:
            problems.append(problem("missing_owner", file, row, "flow"))
        if value < 0 and (unit in limits):
            labels = ("含量", "content")
            problems.append(problem("negative_amount", file, row, "content", value=f"{value:g}", label=labels))
        if value > limits.get(unit, float("inf")):
            hint = "百分数请在 unit 列写 % write % in the unit column for per cents"
            problems.append(problem("content_above_one", file, row, "content", value=f"{value:g}", hint=hint))
    return problems


def check_periods(tables, files):
    """Return the problems of rows that end before they start."""
    problems = []
    for name, table in tables.items():
        if {"start", "finish"} <= set(table.columns):
            wrong = table[(table["finish"] != "") & (table["start"] > table["finish"])]
            for row, period in wrong.iterrows():
                finish, start = period["finish"], period["start"]
                problems.append(problem("finish_before_start", files[name], row, "finish", value=finish, other=start))
    return problems
