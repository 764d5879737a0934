"""The pharmaceutical works is possible: ampoules counted, water stepped, acetone closed, carbon as tracer; faults planted."""

from collections import defaultdict
from functools import cache

import pytest

from tests.cases.truth import Truth
from workbench.analysis.evaluation import evaluate
from workbench.analysis.policy import policy_check
from workbench.analysis.reconciliation import reconcile
from workbench.case import load_case

TRUTH = Truth("pharmaceuticals")
FOLDER = TRUTH.folder
rows, amounts = TRUTH.rows, TRUTH.amounts
PLANTED = {"I04", "W04", "B04", "B10", "B90", "I90"}
ACETONE_DENSITY = 0.79  # kg/L
VENTS = ("B06", "B14", "B17", "B24")


@cache
def case():
    return load_case(FOLDER)


def carried(state, flow, quantity):
    """Return what a flow carries of a quantity. [kg/d]"""
    content = {(row["flow"], row["quantity"]): float(row["content"]) for row in rows(f"{state}/contents")}
    return amounts(state)[flow] * content[flow, quantity] / 100


def measured(flow):
    return next(row for row in rows("flows") if row["flow"] == flow)


def monthly(item, place, first, last):
    found = [r for r in rows("consumption") if (r["item"], r["place"]) == (item, place) and first <= r["month"] <= last]
    return sum(float(row["amount"]) for row in found)


class TestAmpoules:
    def test_48_ten_thousand_good_ampoules_of_4_2_grams_are_in_the_product(self):
        assert carried("before", "I43", "glass") == pytest.approx(480000 * 4.2 / 1000, rel=1e-6)

    def test_every_ampoule_fed_is_a_good_one_or_broken_somewhere(self):
        broken = ("I18", "I21", "I24", "I34", "I38", "I40", "I42")
        lost = sum(carried("before", flow, "glass") for flow in broken)
        assert carried("before", "I43", "glass") + lost == pytest.approx(carried("before", "I17", "glass"), rel=1e-6)

    def test_an_ampoule_holds_2_15_millilitres_with_its_overfill(self):
        solution = amounts("before")["I43"] - carried("before", "I43", "glass")
        assert solution / 480000 * 1000 == pytest.approx(2.15 * 1.02, rel=0.02)  # 30 g/kg, density about 1.02

    def test_93_per_cent_of_the_drug_is_sold(self):
        assert carried("before", "I43", "active") / carried("before", "I28", "active") == pytest.approx(
            0.9305, abs=0.0005
        )

    def test_less_than_one_per_cent_of_the_city_water_ends_in_an_ampoule(self):
        flows = amounts("before")
        assert flows["W19"] / (flows["W02"] + flows["W13"]) < 0.01


class TestWater:
    def test_each_step_of_water_making_has_the_yield_of_its_kind(self):
        flows = amounts("before")
        assert flows["I05"] / flows["I03"] == pytest.approx(0.73, abs=0.005)
        assert flows["I12"] / flows["I08"] == pytest.approx(0.88, abs=0.005)
        assert 0.6 < flows["I07"] / flows["I01"] < 0.75

    def test_the_vacuum_test_uses_a_fifth_of_the_dyed_water(self):
        assert amounts("after")["W13"] / amounts("before")["W13"] == pytest.approx(0.21 / 1.1, rel=0.01)

    def test_the_reject_feeds_the_cooling_tower_afterwards_only(self):
        names = {row["name"] for row in rows("before/flows")}
        assert "浓水补冷却塔" not in names
        after = {row["name"]: float(row["amount"]) for row in rows("after/flows")}
        assert after["浓水补冷却塔"] == pytest.approx(amounts("before")["W04"], rel=1e-6)

    def test_the_still_takes_0_31_tonnes_of_steam_a_tonne_of_water(self):
        flows = amounts("before")
        assert flows["V06"] / (flows["I12"] / 1000) == pytest.approx(0.31, abs=0.005)


