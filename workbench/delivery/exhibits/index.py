"""Exhibits of the start page: which cases there are, which phases they fill, and whether a folder is sound."""

import csv
from importlib.resources import files

import pandas as pd

from ...analysis.worksheets import worksheets
from ...case import choice_label, find_problems, load_case
from ...places import known_cases
from ..notebooks import PHASES, find_notebooks
from .basic import either

_WORDS = {
    "planning": ("筹划与组织", "planning"),
    "preassessment": ("预审核", "pre-assessment"),
    "assessment": ("审核", "assessment"),
    "options": ("方案产生与筛选", "options"),
    "feasibility": ("可行性分析", "feasibility"),
    "implementation": ("方案实施", "implementation"),
    "continuation": ("持续清洁生产", "continuation"),
    "acceptance": ("评估与验收", "acceptance"),
}
_ACCEPTANCE = {"evidence"}
"""Phase 8 has no worksheets of its own: it needs what proves the others."""


def cases(chapter):
    """Show every case at hand with its textbook chapter, its own notebook and how full each phase is."""
    rows = [_case_row(name, chapter.lang) for name in known_cases()]
    note = either(
        chapter, "各阶段：已有数据的工作用表／全部工作用表", "phases: worksheets with data / worksheets of the phase"
    )
    chapter.table(pd.DataFrame(rows), either(chapter, "案例索引", "The cases"), note=note)


def lessons(chapter):
    """Show what each shipped case teaches, with its chapter of the textbook and the phases it stresses."""
    zh = chapter.lang == "zh"
    rows = [
        {
            "案例编号" if zh else "id": row["case"],
            "行业" if zh else "industry": row["name" if zh else "name_en"],
            "教材章" if zh else "chapter": row["chapter"],
            "着重的阶段" if zh else "phases": row["phases"].replace(";", "、" if zh else ", "),
            "教什么" if zh else "what it teaches": row[chapter.lang],
        }
        for row in shipped_cases()
    ]
    chapter.table(pd.DataFrame(rows), either(chapter, "每个案例教什么", "What each case teaches"))


def shipped_cases():
    """Return what each shipped case teaches: case, chapter, name, name_en, phases, zh, en."""
    with files(__package__).joinpath("cases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _case_row(name, lang):
    zh = lang == "zh"
    case = load_case(name)
    title = case.setting("title" if zh else "title_en") or case.setting("title") or case.id
    kind = choice_label("case", "provenance", case.setting("provenance", ""), lang)
    own = [notebook.name for notebook in find_notebooks(case.id) if notebook.phase is None]
    row = {
        "案例编号" if zh else "id": case.id,
        "案例" if zh else "case": title,
        "教材章" if zh else "chapter": case.setting("textbook") or "",
        "案例本" if zh else "notebook": "、".join(f"cases/{each}.ipynb" for each in own),
        "数据性质" if zh else "data": kind,
    }
    for number, phase in enumerate(PHASES, start=1):
        tables = phase_tables(number)
        row[f"{number} {_WORDS[phase][not zh]}"] = f"{sum(map(case.has, tables))}/{len(tables)}"
    return row


def phase_tables(number):
    """Return the table behind each worksheet of a phase, one a worksheet."""
    tables = [row["table"] for row in worksheets().values() if row["phase"] == str(number)]
    return tables or sorted(_ACCEPTANCE)


def phases(chapter):
    """Show the eight phases with the notebook and the worksheets of each."""
    zh = chapter.lang == "zh"
    rows = []
    for number, phase in enumerate(PHASES, start=1):
        sheets = [sheet for sheet, row in worksheets().items() if row["phase"] == str(number)]
        rows.append(
            {
                "阶段" if zh else "phase": f"{number} {_WORDS[phase][not zh]}",
                "笔记本" if zh else "notebook": f"phases/{number:02d}_{phase}.ipynb",
                "工作用表" if zh else "worksheets": f"{sheets[0]} … {sheets[-1]}" if sheets else "",
                "单独运行" if zh else "run it alone": f"workbench run CASE --phases {number}",
            }
        )
    chapter.table(pd.DataFrame(rows), either(chapter, "八个阶段", "The eight phases"))


def check(chapter, name):
    """Say whether a case is sound; if not, show every problem at once with its place and its cure.

    Parameters
    ----------
    name : str
        Id of a case, or a folder.
    """
    problems = find_problems(name)
    template = either(chapter, "案例 {name}：发现 {count} 个问题。", "Case {name}: {count} problem(s).")
    chapter.text(template, name=str(name), count=len(problems))
    if problems:
        columns = {
            "file": either(chapter, "文件", "file"),
            "row": either(chapter, "行", "row"),
            "column": either(chapter, "列", "column"),
            chapter.lang: either(chapter, "问题", "problem"),
            "hint": either(chapter, "提示", "hint"),
        }
        rows = pd.DataFrame([problem.to_json() for problem in problems])
        chapter.table(rows, either(chapter, "案例数据问题清单", "Problems of the case"), columns=columns)
