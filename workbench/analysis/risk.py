"""Risk of an investment (敏感性与风险分析): tornado table and Monte Carlo of the appraisal."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .economics import annuity, cash_flow

FACTORS = ("investment", "saving", "tax_rate", "life", "discount_rate")
PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


def net_present_value(investment, saving, tax_rate, life, discount_rate):
    """Return the net present value of equal yearly savings. Scalars or arrays. [万元]"""
    return cash_flow(investment, saving, tax_rate, life) * annuity(discount_rate, life) - investment


def tornado(figures, swings):
    """Return how far each factor alone moves the net present value, the strongest first.

    Parameters
    ----------
    figures : dict
        Expected value of each of `FACTORS`.
    swings : dict
        {factor: (low, high)}, the values themselves, in the unit of the factor.

    Returns
    -------
    pandas.DataFrame
        factor, low, high (values), NPV_low, NPV_high (NPV at them), NPV, span [万元], flips (whether the verdict
        NPV ≥ 0 changes within the swing).

    Raises
    ------
    ValueError
        If a swing is of no known factor.
    """
    strange = sorted(set(swings) - set(FACTORS))
    if strange:
        raise ValueError(f"未知因素 unknown factors {strange}; 可选 known: {FACTORS}")
    base = float(net_present_value(**figures))
    rows = []
    for factor, (low, high) in swings.items():
        ends = [float(net_present_value(**(figures | {factor: value}))) for value in (low, high)]
        rows.append(
            {
                **{"factor": factor, "low": low, "high": high, "NPV_low": ends[0], "NPV_high": ends[1], "NPV": base},
                "span": abs(ends[1] - ends[0]),
                "flips": any((end >= 0) != (base >= 0) for end in ends),
            }
        )
    return pd.DataFrame(rows).sort_values("span", ascending=False, kind="stable", ignore_index=True)


def relative_swings(figures, share=0.2, factors=("investment", "saving", "discount_rate")):
    """Return the swings of ± a share of the expected value for `tornado`."""
    return {name: (figures[name] * (1 - share), figures[name] * (1 + share)) for name in factors}


@dataclass(frozen=True)
class Simulation:
    """Outcome of a Monte Carlo appraisal.

    Attributes
    ----------
    percentiles : pandas.DataFrame
        percentile, NPV [万元], N [a] (nan: does not pay back).
    positive : float
        Share of the trials with NPV ≥ 0.
    mean, sd : float
        Of NPV. [万元]
    values : numpy.ndarray, shape (runs,)
        NPV of every trial. [万元]
    """

    percentiles: pd.DataFrame
    positive: float
    mean: float
    sd: float
    values: np.ndarray


def simulate(figures, spreads, *, runs=20_000, seed=0):
    """Return the distribution of the net present value when its factors are uncertain.

    Parameters
    ----------
    figures : dict
        Expected value of each of `FACTORS`.
    spreads : dict
        {factor: (low, high)}: a triangular distribution from low to high with its peak at the expected value.
    runs, seed : int
        Number of trials and seed of the generator.

    Returns
    -------
    Simulation

    Raises
    ------
    ValueError
        If a spread is of no known factor or does not enclose the expected value.
    """
    wrong = [name for name, (low, high) in spreads.items() if name not in FACTORS or not low <= figures[name] <= high]
    if wrong:
        raise ValueError(
            f"范围未包含期望值或因素未知 spreads must enclose the expected value of a known factor: {wrong}"
        )
    generator = np.random.default_rng(seed)
    drawn = {
        name: generator.triangular(low, figures[name], high, runs) if low < high else np.full(runs, low)
        for name, (low, high) in spreads.items()
    }
    trial = figures | drawn
    values = np.broadcast_to(net_present_value(**trial), (runs,))
    flow = np.broadcast_to(cash_flow(trial["investment"], trial["saving"], trial["tax_rate"], trial["life"]), (runs,))
    years = np.divide(trial["investment"], flow, out=np.full(runs, np.inf), where=flow > 0)
    payback = np.percentile(years, PERCENTILES, method="nearest")
    table = pd.DataFrame({"percentile": PERCENTILES, "NPV": np.percentile(values, PERCENTILES), "N": payback})
    table["N"] = table["N"].where(np.isfinite(table["N"]))
    return Simulation(table, float((values >= 0).mean()), float(values.mean()), float(values.std(ddof=1)), values)


def figures_of(appraisals, option, case):
    """Return the expected factors of an option of a case for `tornado` and `simulate`.

    Parameters
    ----------
    appraisals : DataFrame
        Of `workbench.analysis.economics.appraise_options`.
    option : str
    case : Case

    Raises
    ------
    KeyError
        If the case has no such option.
    ValueError
        If the option could not be appraised, naming what is missing.
    """
    row = appraisals.set_index("option").loc[option]
    if row["missing"]:
        raise ValueError(f"{option}: 缺少 missing {row['missing']}")
    rates = {name: float(case.setting(f"economics.{name}")) for name in ("tax_rate", "discount_rate")}
    return {"investment": float(row["I"]), "saving": float(row["P"]), "life": float(row["life"]), **rates}
