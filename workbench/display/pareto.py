"""Pareto charts of the losses: where the money, the material, the energy and the carbon go."""

import plotly.graph_objects as go

from .arrows import unit_text
from .labels import row_label, wrap
from .scales import reach, rows_height, write_numbers
from .screen import screen_layout
from .style import (
    BLACK,
    ROLES,
    SMALL_FONT_SIZE,
    VERMILION,
    new_figure,
    number,
    tidy_axes,
)

SHOWN_LOSSES = 10

_WORDS = {
    "zh": {
        "amount": "损失 [{}]",
        "share": "累计份额 [%]",
        "rest": "其余 {} 项",
        "unknown": "另有 {} 项损失未知，未计入：{}",
        "empty": "没有以 {} 计的已知损失",
    },
    "en": {
        "amount": "loss [{}]",
        "share": "cumulative share [%]",
        "rest": "{} others",
        "unknown": "unknown and not counted ({}): {}",
        "empty": "no known loss in {}",
    },
}


def loss_pareto(losses, unit, lang="zh"):
    """Draw the losses in one unit from the largest to the smallest, their cumulative share and the 80 % line.

    Parameters
    ----------
    losses : DataFrame
        ``name``, ``unit`` (万元/a, t/a, tce/a, tCO₂/a …), ``amount`` in that unit; one row per loss and unit.
    unit : str
        Which of the units to show.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If no loss is known in this unit.
    """
    ranked, unknown = _ranked(losses, unit, lang)
    figure = new_figure(height=rows_height(len(ranked), 0.85, 2.4))
    amounts, shares = figure.subplots(1, 2, sharey=True, width_ratios=[1.5, 1])
    role, places = ROLES["loss"], range(len(ranked))
    bars = tidy_axes(amounts, "x").barh(places, ranked["amount"], 0.66, color=role.colour, edgecolor=BLACK)
    amounts.bar_label(bars, [number(amount) for amount in ranked["amount"]], padding=2, fontsize=SMALL_FONT_SIZE)
    amounts.set_yticks(places, [row_label(name, 11) for name in ranked["name"]])
    amounts.set(xlabel=_WORDS[lang]["amount"].format(unit_text(unit)), xlim=(0, 1.25 * reach(ranked["amount"])))
    amounts.set_ylim(len(ranked) - 0.4, -0.6)
    write_numbers(amounts.xaxis)
    tidy_axes(shares, "x").plot(ranked["share"], places, color=BLACK, marker="o", linewidth=1.4)
    shares.axvline(80, color=VERMILION, linestyle="--", linewidth=1.4)
    shares.set(xlim=(0, 104), xlabel=_WORDS[lang]["share"])
    shares.set_xticks([0, 20, 40, 60, 80, 100])
    shares.tick_params(axis="y", length=0)
    if unknown:
        note = _WORDS[lang]["unknown"].format(len(unknown), "、".join(unknown))
        figure.supxlabel(wrap(note, 44), fontsize=SMALL_FONT_SIZE)
    return figure


def loss_pareto_switch(losses, lang="zh"):
    """Draw the same Pareto chart for the screen, with one button for each unit.

    Parameters
    ----------
    losses, lang
        As for `loss_pareto`.

    Returns
    -------
    plotly.graph_objects.Figure
    """
    units = list(dict.fromkeys(losses["unit"]))
    figure = go.Figure()
    for unit in units:
        ranked, _ = _ranked(losses, unit, lang)
        names = [row_label(name, 5.5).replace("\n", "<br>") for name in ranked["name"]]
        amounts, shares = ranked["amount"].tolist(), ranked["share"].tolist()
        texts = [number(amount) for amount in amounts]
        shown = {"x": names, "visible": unit == units[0]}
        figure.add_bar(y=amounts, text=texts, textposition="outside", marker_color=ROLES["loss"].colour, **shown)
        figure.add_scatter(y=shares, yaxis="y2", line_color=BLACK, mode="lines+markers", **shown)
    eighty = {"color": VERMILION, "dash": "dash", "width": 1.5}
    figure.update_layout(
        screen_layout(
            [_button(units, unit, lang) for unit in units],
            showlegend=False,
            xaxis={"tickangle": 0},
            yaxis={"title": {"text": _WORDS[lang]["amount"].format(unit_text(units[0]))}, "rangemode": "tozero"},
            yaxis2=_share_axis(_WORDS[lang]["share"]),
            shapes=[
                {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y2", "y0": 80, "y1": 80, "line": eighty}
            ],
        )
    )
    return figure


def _share_axis(title):
    ticks = [0, 20, 40, 60, 80, 100]
    return {"title": {"text": title}, "overlaying": "y", "side": "right", "range": [0, 105], "tickvals": ticks}


def _ranked(losses, unit, lang):
    """Return the known losses in one unit, largest first and the small ones together, and the unknown ones' names."""
    chosen = losses[losses["unit"] == unit]
    known = chosen[chosen["amount"].notna()].sort_values("amount", ascending=False, kind="stable")
    if known.empty:
        raise ValueError(" / ".join(_WORDS[each]["empty"].format(unit) for each in ("zh", "en")))
    ranked = known[["name", "amount"]].reset_index(drop=True)
    if len(ranked) > SHOWN_LOSSES:
        rest = ranked.iloc[SHOWN_LOSSES - 1 :]
        ranked = ranked.head(SHOWN_LOSSES - 1)
        ranked.loc[len(ranked)] = [_WORDS[lang]["rest"].format(len(rest)), rest["amount"].sum()]
    ranked["share"] = 100 * ranked["amount"].cumsum() / ranked["amount"].sum()
    return ranked, list(chosen.loc[chosen["amount"].isna(), "name"])


def _button(units, unit, lang):
    visible = [other == unit for other in units for _ in range(2)]
    title = {"yaxis.title.text": _WORDS[lang]["amount"].format(unit_text(unit))}
    return unit, [{"visible": visible}, title]
