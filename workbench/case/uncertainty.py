"""Standard uncertainties where the data is silent, and the list of what was assumed."""

import csv
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd


@cache
def default_uncertainty():
    """Return {basis: row} of ``default_uncertainty.csv``: rsd [1], zh, en, source."""
    text = (files(__package__) / "default_uncertainty.csv").read_text(encoding="utf-8")
    return {row["basis"]: row | {"rsd": float(row["rsd"])} for row in csv.DictReader(text.splitlines())}


def resolve_uncertainty(table, name, value, groups):
    """Return (sd, assumptions) of a column of measured values.

    Parameters
    ----------
    table : pandas.DataFrame
        Has ``value``, ``sd``, ``rsd``, ``basis``.
    name : str
        Table's name, for the list of assumptions.
    value : str
        Column of the measured values.
    groups : pandas.Series
        Balance or quantity of each row; a value of 0 without `sd` takes the smallest positive sd of its group.

    Returns
    -------
    sd : pandas.Series
        Standard uncertainty in the unit of the value; nan where nothing was measured.
    assumptions : list of dict

    Notes
    -----
    `sd` wins over `rsd`; ``rsd = 0`` written is exact; an empty one takes the default of its basis. A value of 0
    is never exact unless its sd says so.
    """
    measured = table[value].notna()
    defaults = {basis: row["rsd"] for basis, row in default_uncertainty().items()}
    basis = table["basis"].replace("", "metered")
    silent = measured & table["sd"].isna() & table["rsd"].isna()
    rsd = table["rsd"].where(~silent, basis.map(defaults))
    sd = table["sd"].where(table["sd"].notna(), (rsd * table[value].abs()))
    sd = sd.where(measured, np.nan)
    zero = measured & (table[value] == 0) & table["sd"].isna()
    sd = sd.where(~zero, sd.where(sd > 0).groupby(groups).transform("min"))
    return sd, _assumed(table[silent], name, basis, rsd)


def _assumed(silent, name, basis, rsd):
    texts = default_uncertainty()
    return [
        {
            "table": name,
            "row": row,
            "column": "rsd",
            "value": f"{rsd[row]:g}",
            "zh": f"未给不确定度, 按{texts[basis[row]]['zh']}取默认值",
            "en": f"no uncertainty given, default of {texts[basis[row]]['en']} data",
        }
        for row in silent.index
    ]


def assumption_table(rows):
    """Return the assumptions as a table: table, row, column, value, zh, en."""
    return pd.DataFrame(rows, columns=["table", "row", "column", "value", "zh", "en"])
