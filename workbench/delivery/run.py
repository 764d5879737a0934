"""Run the notebooks of cases and write what they say: figures, workbook, report, page."""

import json
import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tqdm import tqdm

from workbench.case import CaseError, load_case
from workbench.errors import UsageError, WorkbenchError
from workbench.places import CASE_FOLDERS

from .execution import Failure, execute
from .files import file_hash, remove_unfinished
from .holding import holding
from .manifest import new_record, notebook_key, outputs_key, read_manifest, write_manifest
from .notebooks import check_parameters, find_notebooks, parameters_of
from .outcome import DONE, FAILED, KEPT, RESULTS, CaseRun, NotebookRun, RunResult
from .warm import start_server


def run(
    cases,
    *,
    phases=None,
    parameters=None,
    out="runs",
    jobs=1,
    force=False,
    progress=True,
    more=(),
):
    """Run the notebooks of cases and write their deliverables.

    A notebook whose case, source, parameters, code and libraries have not changed since it last ran well is kept.
    A failed notebook stops nothing else. The folder of a case is held meanwhile: a second run of it is refused.

    Parameters
    ----------
    cases : iterable of str or Path
        Ids, folders or intake workbooks.
    phases : iterable of int, optional
        Numbers of the phases to run; by default all, and the case's own notebook.
    parameters : dict of str to object, optional
        Values of parameters of the notebooks.
    out : str or Path
        Folder that gets a folder for each case.
    jobs : int
        Number of notebooks that run at the same time.
    force : bool
        Run also what has not changed.
    progress : bool or callable
        Show a progress bar over the notebooks; a callable is called instead, with the id of the case and the
        `NotebookRun`, whenever a notebook has run.
    more : collection of str
        What to write beyond the deliverables of every run: ``editions`` (the other reports, the performance sheet and
        the presentation), ``anonymous`` (a page without names), ``lecture`` (slides to teach from).

    Returns
    -------
    RunResult

    Raises
    ------
    UsageError
        If a case, phase or parameter does not exist; nothing has been run then.
    """
    plans, refused = [], []
    for name in cases:
        try:
            plans.append(_Plan(load_case(name), phases, parameters or {}, Path(out)))
        except CaseError as error:
            refused.append(CaseRun(error.case, error=error))
    _check_distinct(plans)
    with ExitStack() as held:
        for plan in plans:
            plan.begin(held)
        _run_notebooks(plans, jobs, force, progress)
        return RunResult((*(plan.finish(more) for plan in plans), *refused))


def _run_notebooks(plans, jobs, force, progress):
    waiting = [(plan, notebook) for plan in plans for notebook in plan.waiting(force)]
    with _announced(plans), tqdm(total=len(waiting), disable=progress is not True or not waiting, unit="本") as bar:
        if waiting:
            start_server()
        for plan, notebook, done in _executed(waiting, jobs):
            plan.record_run(notebook, *done)
            if callable(progress):
                progress(plan.case.id, plan.run_of(notebook.name))
            bar.set_description(f"{plan.case.id} {notebook.name}", refresh=False)
            bar.update()


