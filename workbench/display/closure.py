"""How well the balances close: input, output and gap of each process against the tolerance."""

from .arrows import unit_text
from .labels import row_label
from .scales import check_rows, reach, rows_height, write_numbers
from .style import BLACK, BLUE, LIGHT_GREY, ORANGE, ROLES, SMALL_FONT_SIZE, UNKNOWN, new_figure, number, tidy_axes

_WORDS = {
    "zh": {"input": "输入", "output": "输出", "amount": "数量 [{}]", "deviation": "偏差 [%]", "band": "允许偏差"},
    "en": {
        "input": "input",
        "output": "output",
        "amount": "amount [{}]",
        "deviation": "deviation [%]",
        "band": "tolerance",
    },
}


def closure_picture(balance, unit, lang="zh"):
    """Draw input and output of each process and, beside them, the deviation in its tolerance band.

    Parameters
    ----------
    balance : DataFrame
        ``name`` (process), ``input``, ``output``; ``deviation`` ((input − output) over input) and
        ``tolerance``. [%] Unknown stays unknown and is written as —.
    unit : str
        Unit of input and output.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(balance)
    words = _WORDS[lang]
    figure = new_figure(height=rows_height(len(balance), 0.95, 2.2))
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=[1.25, 1])
    _draw_amounts(tidy_axes(left, "x"), balance, words)
    _draw_deviations(tidy_axes(right, "x"), balance)
    left.set(xlabel=words["amount"].format(unit_text(unit)), ylim=(len(balance) - 0.4, -0.6))
    left.set_yticks(range(len(balance)), [row_label(name, 9) for name in balance["name"]])
    write_numbers(left.xaxis)
    right.set_xlabel(words["deviation"])
    right.tick_params(axis="y", length=0)
    handles = [*left.get_legend_handles_labels()[0], right.patches[0]]
    names = [words["input"], words["output"], words["band"]]
    figure.legend(handles, names, loc="outside upper center", ncols=3, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def _draw_amounts(axes, balance, words):
    for shift, column, colour, hatch in ((-0.2, "input", BLUE, ""), (0.2, "output", ORANGE, "///")):
        places = [place + shift for place in range(len(balance))]
        amounts = balance[column].fillna(0.0)
        bars = axes.barh(places, amounts, 0.38, color=colour, hatch=hatch, edgecolor=BLACK, label=words[column])
        axes.bar_label(bars, [number(value) for value in balance[column]], padding=2, fontsize=SMALL_FONT_SIZE)
    axes.set_xlim(0, 1.3 * reach(balance["input"], balance["output"]))


def _draw_deviations(axes, balance):
    widest = reach(balance["deviation"], balance["tolerance"])
    for place, row in enumerate(balance.to_dict("records")):
        axes.barh(place, 2 * row["tolerance"], 0.7, -row["tolerance"], color=LIGHT_GREY)
        if row["deviation"] != row["deviation"]:
            axes.text(0.15 * widest, place, UNKNOWN, va="center", fontsize=SMALL_FONT_SIZE)
            continue
        role = ROLES["suspect" if abs(row["deviation"]) > row["tolerance"] else "measured"]
        axes.plot([row["deviation"]], [place], role.marker, color=role.colour, markersize=7, markeredgecolor=BLACK)
        side = 1 if row["deviation"] >= 0 else -1
        axes.annotate(
            number(row["deviation"], 3),
            (row["deviation"], place),
            xytext=(6 * side, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=SMALL_FONT_SIZE,
        )
    axes.axvline(0, color=BLACK, linewidth=0.8)
    axes.set_xlim(-2 * widest, 2 * widest)
