"""The data room as the notebook of the capstone shows it: from the kit, or drawn from the public seed without one."""

import html

import pandas as pd

from ..exercises import DEMO_SEED, find_kit
from ..exercises.capstone import ANSWERS, kinds, make_room
from .rooms import FOLDER

_KINDS = "kinds.csv"
_DEMO = {"zh": "示例资料室（公开种子），不计分。", "en": "A data room for demonstration (public seed): no marks."}


class Tables:
    """Tables of a data room, one below the other.

    Attributes
    ----------
    tables : dict of str to DataFrame
        By file.
    note : str
        What is said above them.
    """

    def __init__(self, tables, note):
        self.tables, self.note = tables, note

    def _repr_html_(self):
        parts = [f"<p><b>{html.escape(self.note)}</b></p>"] if self.note else []
        for file, table in self.tables.items():
            shown = table.to_html(index=False, na_rep="", border=0)
            parts.append(f"<details open><summary><b>{html.escape(file)}</b></summary>{shown}</details>")
        return "".join(parts)


def room_tables(lang="zh"):
    """Return the tables of the data room in the kit of the working folder; those of the demonstration without one."""
    kit = find_kit()
    room = None if kit.folder is None else kit.folder / FOLDER
    if room is None or not room.is_dir():
        tables = {name: pd.DataFrame(rows) for name, rows in make_room(DEMO_SEED).tables.items()}
        return Tables(tables, _DEMO[lang])
    files = [path for path in sorted(room.glob("*.csv")) if path.name not in (ANSWERS, _KINDS)]
    # Read as text: a zero before a number or a date is evidence too.
    return Tables({path.name: pd.read_csv(path, dtype=str, encoding="utf-8-sig") for path in files}, "")


def kinds_table(lang="zh"):
    """Return the kinds of faults that there are: id and what it means."""
    head = {"zh": ("种类", "含义"), "en": ("kind", "meaning")}[lang]
    return pd.DataFrame([(row["id"], row[lang]) for row in kinds().values()], columns=head)
