"""Exhibits of the survey in phase 2: records of three years, emissions, equipment, energy and water."""

import pandas as pd

from ...analysis.records import find_gaps, find_jumps, item_consumption, main_product
from ...case import title
from ...display.flow_diagram import process_flow_diagram
from ...display.trends import annual_trend, monthly_trend
from .basic import either, needs, result
from .data import balance_subject, of_kind

PANELS = 5


@needs("flows")
def flow_sheet(chapter, case):
    """Draw the process flow sheet of every focus with the points where waste arises."""
    for _, balance in of_kind(case, "mass").iterrows():
        flows = case["flows"]
        subject = balance_subject(case, balance["balance"], chapter.lang)
        heading = f"{subject}{either(chapter, '工艺流程及产污节点图', ': flow sheet and sources of waste')}"
        used = flows[flows["balance"] == balance["balance"]].assign(unit=balance["unit"])  # amounts are in it already
        processes = case["processes"]
        processes = processes[processes["process"].isin({*used["source"], *used["target"]})]
        drawing = process_flow_diagram(processes, used, lang=chapter.lang)
        chapter.figure(drawing, heading, name=f"flow_sheet_{balance['balance']}")


@needs("production")
def output_trend(chapter, case):
    """Draw the monthly output of the main product; unknown months leave a gap."""
    records = case["production"]
    records = records[records["product"] == main_product(case)]
    names = dict(zip(case["products"]["product"], case["products"]["name"], strict=True))
    shown = pd.DataFrame(
        {
            "item": records["product"].map(names),
            "unit": records["unit"],
            "month": records["month"],
            "value": records["amount"],
            "limit": float("nan"),
        }
    )
    heading = either(chapter, "主要产品月产量", "Monthly output of the main product")
    chapter.figure(monthly_trend(shown, lang=chapter.lang), heading, name="output_trend")


@needs("consumption", "production")
def unit_trend(chapter, case):
    """Draw the consumption per unit of product of three years, the most costly items first."""
    total = item_consumption(case)
    order = _by_cost(case, total)[:PANELS]
    names = _item_names(case)
    chosen = total[total["item"].isin(order)]
    shown = pd.DataFrame(
        {
            "item": chosen["item"].map(lambda item: names.get(item, item)),
            "unit": chosen["unit"] + "/" + chosen["output_unit"],
            "year": chosen["year"],
            "value": chosen["per_output"],
            "limit": float("nan"),
        }
    )
    heading = either(chapter, "近三年单位产品消耗", "Consumption per unit of product, three years")
    divided = chosen.drop_duplicates("item")
    pairs = [f"{names.get(row.item, row.item)} ÷ {row.denominator}" for row in divided.itertuples()]
    note = either(chapter, "分母：", "divided by the output of: ") + either(chapter, "；", "; ").join(pairs)
    chapter.figure(annual_trend(shown, lang=chapter.lang), heading, name="unit_trend", note=note)


def _by_cost(case, sums):
    prices = case["prices"].sort_values("year").groupby("item")["price"].last()
    last = sums[sums["year"] == sums["year"].max()].set_index("item")["amount"]
    return list((last * prices.reindex(last.index)).sort_values(ascending=False, na_position="last").index)


def _item_names(case):
    return {
        key: name
        for table in ("materials", "carriers")
        for key, name in zip(case[table].iloc[:, 0], case[table]["name"], strict=True)
    }


@needs("consumption", "production")
def record_quality(chapter, case):
    """Show months without a record and annual jumps of unit consumption above 30 %."""
    gaps = pd.concat(
        [
            _named_gaps(case, find_gaps(case, name)).assign(table=title(name, chapter.lang))
            for name in ("consumption", "production", "waste_records")
        ]
    )
    jumps = find_jumps(case)
    template = either(
        chapter,
        "台账检查：缺失或未知的月份 {gaps} 个，单位消耗年际变化超过 30 % 的 {jumps} 项。专家最先核对的正是三年数据是否互相矛盾。",
        "Records: {gaps} month(s) missing or unknown, {jumps} item(s) whose unit consumption moved by more than 30 %.",
    )
    chapter.text(template, gaps=len(gaps), jumps=len(jumps))
    if len(gaps):
        columns = ["table", "name", "place", "month"]
        result(chapter, case, gaps, ("缺失的月度记录", "Months without a record"), columns=columns)
    if len(jumps):
        result(chapter, case, jumps, ("单位消耗的异常变化", "Jumps of the unit consumption"))


def _named_gaps(case, gaps):
    """Return the gaps with the name of what was not recorded; only consumption has a place."""
    names = _item_names(case)
    for table in ("products", "wastes"):
        names |= dict(zip(case[table].iloc[:, 0], case[table]["name"], strict=True))
    return gaps.assign(name=gaps.iloc[:, 0].map(lambda item: names.get(item, item)), place=gaps.get("place", ""))
