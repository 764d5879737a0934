"""The key: worked reasoning for every student as one page, and a workbook of students by questions."""

from pathlib import Path

import jinja2
import pandas as pd

from workbench import places

from ..exercises import draw, load_exercise, student_seed
from ..files import replacing
from .books import write_workbook
from .questions import question_of
from .rooms import room_key


def questions_for(course, name):
    """Return the questions of a student of a course, or of a version of a paper.

    Parameters
    ----------
    course : Course
        With secret and exercises.
    name : str
        A student's id, or a version such as ``:A``; no id holds a colon.
    """
    seed = student_seed(course.secret, name)
    return [question_of(draw(load_exercise(exercise), seed)) for exercise in course.exercises]


def write_key(course, out):
    """Write the key of a course; for the teacher only.

    Parameters
    ----------
    course : Course
        With secret and students.
    out : Path
        The folder.

    Returns
    -------
    list of Path
        The page of each class with the reasoning, and the workbook.
    """
    out = Path(out)
    papers = {student: questions_for(course, student.id) for student in course.students}
    pages = []
    for number, group in enumerate(course.groups, 1):
        chosen = {student: questions for student, questions in papers.items() if student.group == group}
        pages.append(out / f"key_{number}.html")
        with replacing(pages[-1]) as temporary:
            temporary.write_text(key_html(course, group, chosen), encoding="utf-8")
    book = out / "key.xlsx"
    sheets = {group or "—": key_table(papers, group) for group in course.groups}
    write_workbook(sheets | ({"资料室": room_key(course)} if course.capstone else {}), book)
    return [*pages, book]


def key_html(course, group, papers):
    """Return the key of a class as one page that needs no network."""
    template = environment().get_template("key.html.j2")
    return template.render(title=course.title, group=group, papers=papers)


def key_table(papers, group):
    """Return the right answers of a class, a row a student, a column each thing asked."""
    rows = []
    for student, questions in papers.items():
        if student.group == group:
            row = {"学号": student.id, "姓名": student.name, "班级": student.group}
            for question in questions:
                for blank in question.blanks:
                    unit = f" [{blank.unit}]" if blank.unit else ""
                    row[f"{question.id} {blank.label}{unit}"] = (
                        blank.answers[0][0] if blank.answers else blank.answer_text
                    )
            rows.append(row)
    return pd.DataFrame(rows)


def environment():
    """Return the templates of the course; whatever is put into a page is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(places.templates() / "course", encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
