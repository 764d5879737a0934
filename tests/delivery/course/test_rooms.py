"""The data room comes with the kit, its list of faults is scored by whose it is, the key is the teacher's."""

import csv
import io
import zipfile

import pytest
from openpyxl import load_workbook

from workbench.delivery.course.feedback import feedback_html
from workbench.delivery.course.grades import mark_table
from workbench.delivery.course.grading import grade
from workbench.delivery.course.keys import write_key
from workbench.delivery.course.kits import README, write_kits
from workbench.delivery.course.rooms import FOLDER, score_rooms
from workbench.delivery.exercises import student_seed
from workbench.delivery.exercises.capstone import ANSWERS, make_room

from .conftest import SECRET


def listed(student, count=12, alarms=0):
    faults = make_room(student_seed(SECRET, student)).faults[:count]
    sheet = io.StringIO()
    rows = [(fault.file, fault.place, fault.kind) for fault in faults] + [
        ("x.csv", str(n), "wet_dry") for n in range(alarms)
    ]
    csv.writer(sheet, lineterminator="\n").writerows([("file", "place", "kind"), *rows])
    return sheet.getvalue()


@pytest.fixture
def lesson(course):
    return course("E2.2", capstone=True)


def test_a_kit_holds_the_room_and_a_second_release_keeps_the_answers_in_it(lesson, tmp_path):
    write_kits(lesson, tmp_path)
    kit = tmp_path / "students" / "A01"
    assert (kit / FOLDER / ANSWERS).is_file() and "综合审核" in (kit / README).read_text(encoding="utf-8")
    (kit / FOLDER / ANSWERS).write_text(listed("A01"), encoding="utf-8")
    write_kits(lesson, tmp_path)
    assert (kit / FOLDER / ANSWERS).read_text(encoding="utf-8") == listed("A01")
    with zipfile.ZipFile(tmp_path / "students" / "A02.zip") as archive:
        assert f"A02/{FOLDER}/{ANSWERS}" in archive.namelist()


def test_lists_are_scored_by_the_room_of_their_student(lesson, tmp_path):
    (tmp_path / "A01.csv").write_text(listed("A01"), encoding="utf-8")
    (tmp_path / "A02" / FOLDER).mkdir(parents=True)
    (tmp_path / "A02" / FOLDER / ANSWERS).write_text(listed("A02", 4, 2), encoding="utf-8-sig")
    with zipfile.ZipFile(tmp_path / "B01.zip", "w") as archive:
        archive.writestr(f"B01/{FOLDER}/{ANSWERS}", listed("B01", 1, 9))
    scores, remarks = score_rooms(lesson, tmp_path)
    assert {student: score.score for student, score in scores.items()} == {"A01": 12, "A02": 3, "B01": -3.5}
    assert not remarks
    book = grade(lesson, [], rooms=scores)
    table = mark_table(book).set_index("学号")
    assert table.loc[["A01", "A02", "B01"], "capstone"].tolist() == [12, 3, 0]
    assert table.loc["A01", "满分"] == 20 and [student.id for student in book.missing] == ["B02"]
    assert "找对 4 处" in feedback_html(book, "A02", True) and "找对" not in feedback_html(book, "A02", False)


def test_a_list_of_nobody_or_one_that_cannot_be_read_is_told(lesson, tmp_path):
    (tmp_path / "list.csv").write_text(listed("A01"), encoding="utf-8")
    (tmp_path / "A02.csv").write_text("file,place\n", encoding="utf-8")
    scores, remarks = score_rooms(lesson, tmp_path)
    assert not scores
    assert ["cannot be read" in str(remarks[0]), "nobody's list" in str(remarks[1])] == [True, True]


def test_a_course_without_capstone_looks_for_no_lists(course, tmp_path):
    (tmp_path / "A01.csv").write_text(listed("A01"), encoding="utf-8")
    assert score_rooms(course(), tmp_path) == ({}, [])


def test_the_key_tells_where_the_faults_of_every_student_are(lesson, tmp_path):
    sheet = load_workbook(write_key(lesson, tmp_path)[-1])["资料室"]
    assert sheet.max_row == 1 + 12 * len(lesson.students)
