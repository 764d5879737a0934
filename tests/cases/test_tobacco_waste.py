"""The waste-leaf plant is possible: yields, stoichiometry, solvent loss, loads; its planted faults are found by the tools."""

from collections import defaultdict
from functools import cache

import pytest

from tests.cases.truth import Truth
from workbench.analysis.compliance import emission_compliance
from workbench.analysis.evaluation import evaluate
from workbench.analysis.policy import policy_check
from workbench.analysis.reconciliation import reconcile
from workbench.case import load_case

TRUTH = Truth("tobacco_waste")
FOLDER = TRUTH.folder
rows, amounts, carried = TRUTH.rows, TRUTH.amounts, TRUTH.carried
NICOTINE, SULPHURIC_ACID, SOLANESOL = 162.23, 98.08, 631.1  # g/mol
PLANTED = {"M24", "W24"}
PER_DAY = {"t/h": 24, "kg/h": 0.024}


@cache
def audit():
    return load_case(FOLDER)


class TestTruth:
    def test_nicotine_of_the_leaf_becomes_fifteen_kilograms_of_product_a_tonne(self):
        nicotine = carried("before", "nicotine")
        assert nicotine["M01"] / 20 == pytest.approx(0.020)
        assert nicotine["M31"] / 20 == pytest.approx(0.015)
        assert nicotine["M31"] / nicotine["M01"] == pytest.approx(0.75)

    def test_nicotine_lost_to_water_is_three_and_a_half_kilograms_a_tonne(self):
        nicotine = carried("before", "nicotine")
        assert (nicotine["M28"] + nicotine["M37"]) / 20 * 1000 == pytest.approx(3.5)

    def test_crude_solanesol_holds_a_fifth_and_seventeen_twentieths_of_the_leaf(self):
        solanesol = carried("before", "solanesol")
        assert solanesol["M18"] / amounts("before")["M18"] == pytest.approx(0.20)
        assert 0.80 <= solanesol["M18"] / solanesol["M01"] <= 0.92

    def test_two_molecules_of_nicotine_take_one_of_sulphuric_acid(self):
        acid = carried("before", "nicotine")["M31"] * SULPHURIC_ACID / (2 * NICOTINE)
        share = acid / amounts("before")["M30"]
        assert acid == pytest.approx(0.3 * 98.08 / 324.46)
        assert share == pytest.approx(0.20, abs=0.02)  # the dilute acid of the plant

    def test_caustic_suffices_for_all_the_solanesol_as_ester(self):
        needed = carried("before", "solanesol")["M11"] * 40.0 / SOLANESOL
        assert needed < 0.30 * amounts("before")["M16"]

    def test_what_the_solvent_loop_takes_in_is_what_escapes(self):
        flows = amounts("before")
        escaped = flows["M09"] + flows["M13"] + flows["M19"] + carried("before", "solvent")["M39"]
        assert flows["M15"] == pytest.approx(escaped)
        assert flows["M15"] / 20 * 1000 == pytest.approx(6.6)

    def test_recovery_of_the_vents_keeps_86_per_cent(self):
        flows = amounts("after")
        assert 1 - flows["M36"] / (flows["M09"] + flows["M13"]) == pytest.approx(0.86)
        assert flows["M15"] / 20 * 1000 == pytest.approx(2.73)

    def test_two_of_the_five_parts_of_raffinate_leave_after_the_recycle(self):
        flows = amounts("after")
        assert flows["M33"] / flows["M28"] == pytest.approx(0.6, abs=1e-6)
        assert flows["M23"] / 20 == pytest.approx(2.43)

    def test_compost_keeps_thirty_per_cent_of_water(self):
        moist = {row["flow"]: row["moisture"] for row in rows("before/flows")}
        assert float(moist["M40"]) == pytest.approx(0.30)

    def test_steam_leaves_the_boiler_at_four_fifths_of_the_heat_of_the_pellets(self):
        pellets = 7.1764 * 16.7  # t/d, GJ/t
        assert amounts("before")["V03"] * 2.5 / pellets == pytest.approx(0.80, abs=0.005)
        assert 1.2 <= amounts("before")["V03"] / 20 <= 2.5

    def test_power_lies_in_the_common_range(self):
        assert 60 <= 1000 * amounts("before")["E01"] / 6000 <= 120

    def test_what_belongs_to_an_option_stands_only_in_the_state_after(self):
        new = {"T15", "T16"}
        assert new.isdisjoint(row["process"] for row in rows("processes") + rows("before/processes"))
        assert new <= {row["process"] for row in rows("after/processes")}

    def test_the_overflow_of_the_tower_stands_in_the_truth_and_not_in_the_case(self):
        assert amounts("before")["W48"] == 8
        assert "W48" not in amounts("after")
        assert "W48" not in {row["flow"] for row in rows("flows")}
        assert amounts("before")["W01"] / 20 == pytest.approx(15.72, abs=0.005)


