"""Meter detective and hide-and-seek: the numbers of exercise E3.2, and a fault that only the code word tells."""

import re
from pathlib import Path

import numpy as np
import pytest

from workbench import load_case
from workbench.analysis.reconciliation import reconcile
from workbench.delivery.dashboard import detective, hide_and_seek
from workbench.delivery.dashboard.hide_and_seek import NONE, open_fault, plant_fault, read_challenge
from workbench.delivery.dashboard.meters import case_plant, examine, exercise_plant, plant_of, with_bias
from workbench.delivery.dashboard.visits import Visit
from workbench.errors import UsageError


@pytest.fixture(scope="module")
def six():
    return exercise_plant()


@pytest.fixture
def visit():
    return Visit("zh", "beer", ("beer",), Path("runs"), None, {})


def cards(html):
    """Return the figures of the cards by their names."""
    return dict(re.findall(r'class="what">([^<]*)</span><span class="figure">([^<]*)<', html))


def test_the_plant_of_the_exercise_closes_overall_but_one_meter_is_wrong(six):
    state = examine(six, six.read)
    # (1004 − 229 − 772) / 1004
    assert state["closure"] == pytest.approx(3 / 1004)
    assert state["chi2"] == pytest.approx(27.6, abs=0.05) and state["dof"] == 3
    assert state["chi2_limit"] == pytest.approx(7.81, abs=0.005)
    assert state["z"] == pytest.approx([-1.3, -2.7, 3.4, 5.2, 3.3, -2.5], abs=0.05)
    assert state["z_limit"] == pytest.approx(2.63, abs=0.005)
    assert state["suspects"] == [3]
    assert state["chi2_without"] == pytest.approx(0.09, abs=0.005)
    assert state["corrected"] == pytest.approx(417.0, abs=0.05)
    assert six.read[3] / state["corrected"] - 1 == pytest.approx(-0.110, abs=0.0005)


def test_meters_that_are_all_right_leave_nobody_suspected(six):
    state = examine(six, six.balanced)
    assert state["chi2"] == pytest.approx(0, abs=1e-12) and state["suspects"] == []


def test_a_dragged_error_moves_one_reading_by_its_own_uncertainty(six):
    moved = with_bias(six, "balanced", 3, -8) - six.balanced
    # 1.5 % of 371 t/h
    assert moved[3] == pytest.approx(-8 * 0.015 * 371) and np.count_nonzero(moved) == 1
    assert examine(six, with_bias(six, "balanced", 3, -8))["suspects"] == [3]
    assert six.balanced[3] == 410


@pytest.mark.parametrize("balance", ["brewing", "water"])
def test_a_balance_of_a_case_is_tested_as_the_reconciliation_does(balance):
    case = load_case("beer")
    if balance not in set(case["balances"]["balance"]):
        balance = case["balances"]["balance"].iloc[-1]
    plant, found = case_plant(case, balance), reconcile(case, balance)
    state = examine(plant, plant.read)
    assert state["chi2"] == pytest.approx(found.chi2) and state["dof"] == found.dof
    np.testing.assert_allclose(state["z"], found.flows["z"].to_numpy(float))


def test_the_page_shows_the_numbers_of_the_engine_and_follows_every_control(visit):
    box = detective.build(visit)
    controls = box.controls
    assert cards(box.shown.value) == {
        "总进出偏差": "0.3%",
        "总体检验 χ²": "27.6",
        "最大 |z|": "5.2",
        "校正后 f4": "417",
    }
    controls["start"].value = "balanced"
    assert cards(box.shown.value)["总体检验 χ²"] == "0"
    controls["meter"].value, controls["bias"].value = 0, 9.0
    state = examine(exercise_plant(), with_bias(exercise_plant(), "balanced", 0, 9.0))
    assert cards(box.shown.value)["总体检验 χ²"] == f"{state['chi2']:.1f}" and "f1 的计量可疑" in box.shown.value


