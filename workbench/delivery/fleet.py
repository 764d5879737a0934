"""Many clients at once (fleet): each is a run of its own, on workers of dask.distributed.

A worker takes one client at a time, so that nothing of one gets into another; the folder of each run is held by the one
process that writes it. Who has run well before is kept, so that a fleet that was killed goes on where it stopped.
Clients and results lie in folders that every worker sees under the same path.
"""

import datetime
import queue
import tomllib
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from workbench.case.source import read_source
from workbench.errors import UsageError, WorkbenchError

from .files import remove_unfinished
from .fleet_client import REFUSED, TOPIC, TRIES, run_client
from .fleet_page import write_fleet
from .holding import holding
from .outcome import FAILED

WAITING, RUNNING, LOST = "waiting", "running", "lost"
SECONDS_BETWEEN_PAGES = 1.0
SECONDS_TO_CONNECT = 10.0


@dataclass
class Client:
    """One client of a fleet, and how far it is.

    Attributes
    ----------
    number : int
        Its place in the folder, from 1: what it is called where it has no id.
    path : Path
        Its folder or intake workbook; it may name the client and gets into no file.
    case_id : str
        Id of its case, "" where its data do not tell.
    status : str
        waiting, running, ok, kept (nothing had changed), failed (a notebook stopped, or the run), refused (its data are
        not sound), lost (its workers died).
    seconds : float
        Time taken. [s]
    notebooks : dict of str to dict
        status and seconds of each notebook that has run.
    problems : list of str
        What went wrong.
    findings : int or None
        Number of findings of the review.
    """

    number: int
    path: Path
    case_id: str
    status: str = WAITING
    seconds: float = 0.0
    notebooks: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    findings: int | None = None

    @property
    def failed(self):
        """Whether it ended otherwise than well."""
        return self.status in (FAILED, REFUSED, LOST)

    def to_json(self):
        """Return it as plain data, without its path."""
        names = ("number", "case_id", "status", "seconds", "notebooks", "problems", "findings")
        return {name: getattr(self, name) for name in names}


def find_clients(folder):
    """Return the clients in a folder: every folder in it with a case.toml, every intake workbook.

    Raises
    ------
    UsageError
        If there is none, or two share an id.
    """
    folder = Path(folder)
    paths = [path for path in sorted(folder.glob("*")) if _is_client(path)]
    if not paths:
        raise UsageError(f"{folder} 里没有案例文件夹 / no case folders in {folder}")
    clients = [Client(number, path.resolve(), _id_of(path)) for number, path in enumerate(paths, 1)]
    ids = [client.case_id for client in clients if client.case_id]
    twice = sorted({case_id for case_id in ids if ids.count(case_id) > 1})
    if twice:
        raise UsageError(f"编号重复的案例会混在一起 / these cases share an id: {'、'.join(twice)}")
    return clients


def run_fleet(folder, *, scheduler=None, jobs=2, out="runs", force=False):
    """Run all clients in a folder.

    Parameters
    ----------
    folder : str or Path
        Holds a case folder or intake workbook for each client.
    scheduler : str, optional
        Address of a dask scheduler whose workers see the same folders; by default processes of this machine.
    jobs : int
        Number of clients at a time on this machine.
    out : str or Path
        Gets a folder for each client, ``fleet.html`` and ``fleet.json``, renewed while the fleet runs.
    force : bool
        Run also what has not changed.

    Returns
    -------
    list of Client

    Raises
    ------
    UsageError
        If there are no clients, two share an id, or the scheduler cannot be reached; nothing has been run then.
    FolderInUse
        If another fleet is running into the same folder.
    """
    clients = find_clients(folder)
    out = Path(out).resolve()
    with holding(out), _workers(scheduler, min(jobs, len(clients))) as workers:
        remove_unfinished(out)
        fleet = _Fleet(clients, workers, out, force)
        try:
            fleet.run()
        finally:
            fleet.show(ended=True)
    return clients


