"""Rule D30: names of other clients in the tables or the report of this one."""

import csv
import re

from ...places import find_case, known_cases
from .finding import finding

_SHORTEST = 3
_BRACKETS = re.compile(r"[（(].*")


def foreign_names(case):
    """Return the names of the other clients at hand: known cases and the folders beside this one."""
    own = _names(case.folder) if case.folder else set()
    folders = {find_case(name) for name in known_cases()}
    if case.folder:
        folders |= {path.parent for path in case.folder.parent.glob("*/case.toml")}
    others = {name for folder in folders if (folder / "case.toml").is_file() for name in _names(folder)}
    return sorted(name for name in others if not any(name in mine or mine in name for mine in own))


def _names(folder):
    path = folder / "profile.csv"
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row.get("value") or "" for row in csv.DictReader(file) if row.get("item") in ("name", "company")]
    return {name for row in rows if len(name := _BRACKETS.sub("", row).strip()) >= _SHORTEST}


def copied_names(case):
    """Find rows of the case that name another client (D30)."""
    names = foreign_names(case)
    if not names:
        return
    pattern = "|".join(map(re.escape, names))
    for table, rows in case.tables.items():
        for column in rows.select_dtypes(include=["str", "object"]):
            hits = rows[column].astype(str).str.extract(f"({pattern})", expand=False).dropna()
            for row, name in hits.items():
                where = f"{table} {rows.loc[row].iloc[0]} {column}"
                yield finding("D30", where, f"出现 {name}", f"names {name}")


RULES = (copied_names,)
