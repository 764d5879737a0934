"""Review of an audit as an expert would do it: rules D01 … D30 on the case, its run and its report."""

import json
import re
from itertools import chain
from pathlib import Path

from . import balances, clients, compliance, document, implementation, levels, options, records
from .finding import Finding, finding, rules, to_json

__all__ = ["Finding", "finding", "review", "rules", "to_json"]

_RULES = [
    rule
    for module in (records, levels, compliance, balances, options, implementation, clients)
    for rule in module.RULES
]
_TABLES = "application/vnd.workbench.table+json"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TEXTS = "application/vnd.workbench.text+json"


def review(case, run=None, report=None):
    """Return what an expert would object to.

    Parameters
    ----------
    case : Case
    run : Path, optional
        Folder of a run; figures of the report are compared with those it shows.
    report : Path, optional
        The finished report, .docx; left out, that of the run.

    Returns
    -------
    list of Finding
        By rule; nothing where the audit is clean.
    """
    found = list(chain.from_iterable(rule(case) for rule in _RULES))
    if report is None and run is not None and (Path(run) / "report.docx").is_file():
        report = Path(run) / "report.docx"
    if report is not None:
        found += document.review_document(case, report, _shown(run) if run is not None else None)
    return sorted(found, key=lambda item: item.rule)


def _shown(run):
    """Return what the executed notebooks of a run show, (title, rows): each table with its note, and each sentence's figures."""
    tables = []
    for path in sorted((Path(run) / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            outputs = [output.get("data", {}) for output in cell.get("outputs", ())]
            shown = [data[_TABLES] for data in outputs if _TABLES in data]
            tables += [(data["title"], [*data["rows"], _NUMBER.findall(data.get("note", ""))]) for data in shown]
            texts = [data[_TEXTS] for data in outputs if _TEXTS in data]
            tables += [(text["number"], [[figure["shown"] for figure in text["figures"]]]) for text in texts]
    return tables
