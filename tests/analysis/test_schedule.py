"""Critical path and Gantt table, worked by hand."""

import pandas as pd
import pytest

from workbench.analysis.schedule import critical_path, gantt_table, option_dates

AUDIT = pd.DataFrame(
    [
        ("preparation", 15, ""),
        ("preassessment", 40, "preparation"),
        ("measurement", 20, "preassessment"),
        ("balances", 15, "measurement"),
        ("options", 15, "balances"),
        ("feasibility", 20, "options"),
        ("low cost", 60, "preassessment"),
        ("report", 15, "feasibility;low cost"),
        ("review", 10, "report"),
    ],
    columns=["task", "duration", "after"],
)


def test_the_audit_takes_the_longest_way_and_not_the_sum_of_all_tasks():
    table = critical_path(AUDIT).set_index("task")
    assert table["finish"].max() == 150
    assert AUDIT["duration"].sum() == 210
    assert table.loc["low cost", "slack"] == 10
    assert table.index[~table["critical"]].tolist() == ["low cost"]
    assert table.loc["low cost", ["start", "latest_start", "latest_finish"]].tolist() == [55, 65, 125]


def test_the_order_of_the_rows_does_not_matter():
    turned = critical_path(AUDIT.iloc[::-1]).set_index("task")
    assert turned.loc["low cost", "slack"] == 10
    assert turned["finish"].max() == 150


def test_tasks_in_a_circle_are_named():
    circle = pd.DataFrame({"task": ["a", "b"], "duration": [1, 1], "after": ["b", "a"]})
    with pytest.raises(ValueError, match="circle: \\['a', 'b'\\]"):
        critical_path(circle)


def test_a_task_that_is_not_listed_is_named():
    with pytest.raises(ValueError, match="ghost"):
        critical_path(pd.DataFrame({"task": ["a"], "duration": [1], "after": ["ghost"]}))


TABLES = {
    "options": "option,name,stage,class,cost_class,description,status\nF1,a,generation,control,low,x,planned\n"
    "F2,b,generation,control,low,x,planned\n",
    "schedule": "option,task,name,start,finish,department,done\n"
    "F1,1,design,2013-01-01,2013-01-10,works,1\nF1,2,build,2013-02-01,2013-02-10,works,0.5\n"
    "F2,3,order,2013-03-01,2013-05-31,works,0.2\nF2,4,fit,2013-06-01,2013-06-10,works,0\n",
    "evidence": "evidence,option,kind,description\ne1,F1,photo,x\ne2,F1,invoice,x\n",
}


def test_each_task_is_judged_on_the_day(audit):
    table = gantt_table(audit(**TABLES), "2013-03-15")
    assert table["state"].tolist() == ["done", "late", "running", "waiting"]
    assert table["days"].tolist()[:2] == [10, 10]
    assert table["offset"].tolist()[:2] == [0, 31]
    assert table["evidence"].tolist() == [2, 2, 0, 0]


def test_the_day_of_the_audit_is_the_day_by_default(audit):
    case = audit(settings={"audit_date": "2013-12-31"}, **TABLES)
    assert gantt_table(case)["state"].tolist()[:3] == ["done", "late", "late"]


def test_without_a_day_or_progress_the_state_is_unknown(audit):
    assert gantt_table(audit(**TABLES))["state"].tolist()[:2] == ["done", "unknown"]
    tables = TABLES | {"schedule": TABLES["schedule"].replace(",works,0.5", ",works,")}
    assert gantt_table(audit(**tables), "2013-03-15")["state"].iloc[1] == "unknown"


def test_an_option_runs_from_its_first_to_its_last_task(audit):
    table = option_dates(audit(**TABLES)).set_index("option")
    assert table.loc["F1", "start"] == pd.Timestamp("2013-01-01")
    assert table.loc["F1", "finish"] == pd.Timestamp("2013-02-10")
    assert table.loc["F1", "done"] == pytest.approx(0.75)
    assert table.loc["F2", "tasks"] == 2


def test_a_case_without_schedule_has_empty_tables(audit):
    case = audit()
    assert len(gantt_table(case)) == len(option_dates(case)) == 0
