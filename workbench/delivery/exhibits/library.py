"""Exhibits of the option library: what an industry knows and this audit has not proposed, and texts that are copied."""

from contextlib import suppress

from ...analysis.library import copied_texts, library_gaps
from ...case import CaseError, choice_label, label, load_case
from ...places import known_cases
from .basic import either, needs, result

_COLUMNS = ["name", "class", "attacks", "principle", "investment_range", "saving_range", "conditions", "provenance"]


@needs("options")
def suggestions(chapter, case):
    """Show the entries of the option library without a counterpart in the case, and a warning of copied texts."""
    gaps = library_gaps(case)
    template = either(
        chapter,
        "本行业方案库中有 {count} 条在方案类型与所针对的损失上没有对应方案，供方案产生时参考。",
        "{count} entry(ies) of the option library have no counterpart by class and loss: ideas for more options.",
    )
    chapter.text(template, count=len(gaps))
    if len(gaps):
        note = either(
            chapter,
            "金额、节约为注明规模下的数量级，空白为未知；“凭记忆待核”的引用前须核对；是否适用由审核组判断",
            "ranges are orders of size for the scale named, blank where unknown; check recalled ones before use",
        )
        heading = ("方案库中本次审核未涉及的方案", "Entries of the option library not covered by this audit")
        result(chapter, case, _shown(gaps, chapter.lang), heading, columns=_COLUMNS, note=note)
    _copies(chapter, case)


def _copies(chapter, case):
    copies = copied_texts(case, _others(case))
    if copies.empty:
        chapter.text(
            either(chapter, "没有发现照抄方案库或其他案例的方案文字。", "No option text is copied from elsewhere.")
        )
        return
    note = either(
        chapter, "相似度高于 90 % 的文字，须按本厂情况改写", "texts more than 90 % alike: rewrite for this plant"
    )
    heading = ("疑似照抄的方案文字", "Option texts that look copied")
    named = copies["column"].map(lambda column: label("options", column, chapter.lang))
    result(chapter, case, copies.assign(column=named), heading, note=note)


def _others(case):
    """Return the other cases at hand; one that cannot be read is no reason to say nothing about this one."""
    others = []
    for name in known_cases():
        if name != case.id:
            with suppress(CaseError):
                others.append(load_case(name))
    return others


def _shown(gaps, lang):
    return gaps.assign(
        name=gaps[lang],
        **{"class": gaps["class"].map(lambda word: choice_label("options", "class", word, lang))},
        attacks=gaps["loss"],
        investment_range=_ranges(gaps, "investment"),
        saving_range=_ranges(gaps, "saving") + gaps["scale"].map(lambda scale: f" ({scale})" if scale else ""),
    )


def _ranges(gaps, name):
    columns = [f"{name}_low", f"{name}_high", f"{name}_unit"]
    return gaps[columns].apply(lambda row: _range(*row), axis=1).astype("str")


def _range(low, high, unit):
    if low != low:  # unknown stays blank
        return ""
    return f"{low:g} {unit}" if low == high else f"{low:g}…{high:g} {unit}"
