"""The zinc smelter is possible: closed truths, stoichiometry, Faraday, loads, records and honest labels."""

from collections import defaultdict

import pytest

from tests.cases.truth import Truth
from workbench.case import find_problems

TRUTH = Truth("zinc_smelting")
FOLDER = TRUTH.folder
rows, amounts, contents, worst_gap = TRUTH.rows, TRUTH.amounts, TRUTH.contents, TRUTH.worst_gap
PLANTED = {"Z25", "A71", "Z90"}
ZN, S, H2SO4 = 65.38, 32.06, 98.08


@pytest.mark.parametrize("part", [".", "before", "after"])
def test_the_case_and_both_truths_load_without_a_problem(part):
    assert find_problems(FOLDER / part) == []


@pytest.mark.parametrize("state", ["before", "after"])
@pytest.mark.parametrize("balance", ["zinc", "acid", "water", "steam", "electricity", "energy"])
def test_every_process_of_a_truth_closes(state, balance):
    assert worst_gap(state, balance) < 1e-9


@pytest.mark.parametrize("state", ["before", "after"])
@pytest.mark.parametrize("balance", ["zinc", "acid"])
@pytest.mark.parametrize("element", ["Zn", "S", "Cd"])
def test_every_process_of_a_truth_closes_for_each_element(state, balance, element):
    assert worst_gap(state, balance, element) < 5e-4


def test_the_kiln_stands_only_in_the_state_after():
    kiln = {"U18", "U19", "U20", "U21"}
    assert kiln.isdisjoint(row["process"] for row in rows("processes"))
    assert kiln.isdisjoint(row["process"] for row in rows("before/processes"))
    assert kiln <= {row["process"] for row in rows("after/processes")}


def test_measured_flows_lie_within_four_standard_deviations_of_the_truth_save_the_planted_ones():
    true = amounts("before")
    for row in rows("flows"):
        if row["amount"] and row["flow"] not in PLANTED:
            value = float(row["amount"]) * (24 if (row["unit"], row["balance"]) == ("t/h", "zinc") else 1)
            value *= 24 if (row["unit"], row["balance"]) == ("t/h", "acid") else 1
            assert abs(value - true[row["flow"]]) <= 4 * float(row["rsd"]) * value, row["flow"]


def test_the_faulty_meter_reads_between_8_and_11_per_cent_high():
    measured = {row["flow"]: row for row in rows("flows")}["Z25"]
    assert measured["unit"] == "t/h"
    assert 1.08 < 24 * float(measured["amount"]) / amounts("before")["Z25"] < 1.11


def test_the_sludge_ledger_holds_the_dry_mass_under_a_wet_tag():
    sludge = {row["flow"]: row for row in rows("flows")}["A71"]
    assert sludge["state"] == "wet"
    wet = amounts("before")["A71"]
    assert float(sludge["amount"]) == pytest.approx(wet * (1 - float(sludge["moisture"])), rel=0.05)


def test_the_leak_stands_in_the_truth_and_not_in_the_case():
    assert amounts("before")["W73"] == 190
    assert amounts("after")["W73"] == 0
    assert "W73" not in {row["flow"] for row in rows("flows")}


def test_the_amount_of_a_sampled_flow_is_the_mean_of_its_shifts():
    plan = {row["point"]: row["flow"] for row in rows("measurement_plan")}
    flows = {row["flow"]: row for row in rows("flows")}
    shifts = defaultdict(list)
    for row in rows("measurements"):
        if row["quantity"] == "amount" and row["value"]:
            assert row["unit"] == flows[plan[row["point"]]]["unit"]
            shifts[plan[row["point"]]].append(float(row["value"]))
    assert len(shifts) == 30
    for flow, values in shifts.items():
        assert sum(values) / len(values) == pytest.approx(float(flows[flow]["amount"]), rel=1e-6)


