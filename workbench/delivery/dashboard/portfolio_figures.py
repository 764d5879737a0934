"""Figures of many runs: how each went, what it found, who stands out, and where one client stands in its industry."""

import numpy as np
import pandas as pd

from ...errors import UsageError
from ..manifest import FILE, read_manifest

CROWD = 5
"""Fewest clients with a value before quartiles of an industry are shown (k-anonymity) or an outlier is named."""
FAR = 3.5  # |robust z| beyond which a value stands out (Iglewicz and Hoaglin 1993)
_NORMAL = 0.6745  # median absolute deviation of a standard normal distribution

_COLUMNS = [
    *("case_id", "stored", "industry", "region", "audit_date", "provenance", "level", "teaching", "losses", "options"),
    *("implemented", "investment", "benefit", "payback", "findings", "notebooks", "failed"),
]
_UNIT_CONSUMPTION = """
    SELECT case_id, industry, item, unit,
           coalesce(any_value(value) FILTER (period = 'after'), any_value(value) FILTER (period = 'before')) AS value
    FROM results WHERE kind = 'indicator' AND result = 'value' AND unit LIKE '%/%'
                       AND NOT regexp_matches(unit, '/(a|d|h|s|m3|Nm3|L)$')
    GROUP BY ALL HAVING value IS NOT NULL ORDER BY industry, item, case_id
"""
_TEACHING = """
    SELECT case_id, coalesce(bool_or(kind = 'indicator' AND source = 'teaching'), false) AS teaching
    FROM results GROUP BY ALL
"""
_PAYBACK = """
    WITH done AS (SELECT case_id, item FROM results
                  WHERE kind = 'option' AND result = 'status' AND text = 'implemented'),
         money AS (SELECT case_id, item, any_value(value) FILTER (result = 'I') AS I,
                          any_value(value) FILTER (result = 'F') AS F
                   FROM results WHERE kind = 'option' AND result IN ('I', 'F') GROUP BY ALL)
    SELECT case_id, CASE WHEN count(*) = count(I) AND count(*) = count(F) AND sum(F) > 0 THEN sum(I) / sum(F) END
           AS payback FROM done LEFT JOIN money USING (case_id, item) GROUP BY ALL
"""


def find_folder(runs, name):
    """Return the folder of a portfolio.

    Parameters
    ----------
    runs : Path
        Folder of the runs.
    name : str
        ``runs`` for this folder itself, else the name of a folder in it.

    Raises
    ------
    UsageError
        If it has none of this name.
    """
    if name == "runs":
        return runs
    known = {folder.name: folder for folder in runs.iterdir() if folder.is_dir()} if runs.is_dir() else {}
    if name not in known:
        raise UsageError(f"没有运行文件夹 {name} / no folder of runs {name}")
    return known[name]


def run_table(folder, portfolio):
    """Return one row a run, whether its results are in the store or not yet.

    Parameters
    ----------
    folder : Path
        Holds a folder for each run.
    portfolio : Portfolio
        Of `workbench.delivery.portfolio.read_portfolio`.

    Returns
    -------
    pandas.DataFrame
        case_id, stored (whether the store has it), industry, region, audit_date, provenance, level (after the audit),
        teaching (whether the level rests on teaching benchmarks), losses [万元/a], options, implemented, investment [万元], benefit [万元/a], payback (Σ I / Σ F of the options carried out [a]), findings, notebooks
        (that were run), failed (names of those that stopped); unknown where neither store nor run.json say.
    """
    known = portfolio.cases().assign(stored=True)
    for sql in (_PAYBACK, _TEACHING):
        known = known.merge(portfolio.query(sql), on="case_id", how="left")
    went = pd.DataFrame([_went(path) for path in sorted(folder.glob(f"*/{FILE}"))], columns=_WENT)
    table = known.merge(went, on="case_id", how="outer")
    table["industry"] = table["industry"].fillna("")
    for column in ("stored", "teaching"):
        table[column] = table[column].eq(True)
    return table.reindex(columns=_COLUMNS).sort_values("case_id", ignore_index=True)


_WENT = ["case_id", "notebooks", "failed"]


def _went(path):
    record = read_manifest(path.parent)
    if not record:
        return path.parent.name, np.nan, ""
    runs = record.get("notebooks", {})
    failed = [name for name, run in runs.items() if run.get("status") == "failed"]
    return record.get("case", path.parent.name), float(len(runs)), "; ".join(failed)


def unit_consumption(portfolio):
    """Return the consumption and discharge per unit of product of each client, after the audit where known.

    Returns
    -------
    pandas.DataFrame
        case_id, industry, item (indicator), unit, value; indicators per product, not per time or volume.
    """
    return portfolio.query(_UNIT_CONSUMPTION)


def robust_z(values):
    """Return how far each value stands from the median, in robust standard deviations.

    Parameters
    ----------
    values : Series
        Known values.

    Returns
    -------
    pandas.Series
        0.6745 (x − median) / MAD; nan with fewer than `CROWD` values or where half of them are equal.

    Examples
    --------
    >>> robust_z(pd.Series([10.0, 11.0, 12.0, 13.0, 30.0])).round(2).tolist()
    [-1.35, -0.67, 0.0, 0.67, 12.14]
    """
    centre = values.median()
    spread = (values - centre).abs().median()
    if len(values) < CROWD or not spread > 0:
        return values * np.nan
    return _NORMAL * (values - centre) / spread


def outliers(consumption):
    """Return the values that stand out within their industry.

    Parameters
    ----------
    consumption : DataFrame
        Of `unit_consumption`.

    Returns
    -------
    pandas.DataFrame
        The same with median, clients (with a value) and z, only where \\|z\\| > `FAR`; the farthest first.
    """
    groups = consumption.groupby(["industry", "item", "unit"])["value"]
    found = consumption.assign(
        median=groups.transform("median"), clients=groups.transform("size"), z=groups.transform(robust_z)
    )
    far = found[found["z"].abs() > FAR]
    return far.sort_values("z", key=abs, ascending=False, ignore_index=True)


def benchmark(consumption, client):
    """Return where a client stands among those of its industry, without naming any of them.

    Parameters
    ----------
    consumption : DataFrame
        Of `unit_consumption`.
    client : str
        Case id.

    Returns
    -------
    tuple
        DataFrame item, unit, value (the client's), low, median, high (quartiles of the industry), clients, below (share
        of the other clients that have less [1]); and the number of indicators withheld because fewer than `CROWD` clients
        have a value.

    Notes
    -----
    Quartiles only: the largest and the smallest value would each be one client's.
    """
    groups = dict(list(consumption.groupby(["industry", "item", "unit"])["value"]))
    own = consumption[consumption["case_id"] == client]
    rows, withheld = [], 0
    for row in own.to_dict("records"):
        values = groups[row["industry"], row["item"], row["unit"]]
        if len(values) < CROWD or not row["industry"]:
            withheld += 1
            continue
        low, median, high = np.percentile(values, [25, 50, 75])
        below = float((values < row["value"]).sum() / (len(values) - 1))
        about = {"item": row["item"], "unit": row["unit"], "value": row["value"]}
        rows.append(about | {"low": low, "median": median, "high": high, "clients": len(values), "below": below})
    columns = ["item", "unit", "value", "low", "median", "high", "clients", "below"]
    return pd.DataFrame(rows, columns=columns), withheld
