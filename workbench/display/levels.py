"""Indicators against the benchmarks Ⅰ/Ⅱ/Ⅲ: bullet bars, radar, heat table and the gap to the next level."""

import numpy as np
from matplotlib.patches import Patch

from .arrows import unit_text
from .bullets import BANDS, draw_bands, draw_bullet, is_graded
from .labels import row_label, wrap
from .scales import check_rows, reach, rows_height
from .style import BLACK, GREY, LINE_WIDTH, ROLES, SMALL_FONT_SIZE, UNKNOWN, WHITE, new_figure, number, tidy_axes

_WORDS = {
    "zh": {
        "limiting": "* 限定性指标；色带间的数字为各级基准值",
        "value": "数值（等级）",
        "share": "达到该级的权重份额 [%]",
        "heat_note": "* 限定性指标；— 未知",
        "gap": "距上一级（更好）基准值的差距 [%]",
        "reached": "已达Ⅰ级",
    },
    "en": {
        "limiting": "* limiting indicator; numbers between the bands are the benchmarks",
        "value": "value (level)",
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
    rows, places = _rows_by_group(indicators)
    figure = new_figure(height=1.7 + 0.76 * -places[-1])
    axes = tidy_axes(figure.subplots(), grid="")
    draw_bands(axes, [place for row, place in zip(rows, places, strict=True) if is_graded(row)])
    for row, place in zip(rows, places, strict=True):
        if isinstance(row, dict):
            draw_bullet(axes, place, row, lang)
    axes.set(xlim=(0, 4), ylim=(places[-1] - 0.6, 0.6))
    axes.set_yticks(places, [_row_label(row) if isinstance(row, dict) else f"【{row}】" for row in rows])
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(BLACK if isinstance(row, dict) else GREY)
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
    labels = [_row_label(row) for row in indicators.to_dict("records")]
    names, periods = list(dict.fromkeys(labels)), list(dict.fromkeys(indicators["period"]))
    figure = new_figure(height=rows_height(len(names), 0.8, 2.4))
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
    figure = new_figure(height=rows_height(len(ordered), 0.8, 2.2))
    axes = tidy_axes(figure.subplots(), grid="x")
    widest = reach(ordered["gap"])
    for place, row in enumerate(ordered.to_dict("records")):
        known = row["gap"] == row["gap"]
        if known:
            role = ROLES[row["next_level"] if row["next_level"] in ROLES else "I"]
            axes.barh(place, row["gap"], 0.6, color=role.colour, hatch=role.hatch, edgecolor=BLACK)
        start = row["gap"] if known else 0.0
        axes.text(start + 0.01 * widest, place, _gap_text(row, lang), va="center", fontsize=SMALL_FONT_SIZE)
    axes.set_yticks(range(len(ordered)), [_row_label(row) for row in ordered.to_dict("records")])
    axes.set(xlim=(0, 1.02 * widest), ylim=(len(ordered) - 0.4, -0.6), xlabel=_WORDS[lang]["gap"])
    return figure


def _rows_by_group(indicators):
    """Return the rows from top to bottom, the name of each group before its indicators, and their places."""
    rows, places, place = [], [], 0.0
    for group, members in indicators.groupby("group", sort=False):
        for row in [str(group), *members.to_dict("records")]:
            rows.append(row)
            places.append(place)
            place -= 1.0 if isinstance(row, dict) else 0.8
    return rows, places


def _row_label(row):
    unit = f" [{unit_text(row['unit'])}]" if isinstance(row["unit"], str) and row["unit"] else ""
    return row_label(f"*{row['name']}" if row["limiting"] else row["name"], 15, unit)


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
    # A quality that is met has a level but no number.
    text = "" if isinstance(value, str) or (value != value and role) else number(value, 3)
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
