"""Pictures of the classroom: tests of meters, a water loop, and a present value against its rate."""

import numpy as np

from .labels import row_label
from .scales import check_rows, reach, rows_height
from .style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ROLES,
    SKY,
    SMALL_FONT_SIZE,
    VERMILION,
    new_figure,
    number,
    percent,
    tidy_axes,
)

_WORDS = {
    "zh": {
        "z": "检验值 |z|",
        "limit": "界限 {}",
        "fine": "未见异常",
        "named": "被指认",
        "blind": "平衡检验不到",
        "reuse": "重复利用率 [%]",
        "concentration": "循环水浓度 [mg/L]",
        "day": "天",
        "allowed": "允许浓度",
        "now": "现在",
        "rate": "贴现率 [%]",
        "value": "净现值 NPV [万元]",
        "irr": "内部收益率 {}",
        "chosen": "贴现率 {}：{} 万元",
    },
    "en": {
        "z": "test value |z|",
        "limit": "limit {}",
        "fine": "in order",
        "named": "named",
        "blind": "no balance tests it",
        "reuse": "reuse rate [%]",
        "concentration": "concentration of the loop [mg/L]",
        "day": "days",
        "allowed": "allowed",
        "now": "now",
        "rate": "discount rate [%]",
        "value": "net present value NPV [10⁴ CNY]",
        "irr": "internal rate of return {}",
        "chosen": "discount rate {}: {} (10⁴ CNY)",
    },
}


def meter_bars(meters, limit, lang="zh"):
    """Draw the test value of each meter with the critical value; those that are named stand out.

    Parameters
    ----------
    meters : DataFrame
        ``name``, ``z`` (unknown where no balance tests the meter), ``suspect`` (bool).
    limit : float
        Critical \\|z\\|.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(meters)
    words = _WORDS[lang]
    figure = new_figure(height=rows_height(len(meters), 0.68, 2.6))
    axes = tidy_axes(figure.subplots(), "x")
    sizes, suspects = meters["z"].abs().to_numpy(float), meters["suspect"].to_numpy(bool)
    places = np.arange(len(meters))
    for chosen, colour, hatch, name in (
        (~suspects, SKY, "", words["fine"]),
        (suspects, VERMILION, ROLES["suspect"].hatch, words["named"]),
    ):
        if chosen.any():
            bars = np.nan_to_num(sizes[chosen])
            axes.barh(places[chosen], bars, 0.62, color=colour, hatch=hatch, edgecolor=BLACK, linewidth=0.7, label=name)
    widest = max(reach(sizes), limit)
    for place, (size, z) in enumerate(zip(sizes, meters["z"], strict=True)):
        text = number(z, 2) if z == z else words["blind"]
        start = size if size == size else 0.0
        axes.text(start + 0.01 * widest, place, text, va="center", fontsize=SMALL_FONT_SIZE)
    axes.axvline(limit, color=BLACK, linestyle="--", linewidth=1.1, label=words["limit"].format(f"{limit:.2f}"))
    axes.set_yticks(places, [row_label(name, 13) for name in meters["name"]])
    axes.set(xlim=(0, 1.15 * widest), ylim=(len(meters) - 0.4, -0.6), xlabel=words["z"])
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def loop_curves(by_rate, by_day, now, allowed, lang="zh"):
    """Draw how concentrated a water loop becomes: by its reuse rate, and day by day at the present one.

    Parameters
    ----------
    by_rate : DataFrame
        ``rate`` [1], ``concentration`` [mg/L] in the steady state.
    by_day : DataFrame
        ``day``, ``concentration`` [mg/L].
    now : tuple of float
        Reuse rate [1] and steady concentration [mg/L] at present; the latter unknown where nothing is bled.
    allowed : float
        Allowed concentration. [mg/L]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    words = _WORDS[lang]
    figure = new_figure(height=7.5)
    left, right = figure.subplots(1, 2)
    top = 2.2 * max(allowed, 0.5 * reach(by_day["concentration"]))
    for axes, places, values, name in (
        (left, 100 * by_rate["rate"], by_rate["concentration"], words["reuse"]),
        (right, by_day["day"], by_day["concentration"], words["day"]),
    ):
        tidy_axes(axes, "both").plot(places, values, color=BLUE, linewidth=1.8)
        axes.axhline(allowed, color=VERMILION, linestyle="--", linewidth=1.2, label=words["allowed"])
        axes.set(xlabel=name, ylim=(0, top))
    left.set_ylabel(words["concentration"])
    rate, steady = now
    if np.isfinite(steady):
        left.plot(100 * rate, min(steady, top), "o", color=BLACK, label=words["now"], clip_on=False, zorder=5)
        right.axhline(steady, color=GREY, linestyle=":", linewidth=1.2)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    return figure


def value_curve(points, chosen, root, lang="zh"):
    """Draw the net present value against the discount rate, where it is zero and where it stands.

    Parameters
    ----------
    points : DataFrame
        ``rate`` [1], ``NPV`` [万元].
    chosen : tuple of float
        Discount rate [1] and its NPV [万元].
    root : float or None
        Internal rate of return [1].
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(points)
    words = _WORDS[lang]
    figure = new_figure(height=7.5)
    axes = tidy_axes(figure.subplots(), "both")
    axes.plot(100 * points["rate"], points["NPV"], color=BLUE, linewidth=1.8)
    axes.axhline(0, color=BLACK, linewidth=0.9)
    rate, value = chosen
    label = words["chosen"].format(percent(rate), number(value))
    axes.plot(100 * rate, value, "s", color=VERMILION, markeredgecolor=BLACK, label=label)
    if root is not None:
        axes.plot(100 * root, 0, "o", color=GREEN, markeredgecolor=BLACK, label=words["irr"].format(percent(root, 4)))
    axes.set(xlabel=words["rate"], ylabel=words["value"])
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure
