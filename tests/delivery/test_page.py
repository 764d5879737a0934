import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest

from workbench.delivery.page import write_page
from workbench.display.view import View, view_assets
from workbench.display.water_diagram import water_diagram


class Reader(HTMLParser):
    """Collects the tags of a page with their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def html(book, tmp_path):
    write_page(book, tmp_path / "index.html")
    return (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def page(html):
    return Reader(html)


def test_the_page_says_its_language_its_title_and_that_its_data_is_synthetic(page):
    assert page.all("html") == [{"lang": "zh-CN"}]
    assert page.all("meta")[0] == {"charset": "utf-8"}
    assert "某锌冶炼厂" in page.text and "合成教学数据" in page.text


def test_nothing_is_fetched_from_outside(page):
    addresses = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("src", "href")]
    assert addresses
    assert all(address.startswith(("#", "data:")) for address in addresses)
    assert not page.all("link") and not page.all("iframe")
    policy = next(
        meta["content"] for meta in page.all("meta") if "content" in meta and "default-src" in meta["content"]
    )
    assert policy.startswith("default-src 'none'")


def test_every_line_of_the_contents_leads_to_a_heading(page):
    targets = {link["href"][1:] for link in page.all("a")}
    anchors = {attributes["id"] for tag, attributes in page.tags if tag in ("h2", "h3", "h4") and "id" in attributes}
    assert targets == anchors
    assert {"第1章 筹划与组织", "3.1 物料平衡", "3.1.1 实测", "锌冶炼的故事"} <= set(page.text)


def test_text_from_data_is_escaped(html):
    assert "<script>alert(1)" not in html
    assert "物料 &lt;平衡&gt; 表" in html


def test_every_table_and_figure_is_there_with_its_caption(page):
    assert len(page.all("caption")) == 4
    assert len(page.all("figcaption")) == 4
    assert len(page.all("img")) == 3
    assert page.all("img")[0]["alt"] == "图3-1 物料平衡图"


def test_plotly_is_embedded_once_and_only_if_a_figure_needs_it(html, book, tmp_path):
    assert html.count("Plotly.newPlot(") >= 1
    assert len(re.findall(r'<div class="plotly">', html)) == 1
    still = type(book)(book.case_id, book.chapters[:1], book.settings)
    write_page(still, tmp_path / "still.html")
    assert (tmp_path / "still.html").stat().st_size < 100_000


def test_a_figure_without_drawing_shows_its_pixels(tmp_path, book):
    figure = replace(book.chapters[1].figures[0], svg="")
    chapter = replace(book.chapters[1], blocks=(figure,))
    write_page(replace(book, chapters=(chapter,)), tmp_path / "p.html")
    page = Reader((tmp_path / "p.html").read_text(encoding="utf-8"))
    assert page.all("img")[0]["src"].startswith("data:image/png;base64,")


def test_plotly_data_cannot_end_its_script(tmp_path, book):
    figure = replace(book.chapters[1].figures[1], plotly={"data": [{"name": "</script><b>"}], "layout": {}})
    write_page(replace(book, chapters=(replace(book.chapters[1], blocks=(figure,)),)), tmp_path / "p.html")
    assert "</script><b>" not in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_a_failed_chapter_is_told_in_its_place(tmp_path, book):
    failed = replace(book.chapters[1], blocks=(), failure="ZeroDivisionError: <x>")
    write_page(replace(book, chapters=(failed,)), tmp_path / "p.html")
    page = Reader((tmp_path / "p.html").read_text(encoding="utf-8"))
    assert any("ZeroDivisionError: <x>" in text for text in page.text)


def test_the_english_page_is_english(tmp_path, book):
    write_page(replace(book, lang="en"), tmp_path / "p.html")
    page = Reader((tmp_path / "p.html").read_text(encoding="utf-8"))
    assert page.all("html") == [{"lang": "en"}]
    assert "Chapter 1 筹划与组织" in page.text and "Synthetic teaching data" in page.text


def test_a_view_stands_in_the_page_in_place_of_the_picture(tmp_path, book):
    view = '<div class="workbench-view"></div>'
    figure = replace(book.chapters[1].figures[0], html=view)
    write_page(replace(book, chapters=(replace(book.chapters[1], blocks=(figure,)),)), tmp_path / "p.html")
    html = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert html.count(view) == 1
    assert not Reader(html).all("img")


def test_no_style_of_the_page_reaches_into_the_texts_of_a_drawing():
    """Texts of a drawing carry classes such as label and note; a page rule for them would resize the picture."""
    import re

    from workbench.places import templates

    style = (templates() / "page.html.j2").read_text(encoding="utf-8")
    kinds = {"label", "note", "title", "box", "caption", "head", "cell"}
    assert not [name for name in re.findall(r"^\.([a-z-]+)\s*[{,]", style, re.MULTILINE) if name in kinds]


@pytest.mark.browser
def test_in_a_browser_every_picture_is_unpacked_and_the_pointer_tells_a_figures_name(browser, book, tmp_path):
    write_page(book, tmp_path / "p.html")
    page = browser.new_page()
    faults, asked = [], []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "p.html").as_uri())
    page.wait_for_function("Array.from(document.images).every(image => image.naturalWidth > 0)")
    page.wait_for_selector(".plotly .main-svg")
    cell = page.locator("table[data-number='表3-1'] tbody td").nth(1)
    cell.hover()
    assert cell.get_attribute("title") == "表3-1!B4"
    assert faults == []
    assert [address for address in asked if not address.startswith(("file:", "blob:", "data:"))] == []
    page.close()


@pytest.mark.browser
def test_a_balance_diagram_is_laid_out_again_inside_the_page(browser, book, tmp_path):
    processes = pd.DataFrame({"process": ["wash", "plant"], "name": ["洗涤", "污水站"]})
    flows = pd.DataFrame(
        [
            ("outside", "wash", 100.0, "fresh"),
            ("wash", "plant", 90.0, "waste_water"),
            ("plant", "outside", 90.0, "discharge"),
        ],
        columns=["source", "target", "amount", "kind"],
    )
    view = View({"单元": water_diagram(processes.assign(workshop="湿法"), flows.assign(name="水"), unit="m3/d")})
    figure = replace(book.chapters[1].figures[0], html=view_assets() + view.to_html())
    write_page(replace(book, chapters=(replace(book.chapters[1], blocks=(figure,)),)), tmp_path / "p.html")
    page = browser.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto((tmp_path / "p.html").as_uri())
    page.get_by_text("换向").click()
    page.wait_for_selector("svg.again")
    assert faults == []
    page.close()
