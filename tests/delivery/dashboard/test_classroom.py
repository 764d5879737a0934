"""Classroom and portfolio in a real browser: every control is driven, every number is the engine's."""

import shutil

import pandas as pd
import pytest

from workbench import load_case
from workbench.delivery.dashboard import classroom
from workbench.delivery.dashboard.levels import exercise_system, judge
from workbench.delivery.dashboard.meters import examine, exercise_plant, with_bias
from workbench.delivery.dashboard.returns import returns_of
from workbench.delivery.dashboard.reuse import water_loop
from workbench.delivery.dashboard.weights import exercise_scores, weigh
from workbench.delivery.outcome import RESULTS
from workbench.delivery.results import case_results
from workbench.display.style import number, percent

browser_only = pytest.mark.browser


@pytest.mark.parametrize(("lang", "first"), [("zh", "电表侦探"), ("en", "Meter detective")])
def test_each_part_of_the_classroom_is_built_when_it_is_looked_at(visit, lang, first):
    from dataclasses import replace

    page = classroom.show_classroom(replace(visit, lang=lang, cases=()))
    chooser, place = page.tabs.chooser, page.tabs.children[1]
    assert chooser.options[0] == first and len(chooser.options) == 6
    for name in chooser.options:
        chooser.value = name
        heading = place.children[0].children[0].value
        assert heading == f"<h2>{name}</h2>"
        assert ("习题 E" if lang == "zh" else "Exercise E") in place.children[0].children[1].value


def part(page, name):
    """Open a part and wait until its panel is there."""
    page.locator(".wb-tabs button", has_text=name).click()
    page.locator(".wb-panel h2", has_text=name).first.wait_for(timeout=120_000)


def slide(page, name, times, key="ArrowRight"):
    """Move a slider by keys."""
    handle = page.locator(".widget-slider", has=page.get_by_text(name, exact=True)).locator(".noUi-handle")
    handle.focus()
    for _ in range(times):
        page.keyboard.press(key)


def choose(page, name, label):
    """Choose from a drop-down list."""
    page.locator(".widget-dropdown", has=page.get_by_text(name, exact=True)).locator("select").select_option(
        label=label
    )


def wait_for_card(page, name, figure):
    """Wait until the card of a name shows a figure."""
    page.wait_for_function(
        """([name, figure]) => [...document.querySelectorAll('.wb-card')].some(card =>
           card.querySelector('.what').textContent === name && card.querySelector('.figure').textContent === figure)""",
        arg=[name, figure],
        timeout=120_000,
    )


def wait_for(page, text):
    page.wait_for_function("text => document.querySelector('main').innerText.includes(text)", arg=text, timeout=120_000)


@browser_only
def test_the_detective_shows_the_tests_of_the_engine(look):
    page, plant = look("classroom"), exercise_plant()
    wait_for_card(page, "总体检验 χ²", "27.6")
    slide(page, "偏差（σ 的倍数）", 6)
    state = examine(plant, with_bias(plant, "read", 3, 3.0))
    wait_for_card(page, "总体检验 χ²", number(state["chi2"], 3))
    page.get_by_role("button", name="各表都准").click()
    choose(page, "动哪块表", "f1")
    state = examine(plant, with_bias(plant, "balanced", 0, 3.0))
    wait_for_card(page, "最大 |z|", f"{abs(state['z']).max():.1f}")
    choose(page, "装置", "beer")
    title = load_case("beer")["balances"]["title"].iloc[1]
    page.locator("option", has_text=title).first.wait_for(state="attached", timeout=120_000)
    choose(page, "平衡", title)
    wait_for(page, f"（{load_case('beer')['balances']['unit'].iloc[1]}）")
    assert page.errors == [] and page.foreign == []


@browser_only
def test_two_groups_play_hide_and_seek(look):
    page = look("classroom")
    part(page, "捉迷藏")
    hide, seek = page.locator(".wb-columns > .wb-panel").all()
    hide.locator("select").nth(2).select_option(label="f2")
    slide(page, "偏差（σ 的倍数）", 24)
    hide.locator("input[type=password]").fill("heron")
    hide.get_by_role("button", name="埋设并封存").click()
    page.wait_for_function("document.querySelector('textarea').value.startsWith('E3.2 ')", timeout=60_000)
    line = hide.locator("textarea").input_value()
    seek.locator("textarea").fill(line)
    seek.locator("textarea").blur()
    seek.locator("table").wait_for()
    first = seek.locator("tbody tr").first.locator("td").nth(3).inner_text().replace(",", "")
    assert float(first) == pytest.approx(float(line.split()[1]), abs=0.51)
    seek.locator("select").select_option(label="f2")
    seek.locator("input[type=password]").fill("heron")
    seek.get_by_role("button", name="开封").click()
    wait_for(page, "指认正确！ 埋设的是：f2，+12 σ")
    assert page.errors == []


@browser_only
def test_weights_turn_the_ranking_as_the_engine_says(look):
    page = look("classroom")
    part(page, "权重游戏")
    weights, scores = exercise_scores()
    wait_for_card(page, "第一名", "浸出净液")
    for factor in weights.index:
        slide(page, factor, 2, "ArrowLeft")
        weights[factor] -= 2
    state = weigh(weights, scores)
    wait_for(page, f"{number(state['totals'].iloc[0])} 分，领先 {number(state['lead'])} 分")
    wait_for_card(page, "名次稳健性", percent(state["share"]))
    choose(page, "评分表", "beer")
    wait_for(page, load_case("beer")["focus_factors"]["name"].iloc[0])
    assert page.errors == []


