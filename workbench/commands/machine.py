"""Commands about this machine and this installation."""

import os
import sys

from .telling import show


def lab(given):
    """Open JupyterLab on the notebooks, in Chinese unless its user has chosen another language, and asking no network."""
    from importlib.resources import files

    from ..places import notebooks

    # Defaults beneath the user's own settings; the kit of a classroom starts with the same.
    defaults = str(files("workbench.delivery.kit") / "launcher")
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([*([before] if before else []), defaults])
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={notebooks()}", *given.options]
    os.execv(sys.executable, command)


def doctor(given):
    """Say what works on this machine."""
    from ..delivery.doctor import examine

    findings = examine()
    for finding in findings:
        show(f"{'✔' if finding.ok else '✘'} {finding.zh} / {finding.en}: {finding.detail}")
    return 0 if all(finding.ok for finding in findings if finding.needed) else 1


def selftest(given):
    """Work published problems again."""
    from ..analysis.reconciliation.selftest import compare_answers, format_rows

    rows = compare_answers()
    show(format_rows(rows))
    return 1 if any(row["verdict"] == "different" for row in rows) else 0
