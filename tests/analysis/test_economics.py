"""Economic figures against a published exam question, hand-worked cases and their known wrong answers."""

import math
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.analysis.economics import (
    annuity,
    appraise,
    appraise_options,
    benefit_totals,
    failed_criteria,
    internal_rate,
    interpolate_rate,
    investment_totals,
    to_json,
)

EXAM = {"tax_rate": 0.30, "life": 10, "discount_rate": 0.05}  # published auditor's exam: I 150, P 40
RATES = {"economics.tax_rate": 0.30, "economics.life": 10.0, "economics.discount_rate": 0.05}

money = st.floats(1, 1e5)
rates = st.fixed_dictionaries(
    {"tax_rate": st.floats(0, 0.6), "life": st.integers(2, 40), "discount_rate": st.floats(0, 0.5)}
)


def figures(investment, saving, **rates):
    return asdict(appraise(investment, saving, **rates))


def test_the_published_exam_question_comes_out_as_printed():
    found = figures(150, 40, **EXAM)
    assert (found["D"], found["T"], found["E"], found["F"]) == pytest.approx((15, 25, 17.5, 32.5))
    assert found["N"] == pytest.approx(4.6154, abs=5e-5)
    assert found["NPV"] == pytest.approx(100.956, abs=5e-4)
    assert found["NPVR"] == pytest.approx(0.6730, abs=5e-5)
    assert found["IRR"] == pytest.approx(0.17257, abs=5e-6)
    assert found["IRR_interpolated"] == pytest.approx(0.17263, abs=5e-6)


@pytest.mark.parametrize(
    ("figure", "wrong"),
    [
        ("N", 150 / 40),  # gross saving
        ("NPV", 17.5 * 7.7217 - 150),  # depreciation not added back: −14.87
        ("NPV", 40 * 0.7 * 7.7217 - 150),  # no depreciation shield: 66.21
        ("NPV", 32.5 * 10 - 150),  # not discounted: 175
        ("NPV", 32.5 * 6.1446 - 150),  # discounted at the hurdle rate: 49.70
        ("IRR", 32.5 / 150),  # 1/N: 21.7 %
    ],
)
def test_the_exam_question_is_not_answered_by_a_misconception(figure, wrong):
    assert figures(150, 40, **EXAM)[figure] != pytest.approx(wrong, rel=1e-2)


def test_a_wider_chord_of_the_table_gives_a_higher_rate():
    assert interpolate_rate(150, 32.5, 10, 0.17, 0.18) == pytest.approx(0.17263, abs=5e-6)
    assert interpolate_rate(150, 32.5, 10, 0.15, 0.20) == pytest.approx(0.1744, abs=5e-5)


def test_annuity_factors_are_those_of_the_printed_tables():
    printed = {(0.05, 10): 7.7217, (0.17, 10): 4.6586, (0.18, 10): 4.4941, (0.08, 8): 5.7466, (0.35, 20): 2.8501}
    assert {key: round(float(annuity(*key)), 4) for key in printed} == printed


def test_without_interest_a_yearly_sum_is_worth_its_years():
    assert float(annuity(0.0, 8)) == 8


def test_a_loss_is_not_taxed():
    found = figures(100, 5, tax_rate=0.25, life=10, discount_rate=0.1)
    assert (found["T"], found["E"], found["F"]) == (-5, -5, 5)


def test_an_option_that_does_not_return_its_money_has_no_rate():
    found = figures(100, 10, tax_rate=0.25, life=10, discount_rate=0.05)
    assert (found["F"], found["N"], found["IRR"], found["IRR_interpolated"]) == (10, 10, None, None)
    assert found["NPV"] < 0


def test_an_option_without_investment_pays_at_once_and_has_no_ratios():
    found = figures(0, 12, **EXAM)
    assert (found["N"], found["D"], found["NPVR"], found["IRR"], found["IRR_interpolated"]) == (0, 0, None, None, None)
    assert found["F"] == pytest.approx(8.4)


