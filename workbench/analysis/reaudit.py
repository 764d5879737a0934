"""Monitored values by the limits of today (按现行要求重审): what would be above a limit that came after the audit."""

import re

import numpy as np
import pandas as pd

from ..errors import UnitError
from ..standards.catalogues import present_limits
from .compliance import emission_compliance
from .readings import within

COLUMNS = (
    *("outlet", "name", "pollutant", "date", "concentration", "unit", "limit", "standard"),
    *("limit_now", "number", "title", "effective", "provenance", "source", "note", "verdict"),
)
OVER = ("over", "recalled_over")


def present_compliance(case):
    """Return the last samples of every outlet and pollutant against the limits in force today.

    Parameters
    ----------
    case : Case

    Returns
    -------
    DataFrame
        outlet, name, pollutant, date (of the last samples), concentration (their largest, after conversion), unit, limit
        and standard of the audit, limit_now, number, title, effective, provenance, source, note, verdict: "over", "met"
        where the limit of today was found; "recalled_over", "recalled_met" where it, or that its standard is still in
        force, is recalled, so that it indicates and decides nothing; "unknown" where none is held.

    Notes
    -----
    The limit of today is that which took the place of the audit's standard for the industry; where a standard is still
    in force its limits are. The conversion to reference oxygen or water is that of the audit: where a successor changed
    it, the note says so.
    """
    samples = emission_compliance(case["monitoring"], case.convert)
    samples = samples[samples["concentration"].notna() & samples["limit"].notna()]
    limits = present_limits(case.setting("industry", ""))
    rows = []
    for _, group in samples.groupby(["outlet", "pollutant"], sort=False):
        last = group[group["date"] == group["date"].max()]
        rows.append(_row(case, last.loc[last["concentration"].idxmax()], limits))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(case, sample, limits):
    shown = {name: sample[name] for name in COLUMNS[:8]}
    found = _limit(limits, sample)
    if found is None:
        return shown | {"limit_now": np.nan, "provenance": "none", "verdict": "unknown"}
    kept = {name: found[name] for name in ("number", "title", "effective", "provenance", "source", "note")}
    now = sample["limit"] if not found["pollutant"] else _in_unit(case, found, sample["unit"])
    return shown | kept | {"limit_now": now, "verdict": _verdict(sample["concentration"], now, found["provenance"])}


def _limit(limits, sample):
    """Return the row that says what holds today for a sample: of the pollutant, else that the standard is in force."""
    same = limits[[replaced in sample["standard"] for replaced in limits["replaces"]]]
    own = same[(same["pollutant"] == sample["pollutant"]) & (same["medium"] == sample["medium"])]
    own = own[[bool(re.search(place, sample["name"])) for place in own["place"]]]
    kept = same[same["pollutant"] == ""]
    rows = own if len(own) else kept
    return rows.iloc[0] if len(rows) else None


def _in_unit(case, found, unit):
    try:
        return found["limit"] * (1.0 if found["unit"] == unit else case.convert(found["unit"], unit))
    except UnitError:
        return np.nan


def _verdict(value, limit, provenance):
    if np.isnan(limit):
        return "unknown"
    verdict = "met" if within("lower", value, limit) else "over"
    return verdict if provenance == "found" else f"recalled_{verdict}"
