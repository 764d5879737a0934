"""How large may the largest of many correlated test values be before it is an alarm?

The chance that any of them exceeds its limit is the chance of a union of half spaces. It is sampled where it matters:
a fault is drawn with the chance of its own alarm, then clean data in which it does raise one; the mean of one over
the number of alarms, times the sum of the single chances, is the chance of the union, to a few parts in a thousand
(Owen, Maximov and Chertkov, Electron. J. Stat. 13 (2019) 231).
"""

import numpy as np
from scipy.special import ndtr, ndtri

from workbench.analysis.reconciliation.local_tests import sidak_limit
from workbench.analysis.reconciliation.traces import DenseTraces

DRAWS = 16_384
NUMBERS = 4_000_000  # test values that the samples of a large network may take in memory
SOLVED = 256  # draws where each needs solutions of a large system
CLOSE = 1e-5  # step of the limit at which the search ends
STEPS = 12


def critical_value(traces, handicap, level=0.05):
    """Return the value that the largest |z| of clean data exceeds with probability `level`.

    Parameters
    ----------
    traces : DenseTraces or SparseTraces
        Of q faults, none of them removed.
    handicap : ndarray (q,)
        What is taken off the square of a test value before it is compared.
    level : float

    Returns
    -------
    float
    """
    count, highest = len(handicap), sidak_limit(len(handicap), level)
    if count == 1:
        return highest
    draws = int(np.clip(NUMBERS / count, 512, DRAWS)) if isinstance(traces, DenseTraces) else SOLVED
    random = np.random.default_rng(0)  # fixed: the same network always has the same limit
    clean, tail = traces.sample(random, draws), (random.permutation(draws) + 0.5) / draws

    def alone(limit):
        return 2 * ndtr(-np.sqrt(limit**2 + handicap))

    likely = alone(highest) / alone(highest).sum()
    drawn = np.searchsorted(np.cumsum(likely), (np.arange(draws) + 0.5) / draws).clip(max=count - 1)
    faults, place = np.unique(drawn, return_inverse=True)
    size = np.sqrt(traces.strength)
    cosine = traces.products(faults) / size[faults, None] / size
    own = clean[np.arange(draws), drawn]

    def excess(limit):
        single = alone(limit)[drawn]
        beyond = -ndtri(tail * single / 2)
        z = clean + (beyond - own)[:, None] * cosine[place]
        alarms = np.sum(z**2 > limit**2 + handicap, axis=1)
        return np.log(np.mean(single / likely[drawn] / np.maximum(alarms, 1)) / level)

    return _find_root(excess, 0.97 * highest, highest)


def _find_root(function, one, other):
    """Return where a smooth function vanishes, by the secant through its last two values."""
    value, following = function(one), function(other)
    for _ in range(STEPS):
        if abs(other - one) < CLOSE or following == value:
            break
        one, other = other, other - following * (other - one) / (following - value)
        value, following = following, function(other)
    return float(other)
