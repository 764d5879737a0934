"""What every exercise of the bank promises, on two hundred students each."""

import pytest

from workbench.delivery.exercises import check_exercise, exercise_ids, load_exercise

SEEDS = range(200)


@pytest.mark.parametrize("name", exercise_ids())
def test_the_answer_passes_and_every_mistake_fails_by_name(name):
    assert check_exercise(load_exercise(name), SEEDS) == []


def test_the_check_sees_a_mistake_that_is_hidden_by_another(pool):
    def shadow(content):
        content["misconceptions"].append({**content["misconceptions"][0], "formula": "100 * loss / kept * 1.001"})
        content["misconceptions"][-1]["id"] = "M33"

    assert check_exercise(pool(shadow), range(5)) == []  # two wordings of one mistake
    found = check_exercise(pool(lambda c: c["misconceptions"][0].update(formula="100 * loss / inflow")), range(2))
    assert "M33 gives a right answer" in found[0]


def test_the_check_sees_ranges_that_are_too_narrow(pool):
    def narrow(content):
        content["given"]["inflow"] |= {"low": 100, "high": 100}
        content["given"]["loss"] |= {"low": 20, "high": 20}

    assert "only 1 different variants" in check_exercise(pool(narrow), range(24))[0]
    found = check_exercise(pool(lambda c: c.update(fair=["inflow == 100 and loss == 10"])), range(30))
    assert any("narrow the ranges" in problem for problem in found)
