"""Level explorer: exercise E2.4 and its variant, and the level of a case."""

from pathlib import Path

import pytest

from workbench import load_case
from workbench.analysis.evaluation import evaluate
from workbench.delivery.dashboard.levels import answer, build, case_system, exercise_system, judge
from workbench.delivery.dashboard.visits import Visit


@pytest.fixture
def visit():
    return Visit("zh", "beer", ("beer",), Path("runs"), None, {})


def test_the_exercise_reaches_level_two():
    system, values, _, newer = exercise_system()
    state = judge(system, values, newer)
    assert (state["Y1"], state["Y2"], state["Y3"]) == pytest.approx((45, 90, 100))
    assert state["level"] == state["by_index"] == "II"
    assert int(system["limiting"].sum()) == 5


def test_in_its_variant_a_limiting_indicator_holds_the_level_down():
    system, values, *_ = exercise_system("en")
    state = judge(system, values | {"i5": 91.0, "i7": 2.2})
    assert state["Y2"] == pytest.approx(90)
    assert (state["level"], state["by_index"], state["failed"]) == ("III", "II", ["SO₂"])


def test_an_unknown_value_is_left_out_and_named():
    system, values, called, newer = exercise_system()
    known = {name: value for name, value in values.items() if name != "i4"}
    assert judge(system, known)["missing"] == ["水重复利用率"]
    assert "水重复利用率" in answer(system, known, (called, newer), "zh")


def test_the_page_shows_the_index_and_follows_every_control(visit):
    box = build(visit)
    assert ">45<" in box.shown.value and ">90<" in box.shown.value and "得分与等级一致" in box.shown.value
    variant, reset = box.buttons
    variant.click()
    assert box.values["i7"].value == 2.2 and "SO₂ 排放 拉下来" in box.shown.value and "M15" in box.shown.value
    reset.click()
    assert box.values["i7"].value == 1.9 and "得分与等级一致" in box.shown.value
    shown = {box.shown.value}
    moves = {
        "i1": 2990.0,
        "i2": 97.5,
        "i3": 5.5,
        "i4": 96.0,
        "i5": 96.0,
        "i6": 0.25,
        "i7": 1.4,
        "i8": "II",
        "i9": "III",
    }
    for name, value in moves.items():
        box.values[name].value = value
        shown.add(box.shown.value)
    assert len(shown) == 10
    # at I: 12 + 13 + 10 + 10 + 10; at II also intake, COD and equipment
    assert ">55<" in box.shown.value


def test_a_case_has_the_index_of_its_evaluation(visit):
    found = evaluate(load_case("beer"))
    system, values, _, newer = case_system(load_case("beer"))
    state = judge(system, values, newer)
    assert (state["Y1"], state["Y2"], state["Y3"]) == pytest.approx(tuple(found.index.values()))
    assert state["level"] == (found.indicative_level or "none")
    box = build(visit)
    box.where.value = "beer"
    known = [name for name, value in found.values.items() if value == value and value is not None]
    assert set(box.values) <= set(known) and box.buttons == ()
    limits = [control for control in box.values.values() if hasattr(control, "min")]
    assert all(control.min <= control.value <= control.max for control in limits)


def test_names_are_never_read_as_markup():
    system, values, called, newer = exercise_system()
    bad = system.assign(name="<script>alert(1)</script>")
    html = answer(bad, {name: value for name, value in values.items() if name != "i4"}, (called, newer), "en")
    assert "<script" not in html and "&lt;script&gt;" in html
