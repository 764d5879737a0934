"""Sankey diagrams on the screen: widths are the reconciled amounts, or the picture refuses to be drawn."""

import pandas as pd
import plotly.graph_objects as go
from matplotlib.colors import to_rgb

from .arrows import unit_text
from .layers import amount_text, layer_ranks, recycles
from .screen import screen_layout
from .style import BLACK, GREY, ROLES, number

OUTSIDE = "outside"
# Kinds of flows that are drawn alike; every other kind is its own role or a material.
_ROLE_OF_KIND = {
    "by_product": "product",
    "fresh": "water",
    "circulating": "water",
    "series": "water",
    "reuse": "reused_water",
    "condensate": "steam",
    "fuel": "energy",
    "power": "energy",
    "discharge": "waste_water",
    "solid_waste": "waste_solid",
    "leakage": "loss",
}

_WORDS = {
    "zh": {
        "unknown": "桑基图缺少数量，无法绘制：{}",
        "open": "桑基图不闭合，拒绝绘制：{}（输入 {} ≠ 输出 {}）",
        "width": "条带宽度 = 校正后数量 [{}]；悬停显示 ± 标准不确定度",
    },
    "en": {
        "unknown": "no Sankey without amounts: {}",
        "open": "no Sankey of an open balance: {} (in {} ≠ out {})",
        "width": "width = reconciled amount [{}]; hover for ± standard uncertainty",
    },
}


def sankey(flows, unit, *, names=None, tolerance=1e-3, lang="zh"):
    """Draw flows as an interactive Sankey diagram, loops included.

    Parameters
    ----------
    flows : DataFrame
        ``source``, ``target`` (process ids; ``outside`` is the world), ``amount``, ``sd`` (standard
        uncertainty; unknown allowed), ``name``, ``kind`` (of the table flows: product, waste_gas, circulating …).
        A column ``scenario`` (before, after, an option …), where there is one, becomes a row of buttons.
    unit : str
        Unit of amount and sd, such as t/d.
    names : mapping, optional
        Names of the processes by id.
    tolerance : float
        Greatest |in − out| of a process over the greater of the two. [1]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If an amount is unknown or a process does not close within the tolerance; the message names it.
    """
    scenarios = list(dict.fromkeys(flows["scenario"])) if "scenario" in flows else [None]
    traces = []
    for scenario in scenarios:
        chosen = flows if scenario is None else flows[flows["scenario"] == scenario]
        links, nodes = links_and_nodes(chosen, names=names, tolerance=tolerance)
        traces.append(_trace(links, nodes, unit, visible=not traces))
    figure = go.Figure(traces)
    figure.update_layout(
        # Loops run outside the nodes: room for them at both sides and beneath.
        screen_layout(
            _buttons(scenarios, lang),
            margin={"l": 60, "r": 60, "t": 60, "b": 60},
            annotations=[_caption(_WORDS[lang]["width"].format(unit_text(unit)))],
        )
    )
    return figure


def links_and_nodes(flows, *, names=None, tolerance=1e-3):
    """Return the links and nodes of a Sankey diagram, each flow from or to outside with an end of its own.

    A negative amount (a stock that shrinks) is the same amount the other way round.

    Parameters
    ----------
    flows, names, tolerance
        As for `sankey`.

    Returns
    -------
    links : DataFrame
        ``source``, ``target`` (nodes), ``amount`` (positive), ``sd``, ``name``, ``kind``, ``back`` (recycle).
    nodes : DataFrame
        Indexed by node, from left to right: ``label``, ``role`` (process, input or output), ``amount`` (what passes
        through), ``sd`` (of a flow from or to outside), ``rank`` (layer from the left).

    Raises
    ------
    ValueError
        As for `sankey`.
    """
    unknown = flows.loc[flows["amount"].isna(), "name"]
    if len(unknown):
        raise ValueError(_both("unknown", "、".join(unknown)))
    links = flows[["source", "target", "amount", "sd", "name", "kind"]].reset_index(drop=True)
    backwards = links["amount"] < 0
    ends = links.loc[backwards, ["target", "source"]].to_numpy()
    links.loc[backwards, ["source", "target"]] = ends
    links["amount"] = links["amount"].abs().astype(float)
    links["sd"] = links["sd"].astype(float)
    links = links[links["amount"] > 0].reset_index(drop=True)
    _check_closure(links, names or {}, tolerance)
    nodes = _nodes(links, names or {})
    rows = links.index.astype(str)
    links["source"] = links["source"].where(links["source"] != OUTSIDE, "input " + rows)
    links["target"] = links["target"].where(links["target"] != OUTSIDE, "output " + rows)
    links["back"] = recycles(links)
    nodes["rank"] = nodes.index.map(layer_ranks(links))
    return links, nodes.sort_values("rank", kind="stable")


