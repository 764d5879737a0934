"""Economics of an option: its cash flow over the years and how its net present value reacts."""

import numpy as np

from .labels import row_label
from .scales import check_known, rows_height, write_numbers
from .style import BLACK, BLUE, GREY, ORANGE, SKY, SMALL_FONT_SIZE, VERMILION, new_figure, number, percent, tidy_axes
from .tables import cell_text

_WORDS = {
    "zh": {
        "year": "年",
        "money": "万元",
        "flow": "年净现金流量",
        "cumulative": "累计",
        "discounted": "累计折现",
        "npv": "净现值 NPV [万元]",
        "low": "取低值",
        "high": "取高值",
        "base": "基准 {}",
        "investment": "总投资",
        "saving": "年节省金额",
        "tax_rate": "综合税率",
        "life": "使用年限",
        "discount_rate": "折现率",
    },
    "en": {
        "year": "year",
        "money": "10⁴ CNY",
        "flow": "net cash flow",
        "cumulative": "cumulative",
        "discounted": "cumulative, discounted",
        "npv": "net present value [10⁴ CNY]",
        "low": "low value",
        "high": "high value",
        "base": "base {}",
        "investment": "investment",
        "saving": "annual saving",
        "tax_rate": "tax rate",
        "life": "life",
        "discount_rate": "discount rate",
    },
}


def cash_flow(flows, lang="zh"):
    """Draw the cash flow of each year and what it adds up to, with and without discounting.

    Parameters
    ----------
    flows : DataFrame
        ``year`` (0 = investment), ``cash_flow``, ``cumulative``, ``discounted`` (cumulative). [万元]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_known(flows, ["cash_flow", "cumulative", "discounted"])
    words = _WORDS[lang]
    figure = new_figure(height=9.0)
    axes = tidy_axes(figure.subplots())
    axes.bar(flows["year"], flows["cash_flow"], 0.6, color=SKY, edgecolor=BLACK, label=words["flow"])
    axes.plot(flows["year"], flows["cumulative"], color=BLACK, marker="o", label=words["cumulative"])
    axes.plot(flows["year"], flows["discounted"], color=VERMILION, marker="s", ls="--", label=words["discounted"])
    axes.axhline(0, color=BLACK, linewidth=0.9)
    ends = flows.iloc[-1][["cumulative", "discounted"]]
    for name, below in (("cumulative", ends.idxmin() == "cumulative"), ("discounted", ends.idxmin() == "discounted")):
        axes.annotate(
            number(ends[name]),
            (flows["year"].iloc[-1], ends[name]),
            xytext=(0, -7 if below else 7),
            textcoords="offset points",
            ha="center",
            va="top" if below else "bottom",
            fontsize=SMALL_FONT_SIZE,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
        )
    axes.set_xticks(flows["year"])
    axes.margins(y=0.12)
    write_numbers(axes.yaxis)
    axes.set(xlabel=words["year"], ylabel=words["money"])
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def tornado(sensitivity, lang="zh"):
    """Draw the net present value when one factor at a time takes its low or its high value.

    Parameters
    ----------
    sensitivity : DataFrame
        ``factor`` (investment, saving, tax_rate, life, discount_rate or a name), ``low``, ``high`` (the values
        taken), ``NPV_low``, ``NPV_high`` (net present value at them), ``NPV`` (at the expected values). [万元]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_known(sensitivity, ["NPV", "NPV_low", "NPV_high"])
    words = _WORDS[lang]
    swing, base = (sensitivity["NPV_high"] - sensitivity["NPV_low"]).abs(), sensitivity["NPV"].iloc[0]
    ordered = sensitivity.loc[swing.sort_values(ascending=False, kind="stable").index]
    places = np.arange(len(ordered))
    figure = new_figure(height=rows_height(len(ordered), 0.85, 3.0))
    axes = tidy_axes(figure.subplots(), "x")
    for end, colour, hatch in (("low", ORANGE, "///"), ("high", BLUE, "")):
        axes.barh(
            places,
            ordered[f"NPV_{end}"] - base,
            0.6,
            base,
            color=colour,
            hatch=hatch,
            edgecolor=BLACK,
            label=words[end],
        )
        for place, row in zip(places, ordered.to_dict("records"), strict=True):
            value = row[f"NPV_{end}"]
            side = 1 if value >= base else -1
            _write_end(axes, (value, place), f"{_taken(row['factor'], row[end])}: {number(value)}", side)
    axes.axvline(base, color=BLACK, linewidth=1.0)
    ends = ordered[["NPV_low", "NPV_high"]]
    if ends.min(axis=None) < 0 or base < 0:
        axes.axvline(0, color=GREY, linestyle="--", linewidth=1.0)
    lowest, highest = ends.min(axis=None), ends.max(axis=None)
    room = 0.45 * max(highest - lowest, 1e-9)
    axes.set(xlim=(min(lowest, base) - room, max(highest, base) + room), ylim=(len(ordered) - 0.4, -0.6))
    axes.set_yticks(places, [row_label(words.get(name, name), 9) for name in ordered["factor"]])
    write_numbers(axes.xaxis)
    axes.set_xlabel(words["npv"])
    axes.set_title(words["base"].format(number(base)), fontsize=SMALL_FONT_SIZE)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def _taken(factor, value):
    """Return the value that a factor takes; rates are read in per cent."""
    return percent(value) if factor.endswith("_rate") and not isinstance(value, str) else cell_text(value)


def _write_end(axes, point, text, side):
    axes.annotate(
        text,
        point,
        xytext=(4 * side, 0),
        textcoords="offset points",
        ha="left" if side > 0 else "right",
        va="center",
        fontsize=SMALL_FONT_SIZE,
    )
