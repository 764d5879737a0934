"""Answers are kept beside the kit, whatever happens to the notebook."""

import json

import numpy
import pytest

import workbench as wb
from workbench.delivery.exercises import KitError, combine, find_kit, read_answers

SHOWN = {"fresh": 1860, "reused": 7440, "discharge": 1400, "goal": 85}


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Return the folder of a kit; work goes on in a folder below it."""
    content = {"format": 1, "student": "2027/001", "variants": {"E2.2": {"shown": SHOWN, "sealed": {}}}}
    (tmp_path / "exercises.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def kept(kit):
    return json.loads((kit / "answers" / "2027_001.json").read_text(encoding="utf-8"))["exercises"]["E2.2"]


def test_the_published_answer_is_right_and_kept(kit):
    reply = wb.answer("E2.2", ratio=80.0, unit="percent", lang="en")
    assert [(found.asked, found.right) for found in reply.verdicts] == [("ratio", True)]
    assert str(reply) == "✔ water reuse rate: Right. 4/4 marks"
    assert kept(kit)["attempts"][0]["answers"] == {"ratio": [80.0, "percent"]}


def test_every_attempt_is_kept_and_the_last_answer_counts(kit):
    wb.answer("E2.2", ratio=(400, "percent"), extra=(465, "m3/d"))
    wb.answer("E2.2", ratio=(numpy.float32(80), "%"))
    wb.answer("E2.2", extra=numpy.int64(465), unit="m3/d")
    record = kept(kit)
    assert len(record["attempts"]) == 3
    assert combine(record)["answers"] == {"ratio": [80.0, "%"], "extra": [465, "m3/d"]}
    assert combine(record)["tries"] == 3
    assert combine(record)["time"] == record["attempts"][-1]["time"]


def test_hints_and_their_cost_are_kept_once(kit):
    assert "1860" in wb.ask_hint("E2.2", 3)
    wb.ask_hint("E2.2", 3)
    reply = wb.answer("E2.2", ratio=(400, "%"))
    assert [hint["number"] for hint in kept(kit)["hints"]] == [3]
    assert kept(kit)["attempts"][0]["hints"] == [3]
    assert reply.cost == 0.2
    assert "扣 20%" in reply._repr_html_()
    assert "重复利用水量除以了取水量" in reply._repr_html_()


def test_nothing_was_answered_yet(kit):
    assert read_answers(find_kit())["exercises"] == {}
    assert combine({}) == {"answers": {}, "hints": [], "tries": 0, "time": ""}


def test_without_a_kit_the_data_are_a_labelled_demonstration_and_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reply = wb.answer("E2.2", ratio=(1, "percent"), lang="en")
    assert reply.demo and "Demonstration data" in reply._repr_html_()
    wb.ask_hint("E2.2", 1)
    assert list(tmp_path.iterdir()) == []


def test_an_exercise_that_the_kit_lacks_is_named(kit):
    with pytest.raises(KitError, match=r"has no exercise E2\.5"):
        wb.answer("E2.5", saved=1)


@pytest.mark.parametrize(("text", "message"), [("{", "cannot be read"), ("{}", "lacks: format, student, variants")])
def test_a_damaged_kit_says_what_is_wrong(kit, text, message):
    (kit / "exercises.json").write_text(text, encoding="utf-8")
    with pytest.raises(KitError, match=message):
        wb.answer("E2.2", ratio=1)


def test_a_damaged_answers_file_is_left_as_it_is(kit):
    path = kit / "answers" / "2027_001.json"
    path.parent.mkdir()
    path.write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(KitError, match="lacks: exercises, format, student"):
        wb.answer("E2.2", ratio=1)
    assert path.read_text(encoding="utf-8") == '{"format": 1}'
