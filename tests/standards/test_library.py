"""The option library: every industry is covered, every range ordered and every entry sourced."""

import pytest

from workbench.errors import UsageError
from workbench.standards import option_library
from workbench.standards.register import shipped

INDUSTRIES = {
    *("zinc_smelting", "electrolytic_manganese", "cement", "ceramics", "ramie_textile", "pulp_paper"),
    *("pharmaceuticals", "civil_explosives", "beer", "tobacco_waste", "pig_slaughter", "aluminium_fluoride"),
}
CLASSES = {"materials", "technology", "equipment", "control", "product", "waste", "management", "staff"}
LOSSES = {"material", "energy", "water", "waste_water", "waste_gas", "solid_waste"}


def test_each_of_the_twelve_industries_has_eight_to_fourteen_entries():
    counts = option_library()["industry"].value_counts()
    assert set(counts.index) == INDUSTRIES
    assert counts.between(8, 14).all()


def test_the_industries_are_those_of_the_standards():
    assert set(shipped("standards")["industry"]) >= INDUSTRIES


def test_words_are_those_of_the_data_dictionary():
    table = option_library()
    assert set(table["class"]) == CLASSES
    assert set(table["loss"]) == LOSSES
    assert set(table["cost_class"]) <= {"none", "low", "medium", "high"}
    assert set(table["provenance"]) == {"found", "recalled"}


@pytest.mark.parametrize("name", ["investment", "saving"])
def test_a_range_is_ordered_whole_and_has_a_unit_or_is_unknown(name):
    table = option_library()
    low, high, unit = (table[f"{name}_{part}"] for part in ("low", "high", "unit"))
    assert (low.notna() == high.notna()).all()
    assert (low.notna() == (unit != "")).all()
    assert (low <= high)[low.notna()].all()
    assert low.isna().any()  # an unknown range is not filled in


def test_no_investment_is_negative():
    assert not (option_library()["investment_low"] < 0).any()


def test_every_entry_says_where_it_comes_from():
    table = option_library()
    assert (table["source"] != "").all()
    assert (table.loc[table["provenance"] == "recalled", "confidence"] != "").all()
    assert table.loc[table["provenance"] == "recalled", "source"].str.contains("凭记忆待核").all()
    assert not table.loc[table["provenance"] == "found", "source"].str.contains("凭记忆").any()


@pytest.mark.parametrize("column", ["id", "zh", "en", "principle", "conditions"])
def test_no_two_entries_share_a_text(column):
    texts = option_library()[column]
    assert texts.is_unique
    assert (texts != "").all()


def test_the_pooled_ranges_of_the_waelz_kiln_are_held_as_numbers():
    table = option_library("zinc_smelting", kind="waste", loss="solid_waste").set_index("id")
    row = table.loc["zinc_smelting_01"]
    assert row["investment_low"] == 6000 and row["investment_high"] == 9000
    assert (row["saving_low"], row["saving_high"], row["saving_unit"]) == (2500, 4500, "万元/a")


def test_filters_combine():
    table = option_library("cement", cost_class="high", loss="energy")
    assert len(table) == 3
    assert set(table["industry"]) == {"cement"} and set(table["cost_class"]) == {"high"}


@pytest.mark.parametrize("wanted", [{"industry": "steel"}, {"kind": "magic"}, {"loss": "time"}, {"cost_class": "huge"}])
def test_an_unknown_filter_is_refused_with_what_is_known(wanted):
    with pytest.raises(UsageError, match="可选 known"):
        option_library(**wanted)
