"""The intake workbook as it is written, and that nothing is lost on the way there and back."""

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.case import case_tables, fields, load_case
from workbench.case.intake import intake
from workbench.case.sheets import canonical, columns, sheet_name, shown_choice
from workbench.case.units import known
from workbench.case.workbook import write_tables, write_workbook
from workbench.case.workbook_lists import COMMON_UNITS
from workbench.case.workbook_reading import read_workbook
from workbench.errors import UsageError

from .test_workbook_reading import table_of


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = write_workbook(None, tmp_path_factory.mktemp("empty") / "intake.xlsx")
    return openpyxl.load_workbook(path)


def same_case(first, second):
    assert dict(first.settings) == dict(second.settings)
    for table in case_tables():
        one, two = first[table].reset_index(drop=True), second[table].reset_index(drop=True)
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_sheets_are_numbered_as_auditors_know_them(empty):
    assert empty.sheetnames[:4] == ["说明", "案例设置", "1-1 审核小组成员表", "1-2 审核工作计划表"]
    assert empty.sheetnames.index("2-2 资料收集名录") < empty.sheetnames.index("2-11 备选审核重点情况汇总表")


def test_every_table_has_a_sheet_whose_name_excel_takes():
    names = [sheet_name(table) for table in case_tables()]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_row_one_is_for_people_and_row_two_for_the_program(empty):
    sheet = empty["3-4 物流实测数据表"]
    assert [cell.value for cell in sheet[1]][:3] == ["物流编号 *", "平衡", "来源"]
    assert [cell.value for cell in sheet[2]] == [field.column for field in columns("flows")]
    assert sheet.max_row == 2 and sheet.freeze_panes == "B3"


def test_headers_are_locked_and_cells_are_not(empty):
    sheet = empty["3-4 物流实测数据表"]
    assert sheet.protection.sheet and sheet["A1"].protection.locked and sheet["A2"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked


def test_choices_units_and_references_have_drop_downs(empty):
    sheet = empty["3-4 物流实测数据表"]
    lists = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    ids = [field.column for field in columns("flows")]
    for column, start in (
        ("basis", "选项"),
        ("unit", "选项"),
        ("source", "选项"),
        ("material", "2-4 企业输入物料汇总表"),
    ):
        rule = lists[f"{openpyxl.utils.get_column_letter(ids.index(column) + 1)}3"]
        assert rule.type == "list" and start in rule.formula1
    words = [row[0] for row in empty["选项"].iter_rows(min_col=1, max_col=1, values_only=True) if row[0]]
    assert "t/d" in words and empty["选项"].sheet_state == "hidden"


def test_every_column_has_a_note_with_an_example(empty):
    sheet = empty["3-4 物流实测数据表"]
    notes = [cell.comment.text for cell in sheet[1]]
    assert all("例如 e.g." in note for note in notes)
    assert "empty = not measured" in notes[[field.column for field in columns("flows")].index("amount")]


def test_units_offered_are_units_of_the_registry():
    assert [unit for unit in COMMON_UNITS if not known(unit)] == []


def test_choices_are_shown_in_chinese_with_their_code():
    assert shown_choice(fields()["flows"]["basis"], "metered") == "实测(计量) metered"
    assert shown_choice(fields()["indicators"]["met"], "II") == "Ⅱ"


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path, plant):
    folder = plant({"processes.csv": "process,name\nmash,=1+1\ncellar,@cmd\nfill,-x\n"})
    book = openpyxl.load_workbook(write_workbook(folder, tmp_path / "x.xlsx"))
    cells = [row[1] for row in book["3-2 单元操作功能说明表"].iter_rows(min_row=3)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells] == [
        ("=1+1", "s", True),
        ("@cmd", "s", True),
        ("-x", "s", True),
    ]


def test_a_text_longer_than_a_cell_is_refused(tmp_path):
    raw = table_of("processes", ["process", "name"], [("P1", "长" * 32768)])
    with pytest.raises(UsageError, match="32768.*at most 32767"):
        write_tables(tmp_path / "x.xlsx", {"processes": raw}, {}, ["processes"])


def test_zinc_smelting_is_the_same_after_the_workbook(tmp_path):
    write_workbook("zinc_smelting", tmp_path / "zinc.xlsx")
    original = load_case("zinc_smelting")
    same_case(original, load_case(tmp_path / "zinc.xlsx"))
    intake(tmp_path / "zinc.xlsx", tmp_path / "zinc")
    same_case(original, load_case(tmp_path / "zinc"))


# Text as a spreadsheet keeps it: no control characters, nothing of the wrapping ="…" that CSV files use.
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), max_size=12).filter(
    lambda text: not text.startswith('="') and "\ufeff" not in text and "\ufffe" not in text and "\uffff" not in text
)
NUMBERS = st.floats(0, 1e12, allow_nan=False).map(repr) | st.just("")


@given(
    rows=st.lists(st.tuples(TEXT, NUMBERS, st.sampled_from(["t/d", "kg/d", "m3/d"])), min_size=1, max_size=5),
    days=st.dates().map(str) | st.just(""),
    kind=st.sampled_from(["raw", "fuel", "waste", ""]),
    toxic=st.sampled_from(["yes", "no", "是", "TRUE"]),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_number_date_and_choice_survives_the_workbook(tmp_path, rows, days, kind, toxic):
    raw = {
        "processes": table_of("processes", ["process", "name"], [("P1", "单元")]),
        "flows": table_of(
            "flows",
            ["flow", "source", "target", "note", "amount", "unit"],
            [(f"F{number}", "P1", "outside", *row) for number, row in enumerate(rows)],
        ),
        "materials": table_of("materials", ["material", "name", "kind", "toxic"], [("1e5", "001", kind, toxic)]),
        "training": table_of("training", ["training", "date", "topic"], [("1", days, "=培训")]),
    }
    write_tables(tmp_path / "x.xlsx", raw, {"id": "x"}, list(raw))
    tables, given_settings, problems = read_workbook(tmp_path / "x.xlsx")
    assert problems == [] and dict(cells for _, cells in given_settings.rows) == {"id": "x"}
    for table, before in raw.items():
        assert meaning(table, tables[table]) == meaning(table, before)


def meaning(table, raw):
    known_fields = fields()[table]
    return [
        {name: canonical(known_fields[name], text) for name, text in zip(raw.header, cells, strict=True) if text}
        for _, cells in raw.rows
    ]
