"""Which meter next? Additional or better meters ranked by what they cut from the uncertainty of one figure."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.linalg import null_space

from workbench.errors import ReconciliationError

MOST_TOGETHER = 3  # meters bought together that are tried exhaustively
UNSEEN = 1e-9


@dataclass(frozen=True)
class Information:
    """What meters tell about a network: only where they stand and how good they are, never what they read.

    Attributes
    ----------
    basis : ndarray (n, p)
        Every set of flows that closes the balances is a combination of these columns.
    covariance : ndarray (p, p)
        Pseudo-inverse of the information of the meters about the combination.
    unseen : ndarray (p, q)
        Directions about which the meters say nothing.
    """

    basis: np.ndarray
    covariance: np.ndarray
    unseen: np.ndarray

    def variance(self, target):
        """Return the variance of a linear function of the flows, inf where it is not observable."""
        along = self.basis.T @ target
        if np.linalg.norm(self.unseen.T @ along) > UNSEEN * max(np.linalg.norm(target), 1e-300):
            return np.inf
        return float(along @ self.covariance @ along)

    def variance_with(self, target, flow, sd):
        """Return the variance of a linear function once `flow` has a further reading, by a rank-one update."""
        along, meter = self.basis.T @ target, self.basis[flow]
        blind, new = self.unseen.T @ along, self.unseen.T @ meter
        share = 0.0
        if np.linalg.norm(new) > UNSEEN:
            # the reading is all that is known about one more direction: the target leans on it
            share = float(new @ blind / (new @ new))
            if np.linalg.norm(blind - share * new) > UNSEEN * max(np.linalg.norm(target), 1e-300):
                return np.inf
            rest = along - share * meter
            return float(rest @ self.covariance @ rest + share**2 * sd**2)
        if np.linalg.norm(blind) > UNSEEN * max(np.linalg.norm(target), 1e-300):
            return np.inf
        spread = self.covariance @ meter
        return float(along @ self.covariance @ along - (along @ spread) ** 2 / (sd**2 + meter @ spread))


def gather_information(A, sd):
    """Return what the present meters tell.

    Parameters
    ----------
    A : array_like or sparse (m, n)
        Balances.
    sd : array_like (n,)
        Standard uncertainty of each meter, nan where there is none; 0 is not allowed (no meter is exact).

    Returns
    -------
    Information
    """
    A = A.toarray() if hasattr(A, "toarray") else np.asarray(A, dtype=float)
    sd = np.asarray(sd, dtype=float)
    wrong = np.flatnonzero(sd <= 0)
    if sd.shape != (A.shape[1],) or len(wrong):
        raise ReconciliationError(
            f"计划测点需要每个物流的正标准不确定度或空值 / planning needs a positive sd or nan per flow: "
            f"{', '.join(map(str, wrong))}",
            wrong,
        )
    basis = null_space(A)
    scaled = basis[~np.isnan(sd)] / sd[~np.isnan(sd)][:, None]
    _, size, vectors = np.linalg.svd(scaled, full_matrices=True)
    seen = np.zeros(basis.shape[1], dtype=bool)
    seen[: len(size)] = size > 1e-10 * max(size.max(initial=0.0), 1e-300)
    inverse = vectors[seen].T / size[seen[: len(size)]]
    return Information(basis, inverse @ inverse.T, vectors[~seen].T)


def rank_meters(A, sd, candidates, target, *, price=1.0):
    """Rank single meters by the uncertainty of `target` they remove for their cost.

    Parameters
    ----------
    A : array_like or sparse (m, n)
        Balances.
    sd : array_like (n,)
        Standard uncertainty of each present meter, nan where there is none.
    candidates : DataFrame
        ``flow`` (column), ``sd`` (of the new meter) and ``cost`` [元]; a candidate where there is a meter already
        replaces it and must be better.
    target : array_like (n,)
        Coefficients of the figure whose uncertainty matters: a loss as the difference of two flows, for instance.
    price : float
        What one unit of the figure is worth, to give uncertainties in 元. [元 per unit]

    Returns
    -------
    DataFrame
        `candidates` with ``sd_before``, ``sd_after``, ``cut`` and ``cut_per_cost``, best first; sd_before is inf where
        the figure is not observable yet, and meters that make it so come first, by their cost.
    """
    information, target = gather_information(A, sd), np.asarray(target, dtype=float)
    before = np.sqrt(max(information.variance(target), 0.0)) * price
    ranked = candidates.copy()
    ranked["sd_before"] = before
    ranked["sd_after"] = [
        np.sqrt(max(information.variance_with(target, int(flow), _added_sd(sd, int(flow), new)), 0.0)) * price
        for flow, new in zip(candidates["flow"], candidates["sd"], strict=True)
    ]
    after = ranked["sd_after"].to_numpy()
    reached = np.isfinite(after)
    ranked["cut"] = np.where(reached, before - np.where(reached, after, 0.0), 0.0)
    ranked["cut_per_cost"] = ranked["cut"] / ranked["cost"]
    # where the figure becomes observable at all the cut is infinite and cost alone decides
    return ranked.sort_values(["cut_per_cost", "cost", "sd_after"], ascending=[False, True, True], ignore_index=True)


def _added_sd(sd, flow, new):
    """Return the sd of the further reading that turns the present meter into the new one."""
    present = float(np.asarray(sd, dtype=float)[flow])
    if np.isnan(present):
        return float(new)
    if new >= present:
        raise ReconciliationError(
            f"候选仪表 (列 {flow}) 不比现有的更准 / the candidate at column {flow} is no better than the present meter",
            [flow],
        )
    return float((new**-2.0 - present**-2.0) ** -0.5)


def make_checkable(A, sd, candidates, process):
    """Return the cheapest set of meters that makes the balance of one process a check.

    Parameters
    ----------
    A : array_like or sparse (m, n)
    sd : array_like (n,)
        Standard uncertainty of each present meter, nan where there is none.
    candidates : DataFrame
        ``flow``, ``sd`` and ``cost`` [元].
    process : int
        Row of the process in `A`.

    Returns
    -------
    tuple of (list of int, float)
        Rows of `candidates` (empty when the balance is a check already) and the standard uncertainty of its
        closure; the list is None where no combination of up to three meters suffices.

    Notes
    -----
    A balance checks measurements when its flows are known without it: its closure must be observable in the
    network of the other balances.
    """
    A = A.toarray() if hasattr(A, "toarray") else np.asarray(A, dtype=float)
    others, target, sd = np.delete(A, process, axis=0), A[process], np.asarray(sd, dtype=float)
    best = None
    for count in range(MOST_TOGETHER + 1):
        for chosen in combinations(range(len(candidates)), count):
            cost = float(candidates["cost"].iloc[list(chosen)].sum())
            if best is not None and cost >= best[0]:
                continue
            variance = gather_information(others, _with_meters(sd, candidates, chosen)).variance(target)
            if np.isfinite(variance):
                best = (cost, list(chosen), float(np.sqrt(max(variance, 0.0))))
    return (None, np.inf) if best is None else (best[1], best[2])


def _with_meters(sd, candidates, chosen):
    extended = sd.copy()
    for row in chosen:
        flow, new = int(candidates["flow"].iloc[row]), float(candidates["sd"].iloc[row])
        extended[flow] = np.fmin(extended[flow], new)
    return extended
