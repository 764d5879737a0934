"""Systems as they are shipped: complete, readable, with their provenance."""

import pytest

from workbench.errors import UsageError
from workbench.standards.register import shipped
from workbench.standards.systems import all_indicators, level_names, load_system
from workbench.standards.validation import row_findings


def test_the_zinc_energy_norm_carries_its_values_and_their_source():
    system = load_system("gb25323_2023", "2024-06-01")
    row = system.indicators.set_index("indicator").loc["zn_gb25323_hydro_res"]
    assert row[["level1", "level2", "level3"]].tolist() == [1010, 1040, 1260]
    assert (row["provenance"], row["reliability"], row["clause"]) == ("found", "B", "第4章 表3")
    assert row["url"].startswith("https://")
    assert (system.rule, system.passport["effective"]) == ("norm", "2024-06-01")


def test_the_zinc_evaluation_system_is_a_skeleton_of_ten_named_empty_indicators():
    system = load_system("zinc_2019", "2020-01-01")
    assert len(system.indicators) == 10
    assert system.indicators[["level1", "level2", "level3", "weight"]].isna().all(axis=None)
    assert system.indicators["unit"].notna().all()


def test_counting_found_values_only_empties_the_recalled_ones():
    system = load_system("lead_zinc_access_2007")
    assert system.counted("found")["limit"].dropna().tolist() == [100000]
    assert len(system.counted("found", "recalled")["limit"].dropna()) == 11


def test_a_standard_outside_its_time_is_refused():
    with pytest.raises(UsageError, match="GB 25323-2023.*2024-06-01"):
        load_system("gb25323_2023", "2012-06-30")


def test_an_unknown_standard_is_refused_with_similar_ones():
    with pytest.raises(UsageError, match="gb25323_2023"):
        load_system("gb25323_2020")


def test_levels_are_called_as_the_system_calls_them():
    assert level_names("cp3")["I"] == "Ⅰ级 国际清洁生产领先水平"
    assert level_names("teaching3")["II"] == "教学2级"
    assert level_names("energy3", "en")["III"] == "grade 3 (limit of existing plants)"
    assert level_names("cp3_newer")["II"] == "Ⅱ级 清洁生产准入水平"
    assert level_names("benchmark2")["II"] is None


def test_an_unknown_scale_is_refused():
    with pytest.raises(UsageError, match="energy3"):
        level_names("cp4")


def test_nothing_of_the_research_is_lost():
    table = all_indicators()
    documents = table[table["provenance"] != "teaching"]
    assert documents["provenance"].value_counts().to_dict() == {"found": 163, "none": 149, "recalled": 100}
    assert table["indicator"].is_unique


def test_every_indicator_belongs_to_a_standard_and_a_scale_that_exist():
    table = all_indicators()
    assert set(table["standard"]) <= set(shipped("standards")["standard"])
    assert set(table["scale"]) <= set(shipped("scales")["scale"])
    assert set(table["direction"]) <= {"lower", "higher", "meets"}


def test_benchmarks_of_every_shipped_indicator_are_in_order():
    assert row_findings(all_indicators()) == []


def test_a_value_is_held_exactly_where_the_provenance_says_so():
    table = all_indicators()
    held = table[["level1", "level2", "level3", "limit", "low", "high"]].notna().any(axis=1)
    teaching = (table["provenance"] == "teaching") & (table["direction"] != "meets")
    assert (held == table["provenance"].isin(["found", "recalled"]) | teaching).all()
    found, recalled = table["provenance"] == "found", table["provenance"] == "recalled"
    assert table.loc[found, "reliability"].isin(["A", "B", "C"]).all()
    assert table.loc[recalled, "confidence"].between(0, 1).all()
