"""Collecting documents (资料收集): who is asked for what, what has come, and what the field work cannot start without."""

import ipywidgets
import pandas as pd

from ...case import choice_label
from ...case.data_request import data_request
from ..exhibits.basic import either, needs
from .controls import offer, table_html

_BLOCKING = "A"


def request(chapter):
    """Show the 38 items of the data request with priority and department, for a plant that begins."""
    words = {
        "document": ("序号", "no."),
        "name": ("资料", "document"),
        "priority": ("优先级", "priority"),
        "period": ("时段", "period"),
        "source": ("部门", "department"),
        "method": ("获取方法", "method"),
    }
    rows = pd.DataFrame(data_request())[list(words)]
    note = either(
        chapter, "A 类不齐不进现场实测；部门按本厂调整", "priority A blocks the field work; departments may differ"
    )
    shown = rows.rename(columns=lambda column: either(chapter, *words[column]))
    chapter.table(shown, either(chapter, "资料清单", "Data request"), note=note)


@needs("documents")
def by_department(chapter, case):
    """Show how many documents each department owes and has given, and a control with the list of one department."""
    chapter.table(state(case["documents"], chapter.lang), either(chapter, "各部门资料到位情况", "Documents received"))
    departments = list(dict.fromkeys(case["documents"]["source"]))
    choice = ipywidgets.Dropdown(options=departments, description=either(chapter, "部门", "department"))
    offer(chapter, {"department": choice}, lambda department: letter(case, department, chapter.lang))


def state(documents, lang):
    """Return per department how many documents are asked for, received, partly received and missing, the A ones named.

    Parameters
    ----------
    documents : DataFrame
        Table ``documents`` of a case.
    lang : str
        ``zh`` or ``en``.
    """
    zh = lang == "zh"
    rows = []
    for department, group in documents.groupby("source", sort=False):
        counts = group["available"].value_counts()
        wanting = group[(group["priority"] == _BLOCKING) & (group["available"] != "yes")]
        rows.append(
            {
                "部门" if zh else "department": department,
                "应交" if zh else "asked for": len(group),
                "已交" if zh else "received": int(counts.get("yes", 0)),
                "部分" if zh else "partial": int(counts.get("partial", 0)),
                "未交" if zh else "missing": int(counts.get("no", 0)),
                "未齐的 A 类" if zh else "A documents wanting": ("、" if zh else ", ").join(wanting["name"]),
            }
        )
    return pd.DataFrame(rows)


def letter(case, department, lang):
    """Return the list of one department as HTML: what it is asked for and how far it has come."""
    rows = case["documents"]
    rows = rows[rows["source"] == department]
    zh = lang == "zh"
    frame = pd.DataFrame(
        {
            "资料" if zh else "document": rows["name"],
            "优先级" if zh else "priority": rows["priority"],
            "可否获得" if zh else "available": [
                choice_label("documents", "available", each, lang) for each in rows["available"]
            ],
            "备注" if zh else "note": rows["note"],
        }
    )
    return table_html(frame, f"致{department}" if zh else f"To {department}", lang)
