"""Exhibits of Sankey diagrams: a balance or one of its elements, on the screen with a before/after switch."""

import pandas as pd

from ...analysis.network import pick_quantity, quantity_unit
from ...display.ribbons import sankey_print
from ...display.sankey import OUTSIDE, sankey
from .basic import either, needs
from .data import balance_subject, of_kind, quantity_name
from .values import carried, truth

_AFTER = ("实施后的闭合真值（合成）", "closed truth after the options (synthetic)")


@needs("flows")
def sankeys(chapter, case, quantity=None):
    """Draw the Sankey diagram of every focus, by mass or by a quantity that it balances."""
    for balance in of_kind(case, "mass").itertuples():
        if quantity is None or quantity in balance.quantities.split(";"):
            balance_sankey(chapter, case, balance.balance, quantity)


@needs("flows")
def balance_sankey(chapter, case, balance, quantity=None):
    """Draw one balance from its reconciled amounts; a case with a closed truth can be switched to after.

    Raises
    ------
    ValueError
        If an amount is unknown or a process does not close: there is no Sankey of an open balance.
    """
    unit = quantity_unit(case, balance, pick_quantity(case, balance, quantity))
    parts = {"before": carried(case, balance, quantity)}
    names = case.names(chapter.lang)
    done = truth(case, "after")
    if done is not None and balance in set(done["balances"]["balance"]):
        parts["after"] = carried(done, balance, quantity)
        names = done.names(chapter.lang) | names
    joined = {scenario: joined_processes(rows) for scenario, rows in parts.items()}
    parts = {scenario: sankey_flows(rows, joined[scenario]) for scenario, rows in parts.items()}
    if "after" in parts and not parts["after"]["amount"].any():  # what the options took out altogether has no diagram
        parts.pop("after"), joined.pop("after")
    pairs = {pair for pairs in joined.values() for pair in pairs.items()}
    names |= {into: f"{names[into]}、{names[process]}" for process, into in sorted(pairs)}
    subject = balance_subject(case, balance, chapter.lang)
    what = quantity_name(case, pick_quantity(case, balance, quantity), chapter.lang)
    title = either(chapter, f"{subject}：{what}桑基图", f"{subject}: Sankey diagram of {what}")
    drawn = {scenario: sankey_print(flows, unit, names=names, lang=chapter.lang) for scenario, flows in parts.items()}
    flows = pd.concat([flows.assign(scenario=scenario) for scenario, flows in parts.items()])
    screen = sankey(flows, unit, names=names, lang=chapter.lang)
    stem = f"sankey_{balance}_{quantity or 'main'}"
    chapter.figure(screen, f"{title} ({unit})", name=stem, static=drawn["before"])
    if "after" in drawn:
        after = either(chapter, "，方案实施后", ", after the options")
        chapter.figure(drawn["after"], f"{title}{after} ({unit})", name=f"{stem}_after", note=either(chapter, *_AFTER))


def joined_processes(rows):
    """Return {process: process it is drawn with}: a circulation larger than all that enters joins its two ends.

    Drawn at its width it would hide everything else.
    """
    entering = rows.loc[rows["source"] == OUTSIDE, "carried"].sum()
    large = rows[(rows["kind"] == "circulating") & (rows["carried"] > entering)]
    return {target: source for target, source in zip(large["target"], large["source"], strict=True) if target != source}


def sankey_flows(rows, joined):
    """Return the flows of a balance as a Sankey diagram takes them.

    Parameters
    ----------
    rows : DataFrame
        Flows with what they carry, from `values.carried`.
    joined : dict
        From `joined_processes`.

    Returns
    -------
    pandas.DataFrame
        source, target, amount, sd (unknown where exact), name, kind; what runs inside joined processes is left out.
    """
    ends = {end: rows[end].map(lambda process: joined.get(process, process)) for end in ("source", "target")}
    flows = rows.assign(amount=rows["carried"], sd=rows["carried_sd"].where(rows["carried_sd"] > 0), **ends)
    return flows.loc[flows["source"] != flows["target"], ["source", "target", "amount", "sd", "name", "kind"]]
