"""Causes (原因分析): the 两高一重 matrix over eight aspects, and the chain loss → cause → option → goal.

Headings: energy 能耗高, material 物耗高, pollution 污染重. Worksheets 2-10 and 3-5.
"""

import pandas as pd

from ..case import OUTSIDE, choice_label
from .losses import VITAL_SHARE, pareto
from .options import CLASSES
from .overlap import live_options

HEADINGS = ("energy", "material", "pollution")
ASPECTS = CLASSES  # the eight aspects of causes are the eight classes of options
SCOPES = ("focus", "plant")


def focus_processes(case):
    """Return the processes of the audit focus: those of the balances marked as focus."""
    balances = case["balances"]
    focus = balances.loc[balances["focus"], "balance"]
    flows = case["flows"][case["flows"]["balance"].isin(focus)]
    return (set(flows["source"]) | set(flows["target"])) - {OUTSIDE}


def causes_of(case, scope="plant"):
    """Return the causes within a scope.

    Parameters
    ----------
    case : Case
    scope : str
        "focus": causes at a process, or a loss, of the audit focus, or where no balance is marked all of level
        "process"; "plant": all of them.
    """
    causes = case["causes"]
    if scope not in SCOPES:
        raise ValueError(f"范围应为 scope must be one of {SCOPES}: {scope!r}")
    if scope == "plant":
        return causes
    inside = focus_processes(case)
    if not inside:
        return causes[causes["level"] == "process"]
    balances = case["balances"]
    flows = case["flows"]
    losses = flows.loc[flows["balance"].isin(balances.loc[balances["focus"], "balance"]), "flow"]
    return causes[causes["process"].isin(inside) | causes["loss"].isin(losses)]


def cause_matrix(case, scope="plant", losses=None):
    """Return the 两高一重 matrix of a scope.

    Parameters
    ----------
    case : Case
    scope : str
        "focus" or "plant".
    losses : DataFrame, optional
        flow, value [万元/a], of `workbench.analysis.losses.value_losses`.

    Returns
    -------
    pandas.DataFrame
        heading, aspect, causes (ids joined by ``;``), count, evidenced (how many rest on evidence), value (of the
        losses behind them, each once; nan without any valued loss) [万元/a]. All 24 cells are there.
    """
    causes = causes_of(case, scope)
    values = pd.Series(dtype=float) if losses is None else losses.set_index("flow")["value"]
    cells = [_cell(causes, heading, aspect, values) for heading in HEADINGS for aspect in ASPECTS]
    return pd.DataFrame(cells)


def _cell(causes, heading, aspect, values):
    here = causes[(causes["heading"] == heading) & (causes["aspect"] == aspect)]
    known = values.reindex(here["loss"].unique()).dropna()
    return {
        **{"heading": heading, "aspect": aspect, "causes": ";".join(here["cause"]), "count": len(here)},
        **{"evidenced": int((here["evidence"] != "").sum()), "value": known.sum() if len(known) else float("nan")},
    }


def spread_matrix(cells, column="causes", lang="zh"):
    """Return a cause matrix spread out for reading: a row a heading, a column an aspect, with their labels."""
    wide = cells.pivot(index="heading", columns="aspect", values=column).reindex(index=HEADINGS, columns=ASPECTS)
    wide.index = [choice_label("causes", "heading", name, lang) for name in HEADINGS]
    wide.columns = [choice_label("causes", "aspect", name, lang) for name in ASPECTS]
    return wide


def waste_matrix(case, scope="plant"):
    """Return worksheets 2-10 and 3-5: process, waste_name, and what each of the eight aspects contributes to it."""
    causes = causes_of(case, scope)
    names = case.names()
    rows = []
    for (process, waste), group in causes.groupby(["process", "waste"], sort=False):
        texts = {name: "; ".join(group.loc[group["aspect"] == name, "description"]) for name in ASPECTS}
        rows.append({"process": names.get(process, process), "waste_name": waste, **texts})
    return pd.DataFrame(rows, columns=["process", "waste_name", *ASPECTS])


