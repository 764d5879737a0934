"""The data request (资料清单): 38 items by priority, as a sheet of worksheet 2-2 that `intake` takes back.

The list follows the audit worksheets and the enterprise survey forms; owners are the usual departments and may be
changed. Priority A blocks the field work.
"""

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

from .intake import plain_table
from .sheets import NOT_READ
from .workbook import write_tables

FILE = "资料清单.xlsx"
PERIOD = f"{NOT_READ}时段 period"
"""Column for people only: an intake does not read it."""
_HEADER = ("document", "name", "priority", PERIOD, "source", "method", "for_focus", "available", "received", "note")


@cache
def data_request():
    """Return the 38 items as a tuple of dicts: document, name, priority, period, source, method.

    Examples
    --------
    >>> len(data_request()), sum(item["priority"] == "A" for item in data_request())
    (38, 12)
    """
    text = (files(__package__) / "data_request.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def write_data_request(folder):
    """Write 资料清单.xlsx into a folder, nothing received yet, and return its path."""
    rows = [
        (
            item["document"],
            item["name"],
            item["priority"],
            item["period"],
            item["source"],
            item["method"],
            "",
            "no",
            "",
            "",
        )
        for item in data_request()
    ]
    path = Path(folder) / FILE
    write_tables(path, {"documents": plain_table("documents", _HEADER, rows)}, None, ["documents"])
    return path
