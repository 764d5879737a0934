"""Formulas of exercises: arithmetic on named values, evaluated without ever running code."""

import ast
from functools import cache

from workbench.errors import WorkbenchError

from .engine import Unfair
from .functions import FUNCTIONS


class FormulaError(WorkbenchError):
    """A formula that cannot be read or computed."""


@cache
def parse(formula):
    """Return the syntax tree of a formula.

    Raises
    ------
    FormulaError
        Where it is no expression.
    """
    try:
        return ast.parse(formula.strip(), mode="eval").body
    except SyntaxError:
        raise FormulaError(f"公式不能读懂 / formula cannot be read: {formula!r}") from None


@cache
def unknown_names(formula, known):
    """Return the names in a formula that are neither in `known` (a frozenset) nor functions nor its own variables."""
    tree = parse(formula)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return sorted({node.id for node in names} - own - known - set(FUNCTIONS))


def evaluate(formula, names):
    """Return the value of a formula.

    Parameters
    ----------
    formula : str
        Arithmetic, comparisons, ``a if b else c``, lists, indexing, comprehensions and the functions of
        `workbench.delivery.exercises.functions`; no attribute, no other call.
    names : dict
        Values by name.

    Raises
    ------
    FormulaError
        Where it cannot be read or computed.
    Unfair
        Where the values tie or a fault is not isolated.

    Examples
    --------
    >>> evaluate("100 * reused / (fresh + reused)", {"fresh": 1860, "reused": 7440})
    80.0
    """
    from simpleeval import InvalidExpression

    tree = parse(formula)
    evaluator = _IDLE.pop() if _IDLE else _evaluator()
    evaluator.names = names
    try:
        return evaluator.eval(formula, previously_parsed=tree)
    except Unfair:
        raise
    except (InvalidExpression, ArithmeticError, LookupError, TypeError, ValueError) as problem:
        raise FormulaError(f"公式不能计算 / formula cannot be computed: {formula!r}: {problem}") from None
    finally:
        _IDLE.append(evaluator)


_IDLE = []  # making an evaluator takes longer than most formulas; one formula may need another meanwhile


def _evaluator():
    from simpleeval import EvalWithCompoundTypes

    evaluator = EvalWithCompoundTypes(functions=FUNCTIONS)
    del evaluator.nodes[ast.Attribute]
    return evaluator
