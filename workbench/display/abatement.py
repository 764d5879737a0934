"""Marginal abatement cost curve: what a tonne saved costs, the cheapest first."""

import numpy as np

from .labels import spread
from .scales import check_known, write_numbers
from .style import BLACK, BLUE, GREEN, SMALL_FONT_SIZE, new_figure, tidy_axes

_WORDS = {
    "zh": {"cost": "单位减排成本 [元/{}]", "amount": "累计减排量 [{}/a]", "gain": "有净收益", "expense": "需净投入"},
    "en": {
        "cost": "abatement cost [CNY/{}]",
        "amount": "cumulative abatement [{}/a]",
        "gain": "pays",
        "expense": "costs",
    },
}


def abatement_curve(options, unit, lang="zh"):
    """Draw the options from the cheapest to the dearest: width = reduction, height = cost of a unit.

    Overlaps between options are the analysis' business: the amounts are drawn as they come.

    Parameters
    ----------
    options : DataFrame
        ``option``, ``reduction`` (in `unit` per year; without one not drawn), ``cost`` (negative where it pays).
        [元/unit]
    unit : str
        What is saved: tCO₂, tCOD, m³ ….
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    words = _WORDS[lang]
    ordered = options[options["reduction"] > 0].sort_values("cost", kind="stable")
    check_known(ordered, ["cost"])
    widths, costs = (ordered[column].to_numpy(dtype=float) for column in ("reduction", "cost"))
    lefts = np.concatenate([[0.0], np.cumsum(widths)[:-1]])
    figure = new_figure(height=10.5)
    axes = tidy_axes(figure.subplots())
    for chosen, name, colour, hatch in ((costs < 0, "gain", GREEN, ""), (costs >= 0, "expense", BLUE, "///")):
        axes.bar(
            lefts[chosen],
            costs[chosen],
            widths[chosen],
            align="edge",
            color=colour,
            hatch=hatch,
            edgecolor=BLACK,
            linewidth=0.8,
            label=words[name],
        )
    axes.axhline(0, color=BLACK, linewidth=1.0)
    axes.set(xlabel=words["amount"].format(unit), ylabel=words["cost"].format(unit), xlim=(0, widths.sum()))
    for axis in (axes.xaxis, axes.yaxis):
        write_numbers(axis)
    _label_blocks(axes, ordered, lefts + widths / 2, costs)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def _label_blocks(axes, ordered, centres, costs):
    """Write the options above the curve, side by side, each with a thin line to its block."""
    top, bottom = max(costs.max(), 0.0), min(costs.min(), 0.0)
    height = top - bottom or 1.0
    total = axes.get_xlim()[1]
    places = spread(centres, total / max(len(centres), 16), 0.0, total)
    level = top + 0.08 * height
    for place, centre, cost, option in zip(places, centres, costs, ordered["option"], strict=True):
        axes.plot([centre, centre, place], [max(cost, 0.0), top + 0.02 * height, level], color=BLACK, linewidth=0.5)
        axes.text(place, level, f" {option}", rotation=90, ha="center", va="bottom", fontsize=SMALL_FONT_SIZE)
    axes.set_ylim(bottom - 0.05 * height, top + 0.35 * height)