class TestMeasurements:
    def test_measured_flows_lie_within_four_standard_deviations_save_the_planted_ones(self):
        true = amounts("before")
        for row in rows("flows"):
            if row["amount"] and row["flow"] not in PLANTED:
                value = float(row["amount"]) * (PER_DAY.get(row["unit"], 1) if row["balance"] == "extraction" else 1)
                assert abs(value - true[row["flow"]]) <= 4 * float(row["rsd"]) * value + 1e-9, row["flow"]

    def test_the_liquor_meter_reads_eight_per_cent_too_much(self):
        flow = next(row for row in rows("flows") if row["flow"] == "M24")
        assert float(flow["amount"]) * 24 / amounts("before")["M24"] == pytest.approx(1.08, abs=0.005)

    def test_the_marc_was_reported_dry(self):
        found = next(r for r in rows("contents") if (r["flow"], r["quantity"]) == ("M08", "nicotine"))
        true = next(r for r in rows("before/contents") if (r["flow"], r["quantity"]) == ("M08", "nicotine"))
        moisture = next(float(r["moisture"]) for r in rows("flows") if r["flow"] == "M08")
        assert float(found["content"]) * (1 - moisture) == pytest.approx(float(true["content"]), rel=0.01)

    def test_a_sampled_flow_and_assay_is_the_mean_of_its_shifts(self):
        plan = {row["point"]: row["flow"] for row in rows("measurement_plan")}
        flows = {row["flow"]: row for row in rows("flows")}
        held = {(row["flow"], row["quantity"]): row["content"] for row in rows("contents")}
        samples = defaultdict(list)
        for row in rows("measurements"):
            if row["value"]:
                samples[plan[row["point"]], row["quantity"]].append(float(row["value"]))
        assert len(samples) == 30
        for (flow, quantity), values in samples.items():
            stated = flows[flow]["amount"] if quantity == "amount" else held[flow, quantity]
            assert sum(values) / len(values) == pytest.approx(float(stated), rel=1e-5)


class TestToolsFindThePlantedFaults:
    def test_reconciling_the_mass_names_the_liquor_meter_alone(self):
        found = reconcile(audit(), "extraction")
        suspects = found.flows.loc[found.flows["suspect"], "flow"]
        assert list(suspects) == ["M24"]
        assert abs(found.flows.set_index("flow")["z"]["M24"]) > 5

    def test_nicotine_adds_the_assay_of_the_marc(self):
        found = reconcile(audit(), "extraction", ["mass", "nicotine"])
        suspects = found.contents[found.contents["suspect"]]
        assert set(zip(suspects["flow"], suspects["quantity"], strict=True)) == {("M08", "nicotine")}

    def test_the_water_network_points_to_the_blowdown_that_the_overflow_bypasses(self):
        found = reconcile(audit(), "water").flows
        assert list(found.loc[found["suspect"], "flow"]) == ["W24"]

    def test_the_catalogue_names_pump_fan_compressor_and_transformer(self):
        hits = policy_check(audit())
        assert {"4BA-12", "9-27No5A", "L-10/8", "SL7-315/10"} <= set(hits["model"])

    def test_intake_just_misses_the_third_level_and_holds_the_plant_back(self):
        before, after = evaluate(audit()), evaluate(audit(), after=True)
        assert set(before.limiting_failed) == {"tob_teaching_water", "tob_teaching_policy"}
        assert 15 < before.values["tob_teaching_water"] < 16
        assert after.level == "III"

    def test_excess_air_hides_dust_until_it_is_converted(self):
        judged = emission_compliance(audit()["monitoring"], audit().convert)
        row = judged[(judged["outlet"] == "DA003") & (judged["pollutant"] == "particulate")]
        row = row[row["date"].astype(str).str.startswith("2012-06-13")].iloc[0]
        assert row["measured"] == 88
        assert row["concentration"] == pytest.approx(88 * (21 - 9.33) / (21 - 17))
        assert not row["met"]


