"""Exhibit of the review: what an expert would object to."""

import pandas as pd

from ...analysis.review import review
from .basic import either

_SEVERITY = {"veto": ("否决", "veto"), "major": ("主要", "major"), "minor": ("次要", "minor")}
_COLUMNS = {
    "rule": ("规则", "Rule"),
    "severity": ("严重程度", "Severity"),
    "where": ("位置", "Where"),
    "found": ("发现", "Found"),
    "expected": ("应为", "Expected"),
    "fix": ("如何改", "How to fix"),
}


def findings(chapter, case):
    """Show the findings of the rules D01 … D30."""
    found = review(case)
    if not found:
        chapter.text(either(chapter, "按 D01–D30 自查，没有发现问题。", "Rules D01–D30 find nothing."))
        return
    vetoes = sum(item.severity == "veto" for item in found)
    template = either(
        chapter,
        "按 D01–D30 自查，发现 {count} 处，其中否决性的 {vetoes} 处。",
        "Rules D01–D30 find {count} places, {vetoes} of them vetoes.",
    )
    chapter.text(template, count=len(found), vetoes=vetoes)
    rows = pd.DataFrame([_row(chapter, item) for item in found])
    chapter.table(rows, either(chapter, "专家意见自查表", "What an expert would object to"), label=_as_it_is)


def _row(chapter, item):
    suffix = either(chapter, "", "_en")
    values = {"rule": item.rule, "severity": either(chapter, *_SEVERITY[item.severity]), "where": item.where}
    values |= {name: getattr(item, name + suffix) for name in ("found", "expected", "fix")}
    return {either(chapter, *_COLUMNS[name]): value for name, value in values.items()}


def _as_it_is(label, _lang):
    return label