def test_the_page_takes_the_balances_of_a_case(visit):
    box = detective.build(visit)
    box.controls["where"].value = "beer"
    balances = [value for _, value in box.controls["balance"].options]
    assert balances == list(load_case("beer")["balances"]["balance"])
    box.controls["balance"].value = balances[1]
    plant = plant_of(f"beer/{balances[1]}")
    assert f"（{plant.unit}）" in box.shown.value and box.controls["bias"].value == 0
    assert [value for _, value in box.controls["meter"].options] == [place for _, place in plant.meters]


def test_names_of_a_plant_are_never_read_as_markup(six):
    flows = six.flows.assign(name="<script>alert(1)</script>$x_{")
    html = detective.answer(
        type(six)(six.id, flows, six.matrix, six.read, six.balanced, six.sd, six.lower, "t"), six.read, "en"
    )
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_planted_fault_is_noise_and_one_error_and_opens_with_its_word_only(six):
    challenge = plant_fault(six, 3, -8.0, "白鹭一号", np.random.default_rng(3))
    noise = np.random.default_rng(3).normal(size=6) * six.sd
    assert challenge.amounts - noise - six.balanced == pytest.approx([0, 0, 0, -8 * six.sd[3], 0, 0], abs=0.01)
    assert open_fault(challenge, " 白鹭一号 ") == (3, -8.0)
    with pytest.raises(UsageError, match="wrong code word"):
        open_fault(challenge, "白鹭二号")


def test_the_line_that_is_handed_over_says_nothing_and_cannot_be_changed(six):
    line = str(plant_fault(six, 1, 6.5, "heron", np.random.default_rng(1)))
    same = str(plant_fault(six, NONE, 0.0, "heron", np.random.default_rng(1)))
    assert line.startswith("E3.2 ") and len(line) == len(same)
    assert open_fault(read_challenge(line, ()), "heron") == (1, 6.5)
    reading = line.split()[2]
    with pytest.raises(UsageError, match="changed"):
        open_fault(read_challenge(line.replace(reading, "650"), ()), "heron")


@pytest.mark.parametrize(
    "line", ["", "E3.2", "E3.2 1 2 3 zz", "E3.2 1 2 ab", "<script>", "../etc/passwd 1 00", "cement/mass 1 00"]
)
def test_what_is_no_challenge_is_refused(line):
    with pytest.raises(UsageError, match="no challenge"):
        read_challenge(line, ("beer",))


def test_two_groups_play_one_round(visit):
    box = hide_and_seek.build(visit)
    hide, seek = box.hiding, box.seeking
    hide["button"].click()
    assert "暗号" in hide["told"].value and hide["line"].value == ""
    hide["word"].value, hide["meter"].value = "白鹭一号", 3
    hide["button"].click()
    assert "偏差为 0" in hide["told"].value
    hide["bias"].value = -12.0
    hide["button"].click()
    assert (hide["meter"].value, hide["bias"].value, hide["word"].value) == (NONE, 0.0, "")
    seek["line"].value = hide["line"].value
    assert "<table" in seek["readings"].value and "检验" not in seek["readings"].value
    seek["guess"].value, seek["word"].value = 3, "另一个词"
    seek["button"].click()
    assert "暗号不对" in seek["told"].value
    seek["word"].value = "白鹭一号"
    seek["button"].click()
    assert "指认正确" in seek["told"].value and "f4，-12 σ" in seek["told"].value and "计量可疑" in seek["told"].value
    seek["guess"].value = NONE
    seek["button"].click()
    assert "指认不对" in seek["told"].value


def test_a_round_may_hide_nothing(visit):
    box = hide_and_seek.build(visit)
    box.hiding["word"].value = "heron"
    box.hiding["button"].click()
    box.seeking["line"].value = box.hiding["line"].value
    box.seeking["word"].value = "heron"
    box.seeking["button"].click()
    assert "没有埋设故障" in box.seeking["told"].value and "指认正确" in box.seeking["told"].value


def test_what_is_pasted_is_never_read_as_markup(visit):
    seek = hide_and_seek.build(visit).seeking
    seek["line"].value = "<img src=x onerror=alert(1)>"
    seek["button"].click()
    assert "<img" not in seek["readings"].value + seek["told"].value
