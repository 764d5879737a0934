"""Benchmark systems (评价指标体系, 限额, 限值): passport and indicators of one standard."""

from dataclasses import dataclass

import pandas as pd

from workbench.errors import UsageError
from workbench.standards.register import TEACHING, is_in_force, own_folder, read_data, shipped, standards

NUMBERS = ["group_weight", "weight", "level1", "level2", "level3", "limit", "low", "high", "confidence"]
BENCHMARKS = ["level1", "level2", "level3"]
FOUND, RECALLED = "found", "recalled"
FOLDERS = ("indicators", "teaching")  # documents; labelled teaching systems


@dataclass(frozen=True)
class System:
    """One standard: who issued it, when it was in force, and its indicators.

    Attributes
    ----------
    passport : dict
        Number, titles, body, dates, kind, rule and the source they were read in.
    indicators : DataFrame
        One row per indicator; numbers as floats, nan = the standard's value is not held.
    """

    passport: dict
    indicators: pd.DataFrame

    @property
    def id(self):
        """Id of the standard."""
        return self.passport["standard"]

    @property
    def teaching(self):
        """Whether it is a labelled teaching system (教学用分级) and not a standard."""
        return self.passport["kind"] == TEACHING

    @property
    def rule(self):
        """How it is read: composite, composite_newer, three_level, trial, norm, limit or none."""
        return self.passport["rule"]

    def counted(self, *provenances):
        """Return the indicators with the benchmarks of every other provenance emptied.

        Parameters
        ----------
        *provenances : str
            What may count: "found", "recalled".
        """
        kept = self.indicators["provenance"].isin(provenances)
        values = self.indicators[BENCHMARKS + ["limit", "low", "high"]].where(kept)
        return self.indicators.assign(**values)


def load_system(standard, audit_date=None, folder=None):
    """Return a standard with its indicators.

    Parameters
    ----------
    standard : str
        Id, for example ``gb25323_2023``, or ``teaching_`` and an industry.
    audit_date : date or str, optional
        Refuse a standard that was not in force on this day.
    folder : Path, optional
        Folder of a person's own systems.

    Raises
    ------
    UsageError
        For an unknown id, or one not in force; the message names what was.
    """
    folder = own_folder() if folder is None else folder
    table = standards(folder)
    rows = table[table["standard"] == standard]
    if rows.empty:
        near = sorted(name for name in table["standard"] if standard[:4] == name[:4])
        raise UsageError(f"没有此标准 unknown standard {standard!r}; 相近 similar: {', '.join(near) or '—'}")
    passport = next(rows.itertuples(index=False))
    if audit_date is not None and not is_in_force(passport, audit_date):
        raise UsageError(
            f"{standard} ({passport.number}) 在 {audit_date} 不在施行期 was not in force then: "
            f"{passport.effective} … {passport.superseded}"
        )
    rows = _indicators(passport, folder)
    return System(passport._asdict(), rows[rows["standard"] == standard].reset_index(drop=True))


def all_indicators():
    """Return the indicators of every shipped standard and teaching system."""
    places = [(folder, industry) for folder in FOLDERS for industry in shipped("standards")["industry"].unique()]
    tables = [typed(shipped(f"{folder}/{industry}")).assign(industry=industry) for folder, industry in places]
    return pd.concat(tables, ignore_index=True)


def industry_context(industry):
    """Return averages, discharge coefficients and theoretical limits of an industry: for comparison, no benchmarks.

    Returns
    -------
    DataFrame
        kind (statistic | theory), item, values, provenance, url, context, note.
    """
    table = shipped("context")
    return table[table["industry"] == industry].drop(columns="industry").reset_index(drop=True)


def level_names(scale, lang="zh"):
    """Return what the levels of a scale are called: {"I", "II", "III", "none"} to text.

    Parameters
    ----------
    scale : str
        Scale of the benchmarks, for example ``cp3``, ``teaching3``, ``energy3``.
    lang : {"zh", "en"}
        Language.
    """
    rows = shipped("scales").set_index("scale")
    if scale not in rows.index:
        raise UsageError(f"没有此分级 unknown scale {scale!r}; 可选 known: {', '.join(rows.index)}")
    row = rows.loc[scale]
    columns = [f"level1_{lang}", f"level2_{lang}", f"level3_{lang}", f"below_{lang}"]
    return {
        code: None if pd.isna(row[column]) else row[column]
        for code, column in zip(("I", "II", "III", "none"), columns, strict=True)
    }


def typed(indicators):
    """Return indicators read as text with their numbers as floats and ``limiting`` as a flag."""
    numbers = {column: pd.to_numeric(indicators[column]).astype(float) for column in NUMBERS}
    return indicators.assign(**numbers, limiting=indicators["limiting"].eq("true"))


def _indicators(passport, folder):
    if passport.origin == "own":
        return typed(read_data(f"indicators/{passport.standard}", folder))
    documents, teaching = FOLDERS
    place = teaching if passport.kind == TEACHING else documents
    return typed(shipped(f"{place}/{passport.industry}"))
