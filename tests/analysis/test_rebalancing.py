"""Which flows give way when a balance is changed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.rebalancing import pass_on, take_back

COLUMNS = ["flow", "source", "target", "kind", "carried"]


def network(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


CHAIN = network(
    ("a", "outside", "U1", "raw", 100.0),
    ("b", "U1", "U2", "intermediate", 100.0),
    ("r", "U2", "U1", "recycle", 30.0),
    ("p", "U2", "outside", "product", 70.0),
    ("x", "outside", "U2", "reaction", 500.0),
)


def test_a_surplus_is_taken_back_to_what_is_bought_and_never_to_a_reaction():
    assert take_back(CHAIN, "U2", 10).to_dict() == pytest.approx({"a": -10, "b": -10})


def test_an_opened_return_may_carry_the_surplus_instead():
    # 10/30 of the recycle is more than 10/100 of the main flow: least relative change keeps the recycle
    assert take_back(CHAIN, "U2", 10, opened=True).to_dict() == pytest.approx({"a": -10, "b": -10})
    large = CHAIN.assign(carried=[100.0, 100.0, 3000.0, 70.0, 500.0])
    assert take_back(large, "U2", 10, opened=True).to_dict() == pytest.approx({"a": -10, "r": 10})


def test_nothing_gives_way_beyond_what_it_carries():
    two = network(("a", "outside", "U1", "raw", 8.0), ("b", "outside", "U1", "fresh", 4.0))
    assert take_back(two, "U1", 10).to_dict() == pytest.approx({"a": -8, "b": -2})
    assert take_back(two, "U1", 13) is None
    assert take_back(two, "U9", 1) is None


def test_an_unknown_input_cannot_be_bought_less():
    unknown = CHAIN.assign(carried=[float("nan"), 100.0, 30.0, 70.0, 500.0])
    assert take_back(unknown, "U2", 10) is None


def test_an_unknown_flow_inside_passes_the_change_on():
    unknown = CHAIN.assign(carried=[100.0, float("nan"), 30.0, 70.0, 500.0])
    assert take_back(unknown, "U2", 10).to_dict() == pytest.approx({"a": -10, "b": -10})


def test_a_shortage_is_passed_on_by_a_single_outlet_or_a_treatment_but_not_by_a_product():
    flows = network(
        ("w", "U1", "T", "waste_water", 50.0),
        ("s", "T", "outside", "solid_waste", 5.0),
        ("o", "T", "outside", "discharge", 45.0),
    )
    assert pass_on(flows, "T", 10) is None
    assert pass_on(flows, "T", 10, {"T"}).to_dict() == pytest.approx({"o": -10})
    assert pass_on(network(("p", "U1", "outside", "product", 50.0)), "U1", 10) is None
    assert pass_on(network(("p", "U1", "outside", "power", 50.0)), "U1", 10).to_dict() == pytest.approx({"p": -10})


AMOUNTS = st.lists(st.floats(1.0, 1000.0), min_size=6, max_size=6)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, st.floats(0.01, 0.99), st.booleans())
def test_whatever_gives_way_the_balance_closes_and_nothing_turns_negative(amounts, share, opened):
    flows = network(
        *[
            (name, source, target, kind, carried)
            for (name, source, target, kind), carried in zip(
                [
                    ("a", "outside", "U1", "raw"),
                    ("b", "U1", "U2", "intermediate"),
                    ("c", "U2", "U3", "intermediate"),
                    ("r", "U3", "U1", "recycle"),
                    ("m", "outside", "U3", "fresh"),
                    ("p", "U3", "outside", "product"),
                ],
                amounts,
                strict=True,
            )
        ]
    )
    surplus = share * amounts[0]
    changes = take_back(flows, "U3", surplus, opened=opened)
    if changes is None:  # the chain carries too little to take it back
        assert min(amounts[1], amounts[2]) + amounts[4] < surplus * (1 + 1e-6)
        return
    moved = flows["flow"].map(changes).fillna(0.0)
    for process, wanted in (("U1", 0.0), ("U2", 0.0), ("U3", -surplus)):
        into = moved[flows["target"] == process].sum() - moved[flows["source"] == process].sum()
        assert into == pytest.approx(wanted, abs=1e-6 * surplus)
    assert (flows["carried"] + moved >= -1e-6 * surplus).all()
    assert moved[flows["flow"] == "p"].eq(0).all()
