"""The survey on the spot (现场调查): what to look at by kind of process, and whom to ask what."""

import ipywidgets
import pandas as pd

from ...case import choice_label
from ..exhibits.basic import either
from .controls import offer, table_html
from .texts import texts

EVERYWHERE = "all"


def checklist(chapter, case):
    """Show what to look at, for every kind of process that the case has, with the processes it is about."""
    chapter.table(to_check(case, chapter.lang), either(chapter, "现场调查核查表", "Checklist of the survey"))


def to_check(case, lang):
    """Return the checks that apply to a case: kind, processes, check, evidence.

    Returns
    -------
    DataFrame
        With labels; a kind of process that the case does not have brings no rows.
    """
    processes = case["processes"]
    processes = processes[processes["process"] != "outside"]
    names = processes.groupby("kind", sort=False)["name"].agg(list).to_dict()
    zh = lang == "zh"
    rows = []
    for check in texts("checklist", lang).to_dict("records"):
        kind = check["kind"]
        if kind == EVERYWHERE:
            where, named = ("全部" if zh else "everywhere"), ""
        elif kind in names:
            where, named = choice_label("processes", "kind", kind, lang), _some(names[kind], lang)
        else:
            continue
        rows.append((where, named, check["check"], check["evidence"], ""))
    header = (
        ("类别", "单元", "看什么", "留什么证据", "发现")
        if zh
        else ("kind", "processes", "look at", "evidence", "found")
    )
    return pd.DataFrame(rows, columns=list(header))


def _some(names, lang, count=3):
    listed = ("、" if lang == "zh" else ", ").join(names[:count])
    rest = len(names) - count
    return listed if rest <= 0 else listed + (f" 等 {len(names)} 个" if lang == "zh" else f" and {rest} more")


def cards(chapter):
    """Show the interview cards of all roles, and a control that lays out one card."""
    shown = texts("cards", chapter.lang)
    words = {
        "role": ("访谈对象", "who"),
        "question": ("问什么", "question"),
        "listen": ("听什么", "listen for"),
        "follow": ("追问", "then ask"),
    }
    named = shown.rename(columns=lambda column: either(chapter, *words[column]))
    chapter.table(named, either(chapter, "访谈卡", "Interview cards"))
    roles = list(dict.fromkeys(shown["role"]))
    choice = ipywidgets.Dropdown(options=roles, description=either(chapter, "访谈对象", "who"))
    offer(chapter, {"role": choice}, lambda role: card(role, chapter.lang))


def card(role, lang):
    """Return the card of one role as HTML, with room for what is answered."""
    rows = texts("cards", lang)
    rows = rows[rows["role"] == role]
    zh = lang == "zh"
    frame = pd.DataFrame(
        {
            "问什么" if zh else "question": rows["question"],
            "追问" if zh else "then ask": rows["follow"],
            "回答" if zh else "answer": "",
        }
    )
    return table_html(frame, f"访谈卡：{role}" if zh else f"Card: {role}", lang)
