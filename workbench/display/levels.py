"""Indicators against the benchmarks Ⅰ/Ⅱ/Ⅲ: bullet bars, radar, heat table and the gap to the next level."""

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from .labels import row_label, wrap
from .scales import check_rows, reach
from .style import BLACK, GREY, LINE_WIDTH, ROLES, SMALL_FONT_SIZE, UNKNOWN, WHITE, new_figure, number, tidy_axes

# From worst to best, as they stand from left to right.
BANDS = ("none", "III", "II", "I")
_BOUNDARIES = ("level3", "level2", "level1")

_WORDS = {
    "zh": {
        "limiting": "* 限定性指标；色带间的数字为各级基准值",
        "value": "现状值",
        "no_benchmark": "无可用基准值",
        "share": "达到该级的权重份额 [%]",
        "heat_note": "* 限定性指标；— 未知",
        "gap": "距下一级基准值的差距 [%]",
        "reached": "已达Ⅰ级",
    },
    "en": {
        "limiting": "* limiting indicator; numbers between the bands are the benchmarks",
        "value": "value",
        "no_benchmark": "no benchmark available",
        "share": "share of weight that meets the level [%]",
        "heat_note": "* limiting indicator; — unknown",
        "gap": "gap to the benchmark of the next level [%]",
        "reached": "level Ⅰ reached",
    },
}


