"""Suggestions from the option library, as a notebook shows them."""

from dataclasses import replace

import pytest

from workbench.analysis.library import library_gaps
from workbench.case import load_case
from workbench.delivery.exhibits import library
from workbench.display.chapter import open_chapter


@pytest.fixture(scope="module")
def case():
    return load_case("zinc_smelting")


class Recorder:
    """A chapter that keeps what it is told to show."""

    def __init__(self, lang):
        self.lang, self.texts, self.tables = lang, [], []

    def text(self, template, **values):
        self.texts.append(template.format(**values))

    def table(self, frame, title, **options):
        self.tables.append((title, frame))


def test_the_suggestions_of_a_case_carry_ranges_and_words_in_chinese(case):
    chapter = Recorder("zh")
    library.suggestions(chapter, case)
    title, frame = chapter.tables[0]
    assert title == "方案库中本次审核未涉及的方案"
    assert len(frame) == len(library_gaps(case)) > 0
    row = frame.set_index("名称").loc["污酸分步沉淀与膜回用"]
    assert row["类别"] == "技术工艺" and row["针对的损失"] == "废水"
    assert row["投资区间"] == "300…900 万元"
    assert row["节约或效益区间"] == "50…150 万元/a (电锌 10 万 t/a)"
    assert row["性质"] == "凭记忆待核"


def test_an_unknown_range_stays_blank(case):
    chapter = Recorder("en")
    library.suggestions(chapter, case)
    frame = chapter.tables[0][1].set_index("name")
    assert frame.loc["Reclaimed water for residue washing", "investment range"] == ""


def test_a_copied_text_is_shown_as_a_warning(case):
    options = case["options"]
    text = "焦粉把铁酸锌还原，锌铅以氧化物烟尘收集，窑渣磁选；窑尾二氧化硫必须另行脱除"
    options = options.assign(description=options["description"].mask(options["option"] == "F6-1", text))
    chapter = Recorder("zh")
    library.suggestions(chapter, replace(case, tables={**case.tables, "options": options}))
    title, frame = chapter.tables[1]
    assert title == "疑似照抄的方案文字"
    assert frame[["栏目", "相似来源"]].values.tolist() == [["方案简介", "library"]]


def test_a_case_without_options_says_so(case):
    chapter = Recorder("zh")
    tables = {name: table for name, table in case.tables.items() if name != "options"}
    library.suggestions(chapter, replace(case, tables=tables))
    assert not chapter.tables
    assert "options.csv" in chapter.texts[0]


def test_a_real_chapter_shows_it(case):
    library.suggestions(open_chapter(case, 4), case)


def test_a_broken_folder_of_another_case_keeps_nobody_from_reading_this_one(case, monkeypatch, plant):
    broken = str(plant({"flows.csv": "flow,source\nF1,nowhere\n"}))
    monkeypatch.setattr(library, "known_cases", lambda: [case.id, broken])
    chapter = Recorder("zh")
    library.suggestions(chapter, case)
    assert chapter.texts[-1] == "没有发现照抄方案库或其他案例的方案文字。"
