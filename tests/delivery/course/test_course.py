"""A course file is read whole or refused with everything that is wrong in it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from workbench.delivery.course.course import CourseError, Student, load_course
from workbench.errors import UsageError

ROOT = Path(__file__).parents[3]
KNOWN = ("E1.2", "E2.2", "E3.1", "E3.2", "E5.1")
LINES = {
    "title": 'title = "审核"',
    "secret": 'secret = "twelve-chars!"',
    "deadline": "deadline = 2027-05-20T23:59:00",
    "exercises": 'exercises = ["E2.2", "E3.1"]',
    "students": 'students = "students.csv"',
}


@pytest.fixture
def write(tmp_path):
    def written(listed="学号,姓名,班级\n01,甲,一班\n02,乙,二班\n", encoding="utf-8", **lines):
        (tmp_path / "students.csv").write_bytes(listed.encode(encoding))
        path = tmp_path / "COURSE.toml"
        path.write_text("\n".join((LINES | lines).values()), encoding="utf-8")
        return path

    return written


def complaints(path):
    with pytest.raises(CourseError) as caught:
        load_course(path, KNOWN)
    return " ".join(caught.value.sentences)


def test_a_course_is_read(write):
    course = load_course(write(), KNOWN)
    assert (course.title, course.secret, course.exercises) == ("审核", "twelve-chars!", ("E2.2", "E3.1"))
    assert course.students == (Student("01", "甲", "一班"), Student("02", "乙", "二班"))
    assert course.groups == ("一班", "二班") and not course.capstone
    assert course.deadline.replace(tzinfo=None) == datetime(2027, 5, 20, 23, 59) and course.deadline.tzinfo


def test_the_secret_does_not_show_where_a_course_is_printed(write):
    assert "twelve-chars!" not in repr(load_course(write(), KNOWN))


def test_the_shipped_example_is_a_sound_course():
    course = load_course(ROOT / "templates" / "course" / "COURSE.toml", KNOWN)
    assert len(course.students) == 6 and len(course.groups) == 2
    assert all(student.id.startswith("DEMO") for student in course.students)


def test_a_list_saved_by_excel_in_gbk_is_read(write):
    assert load_course(write(encoding="gb18030"), KNOWN).students[1].name == "乙"


def test_students_may_stand_in_the_course_file_with_english_keys(write):
    rows = '[[students]]\nid = "7"\nname = "李"\nclass = "三班"'
    assert load_course(write(students=rows), KNOWN).students == (Student("7", "李", "三班"),)


def test_the_secret_may_lie_in_a_file_of_its_own(write, tmp_path):
    (tmp_path / "s.txt").write_text("another-secret-1\n", encoding="utf-8")
    assert load_course(write(secret='secret_file = "s.txt"'), KNOWN).secret == "another-secret-1"


def test_a_day_as_deadline_ends_at_midnight(write):
    assert load_course(write(deadline="deadline = 2027-05-20"), KNOWN).deadline.hour == 23
    zoned = load_course(write(deadline='deadline = "2027-05-20T12:00:00+08:00"'), KNOWN).deadline
    assert zoned.utcoffset() == timedelta(hours=8)


def test_a_course_knows_whether_it_is_over(write):
    course = load_course(write(), KNOWN)
    assert course.is_over(course.deadline + timedelta(seconds=1)) and not course.is_over(course.deadline)


def test_the_capstone_is_no_exercise_of_the_bank(write):
    course = load_course(write(exercises='exercises = ["E2.2", "capstone"]'), KNOWN)
    assert course.capstone and course.exercises == ("E2.2",)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"secret": 'secret = "short"'}, "fewer than 12 characters"),
        ({"secret": ""}, "either secret or secret_file"),
        ({"secret": 'secret = "twelve-chars!"\nsecret_file = "s.txt"'}, "either secret or secret_file"),
        ({"secret": 'secret_file = "none.txt"'}, "cannot read the file of the secret: none.txt"),
        ({"title": ""}, "the title is missing"),
        ({"deadline": 'deadline = "tomorrow"'}, "the deadline is missing"),
        ({"exercises": ""}, "the exercises are missing"),
        ({"exercises": 'exercises = ["E9.9"]'}, "no such exercise: E9.9"),
        ({"exercises": 'exercises = ["E2.2", "E2.2"]'}, "listed twice: E2.2"),
        ({"students": ""}, "the students are missing"),
        ({"students": 'students = "none.csv"'}, "cannot read the list of students: none.csv"),
        ({"title": 'title = "审核"\nattempts = 0'}, "attempts should be a whole number"),
        ({"title": 'title = "审核"\ncolour = "red"'}, "unknown key: colour"),
    ],
)
def test_what_is_wrong_is_said(write, lines, said):
    assert said in complaints(write(**lines))


def test_everything_that_is_wrong_is_said_at_once(write):
    said = complaints(write(title="", deadline="", exercises='exercises = ["E9.9"]'))
    assert all(part in said for part in ("title", "deadline", "E9.9"))


@pytest.mark.parametrize(
    ("students", "said"),
    [
        ("学号,姓名,班级\n../x,甲,一班\n", "letters, digits"),
        ("学号,姓名,班级\nA1,甲,一班\na1,乙,一班\n", "student listed twice: a1"),
        ("学号,姓名,班级\n", "the list of students is empty"),
    ],
)
def test_a_list_of_students_that_would_spoil_the_files_is_refused(write, students, said):
    assert said in complaints(write(listed=students))


def test_a_file_that_is_not_there_or_no_toml_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot read the course"):
        load_course(tmp_path / "COURSE.toml", KNOWN)
    (tmp_path / "COURSE.toml").write_text("title = ", encoding="utf-8")
    assert "no valid TOML" in complaints(tmp_path / "COURSE.toml")
    (tmp_path / "COURSE.toml").write_bytes("title = '审核'".encode("gb18030"))
    assert "save it as UTF-8" in complaints(tmp_path / "COURSE.toml")
