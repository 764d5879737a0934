"""Verdicts of a case by the standards in force: energy and water norms, limits, HJ/T and trial systems."""

import numpy as np
import pandas as pd

from workbench.analysis.readings import read_norms, read_three_levels
from workbench.analysis.trial_index import trial_index
from workbench.errors import UnitError
from workbench.standards.register import NATIONAL, systems_for
from workbench.standards.systems import load_system

COLUMNS = [
    *("standard", "number", "title", "kind", "rule", "indicator", "name", "value", "unit", "level", "met"),
    *("bound", "provenance", "source", "note"),
]


def values_of(case, system, *, after=False):
    """Return the case's value of each indicator of a system, in the system's unit.

    Parameters
    ----------
    case : Case
    system : DataFrame
        indicator, direction, unit.
    after : bool
        Take the values after the audit.

    Returns
    -------
    dict
        Only what the case knows: numbers, or the level met of a qualitative requirement.

    Raises
    ------
    UnitError
        Where the case's unit cannot be converted to the system's.
    """
    suffix = "_after" if after else ""
    own = case["indicators"].set_index("indicator")
    values = {}
    for row in system[system["indicator"].isin(own.index)].itertuples():
        given = own.loc[row.indicator]
        if row.direction == "meets":
            if given[f"met{suffix}"]:
                values[row.indicator] = given[f"met{suffix}"]
        elif pd.notna(given[f"value{suffix}"]):
            factor = 1.0 if given["unit"] == row.unit else case.convert(given["unit"], row.unit)
            values[row.indicator] = float(given[f"value{suffix}"]) * factor
    return values


def other_verdicts(case, date, *, after=False):
    """Return the verdicts by every standard of the case's industry in force on a day.

    An indicator of the case is read against a norm when it carries the norm's own indicator id. Local standards bind in
    their own province only.

    Parameters
    ----------
    case : Case
    date : date or str
        Day whose standards count.
    after : bool
        Take the values after the audit.

    Returns
    -------
    DataFrame
        One row per standard and indicator: value, level (I, II, III, none; None for a plain limit), met (True, False;
        None where nothing is held), bound, provenance of the benchmark, source, note. A standard read as a whole
        (HJ/T, trial system) has one more row without an indicator.
    """
    industry = case.setting("industry")
    if not industry or not case.has("indicators"):
        return pd.DataFrame(columns=COLUMNS)
    passports = systems_for(industry, date, province=case.setting("province") or NATIONAL)
    parts = [
        _verdicts(case, load_system(row.standard), after) for row in passports.itertuples() if row.rule in _READERS
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    unknown = ["indicator", "level", "met"]
    return table.assign(**{c: table[c].astype(object).where(table[c].notna(), None) for c in unknown})


def _verdicts(case, system, after):
    rows = system.indicators[system.indicators["indicator"].isin(case["indicators"]["indicator"])]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    values, unread = _readable(case, rows, after)
    table = _READERS[system.rule](system, values).reindex(
        columns=["indicator", "value", "level", "met", "bound", "note"]
    )
    known = rows.set_index("indicator")
    corrections = table["indicator"].map(known["corrections"]).radd("须先修正 correct first: ")
    table["note"] = table["note"].astype(object).where(table["note"].notna(), corrections.astype(object)).fillna("")
    if len(unread):
        table = pd.concat([table.astype(object), unread], ignore_index=True)
    source = (system.passport["number"] + " " + known["clause"].fillna("")).str.strip()
    return table.assign(
        standard=system.id,
        number=system.passport["number"],
        title=system.passport["title_zh"],
        kind=system.passport["kind"],
        rule=system.rule,
        name=table["indicator"].map(known["name_zh"]),
        unit=table["indicator"].map(known["unit"]),
        provenance=table["indicator"].map(known["provenance"]),
        source=table["indicator"].map(source),
    )


def _readable(case, rows, after):
    """Return the values in the standard's units, and a row with the reason for each that cannot be converted."""
    values, unread = {}, []
    for name in rows["indicator"]:
        try:
            values |= values_of(case, rows[rows["indicator"] == name], after=after)
        except UnitError as error:
            unread.append({"indicator": name, "note": str(error)})
    return values, pd.DataFrame(unread)


def _read_norm(system, values):
    return read_norms(system.indicators, values)


def _read_three_levels(system, values):
    reading = read_three_levels(system.indicators, values)
    table = reading.table[reading.table["indicator"].isin(values)].assign(bound=np.nan)
    recalled = system.indicators.loc[system.indicators["indicator"].isin(values), "provenance"].ne("found").any()
    note = "逐项最低级，标准不规定总评 lowest level of all indicators; the standard prescribes no overall level"
    note += "; 含凭记忆或空缺的基准值 rests on recalled or empty benchmarks" if recalled else ""
    overall = pd.DataFrame([{"indicator": None, "value": np.nan, "level": reading.overall, "note": note}])
    table = pd.concat([table, overall], ignore_index=True)
    return table.assign(met=[None if level is None else level != "none" for level in table["level"]])


def _read_trial(system, values):
    passport, rows = system.passport, system.indicators
    scored = rows[rows["indicator"].isin(values)]
    if scored.empty or pd.isna(passport["alpha"]) or scored[["weight", "group_weight"]].isna().any(axis=None):
        return pd.DataFrame(columns=["indicator"])
    cap = passport["cap"] if passport["cap"] == "share" or pd.isna(passport["cap"]) else float(passport["cap"])
    held = pd.notna(passport["advanced"]) and pd.notna(passport["ordinary"])
    meets = rows["direction"] == "meets"
    evaluation = trial_index(
        rows[~meets],
        rows[meets],
        {name: value not in ("none",) if isinstance(value, str) else value for name, value in values.items()},
        alpha=float(passport["alpha"]),
        beta=float(passport["beta"]),
        cap=None if pd.isna(cap) else cap,
        thresholds={grade: float(passport[grade]) for grade in ("advanced", "ordinary")} if held else None,
    )
    grades = {"advanced": "清洁生产先进企业", "ordinary": "清洁生产企业", "none": "未达到", None: "未给出等级分数线"}
    note = f"P1 {evaluation.P1:.2f}, P2 {evaluation.P2:.2f}, P {evaluation.P:.2f}: {grades[evaluation.grade]}"
    met = None if evaluation.grade is None else evaluation.grade != "none"
    return pd.DataFrame([{"indicator": None, "value": evaluation.P, "met": met, "note": note}])


_READERS = {"norm": _read_norm, "limit": _read_norm, "three_level": _read_three_levels, "trial": _read_trial}
