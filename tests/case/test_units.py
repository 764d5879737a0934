import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.case.units import converter, known, parse
from workbench.errors import UnitError


@pytest.mark.parametrize(
    ("written", "plain", "factor"),
    [
        ("㎥/d", "m3/d", 1),
        ("m³/d", "m3/d", 1),
        ("万m³", "m3", 10_000),
        ("万kWh", "MWh", 10),
        ("吨/年", "t/a", 1),
        ("公斤", "kg", 1),
        ("kW·h", "kWh", 1),
        ("mg/L", "g/m3", 1),
        ("kgce/t", "tce/kt", 1),
        ("tce/万元", "tce/元", 1e-4),
        ("吨标准煤", "kgce", 1000),
        ("%", "1", 0.01),
        ("‰", "%", 0.1),
        ("mg/Nm³(干)", "mg/Nm3", 1),
    ],
)
def test_units_as_people_write_them(written, plain, factor):
    assert converter()(written, plain) == pytest.approx(factor)


@pytest.mark.parametrize("text", ["立方", "T", "120 m3", "m3/", "吨吨", "t/m3 t", "%%%", "kg;t"])
def test_what_is_not_in_the_registry_is_refused(text):
    assert not known(text)
    with pytest.raises(UnitError):
        parse(text)


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [("t/d", "t/a", 330), ("t/h", "t/d", 20), ("t/a", "t/h", 1 / 6600), ("MWh/a", "kWh/d", 1000 / 330)],
)
def test_time_bases_meet_through_the_plant_s_own_days_and_hours(unit, to, factor):
    assert converter(330, 20)(unit, to) == pytest.approx(factor)


@pytest.mark.parametrize(("unit", "to", "named"), [("t/d", "t/a", "operating_days"), ("t/h", "t/d", "operating_hours")])
def test_without_them_the_message_says_what_is_missing(unit, to, named):
    with pytest.raises(UnitError, match=named):
        converter()(unit, to)


def test_mass_never_becomes_volume():
    with pytest.raises(UnitError, match="m3/d 不能换算为 t/d"):
        converter(330, 24)("m3/d", "t/d")


UNITS = st.sampled_from(["t/d", "kg/d", "t/a", "t/h", "g/h"])


@given(UNITS, UNITS, UNITS)
def test_conversions_compose_and_come_back(first, second, third):
    convert = converter(300, 16)
    assert convert(first, second) * convert(second, first) == pytest.approx(1)
    assert convert(first, second) * convert(second, third) == pytest.approx(convert(first, third))
