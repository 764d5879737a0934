"""A new client folder: files, workbook, data request; and what the next round takes over."""

import openpyxl
import pytest

from workbench.case import CaseError, find_problems, load_case
from workbench.case.data_request import PERIOD, data_request
from workbench.case.intake import intake
from workbench.case.writing import new_case
from workbench.errors import UsageError

GOALS = """goal,name,unit,direction,baseline,near_target,near_date,far_target,far_date,actual
G1,单位水耗,m3/t,lower,5.6,5.0,2013-06-30,4.5,2015-12-31,4.9
G2,回收率,%,higher,95.2,96.5,2013-06-30,,,
"""
OPTIONS = """option,name,stage,class,cost_class,description,status,finished
O1,变频,assessment,equipment,low,电机变频,implemented,2013-01-31
O2,余热,generation,technology,high,余热回收,planned,
O3,换窑,generation,equipment,high,换窑型,rejected,
O4,中水,generation,waste,medium,中水回用,shelved,
"""


def test_a_new_folder_is_sound_and_has_workbook_and_data_request(tmp_path):
    written = new_case(tmp_path / "C017")
    assert {path.name for path in written} >= {"case.toml", "flows.csv", "intake.xlsx", "资料清单.xlsx"}
    assert all(path.is_file() for path in written)
    assert find_problems(tmp_path / "C017") == [] and load_case(tmp_path / "C017").id == "C017"


def test_the_new_workbook_holds_no_example_as_data(tmp_path):
    new_case(tmp_path / "C017")
    book = openpyxl.load_workbook(tmp_path / "C017" / "intake.xlsx")
    assert book["3-4 物流实测数据表"].max_row == 2 and book["案例设置"]["C2"].value == "C017"
    codes = {problem.code for problem in find_problems(tmp_path / "C017" / "intake.xlsx")}
    assert codes == {"missing_file"}


def test_an_existing_folder_is_not_overwritten(tmp_path):
    new_case(tmp_path / "C017")
    with pytest.raises(UsageError, match="exists and is not overwritten"):
        new_case(tmp_path / "C017")


def test_the_data_request_has_38_items_with_priority_period_owner_and_status(tmp_path):
    new_case(tmp_path / "C017")
    sheet = openpyxl.load_workbook(tmp_path / "C017" / "资料清单.xlsx")["2-2 资料收集名录"]
    ids = [cell.value for cell in sheet[2]]
    rows = [dict(zip(ids, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert len(rows) == 38 and [row["priority"] for row in rows].count("A") == 12
    assert all(row["name"] and row["source"] and row[PERIOD] and row["available"] == "否 no" for row in rows)
    assert [item["priority"] for item in data_request()].count("C") == 10


def test_the_data_request_is_taken_back_with_its_status(tmp_path):
    folder = tmp_path / "C017"
    new_case(folder)
    book = openpyxl.load_workbook(folder / "资料清单.xlsx")
    sheet = book["2-2 资料收集名录"]
    column = [cell.value for cell in sheet[2]].index("available") + 1
    sheet.cell(3, column).value = "是"
    book.save(folder / "资料清单.xlsx")
    intake(folder / "资料清单.xlsx", folder, update=True)
    documents = load_case(folder)["documents"]
    assert len(documents) == 38 and documents["available"].tolist()[:2] == ["yes", "no"]


def test_the_next_round_takes_over_plant_goals_and_open_options(plant, tmp_path):
    old = plant(
        {"goals.csv": GOALS, "options.csv": OPTIONS, "team.csv": "member,name,role\n1,张某,组长\n"}, name="round1"
    )
    new_case(tmp_path / "round2", old)
    case = load_case(tmp_path / "round2")
    assert case.id == "round2" and case.setting("operating_days") == 300 and not case.has("team")
    assert (case.folder / case.setting("previous")).samefile(old)
    assert case["processes"]["process"].tolist() == ["mash", "cellar", "fill"]
    assert case["flows"]["target"].tolist() == ["mash", "cellar", "outside", "fill", "outside"]
    assert case["flows"]["amount"].isna().all() and case["flows"]["unit"].tolist() == ["t/d"] * 5
    assert case["options"][["option", "status"]].values.tolist() == [["O2", "planned"], ["O4", "shelved"]]


def test_goals_of_the_next_round_start_from_the_last_results(plant, tmp_path):
    new_case(tmp_path / "round2", plant({"goals.csv": GOALS}, name="round1"))
    goals = load_case(tmp_path / "round2")["goals"].set_index("goal")
    assert goals.loc["G1", ["baseline", "near_target", "near_date"]].tolist() == [4.9, 4.5, "2015-12-31"]
    assert goals["actual"].isna().all() and goals["baseline"].isna().tolist() == [False, True]
    assert goals.loc["G2", ["near_target", "near_date"]].tolist() == [96.5, ""]


def test_the_workbook_of_the_next_round_is_filled(plant, tmp_path):
    new_case(tmp_path / "round2", plant(name="round1"))
    assert load_case(tmp_path / "round2" / "intake.xlsx")["flows"]["flow"].tolist() == ["F1", "F2", "F3", "F4", "F5"]


def test_a_last_round_with_problems_is_refused(plant, tmp_path):
    with pytest.raises(CaseError):
        new_case(tmp_path / "round2", plant({"flows.csv": "flow,source\nF1,x\n"}, name="round1"))
    assert not (tmp_path / "round2").exists()
