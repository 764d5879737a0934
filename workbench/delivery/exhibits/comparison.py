"""Exhibits of before and after: what changed at one process or boundary, from one closed truth to the other."""

import pandas as pd

from ...analysis.balance import quantity_flows
from ...analysis.network import pick_quantity, quantity_unit
from ...display.arrows import unit_text
from ...display.effects_chart import waterfall
from .basic import either, needs, result
from .data import balance_subject, quantity_name
from .values import SCENARIOS, truth

SHOWN = 8
"""Changes drawn one by one, the largest; the others together."""
SMALLEST = 1e-3
ROUNDING = 1e-9  # of the total: what only the digits of a closed truth leave over
"""Share of the total that a change takes to be drawn by itself."""


@needs("flows")
def change(chapter, case, balance, process="outside", direction="output", quantity=None):
    """Show what a process gives (``output``) or takes (``input``) before and after: table and waterfall.

    Parameters
    ----------
    process : str
        ``outside`` for what leaves or enters the whole scope: its output is what the scope gives away.
    """
    if any(truth(case, scenario) is None for scenario in SCENARIOS):
        chapter.text(either(chapter, "（本案例没有闭合真值。）", "(This case has no closed truth.)"))
        return
    table = changes(case, balance, process, direction, quantity)
    unit = quantity_unit(case, balance, pick_quantity(case, balance, quantity))
    title = _title(chapter, case, balance, process, direction, quantity)
    note = either(
        chapter,
        "两端均为闭合真值（合成），不含测量误差",
        "both ends are closed truths (synthetic), without meter errors",
    )
    columns = ["name", "value_before", "value_after", "difference"]
    result(chapter, case, table, (f"{title} ({unit})",) * 2, columns=columns, note=note)
    picture = waterfall(_steps(chapter, table), unit_text(unit), lang=chapter.lang)
    name = "_".join(part for part in ("change", balance, process, direction, quantity) if part)
    chapter.figure(picture, f"{title}{either(chapter, '（瀑布图）', ' (waterfall)')} ({unit})", name=name)


def _title(chapter, case, balance, process, direction, quantity):
    title = balance_subject(case, balance, chapter.lang)
    what = quantity_name(case, quantity, chapter.lang) if quantity else ""
    place = "" if process == "outside" else truth(case, "after").names(chapter.lang)[process]
    zh, en = {"output": ("去向", "leaving"), "input": ("来源", "entering")}[direction]
    return either(
        chapter,
        f"{title}：{place}{what}{zh}的前后变化",
        f"{title}: {what or 'flows'} {en} {place or 'the whole'}, before and after",
    )


def changes(case, balance, process, direction, quantity=None):
    """Return the flows of one side of a process before and after, the largest change first.

    Returns
    -------
    pandas.DataFrame
        name, value_before, value_after, difference [`quantity_unit`]; a flow that one truth does not have is 0 there.
    """
    sides = {scenario: _side(truth(case, scenario), balance, process, direction, quantity) for scenario in SCENARIOS}
    both = sides["before"].add_suffix("_before").join(sides["after"].add_suffix("_after"), how="outer")
    name = both["name_after"].where(both["name_after"].notna(), both["name_before"])
    values = both[["carried_before", "carried_after"]].fillna(0.0)
    table = pd.DataFrame(
        {"name": name, "value_before": values["carried_before"], "value_after": values["carried_after"]}
    )
    table["difference"] = table["value_after"] - table["value_before"]
    table = table[table[["value_before", "value_after"]].ne(0).any(axis=1)]
    return table.reindex(table["difference"].abs().sort_values(ascending=False, kind="stable").index)


def _side(case, balance, process, direction, quantity):
    rows = quantity_flows(case, balance, quantity)
    near, far = ("source", "target") if (direction == "output") != (process == "outside") else ("target", "source")
    return rows[(rows[near] == process) & (rows[far] != process)].set_index("flow")[["name", "carried"]]


def _steps(chapter, table):
    before, after = table["value_before"].sum(), table["value_after"].sum()
    large = table[table["difference"].abs() >= SMALLEST * max(before, after)].head(SHOWN)
    others = table["difference"].drop(large.index).sum()
    steps = [(either(chapter, "审核前", "before"), before, "total")]
    steps += [(row.name, row.difference, "change") for row in large.itertuples(index=False)]
    if abs(others) > ROUNDING * max(before, after):
        steps.append((either(chapter, "其余", "others"), others, "change"))
    steps.append((either(chapter, "审核后", "after"), after, "total"))
    return pd.DataFrame(steps, columns=["name", "amount", "kind"])
