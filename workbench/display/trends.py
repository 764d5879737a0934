"""Trends over the audit's three years, by month or by year, with the limits of permit and standard."""

import numpy as np

from .arrows import unit_text
from .labels import row_label
from .scales import check_rows, reach, write_numbers
from .style import (
    BLACK,
    BLUE,
    ROLES,
    SKY,
    SMALL_FONT_SIZE,
    VERMILION,
    WHITE,
    new_figure,
    number,
    tidy_axes,
)

_WORDS = {
    "zh": {"limit": "限值 {}", "exceeded": "超限", "unknown": "缺测"},
    "en": {"limit": "limit {}", "exceeded": "above the limit", "unknown": "not measured"},
}


def monthly_trend(records, lang="zh"):
    """Draw records by month, one panel for each item; unknown months leave a gap and are marked.

    Parameters
    ----------
    records : DataFrame
        ``item``, ``unit``, ``month`` (2012-03), ``value``; ``limit`` in the same unit, unknown where there is
        none. Values above the limit are marked. Up to five items fill a page.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(records)
    items = list(dict.fromkeys(records["item"]))
    months = sorted(set(records["month"].astype(str)))
    figure = new_figure(height=1.5 + 4.0 * len(items))
    panels = figure.subplots(len(items), 1, sharex=True, squeeze=False)[:, 0]
    for axes, item in zip(panels, items, strict=True):
        rows = records[records["item"] == item].assign(month=lambda frame: frame["month"].astype(str))
        _draw_months(tidy_axes(axes), rows.set_index("month").reindex(months), lang)
        unit = unit_text(rows["unit"].iloc[0])
        axes.set_title(row_label(item, 26, f" [{unit}]"), fontsize=SMALL_FONT_SIZE, loc="left")
    _quarter_labels(panels[-1], months)
    return figure


def annual_trend(records, lang="zh"):
    """Draw records by year, one panel for each item, the number on each bar.

    Parameters
    ----------
    records : DataFrame
        ``item``, ``unit``, ``year``, ``value``; ``limit`` in the same unit, unknown where there is none.
        Values above the limit are marked.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(records)
    items = list(dict.fromkeys(records["item"]))
    columns = min(3, len(items))
    figure = new_figure(height=0.5 + 5.6 * -(-len(items) // columns))
    panels = figure.subplots(-(-len(items) // columns), columns, squeeze=False).ravel()
    for axes in panels[len(items) :]:
        axes.remove()
    for axes, item in zip(panels, items, strict=False):
        rows = records[records["item"] == item].sort_values("year")
        _draw_years(tidy_axes(axes), rows, lang)
        axes.set_title(row_label(item, 13, f" [{unit_text(rows['unit'].iloc[0])}]"), fontsize=SMALL_FONT_SIZE)
    return figure


def _draw_months(axes, rows, lang):
    places = np.arange(len(rows))
    values, limits = rows["value"].to_numpy(dtype=float), rows["limit"].to_numpy(dtype=float)
    axes.plot(places, values, color=BLUE, marker="o", markersize=3.5, linewidth=1.2)
    axes.plot(places, limits, color=VERMILION, linestyle="--", linewidth=1.2)
    above, unknown = values > limits, np.isnan(values)
    suspect = ROLES["suspect"]
    axes.plot(places[above], values[above], suspect.marker, color=suspect.colour, markersize=8, markeredgecolor=BLACK)
    write_numbers(axes.yaxis)
    axes.set(xlim=(-0.6, len(rows) - 0.4), ylim=(0, 1.25 * reach(values, limits)))
    if unknown.any():
        axes.plot(places[unknown], np.zeros(unknown.sum()), "x", color=BLACK, markersize=5, clip_on=False)
    notes = [_WORDS[lang]["limit"].format(number(np.nanmax(limits)))] if not np.isnan(limits).all() else []
    notes += [f"✖ {_WORDS[lang]['exceeded']} {above.sum()}"] if above.any() else []
    notes += [f"× {_WORDS[lang]['unknown']} {unknown.sum()}"] if unknown.any() else []
    axes.set_title("  ".join(notes), fontsize=SMALL_FONT_SIZE, loc="right")


def _quarter_labels(axes, months):
    """Label every third month; its year only where a new one begins."""
    places = range(0, len(months), 3)
    labels, year = [], None
    for place in places:
        new_year, month = months[place].split("-")[:2]
        labels.append(f"{int(month)}\n{new_year}" if new_year != year else f"{int(month)}")
        year = new_year
    axes.set_xticks(list(places), labels)


def _draw_years(axes, rows, lang):
    values, limits = rows["value"].to_numpy(dtype=float), rows["limit"].to_numpy(dtype=float)
    places = np.arange(len(rows))
    above = values > limits
    bars = axes.bar(places, np.nan_to_num(values), 0.6, color=SKY, edgecolor=BLACK)
    for bar in np.array(bars.patches)[above]:
        bar.set(facecolor=ROLES["suspect"].colour, hatch=ROLES["suspect"].hatch)
    plate = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.6}
    axes.bar_label(bars, [_bar_text(value) for value in values], padding=3, fontsize=SMALL_FONT_SIZE, bbox=plate)
    for place, limit in zip(places, limits, strict=True):
        axes.plot([place - 0.42, place + 0.42], [limit, limit], color=VERMILION, linestyle="--", linewidth=1.4)
    axes.set(ylim=(0, 1.3 * reach(values, limits)))
    # The number stands on each bar: a scale beside it would say it twice.
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks(places, [str(year) for year in rows["year"]])
    if not np.isnan(limits).all():
        axes.set_xlabel(_WORDS[lang]["limit"].format(number(np.nanmax(limits))), fontsize=SMALL_FONT_SIZE)


def _bar_text(value):
    """Return a number that is not wider than its bar's share of the panel."""
    text = number(value)
    return text if len(text) <= 7 else number(value, 3)
