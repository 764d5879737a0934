"""Marginal abatement cost (边际减排成本): what one tonne less costs, cheapest first."""

import pandas as pd

from .economics import annuity

YUAN = 1e4  # yuan in 万元


def abatement_costs(measures, *, discount_rate, life=None):
    """Return the marginal abatement cost curve.

    Parameters
    ----------
    measures : DataFrame
        option, investment [万元], saving [万元/a, before tax], reduction [t/a]; life [a] unless given for all.
    discount_rate : float
        A fraction.
    life : float, optional
        Life of all measures. [a]

    Returns
    -------
    pandas.DataFrame
        Columns of `measures`, cost [元/t], start and finish of the bar on the axis of reduction [t/a]; by rising
        cost. A measure with an unknown figure or without reduction is left out.

    Notes
    -----
    cost = (I / A(i, n) − saving) / reduction: below zero the tonne pays for itself.
    """
    known = measures[["investment", "saving", "reduction"]].notna().all(axis=1) & (measures["reduction"] > 0)
    table = measures[known].copy()
    years = table["life"] if life is None else life
    yearly = table["investment"] / annuity(discount_rate, years) - table["saving"]
    table = table.assign(cost=YUAN * yearly / table["reduction"]).sort_values("cost", ignore_index=True)
    finish = table["reduction"].cumsum()
    return table.assign(start=finish - table["reduction"], finish=finish)


def option_abatement(case, appraisals, item):
    """Return the curve of a case's options for one item of its effects, such as ``CO2``.

    Parameters
    ----------
    case : Case
    appraisals : DataFrame
        Of `workbench.analysis.economics.appraise_options`.
    item : str
        ``effects.item``; its design saving is the reduction.

    Returns
    -------
    pandas.DataFrame
        As `abatement_costs`; empty where the case does not state a discount rate.
    """
    effects = case["effects"]
    reduction = effects[effects["item"] == item].set_index("option")["design"]
    rate = case.setting("economics.discount_rate")
    measures = pd.DataFrame(
        {
            **{"option": appraisals["option"], "name": appraisals["name"]},
            "investment": appraisals["I"].astype(float),
            "saving": appraisals["P"].astype(float),
            **{"reduction": appraisals["option"].map(reduction), "life": appraisals["life"]},
        }
    )
    return abatement_costs(measures if rate is not None else measures.iloc[:0], discount_rate=rate or 0.0)
