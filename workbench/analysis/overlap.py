"""Savings that overlap (重复计算): options that attack one loss share it, and no claim exceeds what is there."""

import numpy as np
import pandas as pd

from ..errors import UnitError
from .balance import quantity_flows
from .losses import best_amounts
from .network import quantities, quantity_unit

DROPPED = ("rejected", "shelved")
ROUNDING = 1e-9  # of a share


def combine(fractions):
    """Return the share of a loss that options save together: 1 − Π(1 − s).

    Parameters
    ----------
    fractions : array-like
        Share of the loss that each option alone would save; unknown makes the result unknown.

    Examples
    --------
    >>> round(combine([0.10, 0.08]), 3)
    0.172
    """
    return float(1 - np.prod(1 - np.asarray(fractions, float)))


def share_out(fractions):
    """Return each option's part of the combined share, in proportion to what it would save alone. Shape (n,)."""
    fractions = np.asarray(fractions, float)
    total = fractions.sum()
    return fractions * (combine(fractions) / total) if total > 0 else fractions


def live_options(case):
    """Return the options that are neither rejected nor shelved."""
    options = case["options"]
    return options[~options["status"].isin(DROPPED)]


def overlap(case, reconciled=None, options=None):
    """Return what the options save of each loss without counting anything twice.

    Parameters
    ----------
    case : Case
    reconciled : DataFrame, optional
        flow, reconciled, sd as `reconcile` gives them; wins over the measured amounts.
    options : list of str, optional
        Options to count; all that are neither rejected nor shelved by default. Of an exclusive group only the first
        named counts.

    Returns
    -------
    pandas.DataFrame
        loss, amount, unit, options, added (plain sum of the shares), combined (share saved together), saved, sd
        [unit], overstated (what adding would claim too much) [unit]. Options without a share are left out.
    """
    chosen = _sharing(case, options)
    flows = best_amounts(case, reconciled).set_index("flow")
    units = case["balances"].set_index("balance")["unit"]
    rows = []
    for loss, members in chosen.groupby("loss", sort=False):
        flow, shares = flows.loc[loss], members["saving_fraction"]
        together = combine(shares)
        rows.append(
            {
                **{"loss": loss, "amount": flow["amount"], "unit": units[flow["balance"]]},
                **{"options": ";".join(members["option"]), "added": shares.sum(), "combined": together},
                **{"saved": flow["amount"] * together, "sd": flow["sd"] * together},
                "overstated": flow["amount"] * _excess(shares.sum(), together),
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def _excess(added, together):
    """Return by how much the plain sum of shares is too large; what arithmetic leaves of nothing is nothing."""
    excess = added - together
    return excess if pd.isna(excess) or excess > ROUNDING else 0.0


_COLUMNS = ("loss", "amount", "unit", "options", "added", "combined", "saved", "sd", "overstated")


def recommended(case, options=None):
    """Return the options that count: live ones, of an exclusive group only the first.

    Parameters
    ----------
    case : Case
    options : list of str, optional
        Ids in the order of preference; all live options by default.
    """
    live = live_options(case)
    if options is not None:
        known = set(live["option"])
        live = live.set_index("option").loc[[name for name in options if name in known]].reset_index()
    return live[(live["group"] == "") | ~live.duplicated("group")]


def _sharing(case, options):
    chosen = recommended(case, options)
    return chosen[(chosen["loss"] != "") & chosen["saving_fraction"].notna()]


def overlap_factors(case, options=None):
    """Return by how much each option's own effect has to be reduced where it shares its loss.

    Returns
    -------
    pandas.Series
        Factor 0…1 by option, 1 where it stands alone or states no share of a loss; the options of `recommended`.
    """
    factors = pd.Series(1.0, index=recommended(case, options)["option"].to_numpy(), dtype=float)
    for _, members in _sharing(case, options).groupby("loss"):
        shares = members["saving_fraction"].to_numpy()
        positive = shares > 0
        factors[members["option"][positive]] = share_out(shares)[positive] / shares[positive]
    return factors


def check_claims(claims):
    """Return which claims exceed the loss they attack.

    Parameters
    ----------
    claims : DataFrame
        option, claim, pool (what the loss holds, in the same unit), recovery (technically recoverable share, 1
        where nothing is known).

    Returns
    -------
    pandas.DataFrame
        Columns of `claims`, share (of the pool), most (what can be saved at most), verdict ("possible",
        "above_recovery", "above_loss", "unknown").
    """
    recovery = claims["recovery"].fillna(1.0)
    share, most = claims["claim"] / claims["pool"], claims["pool"] * recovery
    rounding = 1 + 1e-9
    verdict = np.select(
        [share.isna(), share > rounding, claims["claim"] > most * rounding],
        ["unknown", "above_loss", "above_recovery"],
        "possible",
    )
    return claims.assign(share=share, most=most, verdict=verdict)


def option_claims(case, reconciled=None):
    """Return the claims of a case's options against the losses they attack.

    Parameters
    ----------
    case : Case
    reconciled : DataFrame, optional
        As for `overlap`.

    Returns
    -------
    pandas.DataFrame
        option, loss, quantity, claim, pool [unit], unit, recovery (``saving_fraction``), and the columns of
        `check_claims`.

    Notes
    -----
    A claim is a row of the benefits whose item is a quantity of the balance (zinc, water …) or the material of the
    loss; its yearly amount is held against what the loss holds of it in a year. A benefit in another unit is no
    claim on the loss.
    """
    options = live_options(case).set_index("option")
    options = options[options["loss"] != ""]
    benefits = case["benefits"]
    benefits = benefits[benefits["option"].isin(options.index) & (benefits["amount"] > 0)]
    rows = []
    for benefit in benefits.to_dict("records"):
        option = options.loc[benefit["option"]]
        pool = _pool(case, option["loss"], benefit, reconciled)
        if pool is not None:
            identity = {"option": benefit["option"], "loss": option["loss"], "quantity": benefit["item"]}
            rows.append(identity | pool | {"recovery": option["saving_fraction"]})
    columns = ["option", "loss", "quantity", "claim", "pool", "unit", "recovery"]
    return check_claims(pd.DataFrame(rows, columns=columns).astype({"claim": float, "pool": float, "recovery": float}))


def _pool(case, loss, benefit, reconciled):
    """Return {claim, pool, unit} of a benefit against its loss, None where the benefit is about something else."""
    flows = best_amounts(case, reconciled).set_index("flow")
    balance, unit = flows.loc[loss, "balance"], benefit["quantity_unit"]
    whole = benefit["item"] in (flows.loc[loss, "material"], quantities(case, balance)[0])
    if not unit or not (whole or benefit["item"] in set(case["contents"]["quantity"])):
        return None
    quantity = quantities(case, balance)[0] if whole else benefit["item"]
    unit = unit if "/" in unit else f"{unit}/a"
    try:
        factor = case.convert(quantity_unit(case, balance, quantity), unit)
    except UnitError:
        return None
    carried = quantity_flows(case, balance, quantity, flows["amount"]).set_index("flow")["carried"]
    return {"claim": benefit["quantity"], "pool": carried[loss] * factor, "unit": unit}
