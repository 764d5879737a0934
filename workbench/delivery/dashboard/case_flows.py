"""Parts of the case page about what flows: losses, Sankey diagrams, water and energy."""

from functools import partial

import pandas as pd

from ...analysis.balance import quantity_flows
from ...analysis.network import pick_quantity, quantity_unit
from ...analysis.overlap import recommended
from ...analysis.scenario import carry_out
from ...display.pareto import loss_pareto
from ...display.ribbons import sankey_print
from ..exhibits import carbon_energy, checking, comparison, losses
from ..exhibits.data import balance_subject, of_kind, quantity_name
from ..exhibits.sankey import joined_processes, sankey_flows
from ..exhibits.values import carried, truth
from . import frame

_WORDS = {
    "zh": {
        "pareto": "损失帕累托",
        "money": "万元/a",
        "list": "主要损失与对应方案",
        "causes": "原因",
        "sankey": "桑基图",
        "balance": "平衡",
        "state": "状态",
        "before": "现状（校正值）",
        "after": "实施后（闭合真值，合成）",
        "all": "全部方案（设计）",
        "option": "方案 {} {}",
        "empty": "方案把这里的物流全部减掉了，没有可画的。",
        "open": "这一平衡在该状态下不闭合，不能画桑基图：{}",
        "unfollowed": "未能跟踪、保持不变的损失：{}。",
        "water": "水",
        "energy": "能源与碳",
        "change": "审核前后的变化",
        "which": "平衡",
        "side": "方向",
        "output": "去向",
        "input": "来源",
    },
    "en": {
        "pareto": "Pareto of the losses",
        "money": "万元/a",
        "list": "Main losses and the options against them",
        "causes": "Causes",
        "sankey": "Sankey diagram",
        "balance": "balance",
        "state": "state",
        "before": "now (reconciled)",
        "after": "afterwards (closed truth, synthetic)",
        "all": "all options (design)",
        "option": "option {} {}",
        "empty": "The options take every flow away: there is nothing to draw.",
        "open": "The balance does not close in this state, so there is no Sankey diagram: {}",
        "unfollowed": "Losses that could not be followed and stay as they are: {}.",
        "water": "Water",
        "energy": "Energy and carbon",
        "change": "Before and after the audit",
        "which": "balance",
        "side": "side",
        "output": "where it goes",
        "input": "where it comes from",
    },
}


def loss_part(case, visit):
    """Return the Pareto of the losses in money or in their own units, the list and the causes."""
    words, lang = _WORDS[visit.lang], visit.lang
    unit = frame.switch(loss_units(case))
    picture = frame.live({"unit": unit}, lambda unit: pareto_html(case, unit, lang), lang)
    return frame.page(
        frame.panel(words["pareto"], unit, picture),
        frame.panel(words["list"], frame.exhibit(losses.loss_table, case, lang=lang, pictures=False)),
        frame.panel(words["causes"], frame.exhibit(losses.causes, case, lang=lang)),
    )


def loss_rows(case):
    """Return the losses as the Pareto picture takes them: name, unit, amount, once in money and once in its own unit."""
    found = losses.valued(case)
    known = found[found["value"].isna() | (found["value"] > 0)]
    money = pd.DataFrame({"name": known["name"], "unit": "万元/a", "amount": known["value"]})
    amounts = found[["name", "unit", "amount"]]
    return pd.concat([money[money["amount"].notna()], amounts[amounts["amount"] > 0]], ignore_index=True)


def loss_units(case):
    """Return the units in which the losses can be ranked, money first."""
    return list(dict.fromkeys(loss_rows(case)["unit"]))


def pareto_html(case, unit, lang):
    """Return the Pareto picture of the losses in one unit."""
    return frame.picture(loss_pareto(loss_rows(case), unit, lang=lang), wide=True)


