"""What a notebook shows of a case: each function takes a chapter and a case and shows one table or picture.

An exhibit computes nothing itself: it asks an analysis for a table and a drawing for its picture, and says so where
the case has no data for it. One module a phase; `basic` holds what every phase uses.
"""

from importlib import import_module

_MODULES = (
    "basic",
    "planning",
    "survey",
    "level",
    "focus",
    "balances",
    "checking",
    "losses",
    "options",
    "feasibility",
    "implementation",
    "continuation",
)


def __getattr__(name):
    for module in _MODULES:
        exhibits = import_module(f"{__name__}.{module}")
        if not name.startswith("_") and name in exhibits.__all__:
            return getattr(exhibits, name)
    raise AttributeError(f"no exhibit {name!r}")
