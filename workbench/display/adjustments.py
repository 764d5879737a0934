"""Measured against reconciled amounts: what the data reconciliation (数据校正) changed and what it suspects."""

import numpy as np
import pandas as pd

from .arrows import unit_text
from .labels import row_label, write_beside_rows
from .layers import amount_text
from .scales import check_rows, reach, rows_height
from .style import BLACK, GREY, ROLES, SMALL_FONT_SIZE, UNKNOWN, WHITE, new_figure, number, tidy_axes

SHIFT = 0.16  # of the two values of a flow from the middle of its row

_WORDS = {
    "zh": {"axis": "相对于校正值 [%]", "amounts": "实测 → 校正 [{}]", "suspect": "可疑"},
    "en": {
        "axis": "relative to the reconciled value [%]",
        "amounts": "measured → reconciled [{}]",
        "suspect": "suspect",
    },
}


def adjustment_dots(flows, unit, lang="zh"):
    """Draw each flow's measured and reconciled value with ±1 standard uncertainty; suspects are marked.

    Flows of every size share one axis because each is drawn relative to its reconciled value; some 30 flows
    fill a page.

    Parameters
    ----------
    flows : DataFrame
        ``name``, ``measured``, ``measured_sd``, ``reconciled``, ``sd`` (after reconciliation), ``suspect``
        (bool). Unknown where not measured or not solvable.
    unit : str
        Unit of the amounts.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(flows)
    words = _WORDS[lang]
    figure = new_figure(height=rows_height(len(flows), 0.72, 2.6))
    axes = tidy_axes(figure.subplots(), "both")
    drawn, places = _relative(flows), np.arange(len(flows))
    _draw_dots(axes, drawn, places, lang)
    suspects = flows["suspect"].to_numpy(dtype=bool)
    if suspects.any():
        _mark_suspects(axes, drawn["measured"][suspects], places[suspects] - SHIFT, lang)
    axes.axvline(100, color=GREY, linewidth=0.8)
    axes.set_xlim(*_range(drawn))
    axes.set_yticks(places, [row_label(name, 11) for name in flows["name"]])
    axes.set(ylim=(len(flows) - 0.4, -0.6), xlabel=words["axis"])
    texts = [_amounts(row, words) for row in flows.to_dict("records")]
    write_beside_rows(axes, texts, words["amounts"].format(unit_text(unit)))
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def _draw_dots(axes, drawn, places, lang):
    for shift, column, spread in ((-SHIFT, "measured", "measured_sd"), (SHIFT, "reconciled", "sd")):
        role = ROLES[column]
        axes.errorbar(
            drawn[column],
            places + shift,
            xerr=drawn[spread],
            fmt=role.marker,
            color=role.colour,
            markerfacecolor=WHITE if column == "measured" else role.colour,
            markersize=5,
            capsize=2.5,
            linewidth=1.1,
            label=getattr(role, lang),
        )


def _mark_suspects(axes, values, places, lang):
    role = ROLES["suspect"]
    marks = axes.plot(values, places, role.marker, color=role.colour, markersize=9, label=getattr(role, lang))
    marks[0].set(markeredgecolor=BLACK, zorder=5)


def _relative(flows):
    """Return the columns relative to the reconciled value. [%]"""
    scale = 100 / flows["reconciled"].where(flows["reconciled"] != 0)
    columns = {name: flows[name] * scale for name in ("measured", "reconciled")}
    return pd.DataFrame(columns | {name: flows[name] * scale.abs() for name in ("measured_sd", "sd")})


def _range(drawn):
    """Return limits that hold every measured flow; the error bar of an unmeasured one may run out of them."""
    held = drawn[drawn["measured"].notna()]
    widest = 1.15 * reach((held["measured"] - 100).abs() + held["measured_sd"].fillna(0), held["sd"])
    return 100 - widest, 100 + widest


def _amounts(row, words):
    measured = number(row["measured"]) if row["measured"] == row["measured"] else UNKNOWN
    mark = f"  {words['suspect']}" if row["suspect"] else ""
    return f"{measured} → {amount_text(row['reconciled'], row['sd'])}{mark}"
