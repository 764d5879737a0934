"""Slides to teach a case from: cut at headings and exhibits, nothing from outside, paged by key."""

import re
from dataclasses import replace

import pytest

from workbench.cli import main
from workbench.delivery import lecture
from workbench.delivery.contents import Chapter, Figure, Table, Text
from workbench.delivery.lecture import lecture_html, parts, slides, write_lecture


def table(rows):
    return Table("表1-1", "泵", ("泵", "功率"), tuple((f"P{n}", str(n)) for n in range(rows)), ("left", "right"))


def chapter(*blocks):
    return Chapter("story", None, "锌的故事", blocks)


FIGURE = Figure("图1-1", "水平衡", "water", b"png", "<svg xmlns='http://www.w3.org/2000/svg'/>")


def test_each_heading_opens_a_slide_and_a_figure_stands_beside_what_introduces_it():
    made = slides(
        chapter(Text("开场白。"), Text("## 水 · Water\n\n先看水。"), FIGURE, Text("三成漏了。\n\n### 汽\n\n汽少。"))
    )
    assert [(slide.title, slide.text, slide.exhibit) for slide in made] == [
        ("锌的故事", "开场白。", None),
        ("水 · Water", "先看水。", FIGURE),
        ("水 · Water", "三成漏了。", None),
        ("汽", "汽少。", None),
    ]


def test_two_exhibits_in_a_row_get_a_slide_each():
    made = slides(chapter(Text("## 水"), table(2), FIGURE))
    assert [slide.exhibit for slide in made] == [None, table(2), FIGURE]


def test_a_heading_with_nothing_below_is_left_out_unless_it_opens_a_part():
    made = slides(chapter(Text("## 水\n\n### 空\n\n### 满\n\n有。")))
    assert [slide.title for slide in made] == ["锌的故事", "水", "满"]


def test_a_long_table_goes_on_in_parts_of_about_one_length():
    made = slides(chapter(Text("## 泵\n\n说明。"), table(19)))[1:]
    assert [len(slide.rows) for slide in made] == [10, 9]
    assert [slide.text for slide in made] == ["说明。", ""]
    assert sum((slide.rows for slide in made), ()) == table(19).rows


def test_a_table_without_rows_is_shown_as_it_is():
    assert [slide.rows for slide in slides(chapter(Text("## 泵"), table(0)))[1:]] == [()]


def test_a_hash_inside_code_is_no_heading():
    assert parts("```\n# no heading\n```") == [("", 0, "```\n# no heading\n```")]


def test_a_notebook_that_stopped_says_so_on_its_slide():
    assert slides(Chapter("story", None, "锌", (), "单元 4：没有数据"))[0].text == "单元 4：没有数据"


def test_a_case_without_a_story_is_taught_from_its_phases(book):
    phases = replace(book, chapters=book.chapters[:2])
    assert "审核小组工作" in lecture_html(phases)
    assert "锌冶炼的故事" in lecture_html(book) and "审核小组工作" not in lecture_html(book)


def test_nothing_in_the_slides_comes_from_outside(book):
    html = lecture_html(replace(book, chapters=book.chapters[:2]))
    addresses = re.findall(r"""\b(?:src|href)=["']([^"']*)""", html) + re.findall(r"url\(([^)]*)\)", html)
    assert addresses and all(address.startswith(("#", "data:")) for address in addresses)
    assert "://" not in re.sub(r"base64,[A-Za-z0-9+/=]*", "", html)
    assert "default-src 'none'" in html


def test_texts_of_the_data_are_escaped(book):
    story = replace(book.chapters[2], title="<b>锌</b>", blocks=(Text("## <i>水</i>\n\n<script>x</script>"), table(1)))
    html = lecture_html(replace(book, chapters=(story,)))
    assert "<b>" not in html and "<i>" not in html and "<script>x" not in html


def test_every_slide_carries_the_label_of_synthetic_data_in_print(book):
    html = lecture_html(book)
    assert html.count('data-label="合成教学数据"') == html.count("<section ") > 1


def test_slides_in_english_have_english_buttons(book):
    assert "Next" in lecture_html(replace(book, lang="en")) and "下一张" not in lecture_html(replace(book, lang="en"))


def test_the_largest_table_is_what_fits_a_slide():
    assert [len(group) for group in lecture.groups(range(lecture.LARGEST_TABLE))] == [lecture.LARGEST_TABLE]


def test_the_command_writes_the_slides_beside_the_other_results(workshop, capsys):
    assert main(["lecture", str(workshop.client)]) == 1  # its second notebook divides by nothing
    html = workshop.result("lecture.html").read_text(encoding="utf-8")
    assert html.count("<section ") > 3 and "ZeroDivisionError" in html
    assert "C017" in capsys.readouterr().out


@pytest.fixture(scope="module")
def opened(browser, book, tmp_path_factory):
    """The slides in a browser, with what it complained of and asked for."""
    path = tmp_path_factory.mktemp("lecture") / "lecture.html"
    write_lecture(replace(book, chapters=book.chapters[:2]), path)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.faults, page.asked = [], []
    page.on("console", lambda message: page.faults.append(message.text))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    yield page
    page.close()


@pytest.mark.browser
def test_keys_page_through_the_slides_and_nothing_is_asked_for(opened):
    def place():
        return opened.locator("#place").text_content().split(" / ")[0]

    count = opened.locator("section").count()
    assert opened.locator("section:visible").count() == 1
    for key, expected in [("ArrowRight", "2"), (" ", "3"), ("ArrowLeft", "2"), ("End", str(count)), ("Home", "1")]:
        opened.keyboard.press(key)
        assert place() == expected
    opened.keyboard.press("Escape")
    opened.locator("nav a").nth(2).click()
    assert place() == opened.locator("nav a").nth(2).get_attribute("href")[2:]
    assert opened.faults == []
    assert [address for address in opened.asked if not address.startswith(("file:", "data:"))] == []


@pytest.mark.browser
def test_printing_gives_one_page_a_slide(opened):
    pdf = opened.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == opened.locator("section").count()


@pytest.mark.browser
def test_pictures_fit_their_slide(opened):
    for number in range(opened.locator("section").count()):
        opened.keyboard.press("Home")
        for _ in range(number):
            opened.keyboard.press("ArrowRight")
        for box in [image.bounding_box() for image in opened.locator("section:visible img").all()]:
            assert box["height"] > 100 and box["y"] + box["height"] <= 720
