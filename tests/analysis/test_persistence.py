"""What is left of a saving, and how early a drift is seen."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.persistence import cusum, first_alarm, persist, remaining_share


def test_a_fading_saving_does_not_count_three_times():
    table = persist(403_500, [1.00, 0.92, 0.85])
    assert table["cumulative"].iloc[-1] == pytest.approx(1_117_695)
    assert table["cumulative"].iloc[-1] != pytest.approx(3 * 403_500)
    assert table["year"].tolist() == [1, 2, 3]


def test_the_remaining_share_is_taken_from_the_first_saving():
    assert remaining_share(5.6, 4.9, 5.11) == pytest.approx(0.7)


# in order at 100 ± 2, then 3 higher (1.5 sigma) from period 5; a single 105 in period 2 is no drift
SERIES = [100, 105, 99, 99, 103, 103, 103, 103, 103, 103]


def test_a_drift_alarms_when_its_sum_passes_the_limit_and_not_at_the_first_high_point():
    chart = cusum(SERIES, 100, 2)
    # z 0, 2.5, −0.5, −0.5, then 1.5 each: 0, 2, 1, 0, 1, 2, 3, 4, 5, 6
    assert chart["high"].tolist() == [0, 2, 1, 0, 1, 2, 3, 4, 5, 6]
    assert first_alarm(chart) == (9, 5)
    first_above_two_sigma = chart.loc[chart["z"] > 2, "period"].iloc[0]
    assert first_above_two_sigma == 2


def test_a_fall_alarms_as_well():
    chart = cusum([200 - value for value in SERIES], 100, 2)
    assert first_alarm(chart) == (9, 5)
    assert chart["low"].tolist() == [0, 2, 1, 0, 1, 2, 3, 4, 5, 6]


def test_a_drift_from_the_first_period_is_dated_there():
    assert first_alarm(cusum([106, 106, 106], 100, 2)) == (2, 1)


def test_a_series_in_order_has_no_alarm():
    assert first_alarm(cusum([100, 101, 99, 100], 100, 2)) == (None, None)


@pytest.mark.parametrize(("values", "sd"), [([100, float("nan")], 2), ([100], 0)])
def test_unknown_values_or_no_spread_are_refused(values, sd):
    with pytest.raises(ValueError, match="known"):
        cusum(values, 100, sd)


@given(st.lists(st.floats(90, 110), min_size=1, max_size=40), st.floats(1, 1e3))
def test_the_unit_of_the_series_does_not_matter(values, scale):
    plain = cusum(values, 100, 2)
    scaled = cusum([scale * value for value in values], 100 * scale, 2 * scale)
    pd.testing.assert_series_equal(plain["high"], scaled["high"], check_exact=False, atol=1e-6)
