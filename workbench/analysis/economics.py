"""Economic appraisal of options (经济评估): P, D, T, E, F, N, NPV, NPVR and IRR, worksheets 5-1 to 5-3.

Money is in 万元, money of a year in 万元/a, rates are fractions. Depreciation is a straight line over the life
without salvage, and the tax falls on the saving less depreciation.
"""

import math
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

FIGURES = ("I", "P", "D", "T", "E", "F", "N", "NPV", "NPVR", "IRR", "IRR_interpolated")
TABLE_DECIMALS = 4  # annuity tables print four decimals
# 定额偿还期: medium cost 2–3 a, high cost below 10 a (two training texts, found); no limit is printed for low cost.
PAYBACK_LIMIT = {"medium": 3.0, "high": 10.0}
RATES = ("tax_rate", "life", "discount_rate")


@dataclass(frozen=True)
class Appraisal:
    """Economic figures of one option, named as in worksheet 5-3.

    Attributes
    ----------
    I : float
        Total investment (总投资费用) less subsidy. [万元]
    P : float
        Annual saving (年运行费用总节省金额). [万元/a]
    D, T, E, F : float
        Depreciation, taxable profit, net profit, annual cash flow. [万元/a]
    N : float or None
        Payback period; None where the option never pays. [a]
    NPV : float
        Net present value. [万元]
    NPVR, IRR, IRR_interpolated : float or None
        Net present value ratio, internal rate of return exact and by interpolation in the table; fractions.
    """

    I: float  # noqa: E741
    P: float
    D: float
    T: float
    E: float
    F: float
    N: float | None
    NPV: float
    NPVR: float | None
    IRR: float | None
    IRR_interpolated: float | None


def annuity(rate, life):
    """Return the present value of one per year, A = (1 − (1+i)^−n) / i. Scalars or arrays.

    Examples
    --------
    >>> round(float(annuity(0.05, 10)), 4)
    7.7217
    """
    rate, life = np.asarray(rate, float), np.asarray(life, float)
    safe = np.where(rate == 0, 1.0, rate)
    return np.where(rate == 0, life, -np.expm1(-life * np.log1p(safe)) / safe)


def cash_flow(investment, saving, tax_rate, life):
    """Return the annual cash flow F = P − tax · max(P − I/n, 0). Scalars or arrays. [万元/a]"""
    profit = saving - investment / life
    return saving - tax_rate * np.maximum(profit, 0.0)


def appraise(investment, saving, *, tax_rate, life, discount_rate):
    """Return the economic figures of an option.

    Parameters
    ----------
    investment : float
        Total investment less subsidy, not negative. [万元]
    saving : float
        Annual saving before tax. [万元/a]
    tax_rate : float
        Combined tax rate (综合税率), a fraction.
    life : float
        Life, also the depreciation period. [a]
    discount_rate : float
        Discount rate, a fraction.

    Returns
    -------
    Appraisal

    Raises
    ------
    ValueError
        Where a figure is unknown or impossible, naming it.

    Notes
    -----
    D = I/n; T = P − D; E = T(1 − tax) if T > 0 else T; F = E + D; N = I/F; NPV = F·A(i, n) − I;
    NPVR = NPV/I; IRR solves NPV = 0. The table reads the two whole per cents that enclose the root with
    factors of four decimals: IRR = i1 + 1 % · NPV1 / (NPV1 + |NPV2|), a chord above the convex curve.

    Examples
    --------
    >>> found = appraise(150, 40, tax_rate=0.3, life=10, discount_rate=0.05)
    >>> found.F, round(found.N, 2), round(found.NPV, 2), round(found.IRR_interpolated, 4)
    (32.5, 4.62, 100.96, 0.1726)
    """
    _check(investment, saving, tax_rate, life, discount_rate)
    depreciation = investment / life
    profit = saving - depreciation
    net = profit * (1 - tax_rate) if profit > 0 else profit
    flow = net + depreciation
    value = float(flow * annuity(discount_rate, life) - investment)
    rate = internal_rate(investment, flow, life)
    return Appraisal(
        I=float(investment),
        P=float(saving),
        D=float(depreciation),
        T=float(profit),
        E=float(net),
        F=float(flow),
        N=_payback(investment, flow),
        NPV=value,
        NPVR=value / investment if investment else None,
        IRR=rate,
        IRR_interpolated=None if rate is None else interpolate_rate(investment, flow, life, *_whole_percents(rate)),
    )


def _payback(investment, flow):
    if not investment:  # nothing to pay back
        return 0.0
    return float(investment / flow) if flow > 0 else None


def internal_rate(investment, flow, life):
    """Return the rate at which equal yearly cash flows are worth the investment, None if F·n ≤ I or I = 0."""
    total = flow * life
    if not investment or total <= investment or math.isclose(total, investment, rel_tol=1e-12):
        return None
    ratio = investment / flow
    # A(r) < 1/r, so that twice F/I lies well beyond the root
    return float(brentq(lambda rate: float(annuity(rate, life)) - ratio, 0.0, 2 / ratio, xtol=1e-14))


def _whole_percents(rate):
    percent = math.floor(rate * 100 + 1e-9)
    return percent / 100, (percent + 1) / 100


def interpolate_rate(investment, flow, life, low, high):
    """Return the rate on the chord between two rates of the annuity table, its factors to four decimals."""
    first, second = (flow * round(float(annuity(rate, life)), TABLE_DECIMALS) - investment for rate in (low, high))
    share = first / (first - second) if first > second else 0.0
    # where the root is one of the two, the rounded factors may lie a hair on the wrong side of it
    return low + (high - low) * min(max(share, 0.0), 1.0)


