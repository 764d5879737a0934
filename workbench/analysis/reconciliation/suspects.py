"""Who is wrong? Serial elimination of biased meters and leaks, with sets that cannot be told apart."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from workbench.analysis.reconciliation.limit import critical_value
from workbench.analysis.reconciliation.traces import SAME_DIRECTION, DenseTraces, SparseTraces, make_traces

NEARLY = 3.84  # gap of the likelihood ratio (χ², one degree of freedom, 5 %) within which a rival is not excluded
LEAK_HANDICAP = 2.0  # a leak must explain the data e times as well as any meter before it is named instead


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
    """Candidate faults and their traces."""

    traces: DenseTraces | SparseTraces
    kinds: np.ndarray
    members: np.ndarray

    @property
    def handicap(self):
        """What is taken off the square of each test value."""
        return np.where(self.kinds == "leak", LEAK_HANDICAP, 0.0)


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

    Notes
    -----
    Serial elimination with the maximum-power test (Narasimhan and Jordache 2000, section 8.3). The critical value is
    that of the largest test value over all faults (`limit`); tests on one plant are correlated, and the Šidák limit
    would give fewer false alarms, and less power, than asked for.
    """
    faults = _faults(solution, members, kinds, leaks, leak_members)
    if not len(faults.kinds):
        return []
    named = _eliminate(faults, _limit(faults, level))
    leads = [lead for lead, *_ in named]
    products = faults.traces.products(leads) if named else []
    sizes = faults.traces.sizes(leads) if named else []
    return [
        suspect
        for row, size, product in zip(named, sizes, products, strict=True)
        for suspect in _suspects(faults, row, float(size), product)
    ]


def _faults(solution, members, kinds, leaks, leak_members):
    n, checks = len(solution.values), solution.checks
    tested = solution.status == "redundant" if len(checks.imbalance) else np.zeros(n, dtype=bool)
    traces, seen = make_traces(checks, tested, leaks if len(checks.imbalance) else None)
    kinds = np.full(n, "meter") if kinds is None else np.asarray(kinds)
    names = _names(leak_members, len(seen))[seen] if len(seen) else np.zeros(0, dtype=object)
    return _Faults(
        traces,
        np.concatenate([kinds[tested], np.full(len(names), "leak")]),
        np.concatenate([_names(members, n)[tested], names]),
    )


def _names(given, count):
    names = np.empty(count, dtype=object)
    names[:] = range(count) if given is None else given
    return names


def _limit(faults, level):
    """Return the critical value, kept for the networks seen last."""
    traces, handicap = faults.traces, faults.handicap
    if not isinstance(traces, DenseTraces):
        return critical_value(traces, handicap, level)
    unit = traces.white / np.sqrt(traces.strength)
    return _keep_limit(unit.round(12).tobytes(), unit.shape, handicap.tobytes(), level)


@lru_cache(maxsize=256)
def _keep_limit(unit, shape, handicap, level):
    white = np.frombuffer(unit).reshape(shape)
    return critical_value(DenseTraces(white, np.zeros(shape[0])), np.frombuffer(handicap), level)


def _eliminate(faults, limit):
    """Return (column, columns of the same trace, z, columns of rivals) of each fault in the order of naming."""
    traces, handicap, named = faults.traces, faults.handicap, []
    for _ in range(traces.most):
        open_ = traces.open_.copy()
        z = np.where(open_, traces.pull / np.sqrt(np.where(open_, traces.strength, 1.0)), 0.0)
        lead = int(np.argmax(z**2 - handicap))
        if z[lead] ** 2 - handicap[lead] <= limit**2:
            break
        same = np.flatnonzero(open_ & (np.abs(traces.remove(lead)) > 1 - SAME_DIRECTION))
        gap = z[lead] ** 2 - handicap[lead] - (z**2 - handicap)
        rivals = np.setdiff1d(np.flatnonzero(open_ & (gap < NEARLY)), same)
        named.append((lead, same, float(z[lead]), rivals[np.argsort(gap[rivals])]))
    return named


def _suspects(faults, named, size, product):
    """Return one suspect per kind of fault with this trace, the kind that was named first.

    `product` is that of the trace of the lead with every trace.
    """
    lead, same, z, close = named
    rivals = tuple((str(faults.kinds[i]), faults.members[i]) for i in close)
    same = [lead, *(fault for fault in same if fault != lead)]
    kinds = list(dict.fromkeys(faults.kinds[same]))
    groups = {kind: [fault for fault in same if faults.kinds[fault] == kind] for kind in kinds}
    suspects = []
    for kind, group in groups.items():
        scale = float(product[lead] / product[group[0]])
        sign = np.sign(scale) * (-1 if kind == "leak" else 1)
        others = [(str(faults.kinds[i]), faults.members[i]) for i in same if faults.kinds[i] != kind]
        # a bias shifts the imbalance by minus its trace, and so does a loss
        members = tuple(faults.members[fault] for fault in group)
        suspects.append(Suspect(str(kind), members, float(sign * z), -scale * size, tuple(others), rivals))
    return suspects
