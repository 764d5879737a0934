"""What the review finds in a finished report, in documents written by the tests."""

import json

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from workbench.analysis.review import review
from workbench.case import load_case


@pytest.fixture
def case(tmp_path):
    """Return the smallest case; what its empty tables yield is known before the report is read."""
    (tmp_path / "case.toml").write_text('id = "plant"\n', encoding="utf-8")
    (tmp_path / "processes.csv").write_text("process,name\nU1,混料\n", encoding="utf-8")
    flows = "flow,source,target,amount,unit,rsd\nf1,outside,U1,100,t/a,0.01\nf2,U1,outside,99,t/a,0.01\n"
    (tmp_path / "flows.csv").write_text(flows, encoding="utf-8")
    return load_case(tmp_path)


@pytest.fixture
def findings(case, tmp_path):
    """Return the function that reviews a report with these paragraphs and table rows: its rules."""

    def found(*paragraphs, rows=(), font="仿宋", shown=(), shown_in_text="1"):
        document = docx.Document()
        for name, east in (("Normal", font), ("Heading 1", "黑体")):
            style = document.styles[name].element.get_or_add_rPr()
            style.get_or_add_rFonts().set(qn("w:eastAsia"), east)
        document.styles["Normal"].font.size = Pt(12)
        for text in paragraphs:
            document.add_paragraph(text)
        for cells in rows:
            table = document.tables[0] if document.tables else document.add_table(0, len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
        path = tmp_path / "report.docx"
        document.save(str(path))
        notebooks = tmp_path / "notebooks"
        notebooks.mkdir(exist_ok=True)
        data = {
            "application/vnd.workbench.table+json": {"title": "t", "rows": list(shown), "note": "共 5,402.3 万元/a"}
        }
        said = {"number": "文1-1", "figures": [{"name": "loss", "shown": shown_in_text, "exact": 0.0}]}
        text = {"application/vnd.workbench.text+json": said}
        cells = {"cells": [{"outputs": [{"data": data}, {"data": text}]}]}
        (notebooks / "01.ipynb").write_text(json.dumps(cells), encoding="utf-8")
        before = review(case)
        return [item.rule for item in review(case, run=tmp_path) if item not in before]

    return found


def test_clean_report_adds_nothing(findings):
    rows = [("项", "t"), ("a", "1"), ("b", "2"), ("合计", "3")]
    assert findings("锌耗 1,234.5 t。", rows=rows, shown=[["锌", "1,234.52"]]) == []


def test_figure_of_the_text_that_no_table_holds_is_found(findings):
    assert findings("锌耗 1,235.5 t。", shown=[["锌", "1,234.52"]]) == ["D01"]


def test_figure_that_a_table_shows_with_fewer_digits_is_held(findings):
    assert findings("锌耗 1,234.52 t。", shown=[["锌", "1,235"]]) == []


def test_figure_of_a_tables_note_is_held(findings):
    assert findings("共 5,402.3 万元/a。", shown=[["锌", "1,234.52"]]) == []


def test_figure_that_the_run_says_in_a_sentence_is_held(findings):
    assert findings("损失 13,483 万元。", shown=[["锌", "1,234.52"]], shown_in_text="13,483") == []


def test_total_that_is_not_the_sum_of_its_rows_is_found(findings):
    assert findings(rows=[("项", "t"), ("a", "100"), ("b", "200"), ("合计", "390")]) == ["D22"]


def test_total_of_rounded_parts_is_accepted(findings):
    assert findings(rows=[("项", "t"), ("a", "100"), ("b", "200"), ("合计", "301")]) == []


def test_gap_in_the_numbering_is_found(findings):
    assert findings("表7-1 甲", "表7-3 乙") == ["D25"]


def test_chapter_without_its_figures_is_found(findings):
    assert findings("表2-1 甲", "表2-2 乙", "表2-3 丙", "表2-4 丁") == ["D25"]


def test_wrong_font_is_found(findings):
    assert findings(font="宋体") == ["D25"]


def test_name_of_another_client_is_found(findings):
    assert findings("江澜锌业的电耗较高。") == ["D30"]
