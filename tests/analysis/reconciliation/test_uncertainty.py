"""Uncertainty to the end: indicators of reconciled balances against repeated measurements."""

import numpy as np
import pandas as pd
import pytest

from workbench.analysis.energy import energy_utilisation
from workbench.analysis.reconciliation import solve
from workbench.analysis.reconciliation.propagation import combine
from workbench.analysis.water import volume_covariance, water_indicators, water_volumes

# water: 100 fresh and 20 with raw materials into the plant; 400 round the tower; 30 evaporate there, 60 are discharged,
# 10 leak, 20 leave in the product; 25 come back from the treatment, which receives 85
WATER = pd.DataFrame(
    [
        ("w1", "outside", "plant", "fresh", 100.0, 2.0),
        ("w2", "outside", "plant", "raw", 20.0, 1.0),
        ("w3", "plant", "tower", "intermediate", 430.0, 9.0),
        ("w4", "tower", "plant", "circulating", 400.0, 8.0),
        ("w5", "tower", "outside", "loss", 30.0, 3.0),
        ("w6", "plant", "treatment", "waste_water", 85.0, 2.0),
        ("w7", "treatment", "plant", "reuse", 25.0, 1.0),
        ("w8", "treatment", "outside", "discharge", 60.0, 1.5),
        ("w9", "plant", "outside", "leakage", 10.0, np.nan),
        ("w10", "plant", "outside", "product", 20.0, 0.5),
    ],
    columns=["flow", "source", "target", "kind", "amount", "sd"],
)
# energy: 1000 of fuel and 200 of electricity come in, a boiler loses 150 and a furnace 250, 800 are of use
ENERGY = pd.DataFrame(
    [
        ("e1", "outside", "boiler", "energy", 1000.0, 20.0),
        ("e2", "outside", "furnace", "energy", 200.0, 2.0),
        ("e3", "boiler", "outside", "loss", 150.0, 15.0),
        ("e4", "boiler", "furnace", "energy", 850.0, 17.0),
        ("e5", "furnace", "outside", "waste_gas", 250.0, np.nan),
        ("e6", "furnace", "outside", "product", 800.0, 16.0),
    ],
    columns=["flow", "source", "target", "kind", "amount", "sd"],
).assign(balance="main")


def incidence(flows):
    processes = [name for name in dict.fromkeys([*flows["source"], *flows["target"]]) if name != "outside"]
    return np.array(
        [(flows["target"] == name).astype(float) - (flows["source"] == name).astype(float) for name in processes]
    )


def reconcile(flows, read):
    """Return the flows with reconciled amounts, and the covariance of these."""
    measured = np.where(flows["sd"].isna(), np.nan, read)
    solution = solve(incidence(flows), measured, flows["sd"].fillna(0.0).to_numpy())
    names = flows["flow"].to_numpy()
    covariance = pd.DataFrame(solution.covariance(), index=names, columns=names)
    return flows.assign(amount=solution.values), covariance


def draw(flows, figure, draws=200):
    """Return the scatter of figures over repeated measurements."""
    random, truth, sd = np.random.default_rng(7), flows["amount"].to_numpy(), flows["sd"].fillna(0.0).to_numpy()
    noise = random.normal(size=(draws, len(truth))) * sd  # 200 draws tell a scatter to 5 %
    return np.std([figure(reconcile(flows, truth + row)[0]) for row in noise], axis=0)


def indicators_of(flows):
    return water_indicators(water_volumes(flows), output=50.0)["value"].to_numpy()


def test_water_indicators_have_the_scatter_of_repeated_measurements():
    flows, covariance = reconcile(WATER, WATER["amount"].to_numpy())
    table = water_indicators(water_volumes(flows), covariance=volume_covariance(flows, covariance), output=50.0)
    assert table["value"].to_numpy() == pytest.approx(indicators_of(WATER))
    drawn = draw(WATER, indicators_of)
    assert table["sd"].to_numpy() == pytest.approx(drawn, rel=0.2, abs=1e-9)


def test_the_uncertainty_of_the_reuse_rate_by_hand():
    # R = r / (r + f): dR = (f dr − r df) / (r + f)²; r = 400 ± 8 and f = 100 ± 2 that nothing links
    flows = WATER.iloc[[0, 3]].assign(amount=[100.0, 400.0])
    covariance = pd.DataFrame(np.diag([4.0, 64.0]), index=["w1", "w4"], columns=["w1", "w4"])
    table = water_indicators(water_volumes(flows), covariance=volume_covariance(flows, covariance))
    found = table.set_index("indicator")["sd"]["reuse_rate"]
    assert found == pytest.approx(np.hypot(100 * 8, 400 * 2) / 500**2)


def test_an_unknown_flow_leaves_unknown_only_what_it_enters():
    flows, covariance = reconcile(WATER, WATER["amount"].to_numpy())
    flows.loc[flows["flow"] == "w9", "amount"] = np.nan
    covariance.loc["w9"] = covariance["w9"] = np.nan
    table = water_indicators(water_volumes(flows), covariance=volume_covariance(flows, covariance))
    unknown = table.set_index("indicator")["sd"].isna()
    assert unknown["leakage_rate"]
    assert not unknown["reuse_rate"]


def test_without_a_covariance_the_uncertainty_is_unknown():
    assert water_indicators(water_volumes(WATER))["sd"].isna().all()
    assert energy_utilisation(ENERGY)["utilisation_sd"].isna().all()


def test_the_utilisation_of_energy_has_the_scatter_of_repeated_measurements():
    flows, covariance = reconcile(ENERGY, ENERGY["amount"].to_numpy())
    [row] = energy_utilisation(flows, {"main": covariance}).to_dict("records")
    names = ["input", "loss", "effective", "utilisation"]
    assert [row[name] for name in names] == pytest.approx([1200, 400, 800, 2 / 3])
    drawn = draw(ENERGY, lambda found: energy_utilisation(found)[names].iloc[0].to_numpy(dtype=float))
    assert [row[f"{name}_sd"] for name in names] == pytest.approx(drawn, rel=0.2)
    # input less loss is the useful energy, and as certain as that
    assert row["effective_sd"] == pytest.approx(np.sqrt(covariance.loc["e6", "e6"]))


def test_figures_that_share_their_values_keep_their_correlation():
    figures, sd = combine([10, 10, np.nan], np.eye(3), lambda x: [x[0] - x[1], x[0] / x[1], x[0] + x[2], 7.0])
    assert figures == pytest.approx([0, 1, np.nan, 7], nan_ok=True)
    assert sd == pytest.approx([np.sqrt(2), np.sqrt(2) / 10, np.nan, 0], nan_ok=True)