def _check_closure(links, names, tolerance):
    gave = links.groupby("source")["amount"].sum()
    took = links.groupby("target")["amount"].sum()
    for process in sorted((set(gave.index) | set(took.index)) - {OUTSIDE}):
        out, into = gave.get(process, 0.0), took.get(process, 0.0)
        if abs(into - out) > tolerance * max(into, out):
            raise ValueError(_both("open", names.get(process, process), number(into, 6), number(out, 6)))


def _nodes(links, names):
    took = links.groupby("target")["amount"].sum()
    gave = links.groupby("source")["amount"].sum()
    through = took.combine(gave, max, fill_value=0.0).drop(OUTSIDE, errors="ignore")
    labels = [names.get(process, process) for process in through.index]
    parts = [pd.DataFrame({"label": labels, "role": "process", "amount": through, "sd": float("nan")})]
    for role, end in (("input", "source"), ("output", "target")):
        chosen = links[links[end] == OUTSIDE]
        terminals = chosen[["name", "amount", "sd"]].rename(columns={"name": "label"}).assign(role=role)
        parts.append(terminals.set_axis(f"{role} " + chosen.index.astype(str)))
    return pd.concat([part for part in parts if len(part)])


def _trace(links, nodes, unit, visible):
    place = {node: index for index, node in enumerate(nodes.index)}
    colours = [role_of(kind).colour for kind in links["kind"]]
    return go.Sankey(
        visible=visible,
        valuesuffix=f" {unit}",
        arrangement="snap",
        node={
            "label": [f"{row.label} {amount_text(row.amount, row.sd)}" for row in nodes.itertuples()],
            "color": [BLACK if role == "process" else GREY for role in nodes["role"]],
            "pad": 18,
            "thickness": 14,
        },
        link={
            "source": links["source"].map(place).tolist(),
            "target": links["target"].map(place).tolist(),
            "value": links["amount"].tolist(),
            "label": list(links["name"]),
            "color": [_translucent(colour) for colour in colours],
            "line": {"color": GREY, "width": 0.5},
            "customdata": [amount_text(*pair) for pair in zip(links["amount"], links["sd"], strict=True)],
            "hovertemplate": "%{label}<br>%{customdata} " + unit + "<extra></extra>",
        },
    )


def role_of(kind):
    """Return how a kind of flow looks."""
    return ROLES.get(_ROLE_OF_KIND.get(kind, kind), ROLES["material"])


def _translucent(colour):
    red, green, blue = (round(255 * part) for part in to_rgb(colour))
    return f"rgba({red},{green},{blue},0.45)"


def _caption(text):
    return {
        "text": text,
        "x": 0,
        "y": -0.06,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 12},
    }


def _buttons(scenarios, lang):
    """Return label and action of each scenario's button; the order is that of the traces."""
    labels = [getattr(ROLES[name], lang) if name in ROLES else str(name) for name in scenarios]
    shown = [[{"visible": [other == name for other in scenarios]}] for name in scenarios]
    return list(zip(labels, shown, strict=True))


def _both(message, *values):
    return " / ".join(_WORDS[lang][message].format(*values) for lang in ("zh", "en"))
