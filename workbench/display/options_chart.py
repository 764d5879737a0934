"""Cleaner production options at a glance: investment, benefit and payback as bubbles; weighted screening bars."""

import numpy as np

from workbench.case import choice_label

from .labels import place_beside, wrap
from .scales import check_rows
from .style import BLACK, PALETTE, SMALL_FONT_SIZE, new_figure, number, tidy_axes

# One marker for each of the eight classes, so that they can be told apart without colour.
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "h"]
AREA = 75.0  # of a bubble whose option pays back in one year [pt²]
FASTEST, SLOWEST = 0.5, 10.0  # paybacks drawn as the largest and the smallest bubble [a]

_WORDS = {
    "zh": {
        "investment": "投资 [万元]（0 处为无费方案）",
        "benefit": "年净效益 [万元/a]",
        "size": "气泡面积 ∝ 1/偿还期",
        "years": "{} a",
        "unknown": "效益或投资未知，未画：{}",
    },
    "en": {
        "investment": "investment [10⁴ CNY] (no-cost options at 0)",
        "benefit": "annual benefit [10⁴ CNY/a]",
        "size": "bubble area ∝ 1/payback",
        "years": "{} a",
        "unknown": "benefit or investment unknown, not drawn: {}",
    },
}


def option_bubbles(options, lang="zh"):
    """Draw the options by investment and annual benefit; the bubble grows as the payback shrinks.

    Parameters
    ----------
    options : DataFrame
        ``option`` (its number, written beside the bubble), ``investment`` [万元], ``saving`` [万元/a], ``payback`` [a],
        ``class`` (one of the eight of the table options).
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    words = _WORDS[lang]
    known = options["investment"].notna() & options["saving"].notna()
    drawn = options[known].assign(area=lambda frame: bubble_area(frame["payback"]))
    check_rows(drawn)
    figure = new_figure(height=12.5)
    axes = tidy_axes(figure.subplots(), "both")
    for place, (name, members) in enumerate(drawn.groupby("class", sort=False)):
        axes.scatter(
            members["investment"],
            members["saving"],
            s=members["area"],
            marker=MARKERS[place % len(MARKERS)],
            color=PALETTE[place % len(PALETTE)],
            edgecolor=BLACK,
            linewidth=0.8,
            alpha=0.75,
            label=choice_label("options", "class", name, lang),
        )
    _scale_axes(axes, drawn)
    missing = list(options.loc[~known, "option"])
    note = "\n" + wrap(words["unknown"].format("、".join(missing)), 42) if missing else ""
    axes.set(xlabel=words["investment"] + note, ylabel=words["benefit"])
    _add_legends(figure, axes, words)
    points = drawn[["investment", "saving"]].to_numpy(dtype=float)
    place_beside(axes, points, list(drawn["option"]), np.sqrt(drawn["area"].to_numpy()) / 2)
    return figure


def bubble_area(payback):
    """Return the area of a bubble: proportional to 1/payback between half a year and ten years. [pt²]"""
    return AREA / payback.astype(float).fillna(SLOWEST).clip(lower=FASTEST, upper=SLOWEST)


def _scale_axes(axes, drawn):
    """Money spans powers of ten and may be nothing or a loss: logarithmic above one, linear below."""
    for side, column in (("x", "investment"), ("y", "saving")):
        low, high = drawn[column].min(), max(drawn[column].max(), 1.0)
        powers = [10.0**power for power in range(int(np.ceil(np.log10(max(high, -low)))) + 1)]
        limits = (low / 2 if low >= 1 else 1.5 * min(low, -0.4), 2 * high)
        ticks = [tick for tick in (*(-power for power in powers), 0.0, *powers) if limits[0] <= tick <= limits[1]]
        getattr(axes, f"set_{side}scale")("symlog", linthresh=1.0, linscale=0.6)
        getattr(axes, f"set_{side}ticks")(ticks, [number(tick) for tick in ticks])
        getattr(axes, f"set_{side}lim")(*limits)


def _add_legends(figure, axes, words):
    handles, labels = axes.get_legend_handles_labels()
    shown = [
        axes.scatter([], [], s=60, marker=h.get_paths()[0], color=h.get_facecolor(), edgecolor=BLACK) for h in handles
    ]
    for years in (FASTEST, 2.0, SLOWEST):
        shown.append(axes.scatter([], [], s=AREA / years, color="none", edgecolor=BLACK))
        labels.append(words["years"].format(number(years)))
    figure.legend(
        shown, labels, loc="outside lower center", ncols=4, fontsize=SMALL_FONT_SIZE, frameon=False, title=words["size"]
    )
