"""A report speaks one language, though its notebooks speak two."""

import pytest

from workbench.delivery.bilingual import in_language

CELL = "## 组建审核小组 · The audit team\n\n组长应是**厂长**。\n*Who takes part, with what duty.*"


def test_a_chinese_report_has_no_english_heading_and_no_english_sentence():
    assert in_language(CELL, "zh") == "## 组建审核小组\n\n组长应是**厂长**。"


def test_an_english_report_takes_the_english_of_a_cell():
    assert in_language(CELL, "en") == "## The audit team\n\nWho takes part, with what duty."


def test_a_cell_without_english_stays_as_it_is():
    assert in_language("## 三 · 题\n\n只有中文。", "en") == "## 三 · 题\n\n只有中文。"


@pytest.mark.parametrize("text", ["净现值 *NPV* 与 *IRR*", "**粗** 与 *斜体*", "2 * 3 * 4", "a · b"])
def test_symbols_and_emphasis_are_no_translation(text):
    assert in_language(text, "zh") == text
