"""Who visits a dashboard: what the address asks for, what is served, and where faults are written."""

import json
import os
import secrets
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from workbench import places

SERVED = "WORKBENCH_DASHBOARD"
"""Environment variable that tells a kernel what is served: JSON with ``cases`` (ids), ``runs`` (folder) and ``log``
(file). Without it the notebook is read outside a dashboard, and errors are errors."""

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Visit:
    """What one visitor is shown.

    Attributes
    ----------
    lang : str
        ``zh`` or ``en``.
    case : str
        Id of the case; always one of `cases`.
    cases : tuple of str
        Ids that may be shown.
    runs : Path
        Folder of the runs.
    base : str or None
        Address that downloads begin with; None outside a dashboard.
    asked : dict
        Every other word of the address.
    """

    lang: str
    case: str
    cases: tuple
    runs: Path
    base: str | None
    asked: dict


def open_visit(case, lang="zh"):
    """Return what the visitor asks for; a preheated kernel waits here until somebody comes.

    Parameters
    ----------
    case : str
        Case to show where the address names none, or one that is not served.
    lang : str
        Language where the address names none.
    """
    given = _given()
    asked = _address() if given else {}
    cases = served_cases()
    chosen, spoken = asked.pop("case", case), asked.pop("lang", lang)
    return Visit(
        lang=spoken if spoken in LANGUAGES else lang,
        case=chosen if chosen in cases else first_case(case),
        cases=cases,
        runs=Path(given.get("runs", "runs")),
        base=os.environ.get("VOILA_BASE_URL", "/") if given else None,
        asked=asked,
    )


def served_cases():
    """Return the ids of the cases that may be shown."""
    given = _given()
    return tuple(given["cases"]) if given else tuple(places.known_cases())


def first_case(case):
    """Return the case to show where the address names none: `case`, or else the first that is served."""
    cases = served_cases()
    return case if case in cases or not cases else cases[0]


def _given():
    return json.loads(os.environ.get(SERVED, "{}"))


def _address():
    from voila.utils import get_query_string

    words = parse_qs(get_query_string() or "", keep_blank_values=True)
    return {name: values[0] for name, values in words.items()}


def is_served():
    """Return whether this kernel shows a dashboard."""
    return SERVED in os.environ


def record_fault(text, log=None):
    """Write what went wrong to the server's log and return the number under which it stands there.

    Parameters
    ----------
    text : str or BaseException
        The fault; of an exception with its traceback.
    log : Path or str, optional
        The log; by default the one announced to this kernel.
    """
    number = secrets.token_hex(4)
    if isinstance(text, BaseException):
        text = "".join(traceback.format_exception(text))
    log = log or _given().get("log")
    if log:
        moment = datetime.now().astimezone().isoformat(timespec="seconds")
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{moment} [{number}]\n{text.rstrip()}\n")
    return number
