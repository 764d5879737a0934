"""Reconciliation of measurements with balances (数据校正): the numeric heart of the workbench.

`solve` reconciles under linear balances, `solve_nonlinear` under any differentiable constraints; neither needs a
case. The modules behind them are imported when first used.
"""

from importlib import import_module

_HOMES = {
    "find_suspects": "suspects",
    "reconcile": "plant",
    "solve": "linear",
    "solve_bilinear": "bilinear",
    "solve_nonlinear": "nonlinear",
    "Solution": "solution",
    "Checks": "solution",
}
__all__ = ["Checks", "Solution", "find_suspects", "reconcile", "solve", "solve_bilinear", "solve_nonlinear"]


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__():
    return sorted([*globals(), *__all__])
