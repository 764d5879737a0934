import re
import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from matplotlib.figure import Figure

from workbench.delivery import report
from workbench.delivery.contents import Table, Text
from workbench.delivery.report import page_turns, write_report
from workbench.delivery.report_pictures import needs_turn
from workbench.delivery.report_style import read_style


@pytest.fixture
def docx(book, tmp_path, monkeypatch):
    """Return the report, its contents paged as if LibreOffice had laid it out."""
    monkeypatch.setattr(
        report, "page_numbers", lambda document, marks: {mark: str(i) for i, mark in enumerate(marks, 5)}
    )
    write_report(book, tmp_path / "report.docx")
    return Document(tmp_path / "report.docx")


def texts(docx, style):
    return [paragraph.text for paragraph in docx.paragraphs if paragraph.style.name == style]


def test_headings_are_word_headings_in_order_and_without_typed_numbers(docx):
    found = [(p.style.name, p.text) for p in docx.paragraphs if p.style.name.startswith("Heading")]
    assert found == [
        ("Heading 1", "筹划与组织"),
        ("Heading 1", "审核"),
        ("Heading 2", "物料平衡"),
        ("Heading 3", "实测"),
        ("Heading 2", "小结"),
    ]


def test_heading_styles_are_numbered_by_word(docx):
    numbering = docx.part.numbering_part.element
    levels = [level.get(qn("w:val")) for level in numbering.iter(qn("w:lvlText"))]
    assert {"第%1章", "%1.%2", "%1.%2.%3"} <= set(levels)
    for level in (1, 2, 3):
        properties = docx.styles[f"Heading {level}"].element.pPr.numPr
        assert properties.ilvl.val == level - 1


def test_a_chapter_after_a_gap_keeps_its_own_number(docx):
    heading = next(p for p in docx.paragraphs if p.text == "审核" and p.style.name == "Heading 1")
    number = heading._p.pPr.numPr.numId.val
    overrides = [num for num in docx.part.numbering_part.element.num_lst if num.numId == number]
    assert overrides[0].lvlOverride_lst[0].startOverride.val == 3


def test_the_contents_carry_their_entries_and_pages(docx):
    entries = [p.text for p in docx.paragraphs if p.style.name.startswith("toc ")]
    assert entries == ["第1章 筹划与组织\t5", "第3章 审核\t6", "3.1 物料平衡\t7", "3.1.1 实测\t8", "3.2 小结\t9"]
    instructions = [code.text.strip() for code in docx.element.body.iter(qn("w:instrText"))]
    assert 'TOC \\o "1-3" \\h \\z \\u' in instructions
    assert "PAGEREF _Toc000001 \\h" in instructions


def test_every_entry_leads_to_a_bookmark(docx):
    anchors = [link.get(qn("w:anchor")) for link in docx.element.body.iter(qn("w:hyperlink"))]
    bookmarks = [mark.get(qn("w:name")) for mark in docx.element.body.iter(qn("w:bookmarkStart"))]
    assert anchors == bookmarks


def test_fields_are_balanced_and_word_is_asked_to_renew_them(docx):
    kinds = [mark.get(qn("w:fldCharType")) for mark in docx.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert docx.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_captions_stand_above_tables_and_below_figures(docx):
    assert texts(docx, "Caption") == [
        "表1-1  审核小组工作",
        "表3-1  物料 <平衡> 表",
        "图3-1  物料平衡图",
        "表3-2  分月用电量",
        "图3-2  用电量",
        "图3-3  全厂水平衡图",
    ]
    body = list(docx.element.body)
    captions = [p._p for p in docx.paragraphs if p.style.name == "Caption"]
    assert body[body.index(captions[1]) + 1].tag == qn("w:tbl")
    assert list(body[body.index(captions[2]) - 1].iter(qn("w:drawing")))


def test_caption_numbers_can_be_renewed_by_word(docx):
    instructions = [code.text.strip() for code in docx.element.body.iter(qn("w:instrText"))]
    assert "SEQ 表 \\* ARABIC \\r 1" in instructions
    assert "SEQ 图 \\* ARABIC" in instructions
    assert "STYLEREF 1 \\s" in instructions


def test_tables_have_three_lines_a_repeated_header_and_unbroken_rows(docx):
    table = docx.tables[0]
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert [border.tag for border in borders] == [qn("w:top"), qn("w:bottom")]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert len(table.rows) == 61


def test_cells_hold_what_the_notebook_showed(docx):
    cells = [[cell.text for cell in row.cells] for row in docx.tables[2].rows]
    assert cells[1] == ["=锌焙砂", "1,234.5", "001"]
    assert cells[4] == ["@损失", "—", "F4"]


def test_a_wide_table_turns_the_paper_until_the_next_heading(docx):
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in docx.sections]
    assert turned == [False, False, False, True, False]
    for section in docx.sections:
        assert (section.page_width > section.page_height) == (section.orientation == WD_ORIENT.LANDSCAPE)


def test_page_numbers_run_on_where_the_paper_is_turned(docx):
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in docx.sections]
    assert [start is not None for start in starts] == [False, True, True, False, False]


