"""Who is wrong? Serial elimination of biased meters and leaks, with sets that cannot be told apart."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from workbench.analysis.reconciliation.local_tests import is_seen, sidak_limit, whiten
from workbench.errors import ReconciliationError

NEARLY = 3.84  # gap of the likelihood ratio (χ², one degree of freedom, 5 %) within which a rival is not excluded
LEAK_HANDICAP = 2.0  # a leak must explain the data e times as well as any meter before it is named instead
SAME_DIRECTION = 1e-9  # 1 − |cosine| below which two faults leave the same trace in every balance
SIMULATIONS = 49_152
LARGEST_EXACT = 2_000  # faults; above, the Šidák limit is as good, correlations being sparse


@dataclass(frozen=True)
class Suspect:
    """One fault that the balances point at.

    Attributes
    ----------
    kind : str
        ``meter``, ``content`` or ``leak``.
    members : tuple
        The faults of this kind that leave the same trace: one of them is meant, the data cannot say which.
    z : float
        Its test value when it was named, with the sign of the adjustment (a leak: positive = more in than out).
    size : float
        Estimated bias (reading minus truth) of the first member, or amount of the leak; all suspects are
        estimated together.
    alternatives : tuple of (str, object)
        Faults of other kinds (kind, member) that leave the same trace: only one of them is meant.
    rivals : tuple of (str, object)
        Faults with another trace that explain the data nearly as well: a reading a little different would name them.
    """

    kind: str
    members: tuple
    z: float
    size: float
    alternatives: tuple = ()
    rivals: tuple = ()


@dataclass(frozen=True)
class _Faults:
    """Candidate faults: their trace in the whitened checks, one column each."""

    traces: np.ndarray
    kinds: np.ndarray
    members: np.ndarray


def find_suspects(solution, *, members=None, kinds=None, leaks=None, leak_members=None, level=0.05):
    """Name biased meters and leaks one after another until the rest of the data is in order.

    Parameters
    ----------
    solution : Solution
    members : sequence (n,), optional
        Names of the columns; their numbers when left out.
    kinds : sequence (n,), optional
        ``meter`` or ``content`` for each column, ``meter`` when left out.
    leaks : array_like (m, q), optional
        Balances that each leak empties; ``np.eye(m)`` makes every balance a candidate. None considers no leak.
    leak_members : sequence (q,), optional
        Names of the leaks; their numbers when left out.
    level : float
        Probability of naming anything when nothing is wrong.

    Returns
    -------
    list of Suspect
        In the order of naming; where faults of different kinds leave the same trace, each kind has its entry, and
        names the others as its alternatives.

    Raises
    ------
    ReconciliationError
        For a solution without `checks`: a plant too large to have them.

    Notes
    -----
    Serial elimination with the maximum-power test (Narasimhan and Jordache 2000, section 8.3). The critical value
    is the exact quantile of the largest test value over all faults, found once per network by simulation; tests on
    one plant are correlated, and the Šidák limit would give fewer false alarms, and less power, than asked for.
    """
    if solution.find_checks is None:
        raise ReconciliationError("网络太大, 不能逐一检验 / the network is too large to test for suspects one by one")
    faults, imbalance = _faults(solution, members, kinds, leaks, leak_members)
    if not faults.traces.shape[1]:
        return []
    limit = critical_value(faults.traces, faults.kinds == "leak", level)
    named = _eliminate(faults, imbalance, limit)
    sizes = np.linalg.lstsq(faults.traces[:, [lead for lead, *_ in named]], imbalance, rcond=None)[0]
    return [suspect for row, size in zip(named, sizes, strict=True) for suspect in _suspects(faults, row, size)]


def _faults(solution, members, kinds, leaks, leak_members):
    n = len(solution.values)
    traces, balances, imbalance = whiten(solution.checks)
    tested = solution.status == "redundant"
    members = _names(members, n)
    kinds = np.full(n, "meter") if kinds is None else np.asarray(kinds)
    all_traces, all_kinds, all_members = [traces[:, tested]], [kinds[tested]], [members[tested]]
    if leaks is not None:
        leaks = np.asarray(leaks, dtype=float)
        names = _names(leak_members, leaks.shape[1])
        seen = is_seen(solution.checks.combination @ leaks)
        all_traces.append((balances @ leaks)[:, seen])
        all_kinds.append(np.full(np.sum(seen), "leak"))
        all_members.append(names[seen])
    members = np.concatenate(all_members)
    return _Faults(np.column_stack(all_traces), np.concatenate(all_kinds), members), imbalance


def _names(given, count):
    names = np.empty(count, dtype=object)
    names[:] = range(count) if given is None else given
    return names


def same_trace(traces):
    """Return which faults cannot be told apart (bool matrix (q, q))."""
    length = np.linalg.norm(traces, axis=0)
    unit = traces / np.where(length > 0, length, 1.0)
    return np.abs(unit.T @ unit) > 1 - SAME_DIRECTION


def critical_value(traces, handicapped, level=0.05):
    """Return the value that the largest |z| of clean data exceeds with probability `level`.

    Parameters
    ----------
    traces : ndarray (k, q)
        Whitened traces of the faults.
    handicapped : ndarray of bool (q,)
        Faults that are leaks.
    level : float

    Returns
    -------
    float
    """
    length = np.linalg.norm(traces, axis=0)
    unit = traces / length
    first = _first_of_each(unit, handicapped)
    unit, handicapped = unit[:, first], handicapped[first]
    if unit.shape[1] > LARGEST_EXACT or unit.shape[1] == 1:
        return sidak_limit(unit.shape[1], level)
    return _simulate_limit(unit.round(12).tobytes(), unit.shape, int(np.sum(~handicapped)), level)


def _first_of_each(unit, handicapped):
    """Return one fault of every trace, meters first; a leak with the trace of a meter never wins."""
    order = np.argsort(handicapped, kind="stable")
    same = np.abs(unit[:, order].T @ unit[:, order]) > 1 - SAME_DIRECTION
    return order[~np.any(np.tril(same, -1), axis=1)]


@lru_cache(maxsize=256)
def _simulate_limit(content, shape, meters, level):
    unit = np.frombuffer(content).reshape(shape)
    draws = int(np.clip(2e9 / unit.size, 4096, SIMULATIONS))
    random = np.random.default_rng(0)  # fixed: the same network always has the same limit
    largest = [_largest(random.standard_normal((part, shape[0])) @ unit, meters) for part in _parts(draws)]
    return float(np.quantile(np.concatenate(largest), 1 - level))


def _parts(draws, most=16_384):
    return [min(most, draws - start) for start in range(0, draws, most)]


def _largest(z, meters):
    squares = z**2
    meter = squares[:, :meters].max(axis=1, initial=0.0)
    return np.sqrt(np.maximum(meter, squares[:, meters:].max(axis=1, initial=0.0) - LEAK_HANDICAP))


def _eliminate(faults, imbalance, limit):
    """Return (column, columns of the same trace, z, columns of rivals) of each fault in the order of naming."""
    traces, rest, named = faults.traces.copy(), imbalance.copy(), []
    full = np.linalg.norm(traces, axis=0)
    handicap = np.where(faults.kinds == "leak", LEAK_HANDICAP, 0.0)
    for _ in range(len(imbalance)):
        length = np.linalg.norm(traces, axis=0)
        open_ = length > 1e-6 * full  # what is left of a trace once the named faults are free
        z = np.where(open_, traces.T @ rest / np.where(open_, length, 1.0), 0.0)
        lead = int(np.argmax(z**2 - handicap))
        if z[lead] ** 2 - handicap[lead] <= limit**2:
            break
        unit = traces / np.where(open_, length, 1.0)
        same = np.flatnonzero(open_ & (np.abs(unit.T @ unit[:, lead]) > 1 - SAME_DIRECTION))
        gap = z[lead] ** 2 - handicap[lead] - (z**2 - handicap)
        rivals = np.setdiff1d(np.flatnonzero(open_ & (gap < NEARLY)), same)
        named.append((lead, same, float(z[lead]), rivals[np.argsort(gap[rivals])]))
        direction = unit[:, lead].copy()
        traces -= np.outer(direction, direction @ traces)
        rest -= direction * (direction @ rest)
    return named


def _suspects(faults, named, size):
    """Return one suspect per kind of fault with this trace, the kind that was named first."""
    lead, same, z, close = named
    rivals = tuple((str(faults.kinds[i]), faults.members[i]) for i in close)
    same = [lead, *(fault for fault in same if fault != lead)]
    kinds = list(dict.fromkeys(faults.kinds[same]))
    groups = {kind: [fault for fault in same if faults.kinds[fault] == kind] for kind in kinds}
    suspects = []
    for kind, group in groups.items():
        first = faults.traces[:, group[0]]
        scale = float(first @ faults.traces[:, lead] / (first @ first))
        sign = np.sign(scale) * (-1 if kind == "leak" else 1)
        others = [(str(faults.kinds[i]), faults.members[i]) for i in same if faults.kinds[i] != kind]
        # a bias shifts the imbalance by minus its trace, and so does a loss
        members = tuple(faults.members[fault] for fault in group)
        suspects.append(Suspect(str(kind), members, float(sign * z), -scale * float(size), tuple(others), rivals))
    return suspects
