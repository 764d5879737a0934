"""Exhibits of compliance: emissions against limits, on-line data, equipment, class of the enterprise."""

from ...analysis.compliance import compliance_states, emission_compliance, monitoring_statistics, total_compliance
from ...analysis.enterprise_class import compulsory_status, enterprise_class
from ...analysis.policy import policy_check
from ...analysis.reaudit import OVER, present_compliance
from ...case import choice_label
from .basic import either, needs, result

_STATES = {
    "met": "达标",
    "exceeded": "超标",
    "kept": "一直达标",
    "unproven": "待补监测",
}


@needs("monitoring")
def emissions(chapter, case):
    """Show every monitored value after conversion against its limit."""
    samples = case["monitoring"]
    table = emission_compliance(samples[samples["kind"] != "online"], case.convert)
    failed = int((table["met"] == False).sum())  # noqa: E712 - unknown is neither met nor failed
    template = either(
        chapter,
        "手工监测共 {count} 个样次，折算后超标 {failed} 个。",
        "{count} manual sample(s), {failed} above the limit after conversion.",
    )
    chapter.text(template, count=len(table), failed=failed)
    wanted = ["name", "pollutant", "date", "measured", "concentration", "converted", "unit", "limit", "excess", "met"]
    columns = [column for column in wanted if column in table]
    above = table[table["met"] == False]  # noqa: E712
    if len(above):
        note = either(
            chapter, "只列超标样次；全部样次的统计见下表", "only the samples above the limit; all are in the statistics"
        )
        heading = ("手工监测超标样次", "Samples above the limit")
        result(chapter, case, above, heading, columns=columns, note=note)


@needs("monitoring")
def statistics(chapter, case):
    """Show the statistics of every outlet and pollutant, on-line data included."""
    table = monitoring_statistics(case)
    result(chapter, case, table, ("监测数据统计（均值、最大值、超标率、负荷）", "Statistics of the monitoring data"))


@needs("monitoring")
def before_and_after(chapter, case):
    """Show every outlet and pollutant before and after the audit, those that were ever above the limit first."""
    table = compliance_states(case)
    judged = table[table["verdict"] != "unknown"].sort_values("exceeded_before", ascending=False, kind="stable")
    counts = judged["verdict"].value_counts()
    template = either(
        chapter,
        "审核前超标的排口因子 {before} 个；审核后监测达标 {met} 个、仍超标 {over} 个、超标后没有再监测 {unproven} 个。",
        "{before} outlet(s) and pollutant(s) above the limit before; after: {met} met, {over} above, {unproven} not sampled.",
    )
    before = int((judged["exceeded_before"] > 0).sum())
    named = {"met": "met", "over": "exceeded", "unproven": "unproven"}
    chapter.text(template, before=before, **{key: int(counts.get(code, 0)) for key, code in named.items()})
    words = _STATES if chapter.lang == "zh" else {code: code for code in _STATES}
    shown = judged.assign(state_after=judged["verdict"].map(words))
    columns = ["name", "pollutant", "unit", "limit", "samples_before", "exceeded_before", "maximum_before"]
    columns += ["latest", "samples_after", "exceeded_after", "maximum_after", "state_after"]
    heading = ("审核前后达标对照", "Compliance before and after the audit")
    note = either(
        chapter,
        "以审核日期分前后；审核后以最近一次监测为准；浓度为折算后最大值",
        "divided at the audit's date; afterwards the last date counts; maxima after conversion",
    )
    result(chapter, case, shown, heading, columns=columns, note=note)


@needs("permits")
def totals(chapter, case):
    """Show yearly emissions against the permitted totals."""
    table = total_compliance(case["permits"])
    if len(table):
        result(chapter, case, table, ("污染物总量达标判定", "Totals against the permit"))


