"""Energy consumption in standard coal (综合能耗), by calorific or by equivalent value, never by both in one total."""

import numpy as np
import pandas as pd

from workbench.analysis.reconciliation.propagation import combine
from workbench.case.units import converter
from workbench.standards.factors import energy_factors, heat_factor

LOSS_KINDS = ("loss", "leakage", "waste_gas", "waste_water", "solid_waste", "discharge")


def standard_coal(consumption, basis, convert=None):
    """Convert amounts of energy carriers into standard coal.

    Parameters
    ----------
    consumption : DataFrame
        carrier, amount, unit; factor (id of the factor table; empty where the heating value is given);
        optionally heating_value (measured LHV, or enthalpy of steam) [kJ per unit], which wins over the table, and
        purchased (bool): only purchased carriers enter a total.
    basis : {"calorific", "equivalent"}
        当量值 or 等价值.
    convert : callable, optional
        ``convert(unit, to) -> float``; a case passes its own.

    Returns
    -------
    DataFrame
        The rows with kgce_per_unit, tce, basis, purchased, provenance.

    Raises
    ------
    ValueError
        Where a carrier has no single factor in this basis; the message names it.

    Notes
    -----
    E = Σ E_i k_i (GB/T 2589).
    """
    convert = converter() if convert is None else convert
    factors = energy_factors(basis)
    rows = [_row_factor(row, factors, basis, convert) for row in consumption.to_dict("records")]
    factor = np.array([row[0] for row in rows], dtype=float)
    purchased = consumption.get("purchased", True)
    return consumption.assign(
        kgce_per_unit=factor,
        tce=consumption["amount"].astype(float) * factor / 1000,
        basis=basis,
        purchased=purchased,
        provenance=[row[1] for row in rows],
    )


def _row_factor(row, factors, basis, convert):
    """Return the factor of one carrier per its own unit [kgce], and where it comes from."""
    heating_value = row.get("heating_value", np.nan)
    if pd.notna(heating_value):
        return heat_factor(float(heating_value)), "measured"
    if row["factor"] not in factors.index:
        raise ValueError(f"{row['carrier']}: {basis} 口径没有折标系数 no factor {row['factor']!r} in this basis")
    known = factors.loc[row["factor"]]
    if np.isnan(known["kgce"]):
        span = f"{known['low']:g}…{known['high']:g}"
        raise ValueError(f"{row['carrier']}: 系数只有范围，须填低位发热量 only a range {span}, give the heating value")
    return float(known["kgce"]) * convert(row["unit"], known["unit"]), known["provenance"]


def total_energy(table):
    """Return the total of purchased carriers. [tce]

    Raises
    ------
    ValueError
        Where calorific and equivalent values meet in one total.
    """
    bases = table["basis"].unique()
    if len(bases) > 1:
        raise ValueError(f"当量值与等价值不得相加 calorific and equivalent values must not be added: {list(bases)}")
    return float(table.loc[table["purchased"].astype(bool), "tce"].sum(skipna=False))


def energy_consumption(case, basis=None):
    """Return the yearly consumption of each energy carrier of a case in standard coal.

    Parameters
    ----------
    case : Case
    basis : {"calorific", "equivalent"}, optional
        Left out, the case's ``energy_basis``, else calorific.

    Returns
    -------
    DataFrame
        year, carrier, name, name_en, amount, unit, purchased, kgce_per_unit, tce, basis, provenance. A year with an
        unknown month is unknown.
    """
    carriers = case["carriers"].set_index("carrier")
    monthly = case["consumption"]
    monthly = monthly[monthly["item"].isin(carriers.index)]
    if monthly.empty:
        return pd.DataFrame(columns=["year", "carrier", "name", "amount", "unit", "purchased", "tce", "basis"])
    units = monthly["item"].map(carriers["unit"])
    factors = [case.convert(unit, to) for unit, to in zip(monthly["unit"], units, strict=True)]
    monthly = monthly.assign(year=monthly["month"].str[:4], amount=monthly["amount"] * np.array(factors))
    yearly = monthly.groupby(["year", "item"])["amount"].agg(lambda amounts: amounts.sum(skipna=False))
    yearly = yearly.reset_index().rename(columns={"item": "carrier"})
    known = carriers[["name", "name_en", "unit", "factor", "heating_value", "source"]]
    yearly = yearly.join(known, on="carrier").assign(purchased=lambda rows: rows["source"].isin(("", "purchased")))
    table = standard_coal(yearly, basis or case.setting("energy_basis", "calorific"), case.convert)
    return table.drop(columns=["factor", "heating_value", "source"])