def _check(investment, saving, tax_rate, life, discount_rate):
    sound = {
        "投资 investment": math.isfinite(investment) and investment >= 0,
        "年节省 saving": math.isfinite(saving),
        "税率 tax_rate": 0 <= tax_rate < 1,
        "寿命期 life": math.isfinite(life) and life > 0,
        "贴现率 discount_rate": math.isfinite(discount_rate) and discount_rate > -1,
    }
    wrong = [name for name, holds in sound.items() if not holds]
    if wrong:
        raise ValueError(f"无法评估 cannot be appraised, impossible or unknown: {', '.join(wrong)}")


def investment_totals(case):
    """Return the investment of each option of worksheet 5-1. [万元]

    Returns
    -------
    pandas.Series
        Total by option, the subsidy subtracted; unknown where an item is.
    """
    items = case["investments"]
    signed = items["amount"].where(items["item"] != "subsidy", -items["amount"])
    return signed.groupby(items["option"]).agg(_total)


def benefit_totals(case):
    """Return the annual saving of each option of worksheet 5-2, extra costs being negative. [万元/a]"""
    items = case["benefits"]
    return items["amount"].groupby(items["option"]).agg(_total)


def _total(values):
    return values.sum(skipna=False)


def appraise_options(case):
    """Return the economic figures and the verdict of every option (worksheet 5-3).

    Parameters
    ----------
    case : Case
        Options with their investments and benefits; without these, ``options.investment`` and ``options.saving``.

    Returns
    -------
    pandas.DataFrame
        option, name, cost_class, life [a], the columns of `FIGURES`, payback_limit [a], limit_source
        (case | default), feasible (True, False, None where unknown), reasons (npv; payback; irr), missing (what the
        case does not say).

    Notes
    -----
    Feasible: NPV ≥ 0, N below the limit of the cost class, IRR ≥ the hurdle rate where the case has one.
    """
    options = case["options"]
    money = pd.DataFrame(
        {
            "I": _detailed(options, "investment", investment_totals(case)),
            "P": _detailed(options, "saving", benefit_totals(case)),
        }
    )
    settings = {name: case.setting(f"economics.{name}") for name in RATES}
    rows = [
        _appraise_row(option, money.loc[row], settings, case)
        for row, option in options.set_index(money.index).iterrows()
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"feasible": object, "life": float})


_COLUMNS = (
    *("option", "name", "cost_class", "life", *FIGURES),
    *("payback_limit", "limit_source", "feasible", "reasons", "missing"),
)


def _detailed(options, column, totals):
    stated = pd.Series(options[column].to_numpy(float), index=options["option"].to_numpy())
    return totals.reindex(stated.index).where(stated.index.isin(totals.index), stated)


def _appraise_row(option, money, settings, case):
    life = option["life"] if pd.notna(option["life"]) else settings["life"]
    given = {"investment": money["I"], "saving": money["P"], **settings, "life": life}
    missing = [name for name, value in given.items() if value is None or pd.isna(value)]
    limit, source = payback_limit(case, option["cost_class"])
    row = {
        **{"option": option["option"], "name": option["name"], "cost_class": option["cost_class"]},
        **{"life": life, "payback_limit": limit, "limit_source": source, "missing": ";".join(missing)},
    }
    if missing:
        return row | {"I": money["I"], "P": money["P"], "feasible": None, "reasons": ""}
    found = appraise(money["I"], money["P"], **{name: float(given[name]) for name in RATES})
    failed = failed_criteria(found, limit, case.setting("economics.hurdle_rate"))
    return row | asdict(found) | {"feasible": not failed, "reasons": ";".join(failed)}


def payback_limit(case, cost_class):
    """Return (limit [a], source) of a cost class; no cost shares the limit of low cost; (nan, "") without one."""
    cost_class = "low" if cost_class == "none" else cost_class
    declared = case.setting(f"payback.{cost_class}")
    if declared is not None:
        return float(declared), "case"
    return (PAYBACK_LIMIT[cost_class], "default") if cost_class in PAYBACK_LIMIT else (math.nan, "")


def failed_criteria(found, limit, hurdle=None):
    """Return which criteria an `Appraisal` fails: "npv", "payback", "irr". Empty means feasible.

    Parameters
    ----------
    found : Appraisal
    limit : float
        Payback limit, nan = none. [a]
    hurdle : float, optional
        Hurdle rate, a fraction. Without investment there is no rate and nothing to hurdle.
    """
    years, rate = found.N, found.IRR
    late = years is None or years >= limit
    short = hurdle is not None and found.I > 0 and (rate is None or rate < hurdle)
    failed = {"npv": found.NPV < 0, "payback": late, "irr": short}
    return [name for name, fails in failed.items() if fails]


def to_json(appraisals):
    """Return the object of ``workbench appraise --json`` from the frame of `appraise_options`."""
    keys = ("option", *FIGURES, "feasible", "reasons", "missing")
    records = appraisals[list(keys)].astype(object)
    return {"options": [{key: _plain(row[key]) for key in keys} for row in records.to_dict("records")]}


def _plain(value):
    if isinstance(value, str | bool | np.bool_):
        return value if isinstance(value, str) else bool(value)
    return None if value is None or pd.isna(value) else float(value)
