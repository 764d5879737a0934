"""The one central type: a checked audit case."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from .checks import empty_table
from .schema import fields


@dataclass(frozen=True)
class Case:
    """A checked audit case: settings and tables, never changed after loading.

    Attributes
    ----------
    id : str
        Case id; it may stand in parameters, paths and logs.
    folder : pathlib.Path or None
        Where it was read from.
    settings : mapping
        The keys of ``case.toml``, nested ones joined by a dot (``economics.tax_rate``).
    tables : mapping of str to pandas.DataFrame
        Tables that the case has. Use ``case["flows"]``.
    assumptions : pandas.DataFrame
        What was assumed where the data is silent: table, row, column, value, zh, en.
    convert : callable
        ``convert(unit, to) -> float`` by the case's own operating days and hours.
    """

    id: str
    folder: Path | None
    settings: MappingProxyType
    tables: MappingProxyType
    assumptions: pd.DataFrame
    convert: object

    def __getitem__(self, table):
        """Return a copy of a table; without rows where the case does not have it."""
        if table not in fields():
            raise KeyError(table)
        return self.tables[table].copy() if table in self.tables else empty_table(table)

    def has(self, table):
        """Return whether the case has rows in a table."""
        return table in self.tables and len(self.tables[table]) > 0

    def setting(self, name, default=None):
        """Return a setting of ``case.toml``, or the default where it says nothing."""
        return self.settings.get(name, default)

    def names(self, lang="zh"):
        """Return {process id: name}, `outside` included."""
        processes = self["processes"]
        column = "name" if lang == "zh" else "name_en"
        shown = processes[column].where(processes[column] != "", processes["name"])
        names = dict(zip(processes["process"], shown, strict=True))
        return names | {"outside": "系统外" if lang == "zh" else "outside"}

    def __hash__(self):
        return id(self)
