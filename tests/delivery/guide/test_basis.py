import pytest

from workbench.delivery.guide.basis import KINDS, answer, changed, in_force, readable, search
from workbench.standards.basis import audit_basis, every_basis


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_basis_has_a_word(lang):
    table = every_basis()
    assert set(table["kind"]) <= set(KINDS)
    assert len(readable(table, lang)) == len(table)


def test_laws_are_shown_with_number_date_use_and_how_they_are_known(chapter):
    in_force(chapter, "2013-03-15", "zinc_smelting", ["law", "rule"])
    law = chapter.only().set_index("名称").loc["清洁生产促进法(2012年修正)"]
    assert law["文号"] == "主席令第54号" and law["施行"] == "2012-07-01"
    assert law["性质"] == "查得" and "第27条" in law["审核中的用处"]


def test_a_law_found_in_part_says_which_part_is_to_be_checked(chapter):
    in_force(chapter, "2013-03-15", "zinc_smelting", ["notice"])
    known = chapter.only().set_index("文号")["性质"]
    assert known["环发〔2005〕151号"] == "查得，文号待核" and known["环发〔2008〕60号"] == "凭记忆待核"


def test_coarse_dates_are_named_in_the_note(chapter):
    in_force(chapter, "2009-06-01", "zinc_smelting", ["standard"])
    assert "GB/T 12452-2008" in chapter.notes[0]


def test_an_empty_column_of_uses_is_left_out(chapter):
    in_force(chapter, "2013-03-15", "zinc_smelting", ["catalogue"])
    assert "审核中的用处" not in chapter.only()


def test_a_kind_without_anything_is_said(chapter):
    in_force(chapter, "1980-01-01", "zinc_smelting", ["law"])
    assert "1980-01-01" in chapter.texts[0] and not chapter.tables


def test_what_was_replaced_is_shown_with_its_successor(chapter):
    changed(chapter, "2013-03-15", "2025-06-01", "zinc_smelting")
    assert "环境保护税法" in set(chapter.only()["替代者"])


def test_no_change_is_said(chapter):
    changed(chapter, "2013-03-15", "2013-03-15", "zinc_smelting")
    assert "没有变化" in chapter.texts[0]


def test_a_search_shows_what_it_finds_or_says_that_it_does_not(chapter, english):
    search(chapter, "危险废物", "2013-03-15", "zinc_smelting")
    assert "国家危险废物名录(2008)" in set(chapter.only()["名称"])
    search(english, "no such words at all", "2013-03-15", "zinc_smelting")
    assert "Nothing" in english.texts[0]


def test_the_control_searches_the_day_all_days_and_says_a_wrong_day():
    asked = {"words": "危险废物 名录", "day": "2013-03-15", "always": False}
    assert answer(asked, "cement", "zh").startswith("<p>1 条")
    assert answer(asked | {"always": True}, "cement", "zh").startswith("<p>4 条")
    assert "YYYY-MM-DD" in answer(asked | {"day": "lately"}, "cement", "zh")
    assert answer(asked | {"words": "zzzz"}, "cement", "en") == "<p>0 found</p>"


def test_a_basis_of_the_day_knows_whether_it_is_certain():
    assert audit_basis("2013-03-15")["certain"].dtype == bool