def test_the_content_of_a_sampled_flow_is_the_mean_of_its_shifts():
    plan = {row["point"]: row["flow"] for row in rows("measurement_plan")}
    held = {(row["flow"], row["quantity"]): row["content"] for row in rows("contents")}
    samples = defaultdict(list)
    for row in rows("measurements"):
        if row["quantity"] != "amount" and row["value"]:
            samples[plan[row["point"]], row["quantity"]].append(float(row["value"]))
    assert len(samples) == 9
    for key, values in samples.items():
        assert sum(values) / len(values) == pytest.approx(float(held[key]), rel=1e-6)


class TestChemistry:
    def test_electrowinning_power_follows_faraday_at_88_per_cent_and_335_volts(self):
        flows = amounts("before")
        per_tonne = 1000 * flows["E03"] / (330 * flows["Z43"])
        assert per_tonne == pytest.approx(2 * 96485 / (3.6 * ZN) * 3.35 / 0.88, rel=0.002)

    def test_oxygen_leaves_the_cells_with_the_deposited_zinc(self):
        flows = amounts("before")
        evaporation = flows["W12"]
        assert flows["Z42"] - evaporation == pytest.approx(flows["Z43"] * 16.0 / ZN, rel=0.001)

    def test_acid_holds_the_sulphur_of_the_roaster_gas(self):
        flows, held = amounts("before"), contents("before")
        sulphur = 0.98 * flows["A16"] * S / H2SO4
        assert sulphur == pytest.approx(flows["A16"] * held["A16", "S"], rel=0.001)
        assert sulphur / (flows["A01"] * held["A01", "S"]) == pytest.approx(0.9421, abs=0.0005)

    def test_tail_gas_carries_what_the_converter_leaves(self):
        flows, held = amounts("before"), contents("before")
        left = flows["A17"] * held["A17", "S"] / (flows["A13"] * held["A13", "S"])
        assert left == pytest.approx(1 - 0.9975, rel=0.02)

    def test_dross_binds_the_oxygen_that_the_melt_takes_up(self):
        flows, held = amounts("before"), contents("before")
        assert flows["Z46"] * (1 - held["Z46", "Zn"]) == pytest.approx(flows["Z45"], rel=0.001)

    def test_sulphur_capture_falls_below_96_per_cent_where_the_kiln_gas_is_not_desulphurised(self):
        flows, held = amounts("after"), contents("after")
        fed = flows["A01"] * held["A01", "S"]
        released = flows["A17"] * held["A17", "S"] + flows["Z59"] * held["Z59", "S"]
        assert 1 - released / fed == pytest.approx(0.9548, abs=0.001)


class TestRecords:
    def test_records_run_for_36_months(self):
        for table, keys in (("consumption", ("item", "place")), ("production", ("product",))):
            months = defaultdict(set)
            for row in rows(table):
                months[tuple(row[key] for key in keys)].add(row["month"])
            assert {len(found) for found in months.values()} == {36}

    def test_unit_consumption_times_output_is_the_annual_consumption(self):
        zinc = sum(float(row["amount"]) for row in rows("production") if row["product"] == "ZN3")
        fed = sum(float(row["amount"]) for row in rows("consumption") if row["item"] == "CONC")
        flows = amounts("before")
        assert fed / zinc == pytest.approx(flows["A01"] / flows["Z47"], rel=0.015)

    def test_concentration_times_gas_is_the_recorded_load(self):
        manual = [
            float(row["concentration"]) * float(row["flow"])
            for row in rows("monitoring")
            if row["pollutant"] == "SO2" and row["kind"] == "manual" and row["date"].startswith("2012")
        ]
        load = sum(manual) / len(manual) * 7920 / 1e9
        recorded = [row for row in rows("waste_records") if row["waste"] == "WG1" and row["month"].startswith("2012")]
        assert sum(float(row["amount"]) for row in recorded) == pytest.approx(load, rel=0.05)

    def test_monthly_electricity_closes_with_the_meters_of_the_balance(self):
        places = {"整流所(电锌三厂电积)": "E02", "电锌三厂浸出净化": "E05", "硫酸二厂": "E07", "公用": "E08"}
        flows = {row["flow"]: row["amount"] for row in rows("flows")}
        for place, flow in places.items():
            year = [r for r in rows("consumption") if r["place"] == place and r["month"].startswith("2012")]
            power = [float(r["amount"]) for r in year if r["item"] == "electricity"]
            assert sum(power) == pytest.approx(float(flows[flow]), rel=1e-4)

    def test_one_month_is_unknown_and_not_zero(self):
        unknown = [row for row in rows("consumption") if not row["amount"]]
        assert [(row["item"], row["place"], row["month"]) for row in unknown] == [("electricity", "公用", "2011-08")]

    def test_the_online_analyser_froze_for_eight_hours(self):
        hours = [r["concentration"] for r in rows("monitoring") if r["kind"] == "online" and r["date"] == "2012-09-16"]
        assert len(set(hours[4:12])) == 1
        assert len(set(hours)) > 12

    def test_the_tail_gas_met_the_limit_until_2011_and_exceeds_it_from_2012(self):
        tests = [r for r in rows("monitoring") if r["pollutant"] == "SO2" and r["kind"] == "manual"]
        for row in tests:
            above = float(row["concentration"]) > float(row["limit"])
            assert above == row["date"].startswith("2012")


