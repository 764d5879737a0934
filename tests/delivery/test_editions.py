"""The interim and the acceptance report are cut from the same chapters; what an author wrote into a report stays."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from workbench.delivery import report
from workbench.delivery.book import Book
from workbench.delivery.contents import Chapter, Figure, Table, Text
from workbench.delivery.editions import Edition, cut, read_editions, section
from workbench.delivery.report import write_report
from workbench.delivery.report_author import read_author_texts
from workbench.delivery.report_style import read_style

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "phases"


def table(number, note="", worksheet=""):
    return Table(number, f"题 {number}", ("甲", "乙"), (("1", "2"),), ("left", "right"), note, worksheet)


@pytest.fixture
def whole():
    second = Chapter(
        "02_preassessment",
        2,
        "预审核",
        (
            Text("开头。\n\n## 企业概况\n\n一句。"),
            table("表2-1"),
            Text("承上一表。"),
            Text("## 其他\n\n不取。"),
            table("表2-2"),
            Text("## 清洁生产目标\n\n见表2-3和表2-2。"),
            table("表2-3", note="注：同表2-1"),
        ),
    )
    sixth = Chapter("06_implementation", 6, "方案实施", (Text("## 汇总\n\n完。"), table("表6-1", worksheet="6-1")))
    return Book("x", (second, sixth), {"title": "某厂"})


@pytest.fixture(autouse=True)
def no_office(monkeypatch):
    monkeypatch.setattr(report, "page_numbers", lambda document, marks: {})


EDITION = Edition(
    "short",
    "短.docx",
    {"zh": "短报告", "en": "Short report"},
    (
        {"zh": "概况", "take": ["02_preassessment/企业概况 · The company", "02_preassessment/清洁生产目标 · Goals"]},
        {"zh": "意见", "take": [], "ask_zh": "逐条写明"},
        {"take": ["06_implementation"]},
    ),
)


def test_an_edition_takes_its_sections_in_its_order_and_numbers_them_anew(whole):
    first, second, third = cut(whole, EDITION).chapters
    assert [chapter.number for chapter in (first, second, third)] == [1, 2, 3]
    assert [chapter.title for chapter in (first, second, third)] == ["概况", "意见", "方案实施"]
    numbers = [block.number for block in first.blocks if isinstance(block, Table)]
    assert numbers == ["表1-1", "表1-2"]
    assert [block.number for block in third.blocks if isinstance(block, Table)] == ["表3-1"]


def test_mentions_follow_the_new_numbers_and_say_where_the_others_stand(whole):
    first = cut(whole, EDITION).chapters[0]
    said = " ".join(block.markdown for block in first.blocks if isinstance(block, Text))
    assert "见表1-2和审核报告表2-2" in said
    assert first.tables[1].note == "注：同表1-1"


def test_a_section_ends_at_the_next_heading_of_its_level(whole):
    blocks = section(whole.chapters[0], "企业概况 · The company", "zh")
    assert [type(block) for block in blocks] == [Text, Table, Text]
    assert blocks[2].markdown == "承上一表。"
    assert blocks[0].markdown == "## 企业概况\n\n一句。" and blocks[1].number == "表2-1"


def test_a_notebook_that_has_not_run_leaves_its_part_out(whole):
    lone = replace(whole, chapters=whole.chapters[1:])
    assert cut(lone, EDITION).chapters[0].blocks == ()


def test_every_part_of_the_shipped_editions_is_a_heading_of_its_notebook():
    editions = read_editions()
    assert [edition.file for edition in editions] == ["中期审核报告.docx", "验收报告.docx"]
    for edition in editions:
        for part in (part for chapter in edition.chapters for part in chapter["take"]):
            name, _, heading = part.partition("/")
            cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
            lines = {line for cell in cells for line in "".join(cell["source"]).splitlines()}
            assert not heading or f"## {heading}" in lines, part


def test_the_title_page_names_the_edition(whole, tmp_path):
    write_report(cut(whole, EDITION), tmp_path / "a.docx")
    assert "短报告" in [p.text for p in Document(tmp_path / "a.docx").paragraphs if p.style.name == "Title"]


def places(path):
    body = Document(path).element.body
    return {
        place.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")): "".join(t.text for t in place.iter(qn("w:t")))
        for place in body.iter(qn("w:sdt"))
    }


def write_into(path, tag, text):
    document = Document(path)
    for place in document.element.body.iter(qn("w:sdt")):
        if place.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) == tag:
            for sign in list(place.iter(qn("w:t")))[1:]:
                sign.text = ""
            next(place.iter(qn("w:t"))).text = text
    document.save(path)


def test_each_chapter_has_a_place_for_its_author_and_an_asked_one_says_what_is_wanted(whole, tmp_path):
    write_report(whole, tmp_path / "whole.docx")
    assert set(places(tmp_path / "whole.docx")) == {"author:02_preassessment", "author:06_implementation"}
    write_report(cut(whole, EDITION), tmp_path / "a.docx")
    found = places(tmp_path / "a.docx")
    assert list(found) == ["author:edition 2"] and "逐条写明" in found["author:edition 2"]


def test_what_the_author_wrote_is_in_the_next_report_and_the_one_after(whole, tmp_path):
    path = tmp_path / "report.docx"
    write_report(whole, path)
    assert read_author_texts(path) == {}
    write_into(path, "author:06_implementation", "二期工程于五月投运。")
    for _ in range(2):
        texts = read_author_texts(path)
        assert list(texts) == ["06_implementation"]
        write_report(whole, path, texts)
        assert places(path)["author:06_implementation"] == "二期工程于五月投运。"
        assert "作者补充" in places(path)["author:02_preassessment"]


def test_a_file_that_is_no_report_holds_no_texts(tmp_path):
    (tmp_path / "x.docx").write_bytes(b"no zip")
    assert read_author_texts(tmp_path / "x.docx") == {}
    assert read_author_texts(tmp_path / "none.docx") == {}


def test_a_worksheet_is_signed_beneath_and_other_tables_are_not(whole, tmp_path):
    write_report(whole, tmp_path / "report.docx")
    signed = [p.text for p in Document(tmp_path / "report.docx").paragraphs if p.style.name == "Table Signature"]
    assert len(signed) == 1 and signed[0].startswith("制表：") and "审核：" in signed[0]


def test_a_province_changes_only_what_it_names(whole, tmp_path):
    assert read_style("湖南")["words"]["zh"]["report"] == "清洁生产审核报告（送审稿）"
    assert read_style("湖南")["page"] == read_style()["page"]
    assert read_style("../report_style") == read_style("无此省") == read_style()
    in_hunan = replace(whole, settings={"title": "某厂", "province": "湖南"})
    write_report(in_hunan, tmp_path / "report.docx")
    assert "清洁生产审核报告（送审稿）" in [p.text for p in Document(tmp_path / "report.docx").paragraphs]


def test_pictures_of_an_edition_are_numbered_too(whole):
    pictured = Chapter("06_implementation", 6, "方案实施", (Figure("图6-4", "投资", "投资", b""),))
    third = cut(replace(whole, chapters=(pictured,)), EDITION).chapters[2]
    assert third.figures[0].number == "图3-1"
