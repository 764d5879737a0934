"""A view shows the drawings of the print and lets them be explored in a page that asks nothing of the network."""

import gzip
import json
import re
from base64 import b64decode
from html import unescape
from xml.etree import ElementTree

import pandas as pd
import pytest

from workbench.display.chapter import FIGURE_MIME, Chapter
from workbench.display.view import View, view_assets
from workbench.display.water_diagram import water_diagram

EVIL = "<script>window.stolen=1</script>]]>"
PROCESSES = pd.DataFrame(
    [
        ("wash", "洗涤", "湿法车间", None),
        ("cool", "冷却", "湿法车间", None),
        ("plant", "污水处理站", None, "treatment"),
    ],
    columns=["process", "name", "workshop", "kind"],
)
FLOWS = pd.DataFrame(
    [
        ("outside", "wash", 100.0, "fresh", "新水"),
        ("wash", "cool", 40.0, "series", "清洗水"),
        ("wash", "plant", 90.0, "waste_water", "废水"),
        ("cool", "outside", 40.0, "loss", "蒸发"),
        ("plant", "wash", 30.0, "reuse", "回用水"),
        ("plant", "outside", 60.0, "discharge", "外排水"),
    ],
    columns=["source", "target", "amount", "kind", "name"],
)


def drawings(processes=PROCESSES, flows=FLOWS):
    levels = {"车间": "workshop", "单元": "process"}
    found = {name: water_diagram(processes, flows, unit="m3/d", level=level) for name, level in levels.items()}
    return found | {"湿法车间": water_diagram(processes, flows, unit="m3/d", workshop="湿法车间")}


def test_paper_gets_the_first_drawing_unchanged():
    view, first = View(drawings()), drawings()["车间"]
    assert view.to_svg() == first.to_svg()
    assert view.to_png(dpi=40)[:8] == b"\x89PNG\r\n\x1a\n"
    assert view.title == "水平衡图（m³/d）"


def test_a_page_without_scripts_shows_the_first_drawing_only():
    html = View(drawings())._repr_html_()
    assert html.count('class="picture"') == 3 and html.count('class="picture" hidden') == 2


def test_names_from_data_stay_text_everywhere():
    view = View({EVIL: water_diagram(PROCESSES.assign(name=EVIL), FLOWS.assign(name=EVIL)), "b": drawings()["单元"]})
    html = view.to_html()
    assert html.count("<script>") == 1 and "]]>" not in html
    ElementTree.fromstring(view.to_svg())


def test_arrows_say_which_boxes_they_join_and_boxes_who_they_are():
    root = ElementTree.fromstring(drawings()["单元"].to_svg())
    boxes = {part.get("data-box"): part.get("data-name") for part in root.iter() if part.get("data-box")}
    ends = {(part.get("data-source"), part.get("data-target")) for part in root.iter() if part.get("data-source")}
    assert boxes["wash"] == "洗涤" and boxes["plant"] == "污水处理站"
    assert {("wash", "cool"), ("plant", "wash"), ("wash", "plant"), ("plant", "sink")} <= ends


def test_nothing_in_a_view_names_an_address_but_the_svg_namespace():
    addresses = set(re.findall(r"https?://[^\"'\s<]+", View(drawings())._repr_html_()))
    assert addresses == {"http://www.w3.org/2000/svg"}


def test_the_signs_at_amounts_are_said_in_words():
    html = View(drawings(), "en")._repr_html_()
    signs = dict(json.loads(unescape(re.search(r'data-statuses="([^"]*)"', html)[1])))
    assert signs == {
        "*": "reconciled",
        "(": "calculated",
        "≈": "estimated",
        "?": "unknown",
        "‼": "suspect",
        "": "measured",
    }


def test_buttons_speak_the_language_asked_for():
    assert 'aria-label="放大"' in View(drawings())._repr_html_()
    assert 'aria-label="Zoom in"' in View(drawings(), "en")._repr_html_()


