"""Difficulties of balances and what helps (平衡难点及对策), with the case's own example of the most treacherous one."""

import pandas as pd

from ...analysis.balance import balance_processes, balance_scope
from ..exhibits.basic import either, needs, result
from ..exhibits.checking import reconciled
from .texts import texts


def table(chapter):
    """Show the difficulties, how each shows itself and what helps."""
    rows = texts("difficulties", chapter.lang)
    words = {
        "difficulty": ("难点", "difficulty"),
        "sign": ("表现", "how it shows"),
        "remedy": ("对策", "what helps"),
        "tool": ("在本工作台哪里看", "where in this workbench"),
    }
    shown = rows.rename(columns=lambda column: either(chapter, *words[column]))
    chapter.table(shown, either(chapter, "平衡难点及对策", "Difficulties of balances and what helps"))


@needs("flows")
def behind_the_total(chapter, case, balance):
    """Say how well a whole balance closes and how badly its worst processes do."""
    whole = balance_scope(case, balance)
    parts = balance_processes(case, balance).dropna(subset=["deviation"])
    parts = parts.sort_values("deviation", ascending=False).head(5)
    heading = ("总账之下：偏差最大的单元", "Behind the total: the processes that close worst")
    template = either(
        chapter,
        "全部界区的偏差只有 {whole:.2%}，单元里最大的却有 {worst:.1%}。总账合得上，不等于每块表都对。",
        "The whole closes within {whole:.2%}, its worst process within {worst:.1%} only: a closing total proves no meter.",
    )
    worst = parts["deviation"].max() if len(parts) else float("nan")
    chapter.text(template, whole=whole["deviation"], worst=worst)
    if len(parts):
        result(chapter, case, parts, heading, columns=["process", "input", "output", "gap", "deviation", "verdict"])


@needs("flows")
def what_can_be_known(chapter, case, balance):
    """Show how many flows can be checked, only read, solved or not known at all, and name them."""
    flows = reconciled(case, balance).flows
    words = {
        "redundant": ("可校核", "can be checked"),
        "measured": ("只有实测，平衡查不出它的错", "read only: no balance can contradict it"),
        "observable": ("未测，由平衡求得", "not measured, solved by the balance"),
        "unobservable": ("求不出，须加测点", "not to be known: needs a meter"),
    }
    zh = chapter.lang == "zh"
    rows = []
    for status, text in words.items():
        names = flows.loc[flows["status"] == status, "name"]
        rows.append((text[not zh], len(names), ("、" if zh else ", ").join(names)))
    header = ["状态", "物流数", "物流"] if zh else ["state", "flows", "which"]
    shown = pd.DataFrame(rows, columns=header)
    chapter.table(shown, either(chapter, "每股物流能知道到什么程度", "What can be known of each flow"))
