"""Questions to the results of many runs, by SQL.

The results.parquet of each run is the truth. They are read into a database in memory, so that nobody waits for a lock
and a run that ends meanwhile disturbs nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from workbench.errors import UsageError

from . import results
from .files import replacing
from .outcome import RESULTS

COLUMNS = (
    *("case_id", "industry", "region", "audit_date", "provenance", "kind", "item", "result", "period"),
    *("value", "unit", "sd", "level", "text", "source"),
)
"""Columns of the table ``results``."""

_SUMS = ("options", "implemented", "investment", "benefit", "coal", "electricity", "water", "COD", "CO2", "solid_waste")
_AFTER = "any_value(level) FILTER (kind = 'level' AND result = 'level' AND period = 'after')"


@dataclass(frozen=True)
class Portfolio:
    """The results of many runs.

    Attributes
    ----------
    files : tuple of Path
        What was read.
    unreadable : tuple of (Path, str)
        What could not be read, and why.
    """

    files: tuple
    unreadable: tuple
    _connection: duckdb.DuckDBPyConnection

    def query(self, sql, parameters=None):
        """Return the answer to a question.

        Parameters
        ----------
        sql : str
            In DuckDB's dialect, over the tables ``results`` (`COLUMNS`) and ``names`` (kind, result, unit, zh, en).
        parameters : list or dict, optional
            Values for ``?`` or ``$name``.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        UsageError
            If the database does not understand it.
        """
        try:
            with self._connection.cursor() as cursor:
                return cursor.execute(sql, parameters).df()
        except duckdb.Error as error:
            raise UsageError(f"查询不成立 / the query is not sound: {error}") from None

    def roll_up(self):
        """Return the sums of each industry and region.

        Returns
        -------
        pandas.DataFrame
            industry, region, cases, then for each headline figure (options, implemented, investment [万元], benefit
            [万元/a], coal [tce/a], electricity [万kWh/a], water [m3/a], COD, CO2, solid_waste [t/a]) the sum of what is
            known and, as ``…_known``, the number of cases whose figure is.
        """
        sums = ", ".join(
            f"sum(value) FILTER (kind = 'headline' AND result = '{name}') AS \"{name}\", "
            f"count(value) FILTER (kind = 'headline' AND result = '{name}') AS \"{name}_known\""
            for name in _SUMS
        )
        return self.query(
            f"SELECT industry, region, count(DISTINCT case_id) AS cases, {sums} FROM results "
            "WHERE kind = 'headline' GROUP BY ALL ORDER BY ALL"
        )

    def cases(self):
        """Return one row a case: industry, region, audit_date, provenance, level (after the audit), headline figures."""
        names = ("losses", *_SUMS, "findings")
        heads = ", ".join(
            f"any_value(value) FILTER (kind = 'headline' AND result = '{name}') AS \"{name}\"" for name in names
        )
        return self.query(
            "SELECT case_id, industry, region, audit_date, provenance, "
            f"{_AFTER} AS level, {heads} FROM results "
            "WHERE kind IN ('headline', 'level') GROUP BY ALL ORDER BY ALL"
        )


def read_portfolio(folder):
    """Return the results of the runs in a folder.

    Parameters
    ----------
    folder : str or Path
        Holds a folder for each run.

    Returns
    -------
    Portfolio

    Raises
    ------
    UsageError
        If there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"没有文件夹 {folder} / no folder {folder}")
    files = sorted(folder.glob(f"*/{RESULTS}"))
    connection = duckdb.connect(":memory:")
    connection.execute(f"CREATE TABLE results ({_typed_columns()})")
    unreadable = _load(connection, files)
    names = results.result_names()
    connection.register("frame", names)
    connection.execute("CREATE TABLE names AS SELECT * FROM frame")
    connection.unregister("frame")
    # A question may not reach beyond the results: no file is read or written by it.
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    refused = {path for path, _ in unreadable}
    return Portfolio(tuple(path for path in files if path not in refused), tuple(unreadable), connection)


def export_portfolio(portfolio, folder):
    """Write the results, one row a case, and the sums of industries and regions, as CSV that Excel reads.

    Parameters
    ----------
    portfolio : Portfolio
    folder : str or Path
        Made if it is not there.

    Returns
    -------
    list of Path
        results.csv, cases.csv, regions.csv.
    """
    tables = {
        "results.csv": portfolio.query("SELECT * FROM results ORDER BY ALL"),
        "cases.csv": portfolio.cases(),
        "regions.csv": portfolio.roll_up(),
    }
    written = []
    for name, table in tables.items():
        with replacing(Path(folder) / name) as temporary:
            table.to_csv(temporary, index=False, encoding="utf-8-sig")
        written.append(Path(folder) / name)
    return written


def _typed_columns():
    types = {"audit_date": "DATE", "value": "DOUBLE", "sd": "DOUBLE"}
    return ", ".join(f'"{name}" {types.get(name, "VARCHAR")}' for name in COLUMNS)


def _load(connection, files):
    """Read all files at once, or, where one is spoiled, one after another; return those that cannot be read."""
    if not files or _read(connection, files) is None:
        return []
    failures = [(path, _read(connection, [path])) for path in files]
    return [(path, reason) for path, reason in failures if reason]


def _read(connection, files):
    """Add files to the results; return why not, None where it went well."""
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    try:
        connection.execute(
            f"INSERT INTO results SELECT {columns} FROM read_parquet(?)", [[str(path) for path in files]]
        )
    except duckdb.Error as error:
        return str(error).splitlines()[0]
    return None
