"""Exhibits of energy, carbon and water: consumption in standard coal, networks, indicators."""

from ...analysis.carbon import carbon_emissions
from ...analysis.energy import energy_consumption, energy_utilisation, unit_energy
from ...analysis.water import water_indicators, water_volumes
from ...display.energy_diagram import energy_diagram, steam_diagram
from ...errors import UnitError
from ...standards.factors import energy_factors
from .basic import either, needs, result
from .checking import with_reconciled
from .data import balance_processes_of, of_kind


@needs("consumption", "carriers")
def energy_table(chapter, case):
    """Show the yearly consumption of every carrier in standard coal, and per unit of product."""
    table = energy_consumption(case)
    result(chapter, case, table, ("综合能耗计算表", "Energy consumption in standard coal"))
    result(chapter, case, unit_energy(case), ("单位产品综合能耗", "Energy per unit of product"))


@needs("consumption", "carriers")
def carbon_table(chapter, case):
    """Show the yearly CO₂ of the purchased carriers; one factor set for all years."""
    table = carbon_emissions(case)
    note = either(
        chapter,
        "各年用同一套排放因子，以便前后可比；无排放因子的品种为未知，不计为零",
        "one factor set for all years; a carrier without a factor stays unknown",
    )
    result(chapter, case, table, ("外购能源的二氧化碳排放（t/a）", "CO₂ of the purchased energy (t/a)"), note=note)


@needs("flows")
def steam_network(chapter, case):
    """Draw the steam balance with the reconciled amounts."""
    for _, balance in of_kind(case, "steam").iterrows():
        drawing = steam_diagram(
            balance_processes_of(case, balance["balance"]),
            with_reconciled(case, balance["balance"]),
            unit=balance["unit"],
            period=balance["period"],
            lang=chapter.lang,
        )
        chapter.figure(drawing, f"{balance['title']}图 ({balance['unit']})", name=f"steam_{balance['balance']}")


@needs("flows")
def energy_network(chapter, case):
    """Draw every energy network in physical and standard-coal amounts, and show how much is used."""
    for _, balance in of_kind(case, "energy").iterrows():
        flows = with_reconciled(case, balance["balance"])
        factor = standard_coal_factor(case, balance["unit"])
        flows = flows.assign(unit=balance["unit"], tce=flows["reconciled"].fillna(flows["amount"]) * factor)
        drawing = energy_diagram(
            balance_processes_of(case, balance["balance"]), flows, period=balance["period"], lang=chapter.lang
        )
        chapter.figure(drawing, f"{balance['title']}图 ({balance['unit']})", name=f"energy_{balance['balance']}")
    used = case["flows"]
    used = used[used["balance"].isin(of_kind(case, "energy")["balance"])]
    if len(used):
        table = energy_utilisation(used)
        result(chapter, case, table, ("能源利用率", "Energy utilisation"))


def standard_coal_factor(case, unit):
    """Return the tonnes of standard coal of one unit of energy, electricity by its calorific value. [tce]"""
    whole, slash, time = unit.partition("/")
    try:
        return case.convert(unit, "tce" + slash + time)
    except UnitError:
        return case.convert(whole, "kWh") * energy_factors("calorific").loc["electricity", "kgce"] / 1000


@needs("flows")
def water_table(chapter, case):
    """Show the indicators of the water balance (GB/T 12452)."""
    for _, balance in of_kind(case, "water").iterrows():
        flows = with_reconciled(case, balance["balance"])
        flows = flows.assign(amount=flows["reconciled"].fillna(flows["amount"]))
        table = water_indicators(water_volumes(flows))
        shown = table.rename(columns={chapter.lang: "name"})[["name", "value", "formula"]]
        heading = (f"{balance['title']}：用水指标", f"{balance['title']}: indicators")
        result(chapter, case, shown, heading)
