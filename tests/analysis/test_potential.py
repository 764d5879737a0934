"""Savings against references, worked by hand."""

import math

import pandas as pd
import pytest

from workbench.analysis.potential import electrolysis_power, is_per_product, own_best, potential

ROWS = pd.DataFrame(
    [
        ("water", "取水", "m3/t", "lower", 5.6, 5.0, 5.3, None),
        ("power", "直流电耗", "kWh/t", "lower", 3050.0, 2950.0, 3000.0, 2624.0),
        ("yield", "回收率", "%", "higher", 95.0, 97.0, 96.0, None),
        ("acid", "酸耗", "kg/t", "lower", 80.0, 90.0, None, None),
    ],
    columns=["indicator", "name", "unit", "direction", "value", "level1", "own_best", "theoretical"],
).astype({"own_best": float, "theoretical": float})


def test_5_6_to_5_0_cubic_metres_per_tonne_save_10_7_per_cent():
    row = potential(ROWS, 26_800, per="t").query("indicator == 'water' and reference == 'level1'").iloc[0]
    assert 100 * row["relative"] == pytest.approx(-10.7, abs=0.05)
    assert row["saving"] == pytest.approx(16_080)


def test_the_smallest_credible_saving_is_chosen():
    table = potential(ROWS, 1000, per="t")
    chosen = table[table["chosen"]].set_index("indicator")
    assert chosen["reference"].to_dict() == {"water": "own_best", "power": "own_best"}
    assert chosen.loc["power", "saving"] == pytest.approx(50_000)


def test_a_theoretical_value_is_shown_and_never_chosen():
    only_theory = ROWS.assign(level1=None, own_best=None)
    table = potential(only_theory, 1000, per="t")
    assert table["reference"].tolist() == ["theoretical"]
    assert not table["chosen"].any()


def test_a_reference_that_is_reached_already_saves_nothing():
    assert "acid" not in set(potential(ROWS, 1000, per="t")["indicator"])


def test_savings_are_valued_where_a_price_is_known():
    table = potential(ROWS, 1000, per="t", prices={"power": 0.00006}).set_index(["indicator", "reference"])
    assert table.loc[("power", "level1"), "money"] == pytest.approx(6)
    assert math.isnan(table.loc[("water", "level1"), "money"])


def test_a_concentration_times_output_is_refused():
    rows = pd.DataFrame(
        [("so2", "浓度", "mg/Nm3", "lower", 700.0, 400.0), ("leak", "漏失率", "%", "lower", 3.0, 1.0)],
        columns=["indicator", "name", "unit", "direction", "value", "level1"],
    )
    with pytest.raises(ValueError, match=r"\['so2', 'leak'\]"):
        potential(rows, 1000, per="t")
    assert is_per_product("m3/kL", "kL")
    assert not is_per_product("mg/L", "kL")


def test_each_indicator_may_have_its_own_output():
    table = potential(ROWS, {"water": 10, "power": 20, "acid": 1}, per="t")
    savings = table[table["reference"] == "level1"].set_index("indicator")["saving"]
    assert savings.to_dict() == pytest.approx({"water": 6, "power": 2000})


def test_faraday_sets_the_limit_of_electrowinning():
    assert electrolysis_power("zinc", 3.2) == pytest.approx(2624, abs=0.5)
    with pytest.raises(ValueError, match="manganese"):
        electrolysis_power("copper", 2.0)


def test_the_best_year_ignores_unknown_years():
    history = pd.Series({"2009": 5.9, "2010": float("nan"), "2011": 5.3})
    assert own_best(history) == ("2011", 5.3)
    assert own_best(history, "higher") == ("2009", 5.9)
    assert own_best(history.iloc[[1]])[0] is None
