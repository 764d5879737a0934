"""What a chart asks of its data before it draws, and ranges of axes that hold whatever the data says."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from .style import PAGE_HEIGHT, number

CLOSEST = 0.66  # distance of two rows whose labels have two lines [cm]


def check_rows(frame):
    """Refuse a table without rows.

    Raises
    ------
    ValueError
        If there is nothing to draw.
    """
    if not len(frame):
        raise ValueError("表中没有可画的行 / the table has no rows to draw")


def check_known(frame, columns):
    """Refuse a table with unknown values where a picture would have to invent them.

    Raises
    ------
    ValueError
        If a value is unknown; the message names its column.
    """
    check_rows(frame)
    unknown = [column for column in columns if frame[column].isna().any()]
    if unknown:
        raise ValueError(f"含未知值，无法绘制 / unknown values cannot be drawn: {', '.join(unknown)}")


def reach(*values):
    """Return the largest known magnitude; one where nothing is known or all is zero.

    Examples
    --------
    >>> reach([3.0, float("nan")], -5.0), reach([float("nan")]), reach(0.0)
    (5.0, 1.0, 1.0)
    """
    known = np.abs(np.concatenate([np.ravel(np.asarray(part, dtype=float)) for part in values]))
    known = known[np.isfinite(known)]
    return float(known.max()) if known.size and known.max() > 0 else 1.0


def rows_height(count, pitch, around):
    """Return the height of a picture of rows: closer together before it outgrows the page, never unreadable.

    Parameters
    ----------
    count : int
        Rows.
    pitch : float
        Distance of two rows where there is room. [cm]
    around : float
        Height of axes, legend and titles. [cm]
    """
    return around + count * min(pitch, max(CLOSEST, (PAGE_HEIGHT - around) / max(count, 1)))


def write_numbers(axis):
    """Write the ticks of an axis as all numbers are written, no more than there is room for."""
    axis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(lambda value, _: number(value))
