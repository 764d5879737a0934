"""The training meeting (宣贯培训大会): its agenda with the clock, from the lengths of its parts."""

import datetime

import ipywidgets
import pandas as pd

from workbench.errors import UsageError

from ..exhibits.basic import either
from .controls import line_html, offer, table_html
from .texts import texts


def agenda(start, lang):
    """Return the agenda of the meeting with its times.

    Parameters
    ----------
    start : str
        Time of the opening, ``HH:MM``.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    DataFrame
        begin, end (``HH:MM``), minutes, item, speaker, material.

    Raises
    ------
    UsageError
        If the time is none.
    """
    try:
        clock = datetime.datetime.strptime(start, "%H:%M")
    except ValueError:
        raise UsageError(f"时间应写作 HH:MM; {start!r} is no time of the form HH:MM") from None
    rows = texts("agenda", lang)
    ends = rows["minutes"].astype(int).cumsum()
    begins = ends - rows["minutes"].astype(int)
    spoken = [[f"{clock + datetime.timedelta(minutes=int(count)):%H:%M}" for count in part] for part in (begins, ends)]
    return rows.assign(begin=spoken[0], end=spoken[1])[["begin", "end", "minutes", "item", "speaker", "material"]]


def programme(chapter, start):
    """Show the agenda from a time on, and a control to try another one."""
    chapter.table(_labelled(agenda(start, chapter.lang), chapter.lang), _title(chapter.lang))
    clock = ipywidgets.Text(value=start, description=either(chapter, "开始时间", "start"), continuous_update=False)
    offer(chapter, {"start": clock}, lambda start: _answer(start, chapter.lang))


def _answer(start, lang):
    try:
        return table_html(_labelled(agenda(start, lang), lang), _title(lang), lang)
    except UsageError as error:
        return line_html(str(error))


def _title(lang):
    return "宣贯培训大会议程" if lang == "zh" else "Agenda of the training meeting"


def _labelled(rows, lang):
    words = {
        "begin": ("开始", "from"),
        "end": ("结束", "to"),
        "minutes": ("分钟", "minutes"),
        "item": ("内容", "item"),
        "speaker": ("主讲", "speaker"),
        "material": ("材料", "material"),
    }
    return pd.DataFrame({words[column][lang != "zh"]: rows[column] for column in rows})
