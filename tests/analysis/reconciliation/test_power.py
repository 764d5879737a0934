import json
from pathlib import Path

import numpy as np
import pytest

from workbench.analysis.reconciliation import solve
from workbench.analysis.reconciliation.power import (
    describe_meters,
    detection_power,
    simulate_power,
    smallest_shift,
)
from workbench.analysis.reconciliation.selftest import read_problems

NETWORK = np.array([[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, -1, 0], [0, 0, 1, 1, 0, -1.0]])
TRUE = np.array([1000, 640, 360, 410, 230, 770.0])
SD = TRUE * np.array([0.01, 0.015, 0.015, 0.015, 0.02, 0.01])
LOCAL = json.loads((Path(__file__).parent / "data" / "local_tests.json").read_text(encoding="utf-8"))
PROBLEMS = {problem["id"]: problem for problem in read_problems()}

# detected and named, by bias in sd and meter, of the six-meter network of exercise E3.2
PROMISED = {
    3: ([0.52, 0.51, 0.24, 0.35, 0.18, 0.45], [0.42, 0.42, 0.14, 0.23, 0.10, 0.34]),
    5: ([0.95, 0.96, 0.62, 0.81, 0.47, 0.90], [0.91, 0.90, 0.48, 0.69, 0.34, 0.82]),
    7: ([1.00, 1.00, 0.92, 0.99, 0.80, 1.00], [0.99, 0.99, 0.82, 0.94, 0.67, 0.98]),
}
# global test alarms and maximum-power test names, mean over streams, by bias in sd
LITERATURE = {
    "narasimhan_jordache2000_heat_exchanger_bypass": {4: (0.748, 0.706), 7: (0.999, 0.996), 10: (1, 1)},
    "martins2010_water_balance": {4: (0.566, 0.532), 7: (0.950, 0.925), 10: (0.998, 0.983)},
    "serth_heenan1986_steam": {4: (0.339, 0.289), 7: (0.595, 0.554), 10: (0.637, 0.603)},
}


@pytest.mark.parametrize("bias", PROMISED)
def test_each_meter_of_the_exercise_keeps_what_it_promises(bias):
    found = simulate_power(solve(NETWORK, TRUE, SD), SD, bias, draws=20_000, seed=bias)
    detected, named = PROMISED[bias]
    assert found["detected"].to_numpy() == pytest.approx(detected, abs=0.03)
    assert found["named"].to_numpy() == pytest.approx(named, abs=0.03)


@pytest.mark.parametrize(("name", "bias"), [(name, bias) for name, row in LITERATURE.items() for bias in row])
def test_the_power_on_published_networks_is_that_of_the_literature(name, bias):
    problem = PROBLEMS[name]
    A = np.zeros((len(problem["balances"]), len(problem["measured"])))
    for row, terms in enumerate(problem["balances"]):
        for column, factor in terms:
            A[row, column] = factor
    sd = np.array(LOCAL[name].get("sd", problem["sd"]), dtype=float)
    found = simulate_power(solve(A, problem["measured"], sd), sd, bias, draws=4000, seed=5)
    closure, named = LITERATURE[name][bias]
    assert found["closure"].mean() == pytest.approx(closure, abs=0.02)
    assert found["named"].mean() == pytest.approx(named, abs=0.02)


def test_the_global_test_raises_false_alarms_at_its_level():
    for seed in range(5):
        found = simulate_power(solve(NETWORK, TRUE, SD), SD, 0.0, draws=4000, seed=seed)
        assert found["closure"].mean() == pytest.approx(0.05, abs=0.005)


def test_a_meter_of_a_splitter_is_worked_by_hand():
    # sd 2, 1, 1: the imbalance has variance 6. Of the inlet's variance 4 a part 16/6 goes: sd √(4 − 16/6) = 1.1547
    table = describe_meters(solve([[1, -1, -1]], [100, 60, 40], [2, 1, 1]), [2, 1, 1], members=["a", "b", "c"])
    assert table["adjustability"].iloc[0] == pytest.approx(1 - np.sqrt(4 - 16 / 6) / 2)
    # a bias of 1 moves z by 1/√6: to be found with 80 % it has to be √6 times the smallest shift
    limit = 2.3877  # Šidák limit of three tests
    assert table["detectable_bias"].iloc[0] == pytest.approx(np.sqrt(6) * smallest_shift(limit), rel=1e-3)
    assert table["alike"].tolist() == [("b", "c"), ("a", "c"), ("a", "b")]


def test_an_unchecked_meter_promises_nothing():
    table = describe_meters(solve([[1, -1, -1]], [10, 6, np.nan], [1, 1, 1]), [1, 1, 1])
    assert table["detectable_bias"].tolist() == [np.inf, np.inf]
    assert table["power_5sd"].tolist() == [0, 0]
    assert table["adjustability"].tolist() == pytest.approx([0, 0])


def test_the_promises_differ_between_the_meters_of_one_plant():
    # at 5 sd detection ranges from 0.47 to 0.96 in the network of the exercise
    power = describe_meters(solve(NETWORK, TRUE, SD), SD)["power_5sd"]
    assert power.min() < 0.5
    assert power.max() > 0.9


def test_the_smallest_shift_is_found_with_the_power_asked_for():
    for power in (0.5, 0.8, 0.95):
        assert detection_power(smallest_shift(2.5, power), 2.5) == pytest.approx(power)
