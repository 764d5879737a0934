import pytest

from workbench.delivery.guide.procedure import _answer, chains, key_enterprise, procedure, where_why_how
from workbench.errors import UsageError


def test_dates_run_from_the_day_of_the_list():
    dates = list(procedure("2012-08-31", "aluminium_fluoride", "2014-09-10", "zh")["最迟日期"])
    assert dates == ["2012-09-30", "2012-10-31", "2013-08-31", "2019-09-10"]


def test_without_an_acceptance_no_next_audit_is_dated(chapter):
    key_enterprise(chapter, "2012-08-15", "zinc_smelting", "")
    assert len(chapter.only()) == 3


def test_a_day_that_is_none_is_said():
    with pytest.raises(UsageError):
        procedure("soon", "cement", "", "zh")
    assert "YYYY-MM-DD" in _answer({"listed": "soon", "accepted": ""}, "cement", "zh")
    assert "2013-08-15" in _answer({"listed": "2012-08-15", "accepted": ""}, "cement", "en")


def test_a_chain_goes_from_the_loss_by_its_cause_to_the_option(case, chapter):
    table = chains(case, "zh").set_index("where")
    row = table.loc["引风机入口补风"]
    assert "蝶阀" not in row["why"] and "浓度" in row["why"]
    assert "F6-1" in row["how"]
    where_why_how(chapter, case, count=5)
    assert len(chapter.only()) == 5


def test_a_cause_that_no_option_answers_makes_no_chain(case):
    assert not chains(case, "en")["how"].eq("").any()
