"""Networks of meters for the classroom, and what the reconciliation says about their readings."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import chdtri

from ...analysis.reconciliation import find_suspects, solve
from ...analysis.reconciliation.inputs import read_balance
from ...analysis.reconciliation.local_tests import sidak_limit
from ...case import load_case

EXERCISE = "E3.2"
LEVEL = 0.05  # of false alarms


@dataclass(frozen=True, eq=False)
class Plant:
    """A network of meters.

    Attributes
    ----------
    id : str
        ``E3.2``, or case and balance joined by a stroke.
    flows : DataFrame
        flow, name, source, target (names of the ends).
    matrix : ndarray (balances, flows)
        +1 where a flow enters, −1 where it leaves.
    read, balanced, sd, lower : ndarray (flows,)
        Readings, values that close every balance (nan where not measured), standard uncertainties and least values.
        [unit]
    unit : str
    """

    id: str
    flows: pd.DataFrame
    matrix: np.ndarray
    read: np.ndarray
    balanced: np.ndarray
    sd: np.ndarray
    lower: np.ndarray
    unit: str

    @property
    def meters(self):
        """Names and places of the flows that have a meter of known uncertainty."""
        there = np.flatnonzero(~np.isnan(self.read) & (self.sd > 0))
        return [(f"{self.flows['flow'][place]} {self.flows['name'][place]}".strip(), int(place)) for place in there]


def exercise_plant(lang="zh"):
    """Return the network of exercise E3.2: f1 = f2 + f3, f2 = f4 + f5, f3 + f4 = f6 (synthetic)."""
    read = np.array([1004, 648, 357, 371, 229, 772.0])
    nodes = ("A", "B", "C")
    outside = "系统外" if lang == "zh" else "outside"
    ends = [(outside, "A"), ("A", "B"), ("A", "C"), ("B", "C"), ("B", outside), ("C", outside)]
    flows = pd.DataFrame({"flow": [f"f{place}" for place in range(1, 7)], "name": ""})
    flows[["source", "target"]] = ends
    matrix = np.array([[(target == node) - (source == node) for source, target in ends] for node in nodes], dtype=float)
    truth = np.array([1000, 640, 360, 410, 230, 770.0])
    share = np.array([0.01, 0.015, 0.015, 0.015, 0.02, 0.01])
    return Plant(EXERCISE, flows, matrix, read, truth, share * read, np.full(6, np.nan), "t/h")


def case_plant(case, balance, lang="zh"):
    """Return the network of one balance of a case, its amounts only.

    Parameters
    ----------
    case : Case
    balance : str
    lang : {"zh", "en"}
    """
    data = read_balance(case, balance, None)
    flows, names = data.network.flows, case.names(lang)
    shown = flows["name"]
    if lang == "en":
        shown = flows["name_en"].where(flows["name_en"] != "", flows["name"])
    table = pd.DataFrame({"flow": flows["flow"].to_numpy(), "name": shown.to_numpy()})
    table["source"], table["target"] = (flows[end].map(names).to_numpy() for end in ("source", "target"))
    matrix = data.network.matrix.toarray()
    values = solve(matrix, data.amounts, data.amount_sd, lower=data.lower).values
    balanced = np.where(np.isnan(data.amounts), np.nan, values)
    unit = data.network.balance["unit"]
    return Plant(f"{case.id}/{balance}", table, matrix, data.amounts, balanced, data.amount_sd, data.lower, unit)


@lru_cache(maxsize=8)
def plant_of(name, lang="zh"):
    """Return the plant of an id: ``E3.2``, or case and balance joined by a stroke."""
    if name == EXERCISE:
        return exercise_plant(lang)
    case, _, balance = name.partition("/")
    return case_plant(load_case(case), balance, lang)


def examine(plant, readings):
    """Return what the engine says about readings.

    Parameters
    ----------
    plant : Plant
    readings : ndarray (flows,)
        nan where not measured. [unit]

    Returns
    -------
    dict
        closure (gap over input across the boundary [1]), chi2, dof, chi2_limit, z_limit (Šidák), z, values, suspects
        (places of the flows that are named), found (the suspects themselves), chi2_without (without the first one).
    """
    solution = solve(plant.matrix, readings, plant.sd, lower=plant.lower)
    found = find_suspects(solution, lower=plant.lower)
    crossing = plant.matrix.sum(axis=0)
    entering = readings[crossing > 0].sum()
    tested = int((solution.status == "redundant").sum())
    result = {
        "closure": float(abs(crossing @ np.where(crossing == 0, 0.0, readings)) / entering) if entering else np.nan,
        **{"chi2": float(solution.chi2), "dof": int(solution.dof), "z": solution.z, "values": solution.values},
        "chi2_limit": float(chdtri(solution.dof, LEVEL)) if solution.dof else np.nan,
        "z_limit": float(sidak_limit(tested, LEVEL)) if tested else np.nan,
        **{"suspects": [member for suspect in found for member in suspect.members], "found": found},
    }
    if found:
        rest = np.where(np.arange(len(readings)) == found[0].members[0], np.nan, readings)
        without = solve(plant.matrix, rest, plant.sd, lower=plant.lower)
        result |= {"chi2_without": float(without.chi2), "corrected": float(without.values[found[0].members[0]])}
    return result


def with_bias(plant, start, meter, bias):
    """Return readings with one meter wrong.

    Parameters
    ----------
    plant : Plant
    start : {"read", "balanced"}
        Whether to begin with the readings or with values that close.
    meter : int
        Place of the flow.
    bias : float
        Error. [standard uncertainties of the meter]
    """
    readings = getattr(plant, start).copy()
    readings[meter] += bias * plant.sd[meter]
    return readings


def readings_table(plant, readings, lang):
    """Return the meters as a table: name, source, target, reading, sd."""
    label = (plant.flows["flow"] + " " + plant.flows["name"]).str.strip()
    return (
        plant.flows[["source", "target"]]
        .assign(reading=readings, sd=plant.sd)
        .assign(name=label)[["name", "source", "target", "reading", "sd"]]
    )
