"""Hints: four of rising cost, the last with other data; the key is filled in both languages."""

import pytest

from workbench.delivery.exercises import DEMO_SEED, draw, exercise_ids, hint, hint_cost, load_exercise, twin, worked
from workbench.delivery.exercises.texts import number_words, unit_words
from workbench.errors import UsageError

SHOWN = {"inflow": 150, "loss": 30}


def test_three_hints_speak_of_the_students_own_data(pool):
    assert [hint(pool(), SHOWN, number, "en").text for number in (1, 2, 3)] == [
        "think",
        "divide by the inflow",
        "30 / 150",
    ]


def test_the_fourth_is_the_same_exercise_with_other_data(pool):
    other = twin(pool(), SHOWN).shown
    text = hint(pool(), SHOWN, 4, "en").text
    assert other != SHOWN
    assert f"In {other['inflow']} m3/d" in text
    assert f"{100 * other['loss'] / other['inflow']:.1f} %" in text
    assert hint(pool(), SHOWN, 4, "zh").text.startswith("同一道题换一组数据：进水")


def test_costs_add_up_once_for_each_hint(pool):
    assert hint_cost(pool(), [1, 2, 2, 4]) == pytest.approx(0.45)
    assert hint_cost(pool(), []) == 0


def test_there_is_no_fifth_hint(pool):
    with pytest.raises(UsageError, match="numbered 1…4"):
        hint(pool(), SHOWN, 5)


def test_costs_rise_and_leave_something_to_earn():
    for name in exercise_ids():
        costs = [step["cost"] for step in load_exercise(name).hints]
        assert costs == sorted(costs) and sum(costs) < 1, name


def test_the_key_has_the_numbers_of_the_student(pool):
    variant = draw(pool(), DEMO_SEED)
    assert worked(pool(), variant, "en").startswith(f"{variant.shown['loss']} / {variant.shown['inflow']} = ")


def test_numbers_and_units_are_written_for_people():
    assert [number_words(value) for value in (0, 1234.5, 0.056789, -2.5)] == ["0", "1235", "0.05679", "−2.500"]
    assert [unit_words(unit, "en") for unit in ("percent", "万元/a", "元/kg", "m3/t", "1")] == [
        *("%", "10⁴ CNY/a", "CNY/kg", "m³/t", ""),
    ]
