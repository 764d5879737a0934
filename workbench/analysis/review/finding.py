"""A finding of the review and the table of rules it comes from."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_KEYS = ("rule", "severity", "where", "found", "expected", "fix")


@dataclass(frozen=True)
class Finding:
    """What an expert would object to.

    Attributes
    ----------
    rule : str
        ``D01`` … ``D30``.
    severity : {"veto", "major", "minor"}
    where : str
        Table and row, or place in the report.
    found, expected, fix : str
        Chinese; the English texts stand beside in ``found_en``, ``expected_en`` and ``fix_en``.
    """

    rule: str
    severity: str
    where: str
    found: str
    expected: str
    fix: str
    found_en: str = ""
    expected_en: str = ""
    fix_en: str = ""


@cache
def rules():
    """Return the table of rules: {rule: its row}, from rules.csv, with severity, texts and source."""
    with files(__package__).joinpath("rules.csv").open(encoding="utf-8", newline="") as file:
        return {row["rule"]: row for row in csv.DictReader(file)}


def finding(rule, where, zh, en):
    """Return the finding of a rule at a place, with what the rule expects and how it is cured."""
    row = rules()[rule]
    return Finding(
        rule=rule,
        severity=row["severity"],
        where=where,
        found=zh,
        expected=row["expected_zh"],
        fix=row["fix_zh"],
        found_en=en,
        expected_en=row["expected_en"],
        fix_en=row["fix_en"],
    )


def to_json(findings):
    """Return the findings as the object that ``workbench review --json`` prints."""
    return {"findings": [{key: getattr(item, key) for key in _KEYS} for item in findings]}
