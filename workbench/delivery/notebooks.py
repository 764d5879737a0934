"""The notebooks of a case: which there are, and what can be set in them."""

from dataclasses import dataclass
from pathlib import Path

from workbench import places
from workbench.errors import UsageError

from .kernel import quick_imports

PHASES = (
    "planning",
    "preassessment",
    "assessment",
    "options",
    "feasibility",
    "implementation",
    "continuation",
    "acceptance",
)
RESERVED = {"case": "案例由命令给出 / the case is named by the command"}
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True)
class Notebook:
    """One notebook of the workbench.

    Attributes
    ----------
    name : str
        Name of its file without ending, such as 03_assessment.
    path : Path
        Where it lies.
    phase : int or None
        Number of its phase, 1 to 8; None for the story of one case.
    """

    name: str
    path: Path
    phase: int | None


def find_notebooks(case_id, phases=None):
    """Return the phase notebooks, in order, and the case's own where it has one.

    Parameters
    ----------
    case_id : str
        Id of the case.
    phases : iterable of int, optional
        Numbers of the phases wanted; then the case's own notebook is left out. By default all.

    Raises
    ------
    UsageError
        If a phase does not exist.
    """
    found = {phase: _phase_notebook(phase) for phase in range(1, len(PHASES) + 1)}
    if phases is not None:
        _check_phases(phases)
        return [found[phase] for phase in sorted(set(phases)) if found[phase]]
    own = places.notebooks() / "cases" / f"{case_id}.ipynb"
    story = [Notebook(own.stem, own, None)] if own.is_file() else []
    return [notebook for notebook in found.values() if notebook] + story


def parameters_of(notebooks):
    """Return what can be set in each notebook.

    Parameters
    ----------
    notebooks : iterable of Notebook
        The notebooks.

    Returns
    -------
    dict of str to dict
        By name of the notebook: its parameters by name, as papermill infers them.
    """
    return {notebook.name: _parameters(notebook.path) for notebook in notebooks}


def check_parameters(parameters, known):
    """Return the values to set, each in the type its notebook declares.

    Parameters
    ----------
    parameters : dict of str to object
        Values by name; texts, as from the command line, are read as the declared type.
    known : dict of str to dict
        From `parameters_of`.

    Raises
    ------
    UsageError
        If no notebook knows a name, or a text cannot be read as the declared type.
    """
    declared = {name: value for notebook in known.values() for name, value in notebook.items()}
    settable = sorted(set(declared) - set(RESERVED))
    for name in parameters:
        if name in RESERVED:
            raise UsageError(f"参数“{name}”不能设置：{RESERVED[name]}")
        if name not in declared:
            known_names = "、".join(settable)
            raise UsageError(f"没有参数“{name}” / no notebook has a parameter '{name}'; 可设置 / known: {known_names}")
    return {name: _typed(name, value, declared[name]["inferred_type_name"]) for name, value in parameters.items()}


def literal(path):
    """Return a path as papermill reads it, which would fill a field like ``{x}`` in the name of a folder."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _check_phases(phases):
    unknown = sorted(str(phase) for phase in phases if phase not in range(1, len(PHASES) + 1))
    if unknown:
        raise UsageError(f"没有阶段 / there is no phase {'、'.join(unknown)}; 1–{len(PHASES)}: {'、'.join(PHASES)}")


def _phase_notebook(phase):
    path = places.notebooks() / "phases" / f"{phase:02d}_{PHASES[phase - 1]}.ipynb"
    return Notebook(path.stem, path, phase) if path.is_file() else None


def _parameters(path):
    with quick_imports():
        from nbformat import ValidationError
        from papermill import inspect_notebook
    try:
        return inspect_notebook(literal(path))
    except (ValidationError, ValueError, KeyError, AttributeError, OSError):
        # A spoiled notebook has nothing to set; executing it will say what is wrong.
        return {}


def _typed(name, value, type_name):
    if not isinstance(value, str) or type_name not in ("int", "float", "bool"):
        return value
    try:
        return {"int": int, "float": float, "bool": lambda text: _TRUTH[text.lower()]}[type_name](value)
    except (ValueError, KeyError):
        raise UsageError(
            f"参数 {name}：“{value}”不是 {type_name} / parameter {name}: '{value}' is not {type_name}"
        ) from None
