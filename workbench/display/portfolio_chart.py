"""Many audits side by side: what is lost and what the options bring back."""

import numpy as np

from .labels import row_label
from .scales import check_rows, reach, rows_height
from .style import BLACK, BLUE, ORANGE, SMALL_FONT_SIZE, new_figure, number, tidy_axes

MOST = 40  # rows that a page can hold

_WORDS = {
    "zh": {"losses": "损失价值", "benefit": "已实施方案效益", "axis": "万元/a", "unknown": "未知"},
    "en": {"losses": "losses", "benefit": "benefit of options carried out", "axis": "10⁴ CNY/a", "unknown": "unknown"},
}


def run_bars(runs, lang="zh"):
    """Draw the losses and the benefit of each audit, the largest losses on top; the `MOST` largest.

    Parameters
    ----------
    runs : DataFrame
        ``name``, ``losses``, ``benefit`` [万元/a], unknown ones at the bottom.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(runs)
    words = _WORDS[lang]
    drawn = runs.sort_values("losses", ascending=False, na_position="last", kind="stable").head(MOST)
    figure = new_figure(height=rows_height(len(drawn), 0.9, 2.4))
    axes = tidy_axes(figure.subplots(), "x")
    places, widest = np.arange(len(drawn)), reach(drawn["losses"], drawn["benefit"])
    for shift, column, colour, hatch in ((-0.2, "losses", ORANGE, "///"), (0.2, "benefit", BLUE, "")):
        values = drawn[column].to_numpy(float)
        axes.barh(
            places + shift,
            np.nan_to_num(values),
            0.36,
            color=colour,
            hatch=hatch,
            edgecolor=BLACK,
            linewidth=0.6,
            label=words[column],
        )
        for place, value in zip(places, values, strict=True):
            text = number(value, 4) if value == value else words["unknown"]
            start = max(0.0, value) if value == value else 0.0
            axes.text(start + 0.01 * widest, place + shift, text, va="center", fontsize=SMALL_FONT_SIZE - 1)
    axes.axvline(0, color=BLACK, linewidth=0.9)
    axes.set_yticks(places, [row_label(name, 13) for name in drawn["name"]])
    axes.set(ylim=(len(drawn) - 0.4, -0.6), xlabel=words["axis"])
    axes.set_xlim(right=1.16 * widest)
    figure.legend(loc="outside lower center", ncols=2, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure
