"""Detail view of the case page: can the data be trusted, where to measure, every indicator, what is on record."""

from functools import partial

from ...case import title
from ..exhibits import acceptance, balances, basic, checking, compliance, level, losses, review
from ..exhibits.data import balance_title
from . import frame

_EVIDENCE = ("evidence", "documents", "measurement_plan", "schedule", "training", "monitoring", "permits")
_WORDS = {
    "zh": {
        "closure": "各单元平衡",
        "trust": "数据可信吗",
        "which": "平衡",
        "utilities": "水、汽、能平衡",
        "meters": "现有仪表能查出多大的偏差",
        "planner": "再装哪块表",
        "samples": "实测统计",
        "index": "综合评价",
        "table": "各项指标",
        "certainty": "等级的把握",
        "potential": "清洁生产潜力",
        "findings": "专家会提出的问题",
        "score": "评估与验收得分预测",
        "record": "在案的资料",
        "kind": "资料表",
        "emissions": "排放达标",
        "assumed": "数据假定",
    },
    "en": {
        "closure": "Balance of every process",
        "trust": "Can the data be trusted?",
        "which": "balance",
        "utilities": "Water, steam and energy balances",
        "meters": "What the present meters can show",
        "planner": "Which meter to add",
        "samples": "Statistics of the samples",
        "index": "Composite index",
        "table": "Every indicator",
        "certainty": "How certain the level is",
        "potential": "Potential",
        "findings": "What the experts would ask",
        "score": "Predicted scores",
        "record": "What is on record",
        "kind": "table",
        "emissions": "Emissions and limits",
        "assumed": "Assumptions about the data",
    },
}


def balance_part(case, visit):
    """Return a balance of choice with verdict, suspects, reconciled amounts and the closure of every process."""
    words, lang = _WORDS[visit.lang], visit.lang
    names = [(balance_title(case, name, lang), name) for name in case["balances"]["balance"]]
    focus = checking.focus_balances(case)
    which = frame.choice(words["which"], names, focus[0] if focus else None)

    def answer(which):
        shows = (checking.suspects, checking.second_opinion, checking.amounts, checking.adjustments)
        return "".join(frame.exhibit(show, case, which, lang=lang) for show in shows)

    return frame.page(
        frame.panel(words["trust"], which, frame.live({"which": which}, answer, lang)),
        frame.panel(words["closure"], frame.exhibit(balances.closure, case, lang=lang)),
    )


def measuring_part(case, visit):
    """Return the measurement planner: what meters can show, which to add, and the statistics of the samples."""
    words, show = _WORDS[visit.lang], partial(frame.exhibit, lang=visit.lang)
    return frame.page(
        frame.panel(words["planner"], show(losses.meter_plan, case)),
        frame.panel(words["meters"], show(checking.meters, case)),
        frame.panel(words["samples"], show(checking.samples, case)),
    )


def indicator_part(case, visit):
    """Return every indicator against its benchmarks, the certainty of the level and the potential."""
    words, show = _WORDS[visit.lang], partial(frame.exhibit, lang=visit.lang)
    return frame.page(
        frame.panel(words["table"], show(level.indicator_levels, case), show(level.product_mix, case)),
        frame.panel(words["certainty"], show(level.certainty, case)),
        frame.panel(words["potential"], show(level.savings_potential, case)),
    )


def evidence_part(case, visit):
    """Return what is on record, what the experts would ask, and the predicted scores."""
    words, lang = _WORDS[visit.lang], visit.lang
    show = partial(frame.exhibit, lang=lang)
    held = [(title(name, lang), name) for name in _EVIDENCE if case.has(name)]
    parts = [frame.panel(words["findings"], show(review.findings, case))]
    if held:
        kind = frame.choice(words["kind"], held)
        answer = frame.live({"kind": kind}, lambda kind: show(basic.table, case, kind), lang)
        parts.append(frame.panel(words["record"], kind, answer))
    parts.append(frame.panel(words["score"], show(acceptance.evaluation_score, case)))
    parts.append(frame.panel(words["emissions"], show(compliance.emissions, case)))
    parts.append(frame.panel(words["assumed"], show(basic.assumptions, case)))
    return frame.page(*parts)
