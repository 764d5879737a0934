"""The self-check workbook as Excel reads it."""

import openpyxl
import pytest

from workbench.analysis.acceptance import predict_score
from workbench.analysis.review import finding
from workbench.case import load_case
from workbench.cli import main
from workbench.delivery.replies import read_comments, reply_to
from workbench.delivery.selfcheck import selfcheck_workbook
from workbench.errors import UsageError


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


def test_predicted_scores_stand_on_sheets_of_their_own_with_vetoes_first(tmp_path):
    case = load_case("zinc_smelting")
    predictions = [predict_score(case, f"national_2018_{kind}") for kind in ("assessment", "acceptance")]
    selfcheck_workbook([], tmp_path / "a.xlsx", predictions)
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert workbook.sheetnames == ["自查表", "预测得分 评估", "预测得分 验收"]
    rows = list(workbook["预测得分 验收"].iter_rows(values_only=True))
    assert rows[1][1] == "否决项 veto"
    assert rows[-1][0] == "合计 total" and rows[-1][5]


def test_comments_are_numbered_and_stand_beside_what_was_found_on_the_matter(tmp_path):
    found = [finding("D06", "balances.csv zinc", "差值恰为零", "exactly zero")]
    replies = reply_to(["物料平衡不闭合，数字对不上", "封面请用统一格式"], found)
    assert [reply.rule for reply in replies] == ["D06", ""]
    selfcheck_workbook(found, tmp_path / "a.xlsx", (), replies)
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["专家意见回复表"].iter_rows(values_only=True))
    assert rows[1][:2] == ("1", "物料平衡不闭合，数字对不上")
    assert rows[1][2].startswith("D06") and "balances.csv zinc：差值恰为零" in rows[1][3]
    assert rows[2][2] in ("", None) and rows[2][4] in ("", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_pasted_comments_lose_their_numbers_and_keep_their_words(tmp_path, encoding):
    (tmp_path / "a.txt").write_text("1、补充水平衡\n\n（2）核实节水量 30 %\n三、完善附件\n", encoding=encoding)
    assert read_comments(tmp_path / "a.txt") == ["补充水平衡", "核实节水量 30 %", "完善附件"]


def test_an_empty_or_missing_file_of_comments_is_said(tmp_path):
    (tmp_path / "a.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(UsageError, match="no comment in the file: a.txt"):
        read_comments(tmp_path / "a.txt")
    with pytest.raises(UsageError, match="cannot read the comments: b.txt"):
        read_comments(tmp_path / "b.txt")


def test_the_command_writes_the_workbook_where_it_is_asked_to(tmp_path):
    (tmp_path / "a.txt").write_text("缺达标判定\n", encoding="utf-8")
    arguments = ["review", "zinc_smelting", "--out", str(tmp_path), "--comments", str(tmp_path / "a.txt")]
    assert not main(arguments)
    assert len(openpyxl.load_workbook(tmp_path / "自查表.xlsx").sheetnames) == 3
