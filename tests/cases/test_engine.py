"""The engine finds what was worked out by hand: every row of expected.csv that it computes, within its tolerance."""

import csv
from functools import cache
from pathlib import Path

import pytest

from workbench.analysis.balance import balance_processes, balance_scope
from workbench.analysis.economics import appraise_options
from workbench.analysis.energy import energy_consumption, total_energy, unit_energy
from workbench.analysis.evaluation import evaluate
from workbench.analysis.ranking import rank_focus, rank_options
from workbench.analysis.reconciliation import reconcile
from workbench.analysis.water import water_indicators, water_volumes
from workbench.case import load_case

CASES = sorted(path.parent for path in (Path(__file__).parents[2] / "case_data").glob("*/expected.csv"))
ROWS = [
    (folder.name, row)
    for folder in CASES
    for row in csv.DictReader((folder / "expected.csv").read_text(encoding="utf-8").splitlines())
]


@cache
def case_of(name):
    return load_case(name)


def balance(case, name, *parts):
    if len(parts) == 2:
        return balance_scope(case, name, parts[0])[parts[1]]
    if len(parts) == 3:
        process, quantity, figure = parts
        return balance_processes(case, name, quantity).set_index("process").loc[process, figure]
    process, figure = parts[0], "gap"
    return balance_processes(case, name).set_index("process").loc[process, figure]


def ranking(case, item):
    focus = rank_focus(case).set_index("candidate")["total"]
    return focus[item] if item in focus else rank_options(case).set_index("option")["total"][item]


def appraise(case, option, figure):
    return appraise_options(case).set_index("option").loc[option, figure]


def water(case, figure):
    flows = case["flows"]
    flows = flows[flows["balance"] == "water"]
    found = reconcile(case, "water").flows.set_index("flow")
    measured = flows.assign(amount=flows["amount"].fillna(flows["flow"].map(found["reconciled"])))
    table = water_indicators(water_volumes(measured)).set_index("indicator")["value"]
    return 100 * table[figure]


def energy(case, figure):
    if figure == "unit":
        return unit_energy(case)["kgce_per_unit"].iloc[-1]
    table = energy_consumption(case)
    return total_energy(table[table["year"] == table["year"].max()])


def indicators(case, indicator):
    return evaluate(case).indicators.set_index("indicator")["value"][indicator]


ENGINE = {
    "balance": balance,
    "ranking": ranking,
    "appraise": appraise,
    "water": water,
    "energy": energy,
    "indicators": indicators,
}
ENGINE_ONLY = {"water": {"reuse_rate"}, "energy": {"total", "unit"}}


def is_computed(result):
    kind, *rest = result.split(".")
    if kind == "balance" and rest[-1] == "gap" and len(rest) == 3 and rest[1].isupper():
        return True
    return kind in ENGINE and (kind not in ENGINE_ONLY or rest[-1] in ENGINE_ONLY[kind])


COMPUTED = [(name, row) for name, row in ROWS if is_computed(row["result"])]


@pytest.mark.parametrize(
    ("name", "row"), COMPUTED, ids=lambda value: value if isinstance(value, str) else value["result"]
)
def test_the_engine_agrees_with_the_arithmetic_by_hand(name, row):
    kind, *parts = row["result"].split(".")
    if kind == "balance" and len(parts) == 3 and parts[1] not in set(case_of(name)["quantities"]["quantity"]):
        parts = [parts[0], parts[1]]
    found = ENGINE[kind](case_of(name), *parts)
    assert float(found) == pytest.approx(float(row["value"]), abs=float(row["tolerance"]) + 1e-9)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_most_of_the_expected_results_are_computed_by_the_engine(folder):
    rows = [row for name, row in ROWS if name == folder.name]
    assert len(rows) >= 25
    assert sum(is_computed(row["result"]) for row in rows) >= 0.8 * len(rows)
