"""A folder is graded from the secret alone: marks, late, missing, odd and copied."""

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from workbench.delivery.course import grading
from workbench.delivery.course.grades import (
    mark_table,
    mistake_table,
    pair_table,
    remark_table,
    write_grades,
    written_table,
)
from workbench.delivery.course.grading import grade, marks_of
from workbench.delivery.course.submissions import read_submissions
from workbench.delivery.course.written import NAME, read_written
from workbench.delivery.exercises import load_exercise
from workbench.errors import UsageError, WorkbenchError

from .conftest import NOW


def graded(course, folder, given=()):
    return grade(course, *read_submissions(folder), dict(given))


def test_right_answers_get_full_marks_and_hints_cost_their_share(course, hand_in, right):
    hand_in("A01", {"E2.2": right("A01", "E2.2")})
    folder = hand_in("A02", {"E2.2": right("A02", "E2.2")}, hints=(1, 2))
    book = graded(course(), folder)
    assert book.out_of == {"E2.2": 8}
    assert book.total("A01") == 8 and book.total("A02") == pytest.approx(8 * (1 - 0.05 - 0.10))
    assert [student.id for student in book.missing] == ["B01", "B02"] and book.total("B01") is None


def test_a_mistake_is_counted_by_its_name(course, hand_in, right):
    (reused, fresh), own = (7440, 1860), right("A01", "E2.2")
    assert reused / fresh != own["ratio"][0]
    variant_ratio = own["ratio"][0] / 100
    folder = hand_in("A01", {"E2.2": {"ratio": [100 * variant_ratio / (1 - variant_ratio), "percent"]}})
    table = mistake_table(graded(course(), folder))
    assert table[["练习", "所求", "错误", "人数"]].to_numpy().tolist() == [["E2.2", "ratio", "M11", 1]]


def test_what_a_kit_says_is_not_believed(course, hand_in, right):
    """Whoever writes another's data into her kit and answers that gets no marks."""
    folder = hand_in("A01", {"E2.2": right("somebody else", "E2.2")})
    assert graded(course(), folder).total("A01") == 0


def test_numbers_of_a_classmate_are_found(course, hand_in, right):
    hand_in("A01", {"E2.2": right("A01", "E2.2")})
    folder = hand_in("B02", {"E2.2": right("A01", "E2.2")})
    book = graded(course(), folder)
    (pair,) = book.pairs
    assert (pair.student, pair.classmate, pair.clear) == ("B02", "A01", True)
    row = pair_table(book).iloc[0]
    assert row["姓名"] == "姓名B02" and row["个数"] == 2 and row["判断"].startswith("明显")


def test_late_and_missing_are_listed(course, hand_in, right):
    folder = hand_in("A01", {"E2.2": right("A01", "E2.2")}, time=NOW + timedelta(hours=2))
    book = graded(course(deadline=NOW), folder)
    assert book.late("A01") == ["E2.2"] and book.total("A01") == 8
    kinds = remark_table(book)["类别"].tolist()
    assert kinds.count("未交 missing") == 3 and kinds.count("迟交 late") == 1


def test_altered_answers_cost_their_marks_and_are_told(course, hand_in, right):
    altered = right("A01", "E2.2") | {"ratio": [80, "percent", "x"], "nothing": 1}
    folder = hand_in("A01", {"E2.2": altered, "E9.9": {}})
    book = graded(course(), folder)
    assert book.total("A01") == 4
    (remark,) = book.remarks
    assert "E9.9" in remark.en and "E2.2.nothing, E2.2.ratio" in remark.en


def test_code_in_an_answer_is_text_and_nothing_else(course, hand_in, tmp_path):
    spell = f"__import__('pathlib').Path({str(tmp_path / 'spell')!r}).touch()"
    folder = hand_in("A01", {"E2.2": {"ratio": [spell, spell], "extra": spell}})
    assert graded(course(), folder).total("A01") == 0 and not (tmp_path / "spell").exists()


def test_the_teachers_marks_of_sentences_enter_through_the_workbook(course, hand_in, right, tmp_path):
    answers = {"E5.1": right("A01", "E5.1") | {"sentence": "=N 说明多久回本"}}
    folder = hand_in("A01", answers)
    lesson = course("E5.1")
    book = graded(lesson, folder)
    assert book.total("A01") == marks_of(load_exercise("E5.1")) - 3
    assert mark_table(book).set_index("学号").loc["A01", "待评"] == 1
    assert write_grades(book, tmp_path / "out")[-1].name == NAME
    path = tmp_path / "out" / NAME
    marks = load_workbook(path)
    column = [cell.value for cell in marks.active[1]].index("得分") + 1
    marks.active.cell(2, column).value = 2
    marks.save(path)
    book = graded(lesson, folder, read_written(path))
    assert book.total("A01") == marks_of(load_exercise("E5.1")) - 1
    assert written_table(book)["得分"].tolist() == [2]


def test_a_workbook_of_sentences_that_cannot_be_used_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read the marks"):
        read_written(tmp_path / "none.xlsx")
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["学号", "练习"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UsageError, match="columns are missing: 所求、得分"):
        read_written(tmp_path / "a.xlsx")
    book = Workbook()
    book.active.append(["学号", "练习", "所求", "得分"])
    book.active.append(["A01", "E5.1", "sentence", "good"])
    book.active.append(["A02", "E5.1", "sentence", None])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(WorkbenchError, match="row 2: no number: 'good'"):
        read_written(tmp_path / "b.xlsx")


def test_the_grade_book_has_a_sheet_for_each_class_and_columns_for_each_exercise(course, hand_in, right, tmp_path):
    folder = hand_in("A01", {name: right("A01", name) for name in ("E2.2", "E6.1")})
    files = write_grades(graded(course("E2.2", "E6.1"), folder), tmp_path / "out")
    assert [path.name for path in files] == ["成绩.csv", "成绩.xlsx"]
    book = load_workbook(files[1])
    assert book.sheetnames == ["一班", "二班", "未交迟交与文件", "疑似抄袭", "常见错误"]
    header = [cell.value for cell in book["一班"][1]]
    assert header == ["学号", "姓名", "班级", "E2.2", "E6.1", "总分", "满分", "百分制", "迟交", "待评", "备注"]
    first, second = ([cell.value for cell in book["一班"][row]] for row in (2, 3))
    whole = marks_of(load_exercise("E2.2")) + marks_of(load_exercise("E6.1"))
    # Everything but the sentence of E6.1, which no machine marks.
    assert first[header.index("百分制")] == round(100 * (whole - 3) / whole, 1)
    assert second[header.index("总分")] is None and second[header.index("备注")] == "未交"
    assert files[0].read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_large_course_is_shared_among_processes_with_the_same_marks(course, hand_in, right, monkeypatch):
    folder = hand_in("A01", {name: right("A01", name) for name in ("E2.2", "E6.1")})
    alone = mark_table(graded(course("E2.2", "E6.1"), folder))
    monkeypatch.setattr(grading, "WORTH_SHARING", 0)
    monkeypatch.setattr(grading.os, "cpu_count", lambda: 2)
    assert mark_table(graded(course("E2.2", "E6.1"), folder)).equals(alone)
