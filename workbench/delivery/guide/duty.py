"""Daily work of the team (审核小组日常管理): rota, minutes, and what is overdue."""

import ipywidgets
import pandas as pd

from workbench.errors import UsageError

from ...analysis.duty import overdue, rota
from ..exhibits.basic import either, needs
from .controls import line_html, offer, table_html

_KINDS = {
    "task": ("方案任务", "task of an option"),
    "document": ("A 类资料", "document of priority A"),
    "calibration": ("计量检定(按一年)", "calibration (a year)"),
    "policy": ("淘汰项整改", "eliminated machine or process"),
}
_WORDS = {
    "kind": ("类别", "kind"),
    "id": ("编号", "id"),
    "name": ("名称", "name"),
    "department": ("责任", "responsible"),
    "due": ("到期", "due"),
    "days": ("逾期天数", "days late"),
    "week": ("周次", "week"),
    "start": ("开始", "from"),
    "finish": ("结束", "to"),
    "deputy": ("副班", "deputy"),
}
_DUTY_NAME = {"name": ("值班", "on duty"), "department": ("部门", "department")}


@needs("team")
def on_duty(chapter, case, start, weeks):
    """Show the rota of the working group from a week on, and a control to draw up another one.

    Parameters
    ----------
    start : str
        Any day of the first week.
    weeks : int
        How many weeks.
    """
    chapter.table(_rota(case, start, weeks, chapter.lang), either(chapter, "值班表", "Rota"))
    controls = {
        "start": ipywidgets.Text(
            value=str(start), description=either(chapter, "起始日", "from"), continuous_update=False
        ),
        "weeks": ipywidgets.IntSlider(value=weeks, min=1, max=52, description=either(chapter, "周数", "weeks")),
    }
    offer(chapter, controls, lambda start, weeks: _answer(_rota, (case, start, weeks), chapter.lang))


def _rota(case, start, weeks, lang):
    return _labelled(rota(case["team"], start, weeks), lang, _DUTY_NAME)


def late(chapter, case, day):
    """Show what is overdue on a day, and a control to look on another day."""
    found = overdue(case, day)
    if found.empty:
        chapter.text(either(chapter, "（{day} 没有逾期事项。）", "(Nothing is overdue on {day}.)"), day=str(day))
    else:
        note = either(
            chapter, "A 类资料没有到期日，只列未收到的", "documents have no day of their own: those not received"
        )
        chapter.table(
            _late(case, day, chapter.lang), either(chapter, f"逾期清单（{day}）", f"Overdue on {day}"), note=note
        )
    look = ipywidgets.Text(value=str(day), description=either(chapter, "查看日", "look on"), continuous_update=False)
    offer(chapter, {"day": look}, lambda day: _answer(_late, (case, day), chapter.lang))


def _late(case, day, lang):
    found = _together(overdue(case, day), lang)
    kinds = found["kind"].map(lambda kind: _KINDS[kind][lang != "zh"])
    due = pd.to_datetime(found["due"]).dt.strftime("%Y-%m-%d").fillna("")
    return _labelled(found.assign(kind=kinds, due=due), lang)


def _together(found, lang, named=3):
    """Return what is overdue with the calibrations of one day in one row: they go to the laboratory together."""
    keys = found["kind"].where(found["kind"] == "calibration", found["kind"] + found["id"]) + found["due"].astype(str)
    rows = []
    for _, group in found.groupby(keys, sort=False):
        more = f" 等 {len(group)} 台" if lang == "zh" else f" and {len(group) - named} more"
        rest = more if len(group) > named else ""
        texts = {column: "、".join(group[column].head(named)) + rest for column in ("id", "name")}
        rows.append(group.iloc[0].to_dict() | texts)
    return pd.DataFrame(rows, columns=found.columns)


@needs("team", "plan")
def minutes(chapter, case, day):
    """Show the minutes of a team meeting prepared as far as the case knows: who, which stages run, what is overdue."""
    prepared = agenda_of_day(case, day, chapter.lang)
    header = either(chapter, ["项目", "已知内容", "会议记录（手填）"], ["item", "known", "record (by hand)"])
    shown = pd.DataFrame([(*row, "") for row in prepared], columns=header)
    chapter.table(shown, either(chapter, f"审核小组例会记录（{day}）", f"Minutes of the team, {day}"))


def agenda_of_day(case, day, lang):
    """Return (item, what is known) of a meeting on a day."""
    zh, now = lang == "zh", pd.Timestamp(day)
    join = ("；" if zh else "; ").join
    team, plan = case["team"], case["plan"]
    start, finish = pd.to_datetime(plan["start"]), pd.to_datetime(plan["finish"])
    running = plan[(start <= now) & (finish >= now)]
    nearest = plan.loc[finish[finish >= now].sort_values().index].head(1)
    due = overdue(case, day)
    named = [f"{row.name_} {row.finish}" for row in nearest.rename(columns={"name": "name_"}).itertuples()]
    rows = [
        (("应到", "to attend"), join(team["name"] + " " + team["role"])),
        (("在行阶段", "stages running"), join(running["name"] + " " + running["department"])),
        (("最近节点", "next milestone"), join(named)),
        (("逾期事项", "overdue"), join(due["name"].head(5)) + ("" if len(due) <= 5 else f" … ({len(due)})")),
        (("本周数据异常", "odd data of the week"), ""),
        (("决定、责任人、期限", "decisions, who, when"), ""),
    ]
    return [(words[not zh], known) for words, known in rows]


def _labelled(frame, lang, own=None):
    words = _WORDS | (own or {})
    return frame.rename(columns=lambda column: words[column][lang != "zh"])


def _answer(make, arguments, lang):
    try:
        return table_html(make(*arguments, lang), "", lang)
    except (UsageError, ValueError) as error:
        return line_html(str(error))