class TestAcetone:
    def test_what_is_bought_is_what_is_lost(self):
        lost = sum(carried("before", flow, "solvent") for flow in (*VENTS, "B10", "B26", "B27"))
        assert lost == pytest.approx(520, rel=1e-6)

    def test_92_per_cent_come_back_from_the_column(self):
        assert carried("before", "B25", "solvent") / carried("before", "B03", "solvent") == pytest.approx(
            0.92, abs=0.001
        )

    def test_359_kg_a_tonne_go_to_the_air_before_and_44_after(self):
        assert sum(carried("before", flow, "solvent") for flow in VENTS) == pytest.approx(359, rel=1e-6)
        assert carried("after", "B14", "solvent") + carried("after", "B29", "solvent") == pytest.approx(43.6, abs=0.1)

    def test_the_option_moves_some_acetone_into_waste(self):
        assert carried("after", "B31", "solvent") == pytest.approx(71.3, abs=0.1)
        assert not [row for row in rows("before/flows") if row["flow"] == "B31"]

    def test_reaction_keeps_the_mass_of_organics(self):
        fed = carried("before", "B01", "organics") + carried("before", "B02", "organics")
        out = sum(carried("before", flow, "organics") for flow in ("B10", "B17", "B19", "B20", "B26", "B27"))
        assert fed == pytest.approx(out, rel=1e-6)
        assert carried("before", "B19", "organics") / fed == pytest.approx(0.693, abs=0.002)

    def test_the_dryer_vent_holds_what_the_gas_analysis_finds(self):
        # 150 kg/d in 9 800 Nm3/h
        by_balance = carried("before", "B17", "solvent") * 1e6 / (9800 * 24)
        found = [
            float(r["concentration"]) for r in rows("monitoring") if (r["outlet"], r["pollutant"]) == ("DA002", "NMHC")
        ]
        assert sum(found) / len(found) == pytest.approx(by_balance, rel=0.05)

    def test_the_samples_of_the_reactor_vent_show_too_little(self):
        by_balance = (carried("before", "B06", "solvent") + carried("before", "B24", "solvent")) * 1e6 / (2800 * 24)
        found = [
            float(r["concentration"]) for r in rows("monitoring") if (r["outlet"], r["pollutant"]) == ("DA001", "NMHC")
        ]
        assert max(found) < 0.1 * by_balance


class TestPlantedFindings:
    def test_measured_flows_lie_near_the_truth_save_the_planted_ones(self):
        true = amounts("before")
        for row in rows("flows"):
            if row["amount"] and row["rsd"] and row["flow"] not in PLANTED:
                assert abs(float(row["amount"]) - true[row["flow"]]) <= 4 * float(row["rsd"]) * true[row["flow"]], row[
                    "flow"
                ]

    def test_the_rotameter_reads_a_quarter_low_and_the_total_hides_it(self):
        assert float(measured("I04")["amount"]) / amounts("before")["I04"] == pytest.approx(0.75, abs=0.01)
        assert 0.25 * amounts("before")["I04"] / (amounts("before")["I01"] + amounts("before")["I36"]) < 0.05

    def test_reconciliation_names_the_rotameter(self):
        first = reconcile(case(), "injection").suspects.iloc[0]
        assert (first["kind"], list(first["members"])) == ("meter", ["I04"]) and abs(first["z"]) > 5

    def test_the_requisition_is_in_litres(self):
        assert float(measured("B04")["amount"]) * ACETONE_DENSITY == pytest.approx(amounts("before")["B04"], rel=0.01)

    def test_reconciliation_doubts_the_requisition_or_the_tank(self):
        first = reconcile(case(), "bulk").suspects.iloc[0]
        assert "B04" in list(first["members"]) and abs(first["z"]) > 5

    def test_the_ledger_of_acetone_steps_up_in_july_2012(self):
        made = {r["month"]: float(r["amount"]) for r in rows("production") if r["product"] == "API"}

        def per_tonne(first, last):
            months = [month for month in made if first <= month <= last]
            return monthly("ACETONE", "原料车间", first, last) / sum(made[month] for month in months)

        assert per_tonne("2012-07", "2012-12") / per_tonne("2012-01", "2012-06") == pytest.approx(
            1 / ACETONE_DENSITY, rel=0.03
        )

    def test_the_spent_carbon_is_booked_as_the_carbon_fed(self):
        assert float(measured("B10")["amount"]) == pytest.approx(amounts("before")["B08"], rel=0.02)
        assert amounts("before")["B10"] == pytest.approx(44, abs=0.1)

    def test_carbon_as_a_tracer_finds_it(self):
        suspects = reconcile(case(), "bulk", ["mass", "carbon"]).suspects
        assert list(suspects.iloc[0]["members"]) == ["B10"] and abs(suspects.iloc[0]["z"]) > 20

    def test_the_tank_of_the_vacuum_pumps_overflows_in_the_truth_only(self):
        assert (amounts("before")["W60"], amounts("after")["W60"]) == (6, 0)
        assert "W60" not in {row["flow"] for row in rows("flows")}
        found = reconcile(case(), "water").suspects
        assert "W5" in {member for members in found["members"] for member in members}

    def test_the_still_the_oven_the_motor_and_the_transformer_are_on_a_list(self):
        assert {"Q05", "Q16", "Q20", "Q21"} <= set(policy_check(case())["id"])

    def test_the_vents_hold_the_level_back_until_the_option(self):
        assert set(evaluate(case()).limiting_failed) == {"pha_teaching_voc", "pha_teaching_policy"}
        after = evaluate(case(), after=True)
        assert not after.limiting_failed and after.level in {"II", "III"}

    def test_the_analyser_froze_for_fourteen_hours(self):
        online = [row["concentration"] for row in rows("monitoring") if row["kind"] == "online"]
        assert online.count("73.6") >= 14

    def test_clean_water_dilutes_the_outfall(self):
        flows = amounts("before")
        clean = flows["W04"] + flows["W32"] + flows["W37"]
        undiluted = 74 * flows["W58"] / (flows["W58"] - clean)
        assert undiluted == pytest.approx(86, abs=1)


