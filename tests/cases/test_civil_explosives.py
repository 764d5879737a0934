"""The explosives workshop is possible: recipe, nitrogen, oxygen balance, licence; its planted faults are found by the tools."""

from collections import defaultdict
from functools import cache

import pytest

from tests.cases.truth import Truth
from workbench.analysis.compliance import emission_compliance
from workbench.analysis.evaluation import evaluate
from workbench.analysis.policy import policy_check
from workbench.analysis.reconciliation import reconcile
from workbench.case import load_case

TRUTH = Truth("civil_explosives")
FOLDER = TRUTH.folder
rows, amounts, carried = TRUTH.rows, TRUTH.amounts, TRUTH.carried
NITROGEN_ATOM, HYDROGEN_ATOM, OXYGEN_ATOM = 14.007, 1.008, 15.999  # g/mol
NITRATE = 2 * NITROGEN_ATOM + 4 * HYDROGEN_ATOM + 3 * OXYGEN_ATOM
OXYGEN = {"AN": OXYGEN_ATOM / NITRATE, "oil": -3.42, "wood": -1.37}  # kg of oxygen per kg; NH4NO3 = N2 + 2 H2O + O
PLANTED = {"M08"}
IN_LINE = {f"P{number:02d}" for number in range(1, 14)}


@cache
def audit():
    return load_case(FOLDER)


class TestTruth:
    @pytest.mark.parametrize("state", ["before", "after"])
    def test_the_product_keeps_its_recipe_and_its_output(self, state):
        product = amounts(state)["M31"]
        assert product == 48
        assert carried(state, "AN")["M31"] / product == pytest.approx(0.918, abs=0.001)
        assert carried(state, "oil")["M31"] / product == pytest.approx(0.040, abs=0.0005)
        assert carried(state, "wood")["M31"] / product == pytest.approx(0.040, abs=0.0005)
        assert carried(state, "moisture")["M31"] / product < 0.003

    def test_the_oxygen_balance_of_the_product_is_slightly_negative(self):
        balance = sum(share * carried("before", part)["M31"] / 48 for part, share in OXYGEN.items())
        assert OXYGEN["AN"] == pytest.approx(0.1999, abs=0.0001)
        assert 100 * balance == pytest.approx(-0.77, abs=0.02)

    def test_total_nitrogen_of_the_waste_water_is_35_per_cent_of_its_nitrate(self):
        share = 2 * 14.007 / 80.043
        nitrogen = share * carried("before", "AN")["M34"] / amounts("before")["M34"]
        assert share == pytest.approx(0.35, abs=0.0001)
        assert 1e6 * nitrogen == pytest.approx(585, abs=2)

    def test_a_tonne_takes_920_kilograms_of_nitrate(self):
        assert 1000 * carried("before", "AN")["M01"] / 48 == pytest.approx(920.8, abs=0.05)
        assert 1000 * carried("after", "AN")["M01"] / 48 == pytest.approx(919.7, abs=0.05)

    def test_water_added_to_dissolving_is_distilled_off_again(self):
        flows = amounts("before")
        water = carried("before", "moisture")
        assert water["M09"] == pytest.approx(flows["M04"] + water["M03"] - water["M10"] - water["M07"], rel=1e-6)

    def test_the_condensate_that_returns_replaces_fresh_water(self):
        flows = amounts("after")
        assert flows["M15"] / flows["M11"] == pytest.approx(0.92, abs=0.001)
        assert amounts("before")["M04"] - flows["M04"] == pytest.approx(carried("after", "moisture")["M15"], rel=0.01)

    def test_rejects_with_pit_sludge_stay_below_two_kilograms_a_tonne(self):
        waste = {
            state: amounts(state)["M29"] + amounts(state)["M35"] - carried(state, "moisture")["M35"]
            for state in ("before", "after")
        }
        assert 1000 * waste["before"] / 48 == pytest.approx(1.87, abs=0.01)
        assert 1000 * waste["after"] / 48 == pytest.approx(1.21, abs=0.01)

    def test_the_coal_boiler_turns_seven_tenths_of_the_heat_into_steam(self):
        assert amounts("before")["V03"] * 2.5 / (2.2119 * 20.934) == pytest.approx(0.70, abs=0.005)

    def test_the_seepage_stands_in_the_truth_and_not_in_the_case(self):
        assert amounts("before")["M37"] == 1.2
        assert "M37" not in amounts("after")
        assert {"M37", "W49"}.isdisjoint(row["flow"] for row in rows("flows"))

    def test_the_condensate_tank_stands_only_in_the_state_after(self):
        assert "P15" not in {row["process"] for row in rows("processes") + rows("before/processes")}
        assert "P15" in {row["process"] for row in rows("after/processes")}


