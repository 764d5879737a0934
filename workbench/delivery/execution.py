"""One notebook, executed: by papermill, in a kernel of this interpreter, saved whole or not at all."""

import re
import time
from dataclasses import asdict, dataclass

from .files import is_full, replacing
from .kernel import kernel_manager, quick_imports
from .notebooks import literal

_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failure:
    """Where and why a notebook stopped.

    Attributes
    ----------
    cell : int or None
        Number of the cell, as in ``In [4]``; None if the notebook never got that far.
    line : str
        The line of the cell that failed.
    error, message : str
        Kind of the error and what it says.
    """

    cell: int | None
    line: str
    error: str
    message: str

    def to_json(self):
        """Return the failure as plain data."""
        return asdict(self)

    def __str__(self):
        place = f"单元 / cell In [{self.cell}]，" if self.cell is not None else ""
        line = f"“{self.line}”：" if self.line else ""
        return f"{place}{line}{self.error}: {self.message}"


def execute(source, target, parameters, folder):
    """Execute a notebook and save it with its outputs.

    Parameters
    ----------
    source, target : Path
        The notebook, and where the executed one goes; of a failed notebook what was reached is saved.
    parameters : dict
        Values of its parameters.
    folder : Path
        Folder the kernel works in.

    Returns
    -------
    seconds : float
        Time taken. [s]
    failure : Failure or None
        None if it ran to its end.

    Raises
    ------
    WorkbenchError
        If the disk is full; then nothing is saved.
    """
    started = time.perf_counter()
    with replacing(target) as temporary:
        failure = _papermill(source, temporary, parameters, folder)
        if temporary.stat().st_size:
            _anonymise(temporary, source.stem)
        else:
            temporary.write_bytes(source.read_bytes())
    return round(time.perf_counter() - started, 2), failure


def _papermill(source, target, parameters, folder):
    with quick_imports():
        from papermill import PapermillExecutionError, execute_notebook
    try:
        execute_notebook(
            literal(source),
            literal(target),
            parameters=parameters,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            # What follows is handed to the kernel's client.
            kernel_manager_class=kernel_manager(),
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(folder)}},
        )
    except PapermillExecutionError as error:
        return Failure(error.exec_count, _failing_line(error), error.ename, error.evalue)
    except Exception as error:  # a dead kernel or a notebook that is none must not stop the others
        if is_full(error):
            raise
        return Failure(None, "", type(error).__name__, str(error).strip())
    return None


def _failing_line(error):
    found = _CELL_LINE.findall(_COLOUR.sub("", "\n".join(error.traceback)))
    lines = error.source.splitlines()
    number = int(found[0]) if found else 1
    return lines[number - 1].strip() if number <= len(lines) else ""


def _anonymise(path, name):
    """Take the machine's folders, which may name a client, out of the metadata."""
    with quick_imports():
        import nbformat
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.get("papermill", {}).update(input_path=f"{name}.ipynb", output_path=f"{name}.ipynb")
    nbformat.write(notebook, path)
