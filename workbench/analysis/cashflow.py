"""Cash flows beyond the textbook's annuity: any yearly series, alternatives, break-even (现金流分析)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .economics import annuity, internal_rate

_REAL = 1e-6  # a root with a smaller imaginary part is real: a double root comes out as a close pair


@dataclass(frozen=True)
class InternalRates:
    """All internal rates of return of a cash flow.

    Attributes
    ----------
    rates : tuple of float
        Rates from 0 at which the present value is zero, ascending, to six decimals.
    verdict : str
        "none", "one" or "several"; with several, none of them is a criterion.
    """

    rates: tuple
    verdict: str


def present_value(flows, rate):
    """Return the present value of yearly flows; the first is today. [unit of the flows]"""
    flows = np.asarray(flows, float)
    return float((flows / (1 + rate) ** np.arange(len(flows))).sum())


def internal_rates(flows):
    """Return every internal rate of return of a yearly cash flow, the first entry being today.

    Raises
    ------
    ValueError
        Where a flow is unknown or all are zero.

    Examples
    --------
    >>> internal_rates([-100, 230, -132])
    InternalRates(rates=(0.1, 0.2), verdict='several')
    >>> internal_rates([-100, 40, 40]).verdict
    'none'
    """
    flows = np.asarray(flows, float)
    if not np.isfinite(flows).all() or not flows.any():
        raise ValueError("现金流有未知值或全为零 the cash flow has unknown values or is zero throughout")
    factors = np.roots(flows[::-1])  # polynomial in 1/(1+r), highest power first
    real = factors[abs(factors.imag) < _REAL].real
    rates = np.unique(np.round(1 / real[real > _REAL] - 1, 6))
    rates = rates[rates >= 0]  # a negative rate only says that the money does not come back
    verdict = "none" if len(rates) == 0 else "one" if len(rates) == 1 else "several"
    return InternalRates(tuple(rates.tolist()), verdict)


def discounted_payback(investment, flow, discount_rate):
    """Return the years after which discounted equal cash flows cover the investment; None if never. [a]

    Notes
    -----
    A(i, N) = I/F, N = −ln(1 − i·I/F) / ln(1 + i).

    Examples
    --------
    >>> round(discounted_payback(150, 32.5, 0.05), 2)
    5.38
    """
    if flow <= 0:
        return None
    if discount_rate == 0:
        return investment / flow
    rest = 1 - discount_rate * investment / flow
    return float(-np.log(rest) / np.log1p(discount_rate)) if rest > 0 else None


def break_even_saving(investment, *, tax_rate, life, discount_rate):
    """Return the annual saving before tax at which NPV is zero. [万元/a]"""
    needed = investment / float(annuity(discount_rate, life))
    depreciation = investment / life
    taxed = needed > depreciation
    return depreciation + (needed - depreciation) / (1 - tax_rate) if taxed else needed


def break_even_price(investment, quantity, running_cost, **rates):
    """Return the price of what the option yields at which NPV is zero.

    Parameters
    ----------
    investment : float
        [万元]
    quantity : float
        Yearly amount sold or saved.
    running_cost : float
        Cost of running the option. [万元/a]
    **rates
        tax_rate, life, discount_rate.

    Returns
    -------
    float
        [万元 per unit of the quantity]
    """
    return (break_even_saving(investment, **rates) + running_cost) / quantity


def compare_alternatives(alternatives, discount_rate):
    """Return the step by step comparison of exclusive alternatives, cheapest first.

    Parameters
    ----------
    alternatives : DataFrame
        option, I [万元], F [万元/a], life [a].
    discount_rate : float
        A fraction.

    Returns
    -------
    pandas.DataFrame
        option, against (the best so far; "" = doing nothing), extra_investment [万元], extra_flow [万元/a],
        extra_IRR (None where there is none), NPV [万元], extra_NPV [万元], chosen (the best at this step),
        best (the alternative to take).

    Raises
    ------
    ValueError
        Where lives differ: equal yearly flows of unequal lives cannot be subtracted.

    Notes
    -----
    A step is taken where its own NPV is not negative, whatever the IRR of the whole: of exclusive alternatives the
    larger NPV wins, not the larger rate.
    """
    if alternatives["life"].nunique() > 1:
        raise ValueError("互斥方案寿命期不同, 不能作差额分析 exclusive alternatives must have one life")
    rows, best = [], {"option": "", "I": 0.0, "F": 0.0}
    for row in alternatives.sort_values(["I", "F"]).to_dict("records"):
        investment, flow = row["I"] - best["I"], row["F"] - best["F"]
        factor = float(annuity(discount_rate, row["life"]))
        extra = flow * factor - investment
        rows.append(
            {
                **{"option": row["option"], "against": best["option"]},
                **{"extra_investment": investment, "extra_flow": flow},
                "extra_IRR": internal_rate(investment, flow, row["life"]) if flow > 0 else None,
                **{"NPV": row["F"] * factor - row["I"], "extra_NPV": extra, "chosen": extra >= 0},
            }
        )
        best = row if extra >= 0 else best
    table = pd.DataFrame(rows)
    return table.assign(best=table["option"] == best["option"])


def exclusive_groups(appraisals, case):
    """Return the comparison of each exclusive group of a case (``options.group``).

    Parameters
    ----------
    appraisals : DataFrame
        Of `workbench.analysis.economics.appraise_options`.
    case : Case

    Returns
    -------
    pandas.DataFrame
        group and the columns of `compare_alternatives`; groups with an unknown figure or unequal lives are left out.
    """
    groups = case["options"].set_index("option")["group"]
    known = appraisals.assign(group=appraisals["option"].map(groups))
    rate, tables = case.setting("economics.discount_rate"), []
    for group, members in known[known["group"] != ""].groupby("group"):
        sound = members[["I", "F", "life"]].notna().all(axis=None) and members["life"].nunique() == 1
        if sound and len(members) > 1 and rate is not None:
            columns = members[["option", "I", "F", "life"]].astype({"I": float, "F": float})
            tables.append(compare_alternatives(columns, rate).assign(group=group))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["group", "option", "best"])
