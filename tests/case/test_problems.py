"""Each kind of mistake, made once in a sound plant, is reported with its place."""

import csv
from importlib.resources import files

import pytest

from workbench.case import CaseError, find_problems, load_case

from ..conftest import FLOWS, PROCESSES, SETTINGS
from .test_workbook_reading import CODES as OF_WORKBOOKS

BALANCES = "balance,title,kind,quantities,unit\nmain,总物料,mass,mass,t/d\nwater,水,water,water,m3/d\n"
CONTENTS = "flow,quantity,content,unit\n{}\n"


def flows(old, new):
    assert old in FLOWS
    return {"flows.csv": FLOWS.replace(old, new)}


SPOILED = [
    ("missing_file", {"flows.csv": None}, ("flows.csv", None, None)),
    ("unknown_file", {"flws.csv": "a\n1\n"}, ("flws.csv", None, None)),
    ("empty_file", {"processes.csv": ""}, ("processes.csv", None, None)),
    ("unknown_encoding", {"processes.csv": b"process,name\nA,\xff\xff\xff\n"}, ("processes.csv", None, None)),
    ("broken_toml", {"case.toml": 'id = "brewery\n'}, ("case.toml", None, None)),
    ("unknown_setting", {"case.toml": SETTINGS + "oprating = 3\n"}, ("case.toml", None, "oprating")),
    ("missing_setting", {"case.toml": "operating_days = 300\n"}, ("case.toml", None, "id")),
    ("wrong_setting", {"case.toml": SETTINGS + 'audit_date = "2012-13-01"\n'}, ("case.toml", None, "audit_date")),
    ("unsupported_format", {"case.toml": SETTINGS + "format = 99\n"}, ("case.toml", None, "format")),
    (
        "missing_column",
        flows("flow,source,target,amount,unit,rsd", "flow,source,target,amount,unt,rsd"),
        ("flows.csv", 1, "unit"),
    ),
    ("unknown_column", flows(",rsd\n", ",rsds\n"), ("flows.csv", 1, "rsds")),
    ("duplicate_column", flows(",unit,rsd\n", ",unit,unit\n"), ("flows.csv", 1, "unit")),
    ("too_many_cells", flows("F2,mash,cellar,80,t/d,0.01", "F2,mash,cellar,80,t/d,0.01,1,2"), ("flows.csv", 3, None)),
    ("empty_cell", flows("F2,mash", "F2,"), ("flows.csv", 3, "source")),
    ("duplicate_key", flows("F3,", "F2,"), ("flows.csv", 4, "flow")),
    ("unknown_id", flows("F2,mash,cellar", "F2,mash,celar"), ("flows.csv", 3, "target")),
    ("not_a_number", flows("F2,mash,cellar,80", "F2,mash,cellar,about 80"), ("flows.csv", 3, "amount")),
    ("excel_error", flows("F2,mash,cellar,80", "F2,mash,cellar,#REF!"), ("flows.csv", 3, "amount")),
    ("negative_amount", flows("F2,mash,cellar,80", "F2,mash,cellar,-80"), ("flows.csv", 3, "amount")),
    ("impossible_fraction", flows("80,t/d,0.01\nF3", "80,t/d,1.01\nF3"), ("flows.csv", 3, "rsd")),
    ("unknown_unit", flows("F2,mash,cellar,80,t/d", "F2,mash,cellar,80,立方"), ("flows.csv", 3, "unit")),
    ("unit_mismatch", flows("F2,mash,cellar,80,t/d", "F2,mash,cellar,80,m3/d"), ("flows.csv", 3, "unit")),
    ("self_loop", flows("F2,mash,cellar", "F2,mash,mash"), ("flows.csv", 3, "target")),
    ("missing_balance", {"balances.csv": BALANCES}, ("flows.csv", 2, "balance")),
    ("missing_owner", {"contents.csv": CONTENTS.format(",Zn,0.5,")}, ("contents.csv", 2, "flow")),
    ("content_above_one", {"contents.csv": CONTENTS.format("F1,Zn,1.2,")}, ("contents.csv", 2, "content")),
    ("content_above_one", {"contents.csv": CONTENTS.format("F1,Zn,120,%")}, ("contents.csv", 2, "content")),
    (
        "missing_flow_stock",
        {
            "flows.csv": FLOWS.replace(",rsd\n", ",rsd,stock_change\n").replace(
                "F2,mash,cellar,80,t/d,0.01", "F2,mash,cellar,80,t/d,0.01,yes"
            )
        },
        ("flows.csv", 3, "target"),
    ),
    (
        "finish_before_start",
        {"plan.csv": "stage,name,start,finish\n1,准备,2012-05-01,2012-04-01\n"},
        ("plan.csv", 2, "finish"),
    ),
    ("not_a_date", {"plan.csv": "stage,name,start,finish\n1,准备,2012-02-30,2012-04-01\n"}, ("plan.csv", 2, "start")),
    ("not_a_month", {"production.csv": "product,month,amount,unit\nP,2012-13,1,t\n"}, ("production.csv", 2, "month")),
    ("not_an_integer", {"prices.csv": "item,year,price,unit\nP,2012.5,1,元/t\n"}, ("prices.csv", 2, "year")),
    ("not_a_boolean", {"products.csv": "product,name,unit,main\nP,啤酒,kL,maybe\n"}, ("products.csv", 2, "main")),
    ("unknown_choice", {"wastes.csv": "waste,name,kind\nW,麦糟,solid\n"}, ("wastes.csv", 2, "kind")),
]


