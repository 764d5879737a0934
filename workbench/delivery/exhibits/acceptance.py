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
    unjudged = int((found.items["veto"] & (found.items["state"] == "by_hand")).sum())
    if unjudged and found.verdict != "veto":
        condition = ("（前提：{} 条须人工判断的否决项不触发）", " (given that {} vetoes left to a person do not apply)")
        verdict += either(chapter, *condition).format(unjudged)
    chapter.text(template, sheet=found.sheet[chapter.lang], low=found.low, high=found.high, verdict=verdict)
    items = found.items.assign(name=found.items["zh"], missing=found.items[f"missing_{chapter.lang}"])
    _vetoes(chapter, case, items[items["veto"]], heading)
    _items(chapter, case, items[~items["veto"]], heading)


def _vetoes(chapter, case, vetoes, heading):
    """Show the vetoes, what clears them and how it was before the audit."""
    if vetoes.empty:
        return
    heading = (f"{heading[0]}：否决项", f"{heading[1]}: vetoes")
    note = either(
        chapter,
        "“未触发”指审核后的状态；审核前的超标并列在“前后对照”一栏。凭记忆的限值不作判定",
        "clear is the state after the audit; exceedances before it stand beside. Recalled limits do not decide",
    )
    columns = ["group", "name", "state", "shown", "missing"]
    columns = [name for name in columns if name != "shown" or vetoes["shown"].ne("").any()]
    result(chapter, case, vetoes, heading, columns=columns, note=note)


def _items(chapter, case, items, heading):
    """Show the items with what is earned and what is missing, and say where most points are to be had."""
    if items.empty:
        return
    columns = ["group", "name", "points", "points_from", "share", "earned", "lost", "state", "missing"]
    note = either(
        chapter,
        "“本工作台建议”的分值不是官方分值；预测供自查，不代替专家",
        "points marked proposed are this workbench's, not official; the prediction is for self-checking",
    )
    result(chapter, case, items, heading, columns=columns, note=note)
    short = items[items["lost"] > 0].sort_values("lost", ascending=False)
    by_hand = items.loc[items["state"] == "by_hand", "points"].sum()
    template = either(
        chapter,
        "案例自己的数据还缺 {lost:.1f} 分，依次在：{names}；另有 {by_hand:.0f} 分由专家判断。",
        "The case's own data lacks {lost:.1f} points, in this order: {names}; {by_hand:.0f} points are left to experts.",
    )
    separator = either(chapter, "；", "; ")
    names = separator.join(
        f"{row.name_} {row.lost:.1f}（{row.missing}）" for row in short.rename(columns={"name": "name_"}).itertuples()
    )
    chapter.text(template, lost=short["lost"].sum(), names=names or either(chapter, "无", "none"), by_hand=by_hand)
