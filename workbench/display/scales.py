"""What a chart asks of its data before it draws, and ranges of axes that hold whatever the data says."""

import numpy as np


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