def test_the_engine_stands_once_in_a_chapter(monkeypatch):
    shown = []
    monkeypatch.setattr("workbench.display.chapter._show", shown.append)
    chapter = Chapter(3)
    chapter.figure(View(drawings()), "水平衡图")
    chapter.figure(View(drawings()), "车间水平衡图")
    html = [bundle["text/html"] for bundle in shown if FIGURE_MIME in bundle]
    assert [text.count('class="workbench-elk"') for text in html] == [1, 0]
    packed = re.search(r'class="workbench-elk">([^<]*)<', view_assets())[1]
    assert b"elk" in gzip.decompress(b64decode(packed))


def test_the_plan_of_a_drawing_holds_its_places_and_kinds_and_ends_no_script():
    named = PROCESSES.assign(process=[EVIL, "cool", "plant"])
    drawing = water_diagram(named, FLOWS.replace({"wash": EVIL}), level="process")
    html = View({"a": drawing})._repr_html_()
    plan = json.loads(re.search(r'class="plan">(.*?)</script>', html, re.DOTALL)[1])
    assert plan["graph"]["children"] and len(plan["kinds"]) == len(plan["graph"]["edges"])
    assert plan["names"]["reuse"] == "回用水"
    assert EVIL not in html


def test_a_view_without_drawings_is_refused():
    with pytest.raises(ValueError, match="there is no drawing"):
        View({})


def test_a_chapter_shows_the_view_beside_the_forms_for_paper(monkeypatch):
    shown = []
    monkeypatch.setattr("workbench.display.chapter._show", shown.append)
    Chapter(3).figure(View(drawings()), "水平衡图")
    assert {"text/html", "image/png", "image/svg+xml", FIGURE_MIME} <= set(shown[0])


@pytest.fixture
def page(browser, tmp_path):
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; worker-src blob:"
    )
    evil = PROCESSES.assign(name=["洗涤", EVIL, "污水处理站"])
    file = tmp_path / "view.html"
    file.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"{View(drawings(evil))._repr_html_()}",
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 1366, "height": 800})
    page.faults, page.asked = [], []
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector(".workbench-view[data-ready]")
    yield page
    assert page.faults == []
    assert [address for address in page.asked if not address.startswith(("file:", "blob:"))] == []
    assert page.evaluate("window.stolen") is None
    page.close()


def seen(page):
    return [float(part) for part in page.locator(".picture:not([hidden]) svg").get_attribute("viewBox").split()]


@pytest.mark.browser
def test_buttons_keys_and_wheel_zoom_and_zero_brings_the_whole_back(page):
    whole = seen(page)
    page.click('button[data-key="+"]')
    assert seen(page)[2] == pytest.approx(whole[2] / 1.25)
    picture = page.locator(".picture:not([hidden]) svg")
    picture.focus()
    page.keyboard.press("+")
    assert seen(page)[2] == pytest.approx(whole[2] / 1.5625)
    left = seen(page)[0]
    page.keyboard.press("ArrowRight")
    assert seen(page)[0] > left
    page.keyboard.press("0")
    assert seen(page) == pytest.approx(whole)
    picture.hover()
    page.mouse.wheel(0, -100)
    page.wait_for_function("document.querySelector('.picture:not([hidden]) svg').classList.contains('near')")


@pytest.mark.browser
def test_the_pointer_reads_the_amount_of_the_table_and_the_loop_it_belongs_to(page):
    page.click('button[data-level="单元"]')
    page.locator('.picture:not([hidden]) g[data-source="plant"][data-target="wash"] .touch').first.hover(force=True)
    told = page.locator(".told").text_content()
    assert "回用水" in told and "30" in told and "m³/d" in told and "实测" in told and "循环" in told
    loop = page.locator(".picture:not([hidden]) g.loop")
    ends = {
        (loop.nth(i).get_attribute("data-source"), loop.nth(i).get_attribute("data-target"))
        for i in range(loop.count())
    }
    assert ends == {("wash", "plant"), ("plant", "wash")}


