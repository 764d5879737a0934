"""The form: story and data, inputs that fit what is asked, verdict, and hints that open one another."""

import json

import pytest

from workbench.delivery.exercises import exercise_form, load_exercise
from workbench.delivery.exercises.form import data_rows

SHOWN = {"fresh": 1860, "reused": 7440, "discharge": 1400, "goal": 85}


@pytest.fixture
def kit(tmp_path, monkeypatch):
    content = {"format": 1, "student": "2027001", "variants": {"E2.2": {"shown": SHOWN, "sealed": {}}}}
    (tmp_path / "exercises.json").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def parts(form, asked):
    head, *rest = form.children
    return head, rest[:asked], *rest[asked:]


def test_the_form_shows_story_data_and_units(kit):
    head, *_ = exercise_form("E2.2", "en").children
    assert "show" in head.value and "1860" in head.value and "m³/d" in head.value
    assert "Demonstration" not in head.value


def test_without_a_kit_the_form_says_that_its_data_are_a_demonstration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "示例数据" in exercise_form("E2.2").children[0].value


def test_submitting_gives_the_diagnosis_and_keeps_the_attempt(kit):
    _, inputs, submit, reply, _, _ = parts(exercise_form("E2.2", "en"), 2)
    submit.click()
    assert reply.value == "Nothing is filled in yet."
    number, unit = inputs[0].children[1].children
    number.value, unit.value = "400", "%"
    submit.click()
    assert "You divided the reused water by the fresh water" in reply.value
    assert len(json.loads((kit / "answers/2027001.json").read_text("utf-8"))["exercises"]["E2.2"]["attempts"]) == 1


def test_a_hint_opens_the_next_and_is_open_when_the_form_comes_back(kit):
    *_, row, text = exercise_form("E2.2", "en").children
    assert [button.disabled for button in row.children] == [False, True, True, True]
    assert row.children[0].description == "Hint 1 (−5%)"
    row.children[0].click()
    assert "Draw where the water goes" in text.value
    assert [button.disabled for button in row.children] == [False, False, True, True]
    assert [button.disabled for button in exercise_form("E2.2").children[-2].children] == [False, False, True, True]


def test_choices_lists_dates_and_texts_have_inputs_of_their_own(tmp_path, monkeypatch, pool):
    from workbench.delivery.exercises import answers, form

    exercise = pool()
    for module in (answers, form):
        monkeypatch.setattr(module, "load_exercise", lambda name: exercise)
    monkeypatch.chdir(tmp_path)
    _, inputs, submit, reply, _, _ = parts(exercise_form("E0.1", "en"), 7)
    inputs[2].children[1].value = "none"
    inputs[3].children[1].value = inputs[3].children[2].value = True
    inputs[4].children[1].value = "2025-02-02"
    inputs[5].children[1].value = "m1"
    inputs[6].children[1].value = " because <b> "
    submit.click()
    assert "A closed total does not mean no leak." in reply.value
    assert reply.value.count("✔") == 2  # the signs and the date
    assert reply.value.count("…") == 2  # the sealed meter and the text wait


def test_a_list_with_names_has_a_row_for_each_item():
    rows = data_rows(load_exercise("E3.2").given["readings"], [1004, 648, 357, 371, 229, 772], "en")
    assert rows[0] == ("reading: f1", "1004", "t/h") and len(rows) == 6
    plain = {"zh": "数", "en": "numbers", "step": [1, 0.1]}
    assert data_rows(plain, [3, 0.5], "zh") == [("数", "3、0.5", "")]


def test_what_comes_from_data_is_escaped(kit):
    shown = {"student": "x", "format": 1, "variants": {"E1.1": {"shown": {"listed": "<script>", "durations": [1] * 9}}}}
    (kit / "exercises.json").write_text(json.dumps(shown), encoding="utf-8")
    assert "<script>" not in exercise_form("E1.1").children[0].value


def test_a_kit_without_the_exercise_or_a_damaged_one_is_told_in_words(kit):
    assert "E3.2" in exercise_form("E3.2").children[0].value
    (kit / "exercises.json").write_text("{", encoding="utf-8")
    assert "exercises.json" in exercise_form("E2.2").children[0].value
