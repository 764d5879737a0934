"""The manganese plant is possible: Faraday, acid, oxygen, chromate, ammonium; the planted faults stand where they should."""

from collections import defaultdict
from functools import cache

import pytest

from tests.cases.truth import Truth
from workbench.analysis.evaluation import evaluate
from workbench.analysis.policy import policy_check
from workbench.analysis.reconciliation import reconcile
from workbench.case import load_case

TRUTH = Truth("electrolytic_manganese")
FOLDER = TRUTH.folder
rows, amounts = TRUTH.rows, TRUTH.amounts
PLANTED = {"E17a", "W15", "E90"}
MN, S, N, SE, CR = 54.938, 32.06, 14.007, 78.97, 51.996
FARADAY = 2 * 96485 / (3.6 * MN)


@cache
def case():
    return load_case(FOLDER)


def carried(state, flow, element):
    """Return what a flow carries of an element. [t/d]"""
    content = {(row["flow"], row["quantity"]): float(row["content"]) for row in rows(f"{state}/contents")}
    return amounts(state)[flow] * content[flow, element] / 100


def year(table, **wanted):
    chosen = [row for row in rows(table) if all(row[key] == value for key, value in wanted.items())]
    return sum(float(row["amount"]) for row in chosen if row["month"].startswith("2011"))


class TestChemistry:
    @pytest.mark.parametrize(("state", "volts", "efficiency"), [("before", 4.25, 0.715), ("after", 4.30, 0.65)])
    def test_direct_current_follows_faraday(self, state, volts, efficiency):
        deposited = amounts(state)["E22"] - 0.1  # the film and the impurities of the dry plates
        per_tonne = 1000 * amounts(state)["P03"] / 330 / deposited
        assert per_tonne == pytest.approx(FARADAY * volts / efficiency, rel=0.003)

    def test_a_volt_costs_975_7_kwh_per_tonne_at_full_efficiency(self):
        assert pytest.approx(975.7, abs=0.1) == FARADAY

    def test_the_product_holds_four_fifths_of_the_manganese_bought(self):
        bought = carried("before", "L01", "Mn") + carried("before", "L42", "Mn")
        assert carried("before", "E23", "Mn") / bought == pytest.approx(0.814, abs=0.001)

    def test_all_chromium_comes_with_the_dichromate(self):
        dichromate = 0.0015 * 100  # 1.5 kg per tonne, 100 t/d
        assert carried("before", "E14", "Cr") == pytest.approx(dichromate * 2 * CR / 294.18, rel=0.001)
        assert carried("before", "E35", "Cr") / carried("before", "E14", "Cr") == pytest.approx(0.90, abs=0.01)

    def test_six_parts_of_ferrous_sulphate_reduce_one_of_dichromate(self):
        in_water = carried("before", "E61", "Cr") / CR / 2  # kmol/d of dichromate, in thousands
        heptahydrate = amounts("before")["E32"] / 278.01
        assert heptahydrate / in_water > 6  # with an excess
        assert heptahydrate / in_water < 10

    def test_selenium_dioxide_is_1_2_kg_per_tonne(self):
        assert carried("before", "E07", "Se") == pytest.approx(0.12 * 0.98 * SE / (SE + 32), rel=0.001)  # 98 % pure

    def test_two_thirds_of_the_new_selenium_go_into_the_product(self):
        assert carried("before", "E23", "Se") / carried("before", "E07", "Se") == pytest.approx(0.657, abs=0.01)

    def test_the_anolyte_brings_back_the_acid_of_the_deposit(self):
        # one mole of sulphuric acid per mole of manganese deposited or oxidised: 100.1 and 5.4 t/d of Mn
        acid = amounts("before")["E11"] * 0.03443742
        assert acid == pytest.approx((100.12 + 5.37) / MN * 98.08, rel=0.02)

    def test_no_selenium_and_no_chromium_is_left_after(self):
        for flow in ("E23", "E30", "E11", "E60"):
            assert carried("after", flow, "Se") == 0
            assert carried("after", flow, "Cr") == 0


