"""What amounts per unit of output are divided by (单位产品指标的分母): each place by the product that it serves."""

import re

import numpy as np
import pandas as pd

from ..errors import UnitError

WHOLE_PLANT = ("全厂", "总表", "总排", "合计", "whole plant")
_STEM = re.compile(r"[(（:：].*$")


def main_product(case):
    """Return the id of the main product, the denominator of unit indicators; empty if none is marked."""
    products = case["products"]
    marked = products.loc[products["main"], "product"]
    return marked.iloc[0] if len(marked) else ""


def main_kind(case):
    """Return the products of the kind of the main one: the same name but for what stands in brackets, the same unit.

    Returns
    -------
    tuple of str
        The main product first; empty where none is marked.
    """
    products, main = case["products"].set_index("product"), main_product(case)
    if not main:
        return ()
    stems, units = products["name"].map(lambda name: _STEM.sub("", name).strip()), products["unit"]
    same = products.index[(stems == stems[main]) & (units == units[main])]
    return (main, *(product for product in same if product != main))


def denominators(case, table="consumption"):
    """Return the products by whose output each record is divided.

    Parameters
    ----------
    case : Case
    table : str
        ``consumption`` or ``waste_records``.

    Returns
    -------
    pandas.DataFrame
        The key columns of the record (item and place, or waste) and ``products``, a tuple of ids.

    Notes
    -----
    First what the record declares (``product``); then the product of the main kind whose workshop the place names (of a
    waste, its name); then, where it says the whole plant (`WHOLE_PLANT`), all products of the main kind together; else
    the main product.
    """
    records = case[table]
    keys = [column for column in ("item", "place", "waste") if column in records.columns]
    declared = records["product"] if "product" in records.columns else pd.Series("", index=records.index)
    rows = records[keys].assign(declared=declared).drop_duplicates(keys)
    products = [_products(case, row) for row in rows.to_dict("records")]
    return rows[keys].assign(products=pd.Series(products, index=rows.index, dtype=object)).reset_index(drop=True)


def _products(case, row):
    if row["declared"]:
        return tuple(row["declared"].split(";"))
    wastes = case["wastes"].set_index("waste")["name"]
    kind, place = main_kind(case), row["place"] if "place" in row else wastes.get(row["waste"], "")
    workshops = case["products"].set_index("product")["workshop"]
    named = tuple(product for product in kind if workshops[product] and workshops[product] in place)
    if named:
        return named
    return kind if any(word in place for word in WHOLE_PLANT) else kind[:1]


def output_by(case, products, period):
    """Return the output of products together, in the unit of the first one's records.

    Parameters
    ----------
    case : Case
    products : tuple of str
    period : {"year", "month"}

    Returns
    -------
    tuple
        (Series by period, unit); unknown where a record of one of them is, empty where there are none. A product in a
        unit that cannot be added makes the sum unknown.
    """
    records = case["production"]
    records = records[records["product"].isin(products)]
    if records.empty:
        return pd.Series(dtype=float), ""
    unit = records["unit"].iloc[0]
    factors = np.array([_factor(case, own, unit) for own in records["unit"]], float)
    index = records["month"].str[:4].astype(int) if period == "year" else records["month"]
    records = records.assign(amount=records["amount"] * factors, period=index)
    sums = records.groupby(["period", "product"])["amount"].agg(lambda amounts: amounts.sum(skipna=False))
    # a period without a record of one of the products is not the output of all
    return sums.unstack("product").sum(axis=1, skipna=False), unit


def _factor(case, unit, to):
    try:
        return case.convert(unit, to)
    except UnitError:
        return np.nan


def product_names(case, products):
    """Return the names of products as one text, joined by +."""
    names = dict(zip(case["products"]["product"], case["products"]["name"], strict=True))
    return " + ".join(names.get(product, product) for product in products)


def item_products(case):
    """Return the products by which each consumed item is divided over all its places.

    Returns
    -------
    dict
        {item: tuple of ids}. Places that serve the same products: those; else the products of the main kind that any of
        them serves, the main product where there is none.
    """
    found = denominators(case).groupby("item", sort=False)["products"].agg(set)
    kind = main_kind(case)
    return {item: _together(products, kind) for item, products in found.items()}


def _together(products, kind):
    if len(products) == 1:
        return next(iter(products))
    served = set().union(*products)
    return tuple(product for product in kind if product in served) or kind[:1]
