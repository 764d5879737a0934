"""What amounts per unit of output are divided by: worked for a plant with two zinc works and an acid plant."""

import math

import pandas as pd
import pytest

from workbench.analysis.denominators import denominators, main_kind, output_by
from workbench.analysis.records import find_jumps, item_consumption, unit_consumption

PRODUCTS = """product,name,workshop,unit,main
Z3,锌锭(三厂),三厂,t/a,yes
Z1,锌锭(一厂),一厂,t/a,no
AC,硫酸,酸厂,t/a,no
"""
PRODUCTION = "product,month,amount,unit\n" + "\n".join(
    f"{product},{month},{amount},t"
    for month in ("2011-01", "2012-01")
    for product, amount in [("Z3", 100), ("Z1", 60), ("AC", 200)]
)
CONSUMPTION = """item,place,month,amount,unit,product
water,全厂(一级表),2012-01,1600,m3,
power,三厂电积,2012-01,3000,kWh,
power,一厂电积,2012-01,1800,kWh,
power,酸厂,2012-01,400,kWh,AC
coal,锅炉,2012-01,10,t,
"""


@pytest.fixture
def case(audit):
    return audit(products=PRODUCTS, production=PRODUCTION, consumption=CONSUMPTION)


def test_each_place_is_divided_by_the_product_it_serves(case):
    table = unit_consumption(case).set_index("place")
    assert table["per_output"].to_dict() == pytest.approx(
        {"全厂(一级表)": 10, "三厂电积": 30, "一厂电积": 30, "酸厂": 2, "锅炉": 0.1}
    )
    assert table.loc["全厂(一级表)", "denominator"] == "锌锭(三厂) + 锌锭(一厂)"
    assert table.loc["酸厂", "denominator"] == "硫酸"


def test_an_item_used_for_different_products_is_divided_by_all_of_the_main_kind(case):
    table = item_consumption(case).set_index("item")
    assert table.loc["power", "per_output"] == pytest.approx(5200 / 160)
    assert table.loc["coal", ["denominator", "output_unit"]].tolist() == ["锌锭(三厂)", "t"]


def test_products_of_one_kind_differ_in_brackets_only(case, audit):
    assert main_kind(case) == ("Z3", "Z1")
    assert main_kind(audit(products=PRODUCTS.replace("yes", "no"))) == ()


def test_outputs_are_added_only_where_all_are_known(audit):
    gap = PRODUCTION.replace("Z1,2012-01,60,t", "Z1,2012-01,,t")
    made, unit = output_by(audit(products=PRODUCTS, production=gap), ("Z3", "Z1"), "year")
    assert (made[2011], unit) == (160, "t")
    assert math.isnan(made[2012])
    other, _ = output_by(
        audit(products=PRODUCTS, production=PRODUCTION.replace("60,t", "60,m3")), ("Z3", "Z1"), "month"
    )
    assert other.isna().all()
    assert output_by(audit(), ("Z9",), "year")[0].empty


def test_wastes_are_divided_too_and_jumps_are_seen(audit):
    records = "waste,month,amount,unit\nW1,2011-01,50,t\nW1,2012-01,80,t\nW2,2012-01,16,t\n"
    wastes = "waste,name,kind\nW1,渣,solid_waste\nW2,全厂废水,waste_water\n"
    case = audit(products=PRODUCTS, production=PRODUCTION, waste_records=records, wastes=wastes)
    assert denominators(case, "waste_records")["products"].tolist() == [("Z3",), ("Z3", "Z1")]
    table = unit_consumption(case, "waste_records")
    assert table["per_output"].tolist() == pytest.approx([0.5, 0.8, 0.1])
    jumps = find_jumps(case, "waste_records")
    assert jumps["change"].tolist() == pytest.approx([0.6])


def test_without_products_nothing_is_divided(audit):
    table = unit_consumption(
        audit(consumption=CONSUMPTION.replace(",product", "").replace(",AC", "").replace(",\n", "\n"))
    )
    assert table["per_output"].isna().all()
    assert isinstance(table, pd.DataFrame)
