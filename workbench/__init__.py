"""Workbench for cleaner production audits (清洁生产审核).

The names below are what notebooks call; each is imported when first used, so that
``import workbench`` costs almost nothing.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "answer": "workbench.delivery.exercises",
    "ask_hint": "workbench.delivery.exercises",
    "exercise_form": "workbench.delivery.exercises",
    "load_case": "workbench.case",
    "open_chapter": "workbench.display.chapter",
}

__all__ = [*sorted(_HOME), "__version__"]


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'workbench' has no attribute {name!r}")
