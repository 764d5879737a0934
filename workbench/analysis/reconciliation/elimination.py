"""Rank-revealing elimination of balances: which flows follow from which others.

The unmeasured flows are eliminated first, then the least accurate meters. On a network this picks the spanning tree
of least accurate meters with coefficients that stay −1, 0 and 1, hence classes without rounding; scaled by the
standard deviations no coefficient exceeds 1, which keeps standard deviations from 1e-6 to 1e6 well conditioned.
"""

from dataclasses import dataclass

import numpy as np

SPURIOUS = 1e-13  # relative size below which a balance takes part in a combination by rounding only
NEGLIGIBLE = 1e-10  # relative size below which an eliminated coefficient is rounding


@dataclass(frozen=True, eq=False)
class SolvedForm:
    """Balances solved for their basic columns: ``x[basic] + table[:, free] x[free] = combination b``.

    Attributes
    ----------
    table : ndarray (r, n)
        Rows of the reduced balances; the identity in the basic columns.
    combination : ndarray (r, m)
        How each reduced row is combined from the given balances.
    basic : ndarray of int (r,)
        Column solved by each row.
    leftover : ndarray (m − r, m)
        Combinations of the given balances in which every column vanishes.
    """

    table: np.ndarray
    combination: np.ndarray
    basic: np.ndarray
    leftover: np.ndarray


def solve_for(A, weight, leading):
    """Bring balances into solved form by Gauss–Jordan elimination with complete pivoting.

    Parameters
    ----------
    A : ndarray (m, n)
        Coefficients.
    weight : ndarray (n,)
        Preference of each column to become basic.
    leading : int
        Number of columns at the front that become basic before any other does.

    Returns
    -------
    SolvedForm
    """
    m, n = A.shape
    # Powers of two make balances comparable and leave every digit as it is.
    size = np.abs(A).max(axis=1, initial=0)
    scale = 2.0 ** -np.round(np.log2(np.where(size > 0, size, 1.0)))
    work = np.hstack([A * scale[:, None], np.diag(scale)])
    limit = np.full(n + m, np.inf)
    limit[:n] = NEGLIGIBLE * np.abs(work[:, :n]).max(axis=0, initial=0)
    weight = np.concatenate([weight, np.zeros(m)])
    basic, still_open = np.full(m, -1), np.ones(m)
    for first, stop in ((0, leading), (leading, n)):
        _eliminate(work, slice(first, stop), limit, weight, (basic, still_open))
        work[still_open > 0, first:stop] = 0.0
    combined = np.abs(work[:, n:] / scale)  # as combinations of balances of like size
    work[:, n:][combined <= SPURIOUS * combined.max(axis=1, initial=0)[:, None]] = 0.0
    solved = still_open == 0
    return SolvedForm(work[solved, :n], work[solved, n:], basic[solved], work[~solved, n:])


def _eliminate(work, span, limit, weight, state):
    """Pivot on the largest weighted entry of the open rows until no column of the span has one left."""
    basic, still_open = state
    strength = _strength(work, still_open, limit, weight)
    while span.stop > span.start:
        column = span.start + int(strength[span].argmax())
        if strength[column] == 0:
            return
        row = int((np.abs(work[:, column]) * still_open).argmax())
        work[row] /= work[row, column]
        basic[row], still_open[row] = column, 0.0
        across = work[row].nonzero()[0]
        factor = work[:, column].copy()
        factor[row] = 0.0
        down = factor.nonzero()[0]
        part = work[down[:, None], across] - factor[down, None] * work[row, across]
        work[down[:, None], across] = part
        work[down, column] = 0.0
        strength[across] = _strength(work[:, across], still_open, limit[across], weight[across])


def _strength(columns, still_open, limit, weight):
    """Return the largest weighted entry of each column in the open rows, 0 where it is only rounding."""
    largest = (np.abs(columns) * still_open[:, None]).max(axis=0, initial=0)
    return (largest > limit) * largest * weight