class _Fleet:
    """The clients of a fleet while it runs."""

    def __init__(self, clients, workers, out, force):
        self._clients, self._workers, self._out, self._force = clients, workers, out, force
        self._by_path = {str(client.path): client for client in clients}
        self._news = queue.Queue()
        self._begun, self._started = {}, datetime.datetime.now()

    def run(self):
        """Give every client to the workers, and follow the news until all have ended."""
        self._workers.subscribe_topic(TOPIC, lambda event: self._news.put(event[1]))
        futures = [self._submitted(client) for client in self._clients]
        self.show()
        left, shown = len(futures), datetime.datetime.now()
        while left:
            left -= self._hear(self._news.get())
            if (datetime.datetime.now() - shown).total_seconds() > SECONDS_BETWEEN_PAGES:
                self.show()
                shown = datetime.datetime.now()

    def show(self, ended=False):
        """Write how things stand."""
        for client in self._clients:
            if client.status == RUNNING:
                client.seconds = self._seconds_of(client)
        write_fleet(self._clients, self._out, self._started, ended)

    def _submitted(self, client):
        future = self._workers.submit(
            run_client,
            str(client.path),
            client.case_id,
            str(self._out),
            self._force,
            key=f"client-{client.number}-{uuid.uuid4().hex}",
            pure=False,
            retries=TRIES - 1,
        )
        future.add_done_callback(lambda done: self._news.put((client, done)))
        return future

    def _seconds_of(self, client):
        begun = self._begun.get(client.number, self._started)
        return round((datetime.datetime.now() - begun).total_seconds(), 1)

    def _hear(self, news):
        """Take in one piece of news; return 1 where it is the end of a client, else 0."""
        if isinstance(news, dict):
            client = self._by_path.get(news["path"])
            if client is None or client.status not in (WAITING, RUNNING):
                return 0
            client.status = RUNNING
            self._begun.setdefault(client.number, datetime.datetime.now())
            if "notebook" in news:
                client.notebooks[news["notebook"]] = news["run"]
            return 0
        client, future = news
        client.seconds = self._seconds_of(client)
        if future.status == "finished":
            for name, value in future.result().items():
                setattr(client, name, value)
        else:
            client.status, client.problems = LOST, [_lost(future)]
        return 1


def _lost(future):
    error = future.exception() if future.status == "error" else None
    told = f"{type(error).__name__}: {error}" if error else future.status
    return f"多次重试仍未完成；请再运行一次，已完成的会保留 / not finished in {TRIES} tries: run again, what is finished is kept ({told})"


def _is_client(path):
    intake = path.suffix == ".xlsx" and not path.name.startswith(("~$", "."))
    return intake if path.is_file() else (path / "case.toml").exists()


def _id_of(path):
    """Return the id of a client's case, "" where its data do not tell it."""
    try:
        if path.suffix == ".xlsx":
            return str(read_source(path).settings.get("id", ""))
        return str(tomllib.loads((path / "case.toml").read_text(encoding="utf-8-sig")).get("id", ""))
    except (OSError, ValueError, WorkbenchError):
        return ""


@contextmanager
def _workers(scheduler, jobs):
    """Give a client of the scheduler; without one, of processes on this machine that end with the block."""
    import dask
    from distributed import Client as Workers
    from distributed import LocalCluster

    settings = {"distributed.scheduler.allowed-failures": TRIES, "distributed.admin.log-format": "%(message)s"}
    with dask.config.set(settings):
        if scheduler is not None:
            try:
                workers = Workers(scheduler, timeout=SECONDS_TO_CONNECT, set_as_default=False)
            except (OSError, ValueError) as error:
                raise UsageError(f"连不上调度器 {scheduler} / no scheduler at {scheduler}: {error}") from None
            with workers:
                yield workers
            return
        options = {"n_workers": jobs, "threads_per_worker": 1, "processes": True, "memory_limit": 0}
        with (
            LocalCluster(dashboard_address=None, silence_logs="CRITICAL", **options) as cluster,
            Workers(cluster, set_as_default=False) as workers,
        ):
            yield workers
