"""Where every shipped number comes from (`workbench standards check`)."""

import pandas as pd

from workbench.standards.register import shipped
from workbench.standards.systems import all_indicators

COLUMNS = ["table", "id", "field", "value", "unit", "state", "confidence", "source"]
_NUMBERS = ["level1", "level2", "level3", "limit", "low", "high", "weight"]


def check_standards():
    """Return every shipped number with its source or its gap.

    Returns
    -------
    DataFrame
        table, id, field, value, unit, state, confidence, source. ``state``: found (read in a source), recalled (from
        memory, to be checked before use), teaching (a teaching benchmark, no standard's; ``source`` says how it was
        set), derived, proposed (a default of this workbench), missing (the standard has a value that is not held),
        unsourced (a number without any statement of where it comes from).
    """
    parts = [_dates(), _indicators(), _context(), _energy(), _fuels(), _grid(), _catalogues(), _scores(), _library()]
    parts += [_present(), _laws()]
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    bare = table["state"].isin(["found", "recalled"]) & table["source"].eq("") & table["confidence"].eq("")
    return table.assign(state=table["state"].mask(bare, "unsourced"))


def _dates():
    """Return the dates of the shipped passports."""
    table = shipped("standards").query("kind != 'empty'")
    table = table.assign(source=_source(table), state=table["provenance"].replace("none", "missing"))
    long = table.melt(
        ["standard", "state", "confidence", "source"],
        ["issued", "effective", "superseded"],
        "field",
        "value",
    ).dropna(subset="value")
    return _frame("standards", long["standard"], long, unit="date")


def _indicators():
    """Return the values of all indicators; one line for an indicator of which nothing is held."""
    table = all_indicators()
    weight = table["weight_source"]
    table = table.assign(source=_source(table) + table["clause"].fillna("").radd(" "), state=table["provenance"])
    long = table.melt(["indicator", "unit", "state", "confidence", "source"], _NUMBERS, "field", "value")
    held = long.dropna(subset="value")
    weights = held["field"].eq("weight")
    of_documents = weights & held["state"].ne("teaching")
    by_id = dict(zip(table["indicator"], weight, strict=True))
    held = held.assign(
        state=held["state"].mask(of_documents, "found"),
        source=held["source"].mask(weights, held["indicator"].map(by_id)),
    )
    empty = table[table["state"] == "none"].assign(field="level", value=None, state="missing")
    both = pd.concat([held.astype({"value": object}), empty[held.columns]], ignore_index=True)
    return _frame("indicators", both["indicator"], both, unit=both["unit"])


def _context():
    table = shipped("context")
    table = table.assign(source=_source(table), state=table["provenance"], field=table["kind"], value=table["values"])
    return _frame("context", table["industry"] + " " + table["item"], table, unit="")


def _energy():
    table = shipped("energy_factors")
    value = table["kgce"].where(table["kgce"].notna(), table["low"] + "…" + table["high"])
    table = table.assign(value=value, field=table["basis"], state=table["provenance"])
    return _frame("energy_factors", table["factor"], table, unit="kgce/" + table["unit"])


def _fuels():
    table = shipped("fuel_carbon").assign(state=lambda rows: rows["provenance"])
    names = ["heating_value", "carbon", "oxidised"]
    long = table.melt(["fuel", "unit", "state", "confidence", "source"], names, "field", "value")
    unit = long["field"].map({"carbon": "tC/GJ", "oxidised": "1"}).fillna("GJ/" + long["unit"])
    return _frame("fuel_carbon", long["fuel"], long, unit=unit)


def _grid():
    table = shipped("grid_carbon")
    year = table["year"].fillna("")
    table = table.assign(value=table["factor"], field=year, state=table["provenance"])
    return _frame("grid_carbon", table["grid"], table, unit=table["note"].fillna(""))


def _catalogues():
    table = shipped("catalogue_items")
    table = table.assign(value=table["pattern"], field=table["field"], state=table["provenance"])
    table = table.assign(source=table["clause"].fillna("") + " " + table["note"].fillna(""))
    return _frame("catalogue_items", table["catalogue"] + " " + table["zh"], table, unit="")


def _scores():
    table = shipped("score_items")
    name = table["sheet"] + " " + table["zh"]
    held = table[table["points"].notna()]
    held = held.assign(value=held["points"], field="points", state=held["provenance"], source=held["sheet"])
    other = table[table["points"].isna() & table["veto"].isna()]
    state = other["proposed"].notna().map({True: "proposed", False: "missing"})
    other = other.assign(value=other["proposed"], field="points", state=state, source=other["sheet"])
    both = pd.concat([held, other])
    return _frame("score_items", name.loc[both.index], both, unit="points")


def _library():
    """Return the ranges of the option library, low and high as one value."""
    table = shipped("option_library").assign(state=lambda rows: rows["provenance"])
    parts = []
    for name in ("investment", "saving"):
        held = table[table[f"{name}_low"].notna()]
        held = held.assign(value=held[f"{name}_low"] + "…" + held[f"{name}_high"], field=name)
        parts.append(held.assign(unit=held[f"{name}_unit"]))
    both = pd.concat(parts)
    return _frame("option_library", both["id"], both, unit=both["unit"])


def _present():
    table = shipped("present_limits")
    table = table[table["limit"].notna()].assign(
        value=lambda rows: rows["limit"], state=lambda rows: rows["provenance"]
    )
    table = table.assign(field=table["pollutant"], source=table["source"].fillna(table["note"]))
    return _frame("present_limits", table["number"] + " ← " + table["replaces"], table, unit=table["unit"])


def _laws():
    """Return the dates of laws, rules and general standards."""
    table = shipped("laws")
    table = table.assign(state=table["provenance"], source=table["url"])
    long = table.melt(["law", "state", "confidence", "source"], ["issued", "effective", "superseded"], "field", "value")
    long = long.dropna(subset="value")
    return _frame("laws", long["law"], long, unit="date")


def _source(table):
    """Return where a row was read: address, else the context, else the note."""
    source = table["url"].fillna(table["context"]).fillna(table["note"])
    return source.fillna("")


def _frame(name, ids, table, *, unit):
    frame = pd.DataFrame({"table": name, "id": ids.to_numpy()}).assign(
        unit=unit if isinstance(unit, str) else unit.to_numpy()
    )
    for column in ("field", "value", "state"):
        frame[column] = table[column].to_numpy()
    for column in ("confidence", "source"):
        frame[column] = table[column].astype(object).where(table[column].notna(), "").astype(str).to_numpy()
    return frame
