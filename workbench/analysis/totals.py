"""Totals that agree (合计核对): the same sum wherever it stands, and how a wrong one came about."""

from decimal import Decimal

import pandas as pd

NINE = 9


def check_total(stated, parts):
    """Return how a stated total compares with the sum of its parts, digit by digit.

    Parameters
    ----------
    stated : float or str
        The total as printed.
    parts : list of float or str
        The parts as printed.

    Returns
    -------
    dict
        stated, total, difference (total − stated), agrees, hint ("" | "transposition": two neighbouring digits of
        the stated total swapped give the sum | "nine": the difference is divisible by 9, as after a swap).

    Notes
    -----
    Swapping two digits a, b of neighbouring places changes a number by 9·(a − b) in the lower place.

    Examples
    --------
    >>> check_total(178.35, [12.5, 8.2, 36.0, 4.75, 101.3, 15.0, 9.6])["hint"]
    'transposition'
    """
    printed, values = Decimal(str(stated)), [Decimal(str(part)) for part in parts]
    total = sum(values, Decimal(0))
    place = min(number.as_tuple().exponent for number in [printed, *values])
    difference = total - printed
    steps = int(difference.scaleb(-place))
    hint = "" if steps % NINE or not steps else "nine"
    if hint and total in _swapped(printed, place):
        hint = "transposition"
    return {
        **{"stated": float(printed), "total": float(total), "difference": float(difference)},
        **{"agrees": steps == 0, "hint": hint},
    }


def _swapped(number, place):
    digits = str(abs(int(number.scaleb(-place))))
    swaps = (digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1))
    return {Decimal(swap).scaleb(place).copy_sign(number) for swap in swaps}


def compare_statements(statements):
    """Return the figures that do not read the same everywhere.

    Parameters
    ----------
    statements : DataFrame
        key (what is stated), place (where), value.

    Returns
    -------
    pandas.DataFrame
        key, low, high, spread, places (each with its value); only keys that disagree beyond rounding.
    """
    rows = []
    for key, group in statements.dropna(subset=["value"]).groupby("key", sort=False):
        low, high = group["value"].min(), group["value"].max()
        if high - low > 1e-9 * max(abs(low), abs(high)):
            places = "; ".join(f"{row['place']} {row['value']:g}" for row in group.to_dict("records"))
            rows.append({"key": key, "low": low, "high": high, "spread": high - low, "places": places})
    return pd.DataFrame(rows, columns=["key", "low", "high", "spread", "places"])
