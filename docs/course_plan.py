"""Write ``docs/course_plan.md``: 36 hours, textbook sections, notebooks and exercises, from the data of each.

Run by ``make dictionary``; a test holds them equal. The hours are in ``course_plan.csv``; which notebook covers a section is
read from the notebooks, which exercise belongs to it from the bank.
"""

import csv
import json
import re
from functools import cache
from pathlib import Path

from workbench import places
from workbench.delivery.exercises.bank import exercise_ids, load_exercise
from workbench.delivery.exhibits.index import shipped_cases

TARGET = Path(__file__).with_name("course_plan.md")
PLAN = Path(__file__).with_name("course_plan.csv")
ACCEPTANCE = "phases/08_acceptance.ipynb"
CASES_CHAPTERS = range(4, 15)
"""Chapters of the textbook that tell the audit of an industry in eight sections."""
HEAD = """# 36 学时安排 · A course of 36 hours

Written from `docs/course_plan.csv`, the notebooks and the bank of exercises by `make dictionary`; do not edit. 教材为《清洁生产审核案例教程》
（2013）。学时分配是建议，按班级增减；练习的数据因学号而异，同一题每人一座自己的工厂。The hours are a proposal; sections are those of the textbook, and
each student gets a plant of her own.
"""


def course_plan():
    """Return the plan as Markdown."""
    return HEAD + _hours() + _by_section() + _by_notebook() + _by_exercise()


def plan():
    """Return the rows of the plan: hours, zh, en, and lists of sections, cases and exercises."""
    with PLAN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lists = ("sections", "cases", "exercises")
    return [
        {name: text.split(";") if name in lists and text else text or [] for name, text in row.items()} for row in rows
    ]


@cache
def sections():
    """Return the notebook of each section of the textbook that has one, with the title it has there.

    Returns
    -------
    dict of str to (str, str)
        Section to the notebook's path from the notebooks' folder and the heading.
    """
    found = {}
    for path in sorted((places.notebooks() / "guide").glob("*.ipynb")):
        number = ".".join(str(int(part)) for part in re.match(r"[\d_]+", path.stem)[0].strip("_").split("_"))
        found[number] = (f"guide/{path.name}", re.sub(r"^(第 \d+ 章|[\d.]+) ", "", headings(path, 1)[0]))
    for case in shipped_cases():
        if int(case["chapter"]) in CASES_CHAPTERS:
            path = places.notebooks() / "cases" / f"{case['case']}.ipynb"
            for number, heading in enumerate(headings(path, 2), start=1):
                found[f"{case['chapter']}.{number}"] = (f"cases/{path.name}", f"{case['name']}：{heading}")
    found["16"] = (ACCEPTANCE, headings(places.notebooks() / ACCEPTANCE, 1)[0])
    return dict(sorted(found.items(), key=lambda item: order(item[0])))


def headings(path, level):
    """Return the Chinese headings of a level in a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return [line.split(" · ")[0] for line in re.findall(rf"^#{{{level}}} (.+)$", text, flags=re.MULTILINE)]


def order(section):
    """Return the place of a section: 15.2 comes before 15.10."""
    return [int(part) for part in section.split(".")]


def exercises():
    """Return every exercise of the bank, in order of its id."""
    return [load_exercise(name) for name in sorted(exercise_ids())]


def sections_of(exercise):
    """Return the sections that an exercise names, or the chapter where its section has no notebook of its own."""
    named = re.findall(r"\d+(?:\.\d+)?", exercise.textbook.partition("(")[0])
    return [section if section in sections() else section.partition(".")[0] for section in named]


def _link(notebook, text=None):
    return f"[{text or f'`{notebook}`'}](../notebooks/{notebook})"


def _anchor(name):
    place = re.sub(r"[^\w-]", "", name.lower())
    return f"[{name}](#{place})" if name in set(exercise_ids()) else name


def _hours():
    rows, hour = [], 0
    for row in plan():
        first, hour = hour + 1, hour + int(row["hours"])
        linked = [_link(sections()[section][0], f"§{section}") for section in row["sections"]]
        cases = [_link(f"cases/{case}.ipynb", f"`{case}`") for case in row["cases"]]
        tasks = "、".join(_anchor(name) for name in row["exercises"])
        rows.append(
            f"| {first}–{hour} | {row['zh']}<br>*{row['en']}* | {'、'.join(linked)} | {' '.join(cases)} | {tasks} |\n"
        )
    return "\n## 学时 · Hours\n\n| 学时 | 内容 content | 教材 | 案例 case | 练习 |\n|---|---|---|---|---|\n" + "".join(
        rows
    )


def _by_section():
    tasks = {}
    for exercise in exercises():
        for section in sections_of(exercise):
            tasks.setdefault(section, []).append(_anchor(exercise.id))
    rows = [
        f"| §{number} | {title} | {_link(notebook)} | {'、'.join(tasks.get(number, []))} |\n"
        for number, (notebook, title) in sections().items()
    ]
    return (
        "\n## 由教材找笔记本 · From section to notebook\n\n| 教材 | 内容 | 笔记本 | 练习 |\n|---|---|---|---|\n"
        + "".join(rows)
    )


def _by_notebook():
    numbers = {}
    for number, (notebook, _) in sections().items():
        numbers.setdefault(notebook, []).append(f"§{number}")
    for path in sorted((places.notebooks() / "phases").glob("*.ipynb")):
        numbers.setdefault(f"phases/{path.name}", []).append("各案例 every case")
    numbers.setdefault("cases/aluminium_fluoride.ipynb", []).append("§15.8")
    rows = [f"| {_link(notebook)} | {'、'.join(own)} |\n" for notebook, own in sorted(numbers.items())]
    return "\n## 由笔记本找教材 · From notebook to section\n\n| 笔记本 | 教材 |\n|---|---|\n" + "".join(rows)


def _by_exercise():
    parts = ["\n## 练习 · Exercises\n"]
    for exercise in exercises():
        links = [_link(sections()[one][0], f"§{one}") for one in sections_of(exercise)]
        sure = "（凭记忆 recalled）" if "recalled" in exercise.textbook else ""
        parts.append(
            f"\n### {exercise.id}\n\n{exercise.title['zh']} · {exercise.title['en']}\n\n"
            f"第 {exercise.phase} 阶段 phase {exercise.phase}；案例 {_link(f'cases/{exercise.case}.ipynb', f'`{exercise.case}`')}；"
            f"教材 {'、'.join(links)}{sure}\n"
        )
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(course_plan(), encoding="utf-8")
