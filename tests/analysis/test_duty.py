"""Rota and overdue list of an audit team."""

import datetime

import pandas as pd
import pytest

from workbench.analysis.duty import overdue, rota
from workbench.case import load_case
from workbench.errors import UsageError

TEAM = pd.DataFrame(
    {
        "name": ["总", "甲", "乙", "丙"],
        "group": ["leading", "working", "working", "working"],
        "department": ["", "A", "B", "C"],
    }
)


def test_a_week_runs_from_monday_and_the_next_one_stands_in():
    table = rota(TEAM, "2013-05-22", 4)  # a Wednesday
    assert table["start"][0] == datetime.date(2013, 5, 20) and table["finish"][0] == datetime.date(2013, 5, 26)
    assert list(table["name"]) == ["甲", "乙", "丙", "甲"]
    assert list(table["deputy"]) == ["乙", "丙", "甲", "乙"]
    assert table["start"][3] == datetime.date(2013, 6, 10)


def test_one_alone_is_his_own_deputy():
    assert rota(TEAM[:2], "2013-05-20", 1)["deputy"][0] == "甲"


def test_a_team_without_a_working_group_has_no_rota():
    with pytest.raises(UsageError, match="working group"):
        rota(TEAM[:1], "2013-05-20", 1)


SCHEDULE = "option,task,name,start,finish,department,done\nF1,F1.1,到货,2013-01-01,2013-02-01,机动部,1\nF1,F1.2,安装,2013-02-01,2013-03-01,机动部,0.5\n"
OPTIONS = "option,name,stage,class,cost_class,description,status\nF1,换泵,assessment,equipment,low,换,planned\nF2,换风机,assessment,equipment,low,换,implemented\n"
POLICY = "check,object,class,action,deadline\nK1,泵,eliminated,F1 更换,2013-04-01\nK2,风机,eliminated,F2 更换,2013-04-01\nK3,炉,allowed,,2013-01-01\n"
PLAN = "point,name,flow,calibrated\nP1,进料,F1,2012-03-01\nP2,出料,F3,2013-02-01\nP3,损失,F2,\n"
DOCUMENTS = "document,name,priority,available,source,received\n1,许可证,A,no,安环部,\n2,台账,B,no,安环部,\n3,图纸,A,yes,机动部,2013-05-01\n4,报表,A,yes,机动部,2012-05-01\n"


@pytest.fixture
def audit(plant):
    files = {
        "schedule.csv": SCHEDULE,
        "options.csv": OPTIONS,
        "policy_checks.csv": POLICY,
        "measurement_plan.csv": PLAN,
        "documents.csv": DOCUMENTS,
    }
    return load_case(plant(files))


def test_what_is_late_comes_with_its_days_the_oldest_first(audit):
    table = overdue(audit, "2013-04-11")
    told = dict(zip(table["id"], table["days"], strict=True))
    assert {name: told[name] for name in ("F1.2", "P1", "K1")} == {"F1.2": 41, "P1": 41, "K1": 10}
    assert table["days"].dropna().is_monotonic_decreasing


def test_what_is_done_or_not_due_is_not_on_the_list(audit):
    assert not {"F1.1", "P2", "P3", "K2", "K3", "2", "4"} & set(overdue(audit, "2013-04-11")["id"])


def test_a_document_is_missing_until_the_day_it_comes(audit):
    assert set(overdue(audit, "2013-04-11").query("kind == 'document'")["id"]) == {"1", "3"}
    assert set(overdue(audit, "2013-05-02").query("kind == 'document'")["id"]) == {"1"}


def test_a_case_without_any_of_this_has_nothing_overdue(plant):
    assert overdue(load_case(plant()), "2013-04-11").empty
