"""Papers and keys: A4, Chinese fonts named, the same numbers as the kits, worked reasoning for the teacher."""

import re

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from openpyxl import load_workbook

from workbench.delivery.course.keys import questions_for, write_key
from workbench.delivery.course.papers import write_papers
from workbench.delivery.course.questions import question_of
from workbench.delivery.exercises import draw, load_exercise, names_of, student_seed, worked

from .conftest import SECRET

EXERCISES = ("E2.2", "E2.3", "E5.1", "T3.1", "E7.3")


def text_of(path):
    document = Document(path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return document, "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_paper_for_each_student_has_her_numbers_and_no_answer(course, tmp_path):
    lesson = course(*EXERCISES)
    files = write_papers(lesson, tmp_path)
    assert [path.name for path in files] == ["A01.docx", "A02.docx", "B01.docx", "B02.docx", "key.docx"]
    document, text = text_of(files[0])
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    seed = student_seed(SECRET, "A01")
    shown = draw(load_exercise("E2.2"), seed).shown
    assert f"{shown['fresh']} m³" in text and "姓名A01" in text and "合成教学数据" in text
    for name in EXERCISES:
        variant = draw(load_exercise(name), seed)
        assert worked(variant.exercise, variant) not in text
    value = names_of(load_exercise("E2.2"), shown)["ratio"]
    assert f"{value:.4g}" not in re.findall(r"[\d.]+", text)


def test_every_paragraph_of_a_paper_names_a_font_for_chinese(course, tmp_path):
    document, _ = text_of(write_papers(course(*EXERCISES), tmp_path)[0])
    for paragraph in document.paragraphs:
        fonts = paragraph.style.element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) in ("仿宋", "黑体"), paragraph.style.name


def test_no_table_of_a_paper_is_wider_than_the_page(course, tmp_path):
    document, _ = text_of(write_papers(course(*EXERCISES), tmp_path)[0])
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert document.tables
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= room + Cm(0.1)


def test_versions_differ_and_their_key_holds_the_reasoning_of_each(course, tmp_path):
    files = write_papers(course("E2.2", "E5.1"), tmp_path, versions=2)
    assert [path.name for path in files] == ["paper_A.docx", "paper_B.docx", "key.docx"]
    first, second, key = (text_of(path)[1] for path in files)
    assert first != second and "A 卷" in first and "学号：＿" in first
    for version in (":A", ":B"):
        for name in ("E2.2", "E5.1"):
            variant = draw(load_exercise(name), student_seed(SECRET, version))
            assert worked(variant.exercise, variant).splitlines()[0] in key


def test_the_key_has_a_page_for_each_class_and_a_column_for_everything_asked(course, tmp_path):
    *pages, book = write_key(course(*EXERCISES), tmp_path)
    assert [path.name for path in pages] == ["key_1.html", "key_2.html"] and book.name == "key.xlsx"
    page = pages[0].read_text(encoding="utf-8")
    assert "姓名A01" in page and "姓名B01" not in page and "教师用" in page
    assert not re.search(r"(?:src|href)=|https?://", page)
    sheet = load_workbook(book)["二班"]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, [cell.value for cell in sheet[2]], strict=True))
    variant = draw(load_exercise("E2.2"), student_seed(SECRET, "B01"))
    assert row["学号"] == "B01" and row["E2.2 水重复利用率 [%]"] == names_of(variant.exercise, variant.shown)["ratio"]


def test_a_question_tells_in_a_table_what_its_story_does_not(course):
    question = questions_for(course("E2.2", "E2.3"), "A01")[1]
    told = draw(load_exercise("E2.3"), student_seed(SECRET, "A01"))
    cells = {cell for header, rows in question.tables for row in rows for cell in row}
    for name, value in told.shown.items():
        in_story = f"{{{name}" in load_exercise("E2.3").story["zh"]
        flat = [
            item
            for part in (value if isinstance(value, list) else [value])
            for item in (part if isinstance(part, list) else [part])
        ]
        assert in_story or {f"{item:g}" for item in flat if not isinstance(item, str)} <= {
            cell.replace(",", "") for cell in cells
        }, name


def test_a_question_exists_in_english_too():
    question = question_of(draw(load_exercise("E5.1"), student_seed(SECRET, "A01")), "en")
    assert question.title == load_exercise("E5.1").title["en"] and not re.search("[一-鿿]", question.story)
    assert question.blanks[-1].kind == "text" and len(question.blanks[-1].rubric) == 4
