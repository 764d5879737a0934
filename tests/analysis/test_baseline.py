"""A baseline against output and the saving it proves, worked by hand."""

import math

import numpy as np
import pytest

from workbench.analysis.baseline import baselines, fit_baseline, prove_saving


def test_a_straight_line_is_found_exactly():
    found = fit_baseline([10, 20, 30, 40], [25, 45, 65, 85])  # 5 + 2x
    assert (found.fixed, found.variable, found.r2) == pytest.approx((5, 2, 1))
    assert found.cv_rmse == pytest.approx(0, abs=1e-12)


def test_scatter_shows_in_r2_and_cv_rmse():
    found = fit_baseline([1, 2, 3, 4], [3, 4, 7, 8])
    # x̄ 2.5, ȳ 5.5, Sxx 5, Sxy 9 → slope 1.8, intercept 1; residuals 0.2, −0.6, 0.6, −0.2 → 0.8; Syy 17
    assert (found.variable, found.fixed) == pytest.approx((1.8, 1.0))
    assert found.r2 == pytest.approx(1 - 0.8 / 17)
    assert found.rmse == pytest.approx(math.sqrt(0.4))
    assert found.cv_rmse == pytest.approx(math.sqrt(0.4) / 5.5)


def test_the_saving_has_the_uncertainty_of_a_new_observation():
    baseline = fit_baseline([1, 2, 3, 4], [3, 4, 7, 8])
    found = prove_saving(baseline, [3.5], [5.0])
    assert found.saving == pytest.approx(1.0 + 1.8 * 3.5 - 5.0)
    assert found.sd == pytest.approx(math.sqrt(0.4 * (1 + 1 / 4 + 1.0 / 5)))
    assert found.half_width == pytest.approx(4.302653 * found.sd, rel=1e-6)  # t(0.975, 2)
    assert found.significant is False
    assert found.extrapolated is False


def test_two_periods_share_the_uncertainty_of_the_line():
    baseline = fit_baseline([1, 2, 3, 4], [3, 4, 7, 8])
    found = prove_saving(baseline, [2.0, 6.0], [1.0, 1.0])
    assert found.saving == pytest.approx(4.6 + 11.8 - 2)
    # x̄ of the two 4: distance (4 − 2.5)²/5 = 0.45
    assert found.sd == pytest.approx(math.sqrt(0.4 * (2 + 4 * (1 / 4 + 0.45))))
    assert found.extrapolated is True


def test_a_plain_saving_is_not_the_one_at_equal_output():
    output = np.array([17000.0, 18000.0, 19000.0])
    baseline = fit_baseline(output, 630_000 + 100 * output)
    found = prove_saving(baseline, [20100], [2_310_000])
    assert found.saving == pytest.approx(330_000)
    assert found.saving != pytest.approx(120_000)  # before less after
    assert found.saving != pytest.approx(403_500)  # all of it moved with output
    assert found.significant is True


@pytest.mark.parametrize(
    ("output", "use"), [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, float("nan")], [1, 2, 3])]
)
def test_too_little_data_cannot_carry_a_line(output, use):
    with pytest.raises(ValueError, match="3 known periods"):
        fit_baseline(output, use)


def plant(audit, use_after, count=24):
    """Write a plant whose power is 500 + 2 · output a month until the last year, then as given."""
    months = [f"{2010 + n // 12}-{n % 12 + 1:02d}" for n in range(count)]
    outputs = [100 + 10 * (n % 12) + (1 if n % 2 else -1) for n in range(count)]
    power = [500 + 2 * x if n < count - 12 else use_after(x) for n, x in enumerate(outputs)]
    return audit(
        products="product,name,unit,main\nzinc,zinc,t,yes\n",
        production="product,month,amount,unit\n"
        + "\n".join(f"zinc,{m},{x},t" for m, x in zip(months, outputs, strict=True)),
        consumption="item,place,month,amount,unit\n"
        + "\n".join(f"power,works,{m},{x},MWh" for m, x in zip(months, power, strict=True)),
    )


def test_the_last_year_is_held_against_the_months_before(audit):
    (row,) = baselines(plant(audit, lambda output: 450 + 2 * output)).to_dict("records")
    assert (row["fixed"], row["variable"], row["months"]) == (pytest.approx(500), pytest.approx(2), 12)
    assert row["saving"] == pytest.approx(12 * 50)
    assert row["expected"] - row["actual"] == pytest.approx(row["saving"])
    assert row["usable"]
    assert row["significant"]
    assert row["denominator"] == "zinc"


def test_without_a_year_before_there_is_no_baseline(audit):
    assert baselines(plant(audit, lambda output: output, count=20)).empty
    assert baselines(audit(consumption="item,place,month,amount,unit\n")).empty


def test_a_month_of_unknown_use_is_left_out(audit):
    case = plant(audit, lambda output: 500 + 2 * output, count=36)
    text = "item,place,month,amount,unit\n" + "\n".join(
        f"power,works,{row.month},{'' if row.month == '2010-03' else row.amount},MWh"
        for row in case["consumption"].itertuples()
    )
    (row,) = baselines(audit(consumption=text)).to_dict("records")
    assert row["months"] == 23
    assert row["saving"] == pytest.approx(0, abs=1e-6)