def indicator_bullets(indicators, lang="zh"):
    """Draw each indicator on a band of the levels Ⅰ/Ⅱ/Ⅲ; some 25 rows fill a page.

    Each row has its own scale: the four bands are equally wide and the marker stands between the two
    benchmarks that enclose the value.

    Parameters
    ----------
    indicators : DataFrame
        ``name``, ``group``, ``unit``, ``direction`` (lower, higher, meets), ``value``; ``level1``,
        ``level2``, ``level3`` (benchmarks in the same unit), ``limiting`` (bool), ``level`` (I, II, III, none;
        unknown).
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(indicators)
    rows = _rows_by_group(indicators)
    figure = new_figure(height=1.7 + 0.82 * len(rows))
    axes = tidy_axes(figure.subplots(), grid="")
    for place, row in enumerate(rows):
        if isinstance(row, pd.Series):
            _draw_bullet(axes, -place, row, lang)
    axes.set(xlim=(0, 4), ylim=(0.6 - len(rows), 0.6))
    axes.set_yticks([-place for place in range(len(rows))], [_row_label(row) for row in rows])
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(BLACK if isinstance(row, pd.Series) else GREY)
    axes.set_xticks([0.5, 1.5, 2.5, 3.5], [getattr(ROLES[band], lang) for band in BANDS])
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(_WORDS[lang]["limiting"], fontsize=SMALL_FONT_SIZE)
    axes.text(4.1, 0.75, _WORDS[lang]["value"], fontsize=SMALL_FONT_SIZE, va="bottom")
    return figure


def group_radar(groups, lang="zh"):
    """Draw how much of each indicator group's weight meets the levels Ⅰ/Ⅱ/Ⅲ.

    Parameters
    ----------
    groups : DataFrame
        ``group``; ``I``, ``II``, ``III`` (share of the group's weight that meets the level). [%]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there are fewer than three groups: two spokes enclose no area.
    """
    if len(groups) < 3:
        raise ValueError(f"雷达图至少需要三组指标 / a radar needs three groups, not {len(groups)}")
    figure = new_figure(height=9.5)
    axes = figure.subplots(subplot_kw={"projection": "polar"})
    angles = np.linspace(0, 2 * np.pi, len(groups), endpoint=False)
    closed = np.append(angles, angles[0])
    for level, style in (("III", ":"), ("II", "--"), ("I", "-")):
        role = ROLES[level]
        shares = groups[level].to_numpy(dtype=float)
        line = axes.plot(
            closed,
            np.append(shares, shares[0]),
            linestyle=style,
            linewidth=1.6,
            marker=role.marker,
            markeredgecolor=BLACK,
            color=BLACK if level == "III" else role.colour,
            markerfacecolor=role.colour,
            label=getattr(role, lang),
        )
        line[0].set_clip_on(False)
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_xticks(angles, [wrap(group, 8) for group in groups["group"]], fontsize=SMALL_FONT_SIZE)
    for text, angle in zip(axes.get_xticklabels(), angles, strict=True):
        text.set_ha("center" if np.isclose(np.sin(angle), 0) else "left" if np.sin(angle) > 0 else "right")
    axes.set(ylim=(0, 100))
    axes.set_yticks([25, 50, 75, 100], ["25", "50", "75", "100"], fontsize=SMALL_FONT_SIZE, color=GREY)
    axes.set_rlabel_position(180 / len(groups))
    title = _WORDS[lang]["share"]
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL_FONT_SIZE, title=title, frameon=False)
    return figure


def indicator_heat(indicators, lang="zh"):
    """Draw a table of indicators and periods whose cells show the value and, by shade, the level.

    Parameters
    ----------
    indicators : DataFrame
        ``name``, ``unit``, ``limiting`` (bool), ``period`` (year, before or after …), ``value``, ``level``
        (I, II, III, none; unknown). One row per indicator and period.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(indicators)
    labels = indicators.apply(_row_label, axis=1)
    names, periods = list(dict.fromkeys(labels)), list(dict.fromkeys(indicators["period"]))
    figure = new_figure(height=2.4 + 0.8 * len(names))
    axes = tidy_axes(figure.subplots(), grid="")
    for label, period, value, level in zip(
        labels, indicators["period"], indicators["value"], indicators["level"], strict=True
    ):
        _draw_cell(axes, (periods.index(period), names.index(label)), value, level)
    axes.set(xlim=(-0.5, len(periods) - 0.5), ylim=(len(names) - 0.5, -0.5))
    axes.set_xticks(range(len(periods)), [str(period) for period in periods])
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0, labeltop=True, labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(_WORDS[lang]["heat_note"], fontsize=SMALL_FONT_SIZE)
    _legend_of_levels(figure, lang)
    return figure


def level_gap(gaps, lang="zh"):
    """Draw how far each indicator is from the benchmark of the next better level.

    Parameters
    ----------
    gaps : DataFrame
        ``name``, ``unit``, ``limiting`` (bool), ``value``, ``next_level`` (I, II, III; none where level Ⅰ is
        reached), ``benchmark`` of that level, ``gap`` (distance from value to benchmark over the value). [%]
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(gaps)
    ordered = gaps.sort_values("gap", ascending=False, na_position="last", kind="stable")
    figure = new_figure(height=2.2 + 0.8 * len(ordered))
    axes = tidy_axes(figure.subplots(), grid="x")
    widest = reach(ordered["gap"])
    for place, row in enumerate(ordered.to_dict("records")):
        known = row["gap"] == row["gap"]
        if known:
            role = ROLES[row["next_level"] if row["next_level"] in ROLES else "I"]
            axes.barh(place, row["gap"], 0.6, color=role.colour, hatch=role.hatch, edgecolor=BLACK)
        start = row["gap"] if known else 0.0
        axes.text(start + 0.01 * widest, place, _gap_text(row, lang), va="center", fontsize=SMALL_FONT_SIZE)
    axes.set_yticks(range(len(ordered)), [_row_label(row) for _, row in ordered.iterrows()])
    axes.set(xlim=(0, 1.02 * widest), ylim=(len(ordered) - 0.4, -0.6), xlabel=_WORDS[lang]["gap"])
    return figure


def _rows_by_group(indicators):
    """Return the rows from top to bottom: the name of each group, then its indicators."""
    rows = []
    for group, members in indicators.groupby("group", sort=False):
        rows.append(str(group))
        rows.extend(row for _, row in members.iterrows())
    return rows


def _row_label(row):
    if isinstance(row, str):
        return f"【{row}】"
    mark = "*" if row["limiting"] else ""
    unit = f" [{row['unit']}]" if isinstance(row["unit"], str) and row["unit"] else ""
    return row_label(row["name"], 15, mark + unit)


def _draw_bullet(axes, place, row, lang):
    benchmarks = pd.to_numeric(row[list(_BOUNDARIES)], errors="coerce").to_numpy(dtype=float)
    graded = row["direction"] == "meets" or not np.isnan(benchmarks).any()
    if graded:
        for left, band in enumerate(BANDS):
            role = ROLES[band]
            axes.barh(place + 0.12, 1, 0.38, left, color=role.colour, hatch=role.hatch, alpha=0.45, edgecolor=WHITE)
        if row["direction"] != "meets":
            for edge, benchmark in enumerate(benchmarks, start=1):
                axes.text(edge, place - 0.1, number(benchmark, 3), ha="center", va="top", fontsize=SMALL_FONT_SIZE)
    else:
        axes.text(2, place, _WORDS[lang]["no_benchmark"], ha="center", va="center", fontsize=SMALL_FONT_SIZE)
    if graded and row["level"] in BANDS:
        spot = _position(row, benchmarks)
        axes.plot([spot], [place + 0.12], marker="D", markersize=6, color=BLACK, markeredgecolor=WHITE)
    axes.text(4.1, place + 0.12, _value_text(row, lang), va="center", fontsize=SMALL_FONT_SIZE)


def _position(row, benchmarks):
    """Return where the marker stands: the band is the level's, the place in it by interpolation."""
    band = BANDS.index(row["level"])
    if row["direction"] == "meets":
        return band + 0.5
    span = abs(benchmarks[2] - benchmarks[0]) or abs(benchmarks[0]) or 1.0
    if band == 0:
        return max(0.06, 1 - abs(row["value"] - benchmarks[0]) / span)
    if band == 3:
        return min(3.94, 3 + abs(row["value"] - benchmarks[2]) / span)
    width = abs(benchmarks[band] - benchmarks[band - 1]) or 1.0
    return band + min(1.0, abs(row["value"] - benchmarks[band - 1]) / width)


def _value_text(row, lang):
    level = getattr(ROLES[row["level"]], lang) if row["level"] in BANDS else UNKNOWN
    if row["direction"] == "meets":
        return level
    value = number(row["value"], 3)
    return value if value == UNKNOWN else f"{value}（{level}）" if lang == "zh" else f"{value} ({level})"


def _draw_cell(axes, place, value, level):
    role = ROLES[level] if level in BANDS else None
    axes.barh(
        place[1],
        1,
        0.96,
        place[0] - 0.5,
        color=role.colour if role else WHITE,
        alpha=0.45 if role else 1.0,
        hatch=role.hatch if role else "",
        edgecolor=WHITE if role else GREY,
        linewidth=LINE_WIDTH,
    )
    text = number(value, 3) if not isinstance(value, str) else ""
    mark = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "none": "×"}.get(level, UNKNOWN)
    axes.text(
        *place,
        f"{text} {mark}".strip(),
        ha="center",
        va="center",
        fontsize=SMALL_FONT_SIZE,
        bbox={"facecolor": WHITE, "edgecolor": "none", "alpha": 0.75, "pad": 1},
    )


def _legend_of_levels(figure, lang):
    handles = [
        Patch(facecolor=role.colour, alpha=0.45, hatch=role.hatch, edgecolor=WHITE, label=getattr(role, lang))
        for role in (ROLES[band] for band in reversed(BANDS))
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=SMALL_FONT_SIZE, frameon=False)


def _gap_text(row, lang):
    if row["gap"] != row["gap"]:
        return UNKNOWN
    if row["next_level"] not in ROLES or row["next_level"] == "none":
        return _WORDS[lang]["reached"]
    level = getattr(ROLES[row["next_level"]], lang)
    step = f"{number(row['value'], 3)} → {number(row['benchmark'], 3)}"
    return f"{number(row['gap'], 3)} %  {level}: {step}"
