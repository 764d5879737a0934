"""Exhibits of recovery: where an element goes, and how much of it is kept from the air or the dump."""

import pandas as pd

from ...analysis.chemistry import molar_mass
from ...analysis.network import quantity_unit
from ...analysis.reconciliation.words import describe_closure, describe_optima, describe_suspects
from .basic import either, needs, result
from .chemistry import pretty
from .data import balance_subject, quantity_name
from .values import SCENARIOS, carried, carried_amounts, reconciled_with, truth


@needs("flows")
def whereabouts(chapter, case, balance, quantity):
    """Show what enters and leaves a balance with one quantity, the largest first, with its share of the input."""
    rows = carried(case, balance, quantity)
    into, out = rows["source"] == "outside", rows["target"] == "outside"
    crossing = rows[(into ^ out) & rows["carried"].ne(0)]
    crossing = crossing.assign(direction=into[crossing.index].map({True: "input", False: "output"}))
    crossing = crossing.sort_values(["direction", "carried"], ascending=[True, False])
    total = crossing.loc[crossing["direction"] == "input", "carried"].sum(skipna=False)
    table = crossing.assign(share=crossing["carried"] / total, sd=crossing["carried_sd"])
    title, unit = balance_subject(case, balance, chapter.lang), quantity_unit(case, balance, quantity)
    name = quantity_name(case, quantity, chapter.lang)
    heading = (f"{title}：{name}的来路与去向（校正值，{unit}）", f"{title}: where {name} goes ({unit})")
    result(chapter, case, table, heading, columns=["direction", "name", "kind", "carried", "sd", "share"])


@needs("flows")
def suspects_with(chapter, case, balance, quantity):
    """Say what the balance of a quantity adds: meters that mass alone could not tell apart may part here."""
    found = reconciled_with(case, balance, quantity)
    names = dict(zip(found.flows["flow"], found.flows["name"], strict=True)) | case.names(chapter.lang)
    names |= {quantity: quantity_name(case, quantity, chapter.lang)}
    unit = case["balances"].set_index("balance").loc[balance, "unit"]
    template = either(
        chapter, "**{title}，总量与{quantity}一起校正**　{sentence}", "**{title}, mass with {quantity}**　{sentence}"
    )
    sentence = describe_closure(found.closure, chapter.lang)
    chapter.text(
        template,
        title=balance_subject(case, balance, chapter.lang),
        quantity=quantity_name(case, quantity, chapter.lang),
        sentence=sentence,
    )
    for sentence in describe_suspects(found.found, names, unit, chapter.lang):
        chapter.text("- {sentence}", sentence=sentence)
    if several := describe_optima(found.solution, chapter.lang):
        chapter.text("- {sentence}", sentence=several)


@needs("flows")
def capture(chapter, case, quantity, source, releases, compound):
    """Show how much of an element is kept from being released, for several ways of counting the releases.

    Parameters
    ----------
    quantity : str
        The element, such as S.
    source : str
        Flow that brings it in.
    releases : list of (str, str, list of str)
        Name, closed truth (``before`` or ``after``) and the flows that release the element.
    compound : str
        Formula in which it is released, such as SO2.
    """
    if any(truth(case, scenario) is None for scenario in SCENARIOS):
        chapter.text(either(chapter, "（本案例没有闭合真值。）", "(This case has no closed truth.)"))
        return
    factor = molar_mass(compound) / molar_mass(quantity) * case.convert("t/d", "t/a")
    rows = []
    for way, scenario, flows in releases:
        amounts = carried_amounts(case, quantity, scenario)
        released = sum(amounts[flow] for flow in flows)
        share = 1 - released / amounts[source]
        rows.append(
            {
                "name": way,
                "flows": "、".join(flows),
                "input": amounts[source],
                "released": released,
                "yearly": released * factor,
                "capture": share,
            }
        )
    name = quantity_name(case, quantity, chapter.lang)
    heading = (
        f"{name}捕集率与 {pretty(compound)} 排放（闭合真值）",
        f"Capture of {name} and release of {pretty(compound)}",
    )
    note = either(
        chapter,
        f"输入、排出按{name}计 (t/d)；年排放按 {pretty(compound)} 计 (t/a)",
        f"input and release as {name} (t/d), yearly release as {pretty(compound)} (t/a)",
    )
    result(chapter, case, pd.DataFrame(rows), heading, note=note)