def flow_part(case, visit):
    """Return the Sankey diagrams with their switch between now, afterwards and single options."""
    words, lang = _WORDS[visit.lang], visit.lang
    names = [(balance_subject(case, name, lang), name) for name in of_kind(case, "mass")["balance"]]
    balance = frame.choice(words["balance"], names)
    state = frame.choice(words["state"], states(case, lang))
    drawn = frame.live(
        {"balance": balance, "state": state}, lambda balance, state: sankey_html(case, balance, state, lang), lang
    )
    return frame.panel(words["sankey"], frame.row(balance, state), drawn)


def states(case, lang):
    """Return what the Sankey diagram can be switched to, as pairs of text and value."""
    words = _WORDS[lang]
    found = [(words["before"], "before")]
    if truth(case, "after") is not None:
        found.append((words["after"], "after"))
    options = recommended(case)
    attacking = options[(options["loss"] != "") & options["saving_fraction"].notna()]
    if len(attacking):
        found.append((words["all"], "all"))
    names = zip(attacking["option"], attacking["name"], strict=True)
    return found + [(words["option"].format(option, name), f"option:{option}") for option, name in names]


def sankey_html(case, balance, state, lang):
    """Return the Sankey diagram of a balance in a state.

    Parameters
    ----------
    state : str
        ``before``, ``after``, ``all`` or ``option:ID``.
    """
    words = _WORDS[lang]
    rows, names, unclosed = state_flows(case, balance, state, lang)
    joined = joined_processes(rows)
    flows = sankey_flows(rows, joined)
    if not flows["amount"].any():
        return frame.note(words["empty"])
    for process, into in sorted(joined.items()):
        names[into] = f"{names[into]}、{names[process]}"
    unit = quantity_unit(case, balance, pick_quantity(case, balance))
    try:
        drawn = frame.picture(sankey_print(flows, unit, names=names, lang=lang), wide=True)
    except ValueError as fault:
        return frame.note(words["open"].format(fault))
    left = dict(zip(case["flows"]["flow"], case["flows"]["name"], strict=True))
    told = words["unfollowed"].format("、".join(left.get(loss, loss) for loss in unclosed))
    return drawn + (frame.note(told) if unclosed else "")


def state_flows(case, balance, state, lang):
    """Return the flows of a balance in a state, the names of its processes, and the losses that were not followed."""
    if state == "before":
        return carried(case, balance), case.names(lang), ()
    if state == "after":
        done = truth(case, "after")
        return carried(done, balance), done.names(lang) | case.names(lang), ()
    options = None if state == "all" else [state.removeprefix("option:")]
    scenario = carry_out(case, options, losses.best_known(case))
    own = set(quantity_flows(case, balance)["flow"])
    unclosed = tuple(loss for loss in scenario.unclosed if loss in own)
    return quantity_flows(scenario.case, balance), scenario.case.names(lang), unclosed


def water_energy_part(case, visit):
    """Return the balances of water and energy, the carbon, and what changed since."""
    words, lang = _WORDS[visit.lang], visit.lang
    show = partial(frame.exhibit, lang=lang)
    return frame.page(
        frame.panel(words["water"], show(carbon_energy.water_table, case), show(checking.water_diagrams, case)),
        frame.panel(
            words["energy"],
            show(carbon_energy.energy_table, case),
            show(carbon_energy.carbon_table, case),
            show(carbon_energy.energy_network, case),
        ),
        *([change_panel(case, visit)] if truth(case, "after") is not None else []),
    )


def change_panel(case, visit):
    """Return the waterfall from before to after of a balance that the visitor chooses."""
    words, lang = _WORDS[visit.lang], visit.lang
    both = set(truth(case, "after")["balances"]["balance"]) & set(truth(case, "before")["balances"]["balance"])
    names = [
        (
            f"{balance_subject(case, row.balance, lang)} · {quantity_name(case, row.quantities.split(';')[0], lang)}",
            row.balance,
        )
        for row in case["balances"].itertuples()
        if row.balance in both
    ]
    balance = frame.choice(words["which"], names)
    side = frame.switch([(words["output"], "output"), (words["input"], "input")])

    def answer(balance, side):
        return frame.exhibit(comparison.change, case, balance, direction=side, lang=lang)

    return frame.panel(
        words["change"], frame.row(balance, side), frame.live({"balance": balance, "side": side}, answer, lang)
    )