class TestOptions:
    def test_there_are_at_least_30_of_all_eight_classes(self):
        options = rows("options")
        assert len(options) >= 30
        assert len({row["class"] for row in options}) == 8

    def test_the_cost_class_follows_the_thresholds_of_the_case(self):
        for row in rows("options"):
            cost = float(row["investment"])
            expected = "none" if cost == 0 else "low" if cost <= 50 else "medium" if cost <= 500 else "high"
            assert row["cost_class"] == expected, row["option"]

    def test_goals_named_by_options_exist(self):
        goals = {row["goal"] for row in rows("goals")}
        assert all(set(filter(None, row["goals"].split(";"))) <= goals for row in rows("options"))

    def test_every_implemented_option_has_evidence(self):
        shown = {row["option"] for row in rows("evidence")}
        assert {row["option"] for row in rows("options") if row["status"] == "implemented"} <= shown

    def test_a_benefit_is_quantity_times_price(self):
        for row in rows("benefits"):
            if row["quantity"]:
                worth = float(row["quantity"]) * float(row["price"]) / 1e4
                assert float(row["amount"]) == pytest.approx(worth, abs=1e-3)

    def test_investment_and_saving_of_an_option_are_those_of_its_tables(self):
        spent, earned = defaultdict(float), defaultdict(float)
        for row in rows("investments"):
            spent[row["option"]] += float(row["amount"]) * (-1 if row["item"] == "subsidy" else 1)
        for row in rows("benefits"):
            earned[row["option"]] += float(row["amount"])
        for row in rows("options"):
            if row["option"] in spent:
                assert float(row["investment"]) == pytest.approx(spent[row["option"]])
                assert float(row["saving"]) == pytest.approx(earned[row["option"]], abs=0.006)

    def test_the_power_of_both_turbines_is_the_generation_of_the_year(self):
        # 17.7 t/h back-pressure 0.9 MW and 15.5 t/h condensing at 7 t/h per MW, 7920 h
        generated = (0.9 + 15.5 / 7) * 7920
        assert generated == pytest.approx(amounts("after")["E18"], rel=0.01)


def test_the_teaching_system_has_six_groups_whose_weights_sum_to_one():
    indicators = rows("indicators")
    groups = {row["group"]: float(row["group_weight"]) for row in indicators}
    assert len(indicators) >= 15
    assert len(groups) == 6
    assert sum(groups.values()) == pytest.approx(1)
    for group in groups:
        assert sum(float(row["weight"]) for row in indicators if row["group"] == group) == pytest.approx(1)


def test_causes_cover_three_levels_three_headings_and_eight_aspects():
    causes = rows("causes")
    assert {row["level"] for row in causes} == {"process", "workshop", "plant"}
    assert {row["heading"] for row in causes} == {"energy", "material", "pollution"}
    assert len({row["aspect"] for row in causes}) == 8


def test_each_planted_finding_is_told_to_the_teacher_only():
    findings = rows("teacher/findings")
    assert len(findings) >= 20
    assert all(row["where"] and row["truth"] and row["how_found"] for row in findings)
    assert not (FOLDER / "findings.csv").exists()
