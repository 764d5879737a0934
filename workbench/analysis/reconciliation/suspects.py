"""Who is wrong? Serial elimination of biased meters and leaks, with sets that cannot be told apart."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from workbench.analysis.reconciliation.limit import critical_value
from workbench.analysis.reconciliation.traces import SAME_DIRECTION, DenseTraces, SparseTraces, make_traces

NEARLY = 3.84  # gap of the likelihood ratio (χ², one degree of freedom, 5 %) within which a rival is not excluded
ROOM = 2.0  # standard uncertainties by which an implied true value may miss its bounds
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
    excluded : tuple of (str, object)
        Faults with the same trace whose true value would lie beyond its bounds, such as a negative flow.
    possible : bool
        False where no fault within the bounds explains the data: the first member alone cannot be meant.
    """

    kind: str
    members: tuple
    z: float
    size: float
    alternatives: tuple = ()
    rivals: tuple = ()
    excluded: tuple = ()
    possible: bool = True


@dataclass(frozen=True)
class _Faults:
    """Candidate faults, their traces, and what is read where they are and may be true; leaks have no reading."""

    traces: DenseTraces | SparseTraces
    kinds: np.ndarray
    members: np.ndarray
    reading: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    def find_impossible(self):
        """Return the mask of the faults that would mean a true value clearly beyond its bounds."""
        strength = np.where(self.traces.open_, self.traces.strength, 1.0)
        # a bias is minus pull over strength: this would be true if nothing else were wrong
        true, room = self.reading + self.traces.pull / strength, ROOM / np.sqrt(strength)
        with np.errstate(invalid="ignore"):
            return self.traces.open_ & ((true < self.lower - room) | (true > self.upper + room))

    @property
    def handicap(self):
        """What is taken off the square of each test value."""
        return np.where(self.kinds == "leak", LEAK_HANDICAP, 0.0)


def find_suspects(
    solution, *, members=None, kinds=None, leaks=None, leak_members=None, lower=None, upper=None, level=0.05
):
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
    lower, upper : float or array_like (n,), optional
        What true values may be, nan or None where anything: a fault that means another one is not named while a
        possible one explains the data.
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
    faults = _faults(solution, (members, kinds), (leaks, leak_members), (lower, upper))
    if not len(faults.kinds):
        return []
    named = _eliminate(faults, _limit(faults, level))
    leads = [fault.lead for fault in named]
    products = faults.traces.products(leads) if named else []
    sizes = faults.traces.sizes(leads) if named else []
    return [
        suspect
        for row, size, product in zip(named, sizes, products, strict=True)
        for suspect in _suspects(faults, row, float(size), product)
    ]


def _faults(solution, named, losses, bounds):
    (members, kinds), (leaks, leak_members) = named, losses
    n, checks = len(solution.values), solution.checks
    tested = solution.status == "redundant" if len(checks.imbalance) else np.zeros(n, dtype=bool)
    traces, seen = make_traces(checks, tested, leaks if len(checks.imbalance) else None)
    kinds = np.full(n, "meter") if kinds is None else np.asarray(kinds)
    names = _names(leak_members, len(seen))[seen] if len(seen) else np.zeros(0, dtype=object)
    return _Faults(
        traces,
        np.concatenate([kinds[tested], np.full(len(names), "leak")]),
        np.concatenate([_names(members, n)[tested], names]),
        *(
            np.concatenate(
                [np.broadcast_to(np.nan if value is None else value, n)[tested], np.full(len(names), np.nan)]
            )
            for value in (solution.values - solution.adjustments, *bounds)
        ),
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
    """Return the faults (`_Named`) in the order of naming."""
    traces, handicap, named = faults.traces, faults.handicap, []
    for _ in range(traces.most):
        open_ = traces.open_.copy()
        z = np.where(open_, traces.pull / np.sqrt(np.where(open_, traces.strength, 1.0)), 0.0)
        score, impossible = z**2 - handicap, faults.find_impossible()
        lead = int(np.argmax(score))
        if score[lead] <= limit**2:
            break
        likely = int(np.argmax(np.where(impossible, -np.inf, score)))
        lead = likely if score[likely] > limit**2 and not impossible[likely] else lead
        same = np.flatnonzero(open_ & (np.abs(traces.remove(lead)) > 1 - SAME_DIRECTION))
        gap = score[lead] - score
        rivals = np.setdiff1d(np.flatnonzero(open_ & (gap < NEARLY) & ~impossible), same)
        named.append(_Named(lead, same, float(z[lead]), rivals[np.argsort(gap[rivals])], impossible))
    return named


@dataclass(frozen=True)
class _Named:
    """A fault that was named, those of the same trace, its test value, its rivals, and which faults were impossible."""

    lead: int
    same: np.ndarray
    z: float
    rivals: np.ndarray
    impossible: np.ndarray


def _suspects(faults, named, size, product):
    """Return one suspect per kind of fault with this trace, the kind that was named first.

    `product` is that of the trace of the lead with every trace.
    """
    lead, possible = named.lead, not named.impossible[named.lead]
    rivals = _pairs(faults, named.rivals)
    others = [fault for fault in named.same if fault != lead]
    excluded = _pairs(faults, [fault for fault in others if named.impossible[fault]])
    same = [lead, *(fault for fault in others if not named.impossible[fault])]
    kinds = list(dict.fromkeys(faults.kinds[same]))
    groups = {kind: [fault for fault in same if faults.kinds[fault] == kind] for kind in kinds}
    suspects = []
    for kind, group in groups.items():
        scale = float(product[lead] / product[group[0]])
        sign = np.sign(scale) * (-1 if kind == "leak" else 1)
        others = _pairs(faults, [fault for fault in same if faults.kinds[fault] != kind])
        # a bias shifts the imbalance by minus its trace, and so does a loss
        members = tuple(faults.members[fault] for fault in group)
        bias = -scale * size
        suspects.append(Suspect(str(kind), members, float(sign * named.z), bias, others, rivals, excluded, possible))
    return suspects


def _pairs(faults, chosen):
    """Return (kind, member) of some faults."""
    return tuple((str(faults.kinds[fault]), faults.members[fault]) for fault in chosen)
