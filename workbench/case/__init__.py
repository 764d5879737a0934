"""What a case is: its tables, units, problems, and how it is loaded."""

from .checks import OUTSIDE
from .loading import find_problems, load_case
from .model import Case
from .problems import CaseError, Problem
from .schema import case_tables, choice_label, column_label, fields, label, title

__all__ = [
    "OUTSIDE",
    "Case",
    "CaseError",
    "Problem",
    "case_tables",
    "choice_label",
    "column_label",
    "fields",
    "find_problems",
    "label",
    "load_case",
    "title",
]