class _Plan:
    """One case of a run: what there is to do, and the record of what was done."""

    def __init__(self, case, phases, parameters, out):
        self.case, self.folder = case, out / case.id
        self._all = find_notebooks(case.id)
        self._chosen = {notebook.name for notebook in find_notebooks(case.id, phases)}
        known = parameters_of(self._all)
        values = check_parameters(parameters, {name: known[name] for name in self._chosen})
        self._parameters = {name: _own(values | {"case": case.id}, known[name]) for name in known}
        self._record, self._before, self._error = new_record(case, values), {}, None
        self._keys = {book.name: notebook_key(self._record, book, self._parameters[book.name]) for book in self._all}

    def begin(self, held):
        """Hold the folder for as long as the stack of contexts is open, and read what an earlier run has left there."""
        with self._stopping():
            held.enter_context(holding(self.folder))
            remove_unfinished(self.folder, *self.folder.glob("*/"))
            before = read_manifest(self.folder)
            self._before, self._record["outputs"] = before.get("notebooks", {}), before.get("outputs", {})

    def waiting(self, force):
        """Return the chosen notebooks that must run; the results of all others that still hold are kept."""
        waiting = []
        if self._error:
            return waiting
        for notebook in self._all:
            chosen = notebook.name in self._chosen
            if self._holds(notebook) and not (force and chosen):
                self._record["notebooks"][notebook.name] = self._before[notebook.name] | {"status": KEPT}
            elif chosen:
                waiting.append(notebook)
        return waiting

    def execute(self, notebook):
        """Run one notebook, unless the case has been stopped."""
        if not self._error:
            with self._stopping():
                return execute(notebook.path, self._target(notebook), self._parameters[notebook.name], Path.cwd())
        return 0.0, Failure(None, "", type(self._error).__name__, str(self._error))

    def record_run(self, notebook, seconds, failure):
        """Note how a notebook went, at once, so that an interrupted run can go on from here."""
        self._record["notebooks"][notebook.name] = {
            "status": FAILED if failure else DONE,
            "seconds": seconds,
            "key": self._keys[notebook.name],
            "failure": failure.to_json() if failure else None,
        }
        with self._stopping():
            write_manifest(self.folder, self._record)

    def run_of(self, name):
        """Return how a notebook went."""
        run = self._record["notebooks"][name]
        failure = Failure(**run["failure"]) if run["failure"] else None
        return NotebookRun(name, run["status"], run["seconds"], failure)

    def finish(self, more):
        """Write the deliverables, unless they are up to date, and return how the case went."""
        present = [notebook for notebook in self._all if notebook.name in self._record["notebooks"]]
        self._record["notebooks"] = {notebook.name: self._record["notebooks"][notebook.name] for notebook in present}
        if not self._error:
            with self._stopping():
                self._write([(notebook, self._target(notebook)) for notebook in present], more)
        runs = tuple(self.run_of(notebook.name) for notebook in present)
        return CaseRun(self.case.id, self.folder, runs, self._error)

    def _write(self, executed, more):
        key = outputs_key(self._record, self._record["notebooks"].values())
        outputs = self._record["outputs"]
        if outputs.get("key") != key or not self._complete():
            self._record["outputs"] = outputs = outputs | {"key": key, "files": self._write_files(executed)}
        write_manifest(self.folder, self._record)
        self._write_more(executed, more)
        write_manifest(self.folder, self._record)

    # What writes is imported where it writes: a run that keeps everything is over before it would be imported.

    def _write_files(self, executed):
        from .deliverables import write_deliverables
        from .results import write_results

        # The results are worked out while the report waits for LibreOffice.
        with ThreadPoolExecutor(1) as beside:
            results = beside.submit(write_results, self.case, self.folder / RESULTS)
            made = write_deliverables(self.case, self._record, executed, self.folder)
            results.result()
        return made | {RESULTS: file_hash(self.folder / RESULTS)}

    def _write_more(self, executed, more):
        if not more:
            return
        from . import deliverables

        if "editions" in more:
            editions = deliverables.write_editions(self.case, self._record, executed, self.folder)
            self._record["outputs"]["editions"] = editions
        if "anonymous" in more:
            deliverables.write_anonymous(self.case, self._record, executed, self.folder)
        if "lecture" in more:
            deliverables.write_slides_to_teach(self.case, self._record, executed, self.folder)

    @contextmanager
    def _stopping(self):
        """Let an error that no later step of this case would escape stop the case, and no other."""
        try:
            yield
        except (WorkbenchError, OSError) as error:
            self._error = error if isinstance(error, WorkbenchError) else WorkbenchError(f"{self.case.id}: {error}")

    def _target(self, notebook):
        return self.folder / "notebooks" / f"{notebook.name}.ipynb"

    def _holds(self, notebook):
        before = self._before.get(notebook.name, {})
        same = before.get("key") == self._keys[notebook.name] and before.get("status") in (DONE, KEPT)
        return same and _is_json(self._target(notebook))

    def _complete(self):
        """Tell whether every deliverable is there; one that somebody has edited is, results that are spoiled are not."""
        made = self._record["outputs"].get("files", {})
        there = all((self.folder / name).is_file() for name in made)
        return there and RESULTS in made and made[RESULTS] == file_hash(self.folder / RESULTS)


def _is_json(path):
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def _own(values, known):
    return {name: value for name, value in values.items() if name in known}


def _check_distinct(plans):
    ids = [plan.case.id for plan in plans]
    twice = sorted({case_id for case_id in ids if ids.count(case_id) > 1})
    if twice:
        raise UsageError(f"编号重复的案例会混在一起 / these cases share an id: {'、'.join(twice)}")


def _executed(waiting, jobs):
    """Yield each notebook with how it went."""

    def work(task):
        plan, notebook = task
        return plan, notebook, plan.execute(notebook)

    if jobs == 1:
        yield from map(work, waiting)
        return
    # The longest first, so that none is left running alone at the end.
    longest_first = sorted(waiting, key=lambda task: -task[1].path.stat().st_size)
    pool = ThreadPoolExecutor(jobs)
    try:
        yield from (future.result() for future in as_completed([pool.submit(work, task) for task in longest_first]))
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _announced(plans):
    """Tell the kernels, and nobody else, where the cases lie."""
    folders = {plan.case.id: str(plan.case.folder.resolve()) for plan in plans}
    before = os.environ.get(CASE_FOLDERS)
    os.environ[CASE_FOLDERS] = json.dumps(folders)
    try:
        yield
    finally:
        if before is None:
            del os.environ[CASE_FOLDERS]
        else:
            os.environ[CASE_FOLDERS] = before
