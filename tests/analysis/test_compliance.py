"""Emissions against limits, converted by hand."""

import math

import pandas as pd
import pytest

from workbench.analysis.compliance import (
    compliance_states,
    emission_compliance,
    monitoring_statistics,
    reference_oxygen,
    reference_water,
    total_compliance,
)
from workbench.case import load_case

HEADER = (
    "outlet,pollutant,date,sample,name,medium,first_class,kind,concentration,unit,detection_limit,flow,flow_unit,"
    "oxygen,reference_oxygen,reference_water,output,limit,standard\n"
)


@pytest.fixture
def outlets(plant):
    def build(*rows):
        return load_case(plant({"monitoring.csv": HEADER + "\n".join(rows) + "\n"}))

    return build


def judged(case):
    return emission_compliance(case["monitoring"], case.convert).iloc[0]


def test_92_5_cubic_metres_per_tonne_against_50_raise_the_concentration():
    assert reference_water(80, 92.5 * 100, [(100, 50)]) == pytest.approx(80 * 1.85)


def test_several_products_share_the_reference_volume():
    assert reference_water(60, 3000, [(10, 50), (40, 20)]) == pytest.approx(60 * 3000 / 1300)


def test_less_water_than_the_reference_leaves_the_measured_value():
    assert reference_water(80, 4000, [(100, 50)]) == 80


def test_dilution_with_air_is_calculated_back():
    assert reference_oxygen(100, 0.16, 0.10) == pytest.approx(220)
    with pytest.raises(ValueError, match="21 %"):
        reference_oxygen(100, 0.21, 0.10)


def test_diluted_waste_water_exceeds_its_limit_after_conversion(outlets):
    row = judged(outlets("W1,COD,2012-03-01,1,总排口,waste_water,,manual,90,mg/L,,9250,m3/d,,,50,100,100,GB 3544"))
    assert row["concentration"] == pytest.approx(166.5)
    assert (row["met"], row["converted"]) == (False, "water")
    assert row["excess"] == pytest.approx(0.665)


def test_an_hourly_flow_is_taken_by_the_case_s_own_hours(outlets):
    row = judged(outlets("W1,COD,2012-03-01,1,,waste_water,,manual,90,mg/L,,250,m3/h,,,50,100,100,"))
    assert row["concentration"] == pytest.approx(90 * 250 * 24 / 5000)


def test_kiln_gas_is_judged_at_ten_per_cent_oxygen(outlets):
    row = judged(outlets("G1,NOx,2012-03-01,1,窑尾,waste_gas,,manual,500,mg/Nm3,,,,0.12,0.10,,,800,GB 4915"))
    assert row["concentration"] == pytest.approx(500 * 0.11 / 0.09)
    assert (row["met"], row["converted"]) == (True, "oxygen")


@pytest.mark.parametrize(
    "row, note",
    [
        ("G1,SO2,2012-03-01,1,,waste_gas,,manual,500,mg/Nm3,,,,,0.10,,,400,", "含氧量"),
        ("G1,SO2,2012-03-01,1,,waste_gas,,manual,500,mg/Nm3,,,,0.21,0.10,,,400,", "数据无效"),
        ("W1,COD,2012-03-01,1,,waste_water,,manual,90,mg/L,,,m3/d,,,50,100,100,", "水量"),
        ("W1,COD,2012-03-01,1,,waste_water,,manual,90,mg/L,,900,,,,50,100,100,", "水量"),
        ("W1,COD,2012-03-01,1,,waste_water,,manual,90,mg/L,,900,m3/d,,,50,,100,", "产量"),
    ],
)
def test_what_cannot_be_converted_is_not_judged(outlets, row, note):
    found = judged(outlets(row))
    assert found["met"] is None and math.isnan(found["concentration"])
    assert note in found["note"]


def test_the_limit_itself_is_met(outlets):
    assert judged(outlets("W1,COD,2012-03-01,1,,waste_water,,manual,60,mg/L,,,,,,,,60,"))["met"] is True
    assert judged(outlets("W1,COD,2012-03-01,1,,waste_water,,manual,60.1,mg/L,,,,,,,,60,"))["met"] is False


def test_below_detection_is_met_and_stays_unknown(outlets):
    row = judged(outlets("W1,总铅,2012-03-01,1,,waste_water,,manual,,mg/L,0.05,,,,,,,0.5,"))
    assert row["met"] is True and row["below_detection"]
    assert math.isnan(row["concentration"])


