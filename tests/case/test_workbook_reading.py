"""Intake workbooks as people hand them back: read rightly or reported with sheet and cell."""

import datetime

import openpyxl
import pytest

from workbench.case import find_problems, load_case
from workbench.case.intake import plain_table
from workbench.case.workbook import write_tables, write_workbook
from workbench.case.workbook_reading import read_workbook

FLOWS, PROCESSES, PLAN, MATERIALS = (
    "3-4 物流实测数据表",
    "3-2 单元操作功能说明表",
    "1-2 审核工作计划表",
    "2-4 企业输入物料汇总表",
)
RECORDS, TEAM, SETTINGS, CAUSES = (
    "2-7 原辅料和能源消耗月报",
    "1-1 审核小组成员表",
    "案例设置",
    "3-5 废弃物产生原因分析表",
)


def table_of(table, header, rows):
    return plain_table(table, header, rows)


SOUND = {
    "processes": (["process", "name", "workshop"], [("P1", "焙烧", "一车间"), ("P2", "浸出", "一车间"), ("P3", "电积", "二车间")]),
    "flows": (
        ["flow", "source", "target", "amount", "unit", "rsd", "basis"],
        [
            ("F1", "outside", "P1", "100", "t/d", "0.01", "metered"),
            ("F2", "P1", "P2", "80", "t/d", "", "metered"),
            ("F3", "P2", "P3", "", "t/d", "", ""),
            ("F4", "P3", "outside", "79.5", "t/d", "0.02", "estimated"),
        ],
    ),
    "materials": (["material", "name", "kind", "toxic"], [("M1", "精矿", "raw", "yes"), ("M2", "煤", "fuel", "no")]),
    "plan": (["stage", "name", "start", "finish"], [("1", "筹划", "2012-06-01", "2012-06-30")]),
    "consumption": (
        ["item", "place", "month", "amount", "unit"],
        [("M1", "全厂", "2012-01", "3000", "t"), ("M1", "全厂", "2012-02", "2900", "t")],
    ),
    "team": (["member", "name", "role"], [("1", "张某", "组长")]),
    "causes": (
        ["cause", "level", "heading", "aspect", "description"],
        [("C1", "plant", "energy", "equipment", "电机老旧")],
    ),
}  # fmt: skip


