"""The basis of an audit: the version in force on the day, what replaced it since, and words that find it."""

import pytest

from workbench.standards.basis import audit_basis, basis_changes, every_basis, search_basis
from workbench.standards.register import first_day, shipped


def ids(table):
    return set(table["id"])


@pytest.mark.parametrize(
    ("day", "law", "rules"),
    [
        ("2012-06-30", "cpl_2002", "audit_rules_2004"),
        ("2012-07-01", "cpl_2012", "audit_rules_2004"),
        ("2016-06-30", "cpl_2012", "audit_rules_2004"),
        ("2016-07-01", "cpl_2012", "audit_rules_2016"),
    ],
)
def test_the_version_of_the_day_counts(day, law, rules):
    laws = {name for name in ids(audit_basis(day)) if name.startswith(("cpl_", "audit_rules_"))}
    assert laws == {law, rules}


def test_the_standards_of_other_industries_are_left_out():
    found = audit_basis("2013-05-20", "cement")
    assert "gb16780_2007" in ids(found)
    assert "gb25466_2010" not in ids(found)
    assert "industry_2011" in ids(found)


def test_teaching_levels_and_drafts_are_no_basis():
    assert not audit_basis("2024-01-01")["kind"].isin(["teaching_system", "empty", "draft"]).any()


def test_what_was_replaced_names_its_successor():
    changes = basis_changes("2013-05-20", "2025-06-01").set_index("number")
    assert changes.loc["国务院令第369号", "successor"] == "环境保护税法"
    assert changes.loc["国务院令第369号", "successor_number"] == "主席令第61号"
    assert "主席令第54号" not in changes.index


def test_nothing_changes_between_a_day_and_itself():
    assert basis_changes("2013-05-20", "2013-05-20").empty


def test_every_word_has_to_be_found_somewhere():
    table = every_basis()
    assert ids(search_basis(table, "危险废物 名录")) == {"hazard_2008", "hazard_2016", "hazard_2021", "hazard_2025"}
    assert len(search_basis(table, "")) == len(table)
    assert search_basis(table, "没有这样的词").empty
    assert "cpl_2012" in ids(search_basis(table, "cleaner promotion"))


def test_laws_carry_number_dates_and_how_they_are_known():
    laws = shipped("laws")
    assert laws[["law", "number", "zh", "en", "effective", "provenance", "use_zh", "use_en"]].notna().all(axis=None)
    assert set(laws["provenance"]) == {"found", "recalled"}
    assert laws.loc[laws["provenance"] == "found", "url"].notna().all()
    assert laws.loc[laws["provenance"] == "recalled", "confidence"].notna().all()
    assert set(laws["superseded_by"].dropna()) <= set(laws["law"])


def test_a_law_ends_on_the_day_its_successor_begins():
    laws = shipped("laws").set_index("law")
    for row in laws[laws["superseded_by"].notna()].itertuples():
        assert first_day(row.superseded) == first_day(laws.loc[row.superseded_by, "effective"])
