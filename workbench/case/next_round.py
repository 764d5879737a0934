"""What the last audit round hands to the next one: the plant, its open options, and goals that start from the results."""

from dataclasses import replace

_WHOLE = ("processes", "quantities", "materials", "carriers", "products", "equipment", "flows", "balances")
_NOT_CARRIED = {
    "flows": ("amount", "rsd", "sd", "note"),
    "balances": ("period", "start", "finish", "load", "note"),
    "options": ("finished",),
}
_OPEN = ("planned", "shelved")
_SETTINGS_LEFT = ("audit_date", "listed.date", "listed.number", "listed.reason")


def carry(source):
    """Return (settings, tables) of the next round.

    Parameters
    ----------
    source : Source
        The last round.

    Returns
    -------
    settings : dict of str to str
        Without the date of the audit and the listing, which belong to a round.
    tables : dict of str to RawTable
        Processes, balances, flows without amounts (to be measured again), materials, carriers, products and
        equipment; options that are planned or shelved, with their status; goals whose baseline is the last result
        (unknown where there was none) and whose near target is the far one of the last round.
    """
    settings = {name: text for name, text in source.settings.items() if name not in _SETTINGS_LEFT}
    tables = {table: _without(source.tables[table], table) for table in _WHOLE if table in source.tables}
    if "options" in source.tables:
        options = _without(source.tables["options"], "options")
        tables["options"] = _rows(options, lambda row: row if row.get("status") in _OPEN else None)
    if "goals" in source.tables:
        tables["goals"] = _rows(source.tables["goals"], _next_goal)
    return settings, {table: raw for table, raw in tables.items() if raw.rows}


def _without(raw, table):
    blank = _NOT_CARRIED.get(table, ())
    return _rows(raw, lambda row: row | {name: "" for name in blank if name in row})


def _next_goal(row):
    far = row.get("far_target", "")
    near = {"near_target": far, "near_date": row.get("far_date", "")} if far else {"near_date": ""}
    changed = {"baseline": row.get("actual", ""), "baseline_year": "", "actual": "", "far_target": "", "far_date": ""}
    return {name: (changed | near).get(name, value) for name, value in row.items()}


def _rows(raw, change):
    """Return a table with every row changed; a row of which nothing is returned is left out."""
    rows = []
    for number, cells in raw.rows:
        row = change(dict(zip(raw.header, cells, strict=True)))
        if row is not None:
            rows.append((number, tuple(row[name] for name in raw.header)))
    return replace(raw, rows=tuple(rows))