def links(case):
    """Return the chain loss → cause → option → goal as edges.

    Returns
    -------
    pandas.DataFrame
        from_kind, from, to_kind, to; kinds are loss, cause, option, goal. Rejected and shelved options carry nothing.
        A goal's indicator and effect item do not make a link: an option names the goals it supports.
    """
    causes, options = case["causes"], live_options(case)
    edges = [("loss", row["loss"], "cause", row["cause"]) for row in causes.to_dict("records") if row["loss"]]
    for row in options.to_dict("records"):
        edges += [("cause", row["cause"], "option", row["option"])] if row["cause"] else []
        edges += [("loss", row["loss"], "option", row["option"])] if row["loss"] else []
        edges += [("option", row["option"], "goal", goal) for goal in row["goals"].split(";") if goal]
    return pd.DataFrame(edges, columns=["from_kind", "from", "to_kind", "to"])


def addressed_losses(case):
    """Return {loss: [options that attack it]}, directly or through their cause."""
    options = live_options(case)
    through = options["cause"].map(case["causes"].set_index("cause")["loss"])
    loss = options["loss"].where(options["loss"] != "", through)
    named = loss.notna() & (loss != "")
    return options[named].groupby(loss[named])["option"].agg(list).to_dict()


def find_orphans(case, losses=None):
    """Return what hangs loose in the chain from losses to goals.

    Parameters
    ----------
    case : Case
    losses : DataFrame, optional
        Of `workbench.analysis.losses.value_losses` or its `pareto`.

    Returns
    -------
    pandas.DataFrame
        kind (uncovered_loss, loss_without_cause, cause_without_option, option_without_loss, goal_without_support),
        id, name, value [万元/a], vital. The most valuable first within its kind.
    """
    edges, options, causes = links(case), live_options(case), case["causes"]
    addressed = addressed_losses(case)
    attacking = {option for members in addressed.values() for option in members}
    used = set(edges.loc[edges["to_kind"] == "option", "from"])
    supported = set(edges.loc[edges["to_kind"] == "goal", "to"])
    goals = case["goals"]
    tables = [
        _orphans("cause_without_option", causes[~causes["cause"].isin(used)], "cause", "description"),
        _orphans("option_without_loss", options[~options["option"].isin(attacking)], "option", "name"),
        _orphans("goal_without_support", goals[~goals["goal"].isin(supported)], "goal", "name"),
    ]
    if losses is not None:
        losses = losses if "vital" in losses else pareto(losses)
        uncovered, caused = ~losses["flow"].isin(addressed), losses["flow"].isin(causes["loss"])
        tables = [
            _orphans("uncovered_loss", losses[uncovered], "flow", "name"),
            _orphans("loss_without_cause", losses[~caused], "flow", "name"),
            *tables,
        ]
    return pd.concat(tables, ignore_index=True)


def _orphans(kind, table, key, name):
    value = table["value"].to_numpy(float) if "value" in table else float("nan")
    vital = table["vital"].to_numpy(bool) if "vital" in table else False
    columns = {
        "kind": kind,
        "id": table[key].to_numpy(),
        "name": table[name].to_numpy(),
        "value": value,
        "vital": vital,
    }
    return pd.DataFrame(columns).astype({"kind": str, "value": float, "vital": bool})


def coverage(losses, addressed):
    """Return how much of the value of the losses has options.

    Parameters
    ----------
    losses : DataFrame
        flow, value, share, vital, of `workbench.analysis.losses.pareto`.
    addressed : iterable of str
        Losses that an option attacks.

    Returns
    -------
    dict
        share (of the known value), enough (reaches `VITAL_SHARE`), lacking (vital losses without an option).

    Notes
    -----
    The share is one of value, not of the number of losses.
    """
    covered = losses["flow"].isin(list(addressed))
    share = float(losses.loc[covered, "share"].sum())
    lacking = losses.loc[losses["vital"] & ~covered, "flow"].tolist()
    return {"share": share, "enough": share >= VITAL_SHARE - 1e-9, "lacking": lacking}
