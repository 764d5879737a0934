"""Option library (方案库): what is known to work in an industry, with ranges, conditions and where they come from."""

import pandas as pd

from workbench.errors import UsageError
from workbench.standards.register import shipped

NUMBERS = ["investment_low", "investment_high", "saving_low", "saving_high"]


def option_library(industry=None, *, kind=None, loss=None, cost_class=None):
    """Return the entries of the option library.

    Parameters
    ----------
    industry : str, optional
        Such as ``zinc_smelting``; left out, all twelve.
    kind : str, optional
        One of the eight classes (materials, technology, equipment, control, product, waste, management, staff).
    loss : str, optional
        Kind of loss attacked: material, energy, water, waste_water, waste_gas, solid_waste.
    cost_class : str, optional
        none, low, medium or high: the usual order of size, the thresholds of an audit win.

    Returns
    -------
    pandas.DataFrame
        industry, id, zh, en, class, cost_class, loss, principle, investment_low, investment_high, investment_unit,
        saving_low, saving_high, saving_unit (nan and "" where no range is known; a negative saving is a cost), scale (of
        the plant that the ranges are for), conditions, provenance (found | recalled), confidence, source.

    Raises
    ------
    UsageError
        For a filter that no entry has.
    """
    table = shipped("option_library").fillna("")
    table[NUMBERS] = table[NUMBERS].apply(pd.to_numeric)
    for column, wanted in {"industry": industry, "class": kind, "loss": loss, "cost_class": cost_class}.items():
        known = shipped("option_library")[column].unique()
        if wanted is not None and wanted not in known:
            raise UsageError(f"方案库没有 no such {column} in the library: {wanted!r}; 可选 known: {', '.join(known)}")
        table = table if wanted is None else table[table[column] == wanted]
    return table.reset_index(drop=True)
