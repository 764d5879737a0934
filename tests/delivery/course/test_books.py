"""Grade books open in Excel with their Chinese intact, run no formula and fill a platform's own columns."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from workbench.delivery.course.books import read_map, write_csv, write_mapped, write_workbook
from workbench.errors import UsageError

TABLE = pd.DataFrame({"学号": ["001", "=1+1"], "姓名": ["张三", None], "总分": [8.5, float("nan")]})
MAP = 'file = "out.csv"\nheader = ["ID", "空", "分"]\n[columns]\n"ID" = "学号"\n"分" = "总分"\n'


@pytest.fixture
def rules(tmp_path):
    def read(text):
        path = tmp_path / "map.toml"
        path.write_text(text, encoding="utf-8")
        return read_map(path, list(TABLE.columns))

    return read


def test_a_csv_carries_the_mark_by_which_excel_knows_its_encoding(tmp_path):
    write_csv(TABLE, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["学号,姓名,总分", "001,张三,8.5", "'=1+1,,"]


def test_a_workbook_keeps_numbers_of_students_as_text_and_runs_no_formula(tmp_path):
    write_workbook({"一班": TABLE, "一/班": TABLE}, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["一班", "一班 2"]
    sheet = book["一班"]
    assert [cell.value for cell in sheet[2]] == ["001", "张三", 8.5]
    assert sheet["A3"].value == "=1+1" and sheet["A3"].data_type != "f" or sheet["A3"].quotePrefix
    assert sheet["B3"].value is None and sheet["C3"].value is None


def test_a_platform_gets_its_own_columns_and_what_nothing_fills_stays_empty(tmp_path, rules):
    path = write_mapped(TABLE, rules(MAP), tmp_path)
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["ID,空,分", "001,,8.5", "'=1+1,,"]
    path = write_mapped(TABLE, rules(MAP.replace("out.csv", "out.xlsx")), tmp_path)
    assert [cell.value for cell in load_workbook(path).active[1]] == ["ID", "空", "分"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file = ", "cannot read the column map"),
        ('file = "a.csv"', "file, header and"),
        (MAP.replace("file =", "name ="), "file, header and"),
        (MAP.replace('"学号"', '"身份证"'), "no such columns: 身份证"),
        (MAP.replace('"分" =', '"成绩" ='), "no such columns: 成绩"),
    ],
)
def test_a_map_that_fits_nothing_is_refused(rules, text, said):
    with pytest.raises(UsageError, match=said):
        rules(text)
