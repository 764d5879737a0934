"""Tornado and Monte Carlo of an appraisal."""

import math

import numpy as np
import pytest

from workbench.analysis.economics import appraise_options
from workbench.analysis.risk import figures_of, net_present_value, relative_swings, simulate, tornado

EXAM = {"investment": 150.0, "saving": 40.0, "tax_rate": 0.3, "life": 10.0, "discount_rate": 0.05}


def test_the_saving_moves_the_exam_question_most():
    table = tornado(EXAM, relative_swings(EXAM)).set_index("factor")
    assert table.index[0] == "saving"
    # ± 8 万元/a of saving, taxed 30 %, at A(5 %, 10) = 7.7217
    assert table.loc["saving", "span"] == pytest.approx(2 * 8 * 0.7 * 7.7217, abs=1e-2)
    # ± 30 万元 of investment less its tax shield of 3 · 0.3 a year
    assert table.loc["investment", "span"] == pytest.approx(60 - 2 * 3 * 0.3 * 7.7217, abs=1e-2)
    assert table["NPV"].tolist() == pytest.approx([100.956] * 3, abs=5e-4)
    assert not table["flips"].any()


def test_a_swing_that_turns_the_verdict_says_so():
    table = tornado(EXAM, {"saving": (20.0, 40.0), "life": (9.0, 10.0)}).set_index("factor")
    assert table["flips"].to_dict() == {"saving": True, "life": False}


def test_an_unknown_factor_is_named():
    with pytest.raises(ValueError, match="weather"):
        tornado(EXAM, {"weather": (0, 1)})


def test_without_spread_every_trial_is_the_expected_value():
    found = simulate(EXAM, {}, runs=100)
    assert found.positive == 1
    assert found.percentiles["NPV"].tolist() == pytest.approx([100.956] * 7, abs=5e-4)
    assert found.percentiles["N"].tolist() == pytest.approx([4.6154] * 7, abs=5e-5)


def test_percentiles_of_a_linear_factor_are_those_of_its_triangle():
    found = simulate(EXAM, {"saving": (30.0, 50.0)}, runs=200_000, seed=1)
    # median 40 → the expected NPV; 5th percentile of the triangle: 30 + 10·√(2·0.05)
    low = 30 + 10 * math.sqrt(0.1)
    expected = float(net_present_value(**(EXAM | {"saving": low})))
    table = found.percentiles.set_index("percentile")
    assert table.loc[50, "NPV"] == pytest.approx(100.956, abs=0.3)
    assert table.loc[5, "NPV"] == pytest.approx(expected, abs=0.5)
    # sd of the triangle 10/√6, times 0.7·7.7217
    assert found.sd == pytest.approx(10 / math.sqrt(6) * 0.7 * 7.7217, rel=1e-2)
    assert found.mean == pytest.approx(100.956, abs=0.3)


def test_the_same_seed_gives_the_same_trials():
    first, second = (simulate(EXAM, {"saving": (20.0, 45.0)}, runs=1000, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)
    assert 0 < first.positive <= 1


def test_a_trial_that_never_pays_back_has_no_payback():
    found = simulate(EXAM | {"saving": -5.0}, {"saving": (-6.0, -5.0)}, runs=50)
    assert found.positive == 0
    assert found.percentiles["N"].isna().all()


@pytest.mark.parametrize("spread", [{"saving": (41.0, 50.0)}, {"weather": (0.0, 1.0)}])
def test_a_spread_must_enclose_its_expected_value(spread):
    figures = EXAM | {"weather": 2.0}
    with pytest.raises(ValueError, match="enclose"):
        simulate(figures, spread)


def test_an_option_of_a_case_brings_its_figures(audit):
    header = "option,name,stage,class,cost_class,description,investment,saving,status\n"
    case = audit(
        options=header + "F1,a,generation,control,high,x,150,40,planned\nF2,b,generation,control,high,x,,4,planned\n",
        settings={"economics.tax_rate": 0.3, "economics.life": 10.0, "economics.discount_rate": 0.05},
    )
    appraisals = appraise_options(case)
    assert figures_of(appraisals, "F1", case) == EXAM
    with pytest.raises(ValueError, match="investment"):
        figures_of(appraisals, "F2", case)
    with pytest.raises(KeyError):
        figures_of(appraisals, "F9", case)
