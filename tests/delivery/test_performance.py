"""绩效表.xlsx opened again: its sums are formulas, its texts are no formulas."""

from openpyxl import load_workbook

from workbench.case import load_case
from workbench.delivery.performance import write_performance


def test_the_workbook_holds_each_option_and_live_sums(tmp_path):
    path = tmp_path / "绩效表.xlsx"
    write_performance(load_case("zinc_smelting"), path, "合成教学数据")
    sheet = load_workbook(path).active
    assert "合成教学数据" in sheet["A1"].value
    heads = [cell.value for cell in sheet[2]]
    assert heads[5] == "节电\nelectricity\n万kWh/a" and len(heads) == 21
    last = sheet.max_row
    assert sheet.cell(last, 1).value == "合计"
    assert sheet.cell(last, 4).value == f"=SUM(D3:D{last - 1})"
    values = load_workbook(path, data_only=True).active
    spent = [values.cell(row, 4).value for row in range(3, last)]
    assert abs(sum(spent) - values.cell(last, 4).value) < 1e-6


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path):
    case = load_case("zinc_smelting")
    options = case["options"]
    options["name"] = "=1+1"
    changed = type(case)(**{**vars(case), "tables": {**case.tables, "options": options}})
    write_performance(changed, tmp_path / "a.xlsx")
    cell = load_workbook(tmp_path / "a.xlsx").active["C3"]
    assert cell.value == "=1+1" and cell.data_type == "s" and cell.quotePrefix