@needs("equipment")
def obsolete(chapter, case):
    """Show the equipment that a catalogue of the audit's date points to."""
    table = policy_check(case)
    template = either(
        chapter,
        "与审核日期有效的目录对照，命中 {count} 条线索（须与目录原文核对规格、年份和例外）。",
        "{count} hit(s) in the catalogues in force; compare size, year and exceptions with the text.",
    )
    chapter.text(template, count=len(table))
    if len(table):
        table = table.assign(standard=table["title"], item_name=table[chapter.lang])
        columns = ["id", "object", "model", "class", "item_name", "standard", "number", "provenance", "confidence"]
        result(chapter, case, table, ("淘汰与限制类对照", "Restricted and eliminated items"), columns=columns)


def classes(chapter, case):
    """Say whether the audit is compulsory and what points to a class of enterprise."""
    status = compulsory_status(case)
    chapter.text("{sentence}", sentence=status[chapter.lang])
    table = enterprise_class(case).rename(columns={"source": "evidence"})
    toxic = table["evidence"] == "toxic"
    if (~toxic).any():
        exceeding = table[~toxic].assign(object=_worded(table.loc[~toxic, "object"], chapter.lang))
        heading = ("企业类型线索：双超、高耗能", "Indications of the enterprise's class: limits exceeded")
        columns = ["class", "object", "value", "limit", "unit", "excess", "evidence"]
        result(chapter, case, exceeding, heading, columns=columns)
    if toxic.any():
        template = either(
            chapter,
            "双有（使用或排放有毒有害物质）的线索 {count} 项：{names}。",
            "{count} indications of toxic substances used or released: {names}.",
        )
        names = either(chapter, "、", ", ").join(_worded(table.loc[toxic, "object"], chapter.lang))
        chapter.text(template, count=int(toxic.sum()), names=names)


def _worded(objects, lang):
    """Return objects such as ``DA001 SO2`` with the words for their pollutants."""
    return [" ".join(choice_label("results", "pollutant", part, lang) for part in text.split(" ")) for text in objects]


_PRESENT = {
    "over": ("超过现行限值", "above today's limit"),
    "met": ("符合", "met"),
    "recalled_over": ("可能超过(限值凭记忆待核)", "perhaps above (recalled)"),
    "recalled_met": ("大致符合(限值凭记忆待核)", "probably met (recalled)"),
    "unknown": ("未持有现行限值", "no limit held"),
}


@needs("monitoring")
def present_limits(chapter, case):
    """Show the last samples against the limits of today: those above first, recalled limits as indications only."""
    table = present_compliance(case)
    counts = table["verdict"].value_counts()
    template = either(
        chapter,
        "最近一次监测按现行限值对照：{over} 项超过查得的限值；{maybe} 项超过凭记忆的限值，须核原文，不作结论；{unknown} 项没有持有现行限值。",
        "The last samples by the limits of today: {over} above a found limit; {maybe} above a recalled one, which decides"
        " nothing; for {unknown} no limit is held.",
    )
    named = {"over": "over", "maybe": "recalled_over", "unknown": "unknown"}
    chapter.text(template, **{key: int(counts.get(code, 0)) for key, code in named.items()})
    changed = table["verdict"].isin(OVER) | (table["limit_now"].notna() & (table["limit_now"] != table["limit"]))
    shown = table[changed].sort_values("verdict", key=lambda codes: ~codes.isin(OVER), kind="stable")
    if shown.empty:
        return
    shown = shown.assign(
        in_force_since=shown["effective"],
        standard_now=shown["title"].fillna("") + " " + shown["number"].fillna(""),
        state_now=[either(chapter, *_PRESENT[code]) for code in shown["verdict"]],
    )
    columns = [
        "name",
        "pollutant",
        "date",
        "concentration",
        "unit",
        "limit",
        "limit_now",
        "standard_now",
        "in_force_since",
    ]
    note = either(
        chapter,
        "只列超过现行限值或限值已改的排口因子；浓度取最近一次监测折算后的最大值",
        "only what is above a limit of today or whose limit has changed; the largest converted value of the last date",
    )
    heading = ("监测值与现行限值", "Monitored values and the limits of today")
    result(chapter, case, shown, heading, columns=[*columns, "provenance", "state_now", "note"], note=note)
