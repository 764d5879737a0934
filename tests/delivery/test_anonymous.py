"""The page without names holds none of those that the case knows, and refuses to be written where one is left."""

from dataclasses import replace

import pytest

from workbench.case import load_case
from workbench.delivery.anonymous import write_anonymous_page
from workbench.delivery.book import Book
from workbench.delivery.contents import Chapter, Figure, Table, Text
from workbench.errors import WorkbenchError

FIGURE = Figure(
    "图1-1", "江澜锌业平衡", "b", b"", svg="<svg>江澜锌业</svg>", html="<p>江澜锌业</p>", note="江澜锌业提供"
)
TABLE = Table("表1-1", "江澜锌业概况", ("江澜锌业", "值"), (("江澜锌业焙烧", "1"),), ("left", "right"), "江澜锌业")


@pytest.fixture
def book():
    chapter = Chapter("01_planning", 1, "江澜锌业筹划", (Text("江澜锌业与李某"), TABLE, FIGURE))
    return Book("zinc_smelting", (chapter,), {"title": "江澜锌业审核", "provenance": "synthetic"})


def test_no_name_of_the_enterprise_is_left_anywhere(book, tmp_path):
    write_anonymous_page(load_case("zinc_smelting"), book, tmp_path / "a.html")
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "江澜" not in html and "zinc_smelting" not in html
    assert "某焙烧" in html and "合成教学数据" in html


def test_a_plotly_figure_loses_names_too(book, tmp_path):
    plotly = {"data": [{"type": "bar", "x": ["江澜锌业"], "y": [1]}], "layout": {}}
    chapter = replace(book.chapters[0], blocks=(replace(FIGURE, plotly=plotly, html=""),))
    write_anonymous_page(load_case("zinc_smelting"), replace(book, chapters=(chapter,)), tmp_path / "a.html")
    assert "江澜" not in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_name_that_would_stay_is_refused_and_nothing_is_written(book, tmp_path):
    left = replace(book, chapters=(replace(book.chapters[0], name="x", blocks=(replace(TABLE, number="江澜锌业-1"),)),))
    with pytest.raises(WorkbenchError, match="still holds the name"):
        write_anonymous_page(load_case("zinc_smelting"), left, tmp_path / "a.html")
    assert list(tmp_path.iterdir()) == []
