import pytest

from workbench.analysis.reconciliation.closure import judge_closure


def test_the_three_verdicts_of_a_balance():
    # 95 % quantile of χ² with 3 degrees of freedom: 7.815; 1 % quantile: 0.1148
    assert judge_closure(7.9, 3).verdict == "gross_error"
    assert judge_closure(7.7, 3).verdict == "closes"
    assert judge_closure(0.12, 3).verdict == "closes"
    assert judge_closure(0.11, 3).verdict == "too_good"


def test_both_tails_add_up_to_one():
    test = judge_closure(2.366, 3)
    assert test.p == pytest.approx(0.5, abs=1e-3)  # the median of χ² with 3 degrees of freedom
    assert test.p + test.p_low == pytest.approx(1)


def test_without_redundancy_there_is_no_verdict():
    test = judge_closure(0.0, 0)
    assert (test.verdict, test.p, test.p_low) == ("unchecked", None, None)
