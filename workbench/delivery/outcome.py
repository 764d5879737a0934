"""How a run went: each notebook, each case, all of them."""

from dataclasses import dataclass
from pathlib import Path

from workbench.errors import WorkbenchError

from .execution import Failure

DONE, FAILED, KEPT = "ok", "failed", "kept"
RESULTS = "results.parquet"


@dataclass(frozen=True)
class NotebookRun:
    """How one notebook went.

    Attributes
    ----------
    name : str
        Name of the notebook.
    status : str
        ``ok``, ``failed``, or ``kept``: nothing it depends on has changed since it ran well.
    seconds : float
        Time its execution took, now or then. [s]
    failure : Failure or None
        Where and why it stopped.
    """

    name: str
    status: str
    seconds: float
    failure: Failure | None = None


@dataclass(frozen=True)
class CaseRun:
    """How one case went.

    Attributes
    ----------
    case_id : str
        Id of the case, or what was asked for if it could not be loaded.
    folder : Path or None
        Where the results lie.
    notebooks : tuple of NotebookRun
        In reading order.
    error : WorkbenchError or None
        What stopped it: its data (then nothing was run), another run in its folder, a full disk.
    """

    case_id: str
    folder: Path | None = None
    notebooks: tuple = ()
    error: WorkbenchError | None = None

    @property
    def failed(self):
        """The notebooks that stopped early."""
        return [notebook for notebook in self.notebooks if notebook.status == FAILED]


@dataclass(frozen=True)
class RunResult:
    """How all cases of a run went."""

    cases: tuple

    @property
    def failures(self):
        """What went wrong, one text for each case that is not sound and each notebook that stopped."""
        refused = [str(case.error) for case in self.cases if case.error]
        stopped = [
            f"{case.case_id} {notebook.name}: {notebook.failure}" for case in self.cases for notebook in case.failed
        ]
        return refused + stopped
