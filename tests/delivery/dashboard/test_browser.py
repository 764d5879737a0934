"""The pages in a real browser: they load quietly, controls work, hostile texts stay texts, small screens and paper."""

import pytest

from workbench import load_case
from workbench.analysis.economics import appraise_options
from workbench.delivery.dashboard.case_money import changed_case
from workbench.delivery.dashboard.case_totals import option_totals
from workbench.display.style import number

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def beer():
    return load_case("beer")


@pytest.fixture(scope="module")
def page(look):
    """One page that those tests share which leave nothing behind that others mind."""
    return look("case?case=beer")


HEADINGS = {
    "总览": "一页总览",
    "损失": "主要损失与对应方案",
    "物流": "桑基图",
    "等级": "离上一级还差什么",
    "目标": "完成情况",
    "方案": "勾选方案",
    "经济": "可行性分析",
}


def part(page, name):
    """Open a part and wait until it is there."""
    page.locator(".wb-tabs button", has_text=name).last.click()
    wait_for(page, HEADINGS[name])


def figures(page):
    return page.locator(".wb-card .figure").all_text_contents()


def slide(page, name, times, key="ArrowRight"):
    """Move a slider by keys and let it go."""
    handle = page.locator(".widget-slider", has=page.get_by_text(name, exact=True)).locator(".noUi-handle")
    handle.focus()
    for _ in range(times):
        page.keyboard.press(key)


def wait_for(page, text):
    page.wait_for_function("text => document.querySelector('main').innerText.includes(text)", arg=text)


def test_a_page_loads_without_errors_and_asks_nobody_else(page):
    assert page.errors == [] and page.foreign == []
    assert page.title() == "审核看板 · Audit dashboard"
    assert len(figures(page)) == 5


def test_chinese_is_drawn_and_no_box_stands_for_a_character(page):
    page.wait_for_function("document.fonts.status === 'loaded'")
    widths = page.evaluate("""() => {
      const context = document.createElement("canvas").getContext("2d");
      context.font = "100px 'Workbench Sans SC'";
      const image = text => {
        context.canvas.width = context.canvas.height = 130;
        context.font = "100px 'Workbench Sans SC'";
        context.fillText(text, 5, 105);
        return context.canvas.toDataURL();
      };
      const missing = image("\\uFFFE");
      return [...new Set("清洁生产审核水平Ⅰ级㎥℃锌镉₂±")].filter(each => image(each) === missing || image(each) === image(" "));
    }""")
    assert widths == []


def test_the_english_switch_keeps_the_case(look):
    page = look("case?case=beer")
    with page.expect_navigation():
        page.locator("a[data-lang=en]").click()
    page.wait_for_selector("body.ready", timeout=180_000)
    assert "case=beer" in page.url and "lang=en" in page.url
    assert page.locator("h1").inner_text() == "Audit dashboard"
    assert page.locator(".wb-tabs button").first.inner_text() == "Management"
    assert page.locator("html").get_attribute("lang") == "en"


def test_knobs_show_the_figures_of_the_engine(page, beer):
    part(page, "经济")
    wait_for(page, "拨动参数")
    option = page.locator("select").nth(1).locator("option:checked").inner_text().split()[0]
    slide(page, "价格（原价的倍数）", 2)
    slide(page, "综合税率", 3, "ArrowLeft")
    now = {"item": "", "output": 1.0, "discount_rate": beer.setting("economics.discount_rate")}
    row = appraise_options(beer).set_index("option").loc[option]
    asked = now | {"option": option, "price": 1.1, "tax_rate": 0.22, "life": row["life"]}
    engine = appraise_options(changed_case(beer, **asked)).set_index("option").loc[option]
    expected = [number(engine["P"]), number(engine["N"], 3), number(engine["NPV"])]
    page.wait_for_function(
        "told => told.every((text, i) => document.querySelectorAll('.wb-card .figure')[i].textContent === text)",
        arg=expected,
    )
    assert page.errors == []


def test_ticking_an_option_off_changes_the_totals_to_those_of_the_engine(page, beer):
    part(page, "方案")
    wait_for(page, "勾选方案")
    boxes = page.locator(".wb-ticks label.widget-checkbox, .wb-ticks .widget-checkbox")
    gone = boxes.first.inner_text().split()[0]
    page.locator(".wb-ticks input[type=checkbox]").first.uncheck()
    every = option_totals(beer).options
    found = option_totals(beer, [option for option in every if option != gone])
    wait_for(page, number(found.investment))
    assert number(found.saving) in figures(page)


def test_switches_of_losses_and_flows_draw_another_picture(page):
    for name, control in (("损失", "button"), ("物流", "select")):
        part(page, name)
        page.wait_for_selector(".wb-panel .wb-picture")
        before = page.locator(".wb-panel .wb-picture").first.inner_html()
        if control == "button":
            page.locator(".wb-panel .widget-toggle-button").nth(1).click()
        else:
            page.locator(".wb-panel select").nth(1).select_option(index=2)
        page.wait_for_function(
            "before => document.querySelector('.wb-panel .wb-picture').innerHTML !== before", arg=before
        )
    assert page.errors == []


def test_hostile_texts_of_a_case_do_nothing(look):
    page = look("case?case=hostile")
    for name in ("损失", "目标", "方案", "经济"):
        part(page, name)
        page.wait_for_selector(".wb-panel")
    assert page.evaluate("window.hacked") is None
    assert page.locator("main img[src=x]").count() == 0
    assert page.locator("main").get_by_text("<img src=x").count() > 0


def test_visitors_do_not_see_each_others_state(look):
    mine, yours = look("case?case=beer"), look("case?case=beer")
    for page in (mine, yours):
        part(page, "方案")
        wait_for(page, "勾选方案")
    before = figures(yours)
    mine.locator(".wb-ticks input[type=checkbox]").first.uncheck()
    mine.wait_for_function("old => document.querySelector('.wb-card .figure').textContent !== old", arg=before[0])
    assert figures(yours) == before
    assert figures(mine) != before


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(page):
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.innerText.trim()"))
    assert {"跳到内容", "English", "打印", "管理层", "经济"} <= {text.split("\n")[0] for text in seen}
    page.locator(".wb-tabs button", has_text="目标").focus()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.locator(".wb-tabs button", has_text="目标").press("Enter")
    wait_for(page, "完成情况")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_no_page_is_wider_than_its_screen(look, tmp_path, width, height):
    page = look("case?case=beer", width, height)
    for name in ("总览", "方案", "经济", "等级"):
        part(page, name)
        page.screenshot(path=tmp_path / f"{name}_{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_page_prints_on_sheets_of_a4_without_its_buttons(page, tmp_path):
    page.pdf(path=tmp_path / "overview.pdf", prefer_css_page_size=True)
    page.emulate_media(media="print")
    assert not page.locator("#print").is_visible() and not page.locator(".wb-tabs").first.is_visible()
    page.emulate_media(media="screen")
    box = (tmp_path / "overview.pdf").read_bytes()
    assert b"/MediaBox [0 0 594" in box or b"/MediaBox [0 0 595" in box
