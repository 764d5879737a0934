"""Readings of a large network with contents, and where each flow enters the equations of its processes."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workbench.analysis.reconciliation.fronts import Plan, plan_groups
from workbench.errors import ReconciliationError

EXACT = 1e-8  # relative sd that stands for an exact value


@dataclass(frozen=True)
class Readings:
    """Readings (n, 1 + k) with their weights 1/sd², start values, and how flows couple the processes.

    The block of ``flow[i]`` enters the matrix of the processes with ``sign[i]`` at the place i of the plan.
    """

    A: object
    readings: np.ndarray
    weight: np.ndarray
    exact: np.ndarray
    start: np.ndarray
    plan: Plan
    flow: np.ndarray
    sign: np.ndarray


def read_network(A, amounts, amount_sd, contents, content_sd):
    """Return the `Readings` of `interior.solve_large`.

    Raises
    ------
    ReconciliationError
        Negative readings; ``flows`` has columns of the stacked values.
    """
    A = sp.csr_array(A)
    readings, sd = np.column_stack([amounts, contents]), np.column_stack([amount_sd, content_sd])
    known = ~np.isnan(readings)
    _refuse(readings < 0, "大型网络的数量和含量不能为负", "amounts and contents of a large network cannot be negative")
    size = np.array([np.median(column[column > 0]) if np.any(column > 0) else 0.5 for column in readings.T])
    exact = known & (sd == 0)
    spread = np.where(exact, EXACT * np.maximum(readings, 1e-3 * size), sd)
    weight = np.where(known, 1 / np.where(known, spread, 1.0) ** 2, 0.0)
    # an empty flow starts inside, at a tenth of its uncertainty
    start = np.where(known, np.maximum(readings, 0.1 * np.where(known, spread, 0.0)), _resemble(A, readings, size))
    one, other, flow, sign = _couple(A)
    plan = plan_groups(one, other, A.shape[0], readings.shape[1])
    return Readings(A, np.where(known, readings, np.nan), weight, exact, start, plan, flow, sign)


def _resemble(A, readings, size):
    """Return for every value the geometric mean of the readings around the ends of its flow."""
    ends, usable = abs(A), readings > 0
    logs = np.where(usable, np.log(np.where(usable, readings, 1.0) / size), 0.0)
    total, count = ends.T @ (ends @ logs), ends.T @ (ends @ usable.astype(float))
    return size * np.exp(total / np.maximum(count, 1.0))


def _refuse(wrong, zh, en):
    if wrong.any():
        n, width = wrong.shape
        flows = [
            flow if part == 0 else n + flow * (width - 1) + part - 1
            for flow, part in zip(*np.nonzero(wrong), strict=True)
        ]
        raise ReconciliationError(f"{zh} / {en}: columns {', '.join(map(str, flows[:10]))}", flows)


def _couple(A):
    """Return where the block of each flow enters the matrix of the processes: one end, other end, flow, sign."""
    entries = A.tocoo()
    (process, flow), n = entries.coords, A.shape[1]
    source, target = np.full(n, -1), np.full(n, -1)
    leaving = entries.data < 0
    source[flow[leaving]], target[flow[~leaving]] = process[leaving], process[~leaving]
    leaves, enters = np.flatnonzero(source >= 0), np.flatnonzero(target >= 0)
    joins = np.flatnonzero((source >= 0) & (target >= 0))
    one = np.concatenate([source[leaves], target[enters], source[joins], target[joins]])
    other = np.concatenate([source[leaves], target[enters], target[joins], source[joins]])
    sign = np.repeat([1.0, -1.0], [len(leaves) + len(enters), 2 * len(joins)])
    return one, other, np.concatenate([leaves, enters, joins, joins]), sign
