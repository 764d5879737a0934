"""Water indicators of GB/T 12452 from a balanced water flow table."""

import numpy as np
import pandas as pd

from workbench.analysis.reconciliation.propagation import combine

REUSED_KINDS = ("circulating", "series", "reuse", "condensate")
DISCHARGED_KINDS = ("discharge", "waste_water")
INTAKE_TOLERANCE = 0.10  # partial daily intakes against the concurrent total (GB/T 12452)
CLOSURE_TOLERANCE = 0.05  # as for material balances

_TEXTS = {
    "reuse_rate": ("重复利用率", "reuse rate", "V_r/(V_r+V_f)"),
    "new_water_use": ("新水利用系数", "coefficient of fresh water use", "(V_f−V_d)/V_f"),
    "leakage_rate": ("漏失率", "leakage rate", "V_l/V_f"),
    "discharge_rate": ("排水率", "discharge rate", "V_d/V_f"),
    "consumption_rate": ("耗水率", "consumption rate", "V_co/V_f"),
    "cooling_rate": ("循环率", "circulation rate", "V_cy/(V_cy+V_f)"),
    "waste_water_reuse": ("废水回用率", "waste water reuse rate", "V_w/(V_d+V_w)"),
    "closure": ("水量平衡偏差", "closure", "(V_in−V_co−V_d−V_l)/V_in"),
    "intake_per_product": ("单位产品取水量", "intake per unit product", "V_f/Q"),
    "intake_per_value": ("万元产值取水量", "intake per 10 000 yuan", "V_f/Z"),
    "domestic_per_head": ("职工人均生活日新水量", "domestic water per head and day", "V_lf/(n·d)"),
}


def water_volumes(flows):
    """Return the volumes of a plant's water balance by kind of flow.

    Parameters
    ----------
    flows : DataFrame
        source, target, kind, amount of one water balance, measured or reconciled. Kinds: fresh; circulating, series,
        reuse, condensate; discharge, waste_water; leakage; everything else that leaves is consumed (evaporation,
        water in products).

    Returns
    -------
    Series
        fresh V_f, brought (water of raw materials and reactions, purchased steam), circulating V_cy, series V_s,
        treated V_w (kind reuse), reused V_r (all of circulating, series, reuse, condensate), consumed V_co, discharged
        V_d, leaked V_l, total V_t = V_f + V_r. Unknown where one of the flows is unknown. [unit of the flows]
    """
    known = flows["amount"].to_numpy(dtype=float)
    volumes = {name: float(known[chosen].sum()) for name, chosen in _parts(flows).items()}
    return pd.Series(volumes | {"total": volumes["fresh"] + volumes["reused"]}, name="volume")


def _parts(flows):
    """Return the mask of the flows that make up each volume."""
    outward, inward = flows["target"] == "outside", flows["source"] == "outside"
    kind = flows["kind"]
    reused = kind.isin(REUSED_KINDS) & ~inward & ~outward
    parts = {
        "fresh": inward & (kind == "fresh"),
        "brought": inward & (kind != "fresh"),
        "circulating": reused & (kind == "circulating"),
        "series": reused & (kind == "series"),
        "treated": reused & (kind == "reuse"),
        "reused": reused,
        "consumed": outward & ~kind.isin(("leakage", *DISCHARGED_KINDS)),
        "discharged": outward & kind.isin(DISCHARGED_KINDS),
        "leaked": outward & (kind == "leakage"),
    }
    return {name: chosen.to_numpy(dtype=bool) for name, chosen in parts.items()}


def volume_covariance(flows, covariance):
    """Return the covariance of the volumes of a water balance.

    Parameters
    ----------
    flows : DataFrame
        As for `water_volumes`, with ``flow``.
    covariance : DataFrame
        Of the amounts, by flow ids, as `Reconciliation.amount_covariance` gives it; nan where unknown.

    Returns
    -------
    DataFrame
        By volumes; nan where one of their flows is unknown.
    """
    parts = _parts(flows)
    sums = np.array([*parts.values(), parts["fresh"] | parts["reused"]], dtype=float)
    amounts = covariance.reindex(index=flows["flow"], columns=flows["flow"]).to_numpy()
    unknown = np.isnan(np.diag(amounts))
    found = sums @ np.nan_to_num(amounts) @ sums.T
    open_ = (sums @ unknown) > 0
    found[open_] = found[:, open_] = np.nan
    names = [*parts, "total"]
    return pd.DataFrame(found, index=names, columns=names)


