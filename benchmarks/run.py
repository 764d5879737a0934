"""What a run of a case costs: its parts, and beside it the same notebooks by papermill alone.

    python benchmarks/run.py [CASE] [--jobs N] [--plain] [--all]

Seconds of processor time (user + system, children included) are what counts on a machine that does other things too;
the wall time and the load are printed beside them. ``--plain`` also runs papermill's command line and a loop of its
`execute_notebook`, with Jupyter's own kernel, over the same notebooks; everything runs one after another then. W is what
the cells take in the warm kernels; what lies beyond it is overhead. ``--all`` prints for every shipped case where the
time of a run goes.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from workbench.delivery import deliverables, execution, report, warm
from workbench.delivery import run as run_module
from workbench.delivery.notebooks import find_notebooks
from workbench.places import known_cases

LOOP = """
import sys
from papermill import execute_notebook
for source in sys.argv[2:]:
    execute_notebook(source, "out.ipynb", {"case": sys.argv[1]}, kernel_name="python3", progress_bar=False)
"""


def processor_seconds():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@contextmanager
def measured(parts, name):
    """Add what the block takes to a part: processor seconds of this process and its ended children, and wall time."""
    before = processor_seconds(), time.perf_counter()
    yield
    spent = processor_seconds() - before[0], time.perf_counter() - before[1]
    parts[name] = tuple(map(sum, zip(parts.get(name, (0, 0)), spent, strict=True)))


def watched(parts, module, names):
    """Measure functions of a module wherever it calls them, for as long as this program runs."""
    for function, name in names.items():
        setattr(module, function, _measured_function(parts, name, getattr(module, function)))


def _measured_function(parts, name, function):
    def call(*arguments, **options):
        with measured(parts, name):
            return function(*arguments, **options)

    return call


def run_parts(case, jobs):
    """Run a case with each part of the work measured; cells and kernels are told by the executed notebooks."""
    parts = {}
    watched(parts, report, {"page_numbers": "contents' pages (LibreOffice)"})
    watched(parts, run_module._Plan, {"_write": "all deliverables"})
    watched(parts, deliverables, {"_chapter": "reading the notebooks", "_write_figures": "figures"})
    with tempfile.TemporaryDirectory() as out, measured(parts, "whole run"):
        result = run_module.run([case], out=out, jobs=jobs, progress=False)
        warm.close_server()
        for failure in result.failures:
            sys.exit(failure)
        cells = sum(_cell_seconds(path) for path in Path(out).rglob("*.ipynb"))
    notebooks = parts["whole run"][0] - parts["all deliverables"][0]
    parts["kernels, imports and cells"] = notebooks, sum(run.seconds for run in result.cases[0].notebooks)
    parts["cells (as papermill timed them)"] = float("nan"), cells
    parts["notebooks"] = len(result.cases[0].notebooks)
    return parts


def _cell_seconds(path):
    with execution.quick_imports():
        import nbformat
    cells = nbformat.read(path, as_version=4).cells
    return sum(cell.metadata.get("papermill", {}).get("duration") or 0 for cell in cells)


def one_kernel(parts):
    """Measure an empty notebook by a warm kernel and by an ordinary one."""
    with execution.quick_imports():
        import nbformat
    imports = "from workbench.delivery.exhibits import checking, level, options, sankey\nimport pandas, scipy.stats"
    empty = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(imports)])
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "empty.ipynb")
        nbformat.write(empty, source)
        for name, switch in (("kernel with imports, warm", "1"), ("kernel with imports, ordinary", "0")):
            os.environ[warm.SWITCH] = switch
            with measured(parts, "warm server, once") if switch == "1" else measured({}, ""):
                _execute(source, folder)
                warm.close_server()
            _execute(source, folder)
            with measured(parts, name):
                for _ in range(5):
                    _execute(source, folder)
                warm.close_server()
            parts[name] = tuple(value / 5 for value in parts[name])
        del os.environ[warm.SWITCH]


def _execute(source, folder):
    _, failure = execution.execute(source, Path(folder, "out.ipynb"), {}, Path(folder))
    if failure:
        sys.exit(str(failure))


def plain(parts, case):
    """Run the same notebooks by papermill alone, one after another."""
    sources = [str(notebook.path) for notebook in find_notebooks(case)]
    with tempfile.TemporaryDirectory() as folder:
        with measured(parts, "papermill command line"):
            for source in sources:
                command = [sys.executable, "-m", "papermill", source, "out.ipynb", "-p", "case", case]
                options = ["-k", "python3", "--no-progress-bar"]
                subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
        with measured(parts, "execute_notebook loop"):
            subprocess.run([sys.executable, "-c", LOOP, case, *sources], cwd=folder, check=True, capture_output=True)


def compare(parts):
    """Return the lines that set a run beside papermill alone: wall time, one notebook at a time."""
    cells = parts["cells (as papermill timed them)"][1]
    ours = parts["whole run"][1] - parts["all deliverables"][1]
    lines = [f"W, cells in warm kernels: {cells:.2f} s; our notebooks {ours:.2f} s, {ours - cells:.2f} s beyond W"]
    for name, least in (("papermill command line", 12), ("execute_notebook loop", 8)):
        total = parts[name][1]
        ratio = (total - cells) / (ours - cells)
        lines.append(f"{name}: {total:.2f} s, {total - cells:.2f} s beyond W, {ratio:.1f} times ours (floor {least})")
    total = parts["papermill command line"][1] / ours
    lines.append(f"notebooks of the case: {total:.1f} times faster than the command line (floor 5)")
    warm_one, count = parts["kernel with imports, warm"][1], parts["notebooks"]
    lines.append(
        f"beyond W: {count} kernels with imports, warm, {count * warm_one:.2f} s "
        f"(of which papermill's fixed waits are the floor), warm server, once, {parts['warm server, once'][1]:.2f} s"
    )
    return lines


def shares(cases, jobs):
    """Yield for each case its time and the shares of kernels and imports, cells, writing."""
    for case in cases:
        parts = run_parts(case, jobs)
        whole, cells = parts["whole run"][1], parts["cells (as papermill timed them)"][1]
        notebooks, writing = parts["kernels, imports and cells"][1], parts["all deliverables"][1]
        total = notebooks + writing
        yield (
            f"{case:26}{parts['notebooks']:3} notebooks {whole:7.1f} s; kernels and imports {(notebooks - cells) / total:4.0%}, "
            f"cells {cells / total:4.0%}, writing {writing / total:4.0%}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("case", nargs="?", default="zinc_smelting")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    if given.all:
        for line in shares(known_cases(), given.jobs):
            sys.stdout.write(f"{line}\n")
        return
    jobs = 1 if given.plain else given.jobs
    parts = run_parts(given.case, jobs)
    one_kernel(parts)
    if given.plain:
        plain(parts, given.case)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    sys.stdout.write(f"{given.case}, {jobs} at a time, load {load}\n{'':34}{'processor s':>12}{'wall s':>9}\n")
    for name, spent in parts.items():
        if name != "notebooks":
            sys.stdout.write(f"{name:34}{spent[0]:12.2f}{spent[1]:9.2f}\n")
    if given.plain:
        sys.stdout.write("\n".join(compare(parts)) + "\n")


if __name__ == "__main__":
    main()
