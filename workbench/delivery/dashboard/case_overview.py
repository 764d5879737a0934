"""First part of the case page: what it costs, what it brings, what to decide next, and the files to take along."""

from html import escape

from ...case import choice_label
from ...display.style import number
from ..exhibits import conclusion
from . import frame
from .case_totals import headline, next_decisions

_FILES = {
    "report.docx": ("审核报告（Word）", "report (Word)"),
    "tables.xlsx": ("数据表（Excel）", "tables (Excel)"),
    "index.html": ("单页网页", "one-page html"),
}
_WORDS = {
    "zh": {
        "overview": "一页总览",
        "decide": "下一步要决定的",
        "line": "{option} {name}：投资 {I} 万元，年效益 {P} 万元，偿还期 {N} a，净现值 {NPV} 万元",
        "decided": "中/高费方案都已实施、搁置或否决，没有待决定的。",
        "conclusion": "结论",
        "files": "下载",
        "none": "还没有运行结果。请先运行 workbench run {case}，文件就会出现在这里。",
        "elsewhere": "在看板里打开时可以下载报告、数据表和单页网页。",
    },
    "en": {
        "overview": "Overview",
        "decide": "To be decided next",
        "line": "{option} {name}: investment {I} 万元, benefit {P} 万元/a, payback {N} a, NPV {NPV} 万元",
        "decided": "Every medium- or high-cost option is carried out, shelved or rejected.",
        "conclusion": "Conclusions",
        "files": "Downloads",
        "none": "There is no run yet. After workbench run {case} the files are found here.",
        "elsewhere": "Report, tables and page can be fetched when this is opened as a dashboard.",
    },
}


def title_line(case, lang):
    """Return the name of the case and what kind of data it holds, as HTML."""
    name = case.setting("title_en" if lang == "en" else "title") or case.setting("title") or case.id
    kind = choice_label("case", "provenance", case.setting("provenance", ""), lang)
    mark = f' <span class="wb-label">{escape(kind)}</span>' if kind else ""
    return f"<p><strong>{escape(name)}</strong>{mark}</p>"


def overview(case, visit):
    """Return the overview of a case.

    Parameters
    ----------
    case : Case
    visit : Visit
        Language, and where downloads are.
    """
    words = _WORDS[visit.lang]
    return frame.page(
        frame.panel(words["overview"], frame.cards(headline(case, visit.lang))),
        frame.columns(
            frame.panel(words["decide"], _decisions(case, words)),
            frame.panel(words["files"], downloads(case, visit)).add_class("wb-screen"),
        ),
        frame.panel(words["conclusion"], frame.exhibit(conclusion.conclusions, case, lang=visit.lang)),
    )


def _decisions(case, words):
    if not case.has("options"):
        return frame.note(words["decided"])
    rows = next_decisions(case)
    lines = [
        words["line"].format(
            **{
                key: value if key in ("option", "name") else number(value, 3 if key == "N" else 4)
                for key, value in row.items()
            }
        )
        for row in rows.to_dict("records")
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if lines else frame.note(words["decided"])


def downloads(case, visit):
    """Return the buttons that fetch the files of the run, or a word on how to get them, as HTML."""
    words = _WORDS[visit.lang]
    if visit.base is None:
        return frame.note(words["elsewhere"])
    there = [name for name in _FILES if (visit.runs / case.id / name).is_file()]
    if not there:
        return frame.note(words["none"].format(case=case.id))
    links = "".join(
        f'<a class="button" download href="{escape(visit.base)}download/{escape(case.id)}/{name}">'
        f"{_FILES[name][visit.lang == 'en']}</a> "
        for name in there
    )
    return f"<p>{links}</p>"