@browser_only
def test_the_water_loop_shows_the_figures_of_the_engine(look):
    page = look("classroom")
    part(page, "水的循环")
    wait_for_card(page, "新水", "1,860")
    names = [
        "总用水量（m³/d）",
        "重复利用率 R",
        "目标 R",
        "蒸发等耗水（m³/d）",
        "新水含盐（mg/L）",
        "工序带入盐（kg/d）",
    ]
    for name in [*names, "允许浓度（mg/L）", "系统存水（m³）"]:
        slide(page, name, 2)
    state = water_loop(9500, 0.81, 0.87, 475, intake=170, load=420, allowed=1100, volume=5200)
    wait_for_card(page, "新水", number(state["fresh"]))
    wait_for_card(page, "循环水浓度", number(state["concentration"]))
    wait_for_card(page, "允许的最高 R", percent(state["highest"]))
    wait_for_card(page, "达到 87% 还要多回用", number(state["extra"]))
    assert page.errors == []


@browser_only
def test_the_returns_are_those_of_the_engine(look):
    page = look("classroom")
    part(page, "净现值与内部收益率")
    wait_for_card(page, "净现值 NPV", "100.96")
    names = [
        "总投资 I（万元）",
        "年节省 P（万元/a）",
        "综合税率（%）",
        "折旧期 n（a）",
        "贴现率 i（%）",
        "要求收益率（%）",
    ]
    for name in names:
        slide(page, name, 2)
    state = returns_of(160, 42, 32, 12, 7)
    wait_for_card(page, "净现值 NPV", number(state["NPV"], 5))
    wait_for_card(page, "内部收益率 IRR", percent(state["IRR"], 5))
    wait_for(page, "要求 12%")
    assert page.errors == []


@browser_only
def test_the_level_is_that_of_the_engine(look):
    page = look("classroom")
    part(page, "等级")
    system, values, called, _ = exercise_system()
    wait_for_card(page, f"Y {called['I']}", "45")
    page.get_by_role("button", name="变式").click()
    wait_for(page, "被限定性指标 SO₂ 排放 拉下来")
    page.get_by_role("button", name="恢复原值").click()
    wait_for(page, "得分与等级一致")
    slide(page, "* 电耗 [kWh/t]", 60, "ArrowLeft")
    choose(page, "管理", called["none"])
    state = judge(system, values | {"i1": 2990.0, "i9": "none"})
    wait_for_card(page, f"Y {called['I']}", number(state["Y1"]))
    choose(page, "评价体系", "beer")
    wait_for(page, load_case("beer")["indicators"]["name"].iloc[-1])
    assert page.errors == []


@browser_only
def test_hostile_names_do_nothing_in_the_classroom(look):
    page = look("classroom?case=hostile")
    choose(page, "装置", "hostile")
    page.get_by_text("<img src=x").first.wait_for(state="attached", timeout=120_000)
    part(page, "权重游戏")
    choose(page, "评分表", "hostile")
    page.wait_for_timeout(3000)
    assert page.evaluate("window.hacked") is None and page.locator("main img[src=x]").count() == 0


@browser_only
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
@pytest.mark.parametrize("path", ["classroom?lang=en", "portfolio?lang=en"])
def test_pages_fit_the_screen(look, path, width, height):
    page = look(path, width, height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == [] and page.foreign == []


@pytest.fixture
def stored(clients):
    """Six clients of one industry in the runs of the server: ids, and what they lose."""
    results = case_results(load_case("beer")).drop(columns=["audit_date"])
    folders, losses = [], {}
    for place in range(6):
        client = f"K{place}" if place else "<img src=x onerror=\"window.hacked='img'\">"
        scaled = results.assign(case_id=client, audit_date=None, source="", text=results["text"].fillna(""))
        moved = scaled["kind"].isin(["indicator", "headline"])
        scaled["value"] = scaled["value"].where(~moved, scaled["value"] * (1 + 0.01 * place + (place == 5)))
        folder = clients / "runs" / f"K{place}"
        folder.mkdir()
        scaled.to_parquet(folder / RESULTS, index=False)
        folders.append(folder)
        losses[client] = scaled.loc[(scaled["kind"] == "headline") & (scaled["result"] == "losses"), "value"].sum()
    yield pd.Series(losses)
    for folder in folders:
        shutil.rmtree(folder)


@browser_only
def test_the_portfolio_shows_the_store_and_compares_within_the_industry(look, stored):
    page = look("portfolio")
    wait_for_card(page, "损失价值合计", number(stored.sum()))
    choose(page, "行业", "beer")
    wait_for_card(page, "企业", "6")
    wait_for(page, "单耗离群值")
    wait_for(page, "离群只表示建议复核")
    choose(page, "企业", "K2")
    wait_for(page, "在本行业中的位置")
    choose(page, "企业", "beer")
    wait_for(page, "不能对标")
    page.get_by_role("button", name="重新读取").click()
    wait_for_card(page, "损失价值合计", number(stored.sum()))
    assert page.evaluate("window.hacked") is None and page.locator("main img[src=x]").count() == 0
    assert page.errors == [] and page.foreign == []
