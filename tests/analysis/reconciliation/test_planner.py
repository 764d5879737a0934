import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.reconciliation import solve
from workbench.analysis.reconciliation.planner import gather_information, make_checkable, rank_meters
from workbench.errors import ReconciliationError

nan = np.nan
# A: f0 in, f1 and f2 out; B: f1 in, f3 and f4 out
NETWORK = np.array([[1.0, -1, -1, 0, 0], [0, 1, 0, -1, -1]])


def candidates(*rows):
    return pd.DataFrame(rows, columns=["flow", "sd", "cost"])


def test_a_second_meter_on_a_known_flow_is_worked_by_hand():
    # two flows in a row, one meter of sd 2; another of sd 2 behind it brings √2, in ten units of money per unit
    ranked = rank_meters([[1, -1]], [2, nan], candidates((1, 2.0, 100.0)), [1, 0], price=10.0)
    assert ranked["sd_before"].iloc[0] == pytest.approx(20)
    assert ranked["sd_after"].iloc[0] == pytest.approx(10 * np.sqrt(2))
    assert ranked["cut_per_cost"].iloc[0] == pytest.approx((20 - 10 * np.sqrt(2)) / 100)


def test_a_better_meter_replaces_the_present_one():
    ranked = rank_meters([[1, -1]], [2, nan], candidates((0, 0.5, 100.0)), [0, 1])
    assert ranked["sd_after"].iloc[0] == pytest.approx(0.5)


def test_a_meter_that_makes_the_loss_observable_comes_first():
    # the loss f2 = f0 − f1 needs f1, by a meter on it or on both of f3 and f4
    table = candidates((0, 0.1, 1.0), (1, 1.0, 500.0), (2, 3.0, 900.0), (3, 0.1, 1.0))
    ranked = rank_meters(NETWORK, [1, nan, nan, nan, nan], table, [0, 0, 1, 0, 0])
    assert ranked["flow"].tolist()[:2] == [1, 2]
    assert ranked["sd_after"].tolist()[:2] == pytest.approx([np.sqrt(2), 3.0])
    assert np.isinf(ranked["sd_after"].to_numpy()[2:]).all()
    assert ranked["cut"].tolist()[2:] == [0, 0]


def test_the_cheaper_of_two_equal_meters_wins():
    ranked = rank_meters([[1, -1]], [2, nan], candidates((1, 1.0, 300.0), (1, 1.0, 200.0)), [1, 0])
    assert ranked["cost"].tolist() == [200, 300]


@given(st.integers(0, 10**6))
def test_the_rank_one_update_is_what_a_new_solution_gives(seed):
    random = np.random.default_rng(seed)
    sd = np.where(random.random(5) < 0.6, random.uniform(0.1, 5, 5), nan)
    target, flow, new = random.normal(size=5), int(random.integers(5)), float(random.uniform(0.05, 0.1))
    extended = sd.copy()
    extended[flow] = new
    table = rank_meters(NETWORK, sd, candidates((flow, new, 1.0)), target)
    again = np.sqrt(gather_information(NETWORK, extended).variance(target))
    assert table["sd_after"].iloc[0] == pytest.approx(again, rel=1e-6)
    if np.isfinite(again):
        solution = solve(NETWORK, np.where(np.isnan(extended), nan, 1.0), extended)
        assert solution.uncertainty(target) == pytest.approx(again, rel=1e-6)


def test_the_cheapest_meters_that_make_a_balance_a_check_are_found():
    # A checks when f0, f1 and f2 are known without it; f1 also follows from f3 and f4
    sd = [1, nan, nan, 1, nan]
    table = candidates((1, 1.0, 400.0), (2, 1.0, 100.0), (4, 1.0, 50.0))
    chosen, closure = make_checkable(NETWORK, sd, table, 0)
    assert sorted(table["flow"].iloc[chosen]) == [2, 4]
    # f0 − (f3 + f4) − f2 with four meters of sd 1
    assert closure == pytest.approx(2)


def test_a_balance_that_checks_already_needs_no_meter():
    assert make_checkable(NETWORK, [1, 1, 1, nan, nan], candidates((3, 1.0, 1.0)), 0) == ([], pytest.approx(np.sqrt(3)))


def test_a_balance_that_no_candidate_completes_is_said_so():
    assert make_checkable(NETWORK, [1, nan, nan, nan, nan], candidates((1, 1.0, 1.0)), 0) == (None, np.inf)


def test_a_candidate_no_better_than_the_present_meter_is_refused():
    with pytest.raises(ReconciliationError, match="no better") as caught:
        rank_meters([[1, -1]], [2, nan], candidates((0, 2.0, 1.0)), [1, 0])
    assert caught.value.flows == (0,)


def test_a_meter_without_uncertainty_cannot_be_planned_with():
    with pytest.raises(ReconciliationError, match="positive") as caught:
        gather_information([[1, -1]], [0, 1])
    assert caught.value.flows == (0,)
