"""Exhibits of evaluation and acceptance: predicted score with what is missing, vetoes first."""

from ...analysis.acceptance import predict_score
from .basic import either, result

_VERDICTS = {
    "veto": ("有否决项", "a veto applies"),
    "pass": ("可以通过", "would pass"),
    "fail": ("不能通过", "would not pass"),
    "open": ("取决于专家判断的项目", "depends on items that a person judges"),
    "unscored": ("评分表未给出分值", "the sheet holds no points"),
}


def evaluation_score(chapter, case):
    """Show the predicted score of the evaluation (评估)."""
    _score(chapter, case, "assessment", ("评估评分预测", "Predicted score of the evaluation"))


def acceptance_score(chapter, case):
    """Show the predicted score of the acceptance (验收)."""
    _score(chapter, case, "acceptance", ("验收评分预测", "Predicted score of the acceptance"))


def _score(chapter, case, kind, heading):
    latest = f"national_2018_{kind}"
    found = predict_score(case, None if case.setting("audit_date") else latest, kind=kind)
    if found.verdict == "unscored":
        template = either(
            chapter,
            "审核日期有效的评分表是《{sheet}》，本工作台没有它的分值；下面按 2018 年的评分表预测，供参考。",
            "The sheet in force at the audit's date is {sheet}, whose points are not held here; below, the sheet of 2018.",
        )
        chapter.text(template, sheet=found.sheet[chapter.lang])
        found = predict_score(case, latest)
    template = either(
        chapter,
        "评分表：{sheet}。预测得分 {low:.0f}–{high:.0f}（下限：须人工判断的项目都不得分；上限：都得满分）；结论：**{verdict}**。",
        "Sheet: {sheet}. Predicted score {low:.0f}–{high:.0f} (items that a person judges at nothing or full points); **{verdict}**.",
    )
    verdict = either(chapter, *_VERDICTS[found.verdict])
    chapter.text(template, sheet=found.sheet[chapter.lang], low=found.low, high=found.high, verdict=verdict)
    items = found.items.rename(columns={"zh": "item_zh", f"missing_{chapter.lang}": "missing"})
    items = items.assign(name=items["item_zh"])
    columns = ["group", "name", "veto", "points", "points_from", "share", "earned", "state", "missing"]
    note = either(
        chapter,
        "“本工作台建议”的分值不是官方分值；预测供自查，不代替专家",
        "points marked proposed are this workbench's, not official; the prediction is for self-checking",
    )
    result(chapter, case, items, heading, columns=columns, note=note)
