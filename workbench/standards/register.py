"""Register of standards (标准名录): which documents exist and which were in force on a day.

Shipped standards lie beside this module; a person's own lie in a folder of the same shape,
``standards.csv`` and ``indicators/*.csv``, and win over shipped ones of the same id.
"""

import calendar
import datetime
import os
from functools import cache
from pathlib import Path

import pandas as pd

from workbench.errors import UsageError

SHIPPED = Path(__file__).parent / "data"
DRAFT = "draft"
TEACHING = "teaching_system"
TIMELESS = ("empty", TEACHING)  # nobody issued them: in force on every day
NATIONAL = "全国"


def own_folder():
    """Return the folder of a person's own systems: ``WORKBENCH_STANDARDS``, else ``standards`` here."""
    return Path(os.environ.get("WORKBENCH_STANDARDS", "standards"))


def read_data(name, folder=SHIPPED):
    """Return a data table as text, empty cells as missing values.

    Parameters
    ----------
    name : str
        File name without ``.csv``, for example ``standards`` or ``indicators/cement``.
    folder : Path
        Folder of the data; the shipped one if not given.
    """
    path = Path(folder) / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8")


@cache
def _shipped(name):
    return read_data(name)


def shipped(name):
    """Return a copy of a shipped data table (read once)."""
    return _shipped(name).copy()


def standards(folder=None):
    """Return the passports of all standards, a person's own before shipped ones of the same id.

    Returns
    -------
    DataFrame
        One row per standard, with ``origin`` "shipped" or "own".
    """
    folder = own_folder() if folder is None else Path(folder)
    parts = [shipped("standards").assign(origin="shipped")]
    if (folder / "standards.csv").exists():
        parts.insert(0, read_data("standards", folder).assign(origin="own"))
    return pd.concat(parts, ignore_index=True).drop_duplicates("standard", ignore_index=True)


def in_force(date, folder=None):
    """Return the standards in force on a day.

    Parameters
    ----------
    date : date or str
        Day of the audit, ``YYYY-MM-DD``; a shorter date stands for its first day.

    Returns
    -------
    DataFrame
        Passports with ``certain`` false where the recorded dates are too coarse to decide. Drafts are
        never in force.
    """
    table = standards(folder)
    table = table[table["kind"] != DRAFT]
    return keep_in_force(table, date)


def keep_in_force(table, date):
    """Return the rows of a dated table that were, or may have been, in force on a day, with ``certain``.

    Parameters
    ----------
    table : DataFrame
        effective and superseded, and issued where the date of effect is not known.
    date : date or str
        The day.
    """
    day = first_day(date)
    status = [_status(row, day) for row in table.itertuples()]
    table = table.assign(certain=[state == "yes" for state in status])
    return table[[state != "no" for state in status]].reset_index(drop=True)


def systems_for(industry, date, folder=None, *, province=None):
    """Return the standards of an industry in force on a day, evaluation systems first, the teaching system last.

    Parameters
    ----------
    industry : str
        Industry id, which is the id of its shipped case, for example ``zinc_smelting``.
    date : date or str
        Day of the audit.
    folder : Path, optional
        Folder of a person's own systems.
    province : str, optional
        Keep local standards of this province only; left out, all. National ones are always kept.

    Returns
    -------
    DataFrame
        Passports with ``certain``, and ``teaching`` true for a labelled teaching system (教学用分级), which is no
        standard.
    """
    known = set(standards(folder)["industry"])
    if industry not in known:
        raise UsageError(f"没有此行业 unknown industry {industry!r}; 可选 known: {', '.join(sorted(known))}")
    table = in_force(date, folder)
    table = table[table["industry"] == industry]
    if province is not None:
        table = table[table["area"].isna() | table["area"].isin((NATIONAL, province))]
    order = ["composite", "composite_newer", "three_level", "trial", "norm", "limit", "none"]
    table = table.assign(teaching=table["kind"] == TEACHING, place=table["rule"].map(order.index))
    return table.sort_values(["teaching", "place"], kind="stable", ignore_index=True).drop(columns="place")


def is_in_force(passport, date):
    """Return whether a standard was, or may have been, in force on a day."""
    return _status(passport, first_day(date)) != "no"


def first_day(text):
    """Return the first day of a date written ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    if isinstance(text, datetime.date):
        return text
    year, month, day = _parts(text)
    return datetime.date(year, month or 1, day or 1)


def last_day(text):
    """Return the last day of a date written ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
    if isinstance(text, datetime.date):
        return text
    year, month, day = _parts(text)
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(text):
    try:
        parts = [int(part) for part in str(text).split("-")]
        datetime.date(*(parts + [1, 1])[:3])
    except (ValueError, TypeError):
        raise UsageError(f"日期应写作 YYYY-MM-DD; {text!r} is no date of the form YYYY[-MM[-DD]]") from None
    return (parts + [None, None])[:3]


def _status(passport, day):
    """Return "yes", "no" or "perhaps": coarse or unknown dates leave it open."""
    start = passport.effective if pd.notna(passport.effective) else getattr(passport, "issued", None)
    end = passport.superseded
    if (pd.notna(start) and day < first_day(start)) or (pd.notna(end) and day > last_day(end)):
        return "no"
    if pd.notna(end) and day == last_day(end):
        return "no"
    if pd.isna(start):
        return "yes" if getattr(passport, "kind", "") in TIMELESS else "perhaps"
    certain = day >= last_day(start) and (pd.isna(end) or day < first_day(end))
    return "yes" if certain else "perhaps"
