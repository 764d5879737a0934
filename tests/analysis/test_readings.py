"""Values read one by one against levels, norms and limits."""

import pandas as pd
import pytest

from workbench.analysis.readings import read_norms, read_three_levels
from workbench.standards.systems import load_system

HJT = pd.DataFrame(
    [
        ("water", "use", "lower", 6.0, 8.0, 9.5),
        ("power", "use", "lower", 85.0, 100.0, 115.0),
        ("yield", "use", "higher", 100.0, 100.0, 100.0),
        ("COD", "pollution", "lower", 9.5, 11.5, 14.0),
        ("CO2", "pollution", "higher", None, None, None),
        ("rules", "management", "meets", None, None, None),
    ],
    columns=["indicator", "group", "direction", "level1", "level2", "level3"],
).astype({"level1": float, "level2": float, "level3": float})
VALUES = {"water": 7.2, "power": 85.0, "yield": 100, "COD": 12.0, "CO2": 80.0, "rules": "II"}


def test_each_indicator_has_its_level_and_groups_are_counted():
    reading = read_three_levels(HJT, VALUES)
    assert reading.table["level"].tolist() == ["II", "I", "I", "III", None, "II"]
    counts = reading.counts.set_index("group")
    assert counts.loc["use"].to_dict() == {"I": 2, "II": 1, "III": 0, "none": 0, "unknown": 0}
    assert counts.loc["all"].to_dict() == {"I": 2, "II": 2, "III": 1, "none": 0, "unknown": 1}
    assert reading.shares == pytest.approx({"I": 0.4, "II": 0.4, "III": 0.2, "none": 0})


def test_the_cautious_overall_reading_is_the_lowest_level():
    assert read_three_levels(HJT, VALUES).overall == "III"
    assert read_three_levels(HJT, {**VALUES, "COD": 15}).overall == "none"


def test_a_standard_without_values_of_the_plant_has_no_reading():
    reading = read_three_levels(HJT, {})
    assert reading.overall is None
    assert reading.counts.set_index("group").loc["all", "unknown"] == 6


def norm(**cells):
    row = {"indicator": "x", "direction": "lower", "scale": "energy3"}
    numbers = ("level1", "level2", "level3", "limit", "low", "high")
    return pd.DataFrame([row | dict.fromkeys(numbers, float("nan")) | cells])


def read(value, **cells):
    row = read_norms(norm(**cells), {"x": value}).iloc[0]
    return row["level"], row["met"], row["bound"]


@pytest.mark.parametrize(
    "value, level, met",
    [(1010, "I", True), (1040, "II", True), (1260, "III", True), (1260.1, "none", False)],
)
def test_electrolytic_zinc_is_read_against_its_energy_norm(value, level, met):
    norms = load_system("gb25323_2023", "2024-06-01").indicators
    row = read_norms(norms, {"zn_gb25323_hydro_res": value}).iloc[0]
    assert (row["level"], row["met"], row["bound"]) == (level, met, 1260)


def test_a_norm_that_gives_only_its_limit_is_read_by_it():
    assert read(120, level3=130.0) == ("III", True, 130)
    assert read(131, level3=130.0) == ("none", False, 130)


def test_benchmark_and_baseline_leave_out_the_middle_level():
    cells = {"scale": "benchmark2", "level1": 100.0, "level3": 117.0}
    assert [read(value, **cells)[0] for value in (99, 105, 120)] == ["I", "III", "none"]


def test_a_single_limit_gives_no_level():
    assert read(80, scale="single", direction="higher", limit=80.0) == (None, True, 80)
    assert read(79, scale="single", direction="higher", limit=80.0) == (None, False, 80)


def test_a_range_is_met_between_its_ends():
    cells = {"scale": "range", "low": 0.4, "high": 0.6}
    assert read(0.4, **cells)[:2] == (None, True)
    assert read(0.7, **cells) == (None, False, 0.6)


def test_an_empty_norm_says_nothing():
    for scale in ("energy3", "single", "range"):
        level, met, bound = read(1.0, scale=scale)
        assert level is None and met is None and bound != bound


def test_what_the_plant_has_no_value_of_is_left_out():
    assert read_norms(norm(level3=1.0), {}).empty
    assert read_norms(norm(level3=1.0), {"x": float("nan")}).empty
