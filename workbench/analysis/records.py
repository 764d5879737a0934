"""Three years of monthly records: annual sums, unit consumption, gaps and jumps."""

import pandas as pd

from .denominators import denominators, item_products, main_product, output_by, product_names

JUMP = 0.30
"""Annual change that needs an explanation [1] (first of the common defects: figures that contradict each other)."""


def record_keys(records):
    """Return the columns that name a record: item and place, product, or waste."""
    named = ("item", "place") if "item" in records.columns else ("product", "waste")
    return [column for column in named if column in records.columns]


def annual(case, table, value="amount"):
    """Return monthly records summed by year.

    Parameters
    ----------
    case : Case
    table : str
        ``consumption``, ``production`` or ``waste_records``.
    value : str
        Column to sum.

    Returns
    -------
    pandas.DataFrame
        The record's key columns (without the month), unit, year, the summed value, and ``months``, the number of
        months with a value. A year with an unknown month has an unknown sum. Amounts of a record in several units
        are converted to its first unit.
    """
    records = case[table]
    keys = record_keys(records)
    units = records.groupby(keys, sort=False)["unit"].transform("first")
    factor = [case.convert(unit, to) for unit, to in zip(records["unit"], units, strict=True)]
    if value == "amount":
        records = records.assign(amount=records["amount"] * factor)
    records = records.assign(unit=units, year=records["month"].str[:4].astype(int))
    grouped = records.groupby([*keys, "unit", "year"], sort=False)[value]
    sums = grouped.sum(skipna=False) if len(records) else grouped.sum()
    return sums.reset_index().assign(months=grouped.count().to_numpy())


def output(case):
    """Return the annual output of the main product.

    Returns
    -------
    pandas.Series
        Output by year, in the unit of the product's records.
    """
    sums = annual(case, "production")
    return sums[sums["product"] == main_product(case)].set_index("year")["amount"]


def unit_consumption(case, table="consumption"):
    """Return annual amounts and amounts per unit of output.

    Parameters
    ----------
    table : str
        ``consumption`` or ``waste_records``.

    Returns
    -------
    pandas.DataFrame
        Columns of `annual`, ``denominator`` (names of the products, `denominators`), ``per_output`` [unit of the record
        per unit of output].
    """
    sums = annual(case, table)
    by = denominators(case, table)
    keys = [column for column in by.columns if column != "products"]
    sums = sums.merge(by, on=keys, how="left")
    outputs = {products: output_by(case, products, "year")[0] for products in by["products"].unique()}
    made = [outputs[row.products].get(row.year, float("nan")) for row in sums.itertuples()]
    names = {products: product_names(case, products) for products in outputs}
    per_output = sums["amount"] / pd.Series(made, index=sums.index, dtype=float)
    denominator = sums["products"].map(names).astype("str")
    return sums.drop(columns="products").assign(denominator=denominator, per_output=per_output)


def item_consumption(case):
    """Return the annual amounts of each item over all places, and per unit of output.

    Returns
    -------
    pandas.DataFrame
        item, unit, year, amount, denominator (names of the products, `item_products`), output, output_unit, per_output.
    """
    sums = annual(case, "consumption").groupby(["item", "unit", "year"], sort=False)["amount"]
    sums = sums.agg(lambda amounts: amounts.sum(skipna=False)).reset_index()
    products = sums["item"].map(item_products(case))
    outputs = {found: output_by(case, found, "year") for found in products.unique()}
    made = [outputs[found][0].get(year, float("nan")) for found, year in zip(products, sums["year"], strict=True)]
    made = pd.Series(made, index=sums.index, dtype=float)
    return sums.assign(
        denominator=[product_names(case, found) for found in products],
        output=made,
        output_unit=[outputs[found][1] for found in products],
        per_output=sums["amount"] / made,
    )


def by_year(sums, values=("amount", "per_output")):
    """Return annual sums side by side: one row a record, one column a year and value (``amount_2012``)."""
    keys = [column for column in sums.columns if column not in {"year", "months", *values}]
    wide = sums.pivot(index=keys, columns="year", values=[value for value in values if value in sums.columns])
    wide.columns = [f"{value}_{year}" for value, year in wide.columns]
    order = sums[keys].drop_duplicates()
    return order.merge(wide.reset_index(), on=keys, how="left").reset_index(drop=True)


def find_gaps(case, table):
    """Return the months that are missing or unknown between the first and the last month of a table.

    Returns
    -------
    pandas.DataFrame
        Key columns of the record and ``month``.
    """
    records = case[table]
    keys = record_keys(records)
    if records.empty:
        return records[[*keys, "month"]]
    span = pd.period_range(records["month"].min(), records["month"].max(), freq="M").astype(str)
    known = records[records["amount"].notna()]
    rows = [
        dict(zip(keys, key if isinstance(key, tuple) else (key,), strict=True)) | {"month": month}
        for key, group in records.groupby(keys, sort=False)
        for month in span
        if month not in set(known.loc[known.index.intersection(group.index), "month"])
    ]
    return pd.DataFrame(rows, columns=[*keys, "month"])


def find_jumps(case, table="consumption"):
    """Return annual changes of the unit amount above 30 %.

    Returns
    -------
    pandas.DataFrame
        Key columns, unit, year, ``per_output`` and ``change`` [1] against the year before.
    """
    sums = unit_consumption(case, table)
    keys = [
        column for column in sums.columns if column not in {"year", "amount", "months", "denominator", "per_output"}
    ]
    change = sums.groupby(keys, sort=False)["per_output"].pct_change(fill_method=None)
    return (
        sums.assign(change=change)[change.abs() > JUMP]
        .drop(columns=["amount", "months", "denominator"])
        .reset_index(drop=True)
    )
