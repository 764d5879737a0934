"""Which standards were in force when."""

import datetime

import pytest

from workbench.errors import UsageError
from workbench.standards.register import first_day, in_force, last_day, standards, systems_for

INDUSTRIES = [
    *("zinc_smelting", "electrolytic_manganese", "cement", "ceramics", "ramie_textile", "pulp_paper"),
    *("pharmaceuticals", "civil_explosives", "beer", "tobacco_waste", "pig_slaughter", "aluminium_fluoride"),
]


def ids(industry, date):
    return set(systems_for(industry, date)["standard"])


def test_every_industry_of_the_textbook_has_standards_on_both_days():
    assert set(standards()["industry"]) == set(INDUSTRIES)
    for industry in INDUSTRIES:
        assert ids(industry, "2012-06-30") and ids(industry, "2026-09-01")


def test_an_audit_of_2012_and_one_of_today_find_different_zinc_standards():
    then, now = ids("zinc_smelting", "2012-06-30"), ids("zinc_smelting", "2026-06-30")
    assert {"lead_zinc_trial_2007", "gb21249_2007", "lead_zinc_access_2007", "gb25466_2010"} <= then
    assert {"zinc_2019", "gb25323_2023", "gb29141_2024_zinc"} <= now
    assert "gb25323_2023" not in then and "gb21249_2007" not in now


@pytest.mark.parametrize(
    "date, norm",
    [
        ("2008-06-01", "gb16780_2007"),
        ("2013-09-30", "gb16780_2007"),
        ("2013-10-01", "gb16780_2012"),
        ("2022-10-31", "gb16780_2012"),
        ("2022-11-01", "gb16780_2021"),
    ],
)
def test_one_cement_energy_norm_is_in_force_on_each_day(date, norm):
    table = systems_for("cement", date)
    assert table.loc[table["kind"] == "energy_norm", "standard"].tolist() == [norm]


def test_dates_known_to_the_year_only_leave_the_year_open():
    table = in_force("2015-06-30").set_index("standard")
    assert not table.loc["gb21249_2007", "certain"]
    assert not table.loc["gb21249_2014", "certain"]
    assert in_force("2016-01-01").set_index("standard").loc["gb21249_2014", "certain"]


def test_drafts_are_never_in_force():
    assert "draft" not in set(in_force("2017-01-01")["kind"])


def test_local_standards_bind_in_their_own_province_only():
    def listed(province):
        return set(systems_for("pharmaceuticals", "2026-01-01", province=province)["standard"])

    assert "db11t675_2014" in listed("北京")
    assert "db11t675_2014" not in listed("湖南")
    assert "gb21904_2008" in listed("湖南")


def test_evaluation_systems_stand_before_norms_and_limits():
    assert systems_for("cement", "2026-01-01")["rule"].iloc[0] == "composite"


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("2019", (2019, 1, 1), (2019, 12, 31)),
        ("2012-02", (2012, 2, 1), (2012, 2, 29)),
        ("2013-10-01", (2013, 10, 1), (2013, 10, 1)),
    ],
)
def test_a_short_date_stands_for_its_whole_span(text, first, last):
    assert first_day(text) == datetime.date(*first)
    assert last_day(text) == datetime.date(*last)


def test_a_date_object_is_taken_as_it_is():
    day = datetime.date(2012, 6, 30)
    assert first_day(day) == last_day(day) == day


@pytest.mark.parametrize("text", ["2012/06/30", "soon", "2012-13", None])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(UsageError, match="日期"):
        in_force(text)


def test_an_unknown_industry_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="zinc_smelting"):
        systems_for("zinc", "2012-01-01")
