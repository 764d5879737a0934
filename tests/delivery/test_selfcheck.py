"""The self-check workbook as Excel reads it."""

import openpyxl

from workbench.analysis.review import finding
from workbench.delivery.selfcheck import selfcheck_workbook


def test_workbook_holds_one_row_a_finding_and_no_formula(tmp_path):
    path = tmp_path / "自查表.xlsx"
    selfcheck_workbook([finding("D24", "=options O1", "没有证据", "no evidence")], path)
    rows = list(openpyxl.load_workbook(path).active.iter_rows())
    assert [cell.value for cell in rows[1]][:4] == ["D24", "否决 veto", "=options O1", "没有证据\nno evidence"]
    assert rows[1][2].data_type == "s" and rows[1][2].quotePrefix
    assert len(rows) == 2


def test_workbook_without_findings_says_so(tmp_path):
    path = tmp_path / "自查表.xlsx"
    selfcheck_workbook([], path)
    assert openpyxl.load_workbook(path).active["A2"].value == "没有发现 nothing found"
