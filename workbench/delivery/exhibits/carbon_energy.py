"""Exhibits of energy, carbon and water: consumption in standard coal, networks, indicators."""

import pandas as pd

from ...analysis.carbon import carbon_emissions
from ...analysis.energy import energy_consumption, energy_utilisation, unit_energy
from ...analysis.water import volume_covariance, water_indicators, water_volumes
from ...case import choice_label, column_label
from ...display.energy_diagram import ENERGY_NAMES, HEAT_NAMES, energy_diagram, steam_diagram
from ...errors import UnitError
from ...standards.factors import energy_factors
from .basic import either, needs, result
from .checking import reconciled, with_reconciled
from .data import balance_processes_of, balance_title, of_kind


@needs("consumption", "carriers")
def energy_table(chapter, case):
    """Show the yearly consumption of every carrier in standard coal, and per unit of product."""
    table = energy_consumption(case)
    bought = table[table["purchased"].astype(bool)]
    word = choice_label("results", "basis", table["basis"].iloc[0], chapter.lang)
    note = either(
        chapter,
        f"综合能耗按{word}折算，只计外购能源，自产的蒸汽和厂内分表不重复计入；有月份未知的年份合计未知",
        f"converted at {word}; purchased energy only, own steam and sub-meters are not counted twice",
    )
    heading = ("综合能耗计算表（tce/a）", "Energy consumption in standard coal (tce/a)")
    result(chapter, case, _yearly(chapter, bought, "tce"), heading, note=note, digits=None)
    per_unit = unit_energy(case)
    shown = per_unit.assign(scope_output=per_unit["output"], unit_energy=per_unit["kgce_per_unit"])
    name = case["products"].query("main")["name"].iloc[0]
    heading = (f"单位产品综合能耗（分母：{name}）", f"Energy per unit of product ({name})")
    columns = ["year", "tce", "scope_output", "unit", "unit_energy"]
    result(chapter, case, shown, heading, columns=columns, digits={"unit_energy": 1, "tce": 0})


@needs("consumption", "carriers")
def carbon_table(chapter, case):
    """Show the yearly CO₂ of the purchased carriers; one factor set for all years."""
    table = carbon_emissions(case)
    note = either(
        chapter,
        "各年用同一套排放因子，以便前后可比；无排放因子的品种为未知，不计为零",
        "one factor set for all years; a carrier without a factor stays unknown",
    )
    factors = "、".join(dict.fromkeys(table["factor_set"].dropna()))
    note = f"{note}；{either(chapter, '电力因子集', 'grid factor')}：{factors}"
    heading = ("外购能源的二氧化碳排放（t/a）", "CO₂ of the purchased energy (t/a)")
    result(chapter, case, _yearly(chapter, table, "co2"), heading, note=note)


def _yearly(chapter, table, value):
    """Return a row a carrier, columns by year of its amount and its value; the sum of a year is unknown with any part."""
    english = chapter.lang == "en" and "name_en" in table
    name = table["name_en"].where(table["name_en"] != "", table["name"]) if english else table["name"]
    rows = table.assign(name=name).set_index(["name", "unit", "year"])
    words = {"amount": either(chapter, "实物量", "amount"), value: column_label(value, chapter.lang)}
    parts = [
        rows[column].unstack("year").rename(columns=lambda year, word=word: f"{year} {word}")
        for column, word in words.items()
    ]
    wide = pd.concat(parts, axis=1)
    total = {column: wide[column].sum(skipna=False) for column in parts[1].columns}
    last = {"name": either(chapter, "合计", "total"), "unit": "", **total}
    return pd.concat([wide.reset_index(), pd.DataFrame([last])], ignore_index=True)


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
        title, unit = balance_title(case, balance["balance"], chapter.lang), balance["unit"]
        caption = either(chapter, f"{title}图（校正值，{unit}）", f"{title} ({unit})")
        chapter.figure(drawing, caption, name=f"steam_{balance['balance']}")


@needs("flows")
def energy_network(chapter, case):
    """Draw every energy network in physical and standard-coal amounts, and show how much is used.

    Heat within the plant is no fuel that was bought: its balance stays in its own unit.
    """
    for _, balance in of_kind(case, "energy").iterrows():
        flows, heat = with_reconciled(case, balance["balance"]), "heat" in balance["quantities"]
        factor = 1.0 if heat else standard_coal_factor(case, balance["unit"])
        best = flows["reconciled"].fillna(flows["amount"])
        flows = flows.drop(columns="reconciled").assign(amount=best * factor, factor=flows["factor"] * factor)
        drawing = energy_diagram(
            balance_processes_of(case, balance["balance"]),
            flows,
            unit=balance["unit"] if heat else "tce" + "".join(balance["unit"].partition("/")[1:]),
            period=balance["period"],
            names=HEAT_NAMES if heat else ENERGY_NAMES,
            lang=chapter.lang,
        )
        title = balance_title(case, balance["balance"], chapter.lang)
        shown = (balance["unit"],) * 2 if heat else ("实物量与标准煤", "physical and standard coal")
        caption = either(chapter, f"{title}图（校正值，{shown[0]}）", f"{title} ({shown[1]})")
        chapter.figure(drawing, caption, name=f"energy_{balance['balance']}")
    used = [with_reconciled(case, balance) for balance in of_kind(case, "energy")["balance"]]
    if used:
        flows = pd.concat(used)
        spread = {name: reconciled(case, name).amount_covariance() for name in flows["balance"].unique()}
        table = energy_utilisation(flows.assign(amount=flows["reconciled"].fillna(flows["amount"])), spread)
        names = {name: balance_title(case, name, chapter.lang) for name in table["balance"]}
        shown = table.assign(
            balance=table["balance"].map(names), unit=[_unit_of(case, name) for name in table["balance"]]
        )
        columns = ["balance", "unit", "input", "loss", "effective", "effective_sd", "utilisation", "utilisation_sd"]
        note = either(
            chapter,
            "± 为标准不确定度，由校正结果的协方差传递：输入与损失同增同减，不能当作相互独立",
            "± is the standard uncertainty with the covariance of the reconciled amounts: input and loss move together",
        )
        heading = ("能源利用率（校正值）", "Energy utilisation, reconciled")
        result(chapter, case, shown, heading, columns=columns, note=note)


def _unit_of(case, balance):
    return case["balances"].set_index("balance").loc[balance, "unit"]


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
        spread = volume_covariance(flows, reconciled(case, balance["balance"]).amount_covariance())
        table = water_indicators(water_volumes(flows), covariance=spread)
        metered = flows["kind"].eq("leakage").any()
        table = table[(table["indicator"] != "leakage_rate") | metered]
        shown = table.rename(columns={chapter.lang: "name"}).assign(
            percent=(100 * table["value"]).round(9) + 0.0, percent_sd=(100 * table["sd"]).round(6)
        )
        title = balance_title(case, balance["balance"], chapter.lang)
        heading = (f"{title}：用水指标（校正值）", f"{title}: indicators, reconciled")
        note = either(
            chapter,
            "± 为标准不确定度，由校正结果的协方差传递。漏失未单独设表计量的，漏失率不在此表：漏失藏在各表的过失误差中，"
            "见数据校正的结论",
            "± is the standard uncertainty with the covariance of the reconciled amounts; a leak without its own meter is "
            "not in this table: see the verdict of the reconciliation",
        )
        digits = {"percent": 2, "percent_sd": 2}
        result(
            chapter,
            case,
            shown,
            heading,
            columns=["name", "percent", "percent_sd", "formula"],
            digits=digits,
            note=note,
        )