def test_an_option_that_only_costs_never_pays_back():
    assert figures(100, -20, **EXAM)["N"] is None


def test_without_investment_there_is_nothing_to_pay_back_but_a_yearly_cost_still_fails():
    found = appraise(0, -20, **EXAM)
    assert asdict(found)["N"] == 0
    assert failed_criteria(found, 2.0) == ["npv"]
    assert failed_criteria(appraise(0, 0, **EXAM), 2.0) == []  # a rule that costs and saves nothing


def test_a_root_at_a_whole_per_cent_is_read_from_the_table_as_that_per_cent():
    flow = 1000 / float(annuity(0.15, 10))
    found = figures(1000, flow, tax_rate=0.0, life=10, discount_rate=0.1)
    assert found["IRR"] == pytest.approx(0.15, abs=1e-9)
    assert found["IRR_interpolated"] == pytest.approx(0.15, abs=1e-5)


def test_a_very_high_rate_still_lies_between_its_per_cents():
    found = figures(1, 60, tax_rate=0.0, life=10, discount_rate=0.1)
    assert found["IRR"] == pytest.approx(60, abs=1e-6)
    assert 59.99 <= found["IRR_interpolated"] <= 60.01


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"investment": -1}, "investment"),
        ({"saving": math.nan}, "saving"),
        ({"tax_rate": 1.0}, "tax_rate"),
        ({"life": 0}, "life"),
        ({"discount_rate": -1}, "discount_rate"),
    ],
)
def test_an_impossible_figure_is_named(change, named):
    with pytest.raises(ValueError, match=named):
        appraise(**({"investment": 150, "saving": 40, **EXAM} | change))


@given(money, money, rates, st.floats(0.001, 0.5))
def test_npv_of_a_positive_cash_flow_falls_with_the_rate(investment, saving, given_rates, more):
    low = appraise(investment, saving, **given_rates)
    high = appraise(investment, saving, **(given_rates | {"discount_rate": given_rates["discount_rate"] + more}))
    assert high.NPV < low.NPV


@given(money, st.floats(0.02, 1.0), st.integers(2, 40))
def test_the_interpolated_rate_is_never_below_the_exact_one(investment, share, life):
    found = figures(investment, share * investment, tax_rate=0.0, life=life, discount_rate=0.05)
    if found["IRR"] is not None:
        # four decimals of the factors are worth up to 1e-4 of the rate at a rate of 100 %
        assert found["IRR"] - 2e-4 <= found["IRR_interpolated"] <= found["IRR"] + 1e-2


@given(money, money, rates)
def test_cash_flow_is_saving_less_tax_on_the_profit(investment, saving, given_rates):
    found = figures(investment, saving, **given_rates)
    tax = given_rates["tax_rate"] * max(saving - investment / given_rates["life"], 0)
    assert found["F"] == pytest.approx(saving - tax, rel=1e-9, abs=1e-9)


@given(money, st.floats(0.1, 5))
def test_the_exact_rate_makes_the_present_value_zero(investment, share):
    rate = internal_rate(investment, share * investment, 12)
    if rate is not None:
        assert share * float(annuity(rate, 12)) == pytest.approx(1, rel=1e-8)


def options(*rows):
    header = "option,name,stage,class,cost_class,description,investment,saving,life,status"
    return "\n".join([header, *(f"{row},planned" for row in rows)])


def test_a_subsidy_is_subtracted_and_extra_costs_are_negative(audit):
    case = audit(
        options=options("F1,heat,generation,equipment,high,x,,,"),
        investments="option,item,amount\nF1,equipment,120\nF1,site,50\nF1,subsidy,20\n",
        benefits="option,item,name,kind,amount\nF1,steam,steam,energy,55\nF1,power,power,energy,-15\n",
        settings=RATES,
    )
    assert investment_totals(case)["F1"] == 150
    assert benefit_totals(case)["F1"] == 40
    assert appraise_options(case)["NPV"].iloc[0] == pytest.approx(100.956, abs=5e-4)