def test_no_empty_paragraph_ends_a_section(docx):
    ends = [p for p in docx.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:sectPr")) is not None]
    assert [bool(p.text or p.style.name == "Table Space" or p.runs) for p in ends[2:]] == [True, True]


def text(words):
    return Text(words)


def table(columns):
    return Table("", "", ("列",) * columns, (("123456",) * columns,), ("right",) * columns)


def test_text_that_announces_a_wide_table_goes_to_its_page():
    blocks = [text("本章"), text("说明"), table(16), text("解释"), table(2), text("## 下一节"), table(2)]
    assert page_turns(blocks, read_style()) == [False, True, True, None, None, False, None]


def test_a_chapter_may_begin_with_a_table_or_hold_nothing():
    assert page_turns([table(16)], read_style()) == [True]
    assert page_turns([], read_style()) == []


def test_a_tall_picture_turns_the_paper_back(chapters):
    style = read_style()
    figure = chapters[1].figures[0]
    assert needs_turn(figure.png, style) is None
    assert needs_turn(picture(15, 20), style) is False
    assert needs_turn(picture(30, 10), style) is True


def picture(width, height):
    """Return a picture of a size in centimetres."""
    buffer = BytesIO()
    Figure((width / 2.54, height / 2.54), dpi=50).savefig(buffer, format="png")
    return buffer.getvalue()


def test_a_very_long_table_is_cut_and_says_where_the_rest_is(book, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "page_numbers", lambda document, marks: {})
    rows = tuple((str(number),) for number in range(100))
    long = Table("表1-1", "监测数据", ("值",), rows, ("right",), "注：日均值。")
    write_report(replace(book, chapters=(replace(book.chapters[0], blocks=(long,)),)), tmp_path / "report.docx")
    docx = Document(tmp_path / "report.docx")
    assert len(docx.tables[0].rows) == 61
    assert texts(docx, "Table Note") == ["注：日均值。 其余 40 行见 tables.xlsx 中同一编号的表。"]


def test_pictures_fit_the_page(docx):
    for shape in docx.inline_shapes:
        assert shape.width.cm <= 24.71
        assert shape._inline.docPr.get("descr").startswith("图3-")


def test_every_style_names_a_chinese_font_and_none_leaves_it_to_the_theme(docx):
    xml = docx.styles.element.xml
    assert "asciiTheme" not in xml and "eastAsiaTheme" not in xml
    for style in docx.styles:
        if style.type in (1, 2):  # paragraph and character styles
            assert style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) in ("仿宋", "黑体"), style.name


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [("Normal", "仿宋", 12), ("Heading 1", "黑体", 16), ("Heading 2", "仿宋", 14), ("Caption", "仿宋", 10.5)],
)
def test_fonts_and_sizes_are_those_of_the_format_rule(docx, style, font, points):
    found = docx.styles[style]
    assert found.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == font
    assert found.font.size.pt == points


def test_body_lines_are_at_least_24_points_apart_and_the_language_is_chinese(docx):
    spacing = docx.styles["Normal"].element.pPr.find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("480", "atLeast")
    languages = [language.get(qn("w:eastAsia")) for language in docx.styles.element.iter(qn("w:lang"))]
    assert languages[0] == "zh-CN"


def test_cover_and_every_page_head_carry_title_and_label(docx):
    assert texts(docx, "Subtitle")[:2] == ["某锌冶炼厂", "合成教学数据"]
    assert texts(docx, "Title") == ["清洁生产审核报告"]
    assert docx.sections[-1].header.paragraphs[0].text == "某锌冶炼厂  清洁生产审核报告  合成教学数据"


def test_nobody_is_named_in_the_properties(docx):
    properties = docx.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "合成教学数据")


def test_lists_are_numbered_anew_each_time(docx):
    items = [p for p in docx.paragraphs if p.style.name == "List Paragraph"]
    assert [item.text for item in items] == ["第一项", "第一项之下", "第二项", "先测量", "再平衡"]
    assert items[1]._p.pPr.numPr.ilvl.val == 1
    assert items[3]._p.pPr.numPr.numId.val != items[0]._p.pPr.numPr.numId.val


def test_a_failed_chapter_says_so(book, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "page_numbers", lambda document, marks: {})
    failed = replace(book.chapters[1], blocks=(), failure="ZeroDivisionError")
    write_report(replace(book, chapters=(failed,)), tmp_path / "report.docx")
    assert "本章的笔记本没有运行完，内容未生成。原因：ZeroDivisionError" in texts(
        Document(tmp_path / "report.docx"), "Body Text"
    )


def test_an_english_report_has_english_words(book, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "page_numbers", lambda document, marks: {})
    write_report(replace(book, lang="en"), tmp_path / "report.docx")
    docx = Document(tmp_path / "report.docx")
    assert texts(docx, "toc 1") == ["Chapter 1 筹划与组织\t", "Chapter 3 审核\t"]
    assert texts(docx, "Subtitle")[1] == "Synthetic teaching data"


@pytest.mark.office
def test_the_converted_report_shows_contents_captions_and_every_character(book, tmp_path, office):
    write_report(book, tmp_path / "report.docx")
    pdf = office(tmp_path / "report.docx")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"第\s?3\s?章\s?审核\.{5,}3\n", text)
    last_page = text.rstrip("\f").split("\f")[-1]
    entry = re.search(r"3\.2\s?小结\.{5,}(\d+)\n", text)
    assert "3.2 小结" in last_page and last_page.split()[-1] == entry.group(1)
    for caption in texts(Document(tmp_path / "report.docx"), "Caption"):
        assert re.sub(r"\s+", "", caption) in re.sub(r"\s+", "", text)
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout
    assert "NotoSerifCJK" in fonts and "NotoSansCJK" in fonts
    assert "\ufffd" not in text
