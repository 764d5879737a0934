import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.reconciliation.sampling import (
    average,
    find_drift,
    find_outliers,
    grubbs_limit,
    summarise_measurements,
)

nan = np.nan


def test_repeatability_and_instrument_are_combined():
    # 9.8, 10.0, 10.2: s = 0.2, s/√3 = 0.11547; instrument 1 % of 10 = 0.1; together 0.15275
    result = average([10.0, 10.2, 9.8], instrument_rsd=0.01)
    assert (result.mean, result.count) == (pytest.approx(10), 3)
    assert result.repeatability == pytest.approx(0.2 / np.sqrt(3))
    assert result.instrument == pytest.approx(0.1)
    assert result.sd == pytest.approx(np.sqrt(0.04 / 3 + 0.01))


def test_repetition_does_not_reduce_the_error_of_the_instrument():
    assert average([10.0] * 100, instrument_rsd=0.01).sd == pytest.approx(0.1)


def test_one_sample_rests_on_its_instrument_alone():
    assert average([10.0], instrument_rsd=0.02).sd == pytest.approx(0.2)
    assert np.isnan(average([10.0]).sd)


def test_lost_samples_are_left_out_and_no_sample_is_no_mean():
    assert average([10.0, nan, 12.0]).mean == pytest.approx(11)
    assert average([nan]).count == 0
    assert np.isnan(average([]).mean)


@pytest.mark.parametrize(("count", "limit"), [(3, 1.155), (5, 1.715), (10, 2.290), (20, 2.709)])
def test_the_limits_of_grubbs_are_those_of_the_tables(count, limit):
    # two-sided 5 %: table of Grubbs (1969)
    assert grubbs_limit(count) == pytest.approx(limit, abs=0.001)


def test_an_outlier_is_named_and_kept():
    values = [10.1, 10.0, 9.9, 10.0, 13.0, 10.1, 9.9]
    assert find_outliers(values) == [4]
    result = average(values)
    assert result.outliers == (4,)
    assert result.mean == pytest.approx(73 / 7)
    assert result.mean_without == pytest.approx(10)


def test_equal_samples_and_pairs_have_no_outliers():
    assert find_outliers([5.0] * 6) == []
    assert find_outliers([1.0, 9.0]) == []


def test_a_trend_is_told_from_scatter():
    assert find_drift([1.0, 2.1, 2.9, 4.0, 5.1, 5.9]) < 0.001
    assert find_drift([1.0, -1, 1, -1, 1, -1]) > 0.3
    assert np.isnan(find_drift([1.0, 2.0, 3.0]))
    assert np.isnan(find_drift([2.0] * 8))


@given(st.integers(0, 10**6))
def test_the_trend_test_equals_that_of_a_regression(seed):
    from scipy.stats import linregress

    values = np.random.default_rng(seed).normal(size=9)
    assert find_drift(values) == pytest.approx(linregress(np.arange(9), values).pvalue)


def samples(**change):
    table = {
        "point": ["P1"] * 4,
        "run": ["1", "2", "3", "4"],
        "quantity": ["amount"] * 4,
        "time": ["2024-05-01 08:00", "2024-05-02 08:00", "2024-05-03 08:00", "2024-05-04 08:00"],
        "value": [100.0, 102.0, 98.0, 100.0],
        "unit": ["t/d"] * 4,
    }
    return pd.DataFrame(table | change)


PLAN = pd.DataFrame({"point": ["P1"], "flow": ["F1"], "instrument_rsd": [0.01]})


def test_samples_become_one_row_per_point_and_quantity():
    row = summarise_measurements(samples(), PLAN).iloc[0]
    assert (row["flow"], row["unit"], row["runs"], row["hours"]) == ("F1", "t/d", 4, 72)
    assert row["mean"] == pytest.approx(100)
    # s² = 8/3, s/√4 = 0.8165, instrument 1.0
    assert row["sd"] == pytest.approx(np.sqrt(8 / 3 / 4 + 1))
    assert bool(row["representative"])
    assert bool(row["steady"])
    assert row["outliers"] == ()


def test_two_shifts_of_one_day_do_not_represent_the_plant():
    row = summarise_measurements(samples().head(2), PLAN).iloc[0]
    assert not row["representative"]
    assert row["steady"] is None


def test_72_hours_count_as_representative_whatever_the_number_of_runs():
    row = summarise_measurements(samples().iloc[[0, 3]], PLAN).iloc[0]
    assert bool(row["representative"])


def test_times_that_are_no_dates_leave_the_duration_open():
    row = summarise_measurements(samples(time=["早班", "中班", "晚班", ""]), PLAN).iloc[0]
    assert np.isnan(row["hours"])


def test_a_point_outside_the_plan_has_no_flow_and_no_instrument():
    row = summarise_measurements(samples(point=["P9"] * 4), PLAN).iloc[0]
    assert row["flow"] == ""
    assert np.isnan(row["instrument"])


def test_an_outlier_is_named_by_its_run():
    table = pd.concat([samples()] * 3, ignore_index=True).assign(run=[str(i) for i in range(12)])
    table.loc[7, "value"] = 150.0
    assert summarise_measurements(table, PLAN).iloc[0]["outliers"] == ("7",)
