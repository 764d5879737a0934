"""One row of the indicator picture: the bands of the levels and the marker that says where the value stands."""

import numpy as np
import pandas as pd

from .style import BLACK, ROLES, SMALL_FONT_SIZE, UNKNOWN, WHITE, number

# From worst to best, as they stand from left to right.
BANDS = ("none", "III", "II", "I")
LEAST = 0.07  # distance of a marker from the end of the bands
_BOUNDARIES = ("level3", "level2", "level1")
_NO_BENCHMARK = {"zh": "无可用基准值", "en": "no benchmark available"}


def _benchmarks(row):
    return pd.to_numeric(pd.Series([row[name] for name in _BOUNDARIES]), errors="coerce").to_numpy(dtype=float)


def is_graded(row):
    """Tell whether a row is an indicator that its benchmarks can grade."""
    return isinstance(row, dict) and (row["direction"] == "meets" or not np.isnan(_benchmarks(row)).any())


def draw_bands(axes, places):
    """Draw the four bands of all rows."""
    middles = np.array(places) + 0.12
    for left, band in enumerate(BANDS):
        role = ROLES[band]
        axes.barh(middles, 1, 0.38, left, color=role.colour, hatch=role.hatch, alpha=0.45, edgecolor=WHITE)


def draw_bullet(axes, place, row, lang):
    """Draw the benchmarks, the marker and the value of one indicator."""
    benchmarks = _benchmarks(row)
    if not is_graded(row):
        axes.text(2, place, _NO_BENCHMARK[lang], ha="center", va="center", fontsize=SMALL_FONT_SIZE)
    elif row["direction"] != "meets":
        for edge, benchmark in enumerate(benchmarks, start=1):
            axes.text(edge, place - 0.1, number(benchmark, 3), ha="center", va="top", fontsize=SMALL_FONT_SIZE)
    if is_graded(row) and row["level"] in BANDS:
        spot = _position(row, benchmarks)
        # An arrow says that the value lies beyond the band.
        marker = "<" if spot <= LEAST else ">" if spot >= 4 - LEAST else "D"
        axes.plot([spot], [place + 0.12], marker=marker, markersize=6.5, color=BLACK, markeredgecolor=WHITE)
    axes.text(4.1, place + 0.12, _value_text(row, lang), va="center", fontsize=SMALL_FONT_SIZE)


def _position(row, benchmarks):
    """Return where the marker stands: the band is the level's, the place in it by interpolation."""
    band = BANDS.index(row["level"])
    if row["direction"] == "meets":
        return band + 0.5
    span = abs(benchmarks[2] - benchmarks[0]) or abs(benchmarks[0]) or 1.0
    if band == 0:
        return max(LEAST, 1 - abs(row["value"] - benchmarks[0]) / span)
    if band == 3:
        return min(4 - LEAST, 3 + abs(row["value"] - benchmarks[2]) / span)
    width = abs(benchmarks[band] - benchmarks[band - 1]) or 1.0
    return band + min(1.0, abs(row["value"] - benchmarks[band - 1]) / width)


def _value_text(row, lang):
    level = getattr(ROLES[row["level"]], lang) if row["level"] in BANDS else UNKNOWN
    if row["direction"] == "meets":
        return level
    value = number(row["value"], 3)
    return value if value == UNKNOWN else f"{value}（{level}）" if lang == "zh" else f"{value} ({level})"
