"""Where notebooks, cases and templates lie: at the top of a checkout, or in the copy that the wheel carries."""

import json
import os
from pathlib import Path

from .errors import UsageError

CASE_FOLDERS = "WORKBENCH_CASE_FOLDERS"
"""Environment variable that tells a kernel where the cases of a run lie: JSON, id to path.

A notebook is given the id only, so that no folder name of a client gets into its metadata.
"""


def notebooks():
    """Return the folder of the notebooks."""
    return _home() / "notebooks"


def case_data():
    """Return the folder of the shipped cases."""
    return _home() / "case_data"


def templates():
    """Return the folder of the templates."""
    return _home() / "templates"


def find_case(case):
    """Return the folder or intake workbook of a case.

    Parameters
    ----------
    case : str or Path
        A folder, an .xlsx file, or the id of a case: of the running run, in ``./case_data``, or shipped.

    Raises
    ------
    UsageError
        If there is no such case; the message lists the known ids.
    """
    if (path := _announced().get(str(case))) is not None:
        return Path(path)
    candidates = [Path(case), Path("case_data") / case, case_data() / case]
    for path in candidates:
        if path.suffix == ".xlsx" and path.is_file() or (path / "case.toml").is_file():
            return path
    known = "、".join(known_cases())
    raise UsageError(f"没有案例“{case}” / no case '{case}'; 已有 / known: {known}")


def known_cases():
    """Return the ids of the shipped cases and of those in ``./case_data``, sorted."""
    folders = {Path("case_data"), case_data()}
    return sorted({path.parent.name for folder in folders for path in folder.glob("*/case.toml")})


def _announced():
    return json.loads(os.environ.get(CASE_FOLDERS, "{}"))


def _home():
    package = Path(__file__).resolve().parent
    checkout = package.parent
    return checkout if (checkout / "pyproject.toml").is_file() else package / "_shipped"