def test_lead_is_a_first_class_pollutant_of_the_workshop_outlet(outlets):
    row = judged(outlets("W1,总铅,2012-03-01,1,,waste_water,,manual,0.3,mg/L,,,,,,,,0.5,"))
    assert row["first_class"] and "车间" in row["note"]


@pytest.mark.parametrize(
    "pollutant, first", [("total_cadmium", True), ("六价铬", True), ("COD", False), ("总锌", False)]
)
def test_first_class_pollutants_are_known_by_name(outlets, pollutant, first):
    row = judged(outlets(f"W1,{pollutant},2012-03-01,1,,waste_water,,manual,0.3,mg/L,,,,,,,,0.5,"))
    assert row["first_class"] == first


def test_without_a_limit_nothing_is_judged(outlets):
    assert judged(outlets("W1,COD,2012-03-01,1,,waste_water,,manual,60,mg/L,,,,,,,,,"))["met"] is None


def test_on_line_data_have_their_statistics(outlets):
    case = outlets(
        "G1,SO2,2012-03-01,1,尾气,waste_gas,,online,380,mg/Nm3,,100000,Nm3/h,,,,,400,GB 25466",
        "G1,SO2,2012-03-01,2,尾气,waste_gas,,online,420,mg/Nm3,,100000,Nm3/h,,,,,400,GB 25466",
        "G1,SO2,2012-03-01,3,尾气,waste_gas,,online,,mg/Nm3,,100000,Nm3/h,,,,,400,GB 25466",
        "G1,SO2,2012-03-01,4,尾气,waste_gas,,online,340,mg/Nm3,,120000,Nm3/h,,,,,400,GB 25466",
    )
    row = monitoring_statistics(case).iloc[0]
    assert (row["n"], row["valid"], row["mean"], row["maximum"]) == (4, 0.75, 380, 420)
    assert (row["exceedances"], row["exceedance_rate"]) == (1, pytest.approx(1 / 3))
    # C·Q: 912, 1008 and 979.2 kg/d in 24 h.
    assert row["load"] == pytest.approx((912 + 1008 + 979.2) / 3)


def test_a_load_whose_units_do_not_join_is_unknown(outlets):
    case = outlets(
        "G1,SO2,2012-03-01,1,,waste_gas,,online,380,mg/m3,,1000,Nm3/h,,,,,400,",
        "W1,COD,2012-03-01,1,,waste_water,,manual,50,mg/L,,1000,m3/d,,,,,400,",
    )
    loads = monitoring_statistics(case)["load"]
    assert math.isnan(loads.iloc[0]) and loads.iloc[1] == pytest.approx(50)


def test_a_case_without_monitoring_has_empty_tables(plant):
    case = load_case(plant())
    assert emission_compliance(case["monitoring"]).empty and monitoring_statistics(case).empty


def test_yearly_totals_are_compared_with_the_permit():
    permits = pd.DataFrame(
        [
            ("P1", "total", "COD", 45.0, "t/a", 46.2),
            ("P2", "total", "SO2", 45.0, "t/a", float("nan")),
            ("P3", "assessment", "", float("nan"), "", float("nan")),
        ],
        columns=["permit", "kind", "pollutant", "limit", "unit", "actual"],
    )
    table = total_compliance(permits)
    assert table["permit"].tolist() == ["P1", "P2"]
    assert table["excess"].iloc[0] == pytest.approx(0.0267, abs=5e-5)
    assert table["met"].tolist() == [False, None]


def test_outlets_stand_before_and_after_the_audit(audit):
    rows = "outlet,pollutant,date,sample,medium,concentration,unit,limit\n" + "\n".join(
        f"{outlet},x,{date},{n},waste_gas,{value},mg/m3,10"
        for n, (outlet, date, value) in enumerate(
            [
                *[("A", "2012-01-01", 12), ("A", "2012-06-01", 9), ("A", "2013-06-01", 8), ("A", "2013-04-01", 11)],
                *[("B", "2012-01-01", 9), ("C", "2012-01-01", 12), ("C", "2012-02-01", 9), ("D", "2012-01-01", 12)],
                ("E", "2013-06-01", 12),
            ]
        )
    )
    table = compliance_states(audit(settings={"audit_date": "2013-03-15"}, monitoring=rows)).set_index("outlet")
    expected = {"A": "met", "B": "kept", "C": "unproven", "D": "exceeded", "E": "exceeded"}
    assert table["verdict"].to_dict() == expected
    assert table.loc["A", ["samples_before", "exceeded_before", "maximum_before"]].tolist() == [2, 1, 12]
    assert table.loc["A", ["samples_after", "exceeded_after", "maximum_after"]].tolist() == [1, 0, 8]
