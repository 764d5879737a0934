"""Measured against reconciled amounts: what the data reconciliation (数据校正) changed and what it suspects."""

import numpy as np
import pandas as pd

from .arrows import unit_text
from .labels import row_label
from .layers import amount_text
from .scales import check_rows, reach, rows_height
from .style import BLACK, GREY, ROLES, SMALL_FONT_SIZE, UNKNOWN, WHITE, new_figure, number, tidy_axes

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
    drawn = _relative(flows)
    places = np.arange(len(flows))
    for shift, column, spread in ((-0.16, "measured", "measured_sd"), (0.16, "reconciled", "sd")):
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
    suspects, suspect = flows["suspect"].to_numpy(dtype=bool), ROLES["suspect"]
    axes.plot(
        drawn["measured"][suspects],
        places[suspects] - 0.16,
        suspect.marker,
        color=suspect.colour,
        markersize=9,
        markeredgecolor=BLACK,
        zorder=5,
        label=getattr(suspect, lang),
    )
    axes.axvline(100, color=GREY, linewidth=0.8)
    axes.set_xlim(*_range(drawn))
    axes.set_yticks(places, [row_label(name, 11) for name in flows["name"]])
    axes.set(ylim=(len(flows) - 0.4, -0.6), xlabel=words["axis"])
    amounts = axes.secondary_yaxis("right")
    amounts.set_yticks(places, [_amounts(row, words) for row in flows.to_dict("records")], fontsize=SMALL_FONT_SIZE)
    amounts.tick_params(length=0)
    amounts.spines["right"].set_visible(False)
    axes.text(1.02, 1.01, words["amounts"].format(unit_text(unit)), fontsize=SMALL_FONT_SIZE, transform=axes.transAxes)
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


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