@pytest.mark.browser
def test_keys_read_one_part_after_the_other(page):
    page.locator(".picture:not([hidden]) svg").focus()
    page.keyboard.press("n")
    assert page.locator(".told").text_content()


@pytest.mark.browser
def test_a_click_on_a_workshop_opens_it_and_its_arrows_are_those_of_the_table(page):
    page.locator('.picture:not([hidden]) [data-name="湿法车间"]').click(force=True)
    assert page.locator('button[aria-pressed="true"]').text_content() == "湿法车间"
    titles = page.locator(".picture:not([hidden]) g[data-source] > title").all_text_contents()
    assert {"清洗水 40 m³/d", "回用水 30 m³/d", "废水 90 m³/d"} <= {title.strip() for title in titles}


def again(page):
    page.wait_for_selector(".picture:not([hidden]) svg.again")
    return page.locator(".picture:not([hidden]) svg.again")


@pytest.mark.browser
def test_the_page_lays_the_picture_out_again_downward_and_zero_brings_the_first_back(page):
    page.click('button[data-level="单元"]')
    first = seen(page)
    page.click('button[data-key="turn"]')
    box = [float(part) for part in again(page).get_attribute("viewBox").split()]
    assert box[3] / box[2] > first[3] / first[2]
    page.locator(".picture:not([hidden]) svg.again").focus()
    page.keyboard.press("0")
    page.wait_for_selector("svg.again", state="detached")
    assert seen(page) == pytest.approx(first)


@pytest.mark.browser
def test_a_kind_of_arrow_taken_away_leaves_the_others_with_their_amounts(page):
    page.click('button[data-level="单元"]')
    page.uncheck('input[data-kind="series"]')
    titles = again(page).locator("g[data-source] > title").all_text_contents()
    assert not any("清洗水" in title for title in titles)
    assert {"回用水 30 m³/d", "废水 90 m³/d"} <= {title.strip() for title in titles}


@pytest.mark.browser
def test_only_a_box_and_its_neighbours_remain_when_asked_for(page):
    page.click('button[data-level="单元"]')
    page.click('button[data-key="near"]')
    assert page.locator(".told").text_content() == "先点一个框"
    page.locator('.picture:not([hidden]) [data-box="cool"]').click(force=True)
    page.click('button[data-key="near"]')
    shown = again(page).locator("[data-box]")
    boxes = {shown.nth(i).get_attribute("data-box") for i in range(shown.count())}
    assert "cool" in boxes and "wash" in boxes and "plant" not in boxes


@pytest.mark.browser
def test_texts_of_a_picture_laid_out_again_do_not_overlap(page):
    page.click('button[data-level="单元"]')
    page.click('button[data-key="turn"]')
    again(page)
    overlaps = page.evaluate("""() => {
      const areas = Array.from(document.querySelectorAll(".picture:not([hidden]) svg.again text"))
        .map(text => text.getBoundingClientRect());
      let found = 0;
      areas.forEach((a, i) => areas.slice(i + 1).forEach(b => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 0.35 * Math.min(a.height, b.height)) found += 1;
      }));
      return found;
    }""")
    assert overlaps == 0


@pytest.mark.browser
def test_on_a_phone_a_wide_picture_runs_downward(browser, tmp_path):
    chain = pd.DataFrame([(f"p{i}", f"第{i}道洗涤", f"车间{i}", None) for i in range(8)], columns=PROCESSES.columns)
    ends = ["outside", *chain["process"], "outside"]
    flows = pd.DataFrame(
        [(a, b, 50.0, "series", "水") for a, b in zip(ends, ends[1:], strict=False)], columns=FLOWS.columns
    )
    file = tmp_path / "phone.html"
    view = View({"单元": water_diagram(chain, flows)})
    file.write_text(f'<!DOCTYPE html><meta charset="utf-8">{view._repr_html_()}', encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.goto(file.as_uri())
    box = [float(part) for part in again(page).get_attribute("viewBox").split()]
    page.close()
    assert box[3] > box[2], (box, view.drawings["单元"].width, view.drawings["单元"].height)