def water_indicators(volumes, *, covariance=None, output=None, output_value=None, domestic=None, people=None):
    """Return the indicators of a water balance.

    Parameters
    ----------
    volumes : mapping
        fresh, reused, circulating, treated, consumed, discharged, leaked, brought (0 if left out), as `water_volumes`
        gives them. [m³ per time]
    covariance : DataFrame, optional
        Of the volumes, as `volume_covariance` gives it.
    output, output_value : float, optional
        Product made [unit] and its value [万元] in the same time; left out, their indicators are left out.
    domestic, people : float, optional
        Fresh water of domestic use in the same time (a day) and people at work.

    Returns
    -------
    DataFrame
        indicator, zh, en, value, sd (fractions; m³ per unit), formula. nan where a volume is unknown or the divisor is
        0; sd is the standard uncertainty that the volumes bring, nan without their covariance.

    Notes
    -----
    GB/T 12452; plant: V_f (+ water brought in otherwise) = V_co + V_d + V_l.
    """
    v = {"brought": 0.0} | dict(volumes)
    given = output, output_value, domestic, people
    values, sd = _formulas(v, *given), {}
    if covariance is not None:
        known = covariance.reindex(index=list(v), columns=list(v), fill_value=0.0)
        figures = combine(
            list(v.values()), known, lambda x: list(_formulas(dict(zip(v, x, strict=True)), *given).values())
        )
        sd = dict(zip(values, figures[1], strict=True))
        sd.pop("domestic_per_head", None)  # its water is no part of the balance
    rows = [(name, *_TEXTS[name][:2], value, sd.get(name, np.nan), _TEXTS[name][2]) for name, value in values.items()]
    return pd.DataFrame(rows, columns=["indicator", "zh", "en", "value", "sd", "formula"])


def _formulas(v, output, output_value, domestic, people):
    """Return the indicators by name, of volumes as numbers or with their derivatives."""
    entered = v["fresh"] + v["brought"]
    values = {
        "reuse_rate": _ratio(v["reused"], v["reused"] + v["fresh"]),
        "new_water_use": _ratio(v["fresh"] - v["discharged"], v["fresh"]),
        "leakage_rate": _ratio(v["leaked"], v["fresh"]),
        "discharge_rate": _ratio(v["discharged"], v["fresh"]),
        "consumption_rate": _ratio(v["consumed"], v["fresh"]),
        "cooling_rate": _ratio(v["circulating"], v["circulating"] + v["fresh"]),
        "waste_water_reuse": _ratio(v["treated"], v["discharged"] + v["treated"]),
        "closure": _ratio(entered - v["consumed"] - v["discharged"] - v["leaked"], entered),
    }
    if output is not None:
        values["intake_per_product"] = _ratio(v["fresh"], output)
    if output_value is not None:
        values["intake_per_value"] = _ratio(v["fresh"], output_value)
    if domestic is not None and people is not None:
        values["domestic_per_head"] = _ratio(domestic, people)
    return values


def _ratio(above, below):
    return above / below if below else np.nan


def condensate_return(returned, steam, hours, density=1000.0):
    """Return the share of boiler steam that comes back as condensate (锅炉蒸汽冷凝水回用率), a fraction.

    Parameters
    ----------
    returned : float
        Condensate returned. [m³/a]
    steam : float
        Steam output of the boiler. [kg/h]
    hours : float
        Hours run. [h/a]
    density : float
        Density of the condensate. [kg/m³]

    Examples
    --------
    >>> condensate_return(7920, 20_000, 7920, density=1000.0)
    0.05
    """
    return returned * density / (steam * hours)


def extra_reuse(volumes, rate):
    """Return how much more water has to be reused for a reuse rate, at the same total use.

    Parameters
    ----------
    volumes : mapping
        fresh, reused. [m³ per time]
    rate : float
        Reuse rate to reach, a fraction.

    Examples
    --------
    >>> extra_reuse({"fresh": 1860, "reused": 7440}, 0.85)
    465.0
    """
    return rate * (volumes["fresh"] + volumes["reused"]) - volumes["reused"]


def check_water_test(volumes, partial_intakes):
    """Return the two checks of a water balance test.

    Parameters
    ----------
    volumes : mapping
        As for `water_indicators`.
    partial_intakes : sequence of float
        Daily intakes of the parts of the plant, read at the same time as the total.

    Returns
    -------
    DataFrame
        check, zh, en, deviation (fraction), tolerance, met.
    """
    fresh = float(volumes["fresh"])
    parts = _ratio(float(np.sum(partial_intakes)) - fresh, fresh)
    closure = water_indicators({"reused": 0.0, "circulating": 0.0, "treated": 0.0} | dict(volumes))
    closure = closure.set_index("indicator").loc["closure", "value"]
    rows = [
        ("intake", "分项取水之和与总取水", "partial intakes against the total", parts, INTAKE_TOLERANCE),
        ("closure", "全厂水量平衡", "closure of the plant", closure, CLOSURE_TOLERANCE),
    ]
    table = pd.DataFrame(rows, columns=["check", "zh", "en", "deviation", "tolerance"])
    return table.assign(met=table["deviation"].abs() <= table["tolerance"] + 1e-12)
