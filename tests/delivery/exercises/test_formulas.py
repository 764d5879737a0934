"""Formulas: arithmetic and a closed list of functions, nothing else."""

import math

import pytest

from workbench.delivery.exercises.engine import Unfair
from workbench.delivery.exercises.formulas import FormulaError, evaluate, unknown_names

NETWORK = [[1, -1, -1, 0, 0, 0], [0, 1, 0, -1, -1, 0], [0, 0, 1, 1, 0, -1]]
READINGS = [1004, 648, 357, 371, 229, 772]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("100 * b / (a + b)", 75.0),
        ("[x * 2 for x in xs if x > 1]", [4, 6]),
        ("total(xs) + mean(xs) + dot(xs, xs)", 6 + 2 + 14),
        ("ratio(xs, [2, 4, 6])", [0.5, 0.5, 0.5]),
        ("order([3, 9, 5])", [1, 2, 0]),
        ("rank([3, 9, 5])", [3, 1, 2]),
        ("where(xs, 3)", 2),
        ("count(xs) + count([x > 1 for x in xs])", 5),
        ("[[y for y in span(x)] for x in xs]", [[0], [0, 1], [0, 1, 2]]),
        ("round_half_up(2.345, 2)", 2.35),
        ("days('2025-03-10', '2026-03-10')", 365),
        ("add_days('2024-02-28', 2)", "2024-03-01"),
        ("add_months('2025-03-31', 1)", "2025-04-30"),
        ("'yes' if a == 1 and not b == 1 else 'no'", "yes"),
        ("min(xs) + max(xs) + abs(-1) + sqrt(4) + ceil(0.1) + floor(0.9)", 8),
        ("exp(log(3))", pytest.approx(3)),
        ("sorted(xs) == xs and any([x == 2 for x in xs]) and all([x > 0 for x in xs])", True),
        ("npv(0.1, [-100, 110])", pytest.approx(0)),
        ("annuity(0, 10)", 10),
        ("round_half_up(appraise(150, 40, 0.3, 10, 0.05)['NPV'], 2)", 100.96),
        ("round_half_up(discounted_payback(150, 32.5, 0.05), 2)", 5.38),
        ("critical_path([2, 3, 1], [[], [0], [0]])['slack']", [0, 0, 2]),
        ("cusum([0, 0, 3, 3], 0, 1, 0.5, 4)['alarm']", 4),
    ],
)
def test_a_formula_gives_what_is_worked_by_hand(formula, value):
    assert evaluate(formula, {"a": 1, "b": 3, "xs": [1, 2, 3]}) == value


def test_a_comprehension_of_names_that_wait_for_another_formula_is_computed():
    from workbench.delivery.exercises.values import Values

    class Pool:
        let = {"double": "[2 * x for x in xs]", "both": "[d + x for d, x in [[double[i], xs[i]] for i in span(2)]]"}
        asked = {}

    assert evaluate("[b * 10 for b in both]", Values(Pool, {"xs": [1, 2]})) == [30, 60]


@pytest.mark.parametrize(
    "formula",
    [
        "a.real",
        "().__class__",
        "open('x')",
        "__import__('os')",
        "1 / 0",
        "xs[9]",
        "nothing",
        "a + 'b'",
        "9**9**9**9",
        "lambda: 1",
    ],
)
def test_what_is_no_arithmetic_is_refused(formula):
    with pytest.raises(FormulaError, match="cannot be computed"):
        evaluate(formula, {"a": 1, "xs": [1]})


def test_a_formula_that_is_no_expression_says_so():
    with pytest.raises(FormulaError, match="cannot be read"):
        evaluate("1 +", {})


def test_unknown_names_are_found_before_anything_is_drawn():
    known = frozenset({"a"})
    assert unknown_names("a + b + total([c for c in [1]])", known) == ["b"]


@pytest.mark.parametrize("formula", ["order([1, 2, 2])", "rank([1, 1])"])
def test_a_tie_makes_a_variant_unfair(formula):
    with pytest.raises(Unfair, match="tie"):
        evaluate(formula, {})


def test_the_published_network_names_its_meter():
    names = {"A": NETWORK, "r": READINGS, "s": [10.04, 9.72, 5.355, 5.565, 4.58, 7.72]}
    found = evaluate("reconcile(A, r, s)", names)
    assert [round(z, 1) for z in found["z"]] == [-1.3, -2.7, 3.4, 5.2, 3.3, -2.5]
    assert (round(found["chi2"], 1), found["dof"], found["culprit"]) == (27.6, 3, 3)
    assert (round(found["chi2_limit"], 2), round(found["limit_without"], 2)) == (7.81, 5.99)
    assert round(found["z_limit"], 2) == 2.63
    assert round(found["chi2_without"], 2) == 0.09
    assert round(found["corrected"][3], 1) == 417.0


def test_a_network_that_closes_has_no_culprit():
    names = {"A": NETWORK, "r": [1000, 640, 360, 410, 230, 770]}
    assert evaluate("reconcile(A, r, [10, 10, 10, 10, 10, 10])", names)["culprit"] == -1


def test_a_fault_that_two_meters_explain_alike_is_unfair():
    with pytest.raises(Unfair, match="not isolated"):
        evaluate("reconcile([[1, -1]], [100, 80], [1, 1])", {})


def test_the_published_indicators_give_index_and_level():
    rows = [
        [0.12, 3050, 3000, 3100, 3200, True],
        [0.13, 96.5, 97, 96, 95, True],
        [0.10, 4.2, 5, 6, 8, True],
        [0.10, 94, 95, 93, 90, False],
        [0.10, 88, 95, 90, 85, False],
        [0.10, 0.15, 0.2, 0.3, 0.4, True],
        [0.10, 1.9, 1.5, 2.0, 2.5, True],
        [0.15, "I", 1, 2, 3, False],
        [0.10, "I", 1, 2, 3, False],
    ]
    found = evaluate("composite(rows)", {"rows": rows})
    assert (found["Y1"], found["Y2"], found["level"], found["failed"]) == (45, 90, 2, [])
    rows[6][1], rows[4][1] = 2.2, 91
    found = evaluate("composite(rows)", {"rows": rows})
    assert (found["Y2"], found["level"], found["failed"]) == (90, 1, [6])


def test_the_published_ranking_turns_only_at_impossible_weights():
    scores = [[10, 5, 8, 4, 6, 5], [6, 10, 6, 10, 10, 10], [4, 8, 5, 8, 8, 7]]
    turning = evaluate("flips([10, 9, 8, 7, 6, 4], scores)", {"scores": scores})
    assert turning[:1] + turning[2:3] == [pytest.approx(28.75), pytest.approx(45.5)]
    assert [turn for turn in turning if turn is not None] == turning[:1] + turning[2:3]
    assert math.isclose(evaluate("dot([10, 9, 8, 7, 6, 4], scores[1])", {"scores": scores}), 368)
