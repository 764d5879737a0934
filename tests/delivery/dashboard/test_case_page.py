import re

import pytest

from workbench import load_case
from workbench.analysis.economics import appraise_options
from workbench.delivery.dashboard.case_flows import loss_units, pareto_html, sankey_html, states
from workbench.delivery.dashboard.case_options import OptionChoice, macc_html, option_part, totals_html
from workbench.delivery.dashboard.case_overview import downloads, overview, title_line
from workbench.delivery.dashboard.case_page import case_page, show_case
from workbench.delivery.dashboard.case_totals import option_totals
from workbench.delivery.dashboard.visits import Visit
from workbench.display.style import number


@pytest.fixture(scope="module")
def beer():
    return load_case("beer")


def shown(widget):
    """Return all HTML of a widget and what it holds."""
    own = getattr(widget, "value", "")
    return (own if isinstance(own, str) else "") + "".join(map(shown, getattr(widget, "children", ())))


def test_ticks_are_told_to_every_picture_and_the_totals_are_those_of_the_engine(brewery, visit):
    part = option_part(brewery, visit)
    choice, totals = part.children[0].children[1], part.children[1].children[1]
    assert choice.chosen == ["A", "B", "C", "D"]
    choice.ticks["B"].value = False
    found = option_totals(brewery, ["A", "C", "D"])
    assert number(found.saving) in totals.value
    assert found.saving == pytest.approx(42)
    choice.tick_all(False)
    choice.cheap.value = False
    assert choice.chosen == [] and ">0</span>" in totals.value


def test_ticking_all_is_told_once(brewery):
    choice, told = OptionChoice(brewery, "zh"), []
    choice.observe_choice(told.append)
    choice.tick_all(False)
    assert told == [["C"]]


def test_totals_say_what_adding_would_count_twice(brewery):
    html = totals_html(brewery, ["A", "B"], "zh")
    assert f"直接相加 50，重复 {number(50 - 50 * 0.172 / 0.18)}" in html
    assert "1 with unknown money" in totals_html(brewery, ["D"], "en")


def test_the_abatement_curve_counts_a_shared_loss_once(brew):
    effects = "option,item,name,kind,unit,design\nA,CO2,碳,energy,t/a,100\nB,CO2,碳,energy,t/a,80\n"
    case = brew(effects=effects)
    assert "<img" in macc_html(case, ["A", "B"], "CO2", "zh", appraise_options(case))
    assert "没有给出" in macc_html(case, ["C"], "CO2", "zh", appraise_options(case))


def test_losses_are_ranked_in_money_first_and_in_their_own_units(beer):
    units = loss_units(beer)
    assert units[0] == "万元/a" and len(units) > 1
    assert all("<img" in pareto_html(beer, unit, "zh") for unit in units[:2])


def test_the_sankey_diagram_of_an_option_is_not_that_of_now(beer):
    kinds = [value for _, value in states(beer, "zh")]
    balance = beer["balances"].query("kind == 'mass'")["balance"].iloc[0]
    now = sankey_html(beer, balance, "before", "zh")
    assert kinds[0] == "before" and {"after", "all"} <= set(kinds)
    assert all(sankey_html(beer, balance, kind, "zh") != now for kind in ("after", "all"))


def test_parts_are_built_when_they_are_first_looked_at_and_kept(beer, visit):
    page = case_page(beer, visit)
    inner = page.tabs.children[1].children[0]
    first = inner.children[1].children[0]
    inner.chooser.value = "目标"
    assert inner.children[1].children[0] is not first
    inner.chooser.value = "总览"
    assert inner.children[1].children[0] is first


def test_every_part_of_both_views_has_content_and_none_a_fault(beer):
    visit = Visit("en", "beer", ("beer",), None, None, {})
    page = case_page(beer, visit)
    for view in page.tabs.chooser.options:
        page.tabs.chooser.value = view
        inner = page.tabs.children[1].children[0]
        for part in inner.chooser.options[1:] if view == "Detail" else ("Losses", "Goals", "Level"):
            inner.chooser.value = part
            assert len(shown(inner.children[1])) > 200, part


def test_a_case_shows_only_the_parts_it_has_tables_for(brewery, visit):
    page = case_page(brewery, visit)
    assert list(page.tabs.children[1].children[0].chooser.options) == ["总览", "物流", "水与能", "方案", "经济", "实施"]


def test_another_case_is_shown_when_it_is_chosen(plant, tmp_path, monkeypatch):
    visit = Visit("zh", "beer", ("beer", "cement"), tmp_path, None, {})
    page = show_case(visit)
    before = shown(page)
    page.which.value = "cement"
    assert shown(page) != before


def test_files_of_a_run_are_offered_and_their_lack_is_said_kindly(brewery, tmp_path):
    served = Visit("zh", "brewery", ("brewery",), tmp_path, "/under/", {})
    assert "workbench run brewery" in downloads(brewery, served)
    (tmp_path / "brewery").mkdir()
    (tmp_path / "brewery" / "report.docx").touch()
    assert re.findall(r'href="([^"]*)"', downloads(brewery, served)) == ["/under/download/brewery/report.docx"]
    elsewhere = Visit("en", "brewery", ("brewery",), tmp_path, None, {})
    assert "as a dashboard" in downloads(brewery, elsewhere)


def test_synthetic_data_says_so_and_texts_of_the_case_are_escaped(brew, visit):
    case = brew(goals="goal,name,unit,direction,baseline,near_target,basis\nG,<b>水</b>,t,lower,10,8,x\n")
    assert "合成教学数据" in title_line(case, "zh")
    page = shown(overview(case, visit))
    assert "&lt;b&gt;水" in page and "<b>水" not in page
