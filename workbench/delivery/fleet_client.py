"""One client of a fleet, run on a worker: one at a time, so that nothing of one gets into another."""

import threading
from pathlib import Path

from workbench.errors import WorkbenchError

from .outcome import DONE, FAILED, KEPT, RESULTS

REFUSED = "refused"
TOPIC = "workbench-fleet"
TRIES = 3
"""Of one client: a kernel or a worker that dies is no fault of its data."""

_one_client = threading.Lock()


def run_client(path, case_id, out, force, tell=None):
    """Run one client, on a worker.

    Parameters
    ----------
    path, out : str
        Its folder or workbook, and the folder of all runs.
    case_id : str
        Its id; a run that finds another is refused.
    force : bool
        Run also what has not changed.
    tell : callable, optional
        Called with plain data when the client begins and whenever a notebook has run; by default the fleet is told.

    Returns
    -------
    dict
        case_id, status, notebooks, problems, findings.
    """
    from .run import run

    tell = tell or _tell_fleet

    def progress(_, notebook):
        tell({"path": path, "notebook": notebook.name, "run": _plain(notebook)})

    with _one_client:
        tell({"path": path, "begins": True})
        for attempt in range(TRIES):
            try:
                result = run([path], out=out, force=force and not attempt, progress=progress)
            except WorkbenchError as error:
                return _answer(case_id, REFUSED, problems=_nameless([str(error)], path, case_id))
            (case,) = result.cases
            if not any(notebook.failure.error == "DeadKernelError" for notebook in case.failed):
                break
    return _answer_of(case, case_id, _nameless(result.failures, path, case_id))


def _nameless(problems, path, case_id):
    """Return problems without the folder of the client, which may be its name."""
    name = case_id or "客户 / client"
    return [problem.replace(path, name).replace(Path(path).name, name) for problem in problems]


def _answer_of(case, case_id, failures):
    if case.folder is None:
        return _answer(case_id, REFUSED, problems=failures)
    runs = {notebook.name: _plain(notebook) for notebook in case.notebooks}
    kept = runs and all(run["status"] == KEPT for run in runs.values())
    status = FAILED if failures else (KEPT if kept else DONE)
    return _answer(case_id or case.case_id, status, runs, failures, _findings(case.folder))


def _answer(case_id, status, notebooks=(), problems=(), findings=None):
    return {
        "case_id": case_id,
        "status": status,
        "notebooks": dict(notebooks),
        "problems": list(problems),
        "findings": findings,
    }


def _plain(notebook):
    return {"status": notebook.status, "seconds": notebook.seconds}


def _findings(folder):
    """Return how many findings the review of a run had, None where it has no results."""
    if not (folder / RESULTS).is_file():
        return None
    import pyarrow.parquet

    chosen = [("kind", "==", "headline"), ("result", "==", "findings")]
    found = pyarrow.parquet.read_table(folder / RESULTS, columns=["value"], filters=chosen)["value"].to_pylist()
    return int(found[0]) if found else None


def _tell_fleet(message):
    from distributed import get_worker

    get_worker().log_event(TOPIC, message)