@pytest.mark.parametrize(
    ("code", "files", "place"), SPOILED, ids=[f"{code}-{n}" for n, (code, *_) in enumerate(SPOILED)]
)
def test_a_spoiled_cell_is_reported_with_its_place(plant, code, files, place):
    folder = plant({name: text for name, text in files.items() if text is not None})
    for name in (name for name, text in files.items() if text is None):
        (folder / name).unlink()
    found = find_problems(folder)
    assert (code, *place) in [(p.code, p.file, p.row, p.column) for p in found]
    hit = next(p for p in found if p.code == code)
    assert hit.zh and hit.en and hit.zh != hit.en


def test_every_code_is_raised_by_a_test():
    text = (files("workbench.case") / "problems.csv").read_text(encoding="utf-8")
    assert {row["code"] for row in csv.DictReader(text.splitlines())} == {
        code for code, *_ in SPOILED
    } | OF_WORKBOOKS | {"unreadable_file"}


def test_a_table_that_cannot_be_opened_is_reported_with_the_others(plant):
    folder = plant({"case.toml": SETTINGS + "oprating = 3\n"})
    (folder / "flows.csv").unlink()
    (folder / "flows.csv").mkdir()
    found = {problem.code: problem.file for problem in find_problems(folder)}
    assert found["unreadable_file"] == "flows.csv" and "unknown_setting" in found


def test_five_mistakes_are_reported_at_once(plant):
    text = FLOWS.replace(",rsd\n", ",rsds\n").replace("F2,mash,cellar,80,t/d", 'F2,mash,celar,"80,0",立方')
    text = text.replace("F4,cellar,fill,80", "F4,cellar,fill,-80")
    with pytest.raises(CaseError) as error:
        load_case(plant({"flows.csv": text}))
    codes = [problem.code for problem in error.value.problems]
    assert sorted(codes) == ["negative_amount", "not_a_number", "unknown_column", "unknown_id", "unknown_unit"]
    assert "5 处问题 / 5 problem(s)" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("F2,mash,cellar,80", 'F2,mash,cellar,"1,080"', "千分位"),
        ("F2,mash,cellar,80", "F2,mash,cellar,未检出", "detection_limit"),
        ("F2,mash,cellar,80", "F2,mash,cellar,80吨", "unit 列"),
        ("F2,mash,cellar,80", "F2,mash,celar,80", "did you mean 'cellar'"),
    ],
)
def test_the_hint_says_how_to_mend_it(plant, old, new, hint):
    assert hint in find_problems(plant(flows(old, new)))[0].hint


def test_a_sound_plant_has_no_problem(plant):
    assert find_problems(plant()) == []
    assert PROCESSES.count("\n") == 4
