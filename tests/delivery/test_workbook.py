from dataclasses import replace

import openpyxl
import pytest

from workbench.delivery.contents import Text
from workbench.delivery.workbook import cell_value, write_workbook


@pytest.fixture
def opened(book, tmp_path):
    write_workbook(book, tmp_path / "tables.xlsx")
    return openpyxl.load_workbook(tmp_path / "tables.xlsx")


def test_every_table_has_a_sheet_called_by_its_number(opened):
    assert opened.sheetnames == ["目录", "表1-1", "表3-1", "表3-2", "表案例-1"]


def test_the_index_links_to_every_sheet(opened):
    cells = [opened["目录"].cell(row, 1) for row in range(4, 8)]
    assert [cell.value for cell in cells] == opened.sheetnames[1:]
    assert [cell.hyperlink.location for cell in cells] == [f"'{name}'!A1" for name in opened.sheetnames[1:]]


def test_numbers_are_numbers_and_shown_as_in_the_report(opened):
    sheet = opened["表3-1"]
    values = [sheet.cell(row, 2).value for row in range(4, 8)]
    assert values == [1234.5, 987.2, -3.5, "—"]
    assert sheet["B4"].number_format == "#,##0.0"


def test_codes_that_look_like_numbers_stay_text(opened):
    assert [opened["表3-1"].cell(row, 3).value for row in range(4, 8)] == ["001", "NA", "1e5", "F4"]


def test_text_that_begins_like_a_formula_is_kept_and_neutralised(opened):
    cells = [opened["表3-1"].cell(row, 1) for row in range(4, 8)]
    assert [cell.value for cell in cells] == ["=锌焙砂", "+废电解液", "-浸出渣", "@损失"]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_title_note_label_and_frozen_header_are_there(opened):
    sheet = opened["表3-1"]
    assert sheet["A1"].value == "表3-1  物料 <平衡> 表"
    assert sheet["B2"].value == "合成教学数据"
    assert sheet["A9"].value == "负值为库存减少"
    assert sheet.freeze_panes == "A4"


def test_columns_are_as_wide_as_their_text_within_bounds(opened):
    widths = opened["表3-2"].column_dimensions
    assert 8 <= widths["B"].width < 20
    assert widths["N"].width == pytest.approx(48, abs=1)  # the widest allowed


def test_sheets_of_the_same_number_are_kept_apart(book, tmp_path):
    twice = type(book)(book.case_id, (*book.chapters, book.chapters[2]), book.settings)
    write_workbook(twice, tmp_path / "tables.xlsx")
    assert openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames[-2:] == ["表案例-1", "表案例-1 (2)"]


def test_the_numbers_of_the_sentences_stand_on_a_sheet_of_their_own_with_their_ids(book, tmp_path):
    said = Text("=损失 **928.2** t/a", "文3-1", ({"name": "loss", "shown": "928.2", "exact": 928.24},))
    chapter = replace(book.chapters[1], blocks=(*book.chapters[1].blocks, said))
    write_workbook(type(book)(book.case_id, (chapter,), book.settings), tmp_path / "tables.xlsx")
    row = openpyxl.load_workbook(tmp_path / "tables.xlsx")["正文数字"][2]
    assert [cell.value for cell in row] == ["文3-1!loss", 928.2, 928.24, "=损失 **928.2** t/a", chapter.title]
    assert row[3].quotePrefix


@pytest.mark.parametrize(
    ("text", "align", "value"),
    [("12", "right", 12.0), ("−1,234.50", "right", -1234.5), ("12", "left", "12"), ("1.2×10⁶", "right", "1.2×10⁶")],
)
def test_only_plain_numbers_of_number_columns_become_numbers(text, align, value):
    assert cell_value(text, align) == value
