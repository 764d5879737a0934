"""Rules on balances: D06 closure, D07 measurement, D08 water, D09 basis and stock, D10 toxic elements."""

import math

from ..balance import balance_processes, balance_scope
from ..network import quantities
from ..water import water_indicators, water_volumes
from .finding import finding

_RECORD_TOLERANCE = 0.10
_REUSE_TOLERANCE = 0.01
_YEAR = 365


def closure(case):
    """Find processes and scopes that do not close, and gaps of exactly zero (D06; water D08)."""
    for balance in case["balances"].to_dict("records"):
        rule = "D08" if balance["kind"] == "water" else "D06"
        yield from _open_processes(case, balance["balance"], rule)


def _open_processes(case, balance, rule):
    names = quantities(case, balance)
    opened = {}
    for quantity in names:
        for row in balance_processes(case, balance, quantity).itertuples():
            if row.verdict == "open":
                opened.setdefault(row.process, []).append(f"{quantity} {row.deviation:.1%}")
    for process, parts in opened.items():
        text = "、".join(parts)
        yield finding(rule, f"balances {balance} {process}", f"偏差 {text}", f"deviation {text}")
    scopes = {name: balance_scope(case, balance, name) for name in names}
    for name, scope in scopes.items():
        if scope["verdict"] == "exact":
            yield finding(
                rule, f"balances {balance} {name}", "差值恰为 0，疑为倒算", "a gap of exactly 0: worked back?"
            )
        elif scope["verdict"] == "open" and not opened:
            yield finding(
                rule,
                f"balances {balance} {name}",
                f"总偏差 {scope['deviation']:.1%}",
                f"deviation of the whole {scope['deviation']:.1%}",
            )


def measured(case):
    """Find balances without dates, load, measurement or calibration (D07)."""
    for row in case["balances"].to_dict("records"):
        place = f"balances {row['balance']}"
        lacking = [name for name in ("start", "finish") if not row[name]]
        lacking += ["load"] if math.isnan(row["load"]) else []
        if lacking:
            text = "、".join(lacking)
            yield finding("D07", place, f"未填 {text}", f"empty: {text}")
        elif row["start"] > row["finish"] or row["finish"] > str(case.setting("audit_date") or row["finish"]):
            yield finding("D07", place, "测试日期倒置或晚于审核日期", "dates out of order or after the audit")
        if row["focus"]:
            yield from _points(case, row["balance"])
    plan = case["measurement_plan"]
    for point in plan.loc[plan["calibrated"] == "", "point"]:
        yield finding("D07", f"measurement_plan {point}", "没有检定日期", "no date of calibration")


def _points(case, balance):
    flows, plan = case["flows"], case["measurement_plan"]
    inside = set(flows.loc[flows["balance"] == balance, "flow"])
    if not plan["flow"].isin(inside).any():
        yield finding("D07", f"measurement_plan {balance}", "审核重点没有监测点", "no measuring point in the focus")


def water(case):
    """Find water balances that disagree with the records, the reuse rate or have negative losses (D08)."""
    balances, flows = case["balances"], case["flows"]
    for balance in balances.loc[balances["kind"] == "water", "balance"]:
        rows = flows[flows["balance"] == balance]
        for flow in rows.loc[(rows["amount"] < 0) & ~rows["stock_change"], "flow"]:
            yield finding("D08", f"flows {flow}", "水量为负", "negative amount of water")
        yield from _intake(case, balance, rows)
        yield from _reuse(case, balance, rows)


def _intake(case, balance, rows):
    fresh = rows[(rows["kind"] == "fresh") & (rows["source"] == "outside")]
    records, days = case["consumption"], case.setting("operating_days") or _YEAR
    for material, flows in fresh.groupby("material"):
        used = records[records["item"] == material]
        if used.empty or not material:
            continue
        latest = used[used["month"] >= sorted(set(used["month"]))[-12:][0]]
        unit = latest["unit"].iloc[0]
        stated = latest["amount"].sum(skipna=False)
        daily = flows["amount"].sum(skipna=False) * _per_day(case, balance)
        tested = daily * days * case.convert("m3", unit)
        if abs(tested - stated) > _RECORD_TOLERANCE * stated:
            zh = f"测试 {tested:,.0f} {unit}/a，统计 {stated:,.0f} {unit}/a"
            yield finding("D08", f"balances {balance} {material}", zh, f"test {tested:,.0f}, records {stated:,.0f}")


def _per_day(case, balance):
    table = case["balances"].set_index("balance")
    return case.convert(table.loc[balance, "unit"], "m3/d")


def _reuse(case, balance, rows):
    own = case["indicators"]
    stated = own[own["name"].str.contains("重复利用率") & own["name"].str.contains("水") & own["value"].notna()]
    found = water_indicators(water_volumes(rows)).set_index("indicator")["value"]
    rate = float(found.get("reuse_rate", math.nan))
    for row in stated.itertuples():
        value = row.value / 100 if row.unit == "%" else row.value
        if abs(value - rate) > _REUSE_TOLERANCE:
            zh = f"写 {value:.1%}，按水平衡为 {rate:.1%}"
            yield finding("D08", f"indicators {row.indicator}", zh, f"stated {value:.1%}, by the balance {rate:.1%}")


def basis_and_stock(case):
    """Find moist flows without a wet or dry mark, and focus balances without a change of stock (D09)."""
    balances, flows = case["balances"], case["flows"]
    solid = set(balances.loc[balances["kind"] == "mass", "balance"])
    moist = set(case["materials"].loc[case["materials"]["moisture"] > 0, "material"])
    wet = flows["balance"].isin(solid) & ((flows["moisture"] > 0) | flows["material"].isin(moist))
    for flow in flows.loc[wet & (flows["state"] == ""), "flow"]:
        yield finding("D09", f"flows {flow}", "含水物流未注明干湿基", "moist, but neither wet nor dry")
    for row in balances[balances["focus"] & (balances["kind"] == "mass")].itertuples():
        stocked = flows.loc[flows["balance"] == row.balance, "stock_change"].any()
        if not stocked and "库存" not in row.note:
            yield finding("D09", f"balances {row.balance}", "未计库存变化", "no change of stock")


def toxic(case):
    """Find toxic elements without a balance, and toxic materials without any toxic element (D10)."""
    wanted = case["quantities"].loc[case["quantities"]["class"] == "toxic", "quantity"]
    covered = {name for balance in case["balances"]["balance"] for name in quantities(case, balance)}
    for quantity in wanted[~wanted.isin(covered)]:
        yield finding("D10", f"quantities {quantity}", "没有该元素的平衡", "no balance of this element")
    if wanted.empty and case["materials"]["toxic"].any():
        text = "、".join(case["materials"].loc[case["materials"]["toxic"], "material"])
        yield finding("D10", "quantities", f"有毒物料 {text} 没有元素平衡", f"toxic materials {text} without a balance")


RULES = (closure, measured, water, basis_and_stock, toxic)
