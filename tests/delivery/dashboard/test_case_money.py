import re

import pytest

from workbench.analysis.economics import appraise, appraise_options
from workbench.delivery.dashboard.case_money import all_html, changed_case, figures_html, money_controls, money_part
from workbench.display.style import number

NOW = {"option": "A", "item": "", "price": 1.0, "output": 1.0, "tax_rate": 0.25, "discount_rate": 0.10, "life": 10}
BENEFITS = """option,item,name,kind,quantity,quantity_unit,price,price_unit,amount
A,malt,麦芽,raw_material,100,t/a,4000,元/t,40
A,labour,人工,labour,-2,人,50000,元/(人·a),-10
"""


def cards(html):
    return re.findall(r'<span class="figure">([^<]*)</span>', html)


def test_knobs_at_rest_change_nothing(brewery):
    assert appraise_options(changed_case(brewery, **NOW)).equals(appraise_options(brewery))


def test_price_and_output_multiply_the_saving_of_an_option_without_an_account(brewery):
    found = appraise_options(changed_case(brewery, **NOW | {"price": 1.5, "output": 0.5})).set_index("option")
    assert found.loc["A", "P"] == pytest.approx(40 * 1.5 * 0.5)


def test_the_price_of_one_item_moves_only_that_item_and_output_leaves_labour(brew):
    case = brew(benefits=BENEFITS)
    dearer = appraise_options(changed_case(case, **NOW | {"item": "malt", "price": 1.2})).set_index("option")
    assert dearer.loc["A", "P"] == pytest.approx(40 * 1.2 - 10)
    assert dearer.loc["B", "P"] == 10.0
    less = appraise_options(changed_case(case, **NOW | {"output": 0.5})).set_index("option")
    assert less.loc["A", "P"] == pytest.approx(40 * 0.5 - 10)


def test_the_life_is_that_of_the_chosen_option_only(brewery):
    found = appraise_options(changed_case(brewery, **NOW | {"life": 5})).set_index("option")
    assert (found.loc["A", "life"], found.loc["B", "life"]) == (5, 10)


def test_turning_a_knob_shows_what_the_engine_says(brewery, visit):
    controls = money_controls(brewery, "zh")
    controls["option"].value = "A"
    controls["price"].value, controls["tax_rate"].value, controls["discount_rate"].value = 1.5, 0.15, 0.08
    controls["life"].value = 8
    asked = {name: control.value for name, control in controls.items()}
    engine = appraise(100, 60, tax_rate=0.15, life=8, discount_rate=0.08)
    shown = cards(figures_html(brewery, asked, "zh"))
    assert shown[:3] == [number(60), number(engine.N, 3), number(engine.NPV)]


def test_the_part_renews_its_answer_and_takes_over_the_life_of_the_option(brewery, visit):
    part = money_part(brewery, visit)
    row = part.children[0].children[1]
    option = row.children[0]
    answer = part.children[0].children[3]
    option.value = "A"
    before = answer.value
    option.value = "B"
    assert answer.value != before
    price = part.children[0].children[2].children[0]
    price.value = 1.25
    assert cards(answer.value)[0] == number(12.5)


def test_an_option_without_money_is_not_appraised(brewery):
    assert "不能评估" in figures_html(brewery, NOW | {"option": "D"}, "zh")
    assert "cannot be appraised" in figures_html(brewery, NOW | {"option": "D"}, "en")


def test_all_options_are_told_together_under_the_same_knobs(brewery):
    told = all_html(brewery, NOW | {"price": 0.0}, "en")
    assert "benefit 0 万元/a" in told
