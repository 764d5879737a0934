"""Water loop: exercise E2.2, the salt balance by hand, and limits where nothing is bled."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.delivery.dashboard.reuse import build, build_up, highest_rate, steady_concentration, water_loop

SALT = {"intake": 150.0, "load": 400.0}
LOOP = {"total": 9300.0, "rate": 0.8, "goal": 0.85, "consumed": 465.0, "allowed": 1000.0, "volume": 5000.0} | SALT


def test_the_exercise_has_one_right_rate_and_two_wrong_ones():
    state = water_loop(**LOOP)
    assert (state["fresh"], state["reused"]) == pytest.approx((1860, 7440))
    assert state["reuse_rate"] == pytest.approx(0.800)
    assert state["over_fresh"] == pytest.approx(4.00)
    assert state["over_discharge"] == pytest.approx(0.842, abs=0.0005)
    assert state["extra"] == pytest.approx(465)


def test_the_salt_that_enters_leaves_with_the_bleed():
    state = water_loop(**LOOP)
    # (1860 × 150 g + 400 kg) / 1395 m³
    assert state["bleed"] == pytest.approx(1395)
    assert state["concentration"] == pytest.approx(679_000 / 1395)
    assert state["cycles"] == pytest.approx(679_000 / 1395 / 150)


@given(rate=st.floats(0.05, 0.94), intake=st.floats(0, 900), load=st.floats(0, 3000))
def test_salt_balances_in_every_loop(rate, intake, load):
    state = water_loop(**LOOP | {"rate": rate, "intake": intake, "load": load})
    entered = state["fresh"] * intake + 1000 * load
    assert state["bleed"] * state["concentration"] == pytest.approx(entered)


def test_the_highest_rate_just_reaches_the_allowed_concentration():
    # (400 000 + 465 × 1000) / 850 = 1017.6 m³/d of fresh water
    rate = highest_rate(9300, 465, 150, 400, 1000)
    assert rate == pytest.approx(1 - 865_000 / 850 / 9300)
    assert steady_concentration((1 - rate) * 9300, 465, **SALT) == pytest.approx(1000)
    assert math.isnan(highest_rate(9300, 465, 1000, 400, 1000)), "the fresh water itself is too salty"
    assert math.isnan(highest_rate(500, 465, 150, 400, 1000)), "more fresh water than is used"


def test_without_bleed_the_loop_never_settles():
    assert steady_concentration(465, 465, **SALT) == math.inf
    assert math.isnan(steady_concentration(400, 465, **SALT))
    days = build_up(465, 465, volume=5000, **SALT)["concentration"]
    # 465 × 150 g + 400 kg a day into 5000 m³
    assert days.iloc[-1] - days.iloc[0] == pytest.approx(30 * 469_750 / 5000)


def test_the_loop_starts_as_fresh_water_and_ends_steady():
    days = build_up(1860, 465, volume=5000, days=200, **SALT)["concentration"]
    assert days.iloc[0] == pytest.approx(150) and days.iloc[-1] == pytest.approx(679_000 / 1395)
    assert days.is_monotonic_increasing


def test_the_page_shows_right_and_wrong_side_by_side_and_follows_every_slider(visit):
    box = build(visit)
    for figure in ("1,860", "1,395", "486.7", "89.1%", "465", ">80.0<", ">400.0<", ">84.2<", "M11"):
        assert figure in box.shown.value, figure
    shown = {box.shown.value}
    for name, value in {"total": 9000.0, "rate": 0.85, "goal": 0.9, "consumed": 500.0}.items():
        box.controls[name].value = value
        shown.add(box.shown.value)
    for name, value in {"intake": 200.0, "load": 500.0, "allowed": 1500.0, "volume": 4000.0}.items():
        box.controls[name].value = value
        shown.add(box.shown.value)
    assert len(shown) == 9
    # 0.15 × 9000 = 1350 of fresh water, 850 bled, 0.9 × 9000 − 7650 more
    assert "1,350" in box.shown.value and ">850<" in box.shown.value and ">450<" in box.shown.value


def test_a_rate_that_cannot_be_is_said(visit):
    box = build(visit)
    box.controls["consumed"].value, box.controls["rate"].value = 2000.0, 0.9
    assert "新水不够" in box.shown.value
    box.controls["consumed"].value, box.controls["rate"].value = 930.0, 0.9
    assert "一直升高" in box.shown.value