def sound_workbook(path, without=(), extra=()):
    raw = {table: table_of(table, *content) for table, content in SOUND.items() if table not in without}
    write_tables(path, raw, {"id": "works", "operating_days": "300"}, [*SOUND, *extra])
    return openpyxl.load_workbook(path)


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes the sound workbook, changed by a function, and returns its path."""

    def write(change=lambda book: None, **choice):
        path = tmp_path / "works.xlsx"
        book = sound_workbook(path, **choice)
        change(book)
        book.save(path)
        return path

    return write


def put(sheet, cell, value):
    return lambda book: book[sheet].__setitem__(cell, value)


def columns_of(sheet):
    return {cell.value: cell.column_letter for cell in sheet[2]}


def at(sheet, column, row, value):
    def change(book):
        book[sheet][f"{columns_of(book[sheet])[column]}{row}"] = value

    return change


def cell_of(path, sheet, column, row):
    return f"{columns_of(openpyxl.load_workbook(path)[sheet])[column]}{row}"


PLANTED = [
    ("not_a_number", FLOWS, "amount", 3, "约100"),
    ("not_a_number", FLOWS, "amount", 4, "80 t/d"),
    ("not_a_number", RECORDS, "amount", 3, "1,250"),
    ("not_a_number", RECORDS, "amount", 4, datetime.date(2012, 3, 5)),
    ("unknown_unit", FLOWS, "unit", 4, "吨每日"),
    ("unit_mismatch", FLOWS, "unit", 5, "m3/d"),
    ("unknown_id", FLOWS, "target", 3, "P9"),
    ("unknown_id", FLOWS, "source", 6, "P8"),
    ("unknown_unit", RECORDS, "unit", 4, "车"),
    ("self_loop", FLOWS, "target", 4, "P1"),
    ("negative_amount", FLOWS, "amount", 6, -5),
    ("impossible_fraction", FLOWS, "rsd", 3, 5),
    ("duplicate_key", FLOWS, "flow", 4, "F1"),
    ("empty_cell", FLOWS, "unit", 3, None),
    ("unknown_choice", FLOWS, "basis", 3, "估计吧"),
    ("empty_cell", TEAM, "name", 3, None),
    ("not_a_date", PLAN, "start", 3, "六月初"),
    ("finish_before_start", PLAN, "finish", 3, datetime.date(2011, 6, 30)),
    ("not_a_month", RECORDS, "month", 3, datetime.date(2012, 1, 15)),
    ("not_a_boolean", MATERIALS, "toxic", 3, "有点"),
    ("unknown_choice", CAUSES, "heading", 3, "噪声大"),
    ("uncached_formula", FLOWS, "amount", 4, "=50+30"),
    ("excel_error", RECORDS, "amount", 3, "#DIV/0!"),
]
# Where the start is no date, nothing can be said about the finish.
HIDDEN_BY_ANOTHER = ("unit_mismatch", "self_loop", "finish_before_start")


@pytest.mark.parametrize(("code", "sheet", "column", "row", "value"), PLANTED)
def test_a_planted_error_is_reported_with_its_cell(workbook, code, sheet, column, row, value):
    path = workbook(at(sheet, column, row, value))
    problem = next(found for found in find_problems(path) if found.code == code)
    assert (problem.file, problem.cell) == (sheet, cell_of(path, sheet, column, row))
    assert problem.zh and problem.en and f"{sheet}!{problem.cell}" in str(problem)


def test_twenty_planted_errors_are_reported_all_at_once(workbook):
    wanted, taken = [], set()
    for code, sheet, column, row, value in PLANTED:
        if (sheet, column, row) not in taken and code not in HIDDEN_BY_ANOTHER:
            wanted.append((code, sheet, column, row, value))
            taken.add((sheet, column, row))

    def spoil(book):
        for _, sheet, column, row, value in wanted:
            at(sheet, column, row, value)(book)
        keys = {cell.value: cell.row for cell in book[SETTINGS]["B"]}
        book[SETTINGS][f"C{keys['provenance']}"] = "未知性质"
        book[SETTINGS][f"C{keys['audit_date']}"] = "去年"
        book[TEAM]["Z3"] = "多出的一格"

    path = workbook(spoil)
    found = {(problem.code, problem.file, problem.cell) for problem in find_problems(path)}
    cells = {(code, sheet, cell_of(path, sheet, column, row)) for code, sheet, column, row, _ in wanted}
    keys = {cell.value: cell.row for cell in openpyxl.load_workbook(path)[SETTINGS]["B"]}
    cells |= {("wrong_setting", SETTINGS, f"C{keys[name]}") for name in ("provenance", "audit_date")}
    cells |= {("column_without_header", TEAM, "Z3")}
    assert len(cells) >= 20 and cells <= found


def test_the_sound_workbook_is_a_case(workbook):
    case = load_case(workbook())
    assert case.id == "works" and case["flows"]["amount"].isna().tolist() == [False, False, True, False]
    assert case["consumption"]["month"].tolist() == ["2012-01", "2012-02"]
    assert case["materials"]["toxic"].tolist() == [True, False]


def mangle(book):
    """Do what hands do: rename, reorder, insert, retype, merge, add."""
    flows = book[FLOWS]
    flows.title = "物流(最终版)"
    book.move_sheet(flows, -2)
    flows.move_range("A1:A6", cols=30)
    flows["E3"].number_format = "@"
    letters = columns_of(flows)
    flows[f"{letters['amount']}3"] = " １００ "
    flows[f"{letters['basis']}3"] = "实测(计量)"
    flows.insert_rows(5)
    flows.insert_rows(1)
    flows["B1"] = "某厂物流汇总表"
    records = book[RECORDS]
    letters = columns_of(records)
    records[f"{letters['month']}3"] = datetime.datetime(2012, 1, 1)
    records[f"{letters['month']}4"] = "2012年2月"
    records[f"{letters['item']}4"] = None
    records.merge_cells(f"{letters['item']}3:{letters['item']}4")
    plan = book[PLAN]
    plan[f"{columns_of(plan)['start']}3"] = "2012.6.1"
    book[TEAM].delete_rows(2)
    causes = book[CAUSES]
    causes[f"{columns_of(causes)['heading']}3"] = "能耗高"
    materials = book[MATERIALS]
    letters = columns_of(materials)
    materials[f"{letters['toxic']}3"], materials[f"{letters['toxic']}4"] = True, "否"
    materials["AZ2"], materials["AZ3"] = "# 我的备注", "不读"
    book.create_sheet("#草稿")["A1"] = "随便写"


def test_a_hand_mangled_workbook_is_the_same_case(workbook):
    plain = load_case(workbook())
    mangled = load_case(workbook(mangle))
    for table in SOUND:
        one, two = plain[table].reset_index(drop=True), mangled[table].reset_index(drop=True)
        assert one.equals(two), table


@pytest.mark.parametrize("sheet", ["flows", "Flows ", "物流实测数据表", "3-4物流实测数据表"])
def test_a_sheet_is_known_by_any_of_its_names(workbook, sheet):
    def rename(book):
        del book.defined_names["table_flows"]
        book[FLOWS].title = sheet

    assert len(load_case(workbook(rename))["flows"]) == 4


def test_a_sheet_is_known_by_its_columns(workbook):
    def rename(book):
        del book.defined_names["table_flows"]
        book[FLOWS].title = "Sheet7"

    assert len(load_case(workbook(rename))["flows"]) == 4


CODES = {code for code, *_ in PLANTED} | {
    "unknown_sheet",
    "duplicate_sheet",
    "sheet_without_header",
    "column_without_header",
    "merged_cells",
    "broken_workbook",
}
"""Codes that the tests of this page raise."""


def test_a_row_typed_between_the_two_header_rows_is_not_lost(workbook):
    def insert(book):
        book[TEAM].insert_rows(2)
        for letter, text in zip("ABD", ("2", "李某", "组员"), strict=True):
            book[TEAM][f"{letter}2"] = text

    assert load_case(workbook(insert))["team"]["name"].tolist() == ["李某", "张某"]


def test_data_in_a_column_without_name_is_said_even_on_an_empty_sheet(workbook):
    assert only(workbook(put("4-1 清洁生产合理化建议表", "Z3", "多"), extra=["suggestions"])) == (
        "column_without_header",
        "4-1 清洁生产合理化建议表",
        "Z3",
    )


def only(path):
    (problem,) = find_problems(path)
    return problem.code, problem.file, problem.cell


def extra_sheet(book):
    book.create_sheet("草稿")["A1"] = "随便写"


def copied_sheet(book):
    book.copy_worksheet(book[FLOWS]).title = "flows"


def no_header(book):
    book[TEAM].delete_rows(1, 2)


def merged_numbers(book):
    letter = columns_of(book[RECORDS])["amount"]
    book[RECORDS].merge_cells(f"{letter}3:{letter}4")


def test_what_cannot_be_read_is_said(workbook, tmp_path):
    assert only(workbook(extra_sheet)) == ("unknown_sheet", "草稿", "")
    assert only(workbook(copied_sheet)) == ("duplicate_sheet", "flows", "")
    assert only(workbook(no_header)) == ("sheet_without_header", TEAM, "")
    assert only(workbook(put(TEAM, "Z3", "多"))) == ("column_without_header", TEAM, "Z3")
    path = workbook(merged_numbers)
    assert ("merged_cells", cell_of(path, RECORDS, "amount", 3)) in [(p.code, p.cell) for p in find_problems(path)]
    (tmp_path / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 an old workbook")
    assert only(tmp_path / "old.xlsx") == ("broken_workbook", "old.xlsx", "")


def test_a_renamed_column_is_reported_with_the_nearest_name(workbook):
    def rename(book):
        letter = columns_of(book[FLOWS])["rsd"]
        book[FLOWS][f"{letter}1"], book[FLOWS][f"{letter}2"] = "误差", "rsds"

    path = workbook(rename)
    problem = find_problems(path)[0]
    assert problem.code == "unknown_column" and "'rsd'" in problem.hint and problem.cell.endswith("2")


def test_a_missing_sheet_is_named_as_the_auditor_knows_it(workbook):
    code, file, _ = only(workbook(without=("flows",)))
    assert (code, file) == ("missing_file", FLOWS)


def test_a_formula_that_was_calculated_gives_its_result(tmp_path):
    import xlsxwriter

    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("flows")
        sheet.write_row(0, 0, ["flow", "source", "target", "amount", "unit"])
        sheet.write_row(1, 0, ["F1", "outside", "P1"])
        sheet.write_formula(1, 3, "=40+2", None, 42)
        sheet.write(1, 4, "t/d")
    tables, settings, problems = read_workbook(path)
    assert settings is None and problems == [] and tables["flows"].rows[0][1] == ("F1", "outside", "P1", "42", "t/d")


@pytest.mark.office
def test_another_office_program_saves_a_workbook_that_is_the_same_case(tmp_path):
    import subprocess

    source = write_workbook("zinc_smelting", tmp_path / "zinc.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "other", source], check=True, capture_output=True)
    original, other = load_case("zinc_smelting"), load_case(tmp_path / "other" / "zinc.xlsx")
    for table in original.tables:
        one, two = original[table].reset_index(drop=True), other[table].reset_index(drop=True)
        assert one.equals(two), table
