"""Answer files are read one by one: a damaged one costs one sentence and no other file."""

import json
import zipfile
from datetime import timedelta

import pytest

from workbench.delivery.course.roll import call_roll
from workbench.delivery.course.submissions import (
    LARGEST,
    Attempt,
    RefusedFile,
    counted,
    parse_submission,
    read_submissions,
)

from .conftest import NOW


def content(**changes):
    record = {"attempts": [{"time": NOW.isoformat(), "answers": {"ratio": [80, "percent"]}, "hints": [1]}], "hints": []}
    return {"format": 1, "student": "A01", "exercises": {"E2.2": record}} | changes


def attempt(hours, answers, hints=()):
    return Attempt(NOW + timedelta(hours=hours), answers, hints)


def test_an_answer_file_is_read():
    submission = parse_submission("A01.json", json.dumps(content()).encode())
    assert submission.student == "A01" and submission.time == NOW
    assert submission.attempts["E2.2"] == (Attempt(NOW, {"ratio": [80, "percent"]}, (1,)),)


def spoiled(path, value):
    whole = content()
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "damaged"),
        (b'{"format": 1', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"format": 1, "student": "A01", "exercises": {"E2.2": NaN}}', "damaged"),
        (b"[]", "no answer file"),
        (b"x" * (LARGEST + 1), "too large"),
        (spoiled(["format"], 9), "unknown format 9"),
        (spoiled(["student"], ""), "holds no student id"),
        (spoiled(["exercises", "E2.2"], 3), "E2.2 has been altered"),
        (spoiled(["exercises", "E2.2", "attempts"], {}), "E2.2 has been altered"),
        (spoiled(["exercises", "E2.2", "attempts", 0], 3), "E2.2 has been altered"),
        (spoiled(["exercises", "E2.2", "attempts", 0, "hints"], [9]), "E2.2 has been altered"),
        (spoiled(["exercises", "E2.2", "attempts", 0, "time"], "soon"), "E2.2 has been altered"),
        (spoiled(["exercises", "E2.2", "attempts", 0, "answers"], {"ratio": {"a": 1}}), "E2.2 has been altered"),
        (
            spoiled(["exercises", "E2.2", "attempts", 0, "answers"], {"ratio": [[80], "percent"]}),
            "E2.2 has been altered",
        ),
    ],
)
def test_a_file_that_nothing_of_the_workbench_wrote_is_refused(data, said):
    with pytest.raises(RefusedFile, match=said):
        parse_submission("A01.json", data)


def test_folders_and_zip_files_are_looked_through_and_kits_left_out(tmp_path):
    (tmp_path / "一班").mkdir()
    (tmp_path / "一班" / "A01.json").write_text(json.dumps(content()), encoding="utf-8")
    (tmp_path / "一班" / "exercises.json").write_text("{}", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "A02.zip", "w") as archive:
        archive.writestr("A02/answers/A02.json", json.dumps(content(student="A02")))
        archive.writestr("A02/exercises.json", "{}")
        archive.writestr("A02/answers/bad.json", "{")
    (tmp_path / "broken.zip").write_bytes(b"PK no archive")
    found, remarks = read_submissions(tmp_path)
    assert {submission.student for submission in found} == {"A01", "A02"}
    assert sorted(remark.file for remark in remarks) == ["A02.zip/A02/answers/bad.json", "broken.zip"]


def test_the_last_answer_to_everything_asked_before_the_deadline_counts():
    tries = (attempt(-3, {"a": 1, "b": 1}), attempt(-2, {"a": 2}, (1, 2)), attempt(+1, {"a": 3}, (1, 2, 3)))
    found = counted(tries, NOW)
    assert (found.answers, found.hints, found.late) == ({"a": 2, "b": 1}, (1, 2), False)


def test_answers_given_only_after_the_deadline_count_as_late():
    found = counted((attempt(+1, {"a": 3}),), NOW)
    assert found.late and found.answers == {"a": 3}


def test_the_teacher_sets_how_many_answers_count():
    tries = (attempt(-4, {"a": 1}), attempt(-3, {"a": 2}), attempt(-2, {"a": 3}, (4,)))
    found = counted(tries, NOW, 2)
    assert found.answers == {"a": 2} and found.hints == ()


def rolled(course, *submissions):
    return call_roll(
        course(), [parse_submission(name, json.dumps(content(**more)).encode()) for name, more in submissions]
    )


def test_a_stranger_is_reported_and_not_graded(course):
    taken, (remark,) = rolled(course, ("Z9.json", {"student": "Z9"}))
    assert not taken and "not on the list" in str(remark)


def test_a_file_under_a_classmates_name_counts_for_nobody(course):
    taken, (remark,) = rolled(course, ("A02.json", {"student": "A01"}))
    assert not taken and "named A02 but holds the id A01" in str(remark)


def test_of_two_files_the_one_answered_last_counts(course):
    later = content()["exercises"]
    later["E2.2"]["attempts"][0]["time"] = (NOW + timedelta(minutes=5)).isoformat()
    taken, (remark,) = rolled(
        course, ("old.json", {}), ("new.json", {"exercises": later}), ("B01.json", {"student": "B01"})
    )
    assert taken["A01"].file == "new.json" and remark.file == "old.json" and "another of the same" in str(remark)
    assert set(taken) == {"A01", "B01"}