def test_without_worksheets_the_register_speaks(audit):
    case = audit(options=options("F1,heat,generation,equipment,high,x,150,40,"), settings=RATES)
    row = appraise_options(case).iloc[0]
    assert (row["I"], row["P"], row["feasible"], row["missing"]) == (150, 40, True, "")


def test_an_unknown_item_leaves_the_investment_unknown(audit):
    case = audit(
        options=options("F1,heat,generation,equipment,high,x,150,40,"),
        investments="option,item,amount\nF1,equipment,120\n",
        settings=RATES,
    )
    spoiled = case["investments"].assign(amount=float("nan"))
    case = type(case)(**{**case.__dict__, "tables": {**case.tables, "investments": spoiled}})
    row = appraise_options(case).iloc[0]
    assert math.isnan(row["I"])
    assert row["feasible"] is None
    assert row["missing"] == "investment"


def test_a_case_without_rates_says_which_are_missing(audit):
    case = audit(options=options("F1,heat,generation,equipment,high,x,150,40,"))
    row = appraise_options(case).iloc[0]
    assert row["feasible"] is None
    assert row["missing"] == "tax_rate;life;discount_rate"


def test_each_criterion_can_fail():
    found = appraise(150, 40, **EXAM)
    assert failed_criteria(found, 5.0, 0.10) == []
    assert failed_criteria(found, 4.0, 0.10) == ["payback"]
    assert failed_criteria(found, math.nan, 0.20) == ["irr"]
    assert failed_criteria(appraise(150, 15, **EXAM), 5.0, 0.10) == ["npv", "payback", "irr"]


def test_a_payback_equal_to_its_limit_is_not_below_it():
    found = appraise(100, 50, tax_rate=0.0, life=10, discount_rate=0.05)
    assert failed_criteria(found, 2.0) == ["payback"]


def test_without_investment_no_hurdle_is_asked():
    assert failed_criteria(appraise(0, 5, **EXAM), 1.0, 0.10) == []


def test_a_medium_cost_option_is_held_to_the_printed_limit_where_the_case_declares_none(audit):
    rows = ("F1,a,generation,equipment,medium,x,150,40,", "F2,b,generation,equipment,low,x,0,3,")
    table = appraise_options(audit(options=options(*rows), settings=RATES))
    assert table["limit_source"].tolist() == ["default", ""]
    assert table["reasons"].tolist() == ["payback", ""]  # 4.62 a against 3 a


def test_a_declared_limit_wins_over_the_printed_one(audit):
    settings = RATES | {"payback.medium": 5.0}
    case = audit(options=options("F1,a,generation,equipment,medium,x,150,40,"), settings=settings)
    assert appraise_options(case)[["payback_limit", "limit_source"]].iloc[0].tolist() == [5.0, "case"]


def test_an_option_may_have_its_own_life(audit):
    case = audit(options=options("F1,a,generation,equipment,high,x,100,32,8"), settings=RATES)
    assert appraise_options(case)["D"].iloc[0] == 12.5


def test_the_json_object_holds_plain_values_and_null_for_what_is_not(audit):
    rows = ("F1,a,generation,equipment,high,x,150,40,", "F2,b,generation,equipment,low,x,,3,")
    found = to_json(appraise_options(audit(options=options(*rows), settings=RATES)))["options"]
    assert found[0]["option"] == "F1"
    assert found[0]["F"] == pytest.approx(32.5)
    assert found[0]["feasible"] is True
    assert found[1]["IRR"] is None
    assert found[1]["feasible"] is None


def test_a_case_without_options_has_an_empty_table(audit):
    case = audit()
    assert len(appraise_options(case)) == 0
    assert to_json(appraise_options(case)) == {"options": []}
