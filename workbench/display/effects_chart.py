"""What the options changed: the way from before the audit to after it, step by step."""

import numpy as np

from .labels import row_label
from .scales import check_known, reach, rows_height, write_numbers
from .style import BLACK, GREEN, GREY, ROLES, SMALL_FONT_SIZE, VERMILION, new_figure, number, tidy_axes

_WORDS = {
    "zh": {"open": "瀑布图不闭合：{} + Σ变化 = {} ≠ {}", "increase": "增加", "decrease": "减少"},
    "en": {
        "open": "the waterfall does not close: {} + Σ changes = {} ≠ {}",
        "increase": "increase",
        "decrease": "decrease",
    },
}


def waterfall(steps, unit, *, tolerance=1e-3, lang="zh"):
    """Draw how the changes lead from the first total to the last.

    Parameters
    ----------
    steps : DataFrame
        ``name``, ``amount``, ``kind`` (total or change). The first and the last row are totals.
    unit : str
        Unit of the amounts, with the quantity: 新水取用量 [万m³/a].
    tolerance : float
        Greatest |first + Σ changes − last| over the first total. [1]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the changes do not lead from the first total to the last.
    """
    check_known(steps, ["amount"])
    words, amounts = _WORDS[lang], steps["amount"].to_numpy(dtype=float)
    change = (steps["kind"] == "change").to_numpy()
    ends = np.where(change, amounts[0] + np.cumsum(np.where(change, amounts, 0.0)), amounts)
    reached = amounts[0] + amounts[change].sum()
    if abs(reached - amounts[-1]) > tolerance * abs(amounts[0]):
        values = [number(value, 6) for value in (amounts[0], reached, amounts[-1])]
        raise ValueError(" / ".join(_WORDS[each]["open"].format(*values) for each in ("zh", "en")))
    bottoms = np.where(change, ends - amounts, 0.0)
    figure = new_figure(height=rows_height(len(steps), 0.85, 2.4))
    axes = tidy_axes(figure.subplots(), "x")
    places = np.arange(len(steps))
    for kind, chosen in (
        ("before", ~change),
        ("increase", change & (amounts > 0)),
        ("decrease", change & (amounts <= 0)),
    ):
        if not chosen.any():
            continue
        colour, hatch = _LOOKS[kind]
        label = words.get(kind, "_")
        axes.barh(
            places[chosen], amounts[chosen], 0.6, bottoms[chosen], color=colour, hatch=hatch, ec=BLACK, label=label
        )
    for place in places[:-1]:
        axes.plot([ends[place]] * 2, [place + 0.3, place + 0.7], color=GREY, linewidth=0.9)
    _write_amounts(axes, amounts, change, np.maximum(ends, bottoms))
    axes.set(xlabel=unit, ylim=(len(steps) - 0.4, -0.6))
    axes.set_yticks(places, [row_label(name, 12) for name in steps["name"]])
    write_numbers(axes.xaxis)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


_LOOKS = {"before": (ROLES["before"].colour, ""), "increase": (VERMILION, "xx"), "decrease": (GREEN, "///")}


def _write_amounts(axes, amounts, change, right):
    for place, (amount, step, edge) in enumerate(zip(amounts, change, right, strict=True)):
        text = f"+{number(amount)}" if step and amount > 0 else number(amount)
        axes.annotate(
            text, (edge, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=SMALL_FONT_SIZE
        )
    axes.set_xlim(min(0.0, right.min()), max(1.15 * right.max(), 0.05 * reach(right)))
