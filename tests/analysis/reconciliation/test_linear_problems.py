"""Published linear problems, solved again to the tolerance of their sources."""

import json
from pathlib import Path

import numpy as np
import pytest

from workbench.analysis.reconciliation import solve

PROBLEMS = json.loads((Path(__file__).parent / "data" / "linear_problems.json").read_text(encoding="utf-8"))
HALF_WIDTH = 1.96  # 95 % half width in standard uncertainties, as VDI 2048 has it


def numbers(values):
    return np.array([np.nan if value is None else value for value in np.atleast_1d(values)], dtype=float)


def balances(problem):
    A = np.zeros((len(problem["balances"]), len(problem["runs"][0]["measured"])))
    for row, terms in enumerate(problem["balances"]):
        for column, coefficient in terms:
            A[row, column] = coefficient
    return A


def solve_run(problem, run):
    return solve(
        balances(problem), numbers(run["measured"]), numbers(run["sd"]), correlation=problem.get("correlation")
    )


def named(problem_id):
    return next(problem for problem in PROBLEMS if problem["id"] == problem_id)


ANSWERS = [
    pytest.param(problem, run, answer, id=f"{problem['id']}-{run['readings']}-{answer['what']}-{answer['by']}")
    for problem in PROBLEMS
    for run in problem["runs"]
    for answer in run["answers"]
]


@pytest.mark.parametrize(("problem", "run", "answer"), ANSWERS)
def test_a_published_answer_is_found_again(problem, run, answer):
    solution = solve_run(problem, run)
    found = HALF_WIDTH * solution.sd if answer["what"] == "half_width" else getattr(solution, answer["what"])
    np.testing.assert_allclose(
        found,
        numbers(answer["values"]) if np.ndim(answer["values"]) else answer["values"],
        rtol=answer.get("rtol", 0),
        atol=answer.get("atol", 0),
    )


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem["id"])
def test_a_published_problem_closes(problem):
    A = balances(problem)
    for run in problem["runs"]:
        solution = solve_run(problem, run)
        assert np.abs(A @ solution.values).max() <= 1e-12 * np.abs(solution.values).max()


def test_the_flows_derived_in_vdi_2048_have_the_printed_value_and_half_width():
    problem = named("vdi2048_part1_steam_turbine")
    solution = solve_run(problem, problem["runs"][0])
    for derived in problem["derived"]:
        coefficients = np.array(derived["coefficients"])
        assert coefficients @ solution.values == pytest.approx(derived["value"], abs=6e-4)
        assert HALF_WIDTH * solution.uncertainty(coefficients) == pytest.approx(derived["half_width"], rel=1e-5)


def test_the_unchecked_meter_of_vdi_2048_keeps_its_reading():
    problem = named("vdi2048_part1_steam_turbine")
    solution = solve_run(problem, problem["runs"][0])
    assert solution.status[10] == "measured"
    assert solution.adjustments[10] == 0
    assert np.isnan(solution.z[10])


def test_leaving_out_one_meter_of_ripps_at_a_time_gives_the_known_chi_squares():
    problem = named("ripps1965")
    run = problem["runs"][0]
    for left_out, chi2 in enumerate(problem["chi2_after_deletion"]):
        measured = numbers(run["measured"])
        measured[left_out] = np.nan
        solution = solve(balances(problem), measured, numbers(run["sd"]))
        assert solution.chi2 == pytest.approx(chi2, rel=1e-6)
        assert solution.dof == 2


def test_the_true_values_of_ripps_close_the_balances():
    problem = named("ripps1965")
    assert np.abs(balances(problem) @ problem["true"]).max() <= 1e-3
