"""What a file means once it is a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.case import load_case
from workbench.case.cells import convert
from workbench.case.schema import fields
from workbench.errors import UsageError

from ..conftest import FLOWS, PROCESSES


def test_amounts_are_converted_once_to_the_unit_of_the_balance(plant):
    text = FLOWS.replace("F2,mash,cellar,80,t/d", "F2,mash,cellar,80000,kg/d")
    text = text.replace("F3,mash,outside,20,t/d", "F3,mash,outside,6000,t/a")
    flows = load_case(plant({"flows.csv": text}))["flows"].set_index("flow")
    assert flows["amount"].round(9).to_list() == [100, 80, 20, 80, 80]
    assert flows.loc["F2", "factor"] == pytest.approx(0.001)
    assert flows.loc["F3", "factor"] == pytest.approx(1 / 300)
    assert flows.loc["F2", "unit"] == "kg/d"


def test_years_and_days_meet_only_through_operating_days(plant):
    text = FLOWS.replace("F3,mash,outside,20,t/d", "F3,mash,outside,6000,t/a")
    from workbench.case import find_problems

    problem = find_problems(plant({"flows.csv": text, "case.toml": 'id = "x"\n'}))[0]
    assert problem.code == "unit_mismatch" and "operating_days" in problem.zh and "operating_days" in problem.en


def test_an_empty_amount_stays_unknown(plant):
    flows = load_case(plant({"flows.csv": FLOWS.replace("F2,mash,cellar,80", "F2,mash,cellar,")}))["flows"]
    assert flows["amount"].isna().to_list() == [False, True, False, False, False]
    assert flows["sd"].isna().to_list() == [False, True, False, False, False]


def test_sd_wins_over_rsd_and_an_empty_rsd_takes_the_default_of_its_basis(plant):
    text = """flow,source,target,amount,unit,rsd,sd,basis
F1,outside,mash,100,t/d,0.01,3,metered
F2,mash,cellar,80,t/d,,,estimated
F3,mash,outside,20,t/d,,,
F4,cellar,fill,80,t/d,0,,metered
F5,fill,outside,0,t/d,,,metered
"""
    case = load_case(plant({"flows.csv": text}))
    # 0.20 x 80, 0.02 x 20, exact, and for the zero the smallest positive sd of the balance
    assert case["flows"]["sd"].round(9).to_list() == [3, 16, 0.4, 0, 0.4]
    assert case.assumptions["row"].to_list() == [3, 4, 6]


def test_ids_that_look_like_numbers_stay_text(plant):
    processes = "process,name\nNA,糖化\n001,发酵\n1e5,灌装\n"
    text = FLOWS.replace("mash", "NA").replace("cellar", '"=""001"""').replace("fill", "1e5")
    case = load_case(plant({"processes.csv": processes, "flows.csv": text}))
    assert case["processes"]["process"].to_list() == ["NA", "001", "1e5"]
    assert set(case["flows"]["target"]) == {"NA", "001", "1e5", "outside"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_utf8_and_gb18030_are_both_read_and_it_says_which(plant, encoding):
    case = load_case(plant({"processes.csv": PROCESSES.encode(encoding)}))
    assert case["processes"]["name"].to_list() == ["糖化", "发酵", "灌装"]
    assert (encoding == "gb18030") == ("gb18030" in case.assumptions["value"].to_list())


def test_blank_rows_and_columns_of_a_spreadsheet_are_passed_over_and_rows_keep_their_number(plant):
    text = FLOWS.replace("F3,mash", ",,,,,,,\r\nF3,mash").replace("rsd\n", "rsd,,\n")
    flows = load_case(plant({"flows.csv": text}))["flows"]
    assert flows.index.to_list() == [2, 3, 5, 6, 7]


def test_a_case_without_balances_has_one_of_mass(plant):
    balances = load_case(plant())["balances"]
    assert balances[["balance", "kind", "quantities", "unit"]].to_numpy().tolist() == [["main", "mass", "mass", "t/d"]]


def test_changing_a_table_does_not_change_the_case(plant):
    case = load_case(plant())
    flows = case["flows"]
    flows.loc[2, "amount"] = 0.0
    flows["amount"] *= 2
    assert case["flows"].loc[2, "amount"] == 100


def test_an_absent_table_has_the_columns_of_the_schema(plant):
    case = load_case(plant())
    assert not case.has("goals") and list(case["goals"].columns) == list(fields()["goals"])
    with pytest.raises(KeyError):
        case["gaols"]


def test_an_unknown_case_names_the_known_ones():
    with pytest.raises(UsageError, match="zinc_smelting"):
        load_case("zink_smelting")


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_survives_being_typed(value):
    field = fields()["flows"]["amount"]
    assert convert(field, repr(value)) == (value, None)