class TestRecords:
    def test_every_series_runs_for_36_months(self):
        for table, keys in (
            ("consumption", ("item", "place")),
            ("production", ("product",)),
            ("waste_records", ("waste",)),
        ):
            months = defaultdict(set)
            for row in rows(table):
                months[tuple(row[key] for key in keys)].add(row["month"])
            assert {len(found) for found in months.values()} == {36}

    def test_300_tonnes_and_144_million_ampoules_were_made_in_2012(self):
        for product, expected in (("API", 300), ("INJ", 144e6)):
            made = sum(
                float(r["amount"]) for r in rows("production") if r["product"] == product and r["month"] >= "2012"
            )
            assert made == pytest.approx(expected, rel=1e-6)

    def test_air_handling_hardly_stops_when_the_shop_does(self):
        stopped, before = (monthly("electricity", "洁净区空调", month, month) for month in ("2011-07", "2011-06"))
        made = {r["month"]: float(r["amount"]) for r in rows("production") if r["product"] == "INJ"}
        assert made["2011-07"] / made["2011-06"] < 0.35
        assert stopped / before > 0.75

    def test_one_month_is_unknown(self):
        unknown = [(r["item"], r["place"], r["month"]) for r in rows("consumption") if not r["amount"]]
        assert unknown == [("electricity", "原料车间", "2011-09")]


class TestOptions:
    def test_classes_and_cost_classes_follow_the_rules_of_the_case(self):
        options = rows("options")
        assert len({row["class"] for row in options}) == 8
        for row in options:
            cost = float(row["investment"])
            expected = "none" if cost == 0 else "low" if cost < 20 else "medium" if cost <= 200 else "high"
            assert row["cost_class"] == expected, row["option"]

    def test_the_acetone_of_f6_2_is_what_the_truths_differ_by(self):
        recovered = (
            carried("after", "B28", "solvent")
            + carried("before", "B14", "solvent")
            - carried("after", "B14", "solvent")
        )
        benefit = next(r for r in rows("benefits") if (r["option"], r["item"]) == ("F6-2", "acetone"))
        assert float(benefit["quantity"]) == pytest.approx(recovered * 300 / 1000, abs=0.05)

    def test_burning_acetone_earns_nothing(self):
        earned = sum(float(r["amount"]) for r in rows("benefits") if r["option"] == "F6-8")
        assert earned < 0

    def test_every_implemented_option_has_evidence(self):
        shown = {row["option"] for row in rows("evidence")}
        assert {row["option"] for row in rows("options") if row["status"] == "implemented"} <= shown


def test_the_lists_of_the_catalogue_are_gone_through_item_by_item():
    classes = [row["class"] for row in rows("policy_checks")]
    assert len(classes) >= 12 and {"encouraged", "restricted", "eliminated", "allowed"} <= set(classes)


def test_each_planted_finding_says_where_it_lies_and_how_it_is_found():
    findings = rows("teacher/findings")
    assert len(findings) >= 20
    assert all(row["where"] and row["truth"] and row["how_found"] for row in findings)
