"""Gantt chart of a plan: what is to be done when, by whom, and how much of it is done."""

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, DateFormatter, date2num

from .labels import row_label, write_beside_rows
from .scales import rows_height
from .style import BLACK, BLUE, GREY, LIGHT_GREY, SMALL_FONT_SIZE, UNKNOWN, VERMILION, new_figure, percent, tidy_axes

_WORDS = {
    "zh": {"planned": "计划", "done": "已完成", "today": "统计日", "unknown": "未定日期"},
    "en": {"planned": "planned", "done": "done", "today": "status date", "unknown": "no date yet"},
}


def gantt(tasks, today=None, lang="zh"):
    """Draw tasks as bars from start to end, in the order given; the filled part is done.

    Parameters
    ----------
    tasks : DataFrame
        ``name``, ``start``, ``finish`` (dates; unknown allowed), ``department`` (text); ``done`` (fraction;
        unknown allowed) where there is one. Some 30 tasks fill a page.
    today : date, optional
        Date of the status; drawn as a line.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If no task has both dates.
    """
    words = _WORDS[lang]
    start, end = (date2num(pd.to_datetime(tasks[column])) for column in ("start", "finish"))
    known = ~np.isnan(start) & ~np.isnan(end)
    if not known.any():
        raise ValueError("没有一项任务有起止日期 / no task has a start and an end")
    first, last = start[known].min(), end[known].max()
    figure = new_figure(height=rows_height(len(tasks), 0.75, 2.2))
    axes = tidy_axes(figure.subplots(), "x")
    places = np.arange(len(tasks))
    spans, done = (end - start)[known], _done(tasks).fillna(0.0).to_numpy()[known]
    axes.barh(places[known], spans, 0.5, start[known], color=LIGHT_GREY, edgecolor=BLACK, label=words["planned"])
    name = words["done"] if done.any() else "_"
    axes.barh(places[known], spans * done, 0.5, start[known], color=BLUE, hatch="///", label=name)
    for place in places[~known]:
        axes.text(first, place, words["unknown"], va="center", color=GREY, fontsize=SMALL_FONT_SIZE)
    if today is not None:
        axes.axvline(date2num(pd.Timestamp(today)), color=VERMILION, ls="--", linewidth=1.4, label=words["today"])
    axes.set(xlim=(first - 0.02 * (last - first), last + 0.02 * (last - first)), ylim=(len(tasks) - 0.4, -0.6))
    axes.set_yticks(places, [row_label(name, 13) for name in tasks["name"]])
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=6))
    axes.xaxis.set_major_formatter(DateFormatter("%Y-%m" if last - first > 120 else "%Y-%m-%d"))
    _write_departments(axes, tasks)
    figure.legend(loc="outside lower center", ncols=3, fontsize=SMALL_FONT_SIZE, frameon=False)
    return figure


def _done(tasks):
    """Return how much of each task is done; unknown where the plan does not say. [1]"""
    return tasks["done"].astype(float) if "done" in tasks else pd.Series(np.nan, tasks.index)


def _write_departments(axes, tasks):
    names = [row_label(name, 8) if isinstance(name, str) and name else UNKNOWN for name in tasks["department"]]
    texts = [
        f"{name} {percent(done)}" if done == done else name for name, done in zip(names, _done(tasks), strict=True)
    ]
    write_beside_rows(axes, texts)
