"""Rank-revealing elimination of balances: which flows follow from which others.

The unmeasured flows are eliminated first, then the least accurate meters. On a network this picks the spanning tree
of least accurate meters with coefficients that stay −1, 0 and 1, hence classes without rounding; scaled by the
standard deviations no coefficient exceeds 1, which keeps standard deviations from 1e-6 to 1e6 well conditioned.
"""

from dataclasses import dataclass

import numpy as np

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


def solve_for(A, weight, first):
    """Bring balances into solved form by Gauss–Jordan elimination with complete pivoting.

    Parameters
    ----------
    A : ndarray (m, n)
        Coefficients.
    weight : ndarray (n,)
        Preference of each column to become basic.
    first : ndarray of bool (n,)
        Columns that become basic before any other does.

    Returns
    -------
    SolvedForm
    """
    m, n = A.shape
    scale = 2.0 ** -np.round(np.log2(np.maximum(np.abs(A).max(axis=1, initial=0), np.finfo(float).tiny)))
    work = np.hstack([A * scale[:, None], np.diag(scale)])
    limit = NEGLIGIBLE * np.abs(work[:, :n]).max(axis=0, initial=0)
    basic, open_rows = np.full(m, -1), np.ones(m, dtype=bool)
    for columns in (np.flatnonzero(first), np.flatnonzero(~first)):
        _eliminate(work, columns, weight[columns], limit[columns], basic, open_rows)
        work[np.ix_(open_rows, columns)] = 0.0
    solved = ~open_rows
    return SolvedForm(work[solved, :n], work[solved, n:], basic[solved], work[open_rows, n:])


def _eliminate(work, columns, weight, limit, basic, open_rows):
    """Pivot on the largest weighted entry of the open rows until none is left among `columns`."""
    if not len(columns):
        return
    while open_rows.any():
        rows = np.flatnonzero(open_rows)
        size = np.abs(work[np.ix_(rows, columns)])
        size = np.where(size > limit, size * weight, 0.0)
        place = int(size.argmax())
        row, k = rows[place // len(columns)], place % len(columns)
        if size.flat[place] == 0:
            return
        work[row] /= work[row, columns[k]]
        factor = work[:, columns[k]].copy()
        factor[row] = 0.0
        work -= factor[:, None] * work[row]
        work[:, columns[k]] = 0.0
        work[row, columns[k]] = 1.0
        basic[row], open_rows[row] = columns[k], False
