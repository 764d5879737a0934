"""Alternatives, break-even and general cash flows against hand-worked exercises."""

from dataclasses import asdict

import pandas as pd
import pytest

from workbench.analysis.cashflow import (
    break_even_price,
    break_even_saving,
    compare_alternatives,
    discounted_payback,
    exclusive_groups,
    internal_rates,
    present_value,
)
from workbench.analysis.economics import appraise, appraise_options

PAIR = pd.DataFrame({"option": ["B", "A"], "I": [400.0, 100.0], "F": [104.0, 32.0], "life": [8.0, 8.0]})
PLANT = {"tax_rate": 0.25, "life": 10, "discount_rate": 0.10}


def test_of_exclusive_alternatives_the_larger_present_value_is_taken_not_the_larger_rate():
    table = compare_alternatives(PAIR, 0.08).set_index("option")
    assert table.loc["A", "NPV"] == pytest.approx(83.9, abs=0.05)
    assert table.loc["B", "NPV"] == pytest.approx(197.7, abs=0.05)
    assert table.loc["A", "extra_IRR"] == pytest.approx(0.274, abs=5e-4)
    assert table.loc["B", "extra_IRR"] == pytest.approx(0.173, abs=5e-4)  # of 300 more for 72 more
    assert table["best"].to_dict() == {"A": False, "B": True}


def test_the_small_alternative_stays_where_the_extra_money_earns_less_than_the_rate():
    table = compare_alternatives(PAIR, 0.20).set_index("option")
    assert table["best"].to_dict() == {"A": True, "B": False}
    assert table.loc["B", "extra_NPV"] < 0 < table.loc["A", "NPV"]


def test_where_no_alternative_pays_none_is_best():
    assert not compare_alternatives(PAIR, 0.60)["best"].any()


def test_alternatives_of_unequal_lives_are_refused():
    with pytest.raises(ValueError, match="one life"):
        compare_alternatives(PAIR.assign(life=[8.0, 10.0]), 0.08)


def test_more_money_for_less_flow_has_no_rate():
    table = compare_alternatives(PAIR.assign(F=[30.0, 32.0]), 0.08)
    assert table["extra_IRR"].isna().tolist() == [False, True]
    assert table["best"].tolist() == [True, False]


def test_exclusive_groups_of_a_case_are_compared(audit):
    options = """option,name,stage,class,cost_class,description,investment,saving,group,status
F2-1,small,generation,technology,high,x,100,32,G,planned
F2-2,large,generation,technology,high,x,400,104,G,planned
F3-1,other,generation,equipment,high,x,50,20,,planned
F4-1,lone,generation,control,high,x,50,20,H,planned"""
    settings = {"economics.tax_rate": 0.0, "economics.life": 8.0, "economics.discount_rate": 0.08}
    case = audit(options=options, settings=settings)
    table = exclusive_groups(appraise_options(case), case)
    assert table["group"].tolist() == ["G", "G"]
    assert table.loc[table["best"], "option"].tolist() == ["F2-2"]


def test_a_case_without_groups_compares_nothing(audit):
    case = audit()
    assert len(exclusive_groups(appraise_options(case), case)) == 0


def test_the_break_even_price_carries_the_tax():
    price = break_even_price(2600, 420, 310, **PLANT)
    assert price == pytest.approx(1.875, abs=5e-4)
    assert price / 2.2 - 1 == pytest.approx(-0.148, abs=5e-4)
    untaxed = (2600 / 6.1446 + 310) / 420
    assert price != pytest.approx(untaxed, rel=0.02)
    assert asdict(appraise(2600, 420 * 2.2 - 310, **PLANT))["NPV"] == pytest.approx(629.0, abs=0.05)


def test_at_break_even_the_present_value_is_zero_taxed_or_not():
    for rate in (0.10, -0.02):  # below zero interest the saving stays under the depreciation: no tax
        rates = PLANT | {"discount_rate": rate}
        saving = break_even_saving(2600, **rates)
        assert asdict(appraise(2600, saving, **rates))["NPV"] == pytest.approx(0, abs=1e-9)


def test_discounted_payback_is_longer_than_the_static_one():
    assert discounted_payback(150, 32.5, 0.05) == pytest.approx(5.38, abs=5e-3)
    assert discounted_payback(150, 32.5, 0.0) == pytest.approx(4.6154, abs=5e-5)


def test_money_that_never_comes_back_has_no_discounted_payback():
    assert discounted_payback(150, 7.5, 0.05) is None
    assert discounted_payback(150, -1, 0.05) is None


def test_a_cash_flow_that_changes_its_sign_twice_may_have_two_rates():
    found = internal_rates([-100, 230, -132])  # −100(1+r)² + 230(1+r) − 132 = 0 → 1.1 and 1.2
    assert found.rates == pytest.approx((0.1, 0.2))
    assert found.verdict == "several"


def test_a_cash_flow_without_a_rate_says_so():
    assert internal_rates([100, 20, 30]).verdict == "none"
    assert internal_rates([-100, 100, -100]).verdict == "none"
    assert internal_rates([-100, 40, 40]).verdict == "none"  # the money does not come back


def test_an_annuity_has_the_one_rate_of_the_appraisal():
    found = internal_rates([-150, *[32.5] * 10])
    assert found.verdict == "one"
    assert found.rates[0] == pytest.approx(0.17257, abs=5e-6)
    assert present_value([-150, *[32.5] * 10], found.rates[0]) == pytest.approx(0, abs=1e-3)


def test_a_double_root_is_one_rate():
    assert internal_rates([-100, 220, -121]).rates == pytest.approx((0.1,), abs=1e-4)


def test_an_unknown_flow_is_refused():
    with pytest.raises(ValueError, match="unknown"):
        internal_rates([-100, float("nan")])
