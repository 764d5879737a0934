"""Rules on records: D01 three years, D11 standard coal, D12 the denominator, D22 totals."""

import numpy as np

from workbench.errors import WorkbenchError

from ..economics import benefit_totals, investment_totals
from ..energy import energy_consumption
from ..records import find_gaps, find_jumps, main_product, record_keys
from .finding import finding

_RECORDS = ("production", "consumption", "waste_records")
_ROUNDING = 0.01
"""Relative difference that rounding explains; this workbench's own."""
_DIGITS = 4
"""Figures with fewer significant digits repeat by chance."""


def three_years(case):
    """Find months without a value, unexplained jumps and months that repeat the one before (D01)."""
    for table in _RECORDS:
        yield from _gaps(case, table)
        yield from _repeats(case, table)
    if main_product(case):
        for table in ("consumption", "waste_records"):
            yield from _jumps(case, table)


def _gaps(case, table):
    gaps = find_gaps(case, table)
    for names, rows in gaps.groupby(record_keys(gaps), sort=False) if len(gaps) else ():
        months = "、".join(rows["month"].astype(str))
        yield finding("D01", f"{table} {' '.join(names)}", f"缺月: {months}", f"months missing: {months}")


def _jumps(case, table):
    jumps, rows = find_jumps(case, table), case[table]
    keys = record_keys(rows)
    for jump in jumps.to_dict("records"):
        same = (rows[keys] == [jump[key] for key in keys]).all(axis=1) & rows["month"].str.startswith(str(jump["year"]))
        if not (rows.loc[same, "note"] != "").any():
            where = f"{table} {' '.join(jump[key] for key in keys)} {jump['year']}"
            change = f"{jump['change']:+.0%}"
            yield finding("D01", where, f"单耗较上年变化 {change}，无说明", f"{change} per unit of output, no note")


def _repeats(case, table):
    rows = case[table].sort_values("month")
    for names, group in rows.groupby(record_keys(rows), sort=False) if len(rows) else ():
        same = group["amount"].eq(group["amount"].shift()) & (group["note"] == "")
        long = group["amount"].map(lambda value: len(f"{value:.10g}".replace(".", "").strip("0-")) >= _DIGITS)
        for month in group.loc[same & long, "month"]:
            yield finding("D01", f"{table} {' '.join(names)} {month}", "与上月数值完全相同", "same value as last month")


def standard_coal(case):
    """Find carriers without a factor and a basis that is not stated (D11)."""
    if not case.has("carriers"):
        return
    carriers = case["carriers"]
    for name in carriers.loc[(carriers["factor"] == "") & carriers["heating_value"].isna(), "carrier"]:
        yield finding("D11", f"carriers {name}", "没有折标系数或热值", "no factor or heating value")
    if not case.setting("energy_basis"):
        yield finding("D11", "case.toml energy_basis", "未写明当量值或等价值", "calorific or equivalent not stated")
        return
    try:
        energy_consumption(case)
    except (WorkbenchError, ValueError) as error:
        yield finding("D11", "carriers", f"不能折标: {error}", f"no standard coal: {error}")


def denominator(case):
    """Find products without one main product, and a main product without output (D12)."""
    if not (case.has("products") or case.has("production")):
        return
    main = main_product(case)
    if not main:
        yield finding("D12", "products main", "没有唯一的主要产品", "no single main product")
    elif main not in set(case["production"]["product"]):
        yield finding("D12", f"production {main}", "主要产品没有产量记录", "no output of the main product")


def totals(case):
    """Find investments and savings of options that differ from the sum of their items (D22)."""
    options = case["options"].set_index("option")
    for column, sums in (("investment", investment_totals(case)), ("saving", benefit_totals(case))):
        pairs = options[[column]].join(sums.rename("sum"), how="inner").dropna()
        off = ~np.isclose(pairs[column], pairs["sum"], rtol=_ROUNDING, atol=0.01)
        for option, stated, total in pairs[off].itertuples():
            zh, en = f"写 {stated:g} 万元，明细合计 {total:g}", f"stated {stated:g}, items add up to {total:g}"
            yield finding("D22", f"options {option} {column}", zh, en)


RULES = (three_years, standard_coal, denominator, totals)
