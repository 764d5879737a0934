"""Lengths of periods in every form that auditors write them."""

import pytest

from workbench.analysis.periods import compared_lengths, period_length, unequal_periods


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2012-01..2012-12", 12),
        ("2013-02 至 2014-01", 12),
        ("2012年1月至2012年6月", 6),
        ("2012 年 1—6 月", 6),
        ("2012 年", 12),
        ("2012", 12),
        ("2011-2012", 24),
        ("2010 年至 2012 年", 36),
        ("2012 年上半年", 6),
        ("2012H2", 6),
        ("2012Q3", 3),
        ("2012 年第三季度", 3),
        ("2012-09 夜间最小流量", 1),
        ("2012/9", 1),
        ("2012.09 to 2012.11", 3),
        ("6 个月", 6),
        ("12 months", 12),
        ("2 a", 24),
    ],
)
def test_a_period_has_a_length_in_months(text, months):
    assert period_length(text) == months


@pytest.mark.parametrize(
    ("text", "days"),
    [("2012-09-18..2012-09-20", 3), ("72 h", 3), ("7 天", 7), ("2 周", 14), ("2012 年 9 月 18 日", 1)],
)
def test_short_periods_are_counted_in_days(text, days):
    assert period_length(text) == pytest.approx(days * 12 / 365.25)


@pytest.mark.parametrize("text", ["", "竣工决算", "同上", "三班"])
def test_words_that_name_no_period_have_no_length(text):
    assert period_length(text) is None


@pytest.mark.parametrize(
    ("text", "unequal"),
    [
        ("2012 年与 2013 年上半年", "12/6"),
        ("2012 年 vs 2013-01 to 2013-03", "12/3"),
        ("2012Q1 | 2013Q1", ""),
        ("2012-09-18..2012-09-20 → 2013-09-18..2013-09-19", "0.0986/0.0657"),
        ("2012-02-01..2012-02-29 | 2013-02-01..2013-02-28", ""),
        ("2012 年与 2013 年上半年；按季节折算", ""),
        ("2012-09 与 2013-03 夜间最小流量", ""),
        ("2012 年", ""),
        ("竣工决算", ""),
    ],
)
def test_two_periods_are_unequal_whatever_their_form(text, unequal):
    assert unequal_periods(text) == unequal


def test_the_reason_follows_the_semicolon():
    assert compared_lengths("2012 年与 2013 年；限产") == (12, 12, "限产")
    assert compared_lengths("2012 年与 2013 年和 2014 年") is None
