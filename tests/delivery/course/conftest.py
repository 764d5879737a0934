import json
from datetime import datetime, timedelta

import pytest

from workbench.delivery.course.course import Course, Student
from workbench.delivery.exercises import draw, load_exercise, names_of, student_seed

SECRET = "a-secret-of-the-tests"
NOW = datetime.now().astimezone().replace(microsecond=0)


@pytest.fixture
def course():
    """Return a function that makes a course of four students in two classes."""

    def made(*exercises, deadline=NOW + timedelta(days=1), **more):
        groups = {"A01": "一班", "A02": "一班", "B01": "二班", "B02": "二班"}
        students = tuple(Student(name, f"姓名{name}", group) for name, group in groups.items())
        return Course("清洁生产审核", SECRET, deadline, exercises or ("E2.2",), students, **more)

    return made


@pytest.fixture
def right():
    """Return a function that gives the right answers of a student to an exercise, as a form sends them; no sentences."""

    def answers(student, exercise, secret=SECRET):
        described = load_exercise(exercise)
        variant = draw(described, student_seed(secret, student))
        names = names_of(described, variant.shown, variant.hidden)
        given = {}
        for name, asked in described.asked.items():
            if "text" not in asked:
                value = names[name]
                given[name] = (
                    [value, asked["unit"]] if "unit" in asked else list(value) if isinstance(value, tuple) else value
                )
        return given

    return answers


@pytest.fixture
def hand_in(tmp_path):
    """Return a function that writes an answer file into the folder of a teacher, and returns the folder."""
    folder = tmp_path / "handed in"

    def write(student, answers, *, name=None, hints=(), time=NOW, **more):
        folder.mkdir(exist_ok=True)
        records = {
            exercise: {
                "attempts": [{"time": time.isoformat(), "answers": given, "hints": list(hints)}],
                "hints": [{"time": time.isoformat(), "number": number} for number in hints],
            }
            for exercise, given in answers.items()
        }
        content = {"format": 1, "student": student, "exercises": records} | more
        path = folder / (name or f"{student}.json")
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return folder

    return write


@pytest.fixture
def quick_seal(monkeypatch):
    """The slow hash made quick: how slow it is, the tests of the sealing look at."""
    from workbench.delivery.exercises import sealing

    monkeypatch.setattr(sealing, "COST", 2**4)


SEALED = """
id: X1.1
phase: 3
case: zinc_smelting
textbook: "6.3"
title: {zh: 三块表, en: Three meters}
story: {zh: "读数 {readings}。", en: "Readings {readings}."}
hidden:
  faulty: {choices: [{id: m1, zh: 一, en: one}, {id: m2, zh: 二, en: two}, {id: m3, zh: 三, en: three}]}
  real: {low: 200, high: 900, step: 1}
given:
  readings: {zh: 读数, en: readings, unit: t/h, count: 3, low: 200, high: 900, step: 1}
asked:
  sum: {zh: 合计, en: sum, unit: t/h, answer: "total(readings)", marks: 1}
  meter:
    zh: 哪一块偏了
    en: which is off
    choose: [{id: m1, zh: 一, en: one}, {id: m2, zh: 二, en: two}, {id: m3, zh: 三, en: three}]
    sealed: "faulty"
    marks: 3
hints:
  - {cost: 0.05, zh: 想, en: think}
  - {cost: 0.10, zh: 加, en: add}
  - {cost: 0.20, zh: "{readings}", en: "{readings}"}
  - {cost: 0.30, twin: true, zh: "{sum}", en: "{sum}"}
"""


@pytest.fixture
def sealed_exercise(tmp_path, monkeypatch):
    """Return the id of an exercise with an answer that depends on a hidden truth, put beside those of the bank."""
    from workbench.delivery.exercises import bank

    path, files = tmp_path / "X1.1.yaml", bank._files()
    path.write_text(SEALED, encoding="utf-8")
    monkeypatch.setattr(bank, "_files", lambda: files | {"X1.1": path})
    return "X1.1"
