"""Emissions against their limits, after conversion to reference water volume or oxygen (达标判定先折算)."""

import numpy as np
import pandas as pd

from workbench.analysis.readings import within
from workbench.case.units import converter
from workbench.errors import UnitError

AMBIENT_OXYGEN = 0.21
FIRST_CLASS = (  # GB 8978 table 1, as part of a pollutant's name or id
    *("汞", "镉", "铬", "砷", "铅", "镍", "铍", "银", "苯并", "放射性"),
    *("mercury", "cadmium", "chromium", "arsenic", "lead", "nickel", "beryllium", "silver", "benzopyrene"),
)
_COLUMNS = [
    *("outlet", "name", "pollutant", "date", "sample", "medium", "first_class", "measured", "concentration", "unit"),
    *("limit", "excess", "met", "converted", "below_detection", "standard", "note"),
]


def reference_water(concentration, discharged, products):
    """Return the concentration at the reference water volume (基准排水量浓度).

    Parameters
    ----------
    concentration : float
        Measured concentration.
    discharged : float
        Water discharged. [m³]
    products : list of tuple
        (output Y, reference water volume Q of one unit of it [m³/unit]) in the same time.

    Notes
    -----
    ρ = Q_total / Σ(Y_i·Q_i) · ρ_measured where more water leaves than the reference; else the measured value. Dilution
    is no treatment.

    Examples
    --------
    >>> reference_water(80, 9250, [(100, 50)])
    148.0
    >>> reference_water(80, 4000, [(100, 50)])
    80.0
    """
    allowed = sum(output * reference for output, reference in products)
    return float(concentration) * max(1.0, discharged / allowed)


def reference_oxygen(concentration, oxygen, reference):
    """Return the concentration at the reference oxygen content (基准含氧量浓度).

    Parameters
    ----------
    concentration : float
        Measured concentration.
    oxygen, reference : float
        Measured and reference oxygen, volume fractions below 0.21.

    Notes
    -----
    ρ = ρ_measured · (21 − O_reference) / (21 − O_measured).

    Examples
    --------
    >>> round(reference_oxygen(500, 0.12, 0.10), 1)
    611.1

    Raises
    ------
    ValueError
        Where the measured oxygen is that of air, so that nothing was burned.
    """
    if not oxygen < AMBIENT_OXYGEN:
        raise ValueError(f"实测含氧量须低于 21 % measured oxygen has to be below 0.21, not {oxygen:g}")
    return float(concentration) * (AMBIENT_OXYGEN - reference) / (AMBIENT_OXYGEN - oxygen)


def emission_compliance(monitoring, convert=None):
    """Judge every sample against its limit after conversion.

    Parameters
    ----------
    monitoring : DataFrame
        Table ``monitoring`` of a case.
    convert : callable, optional
        ``convert(unit, to) -> float`` of the case, which joins hours and days.

    Returns
    -------
    DataFrame
        One row per sample: measured, concentration (converted), excess over the limit (fraction; negative = below),
        met (True, False; None without limit or value), converted (water | oxygen | none), below_detection. A sample
        below the detection limit is met where that limit is not above the emission limit. First-class pollutants
        (第一类污染物) are marked: they are judged at the outlet of the workshop or its treatment.
    """
    convert = converter() if convert is None else convert
    rows = [_judge(row, convert) for row in monitoring.to_dict("records")]
    table = pd.DataFrame(rows, columns=_COLUMNS, index=monitoring.index)
    return table.astype({"met": object}).reset_index(drop=True)


def _judge(row, convert):
    value, note, how = _converted(row, convert)
    undetected = np.isnan(row["concentration"]) and not np.isnan(row["detection_limit"])
    judged = row["detection_limit"] if undetected else value
    met = None
    if not (np.isnan(judged) or np.isnan(row["limit"])):
        met = within("lower", judged, row["limit"])
    first = bool(row["first_class"]) or any(name in row["pollutant"].lower() for name in FIRST_CLASS)
    if first:
        note += "第一类污染物，在车间或车间处理设施排放口考核 judged at the workshop outlet"
    kept = {name: row[name] for name in ("outlet", "name", "pollutant", "date", "sample", "medium", "unit", "standard")}
    return kept | {
        "first_class": first,
        "measured": row["concentration"],
        "concentration": value,
        "limit": row["limit"],
        "excess": value / row["limit"] - 1 if row["limit"] else np.nan,
        "met": met,
        "converted": how,
        "below_detection": undetected,
        "note": note,
    }


def _converted(row, convert):
    """Return the concentration to judge, a note and how it was converted."""
    measured = row["concentration"]
    if row["medium"] == "waste_gas" and not np.isnan(row["reference_oxygen"]):
        if np.isnan(row["oxygen"]):
            return np.nan, "缺实测含氧量，无法折算 oxygen was not measured; ", "none"
        if not row["oxygen"] < AMBIENT_OXYGEN:
            return np.nan, "实测含氧量不低于 21 %，数据无效 measured oxygen is that of air; ", "none"
        return reference_oxygen(measured, row["oxygen"], row["reference_oxygen"]), "", "oxygen"
    if row["medium"] == "waste_water" and not np.isnan(row["reference_water"]):
        products = [(row["output"], row["reference_water"])]
        daily = _daily_water(row, convert)
        if np.isnan(daily) or not row["output"] * row["reference_water"] > 0:
            return np.nan, "缺日水量或产量，无法折算 daily water volume or output is unknown; ", "none"
        return reference_water(measured, daily, products), "", "water"
    return measured, "", "none"


