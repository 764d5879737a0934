"""Traffic light of the cleaner production goals (清洁生产目标)."""

from .arrows import unit_text
from .labels import row_label, write_beside_rows
from .scales import check_rows, rows_height
from .style import BLACK, GREEN, GREY, SMALL_FONT_SIZE, VERMILION, YELLOW, new_figure, number, percent, tidy_axes

# Colour, marker and hatch say the same, so that the light also shines in black and white.
SIGNALS = {
    "green": (GREEN, "o", ""),
    "yellow": (YELLOW, "^", "..."),
    "red": (VERMILION, "X", "xx"),
    "unknown": (GREY, "_", ""),
}

_WORDS = {
    "zh": {
        "axis": "目标完成率（已弥合差距）[%]",
        "values": "基准 → 现状（目标）",
        "change": "{} → {}（{}）",
        "green": "已达到",
        "yellow": "进行中",
        "red": "滞后",
        "unknown": "未知",
    },
    "en": {
        "axis": "share of the gap closed [%]",
        "values": "baseline → now (goal)",
        "change": "{} → {} ({})",
        "green": "reached",
        "yellow": "on the way",
        "red": "behind",
        "unknown": "unknown",
    },
}


def goal_lights(goals, lang="zh"):
    """Draw how much of the gap between baseline and goal is closed, with a signal for each goal.

    Parameters
    ----------
    goals : DataFrame
        ``name``, ``unit``, ``baseline``, ``actual``, ``near_target`` (in that unit), ``achievement`` (share of
        the gap closed; unknown allowed) [1], ``light`` (green, yellow, red; empty = unknown).
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_rows(goals)
    words, rows = _WORDS[lang], goals.to_dict("records")
    figure = new_figure(height=rows_height(len(goals), 0.85, 2.6))
    axes = tidy_axes(figure.subplots(), "x")
    seen = {}
    for place, row in enumerate(rows):
        signal = row["light"] if row["light"] in SIGNALS else "unknown"
        colour, marker, hatch = SIGNALS[signal]
        axes.barh(place, 100, 0.5, color="none", edgecolor=GREY, linewidth=0.8)
        if row["achievement"] == row["achievement"]:
            # What goes beyond the goal, or back from it, stands in the number only.
            closed = 100 * min(max(row["achievement"], 0.0), 1.0)
            axes.barh(place, closed, 0.5, color=colour, hatch=hatch, edgecolor=BLACK, linewidth=0.8)
        line = axes.plot([-14], [place], marker, color=colour, markersize=11, markeredgecolor=BLACK, linestyle="none")
        seen.setdefault(signal, line[0])
        axes.text(118, place, percent(row["achievement"]), ha="center", va="center", fontsize=SMALL_FONT_SIZE)
    axes.axvline(100, color=BLACK, linewidth=1.2)
    axes.set(xlim=(-20, 128), ylim=(len(goals) - 0.4, -0.6), xlabel=words["axis"])
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_yticks(range(len(goals)), [row_label(row["name"], 12, f" [{unit_text(row['unit'])}]") for row in rows])
    _write_values(axes, rows, words)
    handles = [seen[signal] for signal in SIGNALS if signal in seen]
    labels = [words[signal] for signal in SIGNALS if signal in seen]
    figure.legend(handles, labels, loc="outside lower center", ncols=4, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def _write_values(axes, rows, words):
    keys = ("baseline", "actual", "near_target")
    texts = [words["change"].format(*(number(row[key]) for key in keys)) for row in rows]
    write_beside_rows(axes, texts, words["values"])
