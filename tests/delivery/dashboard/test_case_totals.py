import pytest

from workbench.delivery.dashboard.case_totals import headline, next_decisions, option_totals


def test_options_on_one_loss_bring_less_together_than_added(brewery):
    # 1 − 0.90·0.92 = 0.172 of the loss instead of 0.18: each brings 0.172/0.18 of what it would bring alone.
    found = option_totals(brewery, ["A", "B"])
    assert found.added == 50.0
    assert found.saving == pytest.approx(50 * 0.172 / 0.18)
    assert found.investment == 150.0


def test_the_payback_of_a_set_is_its_investment_over_its_cash_flow(brewery):
    # C alone: no investment; A alone: D = 10, T = 30, E = 22.5, F = 32.5, N = 100 / 32.5.
    found = option_totals(brewery, ["A"])
    assert found.payback == pytest.approx(100 / 32.5)
    assert pytest.approx(32.5 * 6.144567 - 100, abs=1e-3) == found.NPV


def test_an_option_of_unknown_money_is_named_and_in_no_sum(brewery):
    found = option_totals(brewery)
    assert found.uncounted == ("D",)
    assert found.investment == 150.0


def test_no_option_brings_nothing_and_never_pays_back(brewery):
    found = option_totals(brewery, [])
    assert (found.options, found.saving, found.investment, found.payback) == ((), 0.0, 0.0, None)


def test_the_headline_has_what_the_case_can_say_and_no_more(brewery):
    assert [row[0] for row in headline(brewery, "zh")] == ["全部方案的年效益", "所需投资"]
    assert "1 项金额未知" in headline(brewery, "zh")[0][3]


def test_only_feasible_options_that_are_still_open_are_to_be_decided(brewery):
    # A: N = 3.1 a and B: F = 8.75, N = 5.7 a are beyond the limit of medium cost; C is done; D is unknown.
    assert next_decisions(brewery)["option"].to_list() == []