class TestRecords:
    def test_records_run_for_36_months_and_one_is_unknown_and_not_zero(self):
        months = defaultdict(set)
        for row in rows("consumption"):
            months[row["item"], row["place"]].add(row["month"])
        assert {len(found) for found in months.values()} == {36}
        unknown = [(row["place"], row["month"]) for row in rows("consumption") if not row["amount"]]
        assert unknown == [("压榨堆肥", "2011-06")]

    def test_one_month_of_petroleum_ether_was_booked_in_litres(self):
        leaf = {row["month"]: float(row["amount"]) for row in rows("production") if row["product"] == "LEAF_IN"}
        used = {row["month"]: float(row["amount"]) for row in rows("consumption") if row["item"] == "ETHER"}
        per_tonne = {month: used[month] / leaf[month] for month in leaf if month.startswith("2012")}
        others = [value for month, value in per_tonne.items() if month != "2012-03"]
        assert per_tonne["2012-03"] / (sum(others) / len(others)) == pytest.approx(1 / 0.66, rel=0.08)

    def test_the_load_stays_while_the_night_dilutes_the_concentration(self):
        hours = [row for row in rows("monitoring") if row["kind"] == "online" and row["concentration"]]
        night = [row for row in hours if row["sample"] in ("h01", "h02", "h03", "h04")]
        day = [row for row in hours if row["sample"] in ("h10", "h11", "h12", "h13")]

        def mean(of, value):
            return sum(value(row) for row in of) / len(of)

        def concentration(row):
            return float(row["concentration"])

        def load(row):
            return float(row["concentration"]) * float(row["flow"])

        assert mean(night, concentration) < 0.75 * mean(day, concentration)
        assert mean(night, load) == pytest.approx(mean(day, load), rel=0.05)

    def test_the_permitted_total_is_concentration_times_volume(self):
        actual = {row["pollutant"]: float(row["actual"]) for row in rows("permits") if row["actual"]}
        assert actual["COD"] == pytest.approx(146 * 258.07 * 300 / 1e6, rel=0.01)
        assert actual["ammonia_nitrogen"] == pytest.approx(12 * 258.07 * 300 / 1e6, rel=0.01)

    def test_monthly_power_closes_with_the_meters_of_the_balance(self):
        meters = {
            row["flow"]: float(row["amount"])
            for row in rows("flows")
            if row["balance"] == "electricity" and row["amount"]
        }
        year = sum(
            float(row["amount"])
            for row in rows("consumption")
            if row["item"] == "electricity" and row["month"].startswith("2012")
        )
        assert year == pytest.approx(sum(meters[f"E0{k}"] for k in range(2, 8)), rel=1e-4)


class TestOptions:
    def test_all_eight_classes_have_options_whose_cost_class_follows_the_thresholds(self):
        options = rows("options")
        assert len({row["class"] for row in options}) == 8
        for row in options:
            cost = float(row["investment"])
            expected = "none" if cost == 0 else "low" if cost <= 20 else "medium" if cost <= 150 else "high"
            assert row["cost_class"] == expected, row["option"]

    def test_investment_and_saving_of_an_option_are_those_of_its_tables(self):
        spent, earned = defaultdict(float), defaultdict(float)
        for row in rows("investments"):
            spent[row["option"]] += float(row["amount"])
        for row in rows("benefits"):
            earned[row["option"]] += float(row["amount"])
        for row in rows("options"):
            if row["option"] in spent:
                assert float(row["investment"]) == pytest.approx(spent[row["option"]])
                assert float(row["saving"]) == pytest.approx(earned[row["option"]], abs=0.006)

    def test_two_options_claim_more_solvent_than_the_vents_lose(self):
        claimed = sum(float(row["design"]) for row in rows("effects") if row["item"] == "solvent")
        lost = 300 * (amounts("before")["M09"] + amounts("before")["M13"])
        assert lost == pytest.approx(27)
        assert claimed > lost

    def test_more_nicotine_sulphate_reaches_the_licensed_capacity(self):
        more = sum(
            float(r["quantity"]) for r in rows("benefits") if r["item"] == "NIC" and r["option"] in ("F6-2", "F6-5")
        )
        licensed = next(float(row["capacity"]) for row in rows("products") if row["product"] == "NIC")
        assert 0.995 * licensed < 225 + more <= 1.002 * licensed

    def test_every_implemented_option_has_evidence(self):
        shown = {row["option"] for row in rows("evidence")}
        assert {row["option"] for row in rows("options") if row["status"] == "implemented"} <= shown


def test_the_planted_findings_are_told_to_the_teacher_only():
    findings = rows("teacher/findings")
    assert len(findings) >= 12
    assert all(row["where"] and row["truth"] and row["how_found"] for row in findings)
    assert not (FOLDER / "findings.csv").exists()
