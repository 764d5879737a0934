"""What the audit rests on (审核依据): the versions in force on its day, what changed since, and a search."""

import ipywidgets

from workbench.errors import UsageError

from ...standards.basis import audit_basis, basis_changes, every_basis, search_basis
from ..exhibits.basic import either
from .controls import line_html, offer, table_html

KINDS = {
    "law": ("法律", "law"),
    "regulation": ("行政法规", "regulation"),
    "rule": ("部门规章", "rule"),
    "notice": ("规范性文件", "notice"),
    "standard": ("通用标准", "general standard"),
    "catalogue": ("产业政策目录", "policy catalogue"),
    "evaluation_system": ("评价指标体系", "evaluation system"),
    "three_level_standard": ("清洁生产标准", "cleaner production standard"),
    "trial_system": ("评价指标体系(试行)", "trial evaluation system"),
    "teaching_system": ("教学用分级", "teaching system"),
    "energy_norm": ("能耗限额", "energy norm"),
    "efficiency_level": ("能效水平", "efficiency level"),
    "water_norm": ("取水定额", "water norm"),
    "discharge_limit": ("排放标准", "discharge limit"),
    "access_condition": ("准入(规范)条件", "access condition"),
    "technical_policy": ("技术政策", "technical policy"),
    "technical_code": ("技术规范", "technical code"),
    "industry_standard": ("行业标准", "industry standard"),
    "empty": ("无专门标准", "none found"),
}
_KNOWN = {
    "found": ("查得", "found"),
    "recalled": ("凭记忆待核", "recalled, to be checked"),
    "none": ("未查得", "none"),
    "teaching": ("教学用", "teaching"),
}
_IN_PART = {
    "number recalled": ("，文号待核", ", number to be checked"),
    "date recalled": ("，日期待核", ", date to be checked"),
}
_WORDS = {
    "kind": ("类别", "kind"),
    "number": ("文号", "number"),
    "title": ("名称", "title"),
    "effective": ("施行", "in force from"),
    "superseded": ("废止", "until"),
    "successor": ("替代者", "replaced by"),
    "successor_number": ("替代者文号", "its number"),
    "use": ("审核中的用处", "use in the audit"),
    "known": ("性质", "known by"),
}


def in_force(chapter, date, industry, kinds=None):
    """Show what was in force on a day, of some kinds or of all.

    Parameters
    ----------
    date : str
        Day of the audit.
    industry : str
        Industry whose own standards count.
    kinds : iterable of str, optional
        Such as ``law``; see `KINDS`.
    """
    found = audit_basis(date, industry)
    if kinds is not None:
        found = found[found["kind"].isin(list(kinds))]
    if found.empty:
        chapter.text(either(chapter, "（{date} 没有这类文件。）", "(Nothing of that kind on {date}.)"), date=str(date))
        return
    words = dict.fromkeys(KINDS[kind][chapter.lang != "zh"] for kind in found["kind"])
    named = either(chapter, "、", ", ").join(words)
    title = either(chapter, f"{date} 有效的{named}", f"In force on {date}: {named}")
    chapter.table(readable(found, chapter.lang), title, note=_coarse(found, chapter.lang))


def changed(chapter, date, today, industry):
    """Show what held on the day of the audit and no longer does on a later one, with what replaced it."""
    found = basis_changes(date, today, industry)
    if found.empty:
        chapter.text(either(chapter, "（两个日期之间没有变化。）", "(Nothing has changed between the two days.)"))
        return
    title = either(chapter, f"{date} 有效、{today} 已被替代的依据", f"In force on {date}, replaced by {today}")
    columns = ["kind", "number", "title", "superseded", "successor", "successor_number", "known"]
    note = either(
        chapter, "替代者为空：本工作台没有记录，须自行查证", "no successor: none is recorded here, look it up"
    )
    chapter.table(readable(found, chapter.lang, columns), title, note=note)


def search(chapter, words, date, industry):
    """Show the basis that holds some words, in force on a day, and a control that searches again.

    Parameters
    ----------
    words : str
        Words between blanks, all of which must be found.
    """
    title = either(chapter, f"检索“{words}”（{date} 有效）", f"Search for {words} (in force on {date})")
    found = search_basis(audit_basis(date, industry), words)
    if found.empty:
        chapter.text(either(chapter, "（没有找到“{words}”。）", "(Nothing found for {words}.)"), words=words)
    else:
        chapter.table(readable(found, chapter.lang), title)
    controls = {
        "words": ipywidgets.Text(value=words, description=either(chapter, "检索词", "words")),
        "day": ipywidgets.Text(value=str(date), description=either(chapter, "日期", "day"), continuous_update=False),
        "always": ipywidgets.Checkbox(value=False, description=either(chapter, "含已废止", "with replaced ones")),
    }
    offer(chapter, controls, lambda **asked: answer(asked, industry, chapter.lang))


def answer(asked, industry, lang):
    """Return what a search finds, as HTML; a wrong day is said.

    Parameters
    ----------
    asked : dict
        words, day, always (also what is no longer in force).
    """
    try:
        table = every_basis(industry) if asked["always"] else audit_basis(asked["day"], industry)
    except UsageError as error:
        return line_html(str(error))
    found = search_basis(table, asked["words"])
    count = f"{len(found)} 条" if lang == "zh" else f"{len(found)} found"
    return line_html(count) + (table_html(readable(found, lang), "", lang) if len(found) else "")


def readable(found, lang, columns=("kind", "number", "title", "effective", "superseded", "use", "known")):
    """Return a basis with labels and words for people."""
    english = lang != "zh"
    shown = found.assign(
        kind=found["kind"].map(lambda kind: KINDS[kind][english]),
        title=found[lang],
        known=[
            _KNOWN[word][english] + _IN_PART.get(part, ("", ""))[english]
            for word, part in zip(found["provenance"], found["confidence"], strict=True)
        ],
        **({"use": found[f"use_{lang}"]} if f"use_{lang}" in found else {}),
    )
    shown = shown[list(columns)].fillna("")
    filled = [column for column in shown if column != "use" or shown[column].ne("").any()]
    return shown[filled].rename(columns=lambda column: _WORDS[column][english])


def _coarse(found, lang):
    unsure = found.loc[~found["certain"], "number"].dropna()
    if unsure.empty:
        return None
    listed = ("、" if lang == "zh" else ", ").join(unsure)
    zh = f"施行或废止日期记得不够细，须核对是否适用：{listed}"
    return zh if lang == "zh" else f"dates too coarse to be sure that they count: {listed}"