class TestMeasurements:
    def test_measured_flows_lie_within_four_standard_deviations_save_the_planted_one(self):
        true = amounts("before")
        for row in rows("flows"):
            if row["amount"] and row["flow"] not in PLANTED:
                value = float(row["amount"]) * (0.001 if row["unit"] == "kg/d" else 1)
                assert abs(value - true[row["flow"]]) <= 4 * float(row["rsd"]) * value + 1e-9, row["flow"]

    def test_the_solution_meter_reads_seven_per_cent_too_much(self):
        flow = next(row for row in rows("flows") if row["flow"] == "M08")
        assert float(flow["amount"]) / amounts("before")["M08"] == pytest.approx(1.07, abs=0.003)

    def test_the_moisture_sample_took_up_water_from_the_air(self):
        found = next(r for r in rows("contents") if (r["flow"], r["quantity"]) == ("M26", "moisture"))
        true = next(r for r in rows("before/contents") if (r["flow"], r["quantity"]) == ("M26", "moisture"))
        assert float(found["content"]) > 0.30 > float(true["content"])

    def test_a_sampled_flow_and_assay_is_the_mean_of_its_shifts(self):
        plan = {row["point"]: row["flow"] for row in rows("measurement_plan")}
        flows = {row["flow"]: row for row in rows("flows")}
        held = {(row["flow"], row["quantity"]): row["content"] for row in rows("contents")}
        samples = defaultdict(list)
        for row in rows("measurements"):
            if row["value"]:
                samples[plan[row["point"]], row["quantity"]].append(float(row["value"]))
        assert len(samples) == 26
        for (flow, quantity), values in samples.items():
            stated = flows[flow]["amount"] if quantity == "amount" else held[flow, quantity]
            assert sum(values) / len(values) == pytest.approx(float(stated), rel=1e-5)


class TestToolsFindThePlantedFaults:
    def test_reconciling_the_mass_names_the_solution_meter_and_the_pit(self):
        flows = reconcile(audit(), "workshop").flows
        suspects = set(flows.loc[flows["suspect"], "flow"])
        assert "M08" in suspects
        assert suspects - {"M08"} <= {"M32", "M34", "M35"}
        assert abs(flows.set_index("flow")["z"]["M08"]) > 5

    def test_moisture_adds_the_spoilt_sample(self):
        found = reconcile(audit(), "workshop", ["mass", "moisture"])
        suspects = found.contents[found.contents["suspect"]]
        assert set(zip(suspects["flow"], suspects["quantity"], strict=True)) == {("M26", "moisture")}

    def test_the_water_network_clears_both_meters_of_the_pit(self):
        flows = reconcile(audit(), "water").flows
        suspects = set(flows.loc[flows["suspect"], "name"])
        assert suspects
        assert suspects.isdisjoint({"含硝铵废水", "工房冲洗水"})

    def test_the_catalogue_names_pumps_and_fan(self):
        assert {"65F-25", "8JD80×15", "8-18No6"} <= set(policy_check(audit())["model"])

    def test_unused_condensate_holds_the_plant_back(self):
        before, after = evaluate(audit()), evaluate(audit(), after=True)
        assert set(before.limiting_failed) == {"exp_teaching_condensate", "exp_teaching_policy"}
        assert after.level == "III"

    def test_dust_of_the_boiler_exceeds_its_limit_once_it_is_converted(self):
        judged = emission_compliance(audit()["monitoring"], audit().convert)
        row = judged[(judged["outlet"] == "DA001") & (judged["pollutant"] == "particulate")]
        row = row[row["date"].astype(str).str.startswith("2012-12-11")].iloc[0]
        assert row["measured"] < 200 < row["concentration"]


class TestRecords:
    def test_records_run_for_36_months_and_one_is_unknown_and_not_zero(self):
        months = defaultdict(set)
        for row in rows("consumption"):
            months[row["item"], row["place"]].add(row["month"])
        assert {len(found) for found in months.values()} == {36}
        unknown = [(row["place"], row["month"]) for row in rows("consumption") if not row["amount"]]
        assert unknown == [("空压除尘", "2011-04")]

    def test_the_last_year_fills_the_licence_to_the_tonne(self):
        year = sum(float(row["amount"]) for row in rows("production") if row["month"].startswith("2012"))
        assert year == pytest.approx(float(rows("products")[0]["capacity"]), abs=0.01)

    def test_nitrogen_is_twice_its_ammonia_save_in_the_copied_sample(self):
        samples = defaultdict(dict)
        for row in rows("monitoring"):
            if row["outlet"] == "IN001":
                samples[row["date"]][row["pollutant"]] = float(row["concentration"])
        ratios = {date: held["total_nitrogen"] / held["ammonia_nitrogen"] for date, held in samples.items()}
        assert ratios.pop("2012-05-22") == pytest.approx(1)
        assert all(ratio == pytest.approx(2, rel=0.03) for ratio in ratios.values())

    def test_the_final_outlet_meets_its_limit_only_while_other_waters_dilute_it(self):
        final = {
            row["date"]: (float(row["concentration"]), float(row["flow"]))
            for row in rows("monitoring")
            if (row["outlet"], row["pollutant"]) == ("DW002", "ammonia_nitrogen") and row["date"] < "2013"
        }
        over = [date for date, (concentration, _) in final.items() if concentration > 25]
        assert over == ["2012-12-11"]
        assert final["2012-12-11"][1] == min(flow for _, flow in final.values())

    def test_the_permitted_total_is_concentration_times_volume(self):
        actual = {row["pollutant"]: float(row["actual"]) for row in rows("permits") if row["actual"]}
        assert actual["COD"] == pytest.approx(66.4 * 68.04 * 250 / 1e6, rel=0.01)
        assert actual["SO2"] == pytest.approx(520 * 1380 * 16 * 250 / 1e9, rel=0.01)

    def test_bags_not_returned_carry_more_than_half_a_tonne_of_nitrate(self):
        year = defaultdict(float)
        for row in rows("consumption"):
            if row["month"].startswith("2012") and row["item"].startswith("BAGS"):
                year[row["item"]] += float(row["amount"])
        assert year["BAGS_RETURNED"] / year["BAGS"] == pytest.approx(0.93, abs=0.001)
        assert (year["BAGS"] - year["BAGS_RETURNED"]) * 31e-6 == pytest.approx(0.6, abs=0.02)


class TestSafetyFirst:
    def test_what_changes_product_process_or_quantity_in_line_waits_for_the_authority(self):
        waiting = {row["option"]: row for row in rows("options") if row["technical"] == "no"}
        assert set(waiting) == {"F1-1", "F2-1", "F5-2"}
        for row in waiting.values():
            assert "须经主管部门批准" in row["safety"]
            assert row["status"] in ("shelved", "planned") and row["production"] == "no"

    def test_no_waiting_option_counts_among_the_effects(self):
        waiting = {row["option"] for row in rows("options") if row["technical"] == "no"}
        assert waiting.isdisjoint(row["option"] for row in rows("effects"))

    def test_both_leading_options_were_assessed_and_approved_before_the_works_began(self):
        approved = {row["option"]: row["date"] for row in rows("evidence") if "备案批准" in row["description"]}
        assert set(approved) == {"F6-1", "F7-1"}
        works = {row["task"]: row["start"] for row in rows("schedule")}
        assert approved["F6-1"] <= works["F6-1.2"] and approved["F7-1"] <= works["F7-1.2"]

    def test_every_option_named_for_a_line_process_says_what_keeps_it_safe(self):
        losses = {row["flow"]: row["source"] for row in rows("flows")}
        changed = {"technology", "equipment"}
        for row in rows("options"):
            if row["class"] in changed and losses.get(row["loss"]) in IN_LINE:
                assert row["safety"], row["option"]


class TestOptions:
    def test_all_eight_classes_have_options_whose_cost_class_follows_the_thresholds(self):
        options = rows("options")
        assert len({row["class"] for row in options}) == 8
        for row in options:
            cost = float(row["investment"])
            expected = "none" if cost == 0 else "low" if cost < 10 else "medium" if cost <= 80 else "high"
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

    def test_every_implemented_option_has_evidence(self):
        shown = {row["option"] for row in rows("evidence")}
        assert {row["option"] for row in rows("options") if row["status"] == "implemented"} <= shown


def test_the_planted_findings_are_told_to_the_teacher_only():
    findings = rows("teacher/findings")
    assert len(findings) >= 12
    assert all(row["where"] and row["truth"] and row["how_found"] for row in findings)
    assert not (FOLDER / "findings.csv").exists()