class TestOutlets:
    def test_concentration_times_water_is_the_load_of_ammonia(self):
        load = carried("before", "E36", "N") * 330
        assert load == pytest.approx(149.7, abs=0.1)
        tests = [r for r in rows("monitoring") if r["pollutant"] == "ammonia_nitrogen" and r["outlet"] == "DW001"]
        last = next(r for r in tests if r["date"] == "2012-04-17" and r["kind"] == "manual")
        assert float(last["concentration"]) * float(last["flow"]) * 7920 / 1e6 == pytest.approx(load, rel=0.06)

    def test_ammonia_is_a_hundred_times_and_selenium_nine_times_its_limit(self):
        manual = [r for r in rows("monitoring") if r["outlet"] == "DW001" and r["kind"] == "manual"]
        for pollutant, times in (("ammonia_nitrogen", 100), ("total_selenium", 9.6)):
            found = [float(r["concentration"]) / float(r["limit"]) for r in manual if r["pollutant"] == pollutant]
            assert sorted(found)[len(found) // 2] == pytest.approx(times, rel=0.08)

    def test_one_laboratory_reported_ammonium_instead_of_nitrogen(self):
        manual = {
            r["date"]: r for r in rows("monitoring") if r["pollutant"] == "ammonia_nitrogen" and r["outlet"] == "DW001"
        }
        odd = float(manual["2011-06-15"]["concentration"]) * N / (N + 4 * 1.008)
        assert odd == pytest.approx(float(manual["2011-03-09"]["concentration"]), rel=0.06)

    def test_the_analyser_stood_at_the_end_of_its_range_for_eleven_hours(self):
        online = [r["concentration"] for r in rows("monitoring") if r["kind"] == "online"]
        assert online.count("1600") >= 11
        assert max(float(value) for value in online if value) == 1600

    def test_the_leach_takes_more_water_than_the_shop_discharges(self):
        flows = amounts("before")
        assert 0 < flows["W03"] - flows["W33"] < 30


class TestPlantedFindings:
    def test_measured_flows_lie_near_the_truth_save_the_planted_ones(self):
        true = amounts("before")
        for row in rows("flows"):
            if row["amount"] and row["rsd"] and row["flow"] not in PLANTED:
                value = float(row["amount"]) * (24 if row["unit"] == "t/h" else 1)
                assert abs(value - true[row["flow"]]) <= 4 * float(row["rsd"]) * value, row["flow"]

    def test_the_rinse_meter_reads_a_quarter_low(self):
        measured = next(row for row in rows("flows") if row["flow"] == "E17a")
        assert float(measured["amount"]) / amounts("before")["E17a"] == pytest.approx(0.76, abs=0.01)

    def test_the_total_of_the_cell_house_hides_it(self):
        assert 25 / amounts("before")["E06"] < 0.005

    def test_reconciliation_names_the_rinse_meter(self):
        suspects = reconcile(case(), "cells").suspects
        first = suspects.iloc[0]
        assert first["kind"] == "meter" and list(first["members"]) == ["E17a"] and abs(first["z"]) > 5

    def test_sulphur_leaves_the_meter_as_the_only_suspect(self):
        suspects = reconcile(case(), "cells", ["mass", "S"]).suspects
        assert [(row.kind, list(row.members)) for row in suspects.itertuples()] == [("meter", ["E17a"])]

    def test_manganese_names_the_assay_of_the_slime(self):
        suspects = reconcile(case(), "cells", ["mass", "Mn"]).suspects
        assert "E30" in {member for row in suspects.itertuples() for member in row.members}

    def test_the_slime_assay_is_dry_under_a_wet_tag(self):
        measured = next(r for r in rows("contents") if (r["flow"], r["quantity"]) == ("E30", "Mn"))
        moisture = float(next(r["moisture"] for r in rows("flows") if r["flow"] == "E30"))
        assert measured["state"] == "wet"
        wet = carried("before", "E30", "Mn") / amounts("before")["E30"] * 100
        assert float(measured["content"]) * (1 - moisture) == pytest.approx(wet, rel=0.02)

    def test_the_basin_leaks_in_the_truth_and_shows_in_the_water_balance(self):
        assert amounts("before")["W64"] == 54 and amounts("after")["W64"] == 0
        assert "W64" not in {row["flow"] for row in rows("flows")}
        members = {member for row in reconcile(case(), "water").suspects.itertuples() for member in row.members}
        assert "CE" in members

    def test_the_liquor_plant_has_no_fault(self):
        found = reconcile(case(), "liquor", ["mass", "Mn", "N"])
        assert found.suspects.empty and found.p > 0.05

    def test_ten_machines_stand_in_a_list_of_eliminated_ones(self):
        hits = set(policy_check(case())["id"])
        assert {"Q05", "Q15", "Q29"} <= hits

    def test_two_limiting_indicators_hold_the_level_back_and_none_afterwards(self):
        assert set(evaluate(case()).limiting_failed) == {"mn_teaching_reuse", "mn_teaching_policy"}
        after = evaluate(case(), after=True)
        assert not after.limiting_failed and after.level in {"II", "III"}

    def test_the_direct_current_misses_the_policy_by_a_hair(self):
        value = next(float(r["value"]) for r in rows("indicators") if r["indicator"] == "mn_teaching_dc_ratio")
        assert 1 < value < 1.005


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

    def test_33_000_tonnes_were_made_in_2011(self):
        assert year("production", product="EMM") == pytest.approx(33000, abs=1)

    def test_the_year_uses_1_2_kg_of_selenium_dioxide_a_tonne(self):
        assert year("consumption", item="SEO2_SOLID") / 33000 == pytest.approx(1.2)

    def test_one_month_is_unknown(self):
        unknown = [(r["item"], r["place"], r["month"]) for r in rows("consumption") if not r["amount"]]
        assert unknown == [("electricity", "公辅", "2010-06")]

    def test_the_basin_make_up_rises_in_2011(self):
        def per_month(first, last):
            found = [r for r in rows("consumption") if r["place"] == "电解槽循环补水(WM-401)"]
            return sum(float(r["amount"]) for r in found if first <= r["month"] <= last)

        assert per_month("2011-06", "2011-08") / per_month("2010-01", "2010-03") > 1.1


class TestOptions:
    def test_classes_and_cost_classes_follow_the_rules_of_the_case(self):
        options = rows("options")
        assert len({row["class"] for row in options}) == 8
        for row in options:
            cost = float(row["investment"])
            expected = "none" if cost == 0 else "low" if cost < 20 else "medium" if cost <= 500 else "high"
            assert row["cost_class"] == expected, row["option"]

    def test_the_price_of_selenium_decides_f2_7(self):
        # 22 519.5 MWh at 550 and 594 t at 2 200 yuan against 39 600 kg of selenium dioxide
        even = (22519.5 * 550 + 594 * 2200) / 39600
        assert even == pytest.approx(345.8, abs=0.1)
        benefit = {r["item"]: float(r["amount"]) for r in rows("benefits") if r["option"] == "F2-7"}
        assert sum(benefit.values()) - benefit["premium"] < 0 < sum(benefit.values())

    def test_more_power_is_the_price_of_no_selenium(self):
        more = amounts("after")["P02"] - amounts("before")["P02"]
        assert more == pytest.approx(22519.5, abs=1)

    def test_every_implemented_option_has_evidence(self):
        shown = {row["option"] for row in rows("evidence")}
        assert {row["option"] for row in rows("options") if row["status"] == "implemented"} <= shown


def test_each_planted_finding_says_where_it_lies_and_how_it_is_found():
    findings = rows("teacher/findings")
    assert len(findings) >= 20
    assert all(row["where"] and row["truth"] and row["how_found"] for row in findings)
