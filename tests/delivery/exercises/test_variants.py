"""Data of a student: the same for the same seed, consistent with what is declared, fair or not handed out."""

import hashlib
import hmac
import json

import pytest

from workbench.delivery.exercises import NoFairVariant, draw, load_exercise
from workbench.delivery.exercises.fairness import find_violations


def numbers_by_hand(seed, exercise_id, attempt):
    """Yield what the counters of an attempt give, by the contract and nothing else."""
    key = hmac.new(seed, f"{exercise_id}/{attempt}".encode(), hashlib.sha256).digest()
    block = 0
    while True:
        yield int.from_bytes(hmac.new(key, block.to_bytes(8, "big"), hashlib.sha256).digest()[:8], "big")
        block += 1


def test_values_follow_from_the_counters_hidden_ones_first(pool):
    variant = draw(pool(), b"seed")
    numbers = numbers_by_hand(b"seed", "E0.1", variant.attempt)
    assert variant.hidden == {"bad": next(numbers) * 2 >> 64}
    assert variant.shown == {
        "inflow": 100 + 10 * (next(numbers) * 11 >> 64),
        "loss": 10 + 5 * (next(numbers) * 7 >> 64),
    }


def test_the_same_seed_gives_the_same_bytes():
    exercise = load_exercise("E3.2")
    first, second = (json.dumps(draw(exercise, b"one").shown, sort_keys=True) for _ in range(2))
    assert first == second
    assert json.dumps(draw(exercise, b"two").shown, sort_keys=True) != first


def test_a_meter_reads_the_truth_with_noise_in_steps_of_its_resolution(pool):
    def add_meter(content):
        content["given"]["read"] = {
            "zh": "读数",
            "en": "reading",
            "formula": "[inflow, inflow]",
            "noise": 0.02,
            "step": 0.5,
        }

    drawn = [draw(pool(add_meter), bytes([seed])).shown for seed in range(60)]
    errors = [(reading - one["inflow"]) / one["inflow"] for one in drawn for reading in one["read"]]
    assert all(reading * 2 == int(reading * 2) for one in drawn for reading in one["read"])
    spread = (sum(error**2 for error in errors) / len(errors)) ** 0.5
    assert 0.015 < spread < 0.025


def test_constants_dates_choices_and_lists_of_ranges_are_drawn_as_declared(pool):
    def add(content):
        content["given"] |= {
            "factor": {"zh": "系数", "en": "factor", "value": 0.1229},
            "day": {"zh": "日", "en": "day", "low": "2025-01-30", "high": "2025-02-02", "step": 1},
            "kind": {
                "zh": "种",
                "en": "kind",
                "choices": [{"id": "a", "zh": "甲", "en": "A"}, {"id": 2, "zh": "乙", "en": "B"}],
            },
            "meters": {"zh": "表", "en": "meters", "low": [0, 100], "high": [10, 110], "step": 5},
            "flags": {"zh": "旗", "en": "flags", "formula": "[inflow > 0, 'x']"},
        }
        from datetime import date

        content["given"]["day"] |= {"low": date(2025, 1, 30), "high": date(2025, 2, 2)}

    drawn = [draw(pool(add), bytes([seed])).shown for seed in range(40)]
    assert {one["factor"] for one in drawn} == {0.1229}
    assert {one["day"] for one in drawn} == {"2025-01-30", "2025-01-31", "2025-02-01", "2025-02-02"}
    assert {one["kind"] for one in drawn} == {"a", "2"}
    assert {one["meters"][0] for one in drawn} == {0, 5, 10}
    assert {one["meters"][1] for one in drawn} == {100, 105, 110}
    assert drawn[0]["flags"] == [True, "x"]


def test_a_condition_that_fails_draws_the_next_attempt(pool):
    variants = [draw(pool(lambda c: c.update(fair=["inflow == 100"])), bytes([seed])) for seed in range(8)]
    assert {variant.shown["inflow"] for variant in variants} == {100}
    assert any(variant.attempt > 0 for variant in variants)


def test_an_exercise_that_is_never_fair_says_which_condition(pool):
    with pytest.raises(NoFairVariant, match="no fair variant in 400 attempts: fair: inflow > 1000"):
        draw(pool(lambda c: c.update(fair=["inflow > 1000"])), b"seed")


@pytest.mark.parametrize(
    ("formula", "asked", "reason"),
    [
        ("100 * loss / inflow * 1.01", "share", "share: M4 gives a right answer"),
        ("100 * loss / (inflow + 0.03 * inflow)", "share", "share: M4 gives a right answer"),
        ("100 * loss / kept * 1.002", "share", "share: M4 and M33 collide"),
        ("0", "place", "place: M4 gives a right answer"),
    ],
)
def test_a_mistake_too_near_to_an_answer_or_to_another_mistake_is_unfair(pool, formula, asked, reason):
    def spoil(content):
        mistake = content["misconceptions"][1]
        content["misconceptions"].append({**mistake, "asked": asked, "formula": formula})

    assert reason in find_violations(pool(spoil), {"inflow": 150, "loss": 20}, {"bad": 0})


def test_a_tie_of_ranks_is_drawn_again(pool):
    def rank_both(content):
        content["asked"]["rest"]["answer"] = "order([inflow, 4 * loss])[0] + kept"

    assert draw(pool(rank_both), b"x").shown["inflow"] != 4 * draw(pool(rank_both), b"x").shown["loss"]
