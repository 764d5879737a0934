"""Exhibits of phase 1: the plan as a chart, legal deadlines, what data is in hand."""

from ...analysis.enterprise_class import deadlines as legal_deadlines
from ...display.schedule_chart import gantt
from .basic import either, needs, result


@needs("plan")
def plan_chart(chapter, case):
    """Draw the work plan as a Gantt chart."""
    chapter.figure(
        gantt(case["plan"], lang=chapter.lang), either(chapter, "审核工作计划进度图", "Work plan"), name="work_plan"
    )


def deadlines(chapter, case):
    """Show the legal deadlines that run from the day the enterprise was listed."""
    if not case.setting("listed.date"):
        text = "（case.toml 没有 listed.date：未列入强制审核名单，期限由企业自定。）"
        chapter.text(either(chapter, text, "(case.toml has no listed.date: no legal deadline runs.)"))
        return
    table = legal_deadlines(case.setting("listed.date"), case.setting("industry"))
    shown = table.rename(columns={chapter.lang: "name"})[["name", "date", "rule", "provenance"]]
    result(chapter, case, shown, ("强制性审核法定期限", "Legal deadlines"))


@needs("documents")
def documents_received(chapter, case):
    """Say how complete the documents are, weighted by their priority (A 3, B 2, C 1)."""
    documents = case["documents"]
    weight = documents["priority"].map({"A": 3, "B": 2, "C": 1}).fillna(1)
    share = weight[documents["available"] == "yes"].sum() / weight.sum()
    open_rows = documents[(documents["priority"] == "A") & (documents["available"] != "yes")]
    names = either(chapter, "、", ", ").join(open_rows["name"]) or either(chapter, "无", "none")
    template = either(
        chapter,
        "资料完整率（A×3、B×2、C×1 加权）为 {share:.1%}；尚缺的 A 类资料：{names}。",
        "Documents in hand, weighted A×3, B×2, C×1: {share:.1%}; A documents still missing: {names}.",
    )
    chapter.text(template, share=share, names=names)
