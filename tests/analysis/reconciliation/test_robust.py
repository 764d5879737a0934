import numpy as np
import pytest

from workbench.analysis.reconciliation import solve
from workbench.analysis.reconciliation.robust import FAIR, HUBER, overruled_meters, solve_robust
from workbench.errors import ReconciliationError

CHAIN = np.array([[1, -1, 0, 0], [0, 1, -1, 0], [0, 0, 1, -1.0]])


def test_small_errors_leave_the_huber_estimate_at_least_squares():
    measured, sd = [100.2, 99.9, 100.4, 99.8], np.ones(4)
    robust = solve_robust(CHAIN, measured, sd)
    assert robust.solution.values == pytest.approx(solve(CHAIN, measured, sd).values)
    assert robust.weights.tolist() == [1, 1, 1, 1]


def test_the_huber_estimate_of_one_flow_is_worked_by_hand():
    # readings 100, 100, 100 and 120 of one flow, sd 1: three pull with their distance, the last with 1.345
    robust = solve_robust(CHAIN, [100, 100, 100, 120.0], np.ones(4))
    assert robust.solution.values == pytest.approx(np.full(4, 100 + HUBER / 3))
    assert robust.weights[3] == pytest.approx(HUBER / (20 - HUBER / 3))


def test_the_fair_estimate_satisfies_its_own_condition():
    robust = solve_robust(CHAIN, [100, 100, 100, 120.0], np.ones(4), loss="fair")
    moved = robust.solution.values[0] - np.array([100, 100, 100, 120.0])
    # Σ r / (1 + |r|/c) vanishes
    assert np.sum(moved / (1 + np.abs(moved) / FAIR)) == pytest.approx(0, abs=1e-6)
    assert robust.solution.values[0] < solve(CHAIN, [100, 100, 100, 120.0], np.ones(4)).values[0]


def test_unmeasured_and_exact_flows_stay_what_they_are():
    robust = solve_robust([[1, -1, -1]], [100, np.nan, 40], [1, 1, 0])
    assert robust.solution.status.tolist() == ["measured", "observable", "measured"]
    assert np.isnan(robust.weights[1])
    assert robust.solution.values[2] == 40


def test_an_unknown_loss_is_refused():
    with pytest.raises(ReconciliationError, match="huber"):
        solve_robust(CHAIN, [1, 1, 1, 1], np.ones(4), loss="tukey")


def test_the_meters_that_the_estimate_does_not_believe_are_named(audit):
    flows = "flow,source,target,amount,unit,rsd\n" + "".join(
        f"f{i},{source},{target},{amount},t/d,0.01\n"
        for i, (source, target, amount) in enumerate(
            [("outside", "a", 100), ("a", "b", 100), ("b", "c", 120), ("c", "outside", 100)], 1
        )
    )
    # as above: three readings of 100 ± 1; the one of 120 has sd 1.2 and pulls with 1.345 of it
    moved = (20 - HUBER / (3 * 1.2)) / 1.2
    processes = "process,name\na,mill\nb,tank\nc,filter\n"
    assert overruled_meters(audit(flows=flows, processes=processes)) == pytest.approx({"f3": HUBER / moved})
    assert overruled_meters(audit(flows=flows.replace("120", "101"), processes=processes)) == {}
