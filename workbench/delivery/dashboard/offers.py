"""What a server of dashboards offers, and how its kernels are told."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from workbench import places
from workbench.case import load_case
from workbench.errors import UsageError

from .visits import SERVED


@dataclass(frozen=True)
class Offer:
    """What is served.

    Attributes
    ----------
    cases : dict of str to Path
        Folder or workbook by id.
    runs : Path
        Folder of the runs.
    """

    cases: dict
    runs: Path


def find_offer(what=None, runs="runs"):
    """Return what the argument of the command means.

    Parameters
    ----------
    what : str or Path, optional
        A case (id, folder or .xlsx), a folder of cases, or a folder of runs; all known cases by default.
    runs : str or Path
        Folder of the runs, where `what` is none.

    Raises
    ------
    UsageError
        If it is none of these.
    CaseError
        If a case is not sound.
    """
    if what is None:
        return Offer({case: places.find_case(case).resolve() for case in places.known_cases()}, Path(runs).resolve())
    folder = Path(what)
    if folder.is_dir() and not (folder / "case.toml").is_file():
        return _offer_of_folder(folder, Path(runs))
    path = places.find_case(what)
    return Offer({load_case(path).id: path.resolve()}, Path(runs).resolve())


def _offer_of_folder(folder, runs):
    cases = {load_case(path.parent).id: path.parent.resolve() for path in sorted(folder.glob("*/case.toml"))}
    done = [path.parent.name for path in sorted(folder.glob("*/run.json"))]
    if not cases and not done:
        raise UsageError(f"文件夹里没有案例也没有运行结果 / neither cases nor runs in the folder: {folder}")
    known = places.known_cases()
    ran = {case: places.find_case(case).resolve() for case in done if case in known}
    return Offer(cases or ran, (folder if done else runs).resolve())


def announce(offer, log):
    """Tell the kernels that this process starts what is served.

    Parameters
    ----------
    offer : Offer
        What is served.
    log : Path
        Where they write their faults.
    """
    os.environ[places.CASE_FOLDERS] = json.dumps({case: str(path) for case, path in offer.cases.items()})
    os.environ[SERVED] = json.dumps({"cases": list(offer.cases), "runs": str(offer.runs), "log": str(log)})