def unit_energy(case, basis=None):
    """Return the energy consumption per unit of the main product, year by year.

    Parameters
    ----------
    case : Case
    basis : {"calorific", "equivalent"}, optional
        As for `energy_consumption`.

    Returns
    -------
    DataFrame
        year, tce, output, unit (of output), kgce_per_unit, basis.

    Raises
    ------
    ValueError
        Where the case marks no or several main products.
    """
    table = energy_consumption(case, basis)
    totals = table.groupby("year").apply(total_energy, include_groups=False).rename("tce")
    main = case["products"].query("main")
    if len(main) != 1:
        raise ValueError(f"须有且只有一个主要产品 exactly one main product is needed, not {len(main)}")
    # The unit of the product may be that of its capacity, such as t/a.
    product, unit = main["product"].iloc[0], main["unit"].iloc[0].partition("/")[0]
    output = yearly_output(case, product, unit)
    joined = pd.concat([totals, output], axis=1).rename_axis("year").reset_index()
    per_unit = 1000 * joined["tce"] / joined["output"]
    return joined.assign(unit=unit, kgce_per_unit=per_unit, basis=table["basis"].iloc[0])


def yearly_output(case, product, unit):
    """Return the output of a product by year, in a unit; a year with an unknown month is unknown.

    Returns
    -------
    Series
        ``output`` indexed by year.
    """
    monthly = case["production"]
    monthly = monthly[monthly["product"] == product]
    factors = np.array([case.convert(own, unit) for own in monthly["unit"]], dtype=float)
    amounts = (monthly["amount"] * factors).groupby(monthly["month"].str[:4])
    return amounts.agg(lambda months: months.sum(skipna=False)).rename("output").rename_axis("year")


def energy_utilisation(flows, covariance=None):
    """Return how much of the energy that enters is used (能源利用率), per balance.

    Parameters
    ----------
    flows : DataFrame
        balance, source, target, kind, amount of energy balances; flow too where a covariance is given.
    covariance : mapping of str to DataFrame, optional
        For each balance that of the amounts, by flow ids, as `Reconciliation.amount_covariance` gives it.

    Returns
    -------
    DataFrame
        balance, input, loss, effective, utilisation (effective over input, a fraction), and of each the standard
        uncertainty (input_sd, …), nan without a covariance.

    Notes
    -----
    E_in = E_effective + E_loss (GB/T 3484); losses are flows to the outside that carry nothing of use. Input and loss
    of a reconciled balance move together, which their covariance knows.
    """
    rows = []
    for balance, own in flows.groupby("balance"):
        into = np.flatnonzero(own["source"] == "outside")
        if not len(into):
            continue
        lost = np.flatnonzero((own["target"] == "outside") & own["kind"].isin(LOSS_KINDS))
        n = len(own)
        known = np.full((n, n), np.nan)
        if covariance is not None:
            known = covariance[balance].reindex(index=own["flow"], columns=own["flow"]).to_numpy()
        figures, sd = combine(own["amount"], known, lambda x, into=into, lost=lost: _used(x, into, lost))
        rows.append((balance, *figures, *sd))
    return pd.DataFrame(rows, columns=["balance", *_FIGURES, *(f"{name}_sd" for name in _FIGURES)])


_FIGURES = ("input", "loss", "effective", "utilisation")


def _used(amounts, into, lost):
    """Return input, loss, effective energy and utilisation, of amounts as numbers or with their derivatives."""
    entering, loss = sum((amounts[i] for i in into), 0.0), sum((amounts[i] for i in lost), 0.0)
    return [entering, loss, entering - loss, (entering - loss) / entering]
