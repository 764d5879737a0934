"""A student sees what is answered and how the open checks stand; the teacher's come on top."""

import json
import shutil

from workbench.delivery.course.kits import write_kits
from workbench.delivery.course.progress import progress
from workbench.delivery.exercises import exercise_ids


def test_without_a_kit_every_exercise_is_listed_as_a_demonstration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    styler = progress()
    assert styler.data["题号"].tolist() == list(exercise_ids()) and "示例" in styler.to_html()


def test_a_kit_tells_open_checks_hints_and_what_is_for_the_teacher(course, hand_in, right, tmp_path, monkeypatch):
    write_kits(course("E2.2", "E5.1"), tmp_path / "out")
    kit = tmp_path / "out" / "students" / "A01"
    answers = {"E2.2": right("A01", "E2.2") | {"extra": [1, "m3/d"]}, "E5.1": {"sentence": "N"}}
    shutil.copytree(hand_in("A01", answers, hints=(1,)), kit / "answers")
    monkeypatch.chdir(kit)
    rows = progress("en").data.set_index("exercise")
    assert rows.loc["E2.2"].tolist()[2:] == ["1/2", "—", "5%"]
    assert rows.loc["E5.1"].tolist()[2:4] == ["0/5", "1/1"]
    assert "Student A01" in progress("en").to_html()
    assert json.loads((kit / "exercises.json").read_text(encoding="utf-8"))["student"] == "A01"