def _daily_water(row, convert):
    try:
        return row["flow"] * convert(row["flow_unit"], "m3/d")
    except UnitError:
        return np.nan


def monitoring_statistics(case):
    """Return the statistics of the monitoring data of a case, per outlet and pollutant.

    Parameters
    ----------
    case : Case

    Returns
    -------
    DataFrame
        outlet, name, pollutant, kind, n (samples), valid (share with a value or below detection), mean, maximum (of
        converted concentrations; nan where all are below detection), unit, limit, exceedances, exceedance_rate (of the
        judged ones), load [kg/d] = mean of C·Q over the samples with both, measured concentrations; nan where the units
        cannot be joined.
    """
    monitoring = case["monitoring"]
    judged = emission_compliance(monitoring, case.convert).assign(
        kind=monitoring["kind"].to_numpy(),
        load=[_load(row, case.convert) for row in monitoring.to_dict("records")],
    )
    groups = judged.groupby(["outlet", "name", "pollutant", "kind"], sort=False)
    rows = [dict(zip(groups.keys, keys, strict=True)) | _summary(samples) for keys, samples in groups]
    columns = ["n", "valid", "mean", "maximum", "unit", "limit", "exceedances", "exceedance_rate", "load"]
    return pd.DataFrame(rows, columns=[*groups.keys, *columns])


def _summary(samples):
    known = samples["concentration"].notna() | samples["below_detection"]
    decided = samples["met"].dropna()
    exceeded = int((~decided.astype(bool)).sum())
    return {
        "n": len(samples),
        "valid": float(known.mean()),
        "mean": samples["concentration"].mean(),
        "maximum": samples["concentration"].max(),
        "unit": samples["unit"].iloc[0],
        "limit": samples["limit"].iloc[-1],
        "exceedances": exceeded,
        "exceedance_rate": exceeded / len(decided) if len(decided) else np.nan,
        "load": samples["load"].mean(),
    }


def _load(row, convert):
    if np.isnan(row["concentration"]) or np.isnan(row["flow"]) or not row["flow_unit"]:
        return np.nan
    try:
        factor = convert(f"{row['unit']}*{row['flow_unit']}", "kg/d")
    except UnitError:
        return np.nan
    return row["concentration"] * row["flow"] * factor


def total_compliance(permits):
    """Return the yearly totals against the permitted ones (总量指标).

    Parameters
    ----------
    permits : DataFrame
        Table ``permits`` of a case; rows of kind ``total`` and ``permit`` with a limit are read.

    Returns
    -------
    DataFrame
        permit, pollutant, actual, limit, unit, excess (fraction), met (None where one is unknown).
    """
    rows = permits[permits["kind"].isin(("total", "permit")) & permits["limit"].notna()]
    met = [None if np.isnan(row.actual) else within("lower", row.actual, row.limit) for row in rows.itertuples()]
    table = rows[["permit", "pollutant", "actual", "limit", "unit"]].reset_index(drop=True)
    return table.assign(excess=table["actual"] / table["limit"] - 1, met=pd.Series(met, dtype=object))


def compliance_states(case):
    """Return every outlet and pollutant before and after the audit (审核前后达标情况).

    Returns
    -------
    DataFrame
        outlet, name, pollutant, unit, limit (the latest), samples_before, exceeded_before, maximum_before,
        samples_after, exceeded_after, maximum_after (after conversion), latest (date of the last sample), verdict:
        "met" (sampled afterwards and met), "exceeded" (sampled afterwards, or last before, above the limit), "kept"
        (never above, not sampled afterwards), "unproven" (above before, not sampled afterwards), "unknown".

    Notes
    -----
    Before and after are divided by the audit's date; a case without one is divided at the last date of each outlet
    and pollutant, whose samples then count as afterwards. Afterwards only the last date is judged: measures may
    have been finished since the one before.
    """
    samples = emission_compliance(case["monitoring"], case.convert)
    split = case.setting("audit_date")
    groups = samples.groupby(["outlet", "name", "pollutant"], sort=False)
    rows = [dict(zip(groups.keys, keys, strict=True)) | _states(rows, split) for keys, rows in groups]
    return pd.DataFrame(rows, columns=[*groups.keys, *_STATES])


_STATES = (
    *("unit", "limit", "samples_before", "exceeded_before", "maximum_before"),
    *("samples_after", "exceeded_after", "maximum_after", "latest", "verdict"),
)


def _states(samples, split):
    latest = samples["date"].max()
    later = samples["date"] >= (latest if split is None else str(split))
    before, after = samples[~later], samples[later & (samples["date"] == latest)]
    shown = {"unit": samples["unit"].iloc[0], "limit": samples["limit"].iloc[-1], "latest": latest}
    for name, part in (("before", before), ("after", after)):
        shown |= {
            f"samples_{name}": int(part["met"].notna().sum()),
            f"exceeded_{name}": int(part["met"].eq(False).sum()),
            f"maximum_{name}": part["concentration"].max(),
        }
    return shown | {"verdict": _state(before, after)}


def _state(before, after):
    judged = after["met"].dropna()
    if len(judged):
        return "met" if judged.astype(bool).all() else "exceeded"
    known = before["met"].dropna()
    if known.empty:
        return "unknown"
    if known.astype(bool).all():
        return "kept"
    last = before[before["date"] == before["date"].max()]["met"].dropna()
    return "unproven" if len(last) and last.astype(bool).all() else "exceeded"
