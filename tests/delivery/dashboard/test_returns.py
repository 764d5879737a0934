"""NPV and IRR: the published examination item E5.1, and what wrong thinkers get for it (M18–M22)."""

import pytest

from workbench.delivery.dashboard.mistakes import exercise_note, wrong_answers
from workbench.delivery.dashboard.returns import answer, build, mistakes_of, returns_of

ITEM = (150.0, 40.0, 30, 10, 5)


def test_the_examination_item_is_right():
    state = returns_of(*ITEM)
    assert (state["D"], state["T"], state["E"], state["F"]) == pytest.approx((15, 25, 17.5, 32.5))
    assert state["N"] == pytest.approx(4.62, abs=0.005) and state["NPV"] == pytest.approx(100.96, abs=0.005)
    assert state["IRR"] == pytest.approx(0.17257, abs=5e-6) and state["IRR_interpolated"] == pytest.approx(
        0.1726, abs=5e-5
    )
    assert state["discounted_payback"] == pytest.approx(5.38, abs=0.005)


def test_each_wrong_thought_gets_its_known_number():
    found = mistakes_of(*ITEM, hurdle=10)
    by_kind = {key: sorted(part["wrong"].round(2)) for key, part in found.groupby(["key", "mistake"])}
    assert by_kind["payback", "M18"] == [3.75]
    assert by_kind["npv", "M19"] == [-14.87]
    assert by_kind["npv", "M20"] == [66.21]
    assert by_kind["npv", "M21"] == [49.70, 175.00]
    assert by_kind["irr", "M22"] == [21.67]


def test_a_wrong_thought_without_a_number_is_left_out():
    # 15 a year is the depreciation: no taxable profit, no net profit to divide by
    found = mistakes_of(150.0, 15.0, 30, 10, 5, hurdle=10)
    assert ("payback", "M19") not in set(zip(found["key"], found["mistake"], strict=True))
    assert ("payback", "M20") in set(zip(found["key"], found["mistake"], strict=True))


def test_without_tax_taxing_the_whole_saving_is_no_mistake():
    assert "M20" not in set(mistakes_of(150.0, 40.0, 0, 10, 5, hurdle=10)["mistake"])


def test_money_that_never_comes_back_has_no_payback_and_no_rate():
    assert mistakes_of(150.0, 0.0, 30, 10, 5, hurdle=10).empty
    html = answer("en", investment=150.0, saving=0.0, tax=30, life=10, rate=5, hurdle=10)
    assert "never pays back" in html and "not feasible" in html
    assert returns_of(150.0, 0.0, 30, 10, 5)["IRR"] is None


def test_the_page_shows_right_and_wrong_and_follows_every_slider(visit):
    box = build(visit)
    for figure in ("32.5", "4.62", "100.96", "17.257%", "5.38", "−14.87", "66.21", "175.00", "49.70", "21.67", "3.75"):
        assert figure in box.shown.value, figure
    shown = {box.shown.value}
    moves = {"investment": 400.0, "saving": 104.0, "tax": 0, "life": 8, "rate": 8, "hurdle": 12}
    for name, value in moves.items():
        box.controls[name].value = value
        shown.add(box.shown.value)
    assert len(shown) == 7
    # option B of exercise E5.2: 400 for 104 a year, 8 years, 8 %
    assert "197.65" in box.shown.value and "19.9" in box.shown.value


def test_a_part_names_its_exercise():
    assert "E5.1《高费方案的经济评估》" in exercise_note("E5.1", "zh")
    assert "Economic appraisal" in exercise_note("E5.1", "en")
    assert "E9.9" in exercise_note("E9.9", "zh")


def test_wrong_answers_hold_numbers_only():
    found = wrong_answers("E2.2", {"fresh": 1860, "reused": 7440, "discharge": 1395, "goal": 85}, "en")
    assert found["right"].tolist() == pytest.approx([80, 80, 465])
    assert found["wrong"].tolist() == pytest.approx([400, 84.21, 3100], abs=0.005)
