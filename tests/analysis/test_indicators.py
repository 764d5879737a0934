"""The composite index against values worked by hand."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.analysis.indicators import composite_index, effective_weights, split_by_product

COLUMNS = [
    "indicator",
    "group",
    "group_weight",
    "weight",
    "direction",
    "level1",
    "level2",
    "level3",
    "limiting",
]


def system_of(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


# Nine indicators in one group, five of them limiting; synthetic.
PLANT = system_of(
    ("electricity", "all", 1, 0.12, "lower", 3000, 3100, 3200, True),
    ("zinc recovery", "all", 1, 0.13, "higher", 97, 96, 95, True),
    ("water intake", "all", 1, 0.10, "lower", 5, 6, 8, True),
    ("water reuse", "all", 1, 0.10, "higher", 95, 93, 90, False),
    ("residue use", "all", 1, 0.10, "higher", 95, 90, 85, False),
    ("COD", "all", 1, 0.10, "lower", 0.2, 0.3, 0.4, True),
    ("SO2", "all", 1, 0.10, "lower", 1.5, 2.0, 2.5, True),
    ("equipment", "all", 1, 0.15, "meets", None, None, None, False),
    ("management", "all", 1, 0.10, "meets", None, None, None, False),
)
MEASURED = {
    **{"electricity": 3050, "zinc recovery": 96.5, "water intake": 4.2, "water reuse": 94, "residue use": 88},
    **{"COD": 0.15, "SO2": 1.9, "equipment": "I", "management": "I"},
}


def meeting(*rows):
    """A system of qualitative indicators: (name, group, group weight, weight, limiting)."""
    return system_of(*((n, g, gw, w, "meets", None, None, None, limit) for n, g, gw, w, limit in rows))


# Two groups: A (0.4) with one indicator at each level, B (0.6) with I and II.
TWO_GROUPS = meeting(
    ("a1", "A", 0.4, 0.5, False),
    ("a2", "A", 0.4, 0.3, False),
    ("a3", "A", 0.4, 0.2, False),
    ("b1", "B", 0.6, 0.7, False),
    ("b2", "B", 0.6, 0.3, False),
)
# Three groups (0.5, 0.3, 0.2) with best levels (I, II), (II), (I, III).
THREE_GROUPS = meeting(
    ("a1", "A", 0.5, 0.6, False),
    ("a2", "A", 0.5, 0.4, False),
    ("b1", "B", 0.3, 1.0, False),
    ("c1", "C", 0.2, 0.5, False),
    ("c2", "C", 0.2, 0.5, False),
)
THREE_REACHED = {"a1": "I", "a2": "II", "b1": "II", "c1": "I", "c2": "III"}


def test_membership_is_cumulative_so_that_the_index_of_iii_is_100():
    evaluation = composite_index(TWO_GROUPS, {"a1": "I", "a2": "II", "a3": "III", "b1": "I", "b2": "II"})
    assert evaluation.index == pytest.approx({"I": 62, "II": 92, "III": 100})
    assert evaluation.level == "II"


def test_a_plant_with_45_and_90_points_is_at_level_two():
    evaluation = composite_index(PLANT, MEASURED)
    assert evaluation.index == pytest.approx({"I": 45, "II": 90, "III": 100})
    assert evaluation.level == "II"
    assert evaluation.limiting_failed == []


def test_a_limiting_indicator_below_ii_vetoes_level_two_in_spite_of_90_points():
    evaluation = composite_index(PLANT, {**MEASURED, "SO2": 2.2, "residue use": 91})
    assert evaluation.index["II"] == pytest.approx(90)
    assert evaluation.level == "III"
    assert evaluation.limiting_failed == ["SO2"]


def test_a_limiting_indicator_below_iii_leaves_no_level():
    evaluation = composite_index(PLANT, {**MEASURED, "SO2": 2.6})
    assert evaluation.level is None
    assert evaluation.limiting_failed == ["SO2"]
    assert evaluation.reached["SO2"] == "none"


def test_three_groups_give_40_90_100():
    evaluation = composite_index(THREE_GROUPS, THREE_REACHED)
    assert evaluation.index == pytest.approx({"I": 40, "II": 90, "III": 100})
    assert evaluation.level == "II"


@pytest.mark.parametrize("missing", [None, float("nan"), "absent"])
def test_a_missing_indicator_shares_its_weight_within_the_group(missing):
    values = {**THREE_REACHED, "a2": missing}
    if missing == "absent":
        del values["a2"]
    evaluation = composite_index(THREE_GROUPS, values)
    assert evaluation.index == pytest.approx({"I": 60, "II": 90, "III": 100})
    assert evaluation.missing == ["a2"]


def test_a_wholly_missing_group_shares_its_weight_over_the_groups():
    evaluation = composite_index(THREE_GROUPS, {k: v for k, v in THREE_REACHED.items() if k[0] != "c"})
    assert evaluation.index == pytest.approx({"I": 37.5, "II": 100, "III": 100})


def test_the_level_iii_indicator_as_limiting_holds_the_plant_at_iii():
    limiting = THREE_GROUPS.assign(limiting=THREE_GROUPS["indicator"] == "c2")
    evaluation = composite_index(limiting, THREE_REACHED)
    assert evaluation.level == "III"
    assert evaluation.limiting_failed == ["c2"]


def test_a_missing_limiting_indicator_leaves_the_level_open_but_gives_the_index():
    evaluation = composite_index(PLANT, {**MEASURED, "COD": None})
    assert evaluation.level is None
    assert evaluation.missing == ["COD"]
    assert evaluation.index["I"] == pytest.approx(100 * 0.35 / 0.90)


@pytest.mark.parametrize("direction, levels", [("lower", (5, 6, 8)), ("higher", (97, 96, 95))])
def test_boundaries_belong_to_the_better_level(direction, levels):
    one = system_of(("x", "g", 1, 1, direction, *levels, False))
    assert [composite_index(one, {"x": value}).level for value in levels] == ["I", "II", "III"]
    beyond = levels[2] + (0.001 if direction == "lower" else -0.001)
    assert composite_index(one, {"x": beyond}).level is None


def test_a_boundary_reached_by_binary_fractions_counts():
    one = system_of(("x", "g", 1, 1, "lower", 0.3, 0.4, 0.5, False))
    assert composite_index(one, {"x": 0.1 + 0.2}).level == "I"


def test_exactly_85_points_are_enough_and_84_are_not():
    at_85 = meeting(("x", "g", 1, 0.85, False), ("y", "g", 1, 0.15, False))
    at_84 = meeting(("x", "g", 1, 0.84, False), ("y", "g", 1, 0.16, False))
    values = {"x": "I", "y": "III"}
    assert composite_index(at_85, values).level == "I"
    assert composite_index(at_84, values).level == "III"


def test_100_points_survive_the_rounding_of_ten_tenths():
    tenths = meeting(*((f"i{k}", "g", 1, 0.1, False) for k in range(10)))
    assert composite_index(tenths, {f"i{k}": "III" for k in range(10)}).level == "III"


def test_the_newer_rule_asks_every_indicator_of_a_level_one_plant_for_ii():
    at_90 = meeting(("x", "g", 1, 0.90, False), ("y", "g", 1, 0.10, False))
    values = {"x": "I", "y": "III"}
    assert composite_index(at_90, values).level == "I"
    assert composite_index(at_90, values, newer=True).level == "II"
    assert composite_index(at_90, {"x": "I", "y": "II"}, newer=True).level == "I"


def test_an_indicator_with_an_empty_benchmark_counts_as_missing():
    open_system = system_of(("x", "g", 1, 0.5, "lower", 1, None, 3, False), ("y", "g", 1, 0.5, "lower", 1, 2, 3, False))
    evaluation = composite_index(open_system, {"x": 0.5, "y": 2})
    assert evaluation.missing == ["x"]
    assert evaluation.index == pytest.approx({"I": 0, "II": 100, "III": 100})


def test_without_any_value_there_is_no_index_and_no_level():
    evaluation = composite_index(THREE_GROUPS, {})
    assert evaluation.level is None
    assert all(value != value for value in evaluation.index.values())


def test_negative_benchmarks_of_an_energy_exporter_are_read():
    acid = system_of(("steam", "g", 1, 1, "lower", -10, -5, 2, False))
    assert composite_index(acid, {"steam": -7}).level == "II"


@pytest.mark.parametrize(
    "change, message",
    [
        ({"weight": 0.4}, "A: 组内权重"),
        ({"weight": float("nan")}, "A: 组内权重"),
        ({"group_weight": 0.5}, "A: 同组的一级权重不一致"),
        ({"direction": "up"}, "a1: 未知方向"),
        ({"indicator": "a2"}, "a2: 指标重复"),
    ],
)
def test_one_wrong_cell_of_a_system_is_named(change, message):
    spoiled = TWO_GROUPS.copy()
    for column, value in change.items():
        spoiled.loc[0, column] = value
    with pytest.raises(ValueError, match=message):
        composite_index(spoiled, {})


def test_group_weights_that_do_not_sum_to_one_name_the_groups():
    with pytest.raises(ValueError, match="A、B: 一级权重"):
        composite_index(TWO_GROUPS.replace({"group_weight": {0.6: 0.5}}), {})


def test_benchmarks_in_the_wrong_order_name_the_indicator():
    wrong = system_of(("x", "g", 1, 1, "lower", 8, 6, 5, False))
    with pytest.raises(ValueError, match="x: 各级基准值次序相反"):
        composite_index(wrong, {})


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="limiting"):
        composite_index(TWO_GROUPS.drop(columns="limiting"), {})


@pytest.mark.parametrize(
    "values, message",
    [
        ({"SO3": 1.0}, "SO3"),
        ({"SO2": "low"}, "SO2: 'low' 不是数"),
        ({"equipment": "Ⅰ"}, "equipment: 'Ⅰ' 应为下列之一"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(values, message):
    with pytest.raises(ValueError, match=message):
        composite_index(PLANT, values)


def test_weights_of_two_products_follow_their_share_of_output():
    rows = system_of(
        ("energy of tile", "g", 1, 0.6, "lower", 1, 2, 3, False),
        ("energy of ware", "g", 1, 0.6, "lower", 1, 2, 3, False),
        ("water", "g", 1, 0.4, "lower", 1, 2, 3, False),
    ).assign(product=["tile", "ware", ""])
    split = split_by_product(rows, {"tile": 300, "ware": 100})
    assert split["weight"].tolist() == pytest.approx([0.45, 0.15, 0.4])
    values = {"energy of tile": 1, "energy of ware": 3, "water": 2}
    assert composite_index(split, values).index == pytest.approx({"I": 45, "II": 85, "III": 100})


def test_a_product_that_is_not_made_leaves_the_system():
    rows = system_of(("x", "g", 1, 1, "lower", 1, 2, 3, False), ("y", "g", 1, 1, "lower", 1, 2, 3, False)).assign(
        product=["a", "b"]
    )
    assert split_by_product(rows, {"a": 10, "b": 0})["indicator"].tolist() == ["x"]


def test_a_product_without_output_is_named():
    rows = system_of(("x", "g", 1, 1, "lower", 1, 2, 3, False)).assign(product=["a"])
    with pytest.raises(ValueError, match="'a'"):
        split_by_product(rows, {"b": 1})


unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def plants(draw):
    """A sound system of lower-is-better indicators and a value of each."""
    rows, values = [], {}
    shares = draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    for number, share in enumerate(shares):
        weights = draw(st.lists(st.integers(1, 9), min_size=1, max_size=4))
        for place, weight in enumerate(weights):
            name = f"{number}.{place}"
            levels = sorted(draw(st.lists(st.floats(-100, 100), min_size=3, max_size=3)))
            limiting = draw(st.booleans())
            rows.append((name, f"g{number}", share / sum(shares), weight / sum(weights), "lower", *levels, limiting))
            values[name] = draw(st.floats(-150, 150))
    return system_of(*rows), values


@unhurried
@given(plants())
def test_a_plant_at_level_i_everywhere_has_100_points_at_every_level(plant):
    system, _ = plant
    best = dict(zip(system["indicator"], system["level1"], strict=True))
    evaluation = composite_index(system, best)
    assert evaluation.index == {"I": 100, "II": 100, "III": 100}
    assert evaluation.level == "I"


@unhurried
@given(plants(), st.data())
def test_a_better_value_never_lowers_index_or_level(plant, data):
    system, values = plant
    name = data.draw(st.sampled_from(sorted(values)))
    better = {**values, name: values[name] - data.draw(st.floats(0, 100))}
    old, new = composite_index(system, values), composite_index(system, better)
    order = ["I", "II", "III", None]
    assert order.index(new.level) <= order.index(old.level)
    assert all(new.index[k] >= old.index[k] - 1e-9 for k in old.index)


@unhurried
@given(plants(), st.data())
def test_weights_sum_to_one_whatever_is_missing(plant, data):
    system, values = plant
    present = [data.draw(st.booleans()) for _ in values]
    total = effective_weights(system, present).sum()
    assert total == pytest.approx(1 if any(present) else 0)
