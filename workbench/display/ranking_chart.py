"""Weighted-sum ranking (权重总和计分排序法): who scores what for which factor."""

from .labels import row_label
from .scales import check_rows, reach, rows_height
from .style import BLACK, HATCHES, PALETTE, SMALL_FONT_SIZE, WHITE, new_figure, number, tidy_axes

_WORDS = {
    "zh": {"axis": "加权得分 Σ R×W [分]", "unknown": "有未评分因素"},
    "en": {"axis": "weighted score Σ R×W [points]", "unknown": "a factor is not scored"},
}


def ranking_bars(scores, lang="zh"):
    """Draw each candidate's weighted scores as one stacked bar, the highest sum on top.

    Parameters
    ----------
    scores : DataFrame
        ``candidate``, ``factor``, ``score`` (R×W; unknown leaves the candidate without a sum, at the bottom).
        One row per candidate and factor.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(scores)
    words = _WORDS[lang]
    factors = list(dict.fromkeys(scores["factor"]))
    table = scores.pivot(index="candidate", columns="factor", values="score").reindex(columns=factors)
    sums = table.sum(axis=1, skipna=False).sort_values(ascending=False, na_position="last", kind="stable")
    table = table.loc[sums.index]
    figure = new_figure(height=rows_height(len(table), 1.0, 3.4))
    axes = tidy_axes(figure.subplots(), "x")
    left = table[factors[0]] * 0
    for place, factor in enumerate(factors):
        bars = axes.barh(
            range(len(table)),
            table[factor].fillna(0.0),
            0.62,
            left.fillna(0.0),
            color=PALETTE[place % len(PALETTE)],
            hatch=HATCHES[place % len(HATCHES)],
            edgecolor=BLACK,
            linewidth=0.7,
            alpha=0.8,
            label=factor,
        )
        plate = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
        texts = [number(value) if value > 0.05 * reach(sums) else "" for value in table[factor]]
        axes.bar_label(bars, texts, label_type="center", fontsize=SMALL_FONT_SIZE, bbox=plate)
        left = left.fillna(0.0) + table[factor].fillna(0.0)
    for place, total in enumerate(sums):
        text = number(total) if total == total else words["unknown"]
        axes.text(left.iloc[place] + 0.01 * reach(left), place, text, va="center", fontsize=SMALL_FONT_SIZE)
    axes.set(xlim=(0, 1.12 * reach(left)), ylim=(len(table) - 0.4, -0.6), xlabel=words["axis"])
    axes.set_yticks(range(len(table)), [row_label(name, 11) for name in table.index])
    figure.legend(loc="outside lower center", ncols=min(4, len(factors)), fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure
