"""The slaughterhouse is possible: bodies, blood and oxygen demand, cold and heat, condemned pigs, planted faults."""

from collections import defaultdict

import pytest

from tests.cases.truth import Truth
from workbench.analysis.evaluation import evaluate
from workbench.analysis.reconciliation import reconcile
from workbench.case import load_case

TRUTH = Truth("pig_slaughter")
FOLDER = TRUTH.folder
rows, amounts = TRUTH.rows, TRUTH.amounts
PLANTED = {"K36", "K11", "W28", "Q13", "K60"}
HEADS = 500000 / 330


def held(state, quantity):
    """Return {flow: content in the unit of its row}."""
    return {row["flow"]: float(row["content"]) for row in rows(f"{state}/contents") if row["quantity"] == quantity}


@pytest.fixture(scope="module")
def audit():
    return load_case(FOLDER)


class TestPig:
    def test_a_pig_of_110_kg_yields_72_per_cent_of_chilled_carcass(self):
        flows = amounts("before")
        assert 1000 * flows["K01"] / HEADS == pytest.approx(110, abs=0.01)
        assert (flows["K42"] + flows["K43"]) / flows["K01"] == pytest.approx(0.7196, abs=0.0002)

    def test_the_blood_of_a_pig_is_three_to_four_per_cent_of_its_weight(self):
        flows, tissue = amounts("before"), held("before", "tissue")
        blood = flows["K11"] + flows["K12"] * tissue["K12"] / 100
        assert 0.03 < blood / flows["K01"] < 0.04

    def test_pig_matter_enters_and_leaves_the_line_unchanged(self):
        flows, tissue = amounts("before"), held("before", "tissue")
        table = [row for row in rows("before/flows") if row["balance"] == "slaughter"]
        into = sum(flows[row["flow"]] * tissue[row["flow"]] for row in table if row["source"] == "outside")
        out = sum(flows[row["flow"]] * tissue[row["flow"]] for row in table if row["target"] == "outside")
        assert into == pytest.approx(out, rel=1e-5)
        assert into / 100 == pytest.approx(flows["K01"], rel=1e-5)

    def test_nitrogen_of_the_pig_and_of_the_meal_is_that_of_protein(self):
        nitrogen = held("before", "nitrogen")
        assert 2.2 < nitrogen["K01"] < 2.7
        # meat and bone meal with about half protein: 0.50 / 6.25
        assert nitrogen["K55"] == pytest.approx(8, abs=0.5)

    def test_everything_condemned_is_rendered(self):
        flows = amounts("before")
        assert flows["K26"] + flows["K34"] + flows["K53"] == pytest.approx(flows["K54"] + flows["K55"] + flows["K56"])

    def test_chilling_takes_two_per_cent_of_the_hot_carcass(self):
        flows = amounts("before")
        assert flows["K41"] / flows["K36"] == pytest.approx(0.0212, abs=0.0002)


class TestOxygenDemand:
    def test_blood_water_carries_three_tenths_of_a_kilogram_for_each_kilogram_of_blood(self):
        # protein C16H24O5N4 takes 16.5 O2: 1.5 kg/kg; 18 % of blood is protein: 0.27, with its fat 0.30
        flows, demand, tissue = amounts("before"), held("before", "COD"), held("before", "tissue")
        load = flows["Q03"] * demand["Q03"] / 1000
        assert load / (1000 * flows["K12"] * tissue["K12"] / 100) == pytest.approx(0.30, abs=0.001)
        assert pytest.approx(1.50, abs=0.01) == 16.5 * 32.0 / (16 * 12.011 + 24 * 1.008 + 5 * 15.999 + 4 * 14.007)

    @pytest.mark.parametrize("state", ["before", "after"])
    @pytest.mark.parametrize("quantity", ["COD", "BOD5"])
    def test_the_drains_carry_to_the_tank_what_the_shops_let_go(self, state, quantity):
        flows, demand = amounts(state), held(state, quantity)
        sources = sum(flows[f] * demand[f] for f in demand if f < "Q18")
        assert sources == pytest.approx(flows["Q30"] * demand["Q30"], rel=1e-5)

    def test_a_pig_gives_1354_grams_before_and_1116_after(self):
        for state, load in (("before", 1.354), ("after", 1.116)):
            flows, demand = amounts(state), held(state, "COD")
            assert flows["Q30"] * demand["Q30"] / 1000 / HEADS == pytest.approx(load, abs=0.001)

    def test_the_effluent_is_easy_to_degrade(self):
        assert 0.4 < held("before", "BOD5")["Q30"] / held("before", "COD")["Q30"] < 0.6


class TestWaterAndCold:
    def test_water_of_a_pig_and_waste_water_of_a_tonne_of_live_weight(self):
        flows = amounts("before")
        assert 1000 * flows["W01"] / HEADS == pytest.approx(626.8, abs=0.1)
        assert flows["W54"] / flows["K01"] == pytest.approx(5.426, abs=0.001)
        assert flows["W54"] / flows["K01"] < 6.5

    def test_steam_scalding_takes_over_forty_kilograms_of_water_less(self):
        before, after = amounts("before"), amounts("after")
        saved = before["K14"] + before["K15"] - after["K14"] - after["K15"]
        assert 1000 * saved / HEADS == pytest.approx(38.9, abs=0.1)

    def test_a_carcass_gives_up_its_heat_from_38_to_4_degrees(self):
        flows = amounts("before")
        assert flows["R01"] == pytest.approx(flows["K36"] * 3.3 * 34 / 1000, rel=1e-5)

    def test_the_condensers_reject_what_is_cooled_and_compressed(self):
        flows = amounts("before")
        assert flows["R09"] + flows["R10"] == pytest.approx(flows["R11"])
        assert flows["R12"] == pytest.approx(flows["W45"] * 2.45, rel=1e-5)
        assert 1.2 < flows["R09"] / flows["R10"] < 3.5

    def test_compression_takes_62_per_cent_of_the_power_of_refrigeration(self):
        flows = amounts("before")
        assert flows["R10"] / (flows["E03"] * 3.6 / 330) == pytest.approx(0.62, abs=0.001)

    def test_the_boiler_is_as_efficient_as_a_gas_boiler(self):
        flows = amounts("before")
        assert 0.80 < (flows["N06"] - flows["N08"]) / flows["N04"] < 0.92

    def test_scald_and_blood_options_stand_only_in_the_state_after(self):
        before, after = amounts("before"), amounts("after")
        assert 1000 * before["K57"] / HEADS == pytest.approx(2.524, abs=0.001)
        assert 1000 * after["K57"] / HEADS == pytest.approx(3.316, abs=0.001)
        assert (before["W29"], after["W29"]) == (14, 0)


class TestPlanted:
    def test_measured_flows_lie_near_the_truth_save_the_planted_ones(self):
        true = amounts("before")
        for row in rows("flows"):
            if row["amount"] and row["flow"] not in PLANTED:
                value = float(row["amount"])
                assert abs(value - true[row["flow"]]) <= 4 * float(row["rsd"]) * value, row["flow"]

    def test_the_rail_scale_weighs_hook_and_gambrel(self):
        measured = {row["flow"]: float(row["amount"] or 0) for row in rows("flows")}
        assert 1000 * (measured["K36"] - amounts("before")["K36"]) / HEADS == pytest.approx(2.1, abs=0.2)

    def test_litres_of_blood_were_taken_for_kilograms(self):
        measured = {row["flow"]: float(row["amount"] or 0) for row in rows("flows")}
        assert amounts("before")["K11"] / measured["K11"] == pytest.approx(1.055, abs=0.002)

    def test_the_filtered_sample_lost_its_blood_cells(self):
        found = {(row["flow"], row["quantity"]): row["content"] for row in rows("contents")}
        assert float(found["Q03", "COD"]) / held("before", "COD")["Q03"] == pytest.approx(0.6, abs=0.03)

    def test_reconciliation_names_the_rail_scale(self, audit):
        assert list(reconcile(audit, "slaughter").suspects["members"]) == [["K36"]]

    def test_reconciliation_names_the_meter_that_the_hydrant_goes_round(self, audit):
        assert list(reconcile(audit, "water").suspects["members"]) == [["W28"]]

    @pytest.mark.parametrize("balance", ["sewer", "steam", "refrigeration", "electricity", "energy"])
    def test_the_other_balances_pass_the_global_test(self, audit, balance):
        assert reconcile(audit, balance).p > 0.05

    def test_oxygen_demand_policy_and_rendering_hold_the_level_back(self, audit):
        failed = set(evaluate(audit).limiting_failed)
        assert failed == {"pig_teaching_cod", "pig_teaching_policy", "pig_teaching_rendering"}

    def test_the_options_lift_the_level(self, audit):
        assert evaluate(audit, after=True).level == "II"

    def test_the_discharge_standard_gives_a_second_verdict(self, audit):
        verdicts = evaluate(audit).others.set_index("indicator")
        assert verdicts.loc["pig_drain", "bound"] == 6.5
        assert verdicts.loc["pig_drain", "met"]

    def test_less_was_rendered_in_one_quarter_than_was_cut_out(self):
        heads = {row["month"]: float(row["amount"]) for row in rows("production") if row["product"] == "PIGS"}
        rendered = {row["month"]: float(row["amount"]) for row in rows("waste_records") if row["waste"] == "WS3"}
        share = {month: rendered[month] / heads[month] for month in heads}
        short = [month for month in share if share[month] < 0.85 * sum(share.values()) / len(share)]
        assert short == ["2012-07", "2012-08", "2012-09"]

    def test_ammonia_exceeds_its_limit_in_january_only(self):
        tests = [row for row in rows("monitoring") if row["outlet"] == "DW001" and row["kind"] == "manual"]
        above = [r["date"][5:7] for r in tests if float(r["concentration"]) > float(r["limit"])]
        assert above == ["01", "01"]


class TestRecords:
    def test_the_month_of_the_spring_festival_kills_the_most(self):
        heads = {row["month"]: float(row["amount"]) for row in rows("production") if row["product"] == "PIGS"}
        assert len(heads) == 36
        assert max(heads, key=heads.get) == "2012-01"
        assert sum(value for month, value in heads.items() if month.startswith("2012")) == 500000

    def test_live_weight_of_the_year_is_heads_times_weight(self):
        pigs = [float(r["amount"]) for r in rows("consumption") if r["item"] == "PIG" and r["month"].startswith("2012")]
        assert sum(pigs) * 1000 / 500000 == pytest.approx(110, rel=0.01)

    def test_one_month_of_one_meter_is_unknown_and_not_zero(self):
        unknown = [(row["place"], row["month"]) for row in rows("consumption") if not row["amount"]]
        assert unknown == [("分割包装", "2011-04")]

    def test_the_amount_of_a_sampled_flow_is_the_mean_of_its_nights(self):
        plan = {row["point"]: row["flow"] for row in rows("measurement_plan")}
        flows = {row["flow"]: row for row in rows("flows")}
        nights = defaultdict(list)
        for row in rows("measurements"):
            if row["quantity"] == "amount" and row["value"]:
                nights[plan[row["point"]]].append(float(row["value"]))
        assert len(nights) == 30
        for flow, values in nights.items():
            assert sum(values) / len(values) == pytest.approx(float(flows[flow]["amount"]), rel=1e-5)


class TestOptions:
    def test_the_cost_class_follows_the_thresholds_of_the_case(self):
        for row in rows("options"):
            cost = float(row["investment"])
            expected = "none" if cost == 0 else "low" if cost < 20 else "medium" if cost < 150 else "high"
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

    def test_blood_and_gas_of_the_benefits_are_what_the_truths_differ_by(self):
        before, after = amounts("before"), amounts("after")
        quantity = {(row["option"], row["item"]): row["quantity"] for row in rows("benefits")}
        assert float(quantity["F3-1", "blood"]) == pytest.approx(330 * (after["K57"] - before["K57"]), rel=1e-3)
        gas = (before["N02"] - after["N02"]) * 29307.6 / 38931 * 1000
        assert float(quantity["F2-1", "natural_gas"]) == pytest.approx(gas, rel=2e-3)

    def test_every_implemented_option_has_evidence(self):
        shown = {row["option"] for row in rows("evidence")}
        assert {row["option"] for row in rows("options") if row["status"] == "implemented"} <= shown
