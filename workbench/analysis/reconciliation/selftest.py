"""Published problems solved again: what they print, what we find, and whether it is the same."""

import json
from importlib.resources import files
from unicodedata import east_asian_width

import numpy as np

from workbench.analysis.reconciliation.bilinear import solve_bilinear
from workbench.analysis.reconciliation.linear import solve
from workbench.analysis.reconciliation.local_tests import vdi_test
from workbench.analysis.reconciliation.nonlinear import solve_nonlinear
from workbench.analysis.reconciliation.suspects import find_suspects

HALF_WIDTH = 1.96  # 95 % half width of VDI 2048 in standard uncertainties


def read_problems():
    """Return the published problems that the package carries, as dictionaries in the order of their ids."""
    folder = files(__package__) / "published"
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return [json.loads((folder / name).read_text(encoding="utf-8")) for name in names]


def solve_problem(problem):
    """Return the `Solution` of a published problem."""
    measured, sd = _numbers(problem["measured"]), _numbers(problem["sd"])
    if problem["kind"] == "nonlinear":
        constraints = polynomials(problem["variables"], problem["constraints"])
        return solve_nonlinear(constraints, measured, sd, guess=_numbers(problem["guess"]))
    A = np.zeros((len(problem["balances"]), len(measured)))
    for row, terms in enumerate(problem["balances"]):
        for column, factor in terms:
            A[row, column] = factor
    if problem["kind"] == "bilinear":
        contents, content_sd = (
            np.array([_numbers(row) for row in problem[name]]) for name in ("contents", "content_sd")
        )
        return solve_bilinear(A, measured, sd, contents, content_sd)
    return solve(A, measured, sd, correlation=problem.get("correlation"))


def polynomials(variables, constraints):
    """Return the callable of constraints written as sums of ``[factor, {variable: power}]``.

    Examples
    --------
    >>> polynomials(["x", "y"], [[[1, {"x": 1, "y": 2}], [-12, {}]]])([3.0, 2.0])
    [0.0]
    """
    place = {name: number for number, name in enumerate(variables)}

    def term(values, factor, powers):
        product = factor
        for name, power in powers.items():
            product = product * (values[place[name]] if power == 1 else values[place[name]] ** power)
        return product

    return lambda values: [sum((term(values, *part) for part in parts), 0.0) for parts in constraints]


def selftest(lang="zh"):
    """Solve the published problems and compare.

    Parameters
    ----------
    lang : str

    Returns
    -------
    DataFrame
        One row per published answer: ``problem``, ``source``, ``answer`` (what, by whom), ``published`` and ``ours``
        (the value that differs most), ``difference`` (largest, relative where the tolerance is), ``tolerance`` (nan where
        the source does not say enough to reproduce it) and ``verdict`` (``equal``, ``different``, ``shown``).
    """
    import pandas as pd

    return pd.DataFrame(compare_answers(lang))


def compare_answers(lang="zh"):
    """Return the rows of `selftest` as dictionaries; the command does without tables, whose import takes longest."""
    rows = []
    for problem in read_problems():
        solution = solve_problem(problem)
        for answer in problem["answers"]:
            head = {"problem": problem[lang], "source": problem["source"]}
            rows.append(head | {"answer": f"{answer['what']} ({answer['by']})"} | _compare(problem, solution, answer))
    return rows


def format_rows(rows):
    """Return the rows of `selftest` as lines of text with a heading, columns in line."""
    shown = [list(rows[0]), *(map(_short, row.values()) for row in rows)]
    cells = [list(row) for row in shown]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _short(value):
    return value if isinstance(value, str) else f"{value:.6g}"


def _width(text):
    """Return the columns that a text takes in a terminal; a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _compare(problem, solution, answer):
    published, ours = _numbers(answer["values"]), _find(problem, solution, answer["what"])
    tolerance = answer.get("rtol", answer.get("atol", np.nan))
    if len(published) != len(ours):
        counts = {"published": len(published), "ours": len(ours), "difference": np.inf}
        return counts | {"tolerance": tolerance, "verdict": "different"}
    known = ~np.isnan(published)
    size = np.where(known & (published != 0) & ("atol" not in answer), np.abs(published), 1.0)
    difference = np.where(known, np.abs(ours - published) / size, 0.0)
    # where the source says enough, what one calls unknown the other has to call unknown too
    checked = answer["what"] in ("reconciled", "sd")
    apart = np.isnan(ours) & known | checked & (np.isnan(ours) != ~known)
    difference[apart] = 0.0 if np.isnan(tolerance) else np.inf
    worst = int(np.argmax(difference))
    verdict = "shown" if np.isnan(tolerance) else "equal" if difference[worst] <= tolerance else "different"
    found = {"published": published[worst], "ours": ours[worst], "difference": difference[worst]}
    return found | {"tolerance": tolerance, "verdict": verdict}


def _find(problem, solution, what):
    if what == "suspects":
        return np.array(sorted(suspect.members[0] for suspect in find_suspects(solution)), dtype=float)
    return {
        "reconciled": lambda: solution.values,
        "amounts": lambda: solution.values[: len(problem["measured"])],
        "sd": lambda: solution.sd,
        "half_width": lambda: solution.sd * HALF_WIDTH,
        "vdi_test": lambda: vdi_test(solution, _numbers(problem["sd"])),
        "chi2": lambda: np.array([solution.chi2]),
    }[what]()


def _numbers(values):
    # None becomes nan, in lists of lists as well
    return np.array(values, dtype=float)
