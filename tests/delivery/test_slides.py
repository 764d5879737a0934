"""汇报.pptx opened again: at most fifteen slides, native tables and charts, the engine's numbers, Chinese fonts."""

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from workbench.analysis.economics import appraise_options
from workbench.analysis.ranking import rank_focus
from workbench.case import load_case
from workbench.delivery.book import Book
from workbench.delivery.slides import MOST, write_slides
from workbench.display.style import number


@pytest.fixture(scope="module")
def case():
    return load_case("zinc_smelting")


@pytest.fixture(scope="module")
def deck(case, tmp_path_factory):
    path = tmp_path_factory.mktemp("deck") / "a.pptx"
    write_slides(case, Book(case.id, (), dict(case.settings)), path)
    return Presentation(path)


def titles(deck):
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def table_of(deck, title):
    slide = next(slide for slide in deck.slides if title in slide.shapes.title.text_frame.text)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    return [[cell.text_frame.text for cell in row.cells] for row in table.rows]


def test_a_deck_has_at_most_fifteen_slides_each_titled_and_the_nature_of_the_data_on_all(deck):
    assert 8 <= len(deck.slides) <= MOST
    assert all(titles(deck))
    for slide in deck.slides:
        said = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "合成教学数据" in said


def test_charts_are_native_and_hold_the_numbers_of_the_ranking(deck, case):
    chart = next(shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart)
    assert sorted(chart.plots[0].series[0].values) == sorted(rank_focus(case)["total"])


def test_the_economics_are_those_of_the_engine(deck, case):
    rows = table_of(deck, "经济评估")
    found = appraise_options(case).set_index("option")
    assert len(rows) > 3
    for row in rows[1:]:
        assert row[5] == number(found.at[row[0], "NPV"])


def test_the_level_before_and_after_is_named_as_its_system_names_it(deck):
    rows = table_of(deck, "清洁生产水平")
    assert rows[1][0] == "综合评价等级" and "教学" in rows[1][1] and "教学" in rows[1][2]


def test_every_letter_has_a_chinese_font(deck):
    runs = [run for slide in deck.slides for run in slide._element.iter(qn("a:rPr"))]
    assert runs and all(run.find(qn("a:ea")) is not None for run in runs)


def test_a_small_case_has_only_the_slides_it_has_data_for(tmp_path):
    (tmp_path / "case.toml").write_text('id = "x"\n', encoding="utf-8")
    (tmp_path / "processes.csv").write_text("process,name\nA,甲\n", encoding="utf-8")
    flows = "flow,source,target,amount,unit,rsd\nf1,outside,A,1,t/d,0.01\nf2,A,outside,1,t/d,0.01\n"
    (tmp_path / "flows.csv").write_text(flows, encoding="utf-8")
    case = load_case(tmp_path)
    write_slides(case, Book("x", ()), tmp_path / "a.pptx")
    assert len(Presentation(tmp_path / "a.pptx").slides) == 1
